"""Fitting the numbers that make scores probabilities, on development articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from newsfacts.calibration import Calibration
from newsfacts.training.calibration import expected_calibration_error
from newsfacts.training.judged import Judged

__all__ = ["calibrated", "cross_fitted_error", "fit"]

FEWEST = 50  # items; of fewer, the likelihood hardly tells one temperature from another
EDGE = 5e-5  # scores bear four digits: 0 and 1 are as far as that from the end
BOUNDS = ((np.log(0.2), np.log(20)), (-6.0, 6.0))  # of log temperature, of shift


def fit(judged: Mapping[str, Judged]) -> Calibration:
    """The temperature and shift of each layer under which what is right is likeliest.

    The scores must be those of a model that is not calibrated yet. Targets are smoothed as Platt (1999) has it, so
    that scores which part right from wrong without error give no boundless numbers. A layer of few items, or of
    right or wrong ones only, stays as it is.
    """
    temperatures, shifts = {}, {}
    for layer, items in judged.items():
        right = int(items.right.sum())
        wrong = len(items.right) - right
        if right + wrong < FEWEST or not right or not wrong:
            continue
        logits = _logits(items.scores)
        target = np.where(items.right, (right + 1) / (right + 2), 1 / (wrong + 2))

        def loss(parameters: Any, logits: Any = logits, target: Any = target) -> float:
            scaled = logits / np.exp(parameters[0]) + parameters[1]
            return float(np.mean(np.logaddexp(0, scaled) - target * scaled))

        temperature, shift = minimize(loss, (0.0, 0.0), method="L-BFGS-B", bounds=BOUNDS).x
        temperatures[layer], shifts[layer] = round(float(np.exp(temperature)), 4), round(float(shift), 4)
    return Calibration(temperatures, shifts)


def cross_fitted_error(items: Judged, layer: str) -> float:
    """The expected calibration error of a layer's scores after a fit to documents that are not measured.

    Every second document is fitted to and the others are measured, then the other way round.
    """
    scores = np.zeros(len(items.scores))
    for half in (0, 1):
        fitted = items.documents % 2 == half
        calibration = fit({layer: items.some(fitted)})
        scores[~fitted] = calibrated(calibration, layer, items.scores[~fitted])
    return expected_calibration_error(scores, items.right)


def calibrated(calibration: Calibration, layer: str, scores: Any) -> npt.NDArray[np.float64]:
    """What calibration makes of scores that bear four digits."""
    return np.asarray(calibration(layer, _logits(np.asarray(scores, dtype=float))))


def _logits(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    inner = scores.clip(EDGE, 1 - EDGE)
    return np.asarray(np.log(inner / (1 - inner)))
