"""How far a score could be chance: bootstrap intervals, and a paired test between two systems."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.stats import bootstrap

from newsfacts.data import DataError
from newsfacts.training.measures import Array, Scores, rates

__all__ = ["Difference", "Interval", "Intervals", "intervals", "paired_test"]

F1 = 2  # its place in the last axis of rates()
BATCH = 2**22  # weights held at once: documents × resamples, 32 MB
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Interval:
    """What the wanted share of the resamples lies between."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """Of the three rates of a layer."""

    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """F1 of the first system less that of the second, and how often chance alone makes one as large."""

    f1: float
    p: float


def intervals(
    counts: Mapping[Key, Array], level: float = 0.95, resamples: int = 5000, seed: int = 0
) -> dict[Key, Intervals]:
    """Bootstrap intervals of precision, recall and F1.

    The percentile bootstrap (Efron and Tibshirani 1993, chapter 13) over whole documents: each resample
    draws as many documents as there are, with replacement, adds their counts and takes the rates.

    Args:
        counts: documents × measures × 4, as :class:`~newsfacts.training.measures.Scores` has them by layer or type.
    """
    if not counts:
        return {}
    size = len(next(iter(counts.values())))
    if not size:
        raise DataError("no documents: an interval needs at least one")
    tables = {key: table.reshape(size, -1) for key, table in counts.items()}
    columns = np.concatenate(list(tables.values()), axis=1)  # documents × all counts of all keys
    ends = np.cumsum([table.shape[1] for table in tables.values()])[:-1]

    def drawn(rows: Array, axis: int) -> Array:
        """The rates of resamples × documents: keys · 3 × resamples."""
        shifted = rows + size * np.arange(len(rows))[:, None]
        times = np.bincount(shifted.ravel(), minlength=size * len(rows)).reshape(len(rows), size)
        totals = np.split(times.astype(float) @ columns, ends, axis=1)
        return np.concatenate([rates(total.reshape(len(rows), -1, 4)) for total in totals], axis=1).T

    if size == 1:  # every resample is the document itself
        low = high = drawn(np.zeros((1, 1), dtype=int), axis=-1)[:, 0]
    else:
        found = bootstrap(
            (np.arange(size),),
            drawn,
            vectorized=True,
            axis=-1,
            batch=max(1, BATCH // size),
            n_resamples=resamples,
            confidence_level=level,
            method="percentile",
            rng=np.random.default_rng(seed),
        ).confidence_interval
        low, high = found.low, found.high
    pairs = [Interval(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    return {key: Intervals(*pairs[3 * i : 3 * i + 3]) for i, key in enumerate(tables)}


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
