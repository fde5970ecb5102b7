import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from command import Run

from newsfacts.data import Schema, read_jsonl
from newsfacts.training import curve as module
from newsfacts.training.forecast import forecast
from newsfacts.training.measures import score
from newsfacts.training.recipe import Recipe

SIZES = (50, 100, 200, 400)


def scores(n: float) -> float:
    return 0.8 - 1.5 * n**-0.4


def test_a_power_law_is_found_again() -> None:
    draw = np.random.default_rng(1)
    articles = [size for size in SIZES for _ in range(3)]
    noisy = [scores(size) + draw.normal(0, 0.002) for size in articles]
    found = forecast(articles, noisy, [800, 1600])
    assert found is not None
    for n in (800, 1600):
        value, low, high = found.at[n]
        assert value == pytest.approx(scores(n), abs=0.02)
        assert low < value < high
    assert found.at[1600][2] - found.at[1600][1] > found.at[800][2] - found.at[800][1]
    assert found.doubts == ()
    assert forecast(articles, noisy, [800, 1600]) == found  # no chance in it


def test_it_says_when_a_forecast_is_not_to_be_trusted() -> None:
    assert forecast([50, 100], [0.3, 0.4], [200]) is None
    three = forecast([50, 100, 200], [scores(n) for n in (50, 100, 200)], [400])
    assert three is not None
    assert three.doubts[:2] == (
        "3 sizes: three parameters fit them whatever they are",
        "one seed a size: what is chance is not known",
    )
    falling = forecast([n for n in SIZES for _ in range(2)], [0.4, 0.4, 0.6, 0.6, 0.5, 0.5, 0.6, 0.65], [800])
    assert falling is not None
    assert "more articles did not always score higher" in falling.doubts
    assert any(doubt.startswith("the law explains") for doubt in falling.doubts)


@pytest.fixture
def recipe(brief: Callable[[int], Recipe], tmp_path: Path) -> Path:
    """A recipe of one step on the shortest seed articles."""
    path = tmp_path / "recipe.yaml"
    path.write_text(brief(1).to_yaml(), encoding="utf-8")
    return path


def test_a_curve_of_nested_subsets_that_goes_on_where_it_was(
    recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newsfacts_command: Run
) -> None:
    read: list[tuple[int, set[str]]] = []

    def watched(run: Recipe, **how: Any) -> Any:
        articles = list(read_jsonl(run.data.train[0]))
        read.append((run.training.seed, {article.id for article in articles}))
        return SimpleNamespace(scores=score(articles, [replace(a, relations=()) for a in articles], Schema.default()))

    monkeypatch.setattr(module, "train", watched)
    out = tmp_path / "curve"
    done = newsfacts_command("curve", recipe, "--sizes", "1,3", "--seeds", "2", "-o", out)
    assert done.code == 0, done.err
    assert [(seed, len(ids)) for seed, ids in read] == [(0, 1), (1, 1), (0, 3), (1, 3)]
    assert read[0][1] < read[2][1]
    assert read[1][1] < read[3][1]
    points = json.loads((out / "curve.json").read_text(encoding="utf-8"))["points"]
    assert [(point["articles"], point["seed"]) for point in points] == [(1, 0), (1, 1), (3, 0), (3, 1)]
    low, high = points[2]["scores"]["fact"]["f1_interval"]
    assert low <= points[2]["scores"]["fact"]["f1"] <= high
    assert "no law fits" in done.out
    assert "<svg" in (out / "curve.html").read_text(encoding="utf-8")
    assert not list((out / "runs").iterdir())

    (out / "points" / "000003-1.json").unlink()
    newsfacts_command("curve", recipe, "--sizes", "1,3", "--seeds", "2", "-o", out)
    assert [(seed, len(ids)) for seed, ids in read[4:]] == [(1, 3)]
    assert json.loads((out / "curve.json").read_text(encoding="utf-8"))["points"] == points


def test_a_point_is_a_training(recipe: Path, tmp_path: Path) -> None:
    report = module.curve(Recipe.load(recipe), [2], 1, tmp_path / "curve")
    (point,) = report.curve.points
    assert (point.articles, point.seed) == (2, 0)
    assert {"mention", "trigger", "fact", "coreference"} <= set(point.scores)
    assert report.forecasts["fact"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sizes", "2,9"), "sizes: 2, 9; accepted: 1 to 4, articles to train on"),
        (("--sizes", "2", "--seeds", "0"), "seeds: 0; accepted: 1 or more"),
    ],
)
def test_sizes_that_cannot_be(
    recipe: Path, tmp_path: Path, newsfacts_command: Run, options: tuple[str, ...], message: str
) -> None:
    done = newsfacts_command("curve", recipe, *options, "-o", tmp_path / "curve")
    assert (done.code, message in done.err) == (1, True)


def test_a_folder_belongs_to_one_recipe(recipe: Path, tmp_path: Path, newsfacts_command: Run) -> None:
    (tmp_path / "curve").mkdir()
    (tmp_path / "curve" / "recipe.yaml").write_text("other", encoding="utf-8")
    done = newsfacts_command("curve", recipe, "--sizes", "2", "-o", tmp_path / "curve")
    assert "holds the curve of another recipe" in done.err
