"""The outcome of an evaluation: what was compared, and how the comparison came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from newsfacts import __version__
from newsfacts.data import Article, Schema
from newsfacts.training.measures import CONVENTIONS, DEFINITIONS, Scores
from newsfacts.training.significance import Difference, Intervals

__all__ = ["Evaluation", "Rival"]


@dataclass(frozen=True, eq=False)
class Rival:
    """A second system, scored on the same articles; ``differences`` are the first system's F1 less its own."""

    name: str
    scores: Scores
    differences: Mapping[str, Difference]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Annotated articles, the predictions for them, and their scores.

    Attributes:
        system: the checkpoint, or the file of predictions.
        data: the paths that the annotated articles were read from.
        intervals: 95 % bootstrap intervals of the rates of every layer.
        tags: seqeval's figures (:class:`~newsfacts.training.metrics.TagMetric`).
        against: a second system, if one was asked for.
        candidates: what a checkpoint predicts with low thresholds, for curves; ``None`` for ready predictions.
    """

    system: str
    data: tuple[str, ...]
    schema: Schema
    gold: tuple[Article, ...]
    predicted: tuple[Article, ...]
    scores: Scores
    intervals: Mapping[str, Intervals]
    tags: Mapping[str, Any]
    against: Rival | None = None
    candidates: tuple[Article, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as ``report.json`` begins; the articles themselves are left out."""
        rival = self.against
        return {
            "newsfacts": __version__,
            "system": self.system,
            "data": list(self.data),
            "articles": len(self.gold),
            "schema": {"name": self.schema.name, "version": self.schema.version},
            "definitions": DEFINITIONS,
            "conventions": CONVENTIONS,
            "scores": self.scores.to_dict(),
            "intervals": {layer: asdict(interval) for layer, interval in self.intervals.items()},
            "tags": dict(self.tags),
            "against": rival
            and {
                "system": rival.name,
                "scores": rival.scores.to_dict(),
                "differences": {layer: asdict(difference) for layer, difference in rival.differences.items()},
            },
        }
