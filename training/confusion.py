"""Which types are taken for which, where both sides mark the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from newsfacts.data import Article, Event, Mention

__all__ = ["confusion"]


def confusion(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, Counter[tuple[str, str]]]:
    """Count (gold type, predicted type) over equal spans, of mentions and of triggers; equal types are counted too."""
    counts: dict[str, Counter[tuple[str, str]]] = {"mention": Counter(), "trigger": Counter()}
    for one, other in zip(gold, predicted, strict=True):
        for layer, ours, theirs in (
            ("mention", one.mentions, other.mentions),
            ("trigger", one.events, other.events),
        ):
            of_gold, of_predicted = _types(ours), _types(theirs)
            counts[layer].update((type, of_predicted[span]) for span, type in of_gold.items() if span in of_predicted)
    return counts


def _types(marks: Iterable[Mention | Event]) -> dict[tuple[int, int], str]:
    types: dict[tuple[int, int], str] = {}
    for mark in marks:
        types.setdefault((mark.start, mark.end), mark.type)
    return types
