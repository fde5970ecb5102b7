import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from newsfacts.data import Article
from newsfacts.data.corpora import read_corpus

DOCUMENT = "VOA_EN_NW_2016.05.06.1"
MARK = dict[str, Any]


def sentence(
    number: int, start: int, text: str, words: Sequence[str], entities: list[MARK], events: list[MARK]
) -> MARK:
    """As the corpus has it: the last word is missing in the text, and the ends of the index are in the word."""
    index, at = [], 0
    for word in words:
        at = (text + words[-1]).index(word, at)
        index.append([str(start + at), str(start + at + len(word) - 1)])
        at += len(word)
    return {
        "sentence_id": f"{DOCUMENT}_{number}",
        "sentence_start": start,
        "sentence_end": start + len(text),
        "sentence": text,
        "words": words,
        "index": index,
        "golden-entity-mentions": entities,
        "golden-event-mentions": events,
        "image": [f"{DOCUMENT}_1.jpg", f"{DOCUMENT}_0.jpg"],
    }


def entity(type: str, start: int, end: int) -> MARK:
    return {"entity-type": type, "text": "", "start": start, "end": end}


def event(type: str, start: int, *arguments: tuple[str, int, int]) -> MARK:
    return {
        "event_type": type,
        "trigger": {"start": start, "end": start + 1, "text": ""},
        "arguments": [{"role": role, "start": a, "end": b, "text": ""} for role, a, b in arguments],
    }


FIRST = "Mill Burns-TEL ADA — -Police held an anti-war mob"
WORDS = ["Mill", "Burns", "TEL", "ADA", "—", "Police", "held", "an", "anti-war", "mob", "."]
ENTITIES = [entity("PER", 9, 10), entity("ORG", 5, 6), entity("GPE", 2, 4)]
ARREST = event("Justice:Arrest-Jail", 6, ("Agent", 5, 6), ("Person", 9, 10), ("Place", 2, 4))
RALLY = event("Conflict:Demonstrate", 9, ("Entity", 9, 10))
FILES = {
    "m2e2_annotations/text_only_event.json": json.dumps(
        [
            sentence(0, 0, FIRST, WORDS, ENTITIES, [ARREST]),
            sentence(1, 51, "It rained", ["It", "rained", "."], [], []),
            sentence(4, 99, 'Calm "returned', ["Calm", '"', "returned", '"'], [], []),
        ]
    ),
    "m2e2_annotations/text_multimedia_event.json": json.dumps([sentence(0, 0, FIRST, WORDS, ENTITIES, [RALLY])]),
    "m2e2_annotations/crossmedia_coref.txt": f"{DOCUMENT}_0\t{DOCUMENT}_1.jpg\tJustice:Arrest-Jail\n"
    f"{DOCUMENT}_3\t{DOCUMENT}_1.jpg\tLife:Die\n",
}
TEXT = 'Mill Burns\nTEL ADA — \nPolice held an anti-war mob. It rained.\n\nCalm "returned"'


def test_rebuilds_the_article(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("m2e2", place(FILES))
    assert (article.id, article.date) == (f"m2e2-{DOCUMENT}", "2016-05-06")
    assert article.text == TEXT


def test_events_of_both_files_are_marked_in_one_sentence(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("m2e2", place(FILES))
    assert [(mention.type, mention.text) for mention in article.mentions] == [
        ("GPE", "TEL ADA"),
        ("ORG", "Police"),
        ("PER", "mob"),
    ]
    assert [
        (event.type, event.text, [(a.role, article.entity(a.entity).name) for a in event.arguments])
        for event in article.events
    ] == [
        ("Justice:Arrest-Jail", "held", [("Agent", "Police"), ("Person", "mob"), ("Place", "TEL ADA")]),
        ("Conflict:Demonstrate", "mob", [("Entity", "mob")]),
    ]


def test_pictures_are_kept(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("m2e2", place(FILES))
    assert article.meta["images"] == [f"{DOCUMENT}_0.jpg", f"{DOCUMENT}_1.jpg"]
    assert article.meta["crossmedia"] == [[0, 50, f"{DOCUMENT}_1.jpg", "Justice:Arrest-Jail"]]
    assert article.meta["left_out"] == {"link of a picture to a sentence that is not there": 1}


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    counts = count(shared("m2e2"))
    assert counts["splits"] == {None: 229}
    assert counts["events"] == {
        "Conflict:Attack": 326,
        "Movement:Transport": 246,
        "Life:Die": 210,
        "Justice:Arrest-Jail": 156,
        "Contact:Meet": 141,
        "Conflict:Demonstrate": 136,
        "Contact:Phone-Write": 49,
        "Transaction:Transfer-Money": 33,
    }
    assert counts["arguments"].total() == 1966
    assert counts["mentions"].total() == 22454  # 21,569, the catalogue's, are in one file
