"""How probable spans are, over all valid tag sequences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["span_probabilities"]

Floats = NDArray[np.float64]
LEAST = -300.0  # log-probability; below, float64 would come near its end


def span_probabilities(
    scores: NDArray[np.float32], beginnings: Sequence[int], spans: Sequence[tuple[int, int, int]]
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
    tags = np.exp(np.maximum(scores.astype(np.float64), LEAST))
    outside, begin, inside = tags[:, 0], tags[:, 1::2], tags[:, 2::2]
    first = np.unique([0, *beginnings])
    first = first[first < words]
    length = np.diff(first, append=words)
    order = np.argsort(-length, kind="stable")
    first, length = first[order], length[order]
    # The words that follow another in their paragraph, by how many stand before them there.
    steps = [first[: np.searchsorted(-length, -k)] + k for k in range(1, length[0])]

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

    logs = np.log(tags) - np.log(scale)[:, None]
    found = [
        np.exp(logs[start, 2 * type + 1] + logs[start + 1 : end, 2 * type + 2].sum()) * ending[end]
        for start, end, type in spans
    ]
    return np.minimum(found, 1.0)
