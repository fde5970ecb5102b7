import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, Relation
from newsfacts.data.corpora import read_corpus


def mention(type: str, sentence: int, first: int, last: int) -> dict[str, Any]:
    return {"type": type, "sent_id": sentence, "pos": [first, last]}


DOCUMENT = {
    "title": "Ida Moe",
    "sents": [["Ida", "\xa0", "Moe", "is", "a", "Norwegian", "singer", "-", "songwriter", "."], ["Moe", "sings", "."]],
    "vertexSet": [
        [mention("PER", 0, 0, 3), mention("PER", 1, 0, 1), mention("PER", 1, 0, 1)],
        [mention("LOC", 0, 5, 6)],
    ],
    "labels": [{"r": "P27", "h": 0, "t": 1, "evidence": [0]}, {"r": "P19", "h": 0, "t": 1, "evidence": []}],
}


@pytest.mark.parametrize("folder", ["", "data/"])
def test_reads_entities_and_relations(place: Callable[..., Path], folder: str) -> None:
    (article,) = read_corpus("redocred", place({f"{folder}dev_revised.json": json.dumps([DOCUMENT])}))
    assert (article.id, article.title) == ("redocred-dev-0001", "Ida Moe")
    assert article.text == "Ida Moe is a Norwegian singer-songwriter. Moe sings."
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [
        ("PER", "e0", "Ida Moe"),
        ("LOC", "e1", "Norwegian"),
        ("PER", "e0", "Moe"),
    ]
    assert article.relations == (Relation("e0", "P27", "e1"), Relation("e0", "P19", "e1"))
    assert article.meta == {
        "corpus": "redocred",
        "split": "dev",
        "sentences": [[0, 41], [42, 52]],
        "evidence": [["e0", "P27", "e1", [0]]],
    }


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("redocred")
    assert count(articles)["splits"] == {"dev": 500, "test": 500}
    for split, entities, relations, shown in (("dev", 9684, 17284, 7473), ("test", 9779, 17448, 7547)):
        part = [article for article in articles if article.meta["split"] == split]
        assert sum(len(article.entities) for article in part) == entities
        assert sum(len(article.relations) for article in part) == relations
        assert sum(len(article.meta.get("evidence", ())) for article in part) == shown
    # 13,189 + 13,018 mentions, less those that stand there twice.
    assert count(articles)["mentions"].total() == 26104
