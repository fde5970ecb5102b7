"""An evaluation taken apart: by type, topic and length of sentence, by what is confused, by how sure the system was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from newsfacts.training.calibration import Bin, expected_calibration_error, reliability
from newsfacts.training.confusion import confusion
from newsfacts.training.evaluation import Evaluation
from newsfacts.training.groups import by_length, by_topic
from newsfacts.training.judged import Judged, judge
from newsfacts.training.measures import Scores
from newsfacts.training.operating import Operating, operating_points
from newsfacts.training.significance import Intervals, intervals

__all__ = ["Analysis", "Calibration", "analyse"]

FACT = ("argument", "source", "relation")
SCORED = {name: (name,) for name in ("mention", "trigger", "argument")} | {
    "attribution": ("source",),
    "relation": ("relation",),
    "fact": FACT,
}
"""Layers, and what bears the scores of their items (:func:`~newsfacts.training.judged.judge`)."""


@dataclass(frozen=True)
class Calibration:
    """How far the scores of a layer's predicted items are probabilities."""

    items: int
    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """The parts of an evaluation.

    Attributes:
        types: 95 % intervals by layer and type.
        topics: scores over the articles of each topic.
        lengths: scores over the sentences of each length.
        confusion: (gold type, predicted type) of mentions and of triggers at equal spans, counted.
        calibration: by layer, of the predicted items; without the layers whose items bear no scores.
        curves: precision and recall by threshold, from the highest down, by layer.
        lowered: whether the curves go on below the system's own thresholds.
    """

    types: Mapping[tuple[str, str], Intervals]
    topics: Mapping[str, Scores]
    lengths: Mapping[str, Scores]
    confusion: Mapping[str, Counter[tuple[str, str]]]
    calibration: Mapping[str, Calibration]
    curves: Mapping[str, tuple[Operating, ...]]
    lowered: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as a part of ``report.json``."""
        types: dict[str, dict[str, Any]] = {}
        for (layer, type), found in self.types.items():
            types.setdefault(layer, {})[type] = asdict(found)
        return {
            "intervals_by_type": types,
            "by_topic": {
                topic: {"articles": len(scores.ids), **scores.to_dict()["layers"]}
                for topic, scores in self.topics.items()
            },
            "by_sentence_length": {length: scores.to_dict()["layers"] for length, scores in self.lengths.items()},
            "confusion": {
                layer: [{"gold": gold, "predicted": predicted, "count": count} for (gold, predicted), count in pairs]
                for layer, pairs in ((layer, counts.most_common()) for layer, counts in self.confusion.items())
            },
            "calibration": {layer: asdict(found) for layer, found in self.calibration.items()},
            "precision_recall": {
                "below_thresholds": self.lowered,
                "layers": {layer: [asdict(point) for point in curve] for layer, curve in self.curves.items()},
            },
        }


def analyse(evaluation: Evaluation) -> Analysis:
    """Take an evaluation apart."""
    gold, predicted, schema, scores = evaluation.gold, evaluation.predicted, evaluation.schema, evaluation.scores
    sure = _scored(judge(gold, predicted, schema))
    candidates = evaluation.candidates
    every = sure if candidates is None else _scored(judge(gold, candidates, schema))
    return Analysis(
        types=intervals({(layer, type): counts for layer, of in scores.types.items() for type, counts in of.items()}),
        topics=by_topic(scores, gold),
        lengths=by_length(gold, predicted, schema),
        confusion=confusion(gold, predicted),
        calibration={layer: _calibration(found) for layer, found in sure.items()},
        curves={layer: operating_points(found) for layer, found in every.items()},
        lowered=candidates is not None,
    )


def _scored(judged: Mapping[str, Judged]) -> dict[str, list[Judged]]:
    """By layer, without the layers that have no item with a score."""
    found = {layer: [judged[name] for name in names] for layer, names in SCORED.items()}
    return {layer: parts for layer, parts in found.items() if any(len(part.scores) for part in parts)}


def _calibration(parts: Sequence[Judged]) -> Calibration:
    scores = np.concatenate([part.scores for part in parts])
    right = np.concatenate([part.right for part in parts])
    return Calibration(len(scores), expected_calibration_error(scores, right), reliability(scores, right))
