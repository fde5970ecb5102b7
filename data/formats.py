"""The file formats that articles are read from and written to; another format is another entry here.

A format that is written from Python::

    with format_named("brat").open(Path("folder"), schema) as write:
        for article in articles:
            write(article)

:mod:`newsfacts.data.output` says what a writer promises; exporters, which nothing reads back, have the same shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data import brat, conll, docbin, docred, fact, jsonl, labelstudio
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.jsonarray import elements
from newsfacts.data.output import Open
from newsfacts.data.schema import Schema

__all__ = ["FORMATS", "Format", "format_inside", "format_named", "unknown_ending"]


@dataclass(frozen=True)
class Format:
    """How articles stand in files of some ending.

    Attributes:
        endings: of its files; the first is the one that is written.
        read: each article of a file, or the error that stands in its place.
        open: a writer to a file, a folder or standard output (``None``), as far as the format allows
            each; raises a ``DataError`` that says what it accepts.
        losses: what writing leaves out of an article or alters, one phrase each.
        folder: whether several articles are a folder of files, not one file.
        key: what marks an article in an array of JSON, whose ending says nothing about the format.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[Path, Schema], Iterator[Article | DataError]]
    open: Open
    losses: Callable[[Article, Schema], list[str]]
    folder: bool = False
    key: str | None = None

    @property
    def ending(self) -> str:
        """The ending that is written."""
        return self.endings[0]


def _none(article: Article, schema: Schema) -> list[str]:
    return []


FORMATS = {
    format.name: format
    for format in (
        Format("fact", (".fact",), fact.read_all, fact.open_writer, fact.losses, folder=True),
        Format("jsonl", (".jsonl",), jsonl.read, jsonl.open_writer, _none),
        Format("brat", (".ann",), brat.read, brat.open_writer, _none, folder=True),
        Format("conll", (".conll", ".iob", ".bio"), conll.read, conll.open_writer, conll.losses),
        Format("docbin", (".spacy",), docbin.read, docbin.open_writer, _none),
        Format("docred", (".json",), docred.read, docred.open_writer, _none, key="sents"),
        Format("labelstudio", (".json",), labelstudio.read, labelstudio.open_writer, _none, key="data"),
    )
}


def format_named(name: str) -> Format:
    """The format of this name; raises a ``DataError`` that lists the names there are."""
    if name not in FORMATS:
        raise DataError(f"no format {name!r}; accepted: {', '.join(FORMATS)}")
    return FORMATS[name]


def format_inside(path: Path) -> Format:
    """The format of a file that is there: what its ending says or, where that leaves several, its first article.

    Raises:
        DataError: neither says it.
    """
    found = [format for format in FORMATS.values() if path.suffix in format.endings]
    if not found:
        raise unknown_ending(path, list(dict.fromkeys(end for format in FORMATS.values() for end in format.endings)))
    if len(found) == 1:
        return found[0]
    _, first = next(elements(path), (None, None))
    for format in found:
        if isinstance(first, dict) and format.key in first:
            return format
    keys = ", ".join(f"{format.name}, an array of objects with {format.key!r}" for format in found)
    raise DataError(f"{path}: cannot tell what this is; accepted: {keys}; or name the format (--from)")


def unknown_ending(path: Path, endings: Sequence[str]) -> DataError:
    """The error for a file whose ending is none of these."""
    return DataError(f"{path}: cannot tell what this is; accepted endings: {', '.join(endings)}")
