"""CoNLL-2003: names of four kinds in Reuters news, the benchmark of English named entity recognition.

Source: Tjong Kim Sang and De Meulder 2003, "Introduction to the CoNLL-2003 Shared Task"; here in three columns
(number, token, tag) from https://github.com/Babelscape/wikineural, ``data/conll/en``.
Licence: the text is Reuters' (RCV1), for research only.
Split: train, dev (testa), test (testb).

Labels: PER, ORG, LOC, MISC.

An article is a document: what stands between two ``-DOCSTART-`` lines.

Traps:
    - MISC holds adjectives of nations ("German"), events, works, products.
    - Two sports teams in three are ORG by the name of their town; datelines and tables of results abound.
    - CrossNER and CrossRE hold sentences of all three parts under other splits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import cover, detokenise_sentences
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.iob import spans_of
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

FILES = {"train": "train.conllu", "dev": "val.conllu", "test": "test.conllu"}
BORDER = "-DOCSTART-"

Sentence = tuple[list[str], list[str]]  # tokens, tags


def _read(folder: Path) -> Iterator[Article]:
    for split, name in FILES.items():
        for number, sentences in enumerate(_documents(folder / name), 1):
            yield _article(split, number, sentences)


def _documents(path: Path) -> Iterator[list[Sentence]]:
    document: list[Sentence] = []
    for sentence in _sentences(path):
        if sentence[0] == [BORDER]:
            if document:
                yield document
            document = []
        else:
            document.append(sentence)
    if document:
        yield document


def _sentences(path: Path) -> Iterator[Sentence]:
    tokens: list[str] = []
    tags: list[str] = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            columns = line.split()
            if not columns and tokens:
                yield tokens, tags
                tokens, tags = [], []
            elif len(columns) == 3:
                tokens.append(columns[1])
                tags.append(columns[2])
            elif columns:
                raise DataError(f"{path}:{number}: expected 3 columns (number, token, tag), found {len(columns)}")
    if tokens:
        yield tokens, tags


def _article(split: str, number: int, sentences: list[Sentence]) -> Article:
    text, places = detokenise_sentences(tokens for tokens, _ in sentences)
    draft = Draft("conll2003", split, f"conll2003-{split}-{number:04}", text)
    for (_, tags), spans in zip(sentences, places, strict=True):
        for first, last, type in spans_of(tags):
            draft.mention(type, *cover(spans[first:last]))
    return draft.article()


CORPUS = Corpus(
    name="conll2003",
    splits=tuple(FILES),
    licence="text of Reuters RCV1, research only",
    read=_read,
    files=tuple(FILES.values()),
)
