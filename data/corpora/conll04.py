"""CoNLL04: four entity types and five relation types in sentences of newswire.

Source: Roth and Yih 2004, "A Linear Programming Formulation for Global Inference in Natural Language Tasks"
(http://cogcomp.org/Data/ER/conll04.corp), in the JSON and split of SpERT (Eberts and Ulges 2020,
https://github.com/markus-eberts/spert); also with the BILOU ``tags`` that TablERT-CNN makes of its ``entities``.
Licence: repositories MIT; the text is newswire of TREC (LDC), free for research.
Split: SpERT's train 922, dev 231, test 288 sentences, which published results on "CoNLL04 strict" use. The
test part is that of Gupta et al. 2016; the copy's ``bekou`` folder parts train and dev otherwise and is not read.

Labels: Peop, Org, Loc, Other (mostly numbers, times, money); Live_In, Work_For, OrgBased_In, Located_In, Kill.

An article is a sentence. Traps:
    - The sentences were chosen for having relations.
    - Quotation marks are two tokens each; the words of a number are cut at its comma ("150 , 000").
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import cover, detokenise
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.iob import spans_of

__all__ = ["CORPUS"]

SPLITS = ("train", "dev", "test")
FILES = {split: f"**/conll04_{split}.json" for split in SPLITS}


def _read(folder: Path) -> Iterator[Article]:
    for split, pattern in FILES.items():
        path = sorted(folder.glob(pattern))[0]
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield _article(split, row)


def _article(split: str, row: dict[str, Any]) -> Article:
    text, spans = detokenise(_with_quotes(row["tokens"]))
    draft = Draft("conll04", split, f"conll04-{row['orig_id']}", text)
    entities = [draft.mention(type, *cover(spans[first:last])) for first, last, type in _entities(row)]
    for relation in row["relations"]:
        draft.relation(entities[relation["head"]], relation["type"], entities[relation["tail"]])
    return draft.article()


def _entities(row: dict[str, Any]) -> list[tuple[int, int, str]]:
    """First token, token after the last, type; ``head`` and ``tail`` of relations count in this order."""
    if "entities" in row:
        return [(entity["start"], entity["end"], entity["type"]) for entity in row["entities"]]
    return spans_of(row["tags"])


def _with_quotes(tokens: Sequence[str]) -> list[str]:
    """The tokens, with one sign and an empty token for each quotation mark that is cut in two."""
    joined = list(tokens)
    for i, pair in enumerate(itertools.pairwise(tokens)):
        if pair in (("`", "`"), ("'", "'")) and joined[i]:
            joined[i : i + 2] = ["".join(pair), ""]
    return joined


CORPUS = Corpus(
    name="conll04",
    splits=SPLITS,
    licence="repositories MIT; text of TREC newswire (LDC), research only",
    read=_read,
    files=tuple(FILES.values()),
)
