"""Articles as rows of a table, in Parquet files and data frames.

Columns: ``text``, and any of ``id``, ``title``, ``date`` (a day, a time, or a text YYYY-MM-DD), ``topic``, ``origin``;
others are passed over. An empty cell (null, NaN) stands for what is not known.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError

__all__ = ["COLUMNS", "article_of", "check_columns", "count_rows", "read"]

COLUMNS = ("id", "text", "title", "date", "topic", "origin")
BATCH = 64  # rows decoded at once


def article_of(row: Mapping[str, Any], name: str) -> Article:
    """The article of a row, whose id is ``name`` if it has none.

    Raises:
        DataError: a cell of the wrong type, a date of another form, or no text; names the article.
    """
    cells = {key: _plain(row[key]) for key in COLUMNS if key in row}
    id = cells.get("id")
    cells["id"] = name if id is None else str(id) if isinstance(id, int) and not isinstance(id, bool) else id
    if cells.get("text") is None:
        raise DataError(f"article {cells['id']!r}: has no text")
    return Article.from_dict(cells)


def check_columns(names: Sequence[str], where: str) -> None:
    """Raise a ``DataError`` if a table of these columns holds no articles."""
    if "text" not in names:
        raise DataError(f"{where}: no column 'text'; found {', '.join(map(repr, names[:20])) or 'none'}")


def count_rows(path: Path) -> int:
    """How many rows a Parquet file has.

    Raises:
        DataError: it is no Parquet file, or has no articles in it.
    """
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def read(path: Path, start: int = 0, end: int | None = None) -> Iterator[Article | DataError]:
    """The article of each row, or the error that stands in its place; without an id, it is named ``FILE-ROW``.

    Args:
        path: a Parquet file.
        start: the first row to read, counted from 0.
        end: the row to stop at; left out, all are read.

    Raises:
        DataError: it is no Parquet file, or has no articles in it.
    """
    with _opened(path) as file:
        bounds = [0]  # of the row groups
        for group in range(file.num_row_groups):
            bounds.append(bounds[-1] + file.metadata.row_group(group).num_rows)
        end = bounds[-1] if end is None else end
        groups = [i for i, (a, b) in enumerate(pairwise(bounds)) if b > start and a < end]
        number = bounds[groups[0]] if groups else end
        wanted = [name for name in COLUMNS if name in file.schema_arrow.names]
        try:
            for batch in file.iter_batches(BATCH, groups, wanted):
                columns = dict(zip(batch.schema.names, batch.columns, strict=True))
                for row in range(len(batch)):
                    if start <= number < end:
                        yield _row(columns, row, path, number)
                    number += 1
                if number >= end:
                    return
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{path}: row {number + 1} and those after it cannot be read ({error})") from error


def _row(columns: Mapping[str, Any], row: int, path: Path, number: int) -> Article | DataError:
    try:
        return article_of({name: column[row].as_py() for name, column in columns.items()}, f"{path.stem}-{number + 1}")
    except DataError as error:
        return DataError.of(f"{path}: row {number + 1}", error.problems)
    except UnicodeDecodeError as error:
        return DataError(f"{path}: row {number + 1}: not UTF-8 (byte {error.start})")


def _plain(cell: Any) -> Any:
    """A cell as JSON has it: days as text, and what is not there as ``None``."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell == cell else None  # NaT is a datetime
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return None if isinstance(cell, float) and cell != cell else cell


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowException as error:
        raise DataError(f"{path}: not a Parquet file that can be read ({error})") from error
    with file:
        check_columns(file.schema_arrow.names, str(path))
        yield file
