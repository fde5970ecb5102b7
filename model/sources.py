"""Articles to predict on, from files or standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from newsfacts.data import fact, jsonl
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError, NewsfactsError
from newsfacts.data.files import expand
from newsfacts.data.schema import Schema

__all__ = ["ENDINGS", "STDIN", "articles"]

ENDINGS = (".txt", ".fact", ".jsonl")
STDIN = "-"


def articles(
    paths: Sequence[str | Path], schema: Schema, failed: Callable[[NewsfactsError], None]
) -> Iterator[Article]:
    """Stream the articles of text, ``.fact`` and ``.jsonl`` files and folders; ``-`` is text from standard input.

    A text is taken as it is, byte order mark and line ends included. What cannot be read is
    handed to ``failed``, and the rest come through.

    Args:
        paths: see :func:`newsfacts.data.files.expand`.
        schema: what ``.fact`` files are checked against.
        failed: called with the error of each file, or line of JSONL, that cannot be read.
    """
    for name in paths:
        try:
            files = [Path(STDIN)] if str(name) == STDIN else expand(name, ENDINGS)
        except NewsfactsError as error:
            failed(error)
            continue
        for path in files:
            try:
                for item in _read(path, schema):
                    if isinstance(item, Article):
                        yield item
                    else:
                        failed(item)
            except NewsfactsError as error:
                failed(error)
            except OSError as error:
                failed(DataError(f"{path}: cannot be read ({error.strerror})"))


def _read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    if str(path) == STDIN:
        yield Article("stdin", _decode(sys.stdin.buffer.read(), "standard input"))
    elif path.suffix == ".fact":
        yield fact.read(path, schema)
    elif path.suffix == ".jsonl":
        yield from jsonl.read(path)
    else:
        yield Article(path.stem, _decode(path.read_bytes(), str(path)))


def _decode(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: not UTF-8 (byte {error.start}); accepted: text in UTF-8") from error
