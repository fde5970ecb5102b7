import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError, Relation
from newsfacts.data.corpora import read_corpus

TITLE, FIRST, SECOND, LAST = "Ida Moe\n\n", "Ida Moe was born in Oslo.", "She leads Moe & Co.", "Nobody knows more."
TEXT = f"{TITLE}{FIRST} {SECOND} (Skipped.) {LAST}"
MOE, OSLO = "http://www.wikidata.org/entity/Q1", "http://www.wikidata.org/entity/Q2"
START, THEN, END = TEXT.index(FIRST), TEXT.index(SECOND), TEXT.index(LAST)
UNREAD = {"dataset/test-no-facts.json": ""}


def cell(content: object) -> str:
    return f'<td style="text-align: right;">{content}</td>'


def row(start: int, text: str, ends: list[Any], relation: str, passage: str) -> str:
    cells = [2, 77, start, start + len(text), *ends, relation, f"<p> {passage}</p>"]
    return f"<tr>{''.join(map(cell, cells))}</tr>\n"


TABLE = "<HTML><tr><th> Fold </th></tr>\n" + "".join(
    [
        row(END, LAST, ["-"] * 4, "SPOUSE", LAST),
        row(
            START,
            FIRST,
            [START, START + 7, START + 20, START + 24],
            "PLACE_OF_BIRTH",
            f'<span id="subject"><a href="{MOE}" target="_blank">Ida Moe</a></span> was born in '
            f'<span id="object"><a href="{OSLO}" target="_blank">Oslo</a></span>.',
        ),
        row(
            THEN,
            SECOND,
            [THEN + 10, THEN + 18, THEN, THEN + 3],
            "CEO",
            f'<span id="object"><a href="{MOE}" target="_blank">She</a></span> leads '
            '<span id="subject">Moe & Co</span>.',
        ),
    ]
)


def fact(id: str, subject: tuple[int, int, str], object: tuple[int, int, str]) -> dict[str, Any]:
    return {
        "propertyId": id,
        **dict(zip(("subjectStart", "subjectEnd", "subjectUri"), subject, strict=True)),
        **dict(zip(("objectStart", "objectEnd", "objectUri"), object, strict=True)),
    }


def passage(start: int, text: str, id: str, relation: str, facts: list[dict[str, Any]]) -> dict[str, Any]:
    relations = [{"propertyId": id, "propertyName": relation}]
    return {
        "passageStart": start,
        "passageText": text,
        "exhaustivelyAnnotatedProperties": relations,
        "facts": facts,
    }


ROW = {
    "fold": 2,
    "documentId": "77",
    "documentText": TEXT,
    "passages": [
        passage(
            START, FIRST, "12", "PLACE_OF_BIRTH", [fact("12", (START, START + 7, MOE), (START + 20, START + 24, OSLO))]
        ),
        passage(THEN, SECOND, "9", "CEO", [fact("9", (THEN + 10, THEN + 18, ""), (THEN, THEN + 3, MOE))]),
        passage(END, LAST, "5", "SPOUSE", []),
    ],
}


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"human_readable-v10-notest.html": TABLE}, f"{FIRST} {SECOND}\n\n{LAST}"),
        ({"dataset/train.json": json.dumps(ROW) + "\n"}, TEXT),
    ],
    ids=["table", "json"],
)
def test_reads_facts(place: Callable[..., Path], files: dict[str, str], text: str) -> None:
    (article,) = read_corpus("knowledgenet", place(UNREAD | files))
    assert (article.id, article.text, article.meta["fold"]) == ("knowledgenet-77", text, 2)
    moe, oslo, she, company = article.mentions
    assert [(mention.type, mention.text) for mention in article.mentions] == [
        ("PER", "Ida Moe"),
        ("LOC", "Oslo"),
        ("PER", "She"),
        ("ORG", "Moe & Co"),
    ]
    assert moe.entity == she.entity
    assert set(article.relations) == {
        Relation(moe.entity, "PLACE_OF_BIRTH", oslo.entity),
        Relation(company.entity, "CEO", moe.entity),
    }
    assert article.meta["wikidata"] == {moe.entity: MOE, oslo.entity: OSLO}
    assert [(text[start:end], relations) for start, end, relations in article.meta["exhaustive"]] == [
        (FIRST, ["PLACE_OF_BIRTH"]),
        (SECOND, ["CEO"]),
        (LAST, ["SPOUSE"]),
    ]


def test_facts_must_be_there(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"expected dataset/train\.json or human_readable-v10-notest\.html"):
        list(read_corpus("knowledgenet", place(UNREAD)))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("knowledgenet")
    counts = count(articles)
    assert counts["splits"] == {"train": 3977}
    assert len(counts["relations"]) == 15
    # 13,400 rows of the table: 10,895 facts between mentions, 8,193 between entities; the rest state none.
    assert counts["relations"].total() == 8193
    assert counts["mentions"].total() == 12386
