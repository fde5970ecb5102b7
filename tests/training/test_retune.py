import shutil
from pathlib import Path

import pytest
from command import Run

from newsfacts import FactExtractor
from newsfacts.calibration import SCORED
from newsfacts.checkpoint import check
from newsfacts.data import ConfigError
from newsfacts.manifest import CARD
from newsfacts.training.card import RETUNED
from newsfacts.training.retune import retune


@pytest.fixture
def folder(tmp_path: Path, tiny_checkpoint: Path) -> Path:
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint"))


@pytest.fixture(scope="module")
def data(seeds: Path) -> list[str]:
    """The shortest seed articles."""
    return [str(path) for path in sorted(seeds.glob("*.fact"), key=lambda path: path.stat().st_size)[:3]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_checkpoint_differs_in_its_configuration(folder: Path, data: list[str], tmp_path: Path) -> None:
    before = contents(folder)
    report = retune(folder, data, output=tmp_path / "new")
    assert report.folder == tmp_path / "new"
    assert contents(folder) == before
    assert check(report.folder), "the manifest is that of the new files"
    after = contents(report.folder)
    assert after["model.safetensors"] == before["model.safetensors"]
    assert after["config.json"] != before["config.json"]
    config = FactExtractor.from_pretrained(report.folder, device="cpu").model.config
    assert config.thresholds == report.after.thresholds
    # The tiny network is wrong throughout: only layers with right and wrong items can be fitted.
    assert config.temperatures.keys() == config.shifts.keys() == set(SCORED)
    assert report.before.thresholds == dict.fromkeys(("argument", "source", "relation"), 0.0475)


def test_in_place(folder: Path, data: list[str]) -> None:
    before = contents(folder)["config.json"]
    (folder / CARD).write_text("# Ours\n", encoding="utf-8")
    retune(folder, data, layers=["relation"], in_place=True)
    assert contents(folder)["config.json"] != before
    once = (folder / CARD).read_text(encoding="utf-8")
    assert once.startswith(f"# Ours\n\n{RETUNED}\n")
    assert "On the 3 articles" in once
    assert "| fact | " in once
    retune(folder, data, layers=["relation"], in_place=True)
    assert (folder / CARD).read_text(encoding="utf-8").count(RETUNED) == 1
    thresholds = FactExtractor.from_pretrained(folder, device="cpu").model.config.thresholds
    assert (thresholds["argument"], thresholds["relation"]) == (pytest.approx(0.0475), 0.5)


def test_the_command(newsfacts_command: Run, folder: Path, data: list[str], tmp_path: Path) -> None:
    options = [part for path in data for part in ("--data", path)]
    done = newsfacts_command("thresholds", folder, *options)
    assert (done.code, done.err) == (0, "")
    assert "attribution" in done.out
    assert done.out.endswith("nothing written: name --output or --in-place\n")
    done = newsfacts_command("thresholds", folder, *options, "-o", tmp_path / "new", "--precision", 0.9)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: argument: ")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"layers": ["mention"]}, "layer 'mention': accepted: argument, source, relation .and, with a precision"),
        ({"layers": ["roles"], "precision": 0.8}, "layer 'roles': accepted: mention, trigger, argument, source, rel"),
        ({"precision": 80}, "precision 80: accepted: a number from 0 to 1"),
        ({"by_type": True}, "by type are for a wanted precision"),
        ({"in_place": True, "output": "x"}, "not both"),
        ({"output": "."}, "output .: is there already"),
    ],
)
def test_options_that_do_not_go_together(folder: Path, data: list[str], options: dict, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        retune(folder, data, **options)


def test_min_score_of_predict(newsfacts_command: Run, folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Police in Oslo said on Friday that the army killed 12 people.", encoding="utf-8")
    run = ("predict", text, "--checkpoint", folder, "--format", "jsonl")
    whole = newsfacts_command(*run)
    none = newsfacts_command(*run, "--min-score", 1)
    assert (whole.code, none.code) == (0, 0)
    assert '"mentions": []' not in whole.out
    assert '"mentions": []' in none.out
    assert newsfacts_command(*run, "--min-score", 1, "--min-score", "mention=0", "--min-score", "trigger=0").code == 0
    done = newsfacts_command(*run, "--min-score", "ATACK=0.5")
    assert (done.code, done.out) == (1, "")
    assert "no layer or type 'ATACK' (did you mean 'ATTACK'?); accepted: all, mention, trigger" in done.err
    assert newsfacts_command(*run, "--min-score", "much").code == 2
