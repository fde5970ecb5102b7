"""What a user is told where the packages of an engine are not installed."""

import importlib
import sys
from pathlib import Path

import pytest
from command import Run

from newsfacts.data.errors import ConfigError


@pytest.mark.parametrize("package", ["ray", "ray.data"])
def test_ray(
    package: str, tmp_path: Path, tiny_checkpoint: Path, newsfacts_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / "a.txt").write_text("The president said no.", encoding="utf-8")
    arguments = ("--checkpoint", tiny_checkpoint, "--engine", "ray", "--output", tmp_path / "facts")
    done = newsfacts_command("predict", tmp_path / "a.txt", *arguments)
    assert (done.code, done.err) == (1, "Error: the engine ray needs Ray Data: pip install 'newsfacts[ray]'\n")
    assert not (tmp_path / "facts").exists()


@pytest.mark.parametrize("package", ["pandas", "pyspark.sql.functions"])
def test_spark(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "newsfacts.engines.spark", raising=False)
    spark = importlib.import_module("newsfacts.engines.spark")
    with pytest.raises(ConfigError, match=r"needs Spark and pandas: pip install 'newsfacts\[spark\]'"):
        spark.facts(None)
