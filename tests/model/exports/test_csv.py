import csv
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from exported import exported
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import articles, odd_articles

from newsfacts.data import Argument, Article, Entity, Event, Mention, Schema
from newsfacts.data.facts import facts
from newsfacts.exports import columns as module
from newsfacts.exports.columns import columns
from newsfacts.exports.csv import items, open_csv, plain


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def legal(text: str) -> str:
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def one_of(words: str) -> Article:
    """An article whose only words, in every part of a fact, are these."""
    mention = Mention("ORG", words, 0, len(words), words)
    event = Event(words, "SAY", 0, len(words), words, source=words)
    return Article(
        words, words, title=words, mentions=(mention,), entities=(Entity(words, "ORG", words),), events=(event,)
    )


@settings(max_examples=15)
@given(articles())
def test_every_fact_is_a_row(article: Article) -> None:
    with exported("csv", article) as path:
        rows = table(path)
    told = facts(article)
    assert [(row["fact"], row["kind"], row["predicate"], row["factuality"]) for row in rows] == [
        (fact.id, fact.kind, fact.predicate, fact.factuality) for fact in told
    ]
    for row, fact in zip(rows, told, strict=True):
        assert {key: items(row[key]) for key in ("subject", "object")} == {
            "subject": [entity.name for entity in fact.subject],
            "object": [entity.name for entity in fact.object],
        }
        qualifiers = {role: [entity.name for entity in given] for role, given in fact.qualifiers.items()}
        assert {role: items(row[role]) for role in qualifiers} == qualifiers
        assert items(row["event"]) == list(fact.items)
        assert plain(row["source"]) == (fact.source.name if fact.source else "")
        starts, ends = (list(map(int, items(row[f"sentence_{end}"]))) for end in ("start", "end"))
        quoted = [article.text[start:end] for start, end in zip(starts, ends, strict=True)]
        assert items(row["sentence"]) == quoted
        assert len(quoted) == len(fact.evidence)


@settings(max_examples=25)
@given(st.text(min_size=1) | st.text("=+-@\t\r\n'\";\\, ab＝", min_size=1))
@example('=HYPERLINK("http://x","y")')
@example("'quoted'")
@example("a; b\\")
def test_any_text_comes_back_and_none_is_a_formula(words: str) -> None:
    with exported("csv", one_of(words)) as path:
        raw = path.read_bytes().decode("utf-8")
        (row,) = table(path)
    assert raw.endswith("\r\n")
    expected = legal(words)
    assert (plain(row["article"]), plain(row["title"]), plain(row["source"])) == (expected, expected, expected)
    assert (items(row["event"]), items(row["trigger"])) == ([expected], [expected])
    assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]


@settings(max_examples=15)
@given(odd_articles())
def test_pandas_and_duckdb_read_the_same(article: Article) -> None:
    with exported("csv", article, Article("z", "Nothing.")) as path:
        told = len(facts(article))
        assert len(pd.read_csv(path)) == told
        read = f"read_csv('{path}', header = true, delim = ',', quote = '\"')"
        assert duckdb.sql(f"SELECT count(*) FROM {read} WHERE factuality = 'asserted'").fetchall() == [(told,)]


def test_numbers_and_days_are_such(article: Article) -> None:
    dated = Entity("fri", "DATE", "Friday", {"start": "2024-03-08", "end": "2024-03-08"})
    counted = Entity("n212", "NUMBER", "212", {"min": 212, "max": None, "approximate": True, "unit": "person"})
    entities = tuple({"fri": dated, "n212": counted}.get(entity.id, entity) for entity in article.entities)
    valued = replace(article, entities=entities)
    with exported("csv", valued) as path:
        frame = pd.read_csv(path, parse_dates=["date", "time_start"]).set_index("predicate")
    sank, counts = frame.loc["DISASTER"], frame.loc["quantity"]
    assert (sank["time_start"], sank["time_end"], sank["place"]) == (
        pd.Timestamp("2024-03-08"),
        "2024-03-08",
        "Mindoro",
    )
    assert (counts["amount_min"], counts["amount_unit"], counts["amount_approximate"]) == (212, "person", True)
    assert pd.isna(counts["amount_max"])
    assert frame["score"].isna().all()


def test_standard_output(article: Article, capsys: pytest.CaptureFixture[str]) -> None:
    with open_csv(None, Schema.default()) as write:
        write(article)
        shown = capsys.readouterr().out
    with exported("csv", article) as path:
        assert shown.encode() == path.read_bytes()


def test_roles_of_another_scheme_never_share_a_column() -> None:
    content = Schema.default().to_dict() | {"name": "mine", "roles": {"by": {}, "of": {}, "line": {}, "line_role": {}}}
    for part in ("view", "expects"):  # they name the news roles
        content.pop(part, None)
    mine = Schema.from_dict(content)
    names = [column.name for column in columns(mine)]
    assert len(set(names)) == len(names)
    assert {"line", "line_role", "line_role_role"} <= set(names)


def test_roles_that_the_scheme_lacks_are_kept() -> None:
    text = "Ida left"
    mention = Mention("Peop", "i", 0, 3, "Ida")
    event = Event("x", "LEAVE", 4, 8, "left", (Argument("Leaver", "i"),))
    article = Article("a", text, mentions=(mention,), entities=(Entity("i", "Peop", "Ida"),), events=(event,))
    with exported("csv", article) as path:
        assert [row["other"] for row in table(path)] == ["Leaver: Ida"]


def test_the_documented_columns_are_those_there_are() -> None:
    documented = re.findall(r"^``(\w+)``", str(module.__doc__), re.MULTILINE)
    there = [column.name for column in columns(Schema.default())]
    roles = ["recipient", "origin", "destination", "place", "time", "amount", "instrument", "position"]
    assert [name for name in there if name not in roles] == documented
    assert [name for name in there if name in roles] == roles
