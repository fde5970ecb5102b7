"""What dates and amounts mean, filled into the entities of an article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from newsfacts.data.amounts import amount_value
from newsfacts.data.article import Article, Entity, Mention
from newsfacts.data.dates import date_value
from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema
from newsfacts.data.schemafile import VALUE_KINDS
from newsfacts.data.words import Words, split

__all__ = ["value_of", "with_values"]


def value_of(kind: str, text: str, reference: str | None, context: str = "") -> dict[str, Any] | None:
    """What a mention of this kind means, or ``None`` where its words alone do not tell.

    Args:
        kind: ``date``, ``number``, ``money`` or ``percent``.
        text: the mention.
        reference: the day the article appeared (YYYY-MM-DD), if known.
        context: the sentence it stands in.

    Returns:
        See :func:`newsfacts.data.dates.date_value` and :func:`newsfacts.data.amounts.amount_value`.

    Raises:
        DataError: another kind.
    """
    if kind not in VALUE_KINDS:
        raise DataError(f"no value is of kind {kind!r}; accepted: {', '.join(VALUE_KINDS)}")
    return date_value(text, reference, context) if kind == "date" else amount_value(text, kind)


def with_values(article: Article, schema: Schema, words: Words | None = None) -> Article:
    """The article with a value for each entity of a type that has one (``schema.values``).

    Mentions are read in their sentence and relative to the article's date. The value is that of the entity's
    first mention that tells a day or a number, or else of the first that tells anything ("that day", an
    ``offset``). Values that the article bears already stay.

    Args:
        article: gold or predicted.
        schema: of the article.
        words: of its text, where they are known already.
    """
    kinds = schema.values or {}
    wanting = {
        entity.id: kinds[entity.type] for entity in article.entities if entity.type in kinds and not entity.value
    }
    if not wanting:
        return article
    sentence = _sentences(article.text, words or split(article.text))
    values: dict[str, dict[str, Any]] = {}
    for mention in sorted(article.mentions, key=lambda mention: mention.start):
        kind = wanting.get(mention.entity)
        # A mention of another type ("the anniversary") does not tell the entity's value.
        if kind and kinds.get(mention.type) == kind and not _bounded(values.get(mention.entity)):
            value = value_of(kind, mention.text, article.date, sentence(mention))
            if value is not None and (mention.entity not in values or _bounded(value)):
                values[mention.entity] = value

    def valued(entity: Entity) -> Entity:
        return replace(entity, value=values[entity.id]) if entity.id in values else entity

    return replace(article, entities=tuple(map(valued, article.entities)))


def _bounded(value: Mapping[str, Any] | None) -> bool:
    return value is not None and any(value.get(end) is not None for end in ("start", "end", "min", "max"))


def _sentences(text: str, words: Words) -> Callable[[Mention], str]:
    """Finds the sentence of a mention: from the one that it begins in to the one that it ends in."""
    bounds = words.bounds()
    starts, ends = [start for start, _ in bounds], [end for _, end in bounds]

    def around(mention: Mention) -> str:
        first, last = bisect_right(ends, mention.start), bisect_left(starts, mention.end) - 1
        return text[starts[first] : ends[last]] if first <= last else mention.text

    return around
