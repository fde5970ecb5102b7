"""Predicted items with their scores, and whether each is right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsfacts.calibration import SCORED
from newsfacts.data import Article, Schema
from newsfacts.training.matches import item_scores, match

__all__ = ["Judged", "judge"]

LAYERS = {"attribution": "source"}  # as scores are counted → as items are scored; all others are called the same


@dataclass(frozen=True, eq=False)
class Judged:
    """The predicted items of one layer; arrays of shape (items,)."""

    types: npt.NDArray[np.str_]
    scores: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    documents: npt.NDArray[np.int64]
    gold: int  # how many there are to find

    def some(self, chosen: npt.NDArray[np.bool_]) -> Judged:
        """The items where ``chosen``, of the same number to find."""
        return Judged(self.types[chosen], self.scores[chosen], self.right[chosen], self.documents[chosen], self.gold)


def judge(gold: Sequence[Article], predicted: Sequence[Article], schema: Schema) -> dict[str, Judged]:
    """The items of each scored layer (:data:`newsfacts.calibration.SCORED`), right as evaluation counts them.

    Items without a score are left out. Of two that stand for one gold item, the first is right; that is so
    with all of them there, and may be otherwise once the first has fallen under a threshold.
    """
    rows: defaultdict[str, list[tuple[str, float, bool, int]]] = defaultdict(list)
    wanted: Counter[str] = Counter()
    for document, (one, other) in enumerate(zip(gold, predicted, strict=True)):
        scores = item_scores(other, schema)
        for pair in match(one, other, schema):
            layer = LAYERS.get(pair.item.layer, pair.item.layer)
            wanted[layer] += pair.gold is not None
            if pair.predicted in scores:
                rows[layer].append((pair.item.type, scores[pair.predicted], pair.gold is not None, document))
    found = {}
    for layer in SCORED:
        types, values, right, documents = zip(*rows[layer], strict=True) if rows[layer] else ((), (), (), ())
        found[layer] = Judged(
            np.array(types, dtype=str),
            np.array(values, dtype=float),
            np.array(right, dtype=bool),
            np.array(documents, dtype=np.int64),
            wanted[layer],
        )
    return found
