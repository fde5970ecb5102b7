"""GMB: named entities in news, mostly of Voice of America, from the Groningen Meaning Bank.

Source: the Groningen Meaning Bank (Bos et al. 2017, "The Groningen Meaning Bank", https://gmb.let.rug.nl)
in the widely copied table ``ner_dataset.csv`` (Kaggle, "Annotated Corpus for Named Entity Recognition").
Licence: the texts are in the public domain (Voice of America is the US government's), their annotation is
free; the table itself states none.
Split: none.

Labels: geo (places), gpe (nearly always adjectives and peoples: "British", "Iraqis"), org, per, tim (dates,
times, and years), art (artefacts, works), eve (named events), nat (natural things: viruses, hurricanes).

Traps:
    - The labels are partly a machine's; "President" and "Mr." are often a part of per.
    - The table has sentences only. Those of a document follow each other, but nothing marks where one
      ends, so ten sentences in a row make an article here: it may hold the end of one and the start of the next.
    - A spreadsheet rewrote some numbers: "100,000" is "1,00,000", and "5-6" is "05-Jun". They stay as they are.
    - The file is Windows-1252, not UTF-8.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import cover, detokenise_sentences
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.iob import spans_of
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

FILE = "ner_dataset.csv"
COLUMNS = ["Sentence #", "Word", "POS", "Tag"]
SENTENCES = 10  # in an article

Sentence = tuple[list[str], list[str]]  # words, tags


def _read(folder: Path) -> Iterator[Article]:
    group: list[Sentence] = []
    number = 0
    for sentence in _sentences(folder / FILE):
        group.append(sentence)
        if len(group) == SENTENCES:
            yield _article(group, number)
            number += len(group)
            group = []
    if group:
        yield _article(group, number)


def _sentences(path: Path) -> Iterator[Sentence]:
    words: list[str] = []
    tags: list[str] = []
    with open(path, encoding="cp1252", newline="") as file:
        rows = csv.reader(file)
        if (header := next(rows, [])) != COLUMNS:
            raise DataError(f"{path}: expected the columns {', '.join(COLUMNS)}; found {', '.join(header)}")
        for row in rows:
            if len(row) != len(COLUMNS):
                raise DataError(f"{path}:{rows.line_num}: expected {len(COLUMNS)} columns, found {len(row)}")
            begins, word, _, tag = row
            if begins and words:
                yield words, tags
                words, tags = [], []
            words.append(word)
            tags.append(tag)
    if words:
        yield words, tags


def _article(group: list[Sentence], number: int) -> Article:
    text, places = detokenise_sentences(words for words, _ in group)
    draft = Draft("gmb", None, f"gmb-{number + 1:05}", text)
    for (_, tags), spans in zip(group, places, strict=True):
        for first, last, type in spans_of(tags):
            draft.mention(type, *cover(spans[first:last]))
    return draft.article()


CORPUS = Corpus(
    name="gmb",
    splits=(),
    licence="public domain (Voice of America); annotation free",
    read=_read,
    files=(FILE,),
)
