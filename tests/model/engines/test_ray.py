"""Needs Ray, and two minutes: ``pip install -e '.[ray]'``, then ``pytest tests/model/engines``."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from command import Run

from newsfacts.data import NewsfactsError
from newsfacts.engines.ray import predict

ray: Any = pytest.importorskip("ray", reason="Ray is not installed (pip install -e '.[ray]')")
WORKERS = 2


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """Two cores of this machine, and little memory for what workers hand to each other."""
    # A niceness of 15, which is Ray's own, gets no CPU on a machine that builds.
    os.environ.update({"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"})
    ray.init(num_cpus=WORKERS, object_store_memory=80_000_000, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def joined(output: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((output / "facts").iterdir()))


def test_the_same_as_in_one_process_though_a_worker_is_killed(
    work: Path, tmp_path: Path, tiny_checkpoint: Path
) -> None:
    output = tmp_path / "out"
    killed: list[int] = []  # shards that were done before

    def kill() -> None:
        while not list((output / "facts").glob("[0-9]*")):
            time.sleep(0.01)
        killed.append(len(list((output / "facts").glob("[0-9]*"))))
        actors()[0].kill()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    failures = predict([work / "in"], tiny_checkpoint, output=output, workers=WORKERS, shard=64)
    killer.join()
    assert killed[0] < 7, "all shards were done before a worker was killed"
    assert joined(output) == (work / "whole.jsonl").read_text(encoding="utf-8")
    assert sorted(map(str, failures)) == sorted((work / "failures").read_text(encoding="utf-8").splitlines())
    assert json.loads((output / "manifest.json").read_text())["complete"]
    assert not list(output.rglob(".*"))


def actors() -> list[psutil.Process]:
    """The workers of this Ray, by their titles."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if " ".join(process.cmdline()).startswith("ray::MapWorker"):
                found.append(process)
    return found


def test_the_command_goes_on_where_a_run_ended(
    work: Path, tmp_path: Path, tiny_checkpoint: Path, newsfacts_command: Run
) -> None:
    output = tmp_path / "facts"
    arguments = ("predict", work / "in", "--checkpoint", tiny_checkpoint, "--engine", "ray", "--workers", WORKERS)
    assert newsfacts_command(*arguments, "-o", output, "--shard", 64).code == 1, "some articles are at fault"
    whole = joined(output)
    kept, lost = output / "facts" / "00000.jsonl", output / "facts" / "00003.jsonl"
    lost.unlink()
    before = kept.stat().st_mtime_ns
    again = newsfacts_command(*arguments, "-o", output, "--shard", 64)
    assert (again.code, again.err) == (1, f"Error: {output}: holds a run; go on with --resume, or remove it\n")
    done = newsfacts_command(*arguments, "-o", output, "--shard", 64, "--resume")
    assert done.code == 1
    assert done.err.count("Error: ") == 6
    assert joined(output) == whole == (work / "whole.jsonl").read_text(encoding="utf-8")
    assert kept.stat().st_mtime_ns == before


def test_too_little_room(work: Path, tmp_path: Path, tiny_checkpoint: Path) -> None:
    with pytest.raises(NewsfactsError, match="room for 2 workers of 1 cores and 0 GPUs, not for 3"):
        predict([work / "in"], tiny_checkpoint, output=tmp_path / "out", workers=3)
    assert not (tmp_path / "out").exists()
