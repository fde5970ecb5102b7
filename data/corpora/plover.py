"""PLOVER: what one political actor does to another, by the 15 root codes of the PLOVER manual.

From github.com/snowood1/Zero-Shot-PLOVER; Hu et al., "Leveraging Codebook Knowledge with NLI and ChatGPT for
Zero-Shot Political Relation Classification", ACL 2024. No licence is stated: for research only. Official split:
``train`` and ``test`` of each part (``meta["source"]``), which differ in what they mark:

PLV (``datasets/PLV_*.tsv``): a sentence a row, in which one pair is marked. Both actors are mentions (of the types
``source`` and ``target``), the root code is the relation between them (ACCUSE, ASSAULT, AGREE, ...). A pair whose one
end the text does not name ("a recipient") has no relation here; ``meta["pair"]`` has it and the quad class.

AW (``AW_*_wikievents_rows_only.tsv``): sentences of WikiEvents with triggers, types and arguments by name. The rows of
a sentence make an article; arguments are mentions of the type ``argument``. ``meta["pairs"]`` has the pairs of
arguments, and whether the first acts on the second.

Traps:
    - One pair a sentence: what is not marked is no negative.
    - AW rows from WikiEvents' dev and test are not read (55 and 87 of 804). The words of a trigger or argument are
      looked for in the sentence, and the first place is taken; those that are not there are left out and counted.
    - ``root_L1``, ``prompt_L2``, ``modality_L2`` and the like are what the authors' system predicted, and not read.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

SPLITS = ("train", "test")
_TAG = re.compile(r"</?([st])>")
_ENDS = {"s": "source", "t": "target"}

Row = Mapping[str, str]
Span = tuple[int, int]


def _read(folder: Path) -> Iterator[Article]:
    for split in SPLITS:
        path = folder / "datasets" / f"PLV_{split}.tsv"
        for number, row in enumerate(_rows(path), 1):
            yield _pair(split, number, row, path)
    for split in SPLITS:
        rows = [
            row
            for row in _rows(folder / f"AW_{split}_wikievents_rows_only.tsv")
            if row["original_split"] not in ("dev", "test")
        ]
        rows.sort(key=_sentence)
        for (document, sentence), group in groupby(rows, key=_sentence):
            yield _events(split, f"{document}-{sentence}", list(group))


def _rows(path: Path) -> Iterator[Row]:
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _sentence(row: Row) -> tuple[int, int]:
    return int(row["doc_id"]), int(row["sent_id"])


def _pair(split: str, number: int, row: Row, path: Path) -> Article:
    text, spans = _marked(row["marked_sentence"])
    if text != row["sentence"]:
        raise DataError(f"{path}: row {number}: sentence and marked sentence differ")
    draft = Draft("plover", split, f"plover-plv-{split}-{number:04}", text)
    draft.meta["source"] = "PLV"
    draft.meta["pair"] = {key: row[key] for key in ("source", "target", "gold_root", "gold_penta")}
    for end, start, stop in spans:
        draft.mention(end, start, stop, end)
    if {end for end, _, _ in spans} == set(_ENDS.values()):
        draft.relation("source", row["gold_root"], "target")
    else:
        draft.leave_out("relation with an actor that the text does not name")
    return draft.article()


def _marked(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The sentence without its tags, and what they mark, white space at the ends cut off."""
    text, at = "", 0
    spans: list[tuple[str, int, int]] = []
    opened: dict[str, int] = {}
    for tag in _TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if not tag[0].startswith("</"):
            opened[tag[1]] = len(text)
        elif (piece := text[(start := opened.pop(tag[1])) :]).strip():
            start += len(piece) - len(piece.lstrip())
            spans.append((_ENDS[tag[1]], start, start + len(piece.strip())))
    return text + marked[at:], spans


def _events(split: str, name: str, rows: list[Row]) -> Article:
    draft = Draft("plover", split, f"plover-aw-{split}-{name}", rows[0]["sentence"])
    draft.meta["source"] = "AW"
    draft.meta["pairs"] = [
        {"event_type": row["event_type"], "trigger": row["trigger"], "source": row["source"], "target": row["target"]}
        | {"acts": row["gold_binary"] == "1"}
        for row in rows
    ]
    entities: dict[Span, str] = {}
    for trigger, type, named in dict.fromkeys((row["trigger"], row["event_type"], row["arguments"]) for row in rows):
        arguments = []
        for role, words in ((role, words) for role, all in ast.literal_eval(named).items() for words in all):
            if (span := _find(words, draft.text)) is None:
                draft.leave_out("argument that is not in the sentence")
                continue
            if span not in entities:
                entities[span] = draft.mention("argument", *span)
            arguments.append((role, entities[span]))
        if (span := _find(trigger, draft.text)) is None:
            draft.leave_out("event whose trigger is not in the sentence")
        else:
            draft.event(type, *span, arguments)
    return draft.article()


def _find(words: str, text: str) -> Span | None:
    """Where whole words first stand in a text."""
    match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return match.span() if match and words else None


CORPUS = Corpus(
    name="plover",
    splits=SPLITS,
    licence="none stated: research only",
    read=_read,
    files=(
        *(f"datasets/PLV_{split}.tsv" for split in SPLITS),
        *(f"AW_{split}_wikievents_rows_only.tsv" for split in SPLITS),
    ),
)
