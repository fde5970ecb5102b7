"""Facts as Parquet, one row a fact; the columns are those of :mod:`newsfacts.exports.columns`.

Lists are lists of Parquet, days ``date32``, numbers doubles, offsets 64-bit integers. Rows are written in row groups
of about 10,000, so memory does not grow with their number. Lone surrogates are written as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.output import Write, atomic_path
from newsfacts.data.schema import Schema
from newsfacts.exports.columns import Column, columns, rows

__all__ = ["open_parquet"]

GROUP = 10_000  # rows of a row group, until an article is whole

_TYPES = {"text": pa.string(), "date": pa.date32(), "number": pa.float64(), "whole": pa.int64(), "flag": pa.bool_()}


@contextmanager
def open_parquet(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write row groups as articles come.

    Raises:
        DataError: no file.
    """
    if output is None:
        raise DataError("standard output: parquet is no text; accepted: a file")
    form = pa.schema([(column.name, _type(column)) for column in columns(schema)])
    waiting: list[dict[str, Any]] = []
    with atomic_path(output) as scratch, pq.ParquetWriter(scratch, form, compression="zstd") as file:

        def flush() -> None:
            file.write_table(pa.Table.from_pylist(waiting, schema=form))
            waiting.clear()

        def write(article: Article) -> None:
            waiting.extend(list(rows(article, schema)))
            if len(waiting) >= GROUP:
                flush()

        yield write
        if waiting:
            flush()


def _type(column: Column) -> Any:
    type = _TYPES[column.type]
    return pa.list_(type) if column.many else type
