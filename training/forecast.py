"""What a learning curve forecasts: a power law through its points, and when not to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

__all__ = ["Forecast", "PowerLaw", "forecast"]

RESAMPLES = 500
RATES = (0.01, 3.0)  # that are looked through
LEVEL = 0.95
WIDE = 0.1  # an interval of the forecast that says little
POOR = 0.9  # share of the variance that the fit explains
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PowerLaw:
    """A score as a function of the number n of articles: ``limit - gap * n ** -rate``."""

    limit: float
    gap: float
    rate: float

    def __call__(self, articles: float) -> float:
        """The score with so many articles."""
        return float(self.limit - self.gap * articles**-self.rate)


@dataclass(frozen=True)
class Forecast:
    """The fit of one layer's F1.

    Attributes:
        at: for each number of articles the forecast and the ends of its 95 % bootstrap interval.
        doubts: why it is not to be trusted, empty if nothing speaks against it.
    """

    law: PowerLaw
    at: dict[int, tuple[float, float, float]]
    doubts: tuple[str, ...]


def forecast(articles: Sequence[int], scores: Sequence[float], wanted: Sequence[int], seed: int = 0) -> Forecast | None:
    """Fit a power law (Cortes et al., NIPS 1993) to scores by number of articles, and read it further on.

    The interval is by residual bootstrap (Efron and Tibshirani 1993, chapter 9): residuals, widened for the three
    parameters that were fitted, are drawn anew and the fit repeated.

    Args:
        articles, scores: one a training, several of one size where there are several seeds.
        wanted: numbers of articles to forecast.
        seed: of the bootstrap.

    Returns:
        ``None`` where there are fewer than three sizes, or the scores do not rise.
    """
    x, y = np.array(articles, dtype=float), np.array(scores, dtype=float)
    sizes = np.unique(x)
    law = _fit(x, y) if len(sizes) >= 3 else None
    if law is None or not law.gap:
        return None
    fitted = np.array([law(n) for n in x])
    residuals = y - fitted
    residuals -= residuals.mean()
    wider = np.sqrt(len(x) / (len(x) - 3)) if len(x) > 3 else np.nan
    draw = np.random.default_rng(seed)
    laws = [_fit(x, fitted + wider * draw.choice(residuals, len(x))) for _ in range(RESAMPLES)] if len(x) > 3 else []
    at = {}
    for n in wanted:
        ends = np.quantile([one(n) for one in laws], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if laws else [0.0, 1.0]
        at[n] = (law(n), float(ends[0]), float(ends[1]))
    return Forecast(law, at, tuple(_doubts(law, x, y, residuals, at)))


def _fit(x: Floats, y: Floats) -> PowerLaw:
    """The law of least squares: for each rate, limit and gap are those of a straight line over ``n ** -rate``."""

    def line(rate: float) -> PowerLaw:
        z = x**-rate
        spread = float(((z - z.mean()) ** 2).sum())
        gap = max(0.0, -float(((z - z.mean()) * y).sum()) / spread) if spread > 0 else 0.0
        limit = float(y.mean() + gap * z.mean())
        if limit > 1:
            limit, gap = 1.0, float(((1 - y) * z).sum() / (z**2).sum())
        return PowerLaw(limit, gap, rate)

    def loss(log_rate: float) -> float:
        law = line(float(np.exp(log_rate)))
        return float(((y - law.limit + law.gap * x**-law.rate) ** 2).sum())

    best = minimize_scalar(loss, bounds=tuple(np.log(RATES)), method="bounded")
    return line(float(np.exp(best.x)))


def _doubts(
    law: PowerLaw, x: Floats, y: Floats, residuals: Floats, at: dict[int, tuple[float, float, float]]
) -> list[str]:
    doubts = []
    sizes = np.unique(x)
    if len(sizes) < 4:
        doubts.append(f"{len(sizes)} sizes: three parameters fit them whatever they are")
    if len(x) == len(sizes):
        doubts.append("one seed a size: what is chance is not known")
    means = np.array([y[x == size].mean() for size in sizes])
    if (np.diff(means) < 0).any():
        doubts.append("more articles did not always score higher")
    variance = float(((y - y.mean()) ** 2).sum())
    explained = 1 - float((residuals**2).sum()) / variance if variance > 0 else 0.0
    if explained < POOR:
        doubts.append(f"the law explains {explained:.0%} of the variance")
    if not 1.05 * RATES[0] < law.rate < 0.95 * RATES[1] or law.limit >= 1:
        doubts.append("the fit ran into a bound")
    wide = [n for n, (_, low, high) in at.items() if high - low > WIDE]
    if wide:
        doubts.append(f"the interval at {' and '.join(f'{n:,}' for n in wide)} articles is wider than {100 * WIDE:.0f}")
    return doubts
