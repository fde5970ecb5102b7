"""No command asks the network of itself; for training, ``training/test_resuming.py`` sees to it."""

from pathlib import Path

import pytest
from huggingface_hub import constants
from runs import start

from newsfacts.data import Article, write_jsonl


@pytest.mark.parametrize("command", ["predict", "evaluate"])
def test_a_local_checkpoint_needs_no_network(
    command: str, tiny_checkpoint: Path, article: Article, tmp_path: Path
) -> None:
    data = tmp_path / "data.jsonl"
    write_jsonl([article], data)
    paths = {"predict": [data], "evaluate": ["--data", data]}
    process = start(tmp_path / "log", command, *paths[command], "--checkpoint", tiny_checkpoint)
    process.join()
    assert process.exitcode == 0, (tmp_path / "log").read_text(encoding="utf-8")


def test_the_network_is_asked_for_a_hub_id_unless_that_is_forbidden(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police said no.", encoding="utf-8")
    process = start(tmp_path / "log", "predict", tmp_path / "a.txt", "--checkpoint", "nobody/none")
    process.join()
    text = (tmp_path / "log").read_text(encoding="utf-8")
    if constants.HF_HUB_OFFLINE:
        assert process.exitcode == 1
        assert "no such folder here, and the hub does not give it" in text
    else:
        assert process.exitcode == 99
        assert "asked the network" in text
