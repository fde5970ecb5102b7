"""The fact view: an article's events and relations as statements that can be used by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from newsfacts.data.article import Entity

__all__ = ["Evidence", "Fact"]


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
