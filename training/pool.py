"""What is kept of each article of a pool: how unsure a model is of it, what it is about, and what it shares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray

from newsfacts.batch import Batch
from newsfacts.data import Article, Schema
from newsfacts.data.encoding import encode
from newsfacts.data.overlap import sketch
from newsfacts.predictor import FactExtractor

__all__ = ["LAYERS", "Features", "features"]

LAYERS = ("tag", "argument", "source", "relation")
FLOOR = 0.05  # pairs of a lower probability are not looked at
CHUNK = 16  # articles read at once
READ_SUBWORDS = 4096  # of one article that the encoder reads at once
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """What is known of one article, a few kilobytes however long its text.

    Attributes:
        number: its place in the pool, from 0.
        unsure: (layers,), nats of entropy per 100 words in the layers of :data:`LAYERS`: of the tags of words, and
            of each argument, source and relation that the model finds at all probable.
        vector: (hidden,), the mean of its word vectors, of length 1.
        sketch: see :func:`newsfacts.data.overlap.sketch`.
    """

    number: int
    id: str
    words: int
    unsure: Floats
    vector: Floats
    sketch: frozenset[int]


def features(extractor: FactExtractor, articles: Iterable[Article], unsure: bool = True) -> Iterator[Features]:
    """The features of each article, in their order, a few articles held at a time.

    Args:
        extractor: the model.
        articles: any number.
        unsure: whether to ask what the model is unsure of; else only what articles are about.
    """
    numbered = enumerate(articles)
    while chunk := list(islice(numbered, CHUNK)):
        found = _candidates(extractor, [article for _, article in chunk]) if unsure else [None] * len(chunk)
        for (number, article), candidates in zip(chunk, found, strict=True):
            words, vector, entropy = _read(extractor, article.text)
            pairs = _pairs(candidates, extractor.schema) if candidates is not None else np.zeros(3)
            rates = (100 * np.array([entropy, *pairs]) / max(words, 1)).astype(np.float32)
            yield Features(number, article.id, words, rates, vector, sketch(article.text))


def _candidates(extractor: FactExtractor, articles: list[Article]) -> list[Article]:
    """What the model finds at all probable, with scores."""
    config = extractor.model.config
    own = config.thresholds
    config.thresholds = dict.fromkeys(own, FLOOR)
    try:
        return extractor.predict(articles)
    finally:
        config.thresholds = own


@torch.inference_mode()
def _read(extractor: FactExtractor, text: str) -> tuple[int, Floats, float]:
    """How many words an article has, its vector, and the sum of the entropies of their tags."""
    model = extractor.model
    row = encode(text, extractor.tokenizer, model.config.window).row(text)
    hidden = model.encode(Batch.of([row], extractor.tokenizer).to(model.device), READ_SUBWORDS)  # (words, hidden)
    if not len(hidden):
        return 0, np.zeros(hidden.shape[1], dtype=np.float32), 0.0
    logs = model.tagger(hidden).float().log_softmax(1)
    entropy = float(-(logs.exp() * logs).sum())
    vector = torch.nn.functional.normalize(hidden.float().mean(0), dim=0).cpu().numpy()
    return len(hidden), vector, entropy


def _pairs(article: Article, schema: Schema) -> tuple[float, float, float]:
    arguments = (argument.score for event in article.events for argument in event.arguments)
    sources = (event.source_score for event in article.events)
    relations = (relation.score for relation in article.relations)
    first, second, third = (sum(map(_entropy, some)) for some in (arguments, sources, relations))
    return first, second, third


def _entropy(score: float | None) -> float:
    """Of a decision that falls out this way with this probability, in nats."""
    if score is None or not 0 < score < 1:
        return 0.0
    return -score * math.log(score) - (1 - score) * math.log(1 - score)
