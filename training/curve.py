"""Learning curves: what the ``curve`` command does."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from newsfacts.data import ConfigError, write_jsonl
from newsfacts.data.output import atomic_write
from newsfacts.training.forecast import Forecast, forecast
from newsfacts.training.learning import LAYERS, LearningCurve, learning_plot, learning_table, read_curve
from newsfacts.training.reading import read
from newsfacts.training.recipe import Recipe
from newsfacts.training.sections import Block, Note, Page, Plots, Section, render
from newsfacts.training.significance import intervals
from newsfacts.training.tables import Table, layer_name, percent
from newsfacts.training.train import train

__all__ = ["CurveReport", "curve", "forecast_table"]

AHEAD = (2, 4)  # times the largest size


@dataclass(frozen=True)
class CurveReport:
    """A learning curve, and for each layer what it forecasts (``None`` where nothing can be fitted)."""

    curve: LearningCurve
    forecasts: dict[str, Forecast | None]
    folder: Path


def curve(recipe: Recipe, sizes: Sequence[int], seeds: int, output: Path) -> CurveReport:
    """Train on more and more articles, and score each network on the recipe's development articles.

    The subsets of one seed are nested: each is the beginning of one random order, and the seed is that of the
    training too. ``OUTPUT/points`` keeps the scores of each training, so that the same command goes on after a break
    and takes more sizes or seeds later; ``OUTPUT/curve.json`` and ``curve.html`` hold what is there so far. The
    epoch and the thresholds of each training are chosen on the development articles too, as in any training.

    Args:
        recipe: see :class:`newsfacts.training.recipe.Recipe`.
        sizes: numbers of training articles.
        seeds: how many trainings of each size.
        output: belongs to one recipe.

    Raises:
        ConfigError: a size above the number of articles, or an output folder of another recipe.
    """
    data = read(recipe)
    articles = sorted(data.train, key=lambda article: article.id)
    sizes = sorted(set(sizes))
    if not sizes or sizes[0] < 1 or sizes[-1] > len(articles):
        raise ConfigError(f"sizes: {', '.join(map(str, sizes))}; accepted: 1 to {len(articles)}, articles to train on")
    if seeds < 1:
        raise ConfigError(f"seeds: {seeds}; accepted: 1 or more")
    recipe.need_dev("a learning curve is measured on it")
    _claim(output, recipe)
    console = Console(stderr=True)
    every = [(size, seed) for size in sizes for seed in range(seeds)]
    for number, (size, seed) in enumerate(every, 1):
        name = f"{size:06}-{seed}"
        file = output / "points" / f"{name}.json"
        if not file.exists():
            console.print(f"training {number} of {len(every)}: {size:,} articles, seed {seed}")
            order = list(articles)
            random.Random(seed).shuffle(order)
            point = _point(recipe, order[:size], seed, output / "runs" / name)
            with atomic_write(file) as out:
                json.dump({"articles": size, "seed": seed, "scores": point}, out)
            shutil.rmtree(output / "runs" / name)  # the scores are what is wanted
        _gather(output)
    found = read_curve(output / "curve.json")
    report = CurveReport(found, _forecasts(found), output)
    with atomic_write(output / "forecast.json") as out:
        json.dump({layer: one and asdict(one) for layer, one in report.forecasts.items()}, out, indent=1)
    with atomic_write(output / "curve.html") as out:
        out.write(render(_page(report, recipe)))
    return report


def forecast_table(report: CurveReport) -> Table:
    """The forecast F1 of each layer, its interval, and what speaks against it."""
    most = max(point.articles for point in report.curve.points)
    wanted = [times * most for times in AHEAD]
    rows = []
    for layer, found in report.forecasts.items():
        if found is None:
            rows.append([layer_name(layer), "no law fits", *["–"] * len(wanted)])
            continue
        cells = []
        for n in wanted:
            value, low, high = found.at[n]
            cells.append(f"{percent(value)} ({percent(low)}–{percent(high)})")
        rows.append([layer_name(layer), "; ".join(found.doubts) or "nothing", *cells])
    columns = ("layer", "speaks against it", *(f"{n:,} articles" for n in wanted))
    return Table("Forecast F1 (95 % interval)", columns, rows, words=2)


def _point(recipe: Recipe, articles: Sequence[Any], seed: int, folder: Path) -> dict[str, Any]:
    write_jsonl(articles, folder / "train.jsonl")
    update = {
        "data": recipe.data.model_copy(update={"train": (str(folder / "train.jsonl"),)}),
        "training": recipe.training.model_copy(update={"seed": seed}),
        "output": str(folder / "run"),
    }
    run = recipe.model_copy(update=update)
    checkpoint = Path(run.output)
    if (checkpoint / "checkpoint").exists():  # stopped between the training's end and its record
        shutil.rmtree(checkpoint)
    scores = train(run, resume=checkpoint.exists()).scores
    assert scores is not None  # there is dev
    between = intervals(scores.counts)
    return {
        layer: {
            "precision": scores[layer].precision,
            "recall": scores[layer].recall,
            "f1": scores[layer].f1,
            "f1_interval": [between[layer].f1.low, between[layer].f1.high],
        }
        for layer in scores.counts
    }


def _gather(output: Path) -> None:
    """Write the curve of all points that are there."""
    files = sorted((output / "points").glob("*.json"))
    points = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    with atomic_write(output / "curve.json") as out:
        json.dump({"points": points}, out, indent=1)


def _claim(output: Path, recipe: Recipe) -> None:
    """Say in the folder which recipe it is for, or find that it is for another."""
    record = output / "recipe.yaml"
    if not record.exists():
        with atomic_write(record) as file:
            file.write(recipe.to_yaml())
    elif record.read_text(encoding="utf-8") != recipe.to_yaml():
        raise ConfigError(f"{output} holds the curve of another recipe; name another folder")


def _forecasts(found: LearningCurve) -> dict[str, Forecast | None]:
    most = max(point.articles for point in found.points)
    wanted = [times * most for times in AHEAD]
    forecasts = {}
    for layer in LAYERS:
        points = [point for point in found.points if layer in point.scores]
        if points:
            scores = [point.scores[layer].f1 for point in points]
            forecasts[layer] = forecast([point.articles for point in points], scores, wanted)
    return forecasts


def _page(report: CurveReport, recipe: Recipe) -> Page:
    note = Note(
        "Each dot is a training on a random subset of the articles, scored on the development articles, by which its "
        "epoch and thresholds were chosen too. The forecast is read off a power law, limit − gap · n^−rate, through "
        "the dots; its interval is by a residual bootstrap."
    )
    parts: list[Block] = [
        note,
        Plots([learning_plot(report.curve)]),
        learning_table(report.curve),
        forecast_table(report),
    ]
    subject = f"Development articles: {', '.join(recipe.data.dev)}"
    most = max(point.articles for point in report.curve.points)
    headline = []
    for layer in report.forecasts:
        best = [point.scores[layer].f1 for point in report.curve.points if point.articles == most]
        headline.append((f"{layer_name(layer)} F1", percent(sum(best) / len(best)), f"with {most:,} articles"))
    return Page("Learning curve", subject, headline, [Section("learning", "F1 by articles", parts)])
