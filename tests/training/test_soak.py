"""Training killed at random moments, many times over. Not in the default run: ``pytest -m soak -s tests/training``."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from runs import start

from newsfacts.training.recipe import Recipe

KILLS = 15  # by each signal
ROOM = 6  # sizes of a disk that is too small

Make = Callable[..., Recipe]
pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("cache")]


@pytest.fixture(scope="module")
def file(recipe: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe of three epochs of two steps."""
    path = tmp_path_factory.mktemp("soak") / "recipe.yaml"
    path.write_text(recipe(path.parent / "whole", epochs=3, word_dropout=0.1).to_yaml(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(file: Path, cache: None) -> tuple[bytes, float]:
    """The weights of a run that nothing interrupts, and how long it takes."""
    train(file, file.parent / "warm")
    began = time.monotonic()
    assert train(file, file.parent / "whole") == 0
    return weights(file.parent / "whole"), time.monotonic() - began


def train(file: Path, output: Path, after: float | None = None, number: int = signal.SIGKILL) -> int | None:
    process = start(file.parent / "log", "train", file, "--set", f"output={output}", "--resume")
    if after is not None:
        process.join(after)
        if process.is_alive():
            os.kill(process.pid or 0, number)
    process.join()
    return process.exitcode


def weights(output: Path) -> bytes:
    return (output / "checkpoint" / "model.safetensors").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_kills_at_random_moments(file: Path, whole: tuple[bytes, float], tmp_path: Path, number: int) -> None:
    draw, killed, finished = random.Random(number), 0, 0
    while killed < KILLS:
        output = tmp_path / f"out-{finished}"
        code = train(file, output, draw.uniform(0, 1.1 * whole[1]), number)
        assert code in (0, -number, 128 + number)
        if code == 0:
            assert weights(output) == whole[0]
            finished += 1
        killed += code != 0
    assert train(file, output, None) == 0
    assert weights(output) == whole[0]
    print(f"{signal.Signals(number).name}: {killed} runs ended at random moments, {finished + 1} finished, all equal")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of a size in KB, in place of the one before."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(kilobytes: int) -> Path:
        # What is there stays; tmpfs can be given another size.
        what = "remount," if folder.is_mount() else ""
        command = ["mount", "-t", "tmpfs", "-o", f"{what}size={kilobytes}k", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only root can mount a disk")
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", str(folder)], check=True)


def test_disks_that_are_too_small(file: Path, whole: tuple[bytes, float], disk: Callable[[int], Path]) -> None:
    large = sum(path.stat().st_size for path in (file.parent / "whole").rglob("*")) // 1000
    full = 0
    for kilobytes in random.Random(0).sample(range(16, large, 4), ROOM):
        folder = disk(4 * large)
        shutil.rmtree(folder / "out", ignore_errors=True)
        disk(kilobytes)
        code = train(file, folder / "out")
        text = (file.parent / "log").read_text(encoding="utf-8")
        assert code in (0, 1), text
        assert "Traceback" not in text
        full += code
        disk(4 * large)
        assert train(file, folder / "out") == 0
        assert weights(folder / "out") == whole[0]
    print(f"full disk: {full} of {ROOM} runs ended by one, all finished when there was room, all equal")
