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
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema

__all__ = [
    "Open",
    "Target",
    "Write",
    "atomic_binary",
    "atomic_folder",
    "atomic_path",
    "atomic_write",
    "encodable",
    "new_file",
    "one_file",
    "target_of",
    "text_output",
]

Write = Callable[[Article], None]
Open = Callable[[Path | None, Schema], AbstractContextManager[Write]]
_SURROGATES = re.compile("[\\ud800-\\udfff]")


class Target(Protocol):
    """What articles can be written as: a file format, or an export."""

    @property
    def name(self) -> str:
        """By which users call it."""

    @property
    def endings(self) -> tuple[str, ...]:
        """Of its files."""

    @property
    def open(self) -> Open:
        """Its writer."""

    @property
    def losses(self) -> Callable[[Article, Schema], list[str]]:
        """What writing leaves out of an article or alters, one phrase each."""


def target_of(output: Path | None, name: str | None, targets: Mapping[str, Target]) -> Target:
    """The target of this name. Without one, the output's ending says it, none means ``fact``; no output, ``table``.

    Raises:
        DataError: there is none, or the ending is that of several; lists those there are.
    """
    if output is None:
        name = name or "table"
    elif output.is_dir() or not output.suffix:
        name = name or "fact"
    if name is not None:
        if name not in targets:
            raise DataError(f"no format {name!r}; accepted: {', '.join(targets)}")
        return targets[name]
    suffix = "" if output is None else output.suffix
    found = [target for target in targets.values() if suffix in target.endings]
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(f"{output}: {suffix} may be {' or '.join(target.name for target in found)}; name the format")
    endings = dict.fromkeys(ending for target in targets.values() for ending in target.endings)
    raise DataError(f"{output}: cannot tell what this is; accepted endings: {', '.join(endings)}")


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
    with atomic_path(path) as scratch, open(scratch, "w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def atomic_binary(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a binary file that takes its name only when the block ends without an error."""
    with atomic_path(path) as scratch, open(scratch, "wb") as file:
        yield file


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """An empty file beside this one that takes its name only when the block ends without an error."""
    path = Path(path)
    if path.is_dir():
        raise DataError(f"{path}: is a folder; accepted: a file")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    os.close(descriptor)
    scratch = Path(name)
    try:
        yield scratch
        scratch.chmod(0o666 & ~_umask())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


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


def encodable(text: str) -> str:
    """A text with U+FFFD for each lone surrogate, which UTF-8 cannot hold; its offsets stay what they are."""
    return _SURROGATES.sub("\ufffd", text)


def new_file(folder: Path, id: str, ending: str) -> Path:
    """The file of an article in a folder; raises a ``DataError`` if its id cannot name one, or has named one before."""
    name = id + ending
    if Path(name).name != name or "\0" in name or id.startswith(".") or len(name.encode("utf-8", "replace")) > 200:
        raise DataError(f"article {id!r}: its id cannot name a file (no slash, no dot first, up to 200 bytes)")
    path = folder / name
    try:
        taken = path.exists()
    except UnicodeEncodeError as error:
        raise DataError(f"article {id!r}: its id cannot name a file (a lone surrogate)") from error
    if taken:
        raise DataError(f"article {id!r}: an article of this id has been written")
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
