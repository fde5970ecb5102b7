import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsfacts.data import Article, Relation
from newsfacts.data.corpora import read_corpus

ROW = {
    "doc_key": "news-dev-1",
    "sentence": ["Ida", "Moe", "joined", "Norway", "'s", "Red", "Party", "."],
    "ner": [[0, 1, "politician"], [3, 3, "country"], [5, 6, "politicalparty"]],
    "relations": [
        [0, 1, 5, 6, "role", "member", False, True],
        [5, 6, 3, 3, "physical", "", False, False],
        [5, 6, 3, 3, "physical", "", False, False],
    ],
}
DOMAINS = ("ai", "literature", "music", "news", "politics", "science")


def test_reads_entities_and_relations(place: Callable[..., Path]) -> None:
    files = {f"crossre_data/{domain}-{split}.json": "" for domain in DOMAINS for split in ("train", "dev", "test")}
    (article,) = read_corpus("crossre", place(files | {"crossre_data/news-dev.json": json.dumps(ROW) + "\n"}))
    assert article.id == "crossre-news-dev-1"
    assert article.text == "Ida Moe joined Norway's Red Party."
    person, country, party = article.mentions
    assert [(mention.type, mention.text) for mention in article.mentions] == [
        ("politician", "Ida Moe"),
        ("country", "Norway"),
        ("politicalparty", "Red Party"),
    ]
    assert article.relations == (
        Relation(person.entity, "role", party.entity),
        Relation(party.entity, "physical", country.entity),
    )
    assert article.meta == {
        "corpus": "crossre",
        "split": "dev",
        "source": "news",
        "remarks": [[person.entity, "role", party.entity, "member", False, True]],
    }


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("crossre")
    counts = count(articles)
    assert counts["splits"] == {"train": 668, "dev": 2151, "test": 2446}  # 5,265 sentences
    assert counts["relations"].total() == 19758  # 19,761, three of which stand there twice
    assert len(counts["relations"]) == 17
    news = count([article for article in articles if article.meta["source"] == "news"])
    assert (news["splits"], news["relations"].total()) == (
        {"train": 164, "dev": 350, "test": 400},
        884,  # 885, one of them twice
    )
