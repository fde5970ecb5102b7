"""Which pairs of spans are scored, and what is known of each pair before the network sees it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["SURFACE_FEATURES", "antecedents", "nearby", "same_before", "surface_features", "surfaces"]

Ints = NDArray[np.int64]
ANTECEDENTS = 64  # mentions looked back for coreference, beside any that read the same


def nearby(left: Ints, right: Ints, reach: int) -> tuple[Ints, Ints]:
    """All index pairs (i, j) with ``|left[i] - right[j]| <= reach``, for non-falling sentence numbers.

    Linear in the number of pairs, so a long document costs no more than its length.
    """
    low = np.searchsorted(right, left - reach, side="left")
    high = np.searchsorted(right, left + reach, side="right")
    return _ranges(low, high)


def same_before(documents: Ints, texts: Ints) -> Ints:
    """The last mention before each, shape (mentions,), that is of the same document and reads the same, or -1.

    Args:
        documents: shape (mentions,), the document of each mention, non-falling.
        texts: shape (mentions,), equal numbers for equal lower-cased words.
    """
    before = np.full(len(documents), -1)
    order = np.lexsort((texts, documents))  # stable: equals stay in the order of the text
    one, next = order[:-1], order[1:]
    same = (documents[one] == documents[next]) & (texts[one] == texts[next])
    before[next[same]] = one[same]
    return before


def antecedents(documents: Ints, before: Ints, start: int = 0, end: int | None = None) -> tuple[Ints, Ints]:
    """Pairs (mention, earlier mention of the same document): the nearest, and the last that reads the same.

    Args:
        documents: shape (mentions,), the document of each mention, non-falling.
        before: what :func:`same_before` gives.
        start, end: the mentions whose pairs are wanted; left out, all.
    """
    index = np.arange(len(documents))[start:end]
    nearest = np.maximum(np.searchsorted(documents, documents[start:end], side="left"), index - ANTECEDENTS)
    mention, earlier = _ranges(nearest, index)
    before = before[start:end]
    far = (before >= 0) & (before < nearest)
    # What stands farther than the nearest comes first of its mention's pairs.
    at = np.searchsorted(mention, np.flatnonzero(far))
    return np.insert(mention, at, np.flatnonzero(far)) + start, np.insert(earlier, at, before[far])


def _ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    counts = np.maximum(high - low, 0)
    left = np.repeat(np.arange(len(low)), counts)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    return left, np.repeat(low, counts) + offset


class Surfaces(NamedTuple):
    """Numbers that stand for the wording of each span, shape (spans,) each; equal numbers, equal words."""

    text: Ints
    first: Ints
    last: Ints
    first_stem: Ints
    last_stem: Ints
    acronym: Ints
    bag: NDArray[np.uint64]


SURFACE_FEATURES = (
    "same words",
    "same first word",
    "same last word",
    "same beginning of first word",
    "same beginning of last word",
    "one is the other's acronym",
    "words of the later in the earlier",
    "words of the earlier in the later",
)


def surfaces(words: Sequence[Sequence[str]]) -> Surfaces:
    """The wording of spans, each given as its words (at least one), for :func:`surface_features`."""
    rows = [_surface(tuple(span)) for span in words]
    *codes, bags = list(zip(*rows, strict=True)) if rows else [()] * len(Surfaces._fields)
    text, first, last, first_stem, last_stem, acronym = (np.array(code, dtype=np.int64) for code in codes)
    return Surfaces(text, first, last, first_stem, last_stem, acronym, np.array(bags, dtype=np.uint64))


@lru_cache(maxsize=65536)
def _surface(words: tuple[str, ...]) -> tuple[int, ...]:
    lower = [word.lower() for word in words]
    letters = [word for word in words if word[0].isalpha()]
    bag = 0
    for word in lower:
        bag |= 1 << (_code(word) % 64)
    initials = "".join(word[0] for word in letters if word[0].isupper()) if len(letters) > 1 else ""
    return (
        # "U.S." and "US" read the same.
        _code("".join(lower).replace(".", "")),
        _code(lower[0]),
        _code(lower[-1]),
        _code(lower[0][:4]),
        _code(lower[-1][:4]),
        _code(initials.lower()) if initials else -1,
        bag,
    )


def surface_features(spans: Surfaces, later: Ints, earlier: Ints) -> NDArray[np.float32]:
    """How the wording of two spans compares, shape (pairs, SURFACE_FEATURES), 0 or 1."""
    a, b = later, earlier
    columns = (
        spans.text[a] == spans.text[b],
        spans.first[a] == spans.first[b],
        spans.last[a] == spans.last[b],
        spans.first_stem[a] == spans.first_stem[b],
        spans.last_stem[a] == spans.last_stem[b],
        (spans.acronym[a] == spans.text[b]) | (spans.acronym[b] == spans.text[a]),
        (spans.bag[a] & ~spans.bag[b]) == 0,
        (spans.bag[b] & ~spans.bag[a]) == 0,
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _code(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))
