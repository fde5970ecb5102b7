"""Articles as sentences of tokens, and back: what formats that know no characters need."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from newsfacts.data import words
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError

__all__ = ["Place", "align", "places", "sentences"]

Span = tuple[int, int]
Place = tuple[int, int, int]  # sentence, first token in it, token after the last


def sentences(article: Article) -> list[list[Span]]:
    """The characters of each token of each sentence: a mark is whole tokens, and lies in one sentence."""
    borders = [border for mark in article.marks for border in (mark.start, mark.end)]
    split = words.split_at(article.text, borders)
    found: list[list[Span]] = []
    inside = 0  # no sentence ends before this character
    numbers = [-1, *split.sentences]
    marks = iter([*article.marks])
    mark = next(marks, None)
    for before, number, start, end in zip(numbers, split.sentences, split.starts, split.ends, strict=False):
        if not found or (number != before and start >= inside):
            found.append([])
        found[-1].append((start, end))
        while mark is not None and mark.start <= start:
            inside, mark = max(inside, mark.end), next(marks, None)
    return found


def places(article: Article, tokens: Sequence[Sequence[Span]]) -> dict[Span, Place]:
    """Where in these sentences the marks stand, by their characters.

    Raises:
        DataError: marks that overlap, or that do not begin and end with a word.
    """
    faults = [
        f"marks overlap: {left.text!r} and {right.text!r} at {right.start}"
        for left, right in itertools.pairwise(article.marks)
        if right.start < left.end
    ]
    first = {start: (s, i) for s, sentence in enumerate(tokens) for i, (start, _) in enumerate(sentence)}
    last = {end: (s, i + 1) for s, sentence in enumerate(tokens) for i, (_, end) in enumerate(sentence)}
    found: dict[Span, Place] = {}
    for mark in article.marks:
        if mark.start in first and mark.end in last:
            (sentence, start), (_, end) = first[mark.start], last[mark.end]
            found[mark.start, mark.end] = (sentence, start, end)
        else:
            faults.append(f"{mark.type} {mark.text!r} does not begin and end with a word")
    if faults:
        raise DataError.of(f"article {article.id!r} cannot be written as tokens", faults)
    return found


def align(text: str, tokens: Iterable[str]) -> list[Span]:
    """The characters of tokens that follow each other in a text, with white space alone between them.

    Raises:
        DataError: the text goes on otherwise; the message quotes the first place.
    """
    spans: list[Span] = []
    at = 0
    for token in tokens:
        while text[at : at + 1].isspace():
            at += 1
        if not token or not text.startswith(token, at):
            raise DataError(f"token {len(spans) + 1} is {token!r}, but the text goes on with {text[at : at + 30]!r}")
        spans.append((at, at + len(token)))
        at += len(token)
    if text[at:].strip():
        raise DataError(f"the text goes on with {text[at:].strip()[:30]!r} after the last token")
    return spans
