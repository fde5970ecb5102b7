"""Curves as drawings: what a page needs to draw them, in the units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsfacts.training.calibration import Bin
from newsfacts.training.operating import Operating

__all__ = ["Dot", "Line", "Plot", "precision_recall", "reliability_plot"]

SIDE = 200  # of the square that both axes, from 0 to 1, span
POINTS = 200  # the most that a line is drawn through
Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line through points, as the path of an SVG, and its name in the legend (if it has one)."""

    path: str
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Dot:
    """A dot, and what it says of itself."""

    x: float
    y: float
    radius: float
    kind: str
    about: str


@dataclass(frozen=True)
class Plot:
    """Lines and dots over two axes; ticks are places and labels."""

    title: str
    about: str
    x: str
    y: str
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    side: int = SIDE
    x_ticks: tuple[tuple[float, str], ...] = tuple((SIDE * i / 4, f"{25 * i}") for i in range(5))
    y_ticks: tuple[tuple[float, str], ...] = tuple((SIDE * (4 - i) / 4, f"{25 * i}") for i in range(5))


def path(points: Sequence[Point], side: int = SIDE) -> str:
    """An SVG path through points of the unit square, whose y grows upwards."""
    return " ".join(f"{'L' if i else 'M'}{side * x:.1f} {side * (1 - y):.1f}" for i, (x, y) in enumerate(points))


def thinned(points: Sequence[Operating], most: int = POINTS) -> list[Operating]:
    """At most so many points of a curve, evenly, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    return [points[round(i * (len(points) - 1) / (most - 1))] for i in range(most)]


def precision_recall(title: str, curve: Sequence[Operating], chosen: Operating) -> Plot:
    """Precision over recall; the dot is what the system gives as it stands."""
    at = f"{100 * chosen.precision:.1f} % precision, {100 * chosen.recall:.1f} % recall"
    return Plot(
        title=title,
        about=f"{title}: precision over recall, for recall from {_percent(curve[0].recall)} to "
        f"{_percent(curve[-1].recall)}; as predicted: {at}",
        x="recall",
        y="precision",
        lines=(Line(path([(p.recall, p.precision) for p in thinned(curve)]), "curve"),),
        dots=(Dot(SIDE * chosen.recall, SIDE * (1 - chosen.precision), 4, "chosen", f"as predicted: {at}"),),
    )


def reliability_plot(title: str, bins: Sequence[Bin]) -> Plot:
    """The share that is right over the score; where scores are probabilities, on the diagonal."""
    return Plot(
        title=title,
        about=f"{title}: the share that is right over the score, in {len(bins)} bins: "
        + "; ".join(f"{_percent(bin.confidence)}, right {_percent(bin.accuracy)}" for bin in bins),
        x="score",
        y="right",
        lines=(
            Line(path([(0, 0), (1, 1)]), "ideal"),
            Line(path([(bin.confidence, bin.accuracy) for bin in bins]), "curve"),
        ),
        dots=tuple(
            Dot(
                SIDE * bin.confidence,
                SIDE * (1 - bin.accuracy),
                3,
                "bin",
                f"{bin.count} scored {_percent(bin.low)} to {_percent(bin.high)}: {_percent(bin.accuracy)} right",
            )
            for bin in bins
        ),
    )


def _percent(rate: float) -> str:
    return f"{100 * rate:.0f} %"
