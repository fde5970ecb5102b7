"""Facts as tables for a terminal, or for a file of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from newsfacts.data.article import Article
from newsfacts.data.output import Write, text_output
from newsfacts.data.schema import Schema
from newsfacts.show import tables

__all__ = ["open_table"]


@contextmanager
def open_table(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write tables as articles come, 120 columns wide where there is no terminal."""
    with text_output(output) as file:
        console = Console(file=file, width=None if file.isatty() else 120)

        def write(article: Article) -> None:
            console.print(tables(article, schema))

        yield write
