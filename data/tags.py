"""BIO tags over words: the labels of the tagger, and the way from spans to tags and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["OUTSIDE", "Tagset"]

OUTSIDE = 0


class Tagset:
    """The IOB2 tags of some types: ``O`` is 0, type ``k`` begins at ``2k + 1`` and goes on at ``2k + 2``."""

    def __init__(self, types: Sequence[str]) -> None:
        self.types = tuple(types)
        self.names = ("O", *(f"{prefix}-{type}" for type in self.types for prefix in "BI"))

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def forbidden(self) -> NDArray[np.bool_]:
        """Shape (tags, tags), true where tag ``[i, j]`` may not follow: an I after anything but its own B or I."""
        before, after = np.indices((len(self), len(self)))
        inside = (after > OUTSIDE) & (after % 2 == 0)
        return np.asarray(inside & (before != after) & (before != after - 1))

    @cached_property
    def starts(self) -> NDArray[np.bool_]:
        """Shape (tags,), true where a text may begin with the tag."""
        tags = np.arange(len(self))
        return (tags == OUTSIDE) | (tags % 2 == 1)

    def encode(self, spans: Iterable[tuple[int, int, int]], length: int) -> list[int]:
        """Tags of ``length`` words from spans (first word, word after the last, type), which must not overlap."""
        tags = [OUTSIDE] * length
        for start, end, type in spans:
            tags[start:end] = [2 * type + 1] + [2 * type + 2] * (end - start - 1)
        return tags

    def decode(self, tags: Sequence[int]) -> list[tuple[int, int, int]]:
        """Spans (first word, word after the last, type) from tags; an I that continues nothing begins a span."""
        spans: list[tuple[int, int, int]] = []
        start = type = -1
        for i, tag in enumerate((*tags, OUTSIDE)):
            kind = (tag - 1) // 2 if tag else -1
            if type >= 0 and (kind != type or tag % 2 == 1):
                spans.append((start, i, type))
                type = -1
            if kind >= 0 and type < 0:
                start, type = i, kind
        return spans
