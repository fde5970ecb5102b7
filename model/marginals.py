"""How probable spans are, over all valid tag sequences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["paragraph_steps", "span_probabilities"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST = -300.0  # log-probability; below, float64 would come near its end


def span_probabilities(
    scores: NDArray[np.float32], beginnings: Sequence[int] | Ints, spans: Sequence[tuple[int, int, int]]
) -> Floats:
    """The probability of each span, from end to end and as its type: its share in that of all valid IOB2 sequences.

    Sums forward and backward (Rabiner 1989, "A Tutorial on Hidden Markov Models", with its scaling) over the
    sequences that :func:`newsfacts.decoding.viterbi` chooses among. No span goes on over the end of a paragraph, so
    that paragraphs are independent, and all of them take a step at once.

    Args:
        scores: (words, tags), log-probabilities of :class:`newsfacts.data.tags.Tagset` tags.
        beginnings: words that begin an article or a paragraph; word 0 does anyway.
        spans: (first word, word after the last, type); no beginning is inside one.

    Returns:
        (spans,), each from 0 to 1.
    """
    words = len(scores)
    if not spans:
        return np.zeros(0)
    logs = np.maximum(scores, LEAST, dtype=np.float64)
    tags = np.exp(logs)
    outside, begin, inside = tags[:, 0], tags[:, 1::2], tags[:, 2::2]
    _, steps = paragraph_steps(words, beginnings)

    new = outside + begin.sum(1)  # (words,): what may follow any tag
    scale = new.copy()
    within = begin / new[:, None]  # (words, types): the share of sequences that are in a span of the type there
    for i in steps:
        going_on = within[i - 1] * inside[i]
        scale[i] += going_on.sum(1)
        within[i] = (begin[i] + going_on) / scale[i, None]

    rest = np.ones_like(within)  # of what follows a word that is in a span of the type; likewise:
    free, ending = np.ones(words), np.ones(words + 1)  # a word with tag O; a span that ends before the word
    for i in reversed(steps):
        ending[i] = free[i - 1] = (outside[i] * free[i] + (begin[i] * rest[i]).sum(1)) / scale[i]
        rest[i - 1] = ending[i, None] + inside[i] * rest[i] / scale[i, None]

    start, end, type = np.array(spans, dtype=np.int64).T
    length = end - start
    at = np.cumsum(length) - length  # where the words of each span begin, one span after the other
    word = np.arange(length.sum()) + np.repeat(start - at, length)
    tag = np.repeat(2 * type + 2, length)
    tag[at] -= 1
    shares = logs[word, tag] - np.log(scale[word])
    probabilities: Floats = np.minimum(np.exp(np.add.reduceat(shares, at)) * ending[end], 1.0)
    return probabilities


def paragraph_steps(words: int, beginnings: Sequence[int] | Ints) -> tuple[Ints, list[Ints]]:
    """How to go through all paragraphs at once.

    Args:
        words: how many there are, at least one.
        beginnings: words that begin an article or a paragraph; word 0 does anyway.

    Returns:
        The first words of the paragraphs, the longest paragraph first; and for 1, 2, … the words before which so many
        stand in their paragraph, in that order, as long as there are any.
    """
    first = np.unique(np.array([0, *beginnings], dtype=np.int64))
    first = first[first < words]
    length = np.diff(first, append=words)
    order = np.argsort(-length, kind="stable")
    first, length = first[order], length[order]
    return first, [first[: np.searchsorted(-length, -k)] + k for k in range(1, length[0])]
