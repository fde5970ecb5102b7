"""From files to facts: what the ``predict`` command does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from newsfacts.data import jsonl
from newsfacts.data.article import Article
from newsfacts.data.errors import ConfigError, NewsfactsError
from newsfacts.data.output import Open, Write, text_output
from newsfacts.data.schema import Schema
from newsfacts.exports.html import open_html
from newsfacts.predictor import FactExtractor
from newsfacts.show import tables
from newsfacts.sources import articles

__all__ = ["FORMATS", "predict"]


def predict(
    paths: Sequence[str | Path],
    checkpoint: str | Path | None = None,
    *,
    format: str = "jsonl",
    output: str | Path | None = None,
    date: str | None = None,
) -> list[NewsfactsError]:
    """Write the facts of the articles in these files, in their order, as they are found.

    Args:
        paths: see :func:`newsfacts.sources.articles`.
        checkpoint: see :meth:`newsfacts.FactExtractor.from_pretrained`.
        format: one of :data:`FORMATS`.
        output: a file, which appears when it is complete; left out, standard output.
        date: the day of the articles that bear none (YYYY-MM-DD).

    Returns:
        The errors of the files that could not be read.

    Raises:
        ConfigError: another format, or a checkpoint that cannot be loaded.
    """
    if format not in FORMATS:
        raise ConfigError(f"format {format!r}: accepted: {', '.join(FORMATS)}")
    extractor = FactExtractor.from_pretrained(checkpoint)
    failures: list[NewsfactsError] = []
    found = extractor.stream(articles(paths, extractor.schema, failures.append), date=date)
    path = None if output is None else Path(output)
    with FORMATS[format](path, extractor.schema) as write, _progress(shown=output is not None) as counted:
        for article in counted(found):
            write(article)
    return failures


@contextmanager
def _progress(shown: bool) -> Iterator[Callable[[Iterable[Article]], Iterator[Article]]]:
    """Count articles on a terminal, where the facts themselves do not show how far it is."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} articles"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not (shown and console.is_terminal)) as bar:
        task = bar.add_task("", total=None)

        def counted(found: Iterable[Article]) -> Iterator[Article]:
            for article in found:
                bar.advance(task)
                yield article

        yield counted


@contextmanager
def _open_tables(output: Path | None, schema: Schema) -> Iterator[Write]:
    with text_output(output) as file:
        console = Console(file=file, width=None if file.isatty() else 120)
        yield lambda article: console.print(tables(article))


FORMATS: dict[str, Open] = {"table": _open_tables, "jsonl": jsonl.open_writer, "html": open_html}
