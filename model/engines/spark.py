"""Prediction on Spark (https://spark.apache.org), as a step between data frames.

Needs the extra ``newsfacts[spark]``, and the same newsfacts on all machines: docs/cluster.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from newsfacts.checkpoint import find, read_config
from newsfacts.data.article import Article
from newsfacts.data.errors import ConfigError, DataError
from newsfacts.data.schema import Schema
from newsfacts.engines.reading import Failure, elsewhere, read
from newsfacts.exports.columns import columns, rows
from newsfacts.limits import Limits
from newsfacts.precision import Precision
from newsfacts.predictor import FactExtractor, MinScore
from newsfacts.rows import COLUMNS, article_of, check_columns

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame

__all__ = ["facts"]


def facts(
    frame: DataFrame,
    checkpoint: str | Path | None = None,
    *,
    date: str | None = None,
    min_score: MinScore = None,
    precision: Precision = "auto",
    cores: int = 1,
) -> DataFrame:
    """The facts of the articles in a data frame, one row a fact.

        >>> from newsfacts.engines.spark import facts
        >>> facts(spark.read.parquet("articles")).write.parquet("facts")  # doctest: +SKIP

    Each Python process of Spark loads the checkpoint once. What one process finds in the same articles, this finds,
    with scores that can differ in their last digits in bf16, as they do by what is read together: partitions are not
    batches of one process. ``precision="fp32"`` excludes that.

    Args:
        frame: the columns of :mod:`newsfacts.rows`; ``text`` and ``id`` must be there.
        checkpoint, precision: see :meth:`newsfacts.FactExtractor.from_pretrained`; a folder that all machines see.
        date, min_score: see :meth:`newsfacts.FactExtractor.predict`.
        cores: CPU cores of a task (``spark.task.cpus``).

    Returns:
        The columns of :mod:`newsfacts.exports.columns`, in their order, and ``error``: an article that cannot be read
        is one row with its id in ``article`` and the reason in ``error``, which is null elsewhere. Articles without
        facts have no row.

    Raises:
        ConfigError: Spark or pandas is not installed, a checkpoint that cannot be loaded, or a minimum for what is no
            layer.
        DataError: columns that are not there.
    """
    try:
        import pandas as pd  # noqa: F401 (what the workers need)
        from pyspark.sql.functions import col, date_format
        from pyspark.sql.types import DateType, TimestampNTZType, TimestampType
    except ImportError as error:
        raise ConfigError("newsfacts.engines.spark needs Spark and pandas: pip install 'newsfacts[spark]'") from error
    check_columns(frame.columns, "data frame")
    if "id" not in frame.columns:
        raise DataError("data frame: no column 'id', by which facts are told from those of other articles")
    scheme = read_config(find(checkpoint)).scheme()
    if min_score is not None:
        Limits.of(min_score, scheme)
    known = elsewhere(checkpoint)

    def text_of(name: str) -> Any:
        days = isinstance(frame.schema[name].dataType, DateType | TimestampType | TimestampNTZType)
        return (date_format(col(name), "yyyy-MM-dd") if days else col(name).cast("string")).alias(name)

    def found(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        extractor = _extractor(known, precision, cores)
        for batch in batches:
            yield facts_of(extractor, batch, date=date, min_score=min_score)

    return frame.select([text_of(name) for name in COLUMNS if name in frame.columns]).mapInPandas(
        found, _spark_schema(scheme)
    )


def facts_of(
    extractor: FactExtractor, batch: pd.DataFrame, *, date: str | None = None, min_score: MinScore = None
) -> pd.DataFrame:
    """The rows of :func:`facts` for some articles."""
    import pandas as pd

    failures: list[Failure] = []

    def articles() -> Iterator[Article]:
        for number, row in enumerate(batch.to_dict("records"), 1):
            try:
                yield article_of(row, f"row-{number}")
            except DataError as error:
                id = row.get("id")
                failures.append(Failure(id if isinstance(id, str) else None, str(error)))

    found: list[dict[str, Any]] = []
    for item in read(extractor, articles(), date=date, min_score=min_score):
        if isinstance(item, Failure):
            failures.append(item)
        else:
            found += rows(item, extractor.schema)
    found += [{"article": failure.id, "error": failure.error} for failure in failures]
    names = [*(column.name for column in columns(extractor.schema)), "error"]
    # Objects, since pandas would make numbers of flags, and texts of what is empty.
    return pd.DataFrame([[row.get(name) for name in names] for row in found], columns=names, dtype=object)


@cache
def _extractor(checkpoint: str | None, precision: Precision, cores: int) -> FactExtractor:
    """The one of this process."""
    torch.set_num_threads(cores)
    return FactExtractor.from_pretrained(checkpoint, precision=precision)


def _spark_schema(scheme: Schema) -> Any:
    from pyspark.sql import types

    kinds = {
        "text": types.StringType(),
        "date": types.DateType(),
        "number": types.DoubleType(),
        "whole": types.LongType(),
        "flag": types.BooleanType(),
    }
    fields = [
        types.StructField(column.name, types.ArrayType(kinds[column.type]) if column.many else kinds[column.type])
        for column in columns(scheme)
    ]
    return types.StructType([*fields, types.StructField("error", types.StringType())])
