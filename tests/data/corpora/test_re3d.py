import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError, Relation
from newsfacts.data.corpora import read_corpus

TEXT = "Kurdish forces began the campaign near Tel Ada. They hold it."


def entity(start: int, end: int, type: str, confidence: float = 1) -> dict[str, Any]:
    return {
        "documentId": "D1",
        "begin": start,
        "end": end,
        "type": type,
        "value": TEXT[start:end],
        "confidence": confidence,
    }


def relation(type: str, source: tuple[int, int], cue: tuple[int, int], target: tuple[int, int]) -> dict[str, Any]:
    return {
        "documentId": "D1",
        "type": type,
        "begin": cue[0],
        "end": cue[1],
        "sourceBegin": source[0],
        "sourceEnd": source[1],
        "targetBegin": target[0],
        "targetEnd": target[1],
        "confidence": 0.8,
    }


DOCUMENT = {"_id": "D1", "title": "Tel Ada", "text": TEXT, "sourceName": "CENTCOM", "sourceUrl": "http://x.test/1"}
ENTITIES = [
    entity(0, 14, "Organisation"),
    entity(0, 7, "Nationality", 0),
    entity(21, 29, "Location", 0),  # "the camp" of "the campaign"
    entity(38, 46, "Location", 0.9),  # with a space before
    entity(39, 46, "Location", 0.4),
    entity(39, 46, "Organisation", 0.2),
    entity(48, 52, "Organisation"),
]
RELATIONS = [
    relation("CoLocated", (0, 14), (34, 38), (38, 46)),
    relation("CoLocated", (0, 14), (34, 38), (58, 60)),
]


def lines(records: list[dict[str, Any]]) -> str:
    return "\ufeff" + "".join(json.dumps(record) + "\n" for record in records)


def files(source: str) -> dict[str, str]:
    return {
        f"{source}/documents.json": lines([DOCUMENT]),
        f"{source}/entities.json": lines(ENTITIES),
        f"{source}/relations.json": lines(RELATIONS),
    }


def test_reads_entities_and_relations(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("re3d", place(files("CENTCOM")))
    assert (article.id, article.title, article.text) == ("re3d-D1", "Tel Ada", TEXT)
    assert [(mention.type, mention.text) for mention in article.mentions] == [
        ("Organisation", "Kurdish forces"),
        ("Nationality", "Kurdish"),
        ("Location", "Tel Ada"),
        ("Organisation", "Tel Ada"),
        ("Organisation", "They"),
    ]
    forces, _, place_, also, _ = article.mentions
    assert place_.entity == also.entity
    assert article.entity(place_.entity).type == "Location"
    assert article.relations == (Relation(forces.entity, "CoLocated", place_.entity),)
    assert article.meta["left_out"] == {
        "mention that cuts a word or holds none": 1,
        "mention that stands there twice": 1,
        "relation without a mention at both ends": 1,
    }
    assert article.meta["confidence"] == [
        [0, 7, "Nationality", 0],
        [39, 46, "Location", 0.9],
        [39, 46, "Organisation", 0.2],
    ]
    assert article.meta["cues"] == [[34, 38, forces.entity, "CoLocated", place_.entity, 0.8]]


def test_each_article_bears_the_licence_of_its_source(place: Callable[..., Path]) -> None:
    folder = place(files("BBC Online") | files("UK Government"))
    assert {article.meta["source"]: article.meta["licence"] for article in read_corpus("re3d", folder)} == {
        "BBC Online": "CC BY-NC 3.0",
        "UK Government": "OGL 3.0",
    }


def test_another_source_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"Blog: no part of re3d; accepted: .*BBC Online"):
        list(read_corpus("re3d", place(files("Blog"))))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("re3d")
    counts = count(articles)
    assert counts["splits"] == {None: 88}  # of 98; ten are left out of the copy
    left_out = sum(sum(article.meta.get("left_out", {}).values()) for article in articles)
    assert counts["mentions"].total() + left_out == 4099
    assert left_out < 100
    assert len(counts["mentions"]) == 14
    assert (counts["relations"].total(), len(counts["relations"])) == (1207, 11)
    assert sum(article.meta["source"] == "BBC Online" for article in articles) == 5
