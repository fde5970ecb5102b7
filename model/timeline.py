"""What happened when, who acted, and who says so, over many articles: what the ``timeline`` command does."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsfacts.chronology import Chronology
from newsfacts.data.article import Article, is_date
from newsfacts.data.errors import ConfigError, DataError, NewsfactsError
from newsfacts.data.facts import facts
from newsfacts.data.intervals import interval_text
from newsfacts.data.output import encodable, text_output
from newsfacts.data.schema import Schema
from newsfacts.data.values import with_values
from newsfacts.exports.csv import guarded
from newsfacts.show import plain
from newsfacts.sources import articles
from newsfacts.tallies import Actors, Sources

if TYPE_CHECKING:
    from newsfacts.predictor import FactExtractor

__all__ = ["FORMATS", "REPORTS", "TimelineReport", "timeline"]

Report = Chronology | Actors | Sources
REPORTS: dict[str, Callable[[Schema], Report]] = {
    "facts": lambda schema: Chronology(),
    "actors": lambda schema: Actors(),
    "sources": Sources,
}


@dataclass(frozen=True)
class TimelineReport:
    """How a timeline went.

    Attributes:
        articles: how many were read.
        undated: events that the timeline leaves out, because no date of theirs is known.
        failures: the errors of the files that could not be read.
    """

    articles: int
    undated: int
    failures: tuple[NewsfactsError, ...]


def timeline(
    paths: Sequence[str | Path],
    checkpoint: str | Path | None = None,
    *,
    of: str = "facts",
    schema: Schema | None = None,
    format: str = "jsonl",
    output: str | Path | None = None,
    date: str | None = None,
) -> TimelineReport:
    """Write the dated events of many articles in the order of time, or counts of who acts or is credited.

    Articles that bear annotation, gold or predicted, are taken as they are; a checkpoint, loaded when the first
    such article comes, reads those that bear none. Dates without a value get one where the article's own date
    tells it.

    Args:
        paths: see :func:`newsfacts.sources.articles`.
        checkpoint: see :meth:`newsfacts.FactExtractor.from_pretrained`.
        of: ``facts``, ``actors`` or ``sources``.
        schema: the scheme of the annotated articles; left out, the news scheme.
        format: ``table``, ``jsonl`` or ``csv`` (no cell is a formula: :mod:`newsfacts.exports.csv`).
        output: a file, which appears when it is complete; left out, standard output.
        date: the day of the articles that bear none (YYYY-MM-DD).

    Raises:
        ConfigError: another report or format, or a checkpoint that cannot be loaded.
        DataError: a date of another form.
    """
    for what, name, accepted in (("report", of, REPORTS), ("format", format, FORMATS)):
        if name not in accepted:
            raise ConfigError(f"{what} {name!r}: accepted: {', '.join(accepted)}")
    if date is not None and not is_date(date):
        raise DataError(f"date {date!r} is not a day written YYYY-MM-DD")
    schema = schema or Schema.default()
    report = REPORTS[of](schema)
    failures: list[NewsfactsError] = []
    count = 0
    found = articles(paths, schema, failures.append)
    for article, scheme in _annotated(found, schema, checkpoint, date, failures.append):
        report.add(article, facts(article, scheme), scheme)
        count += 1
    with text_output(None if output is None else Path(output)) as file:
        FORMATS[format](report, file)
    return TimelineReport(count, report.undated if isinstance(report, Chronology) else 0, tuple(failures))


def _annotated(
    found: Iterable[Article],
    schema: Schema,
    checkpoint: str | Path | None,
    date: str | None,
    failed: Callable[[NewsfactsError], None],
) -> Iterator[tuple[Article, Schema]]:
    """Each article with its annotation and the scheme of that."""
    extractor: FactExtractor | None = None
    for annotated, some in groupby(found, key=lambda article: bool(article.mentions or article.events)):
        if not annotated:
            if extractor is None:
                from newsfacts.predictor import FactExtractor

                extractor = FactExtractor.from_pretrained(checkpoint)
            for article in extractor.stream(some, date=date):
                yield with_values(article, extractor.schema), extractor.schema
            continue
        for article in some:
            try:
                schema.check(article)
            except DataError as error:
                failed(error)
            else:
                yield with_values(replace(article, date=article.date or date), schema), schema


def _write_jsonl(report: Report, file: IO[str]) -> None:
    for record in report.records():
        file.write(encodable(json.dumps(record, ensure_ascii=False)) + "\n")


def _write_csv(report: Report, file: IO[str]) -> None:
    writer = csv.DictWriter(file, report.columns, lineterminator="\n")
    writer.writerow({column: guarded(column) for column in report.columns})
    for row in report.rows():
        writer.writerow({key: guarded(value) if isinstance(value, str) else value for key, value in row.items()})


def _write_table(report: Report, file: IO[str]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    rows = _TABLES[type(report)](report.records())
    for record in rows:
        for name in record if not table.columns else ():
            table.add_column(Text(plain(name)), justify="right" if isinstance(record[name], int) else "left")
        # rich would take "[b]" and ":cat:" in a plain string for markup
        table.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else plain(cell)) for cell in record.values()))
    console = Console(file=file, width=None if file.isatty() else 120)
    console.print(table if table.row_count else Text("no facts found", style="dim"))


def _timeline_cells(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, str | int]]:
    for record in records:
        preposition, text = interval_text((record["start"], record["end"]))
        open_ended = f"{preposition} " if preposition in ("since", "until") else ""
        yield {"when": open_ended + text, "what": record["line"], "article": record["title"] or record["article"]}


def _actor_cells(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, str | int]]:
    for record in records:
        cells: dict[str, str | int] = {key: record[key] for key in ("name", "type", "articles", "facts")}
        for role in ("subject", "object", "source"):
            events = record["roles"].get(role, {})
            cells[f"as {role}"] = ", ".join(f"{event} {count:,}" for event, count in events.items())
        yield cells


def _source_cells(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, str | int]]:
    for record in records:
        name = record["name"] or "(the article itself)"
        cells = {"name": name, "type": record["type"] or "", "articles": record["articles"], "facts": record["facts"]}
        yield {**cells, **record["factuality"]}


_TABLES: dict[type[Report], Callable[[Iterable[dict[str, Any]]], Iterator[dict[str, str | int]]]] = {
    Chronology: _timeline_cells,
    Actors: _actor_cells,
    Sources: _source_cells,
}
FORMATS: dict[str, Callable[[Report, IO[str]], None]] = {
    "table": _write_table,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
}
