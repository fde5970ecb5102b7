"""From files to facts: what the ``predict`` command does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError, NewsfactsError
from newsfacts.data.journal import open_journal
from newsfacts.data.output import Write, target_of
from newsfacts.data.schema import Schema
from newsfacts.exports.registry import TARGETS
from newsfacts.predictor import FactExtractor, MinScore
from newsfacts.resume import Resumption
from newsfacts.sources import articles

__all__ = ["predict"]

Item = Article | NewsfactsError


def predict(
    paths: Sequence[str | Path],
    checkpoint: str | Path | None = None,
    *,
    format: str | None = None,
    output: str | Path | None = None,
    date: str | None = None,
    min_score: MinScore = None,
    schema: Schema | None = None,
    resume: bool = False,
) -> list[NewsfactsError]:
    """Write the facts of the articles in these files, in their order, as they are found.

    Args:
        paths: see :func:`newsfacts.sources.articles`.
        checkpoint: see :meth:`newsfacts.FactExtractor.from_pretrained`.
        format: one of :data:`newsfacts.exports.registry.TARGETS`. Left out, the ending of ``output`` says it (none
            means ``fact``), and standard output gets a ``table``.
        output: a file or folder, which appears when it is complete; left out, standard output. An interruption
            leaves the finished lines of a file of JSONL in ``NAME.part`` (:mod:`newsfacts.data.journal`).
        date: the day of the articles that bear none (YYYY-MM-DD).
        min_score: leave out what is less probable: see :meth:`newsfacts.FactExtractor.predict`.
        schema: the scheme that the facts must follow; left out, whatever the checkpoint's is.
        resume: go on after what is in ``NAME.part``, or else in ``output``; the same input, checkpoint and options
            then give the same file, byte for byte, as a run that nothing interrupts. For JSONL in a file alone.

    Returns:
        The errors of the files and articles that could not be read, and of the articles that the format cannot hold.

    Raises:
        ConfigError: a checkpoint that cannot be loaded, or is of another scheme.
        DataError: another format, one that cannot be written to this output or be resumed, or what is there to go on
            after does not belong to this input.
    """
    path = None if output is None else Path(output)
    target = target_of(path, format, TARGETS)
    if resume and (path is None or target.name != "jsonl"):
        where = "standard output" if path is None else str(path)
        raise DataError(f"{where}: a run that writes {target.name} cannot be resumed; accepted: jsonl, to a file")
    extractor = FactExtractor.from_pretrained(checkpoint)
    if schema is not None:
        extractor.expect(schema)
    failures: list[NewsfactsError] = []
    source = articles(paths, extractor.schema, failures.append)

    def read(some: Iterable[Article]) -> Iterator[Item]:
        return extractor.stream(some, date=date, min_score=min_score, on_error="yield")

    with _progress(shown=path is not None) as counted:
        if path is not None and target.name == "jsonl":
            with open_journal(path, resume) as journal:
                done = Resumption(source, journal, read)
                failures += done.failed
                failures += _write(counted(done.new(read(done.left))), journal.write)
        else:
            with target.open(path, extractor.schema) as write:
                failures += _write(counted(read(source)), write)
    return failures


def _write(found: Iterable[Item], write: Write) -> list[NewsfactsError]:
    """Write the articles; returns the errors."""
    failures: list[NewsfactsError] = []
    for item in found:
        try:
            if isinstance(item, NewsfactsError):
                raise item
            write(item)
        except NewsfactsError as error:
            failures.append(error)
    return failures


@contextmanager
def _progress(shown: bool) -> Iterator[Callable[[Iterable[Item]], Iterator[Item]]]:
    """Count articles on a terminal, where the facts themselves do not show how far it is."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield iter
        return
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} articles"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def counted(found: Iterable[Item]) -> Iterator[Item]:
            for article in found:
                bar.advance(task)
                yield article

        yield counted
