"""Choosing, on development articles, how sure a fact must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from newsfacts.data import Article, Schema
from newsfacts.predictor import FactExtractor
from newsfacts.training.measures import headline, score

__all__ = ["filtered", "tune"]

GRID = tuple(round(float(t), 2) for t in np.arange(0.1, 0.85, 0.05))
BIASES = (0.0, -0.5, -1.0, 0.5)
FLOOR = 0.1


def tune(extractor: FactExtractor, articles: Sequence[Article]) -> dict[str, float]:
    """Set the extractor's thresholds and outside bias to those of the best headline F1, and return them.

    The bias of tag O is tried with thresholds at 0.5; then each threshold in turn, twice, on
    predictions made once with low ones.
    """
    config, schema = extractor.model.config, extractor.schema
    layers = tuple(config.thresholds)
    config.thresholds = dict.fromkeys(layers, FLOOR)
    even = dict.fromkeys(layers, 0.5)
    trials: list[tuple[float, float, list[Article]]] = []
    for bias in BIASES:
        config.outside_bias = bias
        predicted = extractor.predict(list(articles))
        trials.append((_headline(articles, predicted, even, schema), bias, predicted))
    _, config.outside_bias, predicted = max(trials, key=lambda trial: trial[0])
    best = even
    for layer in layers * 2:
        found = [{**best, layer: value} for value in GRID]
        # Of several as good, the one nearest to even odds: it depends least on these articles.
        best = max(found, key=lambda t: (_headline(articles, predicted, t, schema), -abs(t[layer] - 0.5)))
    config.thresholds = best
    return {**best, "outside_bias": config.outside_bias}


def _headline(
    gold: Sequence[Article], predicted: Sequence[Article], thresholds: dict[str, float], schema: Schema
) -> float:
    return score(gold, [filtered(article, thresholds) for article in predicted], schema)[headline(schema)].f1


def filtered(article: Article, thresholds: dict[str, float]) -> Article:
    """The article without the arguments, sources and relations that are less probable than the thresholds."""
    events = []
    for event in article.events:
        sure = (event.source_score or 0) >= thresholds["source"]
        events.append(
            replace(
                event,
                arguments=tuple(a for a in event.arguments if (a.score or 0) >= thresholds["argument"]),
                source=event.source if sure else None,
                source_score=event.source_score if sure else None,
            )
        )
    relations = tuple(r for r in article.relations if (r.score or 0) >= thresholds["relation"])
    return replace(article, events=tuple(events), relations=relations)
