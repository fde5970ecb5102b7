"""BIO tags over words: the labels of the tagger, and the way from spans to tags and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["OUTSIDE", "Tagset"]

OUTSIDE = 0


class Tagset:
    """The IOB2 tags of some types: ``O`` is 0, type ``k`` begins at ``2k + 1`` and goes on at ``2k + 2``."""

    def __init__(self, types: Sequence[str]) -> None:
        self.types = tuple(types)
        self.names = ("O", *(f"{prefix}-{type}" for type in self.types for prefix in "BI"))

    def __len__(self) -> int:
        return len(self.names)

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
