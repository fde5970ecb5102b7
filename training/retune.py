"""Another operating point for a checkpoint: what the ``thresholds`` command does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from newsfacts.calibration import IDENTITY, SCORED, Calibration
from newsfacts.checkpoint import find, replace_config
from newsfacts.data import ConfigError, DataError, read_articles
from newsfacts.data.files import Paths
from newsfacts.limits import HANGING
from newsfacts.manifest import CARD
from newsfacts.predictor import FactExtractor
from newsfacts.training.calibration import expected_calibration_error
from newsfacts.training.card import retuned_card
from newsfacts.training.measures import Score, Scores, score
from newsfacts.training.scaling import calibrated, cross_fitted_error
from newsfacts.training.thresholds import best, calibrate, reaching

__all__ = ["Point", "Retuned", "retune", "show"]

NAMES = {"source": "attribution"}  # layers by which they are scored, where that is another name


@dataclass(frozen=True, eq=False)
class Point:
    """An operating point: thresholds by layer or type, what they give on the articles, and how far scores are off."""

    thresholds: Mapping[str, float]
    scores: Scores
    errors: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Retuned:
    """What was changed. The errors after are those of halves of the articles that were not fitted to.

    ``uncalibrated`` are the errors of the network's own scores; ``folder`` is None if nothing was written.
    """

    before: Point
    after: Point
    uncalibrated: Mapping[str, float]
    folder: Path | None


def retune(
    checkpoint: str | Path | None,
    data: Paths,
    *,
    precision: float | None = None,
    layers: Sequence[str] = (),
    by_type: bool = False,
    output: str | Path | None = None,
    in_place: bool = False,
) -> Retuned:
    """Fit a checkpoint's calibration to annotated articles, and choose its thresholds anew.

    Args:
        checkpoint: see :meth:`newsfacts.FactExtractor.from_pretrained`.
        data: articles that it was not trained on.
        precision: the share of what is found that shall be right, from 0 to 1, at the highest recall; left out, the
            best F1.
        layers: whose thresholds are chosen; left out, those of arguments, sources and relations. With a precision,
            ``mention`` and ``trigger`` may be named too. The other thresholds stay as sure as they were.
        by_type: with a precision, choose for each type of many items too (:data:`FEWEST_OF_TYPE`). For the best F1
            that did worse than one threshold a layer, on articles that it was not chosen on.
        output: a folder for the new checkpoint.
        in_place: replace the configuration of the checkpoint itself.

    Raises:
        ConfigError: options that do not go together, no such checkpoint, or a precision that is not reached.
        DataError: articles that cannot be read, or none.
    """
    accepted = HANGING if precision is None else SCORED
    if wrong := [layer for layer in layers if layer not in accepted]:
        more = "" if precision is not None else " (and, with a precision, mention, trigger)"
        raise ConfigError(f"layer {wrong[0]!r}: accepted: {', '.join(accepted)}{more}")
    if precision is not None and not 0 < precision <= 1:
        raise ConfigError(f"precision {precision:g}: accepted: a number from 0 to 1, such as 0.8")
    if by_type and precision is None:
        raise ConfigError("thresholds by type are for a wanted precision: name one")
    if in_place and output is not None:
        raise ConfigError("write to an output or in place, not both")
    folder = find(checkpoint)
    if output is not None and Path(output).resolve() != folder.resolve() and Path(output).exists():
        raise ConfigError(f"output {output}: is there already; name a new folder, or write in place")
    extractor = FactExtractor.from_pretrained(folder, precision="fp32")
    config, schema = extractor.model.config, extractor.schema
    articles = read_articles(data, schema)
    if not articles:
        raise DataError("no article to choose thresholds on")

    old, former = dict(config.thresholds), config.calibration
    before = score(articles, extractor.predict(articles), schema)
    raw, judged = calibrate(extractor, articles, [config.outside_bias])
    errors, uncalibrated = (
        {
            layer: expected_calibration_error(calibrated(calibration, layer, items.scores), items.right)
            for layer, items in raw.items()
        }
        for calibration in (former, IDENTITY)
    )
    chosen = layers or HANGING
    kept = {name: _carried(name, limit, former, config.calibration) for name, limit in old.items()}
    if precision is None:
        kept = {name: limit for name, limit in kept.items() if name.partition(".")[0] not in chosen}
        new = {**kept, **best(judged, chosen, kept)}
    else:
        new = {**kept, **reaching(precision, judged, chosen, by_type)}
    config.thresholds = new
    after = score(articles, extractor.predict(articles), schema)
    crossed = {layer: cross_fitted_error(items, layer) for layer, items in raw.items()}
    target = folder if in_place else output
    if target is not None:
        card = folder / CARD
        text = card.read_text(encoding="utf-8") if card.exists() else ""
        replace_config(folder, config, None if in_place else target, retuned_card(text, after, len(articles)))
    written = None if target is None else Path(target)
    return Retuned(Point(old, before, errors), Point(new, after, crossed), uncalibrated, written)


def _carried(name: str, limit: float, former: Calibration, new: Calibration) -> float:
    """What a threshold is by the new calibration, that lets through the same as it did by the former."""
    layer = name.partition(".")[0]
    if layer not in SCORED or not 0 < limit < 1:
        return limit
    logit = (math.log(limit / (1 - limit)) - former.shifts.get(layer, 0.0)) * former.temperatures.get(layer, 1.0)
    return round(float(new(layer, logit)), 4)


def show(report: Retuned) -> Table:
    """Thresholds, precision, recall and F1 by layer, before and after, and how far scores are from probabilities."""
    own = ", ".join(f"{NAMES.get(layer, layer)} {100 * error:.1f}" for layer, error in report.uncalibrated.items())
    table = Table(title="development articles", title_justify="left", caption_justify="left")
    table.caption = f"The network's own scores, before calibration, are off by: {own}."
    for name in ("layer", ""):
        table.add_column(name)
    for name in ("threshold", "precision", "recall", "F1", "scores off by"):
        table.add_column(name, justify="right")

    def add(
        name: str, scores: Sequence[Score], limits: Sequence[float | None] = (), errors: Sequence[float] = ()
    ) -> None:
        for i, one in enumerate(scores):
            limit = limits[i] if limits else None
            table.add_row(
                "" if i else name,
                ("before", "after")[i],
                "" if limit is None else f"{limit:.2f}",
                *(f"{100 * value:.1f}" for value in (one.precision, one.recall, one.f1)),
                f"{100 * errors[i]:.1f}" if errors else "",
            )

    points = (report.before, report.after)
    for layer in SCORED:
        counted = NAMES.get(layer, layer)
        limits = [point.thresholds.get(layer) for point in points]
        add(counted, [point.scores[counted] for point in points], limits, [point.errors[layer] for point in points])
        for name in report.after.thresholds:
            of, _, type = name.partition(".")
            if of == layer and type:
                limits = [point.thresholds.get(name, point.thresholds.get(layer)) for point in points]
                add(f"  {type}", [point.scores.by_type[counted][type] for point in points], limits)
    for counted in ("fact", "factuality", "coreference"):
        add(counted, [point.scores[counted] for point in points])
    return table
