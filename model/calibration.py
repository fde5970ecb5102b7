"""From the network's logits to probabilities that hold: Platt scaling, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["IDENTITY", "SCORED", "Calibration"]

SCORED = ("mention", "trigger", "argument", "source", "relation")  # the layers whose items bear a score
LIMIT = 60.0  # logits beyond are as good as certain


@dataclass(frozen=True)
class Calibration:
    """Turns logits into probabilities: ``sigmoid(logit / temperature + shift)``, each layer with its own two numbers.

    Without a shift this is temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"), with
    one it is that of Platt (1999, "Probabilistic Outputs for Support Vector Machines"). Layers that are not named
    have temperature 1 and shift 0.
    """

    temperatures: Mapping[str, float] = field(default_factory=dict)
    shifts: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, layer: str, logits: Any) -> NDArray[np.float64]:
        """The probabilities of items of a layer, in the shape of their logits."""
        scaled = np.asarray(logits, dtype=np.float64) / self.temperatures.get(layer, 1.0) + self.shifts.get(layer, 0.0)
        return np.asarray(1 / (1 + np.exp(-scaled.clip(-LIMIT, LIMIT))))

    def of_probabilities(self, layer: str, probabilities: Any) -> NDArray[np.float64]:
        """The probabilities of items of which the network gives no logit, but a probability."""
        given = np.asarray(probabilities, dtype=np.float64)
        with np.errstate(divide="ignore"):
            logits = np.log(given) - np.log1p(-given)
        return self(layer, logits)


IDENTITY = Calibration()
