"""How far scores are probabilities: of the items that bear 0.8, are 80 % right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Bin", "expected_calibration_error", "reliability"]

BINS = 10
Numbers = Sequence[float] | npt.NDArray[np.float64]
Flags = Sequence[bool] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose scores lie together: how many, their mean score, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(scores: Numbers, correct: Flags, bins: int = BINS) -> tuple[Bin, ...]:
    """Sort items into bins of about as many each, by score; items of one score are never parted.

    (Bins of equal width leave most of them nearly empty, where scores crowd at one end: Nixon et al. 2019,
    "Measuring Calibration in Deep Learning".)

    Args:
        scores: one probability an item.
        correct: whether it is right.
        bins: the most bins there are; fewer where scores are few or the same.

    Raises:
        ValueError: lists of two lengths, or no bin wanted.
    """
    if len(scores) != len(correct) or bins < 1:
        raise ValueError(f"{len(scores)} scores and {len(correct)} outcomes for {bins} bins")
    if not len(scores):
        return ()
    score = np.asarray(scores, dtype=float)
    right = np.asarray(correct, dtype=float)
    inner = np.unique(np.quantile(score, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    place = np.searchsorted(inner, score, side="left")  # a bin holds its upper edge
    return tuple(
        Bin(
            float(score[inside].min()),
            float(score[inside].max()),
            int(inside.sum()),
            float(score[inside].mean()),
            float(right[inside].mean()),
        )
        for inside in (place == number for number in np.unique(place))
    )


def expected_calibration_error(scores: Numbers, correct: Flags, bins: int = BINS) -> float:
    """The mean over items of the distance between score and share that is right, bin by bin; 0 without items.

    Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", with the bins of
    :func:`reliability`.
    """
    found = reliability(scores, correct, bins)
    total = sum(bin.count for bin in found)
    return sum(bin.count * abs(bin.confidence - bin.accuracy) for bin in found) / total if total else 0.0
