"""Choosing, on development articles, what scores mean and how sure a fact must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from newsfacts.data import Article, ConfigError
from newsfacts.limits import HANGING, Limits, filtered
from newsfacts.predictor import FactExtractor
from newsfacts.training.judged import Judged, judge
from newsfacts.training.measures import headline, score
from newsfacts.training.scaling import calibrated, fit

__all__ = ["FEWEST_OF_TYPE", "best", "calibrate", "reaching", "tune"]

GRID = tuple(round(float(t), 2) for t in np.arange(0.1, 0.85, 0.05))
BIASES = (0.0, -0.5, -1.0, 0.5)
FLOOR = 0.05
FEWEST_OF_TYPE = 100
"""Items of a type that get a threshold of its own: the standard error of their precision is 5 points at most."""
FEWEST_KEPT = 20
"""Items that a wanted precision must be seen on: of fewer, one or two more errors would be a tenth."""

Thresholds = dict[str, float]


def tune(extractor: FactExtractor, articles: Sequence[Article]) -> Thresholds:
    """Fit the extractor's calibration, set its thresholds and outside bias to those of the best headline F1.

    Returns:
        The thresholds, and the bias.
    """
    config = extractor.model.config
    _, judged = calibrate(extractor, articles, BIASES)
    config.thresholds = best(judged)
    return {**config.thresholds, "outside_bias": config.outside_bias}


def calibrate(
    extractor: FactExtractor, articles: Sequence[Article], biases: Sequence[float]
) -> tuple[dict[str, Judged], dict[str, Judged]]:
    """Fit the extractor's calibration to what it finds with low thresholds, which stay.

    Of several biases of tag O, the one of the best headline F1 at even odds is kept.

    Returns:
        What it found, judged: with the scores that calibration was fitted to, and with those it makes of them.
    """
    config, schema = extractor.model.config, extractor.schema
    config.thresholds = dict.fromkeys(HANGING, FLOOR)
    config.temperatures, config.shifts = {}, {}
    even = Limits.of(dict.fromkeys(HANGING, 0.5), schema)
    trials: list[tuple[float, float, list[Article]]] = []
    for bias in biases:
        config.outside_bias = bias
        predicted = extractor.predict(list(articles))
        sure = [filtered(article, schema, even) for article in predicted]
        trials.append((score(articles, sure, schema)[headline(schema)].f1, bias, predicted))
    _, config.outside_bias, predicted = max(trials, key=lambda trial: trial[0])
    raw = judge(articles, predicted, schema)
    calibration = fit(raw)
    config.temperatures, config.shifts = dict(calibration.temperatures), dict(calibration.shifts)
    return raw, {
        layer: replace(items, scores=calibrated(calibration, layer, items.scores)) for layer, items in raw.items()
    }


def best(judged: Mapping[str, Judged], layers: Sequence[str] = HANGING, start: Thresholds | None = None) -> Thresholds:
    """The thresholds of the best F1 over arguments, sources and relations together.

    Args:
        judged: the items, with the scores that thresholds are compared with.
        layers: whose thresholds are chosen, each in turn and twice; the others stay.
        start: the thresholds to begin with; left out, even odds.
    """
    found = {**dict.fromkeys(HANGING, 0.5), **(start or {})}

    def f1(thresholds: Thresholds) -> float:
        kept = {layer: judged[layer].scores >= thresholds[layer] for layer in HANGING}
        right = sum(int(judged[layer].right[kept[layer]].sum()) for layer in HANGING)
        sizes = sum(int(kept[layer].sum()) + judged[layer].gold for layer in HANGING)
        return 2 * right / sizes if sizes else 0.0

    for layer in [layer for layer in HANGING if layer in layers] * 2:
        # Of several as good, the one nearest to even odds: it depends least on these articles.
        found = max(({**found, layer: t} for t in GRID), key=lambda t: (round(f1(t), 9), -abs(t[layer] - 0.5)))
    return found


def reaching(
    precision: float, judged: Mapping[str, Judged], layers: Sequence[str], by_type: bool = False
) -> Thresholds:
    """The lowest thresholds, and so the highest recall, at which so many of what is found are right.

    Args:
        precision: the share, from 0 to 1.
        judged: the items, with the scores that thresholds are compared with.
        layers: whose thresholds are chosen.
        by_type: choose one for each type of at least :data:`FEWEST_OF_TYPE` items too, where it can be reached.

    Raises:
        ConfigError: it cannot be reached in some layer; says what can.
    """
    found, faults = {}, []
    for layer in layers:
        items = judged[layer]
        curve = _curve(items)
        at = _lowest(curve, precision)
        if at is not None:
            found[layer] = at
        elif curve:
            value, threshold, recall = max(curve)
            faults.append(
                f"{layer}: precision {precision:g} is not reached; the best is {value:.3f}, at threshold "
                f"{threshold:.2f} with recall {recall:.3f}"
            )
        else:
            faults.append(f"{layer}: only {len(items.scores)} found; a precision wants {FEWEST_KEPT} at least")
        for type in np.unique(items.types).tolist() if by_type and layer != "source" else ():
            own = items.some(items.types == type)
            if len(own.scores) >= FEWEST_OF_TYPE and (at := _lowest(_curve(own), precision)) is not None:
                found[f"{layer}.{type}"] = at
    if faults:
        raise ConfigError.of("", faults)
    return found


def _curve(items: Judged) -> list[tuple[float, float, float]]:
    """(Precision, threshold, recall) at each score that occurs and keeps enough items, from the highest down."""
    order = np.argsort(-items.scores, kind="stable")
    scores = items.scores[order]
    last = np.flatnonzero(np.diff(scores, append=-1.0))  # equal scores are kept or left together
    last = last[last + 1 >= FEWEST_KEPT]
    right = np.cumsum(items.right[order])[last]
    # Rounded down, for the scores of items bear four digits.
    thresholds = np.floor(scores[last] * 1e4) / 1e4
    return list(
        zip((right / (last + 1)).tolist(), thresholds.tolist(), (right / max(items.gold, 1)).tolist(), strict=True)
    )


def _lowest(curve: Sequence[tuple[float, float, float]], precision: float) -> float | None:
    return min((threshold for value, threshold, _ in curve if value >= precision), default=None)
