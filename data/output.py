"""Where articles are written to: a file, a folder or standard output, whole or not at all.

All writers have one shape, :data:`Open`, those of file formats (:mod:`newsfacts.data.formats`) and exporters alike::

    with jsonl.open_writer(Path("facts.jsonl"), schema) as write:
        for article in articles:
            write(article)

``write`` takes the whole article, or raises a ``DataError`` and takes nothing of it; others may follow. What was
written appears under its name when the block ends without an error; standard output (``None``) shows it at once.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema

__all__ = ["Open", "Write", "atomic_binary", "atomic_folder", "atomic_write", "file_name", "one_file", "text_output"]

Write = Callable[[Article], None]
Open = Callable[[Path | None, Schema], AbstractContextManager[Write]]


def one_file(dumps: Callable[[Article, Schema], str]) -> Open:
    """The writer of a format whose file is the text of one article after the other."""

    @contextmanager
    def open_writer(output: Path | None, schema: Schema) -> Iterator[Write]:
        with text_output(output) as file:

            def write(article: Article) -> None:
                file.write(dumps(article, schema))
                file.flush()

            yield write

    return open_writer


@contextmanager
def text_output(output: Path | None) -> Iterator[IO[str]]:
    """A UTF-8 text file that appears when it is whole, or standard output."""
    if output is None:
        yield sys.stdout
    else:
        with atomic_write(output) as file:
            yield file


@contextmanager
def atomic_write(path: str | Path) -> Iterator[IO[str]]:
    """Open a UTF-8 text file that takes its name only when the block ends without an error."""
    with _atomic(path) as descriptor, open(descriptor, "w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def atomic_binary(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a binary file that takes its name only when the block ends without an error."""
    with _atomic(path) as descriptor, open(descriptor, "wb") as file:
        yield file


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """An empty folder whose files move into this one, replacing those of their names, if the block ends without error.

    Raises:
        DataError: there is a file of that name.
    """
    if folder.exists() and not folder.is_dir():
        raise DataError(f"{folder}: is a file; accepted: a folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name[:100]}.") as name:
        scratch = Path(name)
        yield scratch
        folder.mkdir(exist_ok=True)
        for file in scratch.iterdir():
            file.replace(folder / file.name)


def file_name(id: str, ending: str) -> str:
    """The name of an article's file in a folder; raises a ``DataError`` if its id cannot name a file."""
    name = id + ending
    if Path(name).name != name or "\0" in name or id.startswith(".") or len(name.encode("utf-8", "replace")) > 200:
        raise DataError(f"article {id!r}: its id cannot name a file (no slash, no dot first, up to 200 bytes)")
    return name


@contextmanager
def _atomic(path: str | Path) -> Iterator[int]:
    path = Path(path)
    if path.is_dir():
        raise DataError(f"{path}: is a folder; accepted: a file")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        yield descriptor
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
