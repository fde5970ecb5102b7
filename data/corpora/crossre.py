"""CrossRE: 17 relation types between named entities in six domains: news, politics, science, music, literature, AI.

Source: Bassignana and Plank 2022, "CrossRE: A Cross-Domain Dataset for Relation Extraction"
(https://github.com/mainlp/CrossRE, folder ``crossre_data``); sentences and entities are those of CrossNER.
Licence: GPL-3.0 (repository); the news sentences are Reuters' (CoNLL-2003), the others Wikipedia's.
Split: train, dev, test of each domain, which is ``meta["source"]``.

Labels: the entity types of CrossNER, which differ by domain (``person`` beside ``politician`` and ``writer``); part-of,
physical, role, named, opposite, win-defeat, origin, ... A pair may have several.

An article is a sentence. Traps:
    - The train parts are small (100 sentences each, 164 for news); relations are many in all but news.
    - Relation names are vague: ``role`` is any link of a person and an organisation, ``opposite`` covers losing to.
    - 9 news sentences of dev are in the test set of CoNLL-2003, and 25 of test in its train and dev sets.

``meta["remarks"]`` lists the relations on which the annotators noted more: ``[head, type, tail, explanation, whether
unsure, whether the syntax is ambiguous]``. The second news set, ``crossre_extension``, is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import cover, detokenise
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.jsonlines import json_lines

__all__ = ["CORPUS"]

DOMAINS = ("ai", "literature", "music", "news", "politics", "science")
SPLITS = ("train", "dev", "test")


def _read(folder: Path) -> Iterator[Article]:
    for split in SPLITS:
        for domain in DOMAINS:
            for row in json_lines(folder / f"crossre_data/{domain}-{split}.json"):
                yield _article(split, domain, row)


def _article(split: str, domain: str, row: dict[str, Any]) -> Article:
    text, spans = detokenise(row["sentence"])
    draft = Draft("crossre", split, f"crossre-{row['doc_key']}", text)
    draft.meta["source"] = domain
    entities = {  # both ends of a span are in it
        (first, last): draft.mention(type, *cover(spans[first : last + 1])) for first, last, type in row["ner"]
    }
    for first, last, other_first, other_last, type, explanation, unsure, ambiguous in row["relations"]:
        head, tail = entities[first, last], entities[other_first, other_last]
        draft.relation(head, type, tail)
        if explanation or unsure or ambiguous:
            draft.meta.setdefault("remarks", []).append([head, type, tail, explanation, unsure, ambiguous])
    return draft.article()


CORPUS = Corpus(
    name="crossre",
    splits=SPLITS,
    licence="GPL-3.0 (repository); text of Reuters, research only, and Wikipedia, CC BY-SA",
    read=_read,
    files=tuple(f"crossre_data/{domain}-{split}.json" for domain in DOMAINS for split in SPLITS),
)
