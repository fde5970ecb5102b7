import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Argument, Article, DataError
from newsfacts.data.corpora import read_corpus


def sentence(start: int, text: str) -> list[Any]:
    """A sentence as the corpus has it: tokens with offsets into the original, which ``start`` counts from."""
    tokens, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append([word, start + at, start + at + len(word)])
        at += len(word)
    return [tokens, text]


def mention(number: int, type: str, start: int, end: int, text: str) -> dict[str, Any]:
    return {
        "id": f"fire_1-T{number}",
        "entity_type": type,
        "mention_type": "UNK",
        "start": start,
        "end": end,
        "text": text,
    }


DOCUMENT = {
    "doc_id": "fire_1",
    "sentences": [
        sentence(0, "Fire kills guard in Lund"),  # 24 characters, then one that is lost
        sentence(25, "A guard died ."),
        sentence(40, "Police arrested Bo Ek ."),  # after one
        sentence(66, "He confessed ."),  # after three: a paragraph
    ],
    "entity_mentions": [
        mention(1, "PER", 2, 3, "guard"),
        mention(2, "GPE", 4, 5, "Lund"),
        mention(3, "PER", 6, 7, "guard"),
        mention(4, "PER", 11, 13, "Bo Ek"),
        mention(5, "PER", 14, 15, "He"),
    ],
    "event_mentions": [
        {
            "id": "fire_1-E1",
            "event_type": "Life.Die.Unspecified",
            "trigger": {"start": 1, "end": 2, "text": "kills"},
            "arguments": [
                {"entity_id": "fire_1-T1", "role": "Victim", "text": "guard"},
                {"entity_id": "fire_1-T3", "role": "Victim", "text": "guard"},
                {"entity_id": "fire_1-T2", "role": "Place", "text": "Lund"},
            ],
        }
    ],
}
COREF = {
    "doc_key": "fire_1",
    "clusters": [["fire_1-T1", "fire_1-T3"], ["fire_1-T5", "fire_1-T4"]],
    "informative_mentions": ["guard", "Bo Ek"],
}


def files(document: dict[str, Any] = DOCUMENT, coref: dict[str, Any] = COREF) -> dict[str, str]:
    return {
        "data/wikievents/dev.jsonl": json.dumps(document) + "\n",
        "data/wikievents/coref/dev.jsonlines": json.dumps(coref) + "\n",
        "data/wikievents/test.jsonl": "",
        "data/wikievents/coref/test.jsonlines": "",
    }


def test_reads_text_entities_and_events(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("wikievents", place(files()))
    assert (article.id, article.meta["split"]) == ("wikievents-fire_1", "dev")
    assert article.text == "Fire kills guard in Lund\nA guard died . Police arrested Bo Ek .\n\nHe confessed ."
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [
        ("PER", "c1", "guard"),
        ("GPE", "T2", "Lund"),
        ("PER", "c1", "guard"),
        ("PER", "c2", "Bo Ek"),
        ("PER", "c2", "He"),
    ]
    assert article.entity("c2").name == "Bo Ek"
    (event,) = article.events
    assert (event.id, event.type, event.text) == ("E1", "Life.Die.Unspecified", "kills")
    assert event.arguments == (Argument("Victim", "c1"), Argument("Place", "T2"))


def test_arguments_keep_their_mentions(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("wikievents", place(files()))
    assert article.meta["arguments"] == {"E1": [["Victim", 11, 16], ["Victim", 27, 32], ["Place", 20, 24]]}


def test_a_mark_must_quote_the_text(place: Callable[..., Path]) -> None:
    wrong = DOCUMENT | {"entity_mentions": [mention(1, "PER", 2, 3, "guards")]}
    with pytest.raises(DataError, match="the text reads 'guard' where 'guards' is marked"):
        list(read_corpus("wikievents", place(files(wrong))))


def test_a_document_without_coreference_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match="fire_1"):
        list(read_corpus("wikievents", place(files(coref=COREF | {"doc_key": "fire_2"}))))


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'wikievents', which holds data/wikievents/dev\.jsonl"):
        list(read_corpus("wikievents", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("wikievents")
    counts = count(articles)
    assert counts["splits"] == {"dev": 20, "test": 20}
    assert counts["mentions"].total() == 4929
    assert counts["events"].total() == 709
    assert sum(len(links) for article in articles for links in article.meta["arguments"].values()) == 991
