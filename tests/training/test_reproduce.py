import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Run

from newsfacts.checkpoint import FORMAT
from newsfacts.data import ConfigError, DataError
from newsfacts.manifest import write_manifest
from newsfacts.training.recipe import Recipe
from newsfacts.training.reproduce import reproduce
from newsfacts.training.train import train

Make = Callable[..., Recipe]
pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture(scope="module")
def checkpoint(recipe: Make, cache: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that a step has made, from data that can be edited."""
    folder = tmp_path_factory.mktemp("reproduce")
    made = recipe(folder / "out", max_steps=1, tune_thresholds=False)
    articles = [shutil.copy(path, folder) for path in made.data.train]
    data = made.data.model_copy(update={"train": tuple(articles)})
    return train(made.model_copy(update={"data": data})).checkpoint


def articles(checkpoint: Path) -> list[Path]:
    return sorted(checkpoint.parent.parent.glob("*.fact"))


def test_the_same_recipe_gives_the_same_weights(checkpoint: Path, newsfacts_command: Run) -> None:
    done = newsfacts_command("reproduce", checkpoint)
    assert done.code == 0, done.err
    again = checkpoint.parent.parent / "out-again" / "checkpoint"
    assert f"equal, byte for byte: {checkpoint} and {again} (SHA-256 " in done.out.replace("\n", " ")
    rows = [line.split("│")[1:4] for line in done.out.splitlines() if "│" in line]
    assert "fact" in [row[0].strip() for row in rows]
    assert all(row[1].strip() == row[2].strip() for row in rows)


def test_what_differs_is_said(checkpoint: Path, tmp_path: Path, newsfacts_command: Run) -> None:
    copy = Path(shutil.copytree(checkpoint, tmp_path / "copy"))
    record = json.loads((copy / "training.json").read_text(encoding="utf-8"))
    record["environment"]["torch"] = "1.0"
    (copy / "training.json").write_text(json.dumps(record), encoding="utf-8")
    write_manifest(copy, FORMAT)
    path = articles(checkpoint)[0]
    before = path.read_text(encoding="utf-8")
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write("# a comment\n")
        done = newsfacts_command("reproduce", copy, "--output", tmp_path / "out", "--set", "training.seed=8")
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.code == 1
    assert done.err.startswith(f"data: {path} has changed since (1 files then, 1 now)\n")
    assert f"not equal: the weights of {copy} and {tmp_path / 'out' / 'checkpoint'}" in done.out.replace("\n", " ")
    assert " tensors differ, most of all " in done.out
    assert "the weights before the first step differ: another encoder, or another way to draw them" in done.out
    assert "torch: 1.0 then, " in done.out


def test_data_that_is_not_here(checkpoint: Path, tmp_path: Path) -> None:
    path = articles(checkpoint)[1]
    aside = path.rename(tmp_path / "aside")
    try:
        with pytest.raises(DataError, match=rf"{path}: no such file or folder"):
            reproduce(checkpoint, tmp_path / "out")
    finally:
        aside.rename(path)
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_without_a_recipe(tiny_checkpoint: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no recipe\.yaml, so it cannot be trained again"):
        reproduce(tiny_checkpoint)
