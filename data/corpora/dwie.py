"""DWIE: entities, coreference, relations and links in news of Deutsche Welle.

From github.com/klimzaporojets/DWIE (``data/annos``: every annotation, but no text), and the text from
github.com/maiccNJU/KnowRA-for-document-level-relation-extraction (``with_text_docred_format``); Zaporojets,
Deleu, Develder and Demeester, "DWIE: An entity-centric dataset for multi-task document-level information
extraction", Information Processing & Management 58(4), 2021. Licence: GPL-3.0 for the annotation, the texts
are Deutsche Welle's: for research only. Official split: ``train`` (702 documents) and ``test`` (100). A tenth of
``train`` is ``dev``, by a hash of our own (:func:`newsfacts.data.corpora.hashed.tenth` of the id is 0).

A concept bears many of 311 tags. A mention's type is that one of :data:`TYPES` which comes first, of the tags of
its concept that begin with ``type::``; all tags, links and keyword marks stand in ``meta["concepts"]`` by the
entity, and the event frames and subject codes in ``meta["frames"]`` and ``meta["iptc"]``. Relations are between
entities; the measure of the paper is soft, over the mentions of both (``benchmarks/accuracy/measures.py``).

Traps:
    - Only 137 documents of the official ``train`` (``dev.json``; it is no official development set) and 96 of ``test``
      (``test.json``) have a text; the others are not read.
    - The text is tokenised, without paragraphs. 1.6 % of the mentions quote another text than their tokens
      (``German`` in the token ``values'.German``, or more than the tokens); the quotation is what is marked.
    - Concepts without a mention, such as the state that an adjective implies, and the relations that
      they take part in, are left out and counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import Span, cover, detokenise_sentences
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.hashed import tenth
from newsfacts.data.errors import DataError

__all__ = ["CORPUS", "TYPES"]

FILES = {"train": "with_text_docred_format/dev.json", "test": "with_text_docred_format/test.json"}
TYPES = (
    *("gpe", "facility", "location", "person", "organization", "event", "ethnicity", "language", "ideology", "misc"),
    *("time", "money", "role", "gpe0-x", "gpe1-x", "gpe2-x", "loc-x", "religion-x", "footer"),
    *("entity", "value", "other"),
)
UNTYPED = "untyped"


def _read(folder: Path) -> Iterator[Article]:
    for split, name in FILES.items():
        for document in json.loads((folder / name).read_text(encoding="utf-8")):
            path = folder / "data" / "annos" / f"{document['title']}.json"
            if not path.exists():
                raise DataError(f"{path}: no such file; {name} has the text of this document")
            yield _article(split, document, json.loads(path.read_text(encoding="utf-8")), path)


def _article(split: str, document: Mapping[str, Any], annotation: Mapping[str, Any], path: Path) -> Article:
    text, sentences = detokenise_sentences(document["sents"], glue_hyphens=True)
    tokens = [span for sentence in sentences for span in sentence]
    mentioned = {mention["concept"] for mention in annotation["mentions"]}
    # The text's entities are the concepts that have a mention, in the same order.
    concepts = [concept for concept in annotation["concepts"] if concept["concept"] in mentioned]
    if len(concepts) != len(document["vertexSet"]):
        raise DataError(
            f"{path}: {len(concepts)} concepts have a mention, in the text {len(document['vertexSet'])} have"
        )
    id = f"dwie-{document['title']}"
    draft = Draft("dwie", "dev" if split == "train" and tenth(id) == 0 else split, id, text)
    draft.meta |= {"concepts": {}, "frames": annotation["frames"], "iptc": annotation["iptc"]}
    for concept, mentions in zip(concepts, document["vertexSet"], strict=True):
        entity, type = f"c{concept['concept']}", _type(concept["tags"])
        draft.meta["concepts"][entity] = {key: concept.get(key) for key in ("tags", "link", "keyword")}
        draft.entity(entity, type, concept["text"])
        for mention in mentions:
            span = cover(tokens[slice(*mention["absolute_pos"])])
            if _letters(text[slice(*span)]) != _letters(mention["name"]):
                span = _quoted(text, span, mention["name"], path)
            draft.mention(type, *span, entity)
    for relation in annotation["relations"]:
        if {relation["s"], relation["o"]} <= mentioned:
            draft.relation(f"c{relation['s']}", relation["p"], f"c{relation['o']}")
        else:
            draft.leave_out("relation of a concept without a mention")
    if unmentioned := len(annotation["concepts"]) - len(concepts):
        draft.leave_out("concept without a mention", unmentioned)
    return draft.article()


def _type(tags: list[str]) -> str:
    return next((type for type in TYPES if f"type::{type}" in tags), UNTYPED)


def _letters(text: str) -> str:
    """What tokens and quotation share: everything but white space and the kinds of quotation marks."""
    return "".join("'" if sign in "\"'`‘’“”" else sign for sign in text if not sign.isspace())


def _quoted(text: str, span: Span, name: str, where: Path) -> Span:
    """Where in a text a name stands that begins in a span, whatever the white space."""
    wanted = _letters(name)
    for start in range(*span):
        end, found = start, ""
        while end < len(text) and len(found) < len(wanted):
            found += _letters(text[end])
            end += 1
        if found == wanted and not text[start].isspace():
            return start, end
    raise DataError(f"{where}: the text reads {text[slice(*span)]!r} where the mention {name!r} stands")


CORPUS = Corpus(
    name="dwie",
    splits=("train", "dev", "test"),
    licence="annotation GPL-3.0; texts are the copyright of Deutsche Welle: research only",
    read=_read,
    files=(*FILES.values(), "data/annos/DW_*.json"),
)
