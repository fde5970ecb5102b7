"""Re-DocRED: 96 relations of Wikidata between the coreferent entities of introductions of Wikipedia articles.

Source: Tan et al. 2022, "Revisiting DocRED: Addressing the False Negative Problem in Relation Extraction"
(https://github.com/tonytan48/Re-DocRED, ``data/*_revised.json``; the same on the Hugging Face hub).
Licence: MIT (repository); the text is Wikipedia's, CC BY-SA.
Split: train, dev, test. The copy in ``../shared`` lacks train; whichever part is not there is passed over.

Labels: PER, ORG, LOC, TIME, NUM, MISC; relations are Wikidata properties (``P17``; the copy's ``meta/rel_info.json``
names them).

Traps:
    - The relations were completed by a machine and checked by people; P17 (country) and P131 dominate.
    - A few mentions of an entity differ in type, and a few spans belong to two entities.

``meta["evidence"]`` lists ``[head, type, tail, [numbers of the sentences that show it]]``, ``meta["sentences"]`` the
sentences, ``[start, end]``, from 0. Titles of Wikipedia articles are no part of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import cover, detokenise_sentences
from newsfacts.data.corpora.draft import Draft

__all__ = ["CORPUS"]

SPLITS = ("train", "dev", "test")


def _read(folder: Path) -> Iterator[Article]:
    for split in SPLITS:
        for path in sorted(folder.glob(f"**/{split}_revised.json")):
            for number, document in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
                yield _article(split, number, document)


def _article(split: str, number: int, document: dict[str, Any]) -> Article:
    text, places = detokenise_sentences(document["sents"], glue_hyphens=True)
    draft = Draft("redocred", split, f"redocred-{split}-{number:04}", text, title=document["title"])
    draft.meta["sentences"] = [list(cover(spans)) for spans in places]
    for i, mentions in enumerate(document["vertexSet"]):
        # Some mentions stand there twice.
        marks = dict.fromkeys((mention["type"], mention["sent_id"], *mention["pos"]) for mention in mentions)
        for type, sentence, first, last in marks:
            draft.mention(type, *cover(places[sentence][first:last]), entity=f"e{i}")
    evidence = []
    for label in document.get("labels", []):
        head, tail = f"e{label['h']}", f"e{label['t']}"
        draft.relation(head, label["r"], tail)
        if label["evidence"]:
            evidence.append([head, label["r"], tail, label["evidence"]])
    if evidence:
        draft.meta["evidence"] = evidence
    return draft.article()


CORPUS = Corpus(
    name="redocred",
    splits=SPLITS,
    licence="MIT (repository); text of Wikipedia, CC BY-SA",
    read=_read,
    files=("**/dev_revised.json",),
    hub="tonytan48/Re-DocRED",
)
