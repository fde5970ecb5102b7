"""One recipe trained with several seeds: how much its scores owe to chance."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from newsfacts.checkpoint import read_config, replace_config
from newsfacts.data import ConfigError, Schema
from newsfacts.data.output import atomic_write
from newsfacts.manifest import CARD
from newsfacts.training.measures import Scores, headline
from newsfacts.training.recipe import Recipe
from newsfacts.training.train import train
from newsfacts.training.trainer import LAYERS

__all__ = ["SeedsReport", "seeds_table", "train_seeds"]

SCORES = "scores.json"  # of a finished run, in its folder
Layers = dict[str, dict[str, float]]
MEASURES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class SeedsReport:
    """The development scores of each seed (``runs[seed][layer][measure]``), and the checkpoint of the best."""

    headline: str
    runs: Mapping[int, Mapping[str, Mapping[str, float]]]
    checkpoint: Path

    @property
    def best(self) -> int:
        """The seed of the highest headline F1; of several, the first."""
        return max(self.runs, key=lambda seed: self.runs[seed][self.headline]["f1"])

    def mean(self, layer: str, measure: str = "f1") -> float:
        """The mean over the seeds."""
        return statistics.fmean(run[layer][measure] for run in self.runs.values())

    def deviation(self, layer: str, measure: str = "f1") -> float | None:
        """The standard deviation over the seeds, as of a sample (n - 1); None for one seed."""
        return statistics.stdev(run[layer][measure] for run in self.runs.values()) if len(self.runs) > 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as ``seeds.json`` holds it."""
        return {
            "headline": self.headline,
            "best": self.best,
            "layers": {
                layer: {
                    measure: {"mean": self.mean(layer, measure), "deviation": self.deviation(layer, measure)}
                    for measure in MEASURES
                }
                for layer in LAYERS
            },
            "runs": {str(seed): {layer: dict(run[layer]) for layer in LAYERS} for seed, run in self.runs.items()},
        }


def train_seeds(recipe: Recipe, count: int, *, resume: bool = False, overwrite: bool = False) -> SeedsReport:
    """Train with the recipe's seed and those after it, each in ``OUTPUT/seed-N``, and keep the best on development.

    Each run is what :func:`newsfacts.training.train.train` makes of the recipe with that seed and output, byte for
    byte. The best becomes ``OUTPUT/checkpoint``, whose card says so; the scores of all are in ``OUTPUT/seeds.json``.

    Args:
        recipe: ``training.seed`` is the first seed.
        count: how many seeds.
        resume: go on: runs that are finished stay, the one that was interrupted is resumed.
        overwrite: remove what earlier runs of these seeds left.

    Raises:
        ConfigError: no seed at all, or as for one run.
        DataError: as for one run.
    """
    if count < 1:
        raise ConfigError(f"seeds: {count}; accepted: 1 or more")
    recipe.need_dev("the best of several seeds is chosen on it")
    output = Path(recipe.output)
    first = recipe.training.seed
    recipes = {seed: _with_seed(recipe, seed, output / f"seed-{seed}") for seed in range(first, first + count)}
    there = [path for path in (output / "checkpoint", *(Path(one.output) for one in recipes.values())) if path.exists()]
    if there and not (resume or overwrite):
        raise ConfigError(f"{there[0]} is there already: --resume goes on with what is there, --overwrite removes it")
    schema = Schema.default() if recipe.data.data_schema is None else Schema.load(recipe.data.data_schema)
    runs = {}
    for seed, one in recipes.items():
        finished = _finished(one) if resume and not overwrite else None
        if finished is None:
            (Path(one.output) / SCORES).unlink(missing_ok=True)
            scores = train(one, resume=resume, overwrite=overwrite).scores
            assert scores is not None  # there is dev
            finished = _layers(scores)
            if _speaks():
                _write(Path(one.output) / SCORES, finished)
        runs[seed] = finished
    found = SeedsReport(headline(schema), runs, output / "checkpoint")
    if _speaks():
        _keep(found, Path(recipes[found.best].output) / "checkpoint")
        _write(output / "seeds.json", found.to_dict())
    return found


def seeds_table(report: SeedsReport) -> Table:
    """Mean and standard deviation of precision, recall and F1 of each layer, and the F1 of each seed."""
    table = Table(title=f"{len(report.runs)} seeds: development articles", title_justify="left")
    table.add_column("layer")
    for name in ("precision", "recall", "F1", *(f"F1, seed {seed}" for seed in report.runs)):
        table.add_column(name, justify="right")
    for layer in LAYERS:
        cells = []
        for measure in MEASURES:
            deviation = report.deviation(layer, measure)
            spread = "" if deviation is None else f" ± {100 * deviation:.1f}"
            cells.append(f"{100 * report.mean(layer, measure):.1f}{spread}")
        table.add_row(layer, *cells, *(f"{100 * run[layer]['f1']:.1f}" for run in report.runs.values()))
    return table


def _with_seed(recipe: Recipe, seed: int, output: Path) -> Recipe:
    training = recipe.training.model_copy(update={"seed": seed})
    return recipe.model_copy(update={"training": training, "output": str(output)})


def _finished(recipe: Recipe) -> Layers | None:
    """The scores of a run that ended with a checkpoint; None if there is none of this recipe."""
    folder = Path(recipe.output)
    try:
        if Recipe.load(folder / "checkpoint" / "recipe.yaml") != recipe:
            return None
        read_config(folder / "checkpoint")
        found: Layers = json.loads((folder / SCORES).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # a ConfigError is one too
        return None
    return found


def _keep(report: SeedsReport, best: Path) -> None:
    """Copy the best checkpoint, with a card that says what it is the best of."""
    card = (best / CARD).read_text(encoding="utf-8")
    deviation = report.deviation(report.headline)
    spread = "" if deviation is None else f" (standard deviation {100 * deviation:.1f})"
    line = (
        f"- The best on the development articles of {len(report.runs)} runs that differ in their seed: this is seed\n"
        f"  {report.best}; the mean {report.headline} F1 of all is {100 * report.mean(report.headline):.1f}{spread}"
    )
    card = card.replace("\n\n## Data\n", f"\n{line}\n\n## Data\n", 1)
    replace_config(best, read_config(best), report.checkpoint, card)


def _layers(scores: Scores) -> Layers:
    return {layer: {measure: asdict(scores[layer])[measure] for measure in MEASURES} for layer in LAYERS}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with atomic_write(path) as file:
        json.dump(content, file, indent=2)
        file.write("\n")


def _speaks() -> bool:
    """Whether this is the one of several processes that writes."""
    return os.environ.get("RANK", "0") == "0"
