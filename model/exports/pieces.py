"""The text of an article cut in pieces, so that marks and evidence, which may cross each other, can be nested."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.facts import Fact

__all__ = ["Mark", "Piece", "Stretch", "paragraphs", "within"]

_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention (``entity``) or a trigger (``fact``), by number, on a piece of text."""

    group: str
    about: str
    score: int | None  # percent
    entity: int | None = None
    fact: int | None = None
    first: bool = True  # whether this is the first of the pieces that the mark was cut into


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two borders of marks or evidence. Its marks, outermost first, hold the whole of it."""

    start: int
    text: str
    number: int | None  # of a piece that facts can point at
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces in a row that are evidence of the same facts; without a number, of none."""

    start: int
    number: int | None
    pieces: tuple[Piece, ...]


Part = TypeVar("Part", Piece, Stretch)


def paragraphs(
    article: Article, facts: Sequence[Fact], mark_of: Callable[[Mention | Event, bool], Mark]
) -> Iterator[tuple[Stretch, ...]]:
    """Cut the text where a mark, a paragraph, or evidence of a fact begins or ends.

    Args:
        article: its marks may overlap.
        facts: the article's.
        mark_of: what is shown of a mark; the flag says whether this is its first piece.
    """
    marks = sorted(article.marks, key=lambda mark: (mark.start, -mark.end))
    sentences = sorted({(e.start, e.end) for fact in facts for e in fact.evidence})
    spans = sorted({span for fact in facts for e in fact.evidence for span in e.spans})
    gaps = [m.span() for m in _SPACE.finditer(article.text) if len(_LINE_END.findall(m.group())) > 1]
    layers = [[(mark.start, mark.end) for mark in marks], sentences, spans, gaps]
    borders = {0, len(article.text), *itertools.chain.from_iterable(itertools.chain.from_iterable(layers))}
    cells = list(itertools.pairwise(sorted(borders)))
    stretches: list[Stretch] = []
    pieces: list[Piece] = []
    evidence: tuple[int, ...] = ()
    numbers = itertools.count()

    def end_stretch() -> None:
        nonlocal pieces
        if pieces:
            stretches.append(Stretch(pieces[0].start, next(numbers) if evidence else None, tuple(pieces)))
            pieces = []

    covers = zip(cells, *(_covering(cells, layer) for layer in layers), strict=True)
    for number, ((start, end), marking, telling, exact, gap) in enumerate(covers):
        parted = bool(gap and not marking)
        if parted or telling != evidence:
            end_stretch()
        evidence = telling
        if not parted:
            found = tuple(mark_of(marks[i], marks[i].start == start) for i in marking)
            pieces.append(Piece(start, article.text[start:end], number if found or exact else None, found))
        elif stretches:
            yield tuple(stretches)
            stretches = []
    end_stretch()
    if stretches:
        yield tuple(stretches)


def _covering(cells: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """For each cell, the spans (in order of start) that hold it; no border of a span lies inside a cell."""
    active: list[int] = []
    at = 0
    for start, _ in cells:
        active = [i for i in active if spans[i][1] > start]
        while at < len(spans) and spans[at][0] <= start:
            active.append(at)
            at += 1
        yield tuple(active)


def within(parts: Sequence[Part], start: int, end: int) -> Iterator[int]:
    """The numbers of the parts (in order of the text) between two borders."""
    for part in parts[bisect_left(parts, start, key=_start) : bisect_left(parts, end, key=_start)]:
        if part.number is not None:
            yield part.number


def _start(part: Piece | Stretch) -> int:
    return part.start
