"""How far a score could be chance: bootstrap intervals, and a paired test between two systems."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from newsfacts.data import DataError
from newsfacts.training.measures import Array, Scores, rates

__all__ = ["Difference", "Interval", "intervals", "paired_test"]

F1 = 2  # its place in the last axis of rates()
BATCH = 2**22  # weights held at once: documents × resamples, 32 MB


@dataclass(frozen=True, slots=True)
class Interval:
    """The F1 between which the wanted share of the resamples lies."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """F1 of the first system less that of the second, and how often chance alone makes one as large."""

    f1: float
    p: float


def intervals(scores: Scores, level: float = 0.95, resamples: int = 5000, seed: int = 0) -> dict[str, Interval]:
    """Bootstrap intervals of the F1 of every layer.

    The percentile bootstrap (Efron and Tibshirani 1993, chapter 13) over whole documents: each resample
    draws as many documents as there are, with replacement, adds their counts and takes the F1.
    """
    if not scores.ids:
        raise DataError("no documents: an interval needs at least one")
    rng = np.random.default_rng(seed)
    size = len(scores.ids)
    drawn: dict[str, list[Array]] = {layer: [] for layer in scores.counts}
    for batch in _batches(resamples, size):
        # how often each document is drawn: resamples × documents
        weights = rng.multinomial(size, np.full(size, 1 / size), size=batch).astype(float)
        for layer, counts in scores.counts.items():
            drawn[layer].append(rates(_total(weights, counts))[:, F1])
    edges = [(1 - level) / 2, (1 + level) / 2]
    ends = {layer: np.quantile(np.concatenate(parts), edges) for layer, parts in drawn.items()}
    return {layer: Interval(float(low), float(high)) for layer, (low, high) in ends.items()}


def paired_test(one: Scores, other: Scores, resamples: int = 5000, seed: int = 0) -> dict[str, Difference]:
    """Test whether two systems differ in F1, layer by layer, on the same annotated documents.

    Approximate randomisation (Noreen 1989; for F1: Yeh, COLING 2000), two-sided: each permutation swaps the
    two predictions of each document or not, by a coin. ``p`` is the share of permutations, the observed one
    among them, whose difference is at least as large. With ``n`` documents it cannot be below ``2 / 2**n``.

    Raises:
        DataError: the two were not scored on the same annotation.
    """
    same = one.ids == other.ids and all(
        np.array_equal(one.counts[k][..., 3], other.counts[k][..., 3]) for k in one.counts
    )
    if not same:
        raise DataError("the two systems were not scored on the same annotated articles, in the same order")
    if not one.ids:
        raise DataError("no documents: a test needs at least one")
    observed = {layer: one[layer].f1 - other[layer].f1 for layer in one.counts}
    as_large = dict.fromkeys(one.counts, 1)
    rng = np.random.default_rng(seed)
    for batch in _batches(resamples, len(one.ids)):
        kept = rng.integers(0, 2, size=(batch, len(one.ids))).astype(float)  # permutations × documents
        for layer, counts in one.counts.items():
            first = _total(kept, counts) + _total(1 - kept, other.counts[layer])
            second = counts.sum(axis=0) + other.counts[layer].sum(axis=0) - first
            difference = np.abs(rates(first)[:, F1] - rates(second)[:, F1])
            # sums of floats in another order differ in the last bits
            as_large[layer] += int((difference >= abs(observed[layer]) - 1e-12).sum())
    return {layer: Difference(observed[layer], as_large[layer] / (resamples + 1)) for layer in observed}


def _total(weights: Array, counts: Array) -> Array:
    """Weighted sums over documents: resamples × measures × 4."""
    total: Array = np.tensordot(weights, counts, axes=1)
    return total


def _batches(resamples: int, documents: int) -> list[int]:
    size = max(1, BATCH // documents)
    return [min(size, resamples - at) for at in range(0, resamples, size)]
