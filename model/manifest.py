"""The manifest of a folder: the size and the SHA-256 of each file, written last and checked before anything is read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from newsfacts.data.output import atomic_write

__all__ = ["CARD", "MANIFEST", "check_manifest", "file_sum", "is_plain", "read_manifest", "write_manifest"]

MANIFEST = "manifest.json"
CARD = "README.md"  # people edit it, on the hub too, and no program reads it


def write_manifest(folder: Path, format: int) -> None:
    """Write the manifest of the files that the folder holds now.

    Args:
        format: of the folder, for readers that came before it.
    """
    files = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": file_sum(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and not _is_hidden(path, folder)
    }
    with atomic_write(folder / MANIFEST) as file:
        file.write(json.dumps({"format": format, "files": files}, indent=2) + "\n")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What the manifest says, or None if there is none.

    Raises:
        ValueError: it is not of the form that :func:`write_manifest` gives it, or names a file outside of the folder.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{MANIFEST} is not JSON ({error})") from error
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, dict) or type(content.get("format")) is not int:
        raise ValueError(f'{MANIFEST} is not of the form {{"format": 2, "files": {{"NAME": {{"size", "sha256"}}}}}}')
    for name, entry in files.items():
        if not is_plain(name):
            raise ValueError(f"{MANIFEST} names {name!r}, which is no file inside the folder")
        if (
            not isinstance(entry, dict)
            or type(entry.get("size")) is not int
            or not isinstance(entry.get("sha256"), str)
        ):
            raise ValueError(f"{MANIFEST} lacks the size or the SHA-256 of {name}")
    return dict(content)


def check_manifest(folder: Path, content: dict[str, Any]) -> list[str]:
    """What of the folder is not as its manifest says, one phrase a file.

    Files that the manifest does not name are faults where loading could read them: in the folder itself, if their
    names do not begin with a dot. The model card may be edited.
    """
    faults = []
    for name, entry in content["files"].items():
        path = folder / name
        if not path.is_file():
            faults.append(f"lacks {name}, which {MANIFEST} names")
        elif name == CARD:
            continue
        elif (size := path.stat().st_size) != entry["size"]:
            faults.append(f"{name} has {size:,} bytes, not {entry['size']:,} as {MANIFEST} says")
        elif (found := file_sum(path)) != entry["sha256"]:
            faults.append(
                f"{name} has been changed since it was saved (SHA-256 {found[:12]}…, not {entry['sha256'][:12]}…)"
            )
    known = {*content["files"], MANIFEST, CARD}
    faults += [
        f"holds {path.name}, which {MANIFEST} does not name"
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in known and not path.name.startswith(".")
    ]
    return faults


def file_sum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_plain(name: str) -> bool:
    """Whether a name, of whatever system, is that of a file inside the folder it is given for."""
    parts = PurePosixPath(name).parts
    ways_out = "\\" in name or "\0" in name or PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive != ""
    return bool(parts) and not ways_out and ".." not in parts


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
