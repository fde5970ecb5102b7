"""How right predicted articles are: counts by document and layer, and precision, recall and F1 from their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from newsfacts.data import Article, DataError, Schema
from newsfacts.training import coreference
from newsfacts.training.matches import entity_spans, match

__all__ = ["CONVENTIONS", "DEFINITIONS", "Score", "Scores", "headline", "rates", "score"]

Array = npt.NDArray[np.float64]

DEFINITIONS: dict[str, str] = {
    "mention": "start, end and type are equal.",
    "trigger": "start, end and event type are equal.",
    "argument": "the trigger is correct, the role is equal, and the entities are linked.",
    "attribution": "the trigger is correct, and the sources are linked.",
    "relation": "the type is equal, and head and tail are linked; a symmetric relation counts in either order.",
    "fact": "arguments, attributions and relations together (micro-averaged): the headline.",
    "factuality": "the trigger is correct and the label is equal, over events whose label is not the default.",
    "coreference": "the mean of MUC, B³ and CEAFe over exact spans of mentions, of all types, singletons included.",
    "muc": "the links that hold entities together (Vilain et al. 1995); singletons have none.",
    "b_cubed": "for each mention, how much of its entity is right (Bagga and Baldwin 1998).",
    "ceaf_e": "entities aligned one to one for the greatest sum of Dice similarities (Luo 2005, φ4).",
    "coreference_pairs": "two exact mention spans that belong to one entity do so on both sides.",
}
"""What counts as correct, by layer; reports print it."""

CONVENTIONS: tuple[str, ...] = (
    "Whole documents are scored, never windows, and counts are added over documents before a score is taken.",
    "A predicted entity is linked to the gold entity with which it shares most exact spans (ties: the one that is "
    "mentioned first), whatever their types.",
    "Each gold item is found at most once: of two predicted facts that stand for the same gold fact, one is right and "
    "the other is spurious.",
    "Where there is nothing to find and nothing was predicted, a score is 1; where only one side is empty, it is 0.",
)
"""What holds for all layers; reports print it."""

FACT = ("argument", "attribution", "relation")
NOTHING = (0, 0, 0, 0)
_COREFERENCE = {"muc": coreference.muc, "b_cubed": coreference.b_cubed, "ceaf_e": coreference.ceaf_e}


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, and what they were counted from.

    ``correct`` is ``None`` where the two sides count it differently (B³), and all three
    counts are where the score is a mean of several.
    """

    precision: float
    recall: float
    f1: float
    correct: float | None
    predicted: float | None
    gold: float | None


