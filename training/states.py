"""The states that a training run leaves in its output folder: written whole, and checked before one is gone on from."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from newsfacts.manifest import check_manifest, read_manifest, write_manifest

__all__ = ["best_of", "is_whole", "last_whole", "prune", "seal", "state_of", "states"]

FORMAT = 1  # of the folder of a state


def state_of(output: Path, step: int) -> Path:
    """The folder of the state after so many steps."""
    return output / f"checkpoint-{step}"  # as the Trainer names it


def states(output: Path) -> list[Path]:
    """The folders of states, whole or not, oldest first."""
    found = [path for path in output.glob("checkpoint-*") if re.fullmatch(r"checkpoint-\d+", path.name)]
    return sorted(found, key=_step)


def seal(state: Path) -> None:
    """Mark a state as whole."""
    write_manifest(state, FORMAT)


def is_whole(state: Path) -> bool:
    """Whether a state was written to the end, and no file of it has changed since."""
    try:
        manifest = read_manifest(state)
        return manifest is not None and not check_manifest(state, manifest)
    except (OSError, ValueError):
        return False


def last_whole(output: Path) -> Path | None:
    """The newest state that is whole, as is the best one before it: at the end, the weights come from that."""
    for state in reversed(states(output)):
        best = best_of(state)
        if is_whole(state) and (best is None or best == state or is_whole(best)):
            return state
    return None


def best_of(state: Path) -> Path | None:
    """The state of the best epoch so far, if any has been scored."""
    try:
        step = json.loads((state / "trainer_state.json").read_text(encoding="utf-8"))["best_global_step"]
    except (OSError, ValueError, KeyError):
        return None
    return state_of(state.parent, step) if step else None


def prune(output: Path, keep: int) -> None:
    """Remove the oldest states but the last one and its best, so that at most ``keep`` are left, or those two."""
    found = states(output)
    kept = {found[-1], best_of(found[-1])}
    spare = [state for state in found if state not in kept]
    for state in spare[: max(len(found) - keep, 0)]:
        shutil.rmtree(state)


def _step(state: Path) -> int:
    return int(state.name.rpartition("-")[2])
