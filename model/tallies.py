"""Counts over the facts of many articles: who acts, and who is credited with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsfacts.data.article import Article, Entity
from newsfacts.data.countries import country_word
from newsfacts.data.facts import Fact
from newsfacts.data.names import is_name, name_words
from newsfacts.data.schema import Schema

__all__ = ["Actors", "Sources"]


@dataclass
class _Tally:
    """The counts of one entity; articles come one after another, so the last one's id is enough to count them."""

    names: Counter[tuple[str, str]] = field(default_factory=Counter)  # name and type, as articles have them
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts: int = 0
    articles: int = 0
    last: str | None = None

    def add(self, entity: Entity | None, article: str, keys: list[tuple[str, str]]) -> None:
        if entity is not None:
            self.names[entity.name, entity.type] += 1
        self.counts.update(keys)
        self.facts += 1
        self.articles += self.last != article
        self.last = article

    @property
    def name(self) -> tuple[str | None, str | None]:
        """The name and type that most articles give it, the first of those that are as frequent."""
        return max(self.names, key=self.names.__getitem__) if self.names else (None, None)


def key(entity: Entity, schema: Schema) -> tuple[str, ...]:
    """What an entity's mentions in different articles have in common: type and name, or the country they mean.

    Case, accents, full stops and "the" make no difference; "Calder" and "Ann Calder" are not joined.
    """
    countries = schema.resolution.countries if schema.resolution is not None else ()
    forms = (entity.name, entity.name.title()) if entity.type in countries else ()  # a headline's "OMAN" too
    country = next(filter(None, map(country_word, forms)), None)
    return ("country", country.code) if country is not None else (entity.type, *name_words(entity.name))


class Actors:
    """Named entities by the roles that they fill in events: subject, object, source, and the scheme's others."""

    columns = ("name", "type", "role", "event", "facts")

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, ...], _Tally] = {}

    def add(self, article: Article, facts: tuple[Fact, ...], schema: Schema) -> None:
        """Count the events of an article."""
        view = schema.told
        told_otherwise = {*view.common, *view.literal}
        for fact in facts:
            if fact.kind != "event":
                continue
            parts = {"subject": fact.subject, "object": fact.object, **fact.qualifiers}
            if fact.source is not None:
                parts["source"] = (fact.source,)
            roles: dict[tuple[str, ...], tuple[Entity, list[tuple[str, str]]]] = {}
            for role, entities in parts.items():
                for entity in entities:
                    if entity.type not in told_otherwise and is_name(entity.name):
                        roles.setdefault(key(entity, schema), (entity, []))[1].append((role, fact.predicate))
            for who, (entity, filled) in roles.items():
                self._tallies.setdefault(who, _Tally()).add(entity, article.id, filled)

    def records(self) -> Iterator[dict[str, Any]]:
        """One record an actor, who in most facts first; places and other names that never act are left out."""
        for tally in sorted(self._tallies.values(), key=lambda t: (-t.facts, t.name[0] or "")):
            roles: dict[str, dict[str, int]] = {}
            for (role, event), count in tally.counts.most_common():
                roles.setdefault(role, {})[event] = count
            if {"subject", "object", "source"} & roles.keys():
                name, type = tally.name
                yield {"name": name, "type": type, "articles": tally.articles, "facts": tally.facts, "roles": roles}

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row an actor, role and event type."""
        for record in self.records():
            for role, events in record["roles"].items():
                for event, count in events.items():
                    yield {
                        "name": record["name"],
                        "type": record["type"],
                        "role": role,
                        "event": event,
                        "facts": count,
                    }


class Sources:
    """Whom the articles credit, by the factuality of what they tell; a nameless source stands for the articles."""

    def __init__(self, schema: Schema) -> None:
        self.columns = ("name", "type", "articles", "facts", *schema.factuality)
        self._labels = tuple(schema.factuality)
        self._tallies: dict[tuple[str, ...], _Tally] = {}

    def add(self, article: Article, facts: tuple[Fact, ...], schema: Schema) -> None:
        """Count the events of an article."""
        view = schema.told
        for fact in facts:
            if fact.kind == "event":
                source = fact.source
                # "police" of one article are not those of another, but counted together they tell something too.
                common = source is not None and (source.type in view.common or not is_name(source.name))
                who = () if source is None else ("", source.name.casefold()) if common else key(source, schema)
                counts = [("factuality", fact.factuality)]
                self._tallies.setdefault(who, _Tally()).add(source, article.id, counts)

    def records(self) -> Iterator[dict[str, Any]]:
        """One record a source, who is credited with most first."""
        for tally in sorted(self._tallies.values(), key=lambda t: (-t.facts, t.name[0] or "")):
            name, type = tally.name
            labels = {label: tally.counts["factuality", label] for label in self._labels}
            yield {"name": name, "type": type, "articles": tally.articles, "facts": tally.facts, "factuality": labels}

    def rows(self) -> Iterator[dict[str, Any]]:
        """The records with a column for each factuality."""
        for record in self.records():
            yield {**{name: record[name] for name in self.columns[:4]}, **record["factuality"]}
