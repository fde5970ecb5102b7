"""PolNeAR 1.0: who said what in US political news, 2015-16.

From github.com/networkdynamics/PolNeAR (``data/``; CoreNLP files are not needed); Newell, Margolin and Ruths,
"An Attribution Relations Corpus for Political News", LREC 2018. No licence is stated, and the articles are
their publishers': for research only. Official split: ``train`` (10 months), ``dev`` and ``test`` (a month each).
What annotators marked in training (``annotator-training``) is no part of the corpus and is not read.

Each attribution is an event of type ``Attribution`` or ``Attribution-no-source`` whose trigger is the cue, with
the arguments ``Source`` and ``Content``; these two are mentions, each an entity of its own (no coreference is
marked). A span in pieces is one entity with a mention a piece; a cue in pieces has the first as its trigger.

Traps:
    - 19 documents were annotated by up to six people: the first by id is read, and what the others marked is
      counted in ``left_out``.
    - A few attributions have no cue or no content, and some share a source or content.
    - An argument's role is the type of its mark: brat writes ``Content2`` for a second content, and in one attribution
      source and content have changed places.
    - White space at the ends of a mark is cut off. Three marks cross a line of the annotation file.
    - ``meta["marks"]`` holds, with its spans, every other mark: ``Discuss`` and ``Discard`` (what the annotator
      doubted), marks that no attribution uses, all pieces of a cue in pieces; and the annotators' notes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

SPLITS = ("train", "dev", "test")
_MARK = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_EVENT = re.compile(r"(E\d+)\t(\S+):(T\d+)((?: \S+:T\d+)*) ?")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (T\d+)\t(.*)")


class _Mark(NamedTuple):
    type: str
    spans: list[tuple[int, int]]


class _Attribution(NamedTuple):
    type: str
    trigger: str
    ends: list[tuple[str, str]]  # role and mark


class _Annotation(NamedTuple):
    marks: dict[str, _Mark]
    attributions: list[_Attribution]
    notes: dict[str, str]


def _read(folder: Path) -> Iterator[Article]:
    with open(folder / "data" / "metadata.tsv", encoding="utf-8", newline="") as file:
        rows = {row["filename"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    for split in SPLITS:
        annotations: dict[str, list[tuple[str, Path]]] = {}
        for path in sorted((folder / "data" / split / "attributions").glob("*.ann")):
            name, _, annotator = path.stem.rpartition("_")
            annotations.setdefault(name, []).append((annotator, path))
        for path in sorted((folder / "data" / split / "text").glob("*.txt")):
            if path.stem not in annotations or path.stem not in rows:
                raise DataError(f"{path}: needs a file {path.stem}_*.ann in ../attributions and a line in metadata.tsv")
            yield _article(split, path, annotations[path.stem], rows[path.stem])


def _article(split: str, path: Path, annotations: list[tuple[str, Path]], row: dict[str, str]) -> Article:
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    (annotator, first), *others = annotations
    draft = Draft("polnear", split, f"polnear-{path.stem}", text, title=row["title"])
    draft.date = row["publication_date"]
    draft.meta |= {"source": row["publisher"], "author": row["author"], "annotator": annotator}
    for _, other in others:
        draft.leave_out("attribution of another annotator", len(_annotation(other, text).attributions))
    _add(draft, _annotation(first, text))
    return draft.article()


def _add(draft: Draft, annotation: _Annotation) -> None:
    marks = annotation.marks
    for id, mark in marks.items():
        if mark.type in ("Source", "Content"):
            for start, end in mark.spans:
                draft.mention(mark.type, start, end, id)
    told = set()
    for attribution in annotation.attributions:
        arguments = []
        trigger = attribution.trigger
        for _, id in attribution.ends:
            if marks[id].type in ("Source", "Content"):
                arguments.append((marks[id].type, id))
            else:
                trigger = id
        draft.event(attribution.type, *marks[trigger].spans[0], arguments)
        told |= {id for id in (attribution.trigger, trigger) if marks[id].spans == marks[trigger].spans[:1]}
    draft.meta["marks"] = [
        {"type": mark.type, "spans": [list(span) for span in mark.spans], "note": annotation.notes.get(id)}
        for id, mark in marks.items()
        if id in annotation.notes or (mark.type not in ("Source", "Content") and id not in told)
    ]


def _annotation(path: Path, text: str) -> _Annotation:
    """Read a brat standoff file. A line that begins no mark, event or note goes on with the mark before it."""
    annotation = _Annotation({}, [], {})
    for line in path.read_text(encoding="utf-8").split("\n"):
        if match := _MARK.fullmatch(line):
            spans = [(int(start), int(end)) for start, end in (span.split() for span in match[3].split(";"))]
            if not " ".join(text[start:end] for start, end in spans).startswith(match[4]):
                raise DataError(f"{path}: {match[1]} quotes {match[4]!r}, which does not stand in the text there")
            spans = [_trimmed(text, *span) for span in spans]
            annotation.marks[match[1]] = _Mark(match[2], [span for span in spans if span[0] < span[1]])
        elif match := _EVENT.fullmatch(line):
            ends = [(role, mark) for role, _, mark in (end.partition(":") for end in match[4].split())]
            annotation.attributions.append(_Attribution(match[2], match[3], ends))
        elif match := _NOTE.fullmatch(line):
            annotation.notes[match[1]] = match[2]
    for attribution in annotation.attributions:
        for id in (attribution.trigger, *(mark for _, mark in attribution.ends)):
            if not annotation.marks.get(id, _Mark("", [])).spans:
                raise DataError(f"{path}: an attribution names {id}, which marks nothing")
    return annotation


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


CORPUS = Corpus(
    "polnear",
    SPLITS,
    "none stated; texts are the copyright of seven US publishers: research only",
    _read,
    ("data/metadata.tsv", "data/train/text/*.txt", "data/train/attributions/*.ann"),
)
