"""Texts too long to hold the vectors of all their words: parts that are read one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["parts"]

_WORDWISE = ("words", "shapes", "sentences", "subwords")


def parts(rows: Sequence[Mapping[str, Any]], most: int) -> Iterator[tuple[list[Mapping[str, Any]], int, int, int]]:
    """Cut the encoded articles of a batch where they have more words than that.

    A part ends with a paragraph, or else with a sentence, if one ends in its second half. It is read in the same
    windows as the whole; those that reach over its ends are read twice.

    Args:
        rows: the columns of a batch, and ``paragraphs``; if there are more than ``most`` words, one row.
        most: words in a part.

    Returns:
        Rows to lay out as a batch, the number of their first word, that of the first word of the part, and that of
        the word after its last.
    """
    total = sum(len(row["words"]) for row in rows)
    if total <= most or len(rows) > 1:
        yield list(rows), 0, 0, total
        return
    (row,) = rows
    sentences, owner, windows = row["sentences"], row["owner"], row["windows"]
    begins = [i for i in range(1, total) if sentences[i] != sentences[i - 1]]
    start = 0
    while start < total:
        end = total
        if total - start > most:
            borders = (_last(some, start + most // 2, start + most) for some in (row["paragraphs"], begins))
            end = next(filter(None, borders), start + most)
        first, last = owner[start], owner[end - 1]
        at, to = windows[first][0], windows[last][1]
        part = {
            **{name: row[name][at:to] for name in _WORDWISE},
            "windows": [(a - at, b - at) for a, b in windows[first : last + 1]],
            "owner": [number - first for number in owner[at:to]],
        }
        yield [part], at, start, end
        start = end


def _last(borders: Sequence[int], above: int, most: int) -> int | None:
    """The last of some rising numbers that is more than one and not more than another."""
    i = bisect_right(borders, most)
    return borders[i - 1] if i and borders[i - 1] > above else None
