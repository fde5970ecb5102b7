"""Keeping articles that are held out from what is trained on, whatever corpus they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

__all__ = ["HeldOut"]

WORD = regex.compile(r"[\p{L}\p{N}]+")
RUN = 8  # words: shorter runs are common phrases
SHARED = 5  # runs in common, about one sentence of 12 words


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


def _runs(text: str) -> Iterator[int]:
    words = WORD.findall(text.casefold())
    for i in range(len(words) - RUN + 1):
        yield hash(tuple(words[i : i + RUN]))
