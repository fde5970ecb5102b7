"""From files to facts: what the ``predict`` command does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from newsfacts.data.article import Article
from newsfacts.data.errors import ConfigError, NewsfactsError
from newsfacts.data.files import atomic_write
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
        format: ``table`` or ``jsonl``.
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
    with _opened(output) as file, _progress(shown=output is not None) as counted:
        FORMATS[format](counted(found), file)
    return failures


@contextmanager
def _opened(output: str | Path | None) -> Iterator[IO[str]]:
    if output is not None:
        with atomic_write(output) as file:
            yield file
    else:
        yield sys.stdout


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


def _write_jsonl(found: Iterable[Article], file: IO[str]) -> None:
    for article in found:
        file.write(article.to_json() + "\n")
        file.flush()


def _write_tables(found: Iterable[Article], file: IO[str]) -> None:
    console = Console(file=file, width=None if file.isatty() else 120)
    for article in found:
        console.print(tables(article))


FORMATS = {"table": _write_tables, "jsonl": _write_jsonl}
