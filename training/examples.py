"""Right, missed and spurious facts, each with the words that state it, or seem to."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product

from newsfacts.data import Article, Schema
from newsfacts.data.words import Words, split
from newsfacts.training.matches import Item, Match, Span, item_scores, link, match
from newsfacts.training.measures import FACT

__all__ = ["Example", "Sample", "Samples", "evidence", "examples", "fact_words", "lacking", "nearest"]

REACH = 300  # characters shown on each side of a word, at most to the ends of its sentence


@dataclass(frozen=True)
class Example:
    """A fact in words, what it failed for if that is plain, and its text in pieces: marked (``True``) or not."""

    article: str
    fact: str
    cause: str
    score: float | None
    evidence: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Sample:
    """Some examples of one type, out of a total."""

    type: str
    shown: tuple[Example, ...]
    total: int


@dataclass(frozen=True)
class Samples:
    """Facts of both sides, of the gold one alone, and of the predicted one alone: by type, the commonest first."""

    right: tuple[Sample, ...]
    missed: tuple[Sample, ...]
    spurious: tuple[Sample, ...]


Found = tuple[Article, Item, str, float | None]  # and what it failed for, and its score


def examples(
    gold: Sequence[Article], predicted: Sequence[Article], schema: Schema, count: int = 5, seed: int = 0
) -> Samples:
    """Draw at random at most ``count`` facts of each type: of each role and relation, and of sources."""
    right: list[Found] = []
    missed: list[Found] = []
    spurious: list[Found] = []
    for one, other in zip(gold, predicted, strict=True):
        matches = match(one, other, schema)
        scores = item_scores(other, schema)
        triggers = {m.item.trigger for m in matches if m.item.layer == "trigger" and m.gold and m.predicted}
        linked = link(one, other)
        for m in matches:
            if m.item.layer not in FACT:
                continue
            if m.gold and m.predicted:
                right.append((one, m.gold, "", scores.get(m.predicted)))
                continue
            cause = lacking(m, triggers, linked)
            if m.gold:
                missed.append((one, m.gold, cause and f"{cause} missed", None))
            else:
                spurious.append((other, m.item, cause and f"{cause} spurious", scores.get(m.item)))
    return Samples(*(_samples(found, count, seed) for found in (right, missed, spurious)))


def lacking(found: Match, triggers: Set[tuple[Span | None, str]], linked: Mapping[str, str]) -> str:
    """``trigger`` or ``entity`` where the other side lacks that, so that the fact could not be there; else nothing.

    Args:
        found: a fact of one side.
        triggers: those of both sides, as items have them.
        linked: see :func:`newsfacts.training.matches.link`.
    """
    item = found.item
    if item.span is not None and item.trigger not in triggers:
        return "trigger"
    known = set(linked.values()) if found.gold else linked.keys()
    return "" if set(item.entities) <= known else "entity"


def fact_words(article: Article, item: Item) -> str:
    """A fact in a line."""
    names = [article.entity(entity).name for entity in item.entities]
    if item.span is None:
        return f"{names[0]} {item.type} {names[1]}"
    role = item.type if item.layer == "argument" else "source"
    return f"{item.event} “{article.text[slice(*item.span)]}” {role} = {names[0]}"


def nearest(article: Article, item: Item) -> list[Span]:
    """The trigger, or the head, and the mention of the other end, where they stand closest together."""
    choices = [[item.span]] if item.span is not None else []
    choices += [[(m.start, m.end) for m in article.mentions_of(entity)] for entity in item.entities]
    one, other = min(product(*choices), key=lambda pair: abs(pair[0][0] - pair[1][0]))
    return sorted([one, other])


def _samples(found: Sequence[Found], count: int, seed: int) -> tuple[Sample, ...]:
    by_type: defaultdict[str, list[Found]] = defaultdict(list)
    for one in found:
        by_type["source" if one[1].layer == "attribution" else one[1].type].append(one)
    ranked = sorted(by_type.items(), key=lambda row: (-len(row[1]), row[0]))
    return tuple(_sample(type, of_type, count, seed) for type, of_type in ranked)


def _sample(type: str, found: Sequence[Found], count: int, seed: int) -> Sample:
    drawn = sorted(random.Random(seed).sample(range(len(found)), min(count, len(found))))
    return Sample(type, tuple(_example(*found[i]) for i in drawn), len(found))


def _example(article: Article, item: Item, cause: str, score: float | None) -> Example:
    shown = tuple(evidence(article.text, nearest(article, item)))
    return Example(article.id, fact_words(article, item), cause, score, shown)


def evidence(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
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
