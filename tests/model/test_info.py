import sys
from pathlib import Path

import pytest

from newsfacts import Schema
from newsfacts.checkpoint import load
from newsfacts.data import ConfigError
from newsfacts.info import CheckpointInfo, info
from newsfacts.training.cli import main


def test_info(tiny_checkpoint: Path, schema: Schema) -> None:
    model, _ = load(tiny_checkpoint)
    assert info(tiny_checkpoint) == CheckpointInfo(
        folder=tiny_checkpoint,
        encoder="bert, 2 layers of 16",
        parameters=sum(tensor.numel() for tensor in model.state_dict().values()),
        dtypes=("F32",),
        megabytes=(tiny_checkpoint / "model.safetensors").stat().st_size / 1e6,
        window=64,
        reach=2,
        thresholds={"argument": 0.0475, "source": 0.0475, "relation": 0.0475, "outside_bias": 0.0},
        schema=schema,
        backend="torch",
        recipe=False,
    )


def test_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"lacks config\.json, model\.safetensors, tokenizer\.json"):
        info(tmp_path)


def test_command(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["newsfacts", "info", str(tiny_checkpoint)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    out = " ".join(capsys.readouterr().out.split())
    assert "encoder bert, 2 layers of 16" in out
    assert "window 64 subwords; facts reach 2 sentences" in out
    assert "scheme news, version 1 mentions PERSON, ORG" in out
    assert "thresholds argument 0.0475, source 0.0475, relation 0.0475, outside_bias 0" in out
    assert "recipe not recorded" in out
