"""Precision and recall at each threshold that could be set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from newsfacts.training.judged import Judged

__all__ = ["Operating", "operating_points"]


@dataclass(frozen=True, slots=True)
class Operating:
    """What is found when the items with at least this score are kept."""

    threshold: float
    precision: float
    recall: float


def operating_points(layers: Iterable[Judged]) -> tuple[Operating, ...]:
    """Precision and recall of the items of these layers together, at each score that occurs, from the highest down."""
    found = list(layers)
    scores = np.concatenate([layer.scores for layer in found])
    right = np.concatenate([layer.right for layer in found])
    order = np.argsort(-scores, kind="stable")
    scores = scores[order]
    ends = np.flatnonzero(np.diff(scores, append=-np.inf))  # equal scores are kept or left together
    correct = np.cumsum(right[order])[ends]
    gold = max(sum(layer.gold for layer in found), 1)
    return tuple(
        Operating(float(score), float(precision), float(recall))
        for score, precision, recall in zip(scores[ends], correct / (ends + 1), correct / gold, strict=True)
    )
