from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError, Relation
from newsfacts.data.corpora import read_corpus

PLV = ("sentence_id", "sentence", "marked_sentence", "source", "target", "gold_root", "gold_penta", "modality_L2")
AW = (
    *("original_split", "doc_id", "sent_id", "sentence", "marked_sentence", "source", "target"),
    *("trigger", "arguments", "event_type", "gold_binary"),
)
SENTENCE = "Lund blamed Oslo, and Oslo agreed."
RAID = "Rebels raided a depot near Lund, and the raid hurt guards."


def table(columns: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    return "".join("\t".join(row) + "\r\n" for row in (columns, *rows))


def raid(split: str, number: int, target: str, trigger: str, arguments: str, acts: int) -> tuple[str, ...]:
    return (
        split,
        "7",
        str(number),
        RAID,
        RAID,
        "Attacker:Rebels",
        target,
        trigger,
        arguments,
        "Conflict.Attack",
        str(acts),
    )


FILES = {
    "datasets/PLV_train.tsv": table(
        PLV,
        (
            "4",
            SENTENCE,
            "<s>Lund </s>blamed <t>Oslo</t>, and <t>Oslo</t> agreed.",
            "Lund",
            "Oslo",
            "ACCUSE",
            "3",
            "past",
        ),
        ("5", SENTENCE, "<s>Lund</s> blamed Oslo, and Oslo agreed.", "Lund", "a recipient", "AGREE", "1", "past"),
    ),
    "datasets/PLV_test.tsv": table(PLV),
    "AW_train_wikievents_rows_only.tsv": table(
        AW,
        raid("train", 2, "Target:depot", "raided", "{'Attacker': ['Rebels'], 'Target': ['depot']}", 1),
        raid("dev", 3, "Target:depot", "raided", "{}", 1),
        raid("test", 4, "Target:depot", "raided", "{}", 1),
        raid("train", 2, "Place:Lund", "raided", "{'Attacker': ['Rebels'], 'Target': ['depot']}", 0),
        raid("train", 2, "Victim:guards", "raid", "{'Attacker': ['Rebels', 'men'], 'Victim': ['guards']}", 1),
    ),
    "AW_test_wikievents_rows_only.tsv": table(AW, raid("train", 9, "Target:depot", "storm", "{}", 1)),
}


def test_reads_pairs(place: Callable[..., Path]) -> None:
    pair, half, *_ = read_corpus("plover", place(FILES))
    assert (pair.id, pair.text, pair.meta["source"]) == ("plover-plv-train-0001", SENTENCE, "PLV")
    assert [(m.type, m.entity, m.start, m.text) for m in pair.mentions] == [
        ("source", "source", 0, "Lund"),
        ("target", "target", 12, "Oslo"),
        ("target", "target", 22, "Oslo"),
    ]
    assert pair.relations == (Relation("source", "ACCUSE", "target"),)
    assert half.relations == ()
    assert half.meta["left_out"] == {"relation with an actor that the text does not name": 1}
    assert half.meta["pair"] == {"source": "Lund", "target": "a recipient", "gold_root": "AGREE", "gold_penta": "1"}


def test_reads_the_events_of_a_sentence_together(place: Callable[..., Path]) -> None:
    articles = list(read_corpus("plover", place(FILES)))
    assert [article.id for article in articles[2:]] == ["plover-aw-train-7-2", "plover-aw-test-7-9"]
    article, storm = articles[2:]
    named = {mention.entity: mention.text for mention in article.mentions}
    assert [(x.type, x.text, x.start, [(a.role, named[a.entity]) for a in x.arguments]) for x in article.events] == [
        ("Conflict.Attack", "raided", 7, [("Attacker", "Rebels"), ("Target", "depot")]),
        ("Conflict.Attack", "raid", 41, [("Attacker", "Rebels"), ("Victim", "guards")]),
    ]
    assert [pair["acts"] for pair in article.meta["pairs"]] == [True, False, True]
    assert article.meta["left_out"] == {"argument that is not in the sentence": 1}
    assert storm.meta["left_out"] == {"event whose trigger is not in the sentence": 1}


def test_sentence_and_marked_sentence_must_agree(place: Callable[..., Path]) -> None:
    wrong = table(PLV, ("4", SENTENCE, "<s>Lund</s> blamed <t>Bern</t>.", "Lund", "Bern", "ACCUSE", "3", "past"))
    with pytest.raises(DataError, match=r"PLV_train\.tsv: row 1: sentence and marked sentence differ"):
        list(read_corpus("plover", place(FILES | {"datasets/PLV_train.tsv": wrong})))


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'plover', which holds datasets/PLV_train\.tsv"):
        list(read_corpus("plover", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("plover")
    pairs = [article for article in articles if article.meta["source"] == "PLV"]
    assert count(pairs)["splits"] == {"train": 1050, "test": 1033}
    unnamed = sum(bool(article.meta.get("left_out")) for article in pairs)
    assert sum(len(article.relations) for article in pairs) + unnamed == 2083
    rows = [pair for article in articles if article.meta["source"] == "AW" for pair in article.meta["pairs"]]
    assert len(rows) == 370 + 434 - 55 - 87
