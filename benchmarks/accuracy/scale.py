"""Factuality on a scale from -3 (certainly not) to 3 (certainly), the measure of the unified factuality benchmark.

Stanovsky et al. 2017, "Integrating Deep Linguistic Features in Factuality Prediction over Unified Datasets": the
predicates are given, and each gets a number; it is compared with the annotators' by mean absolute error and Pearson's
correlation, over all predicates of a part.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from newsfacts.batch import Batch, Spans
from newsfacts.data import Article
from newsfacts.data.encoding import encode
from newsfacts.predictor import FactExtractor

__all__ = ["Pairs", "by_part", "expected", "mean_absolute_error", "pearson"]

TOGETHER = 64  # sentences
Pairs = Sequence[tuple[float, float]]


def expected(extractor: FactExtractor, articles: Sequence[Article]) -> list[float]:
    """The factuality that a checkpoint expects of each given event, article by article.

    It is the mean of the numbers that the scheme names its factuality labels by (``"2.5"``), weighted by the
    probabilities of the labels. Of the annotation, only where the events stand is used, and their type.
    """
    return [
        value for at in range(0, len(articles), TOGETHER) for value in _read(extractor, articles[at : at + TOGETHER])
    ]


@torch.inference_mode()
def _read(extractor: FactExtractor, articles: Sequence[Article]) -> Iterator[float]:
    model, schema = extractor.model, extractor.schema
    rows, spans = [], []
    words = 0
    for article in articles:
        borders = [border for event in article.events for border in (event.start, event.end)]
        row = encode(article.text, extractor.tokenizer, model.config.window, borders).row(article.text)
        first = {start: words + i for i, start in enumerate(row["starts"])}
        last = {end: words + i + 1 for i, end in enumerate(row["ends"])}
        spans += [(first[e.start], last[e.end], schema.mark_types.index(e.type)) for e in article.events]
        rows.append(row)
        words += len(row["words"])
    batch = Batch.of(rows, extractor.tokenizer).to(model.device)
    scores = model.score_spans(model.encode(batch), Spans.of(spans, len(schema.mentions)), batch)
    numbers = torch.tensor([float(label) for label in schema.factuality])
    yield from (scores.factuality.float().softmax(1).cpu() @ numbers).tolist()


def by_part(articles: Sequence[Article], predicted: Sequence[float]) -> dict[str, Pairs]:
    """Gold and predicted numbers, by the part of the corpus that an article is of.

    Args:
        predicted: what :func:`expected` gives.
    """
    parts: dict[str, list[tuple[float, float]]] = {}
    numbers = iter(predicted)
    for article in articles:
        gold = [article.meta["factuality"][event.id] for event in article.events]
        parts.setdefault(article.meta["source"], []).extend(zip(gold, numbers, strict=False))
    return {**parts}


def mean_absolute_error(pairs: Pairs) -> float:
    """How far apart gold and predicted numbers are, on average."""
    gold, predicted = np.array(pairs).T
    return float(np.abs(gold - predicted).mean())


def pearson(pairs: Pairs) -> float:
    """Pearson's correlation of gold and predicted numbers; not a number where either does not vary."""
    gold, predicted = (np.array(pairs) - np.mean(pairs, axis=0)).T
    spread = np.sqrt((gold @ gold) * (predicted @ predicted))
    return float(gold @ predicted / spread) if spread else math.nan
