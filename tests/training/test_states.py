import json
from pathlib import Path

import pytest

from newsfacts.training.states import best_of, is_whole, last_whole, prune, seal, states


def state(output: Path, step: int, best: int | None = None, *, whole: bool = True) -> Path:
    folder = output / f"checkpoint-{step}"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "trainer_state.json").write_text(json.dumps({"best_global_step": best}), encoding="utf-8")
    if whole:
        seal(folder)
    return folder


def test_a_state_is_whole_when_it_is_sealed_and_unchanged(tmp_path: Path) -> None:
    folder = state(tmp_path, 1, whole=False)
    assert not is_whole(folder)
    seal(folder)
    assert is_whole(folder)
    (folder / "model.safetensors").write_bytes(b"weight!")
    assert not is_whole(folder)
    (folder / "model.safetensors").unlink()
    assert not is_whole(folder)
    assert not is_whole(tmp_path / "none")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}'])
def test_a_spoilt_seal_is_none(tmp_path: Path, content: str) -> None:
    folder = state(tmp_path, 1)
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    assert not is_whole(folder)


def test_the_last_state_is_of_use_only_with_its_best(tmp_path: Path) -> None:
    assert last_whole(tmp_path) is None
    first, second = state(tmp_path, 2, 2), state(tmp_path, 10, 10)
    state(tmp_path, 12, 10, whole=False)
    assert last_whole(tmp_path) == second
    third = state(tmp_path, 14, 10)
    assert last_whole(tmp_path) == third
    (second / "model.safetensors").unlink()
    assert last_whole(tmp_path) == first, "the weights at the end would come from the second"


def test_pruning_keeps_the_last_and_its_best(tmp_path: Path) -> None:
    for step in (2, 4, 10):
        state(tmp_path, step, 2)
    prune(tmp_path, 3)
    assert len(states(tmp_path)) == 3
    prune(tmp_path, 1)
    assert [path.name for path in states(tmp_path)] == ["checkpoint-2", "checkpoint-10"]
    assert best_of(tmp_path / "checkpoint-10") == tmp_path / "checkpoint-2"
    state(tmp_path, 12, 12)
    prune(tmp_path, 1)
    assert [path.name for path in states(tmp_path)] == ["checkpoint-12"]
