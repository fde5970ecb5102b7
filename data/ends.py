"""Which mention stands for an entity, where a format points at mentions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from newsfacts.data.article import Article, Event, Relation
from newsfacts.data.schema import Schema

__all__ = ["Ends"]


class Ends:
    """For each fact of an article the mentions at its ends, as indices into ``article.mentions``.

    Of the mentions of a type that the scheme accepts there (of all, if there is none) it is the nearest one.
    """

    def __init__(self, article: Article, schema: Schema) -> None:
        self._mentions = article.mentions
        self._schema = schema
        self._roles = {role.name: role.types for role in schema.roles}
        self._groups: dict[str, list[int]] = {entity.id: [] for entity in article.entities}
        for i, mention in enumerate(article.mentions):
            self._groups[mention.entity].append(i)

    def mentions(self, entity: str) -> list[int]:
        """All mentions of an entity."""
        return self._groups[entity]

    def argument(self, event: Event, role: str, entity: str) -> int:
        """The mention that fills a role of an event."""
        return self._nearest(entity, event.start, self._roles.get(role, ()))

    def source(self, event: Event, entity: str) -> int:
        """The mention of an event's source."""
        return self._nearest(entity, event.start, self._schema.source)

    def relation(self, relation: Relation) -> tuple[int, int]:
        """The mentions at the head and the tail of a relation, the two that stand nearest to each other."""
        accepted = self._schema.relation(relation.type)
        heads = self._fitting(relation.head, accepted.head if accepted else ())
        tails = self._fitting(relation.tail, accepted.tail if accepted else ())
        if relation.head == relation.tail:
            return heads[0], tails[0]
        ends = sorted([(self._start(i), i, True) for i in heads] + [(self._start(i), i, False) for i in tails])
        pairs = [pair for pair in itertools.pairwise(ends) if pair[0][2] != pair[1][2]]
        left, right = min(pairs, key=lambda pair: pair[1][0] - pair[0][0])
        return (left[1], right[1]) if left[2] else (right[1], left[1])

    def _start(self, mention: int) -> int:
        return self._mentions[mention].start

    def _fitting(self, entity: str, types: Sequence[str]) -> list[int]:
        group = self._groups[entity]
        return [i for i in group if self._mentions[i].type in types] or group

    def _nearest(self, entity: str, place: int, types: Sequence[str]) -> int:
        return min(self._fitting(entity, types), key=lambda i: abs(self._start(i) - place))
