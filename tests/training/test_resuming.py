"""Runs that are ended from outside; ``kills.py`` beside the reliability report does the same at random moments."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from runs import start, wait_for

from newsfacts.training.recipe import Recipe
from newsfacts.training.states import states

Make = Callable[..., Recipe]
pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture(scope="module")
def file(recipe: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe of three epochs of two steps."""
    folder = tmp_path_factory.mktemp("resuming")
    made = recipe(folder / "whole", epochs=3, word_dropout=0.1, tune_thresholds=False)
    path = folder / "recipe.yaml"
    path.write_text(made.to_yaml(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(file: Path, cache: None) -> bytes:
    """The weights of a run that nothing interrupts."""
    assert train(file, file.parent / "whole") == 0
    return weights(file.parent / "whole")


def train(file: Path, output: Path, *options: str) -> int | None:
    process = start(output.with_suffix(".log"), "train", file, "--set", f"output={output}", *options)
    process.join()
    return process.exitcode


def weights(output: Path) -> bytes:
    return (output / "checkpoint" / "model.safetensors").read_bytes()


def test_a_run_that_is_ended_again_and_again_ends_with_the_same_weights(
    file: Path, whole: bytes, tmp_path: Path
) -> None:
    output, log = tmp_path / "out", tmp_path / "log"
    arguments = ("train", file, "--set", f"output={output}", "--resume")

    def end(moment: str, number: signal.Signals) -> int | None:
        process = start(log, *arguments)
        assert wait_for(moment, output, process), log.read_text(encoding="utf-8")
        os.kill(process.pid or 0, number)
        process.join()
        return process.exitcode

    end("training.json", signal.SIGKILL)  # before the first state

    room = len(whole) + 10_000  # for the weights of a state, not for its optimizer
    process = start(log, *arguments, file_size=room)
    process.join()
    text = log.read_text(encoding="utf-8")
    assert process.exitcode == 1, text
    assert f"Error: {output / 'checkpoint-2'}: cannot be written (" in text
    assert "Traceback" not in text
    assert not states(output), "what is half-written takes no room"

    assert end("checkpoint-2/manifest.json", signal.SIGTERM) == 128 + signal.SIGTERM
    *_, last = log.read_text(encoding="utf-8").splitlines()
    assert last.startswith(f"stopped by SIGTERM; --resume goes on from {output / 'checkpoint-2'}")

    end("checkpoint-4/optimizer.pt", signal.SIGKILL)  # in the midst of a state
    end(".checkpoint.*/*", signal.SIGKILL)  # in the midst of the checkpoint
    assert train(file, output, "--resume") == 0
    assert weights(output) == whole
    left = {"checkpoint", "recipe.yaml", "training.json", *(path.name for path in states(output))}
    assert {path.name for path in output.iterdir()} == left
