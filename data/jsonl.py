"""The JSONL format: one article a line, with everything that an :class:`Article` holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.jsontext import parse_json
from newsfacts.data.output import one_file
from newsfacts.data.schema import Schema

__all__ = ["dumps", "loads", "open_writer", "read"]


def read(
    path: str | Path, schema: Schema | None = None, *, start: int = 0, end: int | None = None, first: int = 1
) -> Iterator[Article | DataError]:
    """Each line's article, or the error that stands in its place; blank lines are passed over.

    Args:
        path: the file.
        schema: what articles are checked against; left out, nothing.
        start: the byte to begin at, the first of a line.
        end: the byte to stop at, the first of a line; left out, all is read.
        first: the number of the line that begins at ``start``.
    """
    with open(path, "rb") as file:
        file.seek(start)
        for number, raw in enumerate(file, first):
            if end is not None and start >= end:
                break
            start += len(raw)
            where = f"{path}:{number}"
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                if line.strip():
                    yield loads(line, schema, where)
            except UnicodeDecodeError as error:
                yield DataError(f"{where}: not UTF-8 (byte {error.start} of the line)")
            except DataError as error:
                yield error


def loads(line: str, schema: Schema | None = None, where: str = "article") -> Article:
    """Read one line; with a schema, checked against it.

    Raises:
        DataError: with every fault found.
    """
    data = parse_json(line, where)
    try:
        article = Article.from_dict(data)
        if schema is not None:
            schema.check(article)
    except DataError as error:
        raise DataError.of(where, error.problems) from error
    return article


def dumps(article: Article, schema: Schema | None = None) -> str:
    """The article's line. ``schema`` is not needed; it makes all formats write alike."""
    return article.to_json() + "\n"


open_writer = one_file(dumps)
