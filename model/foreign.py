"""What a checkpoint folder must not hold: pickles, code, and ways out of the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsfacts.manifest import is_plain

__all__ = ["foreign"]

# Unpickling runs what the file says, and so does importing.
PICKLES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib")
CODE = (".py", ".pyc", ".so", ".pyd", ".dll")
SETTINGS = ("config.json", "tokenizer_config.json")
CODE_KEYS = ("auto_map", "custom_pipelines")  # by which transformers finds code to run
PATH_KEYS = ("_file", "_files")  # how keys end whose values transformers opens


def foreign(folder: Path) -> list[str]:
    """What in the folder is refused, one phrase each; nothing of it is opened but the settings."""
    faults = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith("."):  # .git, .cache of the hub's client: never read
            continue
        if path.is_symlink() and not _stays(path, folder):
            faults.append(f"{name} is a link that leads out of the folder")
        elif path.suffix.lower() in PICKLES:
            faults.append(f"holds {name}, a pickle; only safetensors are read")
        elif path.suffix.lower() in CODE:
            faults.append(f"holds {name}, code, which is never run")
    for name in SETTINGS:
        if (folder / name).is_file() and not faults:
            faults += [f"{name} {fault}" for fault in _settings(folder / name)]
    return faults


def _stays(link: Path, folder: Path) -> bool:
    """Whether a link leads into the folder, or to where the hub's cache keeps the files of this one."""
    roots = [Path(os.path.realpath(folder))]
    if roots[0].parent.name == "snapshots":
        roots.append(roots[0].parent.parent / "blobs")
    target = Path(os.path.realpath(link))
    return any(target.is_relative_to(root) for root in roots)


def _settings(path: Path) -> list[str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []  # whoever reads it says so
    faults = []
    for key, value in _items(content):
        if key in CODE_KEYS:
            faults.append(f"asks for code of its own ({key}), which is never run")
        elif key.endswith(PATH_KEYS):
            names = value if isinstance(value, list) else [value]
            outside = [name for name in names if isinstance(name, str) and not is_plain(name)]
            faults += [f"names {name!r} ({key}), which is no file inside the folder" for name in outside]
    return list(dict.fromkeys(faults))


def _items(content: Any) -> Iterator[tuple[str, Any]]:
    """Every key of nested mappings with its value."""
    pending = [content]
    while pending:
        at = pending.pop()
        if isinstance(at, dict):
            yield from at.items()
            pending += at.values()
        elif isinstance(at, list):
            pending += at
