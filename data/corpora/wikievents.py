"""WikiEvents: entities, coreference, and 67 types of events with arguments in news of attacks and crime.

From github.com/raspberryice/gen-arg (the data by that repository's script), here the copy in
github.com/LWL-cpu/SCPRG-master (``data/wikievents``); Li, Ji and Han, "Document-Level Event Argument Extraction by
Conditional Generation", NAACL 2021. Licence: MIT for the annotation; the texts are news linked from Wikipedia.
Official split: ``train`` (206 documents), ``dev`` (20), ``test`` (20); a split whose file is not there is not read.

Labels are those of KAIROS: GPE, ORG, PER, ... for mentions, ``Conflict.Attack.DetonateExplode`` for events, roles as
``Attacker``. Coreferent mentions share an entity, named after its informative mention.

Traps:
    - The copy at hand lacks ``train.jsonl``; its ``coref/train.jsonlines`` has no text.
    - The file's own text has lost the breaks between sentences: it is put together again here.
    - An argument is a mention, for the official measure: ``meta["arguments"]`` has ``[role, start, end]`` by event.
    - All entity mentions are marked, whether they take part in an event or not: names whole, of other phrases the head.
    - PLOVER's AW rows hold sentences of all three splits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.jsonlines import json_lines
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

FOLDER = "data/wikievents"
SPLITS = ("train", "dev", "test")
_END = frozenset(".!?”\"'’)…")

Span = tuple[int, int]


def _read(folder: Path) -> Iterator[Article]:
    for split in SPLITS:
        path = folder / FOLDER / f"{split}.jsonl"
        if not path.exists():
            continue
        clusters = {
            record["doc_key"]: record for record in json_lines(folder / FOLDER / "coref" / f"{split}.jsonlines")
        }
        for document in json_lines(path):
            yield _article(split, document, clusters[document["doc_id"]])


def _article(split: str, document: Mapping[str, Any], clusters: Mapping[str, Any]) -> Article:
    text, tokens = _text(document["sentences"])
    name = document["doc_id"]
    draft = Draft("wikievents", split, f"wikievents-{name}", text)
    entity_of: dict[str, str] = {}
    name_of: dict[str, str] = {}
    for i, (members, informative) in enumerate(
        zip(clusters["clusters"], clusters["informative_mentions"], strict=True)
    ):
        entity_of |= dict.fromkeys(members, f"c{i + 1}")
        name_of[f"c{i + 1}"] = informative
    spans = {}
    for mention in document["entity_mentions"]:
        id = mention["id"]
        spans[id] = start, end = _span(text, tokens, mention)
        entity_of.setdefault(id, id.removeprefix(f"{name}-"))
        entity = draft.mention(mention["entity_type"], start, end, entity_of[id])
        if entity in name_of:
            draft.entity(entity, mention["entity_type"], name_of.pop(entity))
    draft.meta["arguments"] = {}
    for event in document["event_mentions"]:
        arguments = [(argument["role"], argument["entity_id"]) for argument in event["arguments"]]
        id = draft.event(
            event["event_type"],
            *_span(text, tokens, event["trigger"]),
            [(role, entity_of[mention]) for role, mention in arguments],
            event["id"].removeprefix(f"{name}-"),
        )
        draft.meta["arguments"][id] = [[role, *spans[mention]] for role, mention in arguments]
    return draft.article()


def _text(sentences: list[Any]) -> tuple[str, list[Span]]:
    """The text and its tokens, from sentences ``[[[token, start, end], ...], text]`` with offsets into a lost original.

    Where the original had more than one character between sentences, a paragraph ends.
    """
    text, tokens, at = "", [], 0
    for words, sentence in sentences:
        first = words[0][1]
        if text:
            paragraph = first - at > 1
            text += "\n\n" if paragraph else " " if text[-1] in _END else "\n"
        shift = len(text) - first
        tokens += [(start + shift, end + shift) for _, start, end in words]
        text += sentence
        at = first + len(sentence)
    return text, tokens


def _span(text: str, tokens: list[Span], mark: Mapping[str, Any]) -> Span:
    start, end = tokens[mark["start"]][0], tokens[mark["end"] - 1][1]
    if text[start:end] != mark["text"]:
        raise DataError(f"the text reads {text[start:end]!r} where {mark['text']!r} is marked")
    return start, end


CORPUS = Corpus(
    name="wikievents",
    splits=SPLITS,
    licence="MIT (annotation); texts are those of news sites",
    read=_read,
    files=(f"{FOLDER}/dev.jsonl", f"{FOLDER}/coref/dev.jsonlines", f"{FOLDER}/test.jsonl"),
)
