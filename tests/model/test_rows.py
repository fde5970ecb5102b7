import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsfacts import Article
from newsfacts.data import DataError
from newsfacts.rows import article_of, read

DAY = datetime.date(2024, 3, 8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Five rows in row groups of two."""
    table = pa.table(
        {
            "id": [7, 8, None, 10, 11],
            "text": ["One.", "", "Thrée.", None, "Five."],
            "date": [DAY, None, DAY, DAY, DAY],
            "topic": pa.array(["a", "b", "a", "b", None]).dictionary_encode(),
            "meta": [b"\xff"] * 5,
        }
    )
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=2)
    return tmp_path / "in.parquet"


def test_rows_are_articles(file: Path) -> None:
    *found, last = read(file)
    assert found[:3] == [
        Article("7", "One.", date="2024-03-08", topic="a"),
        Article("8", "", topic="b"),
        Article("in-3", "Thrée.", date="2024-03-08", topic="a"),
    ]
    assert str(found[3]) == f"{file}: row 4: article '10': has no text"
    assert last == Article("11", "Five.", date="2024-03-08")


@pytest.mark.parametrize("start", range(6))
@pytest.mark.parametrize("end", range(6))
def test_some_of_the_rows(file: Path, start: int, end: int) -> None:
    assert [str(one) for one in read(file, start, end)] == [str(one) for one in read(file)][start:end]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"id": float("nan"), "title": float("nan"), "text": "Yes."}, Article("x", "Yes.")),
        ({"date": datetime.datetime(2024, 3, 8, 23), "text": "Yes."}, Article("x", "Yes.", date="2024-03-08")),
        ({"date": "2024-03-08", "text": "Yes.", "more": 1}, Article("x", "Yes.", date="2024-03-08")),
    ],
)
def test_cells(cells: dict[str, Any], wanted: Article) -> None:
    assert article_of(cells, "x") == wanted


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"text": 1}, "article 'x': 'text' must be a string, found int"),
        ({"text": "", "id": 1.5}, "'id' must be a string, found float"),
        ({"text": "", "date": "8 March"}, "date '8 March' is not a day written YYYY-MM-DD"),
        ({"id": "a", "text": float("nan")}, "article 'a': has no text"),
    ],
)
def test_wrong_cells(cells: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        article_of(cells, "x")


def test_other_files(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"body": ["Yes."]}), path)
    with pytest.raises(DataError, match=r"in\.parquet: no column 'text'; found 'body'"):
        list(read(path))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(DataError, match=r"in\.parquet: not a Parquet file that can be read"):
        list(read(path))


def test_text_that_is_no_utf_8(tmp_path: Path) -> None:
    text = pa.Array.from_buffers(pa.string(), 2, pa.array([b"Yes.", b"\xff"]).buffers())
    pq.write_table(pa.table({"text": text}), tmp_path / "in.parquet")
    assert [str(one) for one in read(tmp_path / "in.parquet")][1] == f"{tmp_path}/in.parquet: row 2: not UTF-8 (byte 0)"
