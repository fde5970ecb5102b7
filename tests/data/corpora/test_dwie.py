import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError, Relation
from newsfacts.data.corpora import read_corpus

SENTENCES = [
    ["Swiss", "Minister", "Ada", "Roth", "flew", "to", "Oslo.She", "met", "(", "trade", ")", "envoys", "."],
    ["Roth", "left", "Oslo", "on", "Monday", ".", "ab", "/", "cd", "(", "AP", ")"],
]
ANNOTATION = {
    "id": "DW_1",
    "tags": ["all", "train"],
    "mentions": [{"concept": 1}, {"concept": 2}, {"concept": 3}, {"concept": 4}, {"concept": 5}],
    "concepts": [
        {"concept": 0, "text": "Switzerland", "keyword": False, "tags": ["type::gpe", "type::gpe0"]},
        {
            "concept": 1,
            "text": "Ada Roth",
            "keyword": True,
            "link": "Ada_Roth",
            "tags": ["type::minister", "type::person"],
        },
        {"concept": 2, "text": "Oslo", "keyword": False, "tags": ["type::entity", "type::gpe", "type::location"]},
        {"concept": 3, "text": "Swiss", "keyword": False, "tags": ["type::gpe0-x", "type::other"]},
        {"concept": 4, "text": "ab/cd (AP)", "keyword": False, "tags": ["type::footer", "type::other"]},
        {"concept": 5, "text": "trade", "keyword": False, "tags": ["meta::todo"]},
    ],
    "relations": [{"s": 1, "p": "citizen_of", "o": 0}, {"s": 1, "p": "citizen_of-x", "o": 3}],
    "frames": [{"type": "visit", "slots": [{"name": "place", "value": 2}]}],
    "iptc": ["11000000"],
}


def mention(start: int, end: int, name: str) -> dict[str, object]:
    return {"absolute_pos": [start, end], "name": name}


DOCUMENT = {
    "title": "DW_1",
    "sents": SENTENCES,
    "vertexSet": [
        [mention(2, 4, "Ada Roth"), mention(13, 14, "Roth")],
        [mention(6, 7, "Oslo"), mention(15, 16, "Oslo")],
        [mention(0, 1, "Swiss")],
        [mention(19, 20, "ab / cd (AP)")],  # the tokens are the first word only
        [mention(9, 10, "trade")],
    ],
    "labels": [],
}


def files(document: dict[str, Any] = DOCUMENT, annotation: dict[str, Any] = ANNOTATION) -> dict[str, str]:
    return {
        "with_text_docred_format/dev.json": json.dumps([document]),
        "with_text_docred_format/test.json": "[]",
        "data/annos/DW_1.json": json.dumps(annotation),
    }


def test_reads_entities_and_relations(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("dwie", place(files()))
    assert article.id == "dwie-DW_1"
    assert article.text == (
        "Swiss Minister Ada Roth flew to Oslo.She met (trade) envoys. Roth left Oslo on Monday. ab/cd (AP)"
    )
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [
        ("gpe0-x", "c3", "Swiss"),
        ("person", "c1", "Ada Roth"),
        ("gpe", "c2", "Oslo"),
        ("untyped", "c5", "trade"),
        ("person", "c1", "Roth"),
        ("gpe", "c2", "Oslo"),
        ("footer", "c4", "ab/cd (AP)"),
    ]
    assert article.relations == (Relation("c1", "citizen_of-x", "c3"),)


def test_tags_and_what_an_article_cannot_hold_are_told(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("dwie", place(files()))
    assert article.meta["split"] == "train"
    assert article.meta["concepts"]["c1"] == {
        "tags": ["type::minister", "type::person"],
        "link": "Ada_Roth",
        "keyword": True,
    }
    assert article.meta["frames"] == ANNOTATION["frames"]
    assert article.meta["left_out"] == {"relation of a concept without a mention": 1, "concept without a mention": 1}


def test_a_tenth_of_the_training_part_is_dev(place: Callable[..., Path]) -> None:
    folder = place(files() | {"data/annos/DW_3.json": json.dumps(ANNOTATION)})
    documents = json.dumps([DOCUMENT, DOCUMENT | {"title": "DW_3"}])
    (folder / "with_text_docred_format" / "dev.json").write_text(documents)
    assert [article.id for article in read_corpus("dwie", folder, "train")] == ["dwie-DW_1"]
    assert [article.id for article in read_corpus("dwie", folder, "dev")] == ["dwie-DW_3"]


def test_text_and_annotation_must_belong_together(place: Callable[..., Path]) -> None:
    few = ANNOTATION | {"mentions": [{"concept": 1}]}
    with pytest.raises(DataError, match=r"DW_1\.json: 1 concepts have a mention, in the text 5 have"):
        list(read_corpus("dwie", place(files(annotation=few))))
    other = DOCUMENT | {"vertexSet": [[mention(2, 4, "Bo Lind")], *DOCUMENT["vertexSet"][1:]]}
    with pytest.raises(DataError, match=r"DW_1\.json: the text reads 'Ada Roth' where the mention 'Bo Lind' stands"):
        list(read_corpus("dwie", place(files(other))))


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'dwie', which holds with_text_docred_format/dev\.json"):
        list(read_corpus("dwie", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("dwie")
    counts = count(articles)
    assert counts["splits"] == {"train": 119, "dev": 18, "test": 96}
    assert counts["mentions"].total() == 13054
    assert counts["relations"].total() == 5942
    assert sum(len(article.entities) for article in articles) == 6484
