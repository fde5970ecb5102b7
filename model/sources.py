"""Articles to predict on, from files or standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data import fact, jsonl
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError, NewsfactsError
from newsfacts.data.files import expand
from newsfacts.data.schema import Schema

__all__ = ["ENDINGS", "STDIN", "Part", "articles", "read"]

ENDINGS = (".txt", ".fact", ".jsonl", ".parquet")
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or some of the lines of a ``.jsonl`` or rows of a ``.parquet`` file.

    Attributes:
        start: where they begin: a byte of JSONL, a row of Parquet.
        end: where those after them begin; ``None``: they are the last.
        first: the number of the first of the lines.
    """

    path: Path
    start: int = 0
    end: int | None = None
    first: int = 1


def articles(
    paths: Sequence[str | Path], schema: Schema, failed: Callable[[NewsfactsError], None]
) -> Iterator[Article]:
    """Stream the articles of text, ``.fact``, ``.jsonl`` and ``.parquet`` files and folders; ``-`` is a text from
    standard input.

    A text is taken as it is, byte order mark and line ends included. What cannot be read is
    handed to ``failed``, and the rest come through. The columns of Parquet: :mod:`newsfacts.rows`.

    Args:
        paths: see :func:`newsfacts.data.files.expand`.
        schema: what ``.fact`` files are checked against.
        failed: called with the error of each file, line of JSONL or row of Parquet that cannot be read.
    """
    for name in paths:
        try:
            files = [Path(STDIN)] if str(name) == STDIN else expand(name, ENDINGS)
        except NewsfactsError as error:
            failed(error)
            continue
        for path in files:
            for item in read(Part(path), schema):
                if isinstance(item, Article):
                    yield item
                else:
                    failed(item)


def read(part: Part, schema: Schema) -> Iterator[Article | NewsfactsError]:
    """The articles of a file or of a part of it; in the place of what cannot be read, its error."""
    try:
        yield from _read(part, schema)
    except NewsfactsError as error:
        yield error
    except OSError as error:
        yield DataError(f"{part.path}: cannot be read ({error.strerror})")


def _read(part: Part, schema: Schema) -> Iterator[Article | DataError]:
    path = part.path
    if str(path) == STDIN:
        yield Article("stdin", _decode(sys.stdin.buffer.read(), "standard input"))
    elif path.suffix == ".fact":
        yield fact.read(path, schema)
    elif path.suffix == ".jsonl":
        yield from jsonl.read(path, start=part.start, end=part.end, first=part.first)
    elif path.suffix == ".parquet":
        from newsfacts import rows  # pyarrow takes a moment to load

        yield from rows.read(path, part.start, part.end)
    else:
        yield Article(path.stem, _decode(path.read_bytes(), str(path)))


def _decode(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: not UTF-8 (byte {error.start}); accepted: text in UTF-8") from error