@dataclass(frozen=True, eq=False)
class Scores:
    """The counts of every layer in every document; ``scores["fact"].f1`` is a figure over all of them.

    ``counts[layer]`` has the shape documents × measures × 4, and ``types[layer][type]`` likewise: each layer is
    the mean of its measures (one, but for coreference), each measure four counts (:func:`rates`).
    """

    ids: tuple[str, ...]
    counts: Mapping[str, Array]
    types: Mapping[str, Mapping[str, Array]]

    def __getitem__(self, layer: str) -> Score:
        """The score of one layer, a key of :data:`DEFINITIONS`."""
        return _score(self.counts[layer])

    @property
    def by_type(self) -> dict[str, dict[str, Score]]:
        """The scores of each type: mention types, event types (triggers and attributions), roles, relations, labels."""
        return {layer: {type: _score(counts) for type, counts in types.items()} for layer, types in self.types.items()}

    def subset(self, documents: Sequence[int]) -> Scores:
        """The scores over the documents at these positions only."""
        rows = list(documents)
        return Scores(
            tuple(self.ids[row] for row in rows),
            {layer: counts[rows] for layer, counts in self.counts.items()},
            {layer: {type: counts[rows] for type, counts in types.items()} for layer, types in self.types.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the score of each layer, of each type, and of each layer in each document."""
        return {
            "layers": {layer: asdict(self[layer]) for layer in self.counts},
            "by_type": {
                layer: {type: asdict(score) for type, score in types.items()} for layer, types in self.by_type.items()
            },
            "documents": [
                {"id": id, **{layer: asdict(_score(counts[[row]])) for layer, counts in self.counts.items()}}
                for row, id in enumerate(self.ids)
            ],
        }


def headline(schema: Schema) -> str:
    """The layer that a model of this scheme is chosen by.

    It is ``fact``; where the scheme has no facts ``mention``, where it has no mentions ``factuality``, and where that
    has one label only ``trigger``.
    """
    if schema.roles or schema.relations:
        return "fact"
    if schema.mentions:
        return "mention"
    return "factuality" if len(schema.factuality) > 1 else "trigger"


def score(gold: Sequence[Article], predicted: Sequence[Article], schema: Schema) -> Scores:
    """Score predicted articles against annotated ones, as :data:`DEFINITIONS` and :data:`CONVENTIONS` say.

    Args:
        gold: the annotated articles.
        predicted: a prediction for each, in the same order, over the same text.
        schema: says which relations are symmetric and which factuality is the default.

    Raises:
        DataError: the articles are not the same ones.
    """
    _same(gold, predicted)
    documents = list(zip(gold, predicted, strict=True))
    tallies = [_tally(g, p, schema) for g, p in documents]
    clusters = [(entity_spans(g), entity_spans(p)) for g, p in documents]
    nothing = _array([NOTHING] * len(documents))
    types: dict[str, dict[str, Array]] = {layer: {} for layer in ("mention", "trigger", *FACT, "factuality")}
    for layer, type in sorted({key for tally in tallies for key in tally}):
        types[layer][type] = _array([tally.get((layer, type), NOTHING) for tally in tallies])
    counts = {layer: sum(of_type.values(), nothing) for layer, of_type in types.items()}
    counts["fact"] = sum((counts[layer] for layer in FACT), nothing)
    for layer, measure in {**_COREFERENCE, "coreference_pairs": coreference.pairs}.items():
        counts[layer] = _array([measure(g, p) for g, p in clusters])
    counts["coreference"] = np.concatenate([counts[layer] for layer in _COREFERENCE], axis=1)
    return Scores(tuple(article.id for article in gold), {layer: counts[layer] for layer in DEFINITIONS}, types)


def rates(counts: Array) -> Array:
    """Precision, recall and F1 from counts.

    The last axis of ``counts`` is (correct of predicted, predicted, correct of gold, gold), the one before it the
    measures whose mean is taken; the result has (precision, recall, F1) in their place.
    """
    of_predicted, predicted, of_gold, gold = np.moveaxis(counts, -1, 0)
    nothing = ((predicted == 0) & (gold == 0)).astype(float)
    precision = np.divide(of_predicted, predicted, out=nothing.copy(), where=predicted > 0)
    recall = np.divide(of_gold, gold, out=nothing, where=gold > 0)
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)
    means: Array = np.stack([precision, recall, f1], axis=-1).mean(axis=-2)  # ... × measures × 3 → ... × 3
    return means


def _score(counts: Array) -> Score:
    total = counts.sum(axis=0)
    precision, recall, f1 = (float(rate) for rate in rates(total))
    if len(total) > 1:
        return Score(precision, recall, f1, None, None, None)
    of_predicted, predicted, of_gold, gold = (float(count) for count in total[0])
    return Score(precision, recall, f1, of_gold if of_gold == of_predicted else None, predicted, gold)


def _tally(gold: Article, predicted: Article, schema: Schema) -> dict[tuple[str, str], list[int]]:
    """The four counts of each layer and type."""
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for pair in match(gold, predicted, schema):
        counts = tally[pair.item.layer, pair.item.type]
        found = pair.gold is not None and pair.predicted is not None
        for column, one in enumerate((found, pair.predicted is not None, found, pair.gold is not None)):
            counts[column] += one
    return tally


def _array(rows: Iterable[Sequence[float]]) -> Array:
    return np.array(list(rows), dtype=float).reshape(-1, 1, 4)  # documents × one measure × 4


def _same(gold: Sequence[Article], predicted: Sequence[Article]) -> None:
    if len(gold) != len(predicted):
        raise DataError(f"annotated articles: {len(gold)}, predicted: {len(predicted)}; they must be the same ones")
    problems = []
    for position, (g, p) in enumerate(zip(gold, predicted, strict=True), 1):
        if g.id != p.id:
            problems.append(f"article {position} is {g.id!r} in the annotation and {p.id!r} in the prediction")
        elif g.text != p.text:
            problems.append(f"article {g.id!r}: the text of the prediction is not that of the annotation")
    if problems:
        raise DataError.of("predictions", problems)
