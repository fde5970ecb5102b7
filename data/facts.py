"""The fact view: an article's events and relations as statements that can be used by themselves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from newsfacts.data.article import Article, Entity, Event, Mention, Relation
from newsfacts.data.merging import identities, same_events
from newsfacts.data.schema import Schema
from newsfacts.data.telling.lines import Lines
from newsfacts.data.view import View
from newsfacts.data.words import Words, split_at

__all__ = ["Evidence", "Fact", "facts"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that states a fact (or a part of it), and the exact marks in it: offsets into the article's text."""

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One event, joined over its mentions, or one relation.

    Attributes:
        id: ``f1``, ``f2`` … in the order of the article.
        predicate: the type of the event or relation.
        subject: who does it, as the scheme's view says; the head of a relation.
        object: who or what it is done to; the tail of a relation.
        qualifiers: the entities of all other roles, by role.
        source: whom the article credits for it.
        factuality: a label of the scheme; that of a relation is the scheme's default.
        score: the best of the joined events; that of a relation; ``None`` in gold articles.
        evidence: the sentences that tell it, those of the triggers first; never empty.
        items: ids of the events that were joined; empty for a relation.
        line: the fact in plain English.
    """

    id: str
    kind: Literal["event", "relation"]
    predicate: str
    subject: tuple[Entity, ...]
    object: tuple[Entity, ...]
    qualifiers: Mapping[str, tuple[Entity, ...]] = field(default_factory=dict)
    source: Entity | None = None
    factuality: str = "asserted"
    score: float | None = None
    evidence: tuple[Evidence, ...] = ()
    items: tuple[str, ...] = ()
    line: str = ""


def facts(article: Article, schema: Schema | None = None) -> tuple[Fact, ...]:
    """The facts of an article, in the order in which it tells them.

    Mentions of one event are joined: see :func:`newsfacts.data.merging.same_events`. Which roles make subject
    and object, and the words of the lines, are the scheme's view: its own, else the one that the package ships
    for a scheme of its name, else a plain one (:class:`newsfacts.data.view.View`).

    Args:
        article: gold or predicted.
        schema: the scheme of the article; left out, the news scheme.
    """
    schema = schema or _news()
    view = schema.told
    borders = [border for mark in article.marks for border in (mark.start, mark.end)]
    words = split_at(article.text, borders)
    if not words.starts:
        words = Words([0], [len(article.text)], [0], [0])  # marks of white space alone
    lines = Lines(article, words, view, schema.default_factuality)
    places = _Places(article, words)
    told = [(group[0].start, _event(group, view, lines, places)) for group in same_events(lines.phrases)]
    told += [_relation(group, schema, lines, places) for group in _same_relations(article)]
    told.sort(key=lambda placed: placed[0])
    return tuple(replace(fact, id=f"f{i}") for i, (_, fact) in enumerate(told, 1))


@cache
def _news() -> Schema:
    return Schema.default()


class _Places:
    """Where an article's sentences and mentions stand."""

    def __init__(self, article: Article, words: Words) -> None:
        self.words = words
        self.entities = {entity.id: entity for entity in article.entities}
        self.mentions: dict[str, list[Mention]] = {}
        self.within: dict[tuple[str, int], list[Mention]] = {}
        for mention in sorted(article.mentions, key=lambda m: m.start):
            self.mentions.setdefault(mention.entity, []).append(mention)
            self.within.setdefault((mention.entity, self.sentence(mention.start)), []).append(mention)
        self.sentences = words.bounds()

    def sentence(self, start: int) -> int:
        """The number of the sentence that a mark stands in."""
        return self.words.sentences[max(bisect_right(self.words.starts, start) - 1, 0)]

    def evidence(self, marks: Iterable[Mention | Event]) -> tuple[Evidence, ...]:
        """The sentences of these marks, in the order in which the first of each comes."""
        spans: dict[int, set[tuple[int, int]]] = {}
        for mark in marks:
            spans.setdefault(self.sentence(mark.start), set()).add((mark.start, mark.end))
        return tuple(self._evidence(i, sorted(found)) for i, found in spans.items())

    def _evidence(self, sentence: int, spans: list[tuple[int, int]]) -> Evidence:
        start, end = self.sentences[sentence]
        # A mark may reach over the end of a sentence, as this package divides them.
        return Evidence(min(start, spans[0][0]), max(end, *(stop for _, stop in spans)), tuple(spans))

    def near(self, entity: str, events: Sequence[Event]) -> list[Mention]:
        """The mentions of an entity in the sentences of these events, or else the one nearest to the first."""
        sentences = dict.fromkeys(self.sentence(event.start) for event in events)
        within = [mention for i in sentences for mention in self.within.get((entity, i), ())]
        if within:
            return within
        mentions = self.mentions[entity]
        after = bisect_right(mentions, events[0].start, key=lambda m: m.start)
        return [min(mentions[max(after - 1, 0) : after + 1], key=lambda m: abs(m.start - events[0].start))]

    def closest(self, one: str, other: str) -> tuple[Mention, Mention]:
        """The mentions of two entities that stand closest together, in one sentence if any do; the first such pair."""
        left = self.mentions[one]
        starts = [mention.start for mention in left]
        pairs = []
        for mention in self.mentions[other]:
            i = bisect_right(starts, mention.start)
            pairs += [(near, mention) for near in left[max(i - 1, 0) : i + 1]]

        def distance(pair: tuple[Mention, Mention]) -> tuple[bool, int, int]:
            first, second = sorted(pair, key=lambda mention: mention.start)
            return self.sentence(first.start) != self.sentence(second.start), second.start - first.end, first.start

        return min(pairs, key=distance)


