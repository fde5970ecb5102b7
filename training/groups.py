"""Scores over parts of the data: articles of one topic, sentences of one length."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from newsfacts.data import Article, Schema
from newsfacts.data.words import Words, split
from newsfacts.training.examples import nearest
from newsfacts.training.matches import match
from newsfacts.training.measures import FACT, Scores

__all__ = ["by_length", "by_topic"]

LENGTHS = (10, 20, 30, 40)  # the longest sentences of each group but the last


def by_topic(scores: Scores, gold: Sequence[Article]) -> dict[str, Scores]:
    """The scores over the articles of each topic, the commonest first; empty where no article names one."""
    places = defaultdict(list)
    for place, article in enumerate(gold):
        places[article.topic or "none given"].append(place)
    if list(places) == ["none given"]:
        return {}
    return {
        topic: scores.subset(rows) for topic, rows in sorted(places.items(), key=lambda row: (-len(row[1]), row[0]))
    }


def by_length(gold: Sequence[Article], predicted: Sequence[Article], schema: Schema) -> dict[str, Scores]:
    """The scores over sentences of about one length, in words and signs, for each layer whose items stand in one.

    An item stands in the sentence of its mention or trigger; a relation in that of the first of the two mentions
    that stand closest together, in the gold article where it is found.
    """
    ids = tuple(article.id for article in gold)
    layers = ("mention", "trigger", *FACT, "fact", "factuality")
    names = _names()
    counts = {name: {layer: np.zeros((len(ids), 1, 4)) for layer in layers} for name in names}
    for row, (one, other) in enumerate(zip(gold, predicted, strict=True)):
        words = split(one.text)
        lengths = Counter(words.sentences)
        for pair in match(one, other, schema):
            article = one if pair.gold is not None else other
            span = pair.item.span or nearest(article, pair.item)[0]
            name = names[bisect_left(LENGTHS, lengths[_sentence(words, span[0])])]
            sides = (pair.gold is not None, pair.predicted is not None)
            for layer in [pair.item.layer, *(["fact"] if pair.item.layer in FACT else [])]:
                counts[name][layer][row, 0] += (all(sides), sides[1], all(sides), sides[0])
    return {name: Scores(ids, of_layer, {}) for name, of_layer in counts.items()}


def _names() -> list[str]:
    starts = [1, *(length + 1 for length in LENGTHS)]
    return [*(f"{start}–{end}" for start, end in zip(starts, LENGTHS, strict=False)), f"{starts[-1]} or more"]


def _sentence(words: Words, at: int) -> int:
    word = bisect_right(words.ends, at)
    return words.sentences[min(word, len(words.sentences) - 1)] if words.sentences else 0
