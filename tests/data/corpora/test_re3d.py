import json
from collections import Counter
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
    entity(0, 7, "Nationality", 0),  # nobody looked at it
    entity(21, 29, "Location", 0),  # "the camp" of "the campaign"
    entity(38, 46, "Location", 0.9),  # with a space before
    entity(39, 46, "Location", 0.4),
    entity(39, 46, "Organisation", 0.2),
    entity(48, 52, "Organisation"),
    entity(53, 57, "Organisation", 0),  # but a relation names it
]
RELATIONS = [
    relation("CoLocated", (0, 14), (34, 38), (38, 46)),
    relation("CoLocated", (0, 14), (34, 38), (58, 60)),
    relation("CoLocated", (38, 46), (34, 38), (0, 14)),
    relation("BelongsTo", (0, 14), (53, 57), (53, 57)),
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
        ("Location", "Tel Ada"),
        ("Organisation", "Tel Ada"),
        ("Organisation", "They"),
        ("Organisation", "hold"),
    ]
    forces, place_, also, _, hold = article.mentions
    assert place_.entity == also.entity
    assert article.entity(place_.entity).type == "Location"
    assert article.relations == (
        Relation(forces.entity, "CoLocated", place_.entity),
        Relation(forces.entity, "BelongsTo", hold.entity),
    )
    assert article.meta["left_out"] == {
        "mention that cuts a word or holds none": 1,
        "mention that a tool found and nobody looked at": 1,
        "mention that stands there twice": 1,
        "relation without a mention at both ends": 1,
        "relation that stands in the other direction too": 1,
    }
    assert article.meta["confidence"] == [
        [39, 46, "Location", 0.9],
        [39, 46, "Organisation", 0.2],
        [53, 57, "Organisation", 0],
    ]
    assert article.meta["cues"] == [
        [34, 38, forces.entity, "CoLocated", place_.entity, 0.8],
        [53, 57, forces.entity, "BelongsTo", hold.entity, 0.8],
    ]


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
    assert counts["splits"] == {"train": 65, "dev": 9, "test": 14}  # of 98; ten are left out of the copy
    left_out: Counter[str] = Counter()
    for article in articles:
        left_out.update(article.meta.get("left_out", {}))
    assert left_out == {
        "mention that a tool found and nobody looked at": 1001,
        "mention that cuts a word or holds none": 90,
        "mention that stands there twice": 1,
        "relation that stands in the other direction too": 96,
    }
    assert (counts["mentions"].total(), len(counts["mentions"])) == (3007, 13)
    assert (counts["relations"].total(), len(counts["relations"])) == (1111, 11)
    assert sum(article.meta["source"] == "BBC Online" for article in articles) == 5
