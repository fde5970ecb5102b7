"""Marks within marks, which many corpora have and a tagger cannot give."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import pairwise

from newsfacts.data.article import Article, Event, Mention

__all__ = ["outermost"]

Mark = Mention | Event


def outermost(article: Article) -> Article:
    """The article with one of each group of marks that overlap, and without what hangs on the others.

    Triggers are kept before mentions, longer marks before shorter ones, and of two as long the one that comes first
    in the article. An entity goes with its last mention, and what is said of it with the entity;
    ``meta["left_out"]`` counts the marks that went.
    """
    if all(left.end <= right.start for left, right in pairwise(article.marks)):
        return article
    kept = _apart([*article.events, *article.mentions])
    mentions = tuple(mention for mention in article.mentions if kept.get(_span(mention)) is mention)
    types: dict[str, list[str]] = {}
    for mention in mentions:
        types.setdefault(mention.entity, []).append(mention.type)
    left_out = dict(article.meta.get("left_out", {}))
    left_out["mark that overlaps another"] = len(article.marks) - len(kept)
    return replace(
        article,
        mentions=mentions,
        entities=tuple(
            entity if entity.type in types[entity.id] else replace(entity, type=types[entity.id][0])
            for entity in article.entities
            if entity.id in types
        ),
        events=tuple(_without(event, types) for event in article.events if kept.get(_span(event)) is event),
        relations=tuple(r for r in article.relations if r.head in types and r.tail in types),
        meta={**article.meta, "left_out": left_out},
    )


def _apart(marks: Iterable[Mark]) -> dict[tuple[int, int], Mark]:
    """The marks that are kept, by their spans."""
    kept: dict[tuple[int, int], Mark] = {}
    for mark in sorted(marks, key=lambda mark: (isinstance(mark, Mention), mark.start - mark.end)):
        if all(mark.end <= start or end <= mark.start for start, end in kept):
            kept[_span(mark)] = mark
    return kept


def _span(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _without(event: Event, entities: Collection[str]) -> Event:
    """The event with those of its arguments, and the source, that are among these entities."""
    arguments = tuple(argument for argument in event.arguments if argument.entity in entities)
    return replace(event, arguments=arguments, source=event.source if event.source in entities else None)
