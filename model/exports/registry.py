"""The exports, and with the file formats of :mod:`newsfacts.data.formats` all that predictions can be written as.

An export is another module of this package and another entry here. Nothing reads exports back; each says what it
leaves out. Written from Python::

    with TARGETS["parquet"].open(Path("facts.parquet"), schema) as write:
        for article in articles:
            write(article)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.formats import FORMATS
from newsfacts.data.output import Open, Target, Write
from newsfacts.data.schema import Schema

__all__ = ["EXPORTS", "TARGETS", "Export"]


@dataclass(frozen=True)
class Export:
    """A way to show articles and their facts to people or programs.

    Attributes:
        endings: of its files; the first is the usual one.
        module: has the writer, ``open_NAME``. It is loaded when it is needed, for the sake of what it needs itself.
        omitted: what it leaves out of an article, one phrase each.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    omitted: tuple[str, ...] = ()

    @property
    def open(self) -> Open:
        """The writer."""

        def open_writer(output: Path | None, schema: Schema) -> AbstractContextManager[Write]:
            opened: Open = getattr(import_module(f"newsfacts.exports.{self.module}"), f"open_{self.name}")
            return opened(output, schema)

        return open_writer

    @property
    def losses(self) -> Callable[[Article, Schema], list[str]]:
        """What it leaves out; the same of every article."""
        return lambda article, schema: list(self.omitted)


_HEADER = ("topic", "origin", "meta")
_ROWS = (
    "text beyond the sentences of facts",
    *_HEADER,
    "mentions",
    "what is in no fact",
    "other values than days and amounts",
)
_TRIPLES = ("text beyond the sentences of facts", *_HEADER, "offsets and scores of mentions", "scores of arguments")
_GRAPH = ("text", "title", *_HEADER, "mentions", "evidence", "scores of arguments")
EXPORTS = {
    export.name: export
    for export in (
        Export(
            "table", (".txt",), "table", ("text", *_HEADER, "offsets", "values", "scores of mentions and arguments")
        ),
        Export("html", (".html",), "html", ("topic", "meta", "scores of arguments")),
        Export("csv", (".csv",), "csv", _ROWS),
        Export("parquet", (".parquet",), "parquet", _ROWS),
        Export("sqlite", (".sqlite", ".db"), "sqlite"),
        Export("turtle", (".ttl",), "rdf", _TRIPLES),
        Export("jsonld", (".jsonld",), "rdf", _TRIPLES),
        Export("graphml", (".graphml",), "graphml", _GRAPH),
    )
}
TARGETS: Mapping[str, Target] = {**EXPORTS, **FORMATS}
