"""A file of JSONL that an interruption leaves behind as far as it came, and another run goes on with."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from newsfacts.data import jsonl
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError

__all__ = ["Journal", "open_journal"]


class Journal:
    """Lines that are there, and the place for more.

    Attributes:
        path: of the file as long as it is not complete.
    """

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self._file = file

    def lines(self) -> Iterator[dict[str, Any]]:
        """The whole lines that are there; what a crash left after the last of them is cut off."""
        end = 0
        self._file.seek(0)
        for raw in self._file:
            line = _parsed(raw)
            if line is None:
                break
            end += len(raw)
            yield line
        self._file.truncate(end)
        self._file.seek(end)

    def write(self, article: Article) -> None:
        """Add a line; it is with the operating system when this returns."""
        self._file.write(jsonl.dumps(article).encode("utf-8"))
        self._file.flush()


@contextmanager
def open_journal(output: Path, resume: bool = False) -> Iterator[Journal]:
    """Open ``NAME.part`` beside the output, which takes its name when the block ends without an error.

    After an error, or a crash, the file stays with the lines that it has by then.

    Args:
        output: the file to write.
        resume: go on with the file that is there: the ``.part``, or else a copy of the output itself.

    Raises:
        DataError: a ``.part`` that is there without ``resume``, or a folder.
    """
    if output.is_dir():
        raise DataError(f"{output}: is a folder; accepted: a file")
    part = output.with_name(f"{output.name}.part")
    output.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and not resume:
        raise DataError(f"{part}: is there, from a run that was interrupted; go on with --resume, or remove it")
    new = not part.exists()
    if new and resume and output.exists():
        copy = part.with_name(f".{part.name}")  # so that a .part is never a part of a copy
        shutil.copyfile(output, copy)
        copy.replace(part)
    part.touch()
    size = part.stat().st_size
    with open(part, "r+b") as file:
        try:
            yield Journal(part, file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            if new and part.stat().st_size == size:  # nothing to go on with
                part.unlink()
            raise
    part.replace(output)


def _parsed(raw: bytes) -> dict[str, Any] | None:
    """What a line holds, unless it broke off."""
    if not raw.endswith(b"\n"):
        return None
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) and {"id", "text", "date"} <= line.keys() else None
