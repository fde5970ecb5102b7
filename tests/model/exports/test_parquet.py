import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from exported import exported
from hypothesis import given, settings
from strategies import articles, odd_articles

from newsfacts.data import Article, DataError, Schema
from newsfacts.data.facts import facts
from newsfacts.exports import parquet
from newsfacts.exports.columns import columns, rows


@settings(max_examples=15)
@given(articles() | odd_articles())
def test_every_cell_comes_back(article: Article) -> None:
    names = [column.name for column in columns(Schema.default())]
    with exported("parquet", article) as path:
        found = pq.read_table(path).to_pylist()
    assert [list(row) for row in found] == [names] * len(facts(article))
    assert found == [{name: row.get(name) for name in names} for row in rows(article, Schema.default())]


def test_duckdb_and_pandas_read_it(article: Article) -> None:
    with exported("parquet", article) as path:
        query = (
            f"SELECT predicate, place[1], date, source FROM read_parquet('{path}') WHERE list_contains(object, 'ferry')"
        )
        assert duckdb.sql(query).fetchall() == [("DISASTER", "Mindoro", datetime.date(2024, 3, 8), "Coast Guard")]
        frame = pd.read_parquet(path)
    assert list(frame["fact"]) == [fact.id for fact in article.facts]
    assert frame["score"].dtype == float


def test_rows_are_written_as_they_come(tmp_path: Path, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 10)
    with parquet.open_parquet(tmp_path / "facts.parquet", Schema.default()) as write:
        for _ in range(10):
            write(article)
        (scratch,) = tmp_path.iterdir()
        assert scratch.stat().st_size > 4, "before the end, and not under its name"
        assert scratch.name != "facts.parquet"
    file = pq.ParquetFile(tmp_path / "facts.parquet")
    sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert len(sizes) > 1
    assert sum(sizes) == 10 * len(article.facts)
    assert max(sizes) < 10 + len(article.facts)


def test_it_is_no_text(article: Article) -> None:
    writer = parquet.open_parquet(None, Schema.default())
    with pytest.raises(DataError, match="standard output: parquet is no text; accepted: a file"):
        writer.__enter__()
