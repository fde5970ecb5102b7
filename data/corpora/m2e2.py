"""M2E2: eight types of ACE events with their arguments in Voice of America news of 2009 to 2017.

Source: the text side of M2E2 (Li et al. 2020, "Cross-media Structured Common Space for Multimedia Event
Extraction", https://github.com/limanling/m2e2, folder ``m2e2_annotations``).
Licence: none stated; the text is the Voice of America's, a part of the US government, and so public domain.
Split: none; the authors use all of it as a test set.

Labels: ACE entities (PER, ORG, GPE, LOC, FAC, VEH, WEA, VALUE) and ACE events (``Conflict:Attack``,
``Life:Die``, ...) with ACE roles, and ``Police`` in demonstrations.

Traps:
    - Events are gold, entities look machine-made: boundaries and types are often wrong.
    - Only eight event types are marked. Whatever else happens in the text is unmarked, not absent.
    - Thirty-eight sentences stand in both files, each with other events: together they are the annotation.
    - Sentences are missing in the middle of articles; a blank line stands for each gap.
    - In the sentences ``-`` also stands for the end of a paragraph; such a one becomes a line break here.
    - A few "sentences" are scripts and captions of the web page.

``meta["images"]`` names the pictures of the article; ``meta["crossmedia"]`` lists the sentences that are linked
to a picture of the same event: ``[start, end, picture, event type]``. The automatic tags and parses are not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft

__all__ = ["CORPUS"]

FOLDER = "m2e2_annotations"
SENTENCES = ("text_only_event.json", "text_multimedia_event.json")
LINKS = "crossmedia_coref.txt"

Row = dict[str, Any]
Place = list[tuple[int, int]]  # the characters of each word, in the article


def _read(folder: Path) -> Iterator[Article]:
    documents: dict[str, dict[int, Row]] = {}
    for name in SENTENCES:
        for row in json.loads((folder / FOLDER / name).read_text(encoding="utf-8")):
            document, number = _parts(row["sentence_id"])
            sentences = documents.setdefault(document, {})
            if int(number) in sentences:
                sentences[int(number)]["golden-event-mentions"] += row["golden-event-mentions"]
            else:
                sentences[int(number)] = row
    links: dict[str, list[tuple[int, str, str]]] = {}
    for line in (folder / FOLDER / LINKS).read_text(encoding="utf-8").splitlines():
        sentence, picture, type = line.split("\t")
        document, number = _parts(sentence)
        links.setdefault(document, []).append((int(number), picture, type))
    for document, sentences in documents.items():
        yield _article(document, sentences, links.get(document, []))


def _parts(sentence: str) -> tuple[str, str]:
    document, _, number = sentence.rpartition("_")
    return document, number


def _article(document: str, sentences: dict[int, Row], links: list[tuple[int, str, str]]) -> Article:
    text = ""
    places: dict[int, Place] = {}
    for number, row in sorted(sentences.items()):
        if text:
            text += " " if number - 1 in sentences else "\n\n"
        written, spans = _written(row)
        places[number] = [(start + len(text), end + len(text)) for start, end in spans]
        text += written
    draft = Draft("m2e2", None, f"m2e2-{document}", text)
    # "VOA_EN_NW_2016.04.19.3291980"
    draft.date = "-".join(document.split("_")[-1].split(".")[:3])
    draft.meta["images"] = sorted({picture for row in sentences.values() for picture in row["image"]})
    for number, row in sorted(sentences.items()):
        _mark(draft, row, places[number])
    crossmedia = [[*_cover(places[number]), picture, type] for number, picture, type in links if number in places]
    if crossmedia:
        draft.meta["crossmedia"] = crossmedia
    if len(crossmedia) < len(links):
        draft.leave_out("link of a picture to a sentence that is not there", len(links) - len(crossmedia))
    return draft.article()


def _written(row: Row) -> tuple[str, Place]:
    """A sentence's text, and the characters of each word in it; ``index`` gives them in the document, both ends in.

    The last word, mostly the full stop, is cut off or missing in ``sentence``.
    """
    at = row["sentence_start"]
    spans = [(int(first) - at, int(last) + 1 - at) for first, last in row["index"]]
    signs = list(row["sentence"][: spans[-1][0]])
    in_words = {i for start, end in spans for i in range(start, end)}
    for i, sign in enumerate(signs):
        if sign == "-" and i not in in_words:
            signs[i] = "\n"
    return "".join(signs) + row["words"][-1], spans


def _mark(draft: Draft, row: Row, place: Place) -> None:
    entities = {
        (mention["start"], mention["end"]): draft.mention(
            mention["entity-type"], *_cover(place[mention["start"] : mention["end"]])
        )
        for mention in row["golden-entity-mentions"]
    }
    for event in row["golden-event-mentions"]:
        trigger = event["trigger"]
        draft.event(
            event["event_type"],
            *_cover(place[trigger["start"] : trigger["end"]]),
            [(argument["role"], entities[argument["start"], argument["end"]]) for argument in event["arguments"]],
        )


def _cover(place: Place) -> tuple[int, int]:
    return place[0][0], place[-1][1]


CORPUS = Corpus(
    name="m2e2",
    splits=(),
    licence="none stated; the text is public domain (Voice of America)",
    read=_read,
    files=tuple(f"{FOLDER}/{name}" for name in (*SENTENCES, LINKS)),
)
