import gc
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from newsfacts.data import Article, DataError, Entity, Event, Mention, Schema
from newsfacts.data.formats import FORMATS
from newsfacts.data.output import target_of
from newsfacts.exports import parquet, sqlite
from newsfacts.exports.registry import EXPORTS, TARGETS

BINARY = ("parquet", "sqlite")


def test_no_export_shares_a_name_or_an_ending() -> None:
    assert len(TARGETS) == len(EXPORTS) + len(FORMATS)
    endings = [ending for target in TARGETS.values() for ending in target.endings]
    assert [ending for export in EXPORTS.values() for ending in export.endings if endings.count(ending) > 1] == []


@pytest.mark.parametrize(
    ("output", "name", "chosen"),
    [
        (None, None, "table"),
        (None, "csv", "csv"),
        ("a.csv", None, "csv"),
        ("a.ttl", None, "turtle"),
        ("a.db", None, "sqlite"),
        ("a.jsonl", None, "jsonl"),
        ("a.txt", "html", "html"),
        ("folder", None, "fact"),
        ("folder", "brat", "brat"),
    ],
)
def test_the_ending_says_the_format(output: str | None, name: str | None, chosen: str) -> None:
    assert target_of(None if output is None else Path(output), name, TARGETS).name == chosen


def test_what_cannot_be_told_is_an_error() -> None:
    with pytest.raises(DataError, match=r"a\.xml: cannot tell what this is; accepted endings: \.txt, \.html, \.csv"):
        target_of(Path("a.xml"), None, TARGETS)
    with pytest.raises(DataError, match="no format 'xml'; accepted: table, html, csv, parquet, sqlite"):
        target_of(None, "xml", TARGETS)


@pytest.mark.parametrize("name", [name for name in EXPORTS if name not in BINARY])
def test_texts_go_to_standard_output_article_by_article(
    name: str, article: Article, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with EXPORTS[name].open(None, Schema.default()) as write:
        before = capsys.readouterr().out
        write(article)
        first = capsys.readouterr().out
    assert "Mindoro" in first
    with EXPORTS[name].open(tmp_path / "file", Schema.default()) as write:
        write(article)
    assert before + first + capsys.readouterr().out == (tmp_path / "file").read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", BINARY)
def test_others_want_a_file(name: str) -> None:
    writer = EXPORTS[name].open(None, Schema.default())
    with pytest.raises(DataError, match=f"standard output: {name} is no text; accepted: a file"):
        writer.__enter__()


@pytest.mark.parametrize("name", ["csv", "parquet", "sqlite", "turtle", "jsonld", "graphml"])
def test_many_articles_need_no_more_memory_than_few(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 5)
    monkeypatch.setattr(sqlite, "BATCH", 5)
    word = "x" * 10_000
    event, mention = Event("e", "SAY", 0, len(word), word, source="s"), Mention("ORG", "s", 0, len(word), word)
    article = Article("", word, mentions=(mention,), entities=(Entity("s", "ORG", word),), events=(event,))

    def peak(number: int) -> int:
        with EXPORTS[name].open(tmp_path / f"{number}", Schema.default()) as write:
            write(replace(article, id="first"))
            tracemalloc.start()
            for i in range(number):
                write(replace(article, id=f"{i}"))
                gc.collect()  # graphs of rdflib are parts of themselves
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(5)  # caches fill
    gc.freeze()
    few, many = peak(5), peak(25)
    gc.unfreeze()
    assert many < few + 10 * len(word), "twenty more articles, each of which holds it several times"