def _event(group: Sequence[Event], view: View, lines: Lines, places: _Places) -> Fact:
    given: dict[str, dict[str, Entity]] = {}
    for event in group:
        for argument in event.arguments:
            given.setdefault(argument.role, {})[argument.entity] = places.entities[argument.entity]
    arguments = {role: tuple(_distinct(entities.values())) for role, entities in given.items()}
    first = group[0]
    source = next((places.entities[event.source] for event in group if event.source is not None), None)
    named = [*(entity for entities in given.values() for entity in entities), *([source.id] if source else [])]
    scores = [event.score for event in group if event.score is not None]
    return Fact(
        id=first.id,
        kind="event",
        predicate=first.type,
        subject=tuple(entity for role in view.subject for entity in arguments.get(role, ())),
        object=tuple(entity for role in view.object for entity in arguments.get(role, ())),
        qualifiers={r: e for r, e in arguments.items() if r not in view.subject and r not in view.object},
        source=source,
        factuality=first.factuality,
        score=max(scores, default=None),
        evidence=places.evidence([*group, *(m for id in dict.fromkeys(named) for m in places.near(id, group))]),
        items=tuple(event.id for event in group),
        line=lines.event(group, arguments, source, first.factuality),
    )


def _distinct(entities: Iterable[Entity]) -> Iterable[Entity]:
    """The entities without those whose value another has already ("Friday", "8 March")."""
    seen: list[Mapping[str, object]] = []
    for entity in entities:
        if entity.value is None or entity.value not in seen:
            yield entity
        if entity.value is not None:
            seen.append(entity.value)


def _same_relations(article: Article) -> Iterable[list[Relation]]:
    """The relations in groups between the same things: "two miners" and "the two" tell one number."""
    names = identities(article)
    groups: dict[tuple[str, str, str], list[Relation]] = {}
    for relation in article.relations:
        groups.setdefault((names[relation.head], relation.type, names[relation.tail]), []).append(relation)
    return groups.values()


def _relation(group: Sequence[Relation], schema: Schema, lines: Lines, places: _Places) -> tuple[int, Fact]:
    """A fact, and where the text tells it first."""
    relation = max(group, key=lambda one: one.score or 0)
    pairs = [places.closest(one.head, one.tail) for one in group]
    fact = Fact(
        id=relation.type,
        kind="relation",
        predicate=relation.type,
        subject=(places.entities[relation.head],),
        object=(places.entities[relation.tail],),
        factuality=schema.default_factuality,
        score=relation.score,
        evidence=places.evidence(mention for pair in pairs for mention in pair),
        line=lines.relation(relation),
    )
    return min(max(mention.start for mention in pair) for pair in pairs), fact
