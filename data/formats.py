"""The file formats that articles are read from and written to; another format is another entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data import fact, jsonl
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema

__all__ = ["FORMATS", "Format", "format_named", "format_of", "unknown_ending"]


@dataclass(frozen=True)
class Format:
    """How articles stand in files of one ending.

    Attributes:
        one_a_file: several articles are a folder of files, not one file.
        read: each article of a file, or the error that stands in its place.
        dumps: an article as the file holds it; raises a ``DataError`` if the format cannot hold it.
        losses: what ``dumps`` leaves out of an article or alters, one phrase each.
    """

    name: str
    ending: str
    one_a_file: bool
    read: Callable[[Path, Schema], Iterator[Article | DataError]]
    dumps: Callable[[Article, Schema], str]
    losses: Callable[[Article, Schema], list[str]]


def _read_fact(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    try:
        yield fact.read(path, schema)
    except DataError as error:
        yield error


FORMATS = {
    format.name: format
    for format in (
        Format("fact", ".fact", True, _read_fact, fact.dumps, fact.losses),
        Format("jsonl", ".jsonl", False, jsonl.read, jsonl.dumps, lambda article, schema: []),
    )
}


def format_named(name: str) -> Format:
    """The format of this name; raises a ``DataError`` that lists the names there are."""
    if name not in FORMATS:
        raise DataError(f"no format {name!r}; accepted: {', '.join(FORMATS)}")
    return FORMATS[name]


def format_of(path: Path) -> Format:
    """The format that a file's ending says; raises a ``DataError`` that lists the endings there are."""
    for format in FORMATS.values():
        if path.suffix == format.ending:
            return format
    raise unknown_ending(path, [format.ending for format in FORMATS.values()])


def unknown_ending(path: Path, endings: Sequence[str]) -> DataError:
    """The error for a file whose ending is none of these."""
    return DataError(f"{path}: cannot tell what this is; accepted endings: {', '.join(endings)}")
