"""Which texts share wording: keeping what is held out from training, and finding near duplicates."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

import regex

__all__ = ["HeldOut", "alike", "sketch"]

WORD = regex.compile(r"[\p{L}\p{N}]+")
RUN = 8  # words: shorter runs are common phrases
SHARED = 5  # runs in common, about one sentence of 12 words
SKETCH = 128  # runs kept of a text
ALIKE = 0.3  # share of all runs that two near duplicates have in common


class HeldOut:
    """Texts that must not be trained on.

    Corpora tokenise, cut and clean the same news differently, so texts are compared by their runs
    of eight words, without case and punctuation.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.runs = {run for text in texts for run in _runs(text)}

    def overlaps(self, text: str) -> bool:
        """Whether the text has a sentence's worth of words in common with one that is held out."""
        if not self.runs:
            return False
        return len(self.runs.intersection(_runs(text))) >= SHARED


def sketch(text: str) -> frozenset[int]:
    """A sample of a text's runs that tells how much of them two texts share: those of the lowest hash (Broder 1997)."""
    return frozenset(heapq.nsmallest(SKETCH, set(_runs(text))))


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts, by their sketches, are near duplicates: the Jaccard similarity of their runs is high."""
    lowest = heapq.nsmallest(SKETCH, one | other)
    both = one & other
    return bool(both) and sum(run in both for run in lowest) >= ALIKE * len(lowest)


def _runs(text: str) -> Iterator[int]:
    words = WORD.findall(text.casefold())
    for i in range(len(words) - RUN + 1):
        yield hash(tuple(words[i : i + RUN]))
