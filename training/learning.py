"""A learning curve: how scores grow with the number of articles trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsfacts.data import DataError
from newsfacts.data.errors import invalid
from newsfacts.training.plots import SIDE, Dot, Line, Plot, path
from newsfacts.training.tables import Table, layer_name, percent

__all__ = ["CurvePoint", "LearningCurve", "learning_plot", "learning_table", "read_curve"]

LAYERS = ("mention", "trigger", "fact")
FORM = '{"points": [{"articles": 100, "seed": 0, "scores": {"fact": {"precision": 0.5, "recall": 0.5, "f1": 0.5}}}]}'


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Rates(_Record):
    """Three rates from 0 to 1."""

    precision: float = Field(ge=0, le=1)
    recall: float = Field(ge=0, le=1)
    f1: float = Field(ge=0, le=1)


class CurvePoint(_Record):
    """The scores of one training, by layer."""

    articles: int = Field(gt=0)
    seed: int
    scores: dict[str, Rates]


class LearningCurve(_Record):
    """Trainings on more and more articles, in any order; several seeds a size."""

    points: list[CurvePoint] = Field(min_length=1)


def read_curve(file: str | Path) -> LearningCurve:
    """Read a learning curve.

    Raises:
        DataError: the file is missing or is no such JSON.
    """
    file = Path(file)
    if not file.is_file():
        raise DataError(f"{file}: no such file")
    try:
        return LearningCurve.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise DataError.of(f"{file}: no learning curve; accepted: {FORM}", invalid(error, "file")) from None


def learning_plot(curve: LearningCurve) -> Plot:
    """The F1 over the number of articles, as the mean over seeds, with a dot a training."""
    most = max(point.articles for point in curve.points)
    sizes = sorted({point.articles for point in curve.points})
    lines, dots = [], []
    for number, layer in enumerate(name for name in LAYERS if _means(curve.points, name)):
        means = _means(curve.points, layer)
        places = [(size / most, mean) for size, mean in means.items()]
        lines.append(Line(path(places), f"curve line{number}", layer_name(layer)))
        for point in curve.points:
            if layer in point.scores:
                f1 = point.scores[layer].f1
                about = f"{layer_name(layer)}, {point.articles} articles, seed {point.seed}: F1 {percent(f1)}"
                dots.append(Dot(SIDE * point.articles / most, SIDE * (1 - f1), 3, f"bin line{number}", about))
    return Plot(
        title="F1 by articles trained on",
        about=f"F1 over the number of articles trained on, from {sizes[0]} to {most}; the table has the figures",
        x="articles",
        y="F1",
        lines=tuple(lines),
        dots=tuple(dots),
        x_ticks=((0, "0"), (SIDE / 2, f"{most / 2:g}"), (SIDE, f"{most}")),
    )


def learning_table(curve: LearningCurve) -> Table:
    """The F1 of each size: the mean over seeds, and the lowest and the highest where there are several."""
    rows = []
    for size in sorted({point.articles for point in curve.points}):
        points = [point for point in curve.points if point.articles == size]
        cells = []
        for layer in LAYERS:
            found = [point.scores[layer].f1 for point in points if layer in point.scores]
            spread = f" ({percent(min(found))}–{percent(max(found))})" if len(found) > 1 else ""
            cells.append(percent(fmean(found)) + spread if found else "–")
        rows.append([str(size), str(len(points)), *cells])
    return Table("F1 by articles trained on", ("articles", "seeds", *(f"{name} F1" for name in LAYERS)), rows)


def _means(points: Sequence[CurvePoint], layer: str) -> dict[int, float]:
    found: defaultdict[int, list[float]] = defaultdict(list)
    for point in points:
        if layer in point.scores:
            found[point.articles].append(point.scores[layer].f1)
    return {size: fmean(found[size]) for size in sorted(found)}
