"""Spans from the tags of tokens, in the dialects that corpora come in."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["spans_of"]

_BEGIN, _END = frozenset("BSU"), frozenset("ESUL")


def spans_of(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spans (first token, token after the last, type) from IOB1, IOB2, BIOES or BILOU tags (``B-LOC``, ``O``).

    An inside tag that continues nothing, or another type, begins a span, as in the CoNLL scorer.
    """
    spans: list[tuple[int, int, str]] = []
    open_type, start = None, 0
    for i, tag in enumerate((*tags, "O")):
        prefix, _, type = tag.partition("-")
        if open_type is not None and (prefix == "O" or prefix in _BEGIN or type != open_type):
            spans.append((start, i, open_type))
            open_type = None
        if prefix != "O" and open_type is None:
            open_type, start = type, i
        if open_type is not None and prefix in _END:
            spans.append((start, i + 1, open_type))
            open_type = None
    return spans
