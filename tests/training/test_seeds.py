import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts import FactExtractor
from newsfacts.checkpoint import check
from newsfacts.data import ConfigError
from newsfacts.training import seeds as module
from newsfacts.training.recipe import Recipe
from newsfacts.training.seeds import SeedsReport, seeds_table, train_seeds
from newsfacts.training.train import train
from newsfacts.training.trainer import LAYERS

Make = Callable[[Path], Recipe]


@pytest.fixture(scope="module")
def recipe(seeds: Path, tiny_encoder: Path) -> Make:
    """Makes a recipe of one step with an output folder."""
    short = [str(path) for path in sorted(seeds.glob("*.fact"), key=lambda path: path.stat().st_size)[:3]]

    def make(output: Path) -> Recipe:
        training = {"epochs": 1, "max_steps": 1, "precision": "fp32", "seed": 7, "tune_thresholds": False}
        rates = {"encoder_learning_rate": 0.001, "head_learning_rate": 0.01}
        content = {
            "data": {"train": short[:2], "dev": short[2:]},
            "network": {"encoder": str(tiny_encoder), "window": 80, "pair_size": 8},
            "training": {**training, **rates},
            "output": str(output),
        }
        return Recipe.model_validate(content)

    return make


@pytest.fixture(scope="module")
def run(recipe: Make, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, SeedsReport]:
    made = recipe(tmp_path_factory.mktemp("seeds") / "out")
    return made, train_seeds(made, 2)


def files(folder: Path, *but: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in but}


def test_each_run_is_what_its_seed_alone_gives(run: tuple[Recipe, SeedsReport], recipe: Make, tmp_path: Path) -> None:
    made, _ = run
    training = made.training.model_copy(update={"seed": 8})
    alone = train(made.model_copy(update={"training": training, "output": str(tmp_path / "seed-8")}))
    together = Path(made.output) / "seed-8" / "checkpoint"
    assert files(together)["model.safetensors"] == files(alone.checkpoint)["model.safetensors"]
    assert files(together)["config.json"] == files(alone.checkpoint)["config.json"]
    assert (
        files(together)["model.safetensors"] != files(Path(made.output) / "seed-7" / "checkpoint")["model.safetensors"]
    )


def test_the_best_is_kept_and_its_card_says_so(run: tuple[Recipe, SeedsReport]) -> None:
    made, report = run
    assert report.checkpoint == Path(made.output) / "checkpoint"
    best = Path(made.output) / f"seed-{report.best}" / "checkpoint"
    own = ("README.md", "manifest.json")  # the card, and its sum
    assert files(report.checkpoint, *own) == files(best, *own)
    assert check(report.checkpoint)
    card = (report.checkpoint / "README.md").read_text(encoding="utf-8")
    assert (
        f"The best on the development articles of 2 runs that differ in their seed: this is seed\n  {report.best};"
        in card
    )
    assert FactExtractor.from_pretrained(report.checkpoint, device="cpu").schema


def test_the_scores_are_recorded(run: tuple[Recipe, SeedsReport]) -> None:
    made, report = run
    content = json.loads((Path(made.output) / "seeds.json").read_text(encoding="utf-8"))
    assert content == report.to_dict()
    assert content["runs"].keys() == {"7", "8"}
    found = [content["runs"][seed]["mention"]["f1"] for seed in ("7", "8")]
    assert content["layers"]["mention"]["f1"]["mean"] == pytest.approx(statistics.fmean(found))
    assert content["layers"]["mention"]["f1"]["deviation"] == pytest.approx(statistics.stdev(found))


def test_finished_seeds_are_not_run_again(run: tuple[Recipe, SeedsReport], monkeypatch: pytest.MonkeyPatch) -> None:
    made, report = run
    asked: list[int] = []

    def counted(one: Recipe, **options: Any) -> Any:
        asked.append(one.training.seed)
        assert options == {"resume": True, "overwrite": False}
        return train(one, **options)

    monkeypatch.setattr(module, "train", counted)
    assert train_seeds(made, 2, resume=True).to_dict() == report.to_dict()
    assert asked == []
    # A run that ended before its scores were written is gone on with.
    (Path(made.output) / "seed-8" / "scores.json").unlink()
    assert train_seeds(made, 2, resume=True).to_dict() == report.to_dict()
    assert asked == [8]


def test_what_is_there_is_not_overwritten_unasked(run: tuple[Recipe, SeedsReport]) -> None:
    made, _ = run
    with pytest.raises(ConfigError, match="is there already: --resume goes on with what is there, --overwrite removes"):
        train_seeds(made, 2)
    with pytest.raises(ConfigError, match="seeds: 0; accepted: 1 or more"):
        train_seeds(made, 0)


def report_of(*f1: float) -> SeedsReport:
    runs = {
        seed: {layer: {"precision": 0.5, "recall": 0.5, "f1": value} for layer in LAYERS}
        for seed, value in enumerate(f1)
    }
    return SeedsReport("fact", runs, Path("checkpoint"))


def test_mean_and_deviation() -> None:
    report = report_of(0.5, 0.6, 0.55)
    assert (report.best, report.mean("fact")) == (1, pytest.approx(0.55))
    assert report.deviation("fact") == pytest.approx(0.05)
    assert report_of(0.5).deviation("fact") is None
    table = seeds_table(report)
    assert [column.header for column in table.columns][3:] == ["F1", "F1, seed 0", "F1, seed 1", "F1, seed 2"]
    assert list(table.columns[3].cells)[-1] == "55.0 ± 5.0"
