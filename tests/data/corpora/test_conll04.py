import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, Relation
from newsfacts.data.corpora import read_corpus

TOKENS = ["`", "`", "Stay", ",", "'", "'", "said", "Ida", "Moe", "of", "Oslo", "."]
RELATIONS = [{"type": "Live_In", "head": 0, "tail": 1}]
TAGGED = {"tags": ["O"] * 7 + ["B-Peop", "L-Peop", "O", "U-Loc", "O"]}
SPANNED = {"entities": [{"type": "Peop", "start": 7, "end": 9}, {"type": "Loc", "start": 10, "end": 11}]}


@pytest.mark.parametrize("entities", [TAGGED, SPANNED])
def test_reads_entities_and_relations(place: Callable[..., Path], entities: dict[str, Any]) -> None:
    row = {"tokens": TOKENS, "relations": RELATIONS, "orig_id": 17} | entities
    splits = {"train": [], "dev": [row], "test": []}
    (article,) = read_corpus(
        "conll04", place({f"spert/conll04_{split}.json": json.dumps(rows) for split, rows in splits.items()})
    )
    assert (article.id, article.meta) == ("conll04-17", {"corpus": "conll04", "split": "dev"})
    assert article.text == '"Stay," said Ida Moe of Oslo.'
    person, city = article.mentions
    assert (person.type, person.text, city.type, city.text) == ("Peop", "Ida Moe", "Loc", "Oslo")
    assert article.relations == (Relation(person.entity, "Live_In", city.entity),)


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    counts = count(shared("conll04"))
    assert counts["splits"] == {"train": 922, "dev": 231, "test": 288}
    # The catalogue counts 5,347, in the other copy of the corpus (bekou).
    assert counts["mentions"].total() == 5349
    assert counts["relations"] == {"Live_In": 521, "OrgBased_In": 452, "Located_In": 406, "Work_For": 401, "Kill": 268}
