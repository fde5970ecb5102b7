"""Missed and spurious facts, each with the words that state it, or seem to."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from newsfacts.data import Article
from newsfacts.data.words import Words, split
from newsfacts.training.evaluation import Evaluation
from newsfacts.training.matches import Item, Span, link, match
from newsfacts.training.measures import FACT

__all__ = ["Example", "Sample", "examples"]

REACH = 300  # characters shown on each side of a word, at most to the ends of its sentence


@dataclass(frozen=True)
class Example:
    """A fact in words, what it failed for if that is plain, and its text in pieces: marked (``True``) or not."""

    article: str
    fact: str
    cause: str
    evidence: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Sample:
    """Some examples out of a total."""

    shown: tuple[Example, ...]
    total: int


def examples(evaluation: Evaluation, count: int = 25, seed: int = 0) -> tuple[Sample, Sample]:
    """The missed and the spurious facts: at most ``count`` of each, drawn at random, in the order of the articles."""
    missed: list[tuple[Article, Item, str]] = []
    spurious: list[tuple[Article, Item, str]] = []
    for gold, predicted in zip(evaluation.gold, evaluation.predicted, strict=True):
        matches = match(gold, predicted, evaluation.schema)
        triggers = {m.item.trigger for m in matches if m.item.layer == "trigger" and m.gold and m.predicted}
        linked = link(gold, predicted)
        for m in matches:
            if m.item.layer not in FACT or (m.gold and m.predicted):
                continue
            if m.item.span is not None and m.item.trigger not in triggers:
                cause = "trigger"
            elif not set(m.item.entities) <= (set(linked.values()) if m.gold else linked.keys()):
                cause = "entity"
            else:
                cause = ""
            if m.gold:
                missed.append((gold, m.item, cause and f"{cause} missed"))
            else:
                spurious.append((predicted, m.item, cause and f"{cause} spurious"))
    return _sample(missed, count, seed), _sample(spurious, count, seed)


def _sample(wrong: Sequence[tuple[Article, Item, str]], count: int, seed: int) -> Sample:
    drawn = sorted(random.Random(seed).sample(range(len(wrong)), min(count, len(wrong))))
    return Sample(tuple(_example(*wrong[i]) for i in drawn), len(wrong))


def _example(article: Article, item: Item, cause: str) -> Example:
    names = [article.entity(entity).name for entity in item.entities]
    if item.span is None:
        fact = f"{names[0]} {item.type} {names[1]}"
    else:
        role = item.type if item.layer == "argument" else "source"
        fact = f"{item.event} “{article.text[slice(*item.span)]}” {role} = {names[0]}"
    return Example(article.id, fact, cause, tuple(_evidence(article.text, _nearest(article, item))))


def _nearest(article: Article, item: Item) -> list[Span]:
    """The trigger, or the head, and the mention of the other end, where they stand closest together."""
    choices = [[item.span]] if item.span is not None else []
    choices += [[(m.start, m.end) for m in article.mentions_of(entity)] for entity in item.entities]
    one, other = min(product(*choices), key=lambda pair: abs(pair[0][0] - pair[1][0]))
    return sorted([one, other])


def _evidence(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """The sentences that the spans stand in, cut into pieces at the spans."""
    words = split(text)
    pieces: list[tuple[str, bool]] = []
    at = shown = 0
    for start, end in spans:
        first, last = _sentence(words, start, end)
        left, right = max(first, start - REACH), min(last, end + REACH)
        if pieces and left <= shown:
            pieces.append((text[at:start], False))
        else:
            pieces += [(text[at:shown], False), (" […] " if pieces else "", False), (text[left:start], False)]
        pieces.append((text[max(at, start) : end], True))
        at, shown = max(at, end), max(shown, right)
    return [piece for piece in [*pieces, (text[at:shown], False)] if piece[0]]


def _sentence(words: Words, start: int, end: int) -> Span:
    word = bisect_right(words.ends, start)
    if word == len(words.ends):  # a span of white space at the end
        return start, end
    number = words.sentences[word]
    first, last = bisect_left(words.sentences, number), bisect_right(words.sentences, number) - 1
    return min(words.starts[first], start), max(words.ends[last], end)
