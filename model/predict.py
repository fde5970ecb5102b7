"""From files to facts: what the ``predict`` command does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError, NewsfactsError
from newsfacts.data.output import target_of
from newsfacts.exports.registry import TARGETS
from newsfacts.predictor import FactExtractor
from newsfacts.sources import articles

__all__ = ["predict"]


def predict(
    paths: Sequence[str | Path],
    checkpoint: str | Path | None = None,
    *,
    format: str | None = None,
    output: str | Path | None = None,
    date: str | None = None,
) -> list[NewsfactsError]:
    """Write the facts of the articles in these files, in their order, as they are found.

    Args:
        paths: see :func:`newsfacts.sources.articles`.
        checkpoint: see :meth:`newsfacts.FactExtractor.from_pretrained`.
        format: one of :data:`newsfacts.exports.registry.TARGETS`. Left out, the ending of ``output`` says it (none
            means ``fact``), and standard output gets a ``table``.
        output: a file or folder, which appears when it is complete; left out, standard output.
        date: the day of the articles that bear none (YYYY-MM-DD).

    Returns:
        The errors of the files that could not be read, and of the articles that the format cannot hold.

    Raises:
        ConfigError: a checkpoint that cannot be loaded.
        DataError: another format, or one that cannot be written to this output.
    """
    path = None if output is None else Path(output)
    target = target_of(path, format, TARGETS)
    extractor = FactExtractor.from_pretrained(checkpoint)
    failures: list[NewsfactsError] = []
    found = extractor.stream(articles(paths, extractor.schema, failures.append), date=date)
    with target.open(path, extractor.schema) as write, _progress(shown=output is not None) as counted:
        for article in counted(found):
            try:
                write(article)
            except DataError as error:
                failures.append(error)
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
