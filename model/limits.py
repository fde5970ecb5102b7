"""How probable items must be, by layer and type, and articles without what is less probable."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from newsfacts.calibration import SCORED
from newsfacts.data.article import Article, Entity, Mention
from newsfacts.data.errors import ConfigError
from newsfacts.data.schema import Schema
from newsfacts.data.values import with_values

__all__ = ["EVERYTHING", "HANGING", "Limits", "filtered"]

EVERYTHING = "all"
HANGING = ("argument", "source", "relation")  # the layers whose items stand between mentions and triggers


@dataclass(frozen=True)
class Limits:
    """The least score of items of each type, in each layer.

    ``least`` has the keys (layer, type); sources have no types: ``("source", "")``.
    """

    least: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, given: float | Mapping[str, float], schema: Schema, where: str = "min_score") -> Self:
        """Read limits as users give them.

        Args:
            given: one for all; or a mapping from layers (``argument``), types (``ATTACK``, or ``argument.origin`` for
                one that is in two layers) and ``all``. The narrowest counts; what is not named has the limit 0.
            where: begins the messages of errors.

        Raises:
            ConfigError: a name that is none of these, or a limit that is no number from 0 to 1.
        """
        wanted = given if isinstance(given, Mapping) else {EVERYTHING: given}
        types = _types(schema)
        broad = (EVERYTHING, *types)
        faults = []
        for name, value in wanted.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                faults.append(f"{name}: accepted: a number from 0 to 1; found {value!r}")
            named = _named(name, types)
            if name not in broad and not named:
                faults.append(_unknown(name, types))
            elif name not in broad and len(named) > 1:
                faults.append(f"{name!r} is in several layers; say {' or '.join(map('.'.join, named))}")
        if faults:
            raise ConfigError.of(where, faults)

        def limit(layer: str, type: str) -> float:
            keys = (f"{layer}.{type}", *([] if type in broad else [type]), layer, EVERYTHING)
            return float(next((wanted[key] for key in keys if key in wanted), 0.0))

        return cls({(layer, type): limit(layer, type) for layer, names in types.items() for type in names})

    def layer(self, layer: str) -> float:
        """The least limit of a layer's types: nothing below it is wanted."""
        return min((limit for (of, _), limit in self.least.items() if of == layer), default=0.0)

    @property
    def varied(self) -> bool:
        """Whether they are more than one limit for arguments, one for sources and one for relations."""
        return any(limit != (self.layer(of) if of in HANGING else 0.0) for (of, _), limit in self.least.items())

    def __or__(self, other: Limits) -> Limits:
        """What both ask for."""
        return Limits({key: max(limit, other.least.get(key, 0.0)) for key, limit in self.least.items()})

    def allow(self, layer: str, type: str, score: float | None) -> bool:
        """Whether an item may stay; one without a score, annotated by hand, always may."""
        return score is None or score >= self.least.get((layer, type), 0.0)


def filtered(article: Article, schema: Schema, limits: Limits) -> Article:
    """The article without what is less probable than the limits ask for, and without what hangs on that.

    With a mention goes its entity, if it was the last; with a trigger its arguments and source; with an entity, all
    that is said of it; and with the last mention of a type what only that type may be. Higher limits leave a subset.
    """
    mentions = tuple(m for m in article.mentions if limits.allow("mention", m.type, m.score))
    types: dict[str, set[str]] = {}
    for mention in mentions:
        types.setdefault(mention.entity, set()).add(mention.type)

    def fits(entity: str | None, accepted: tuple[str, ...] | None) -> bool:
        return entity in types and (accepted is None or not types[entity].isdisjoint(accepted))

    roles = {role.name: role.types for role in schema.roles}
    kinds = {relation.name: (relation.head, relation.tail) for relation in schema.relations}
    events = []
    for event in article.events:
        if not limits.allow("trigger", event.type, event.score):
            continue
        told = fits(event.source, schema.source) and limits.allow("source", "", event.source_score)
        arguments = tuple(
            a
            for a in event.arguments
            if fits(a.entity, roles.get(a.role)) and limits.allow("argument", a.role, a.score)
        )
        source, score = (event.source, event.source_score) if told else (None, None)
        events.append(replace(event, arguments=arguments, source=source, source_score=score))
    relations = tuple(
        r
        for r in article.relations
        if all(map(fits, (r.head, r.tail), kinds.get(r.type, (None, None))))
        and limits.allow("relation", r.type, r.score)
    )
    entities = article.entities if len(mentions) == len(article.mentions) else _entities(article, mentions, schema)
    kept = replace(article, mentions=mentions, entities=entities, events=tuple(events), relations=relations)
    return kept if entities is article.entities else with_values(kept, schema)


def _entities(article: Article, mentions: tuple[Mention, ...], schema: Schema) -> tuple[Entity, ...]:
    """The entities that still have mentions; one that has lost some is named anew after the others."""
    before, after = (_by_entity(some) for some in (article.mentions, mentions))
    return tuple(
        entity if len(after[entity.id]) == len(before[entity.id]) else schema.entity_of(entity.id, after[entity.id])
        for entity in article.entities
        if entity.id in after
    )


def _by_entity(mentions: tuple[Mention, ...]) -> dict[str, list[Mention]]:
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.entity, []).append(mention)
    return groups


def _types(schema: Schema) -> dict[str, tuple[str, ...]]:
    """The types of each layer whose items bear a score."""
    roles, relations = ([part.name for part in parts] for parts in (schema.roles, schema.relations))
    types: tuple[Any, ...] = (schema.mentions, schema.events, roles, ("",), relations)
    return {layer: tuple(names) for layer, names in zip(SCORED, types, strict=True)}


def _named(name: str, types: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """The types that a name may mean: (layer, type)."""
    if not isinstance(name, str):
        return []
    every = [(layer, type) for layer, names in types.items() for type in names if type]
    return [pair for pair in every if name in (pair[1], ".".join(pair))]


def _unknown(name: Any, types: Mapping[str, tuple[str, ...]]) -> str:
    names = [EVERYTHING, *types, *(type for of in types.values() for type in of if type)]
    near = difflib.get_close_matches(str(name), names, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return f"no layer or type {name!r}{hint}; accepted: {', '.join(dict.fromkeys(names))}"
