"""Coreference measures as counts that add over documents.

Each takes which entity each mention belongs to, in gold and in the prediction, singletons included, and
gives ``(correct of predicted, predicted, correct of gold, gold)``. A mention that only one side has (the
"twinless" ones) counts against that side, as in the reference scorer of Pradhan et al., "Scoring
Coreference Partitions of Predicted Mentions" (ACL 2014).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

__all__ = ["b_cubed", "ceaf_e", "muc", "pairs"]

Counts = tuple[float, float, float, float]
Clusters = Mapping[Any, str]  # the entity of each mention


def muc(gold: Clusters, predicted: Clusters) -> Counts:
    """Links: the fewest that hold each entity together (Vilain et al., MUC-6, 1995). Singletons have none."""
    overlaps = _overlaps(gold, predicted)
    # mentions of both sides, less the parts into which each side cuts the other's entities
    correct = overlaps.total() - len(overlaps)
    return correct, _links(predicted), correct, _links(gold)


def b_cubed(gold: Clusters, predicted: Clusters) -> Counts:
    """Mentions: for each, how much of its entity is right (Bagga and Baldwin, LREC 1998)."""
    sizes_gold, sizes_predicted = Counter(gold.values()), Counter(predicted.values())
    of_predicted = of_gold = 0.0
    for (g, p), shared in _overlaps(gold, predicted).items():
        of_predicted += shared**2 / sizes_predicted[p]
        of_gold += shared**2 / sizes_gold[g]
    return of_predicted, len(predicted), of_gold, len(gold)


def ceaf_e(gold: Clusters, predicted: Clusters) -> Counts:
    """Entities, aligned one to one for the greatest sum of Dice similarities (Luo, EMNLP 2005, with his φ4)."""
    sizes_gold, sizes_predicted = Counter(gold.values()), Counter(predicted.values())
    overlaps = _overlaps(gold, predicted)
    rows = {g: i for i, g in enumerate(dict.fromkeys(g for g, _ in overlaps))}
    columns = {p: i for i, p in enumerate(dict.fromkeys(p for _, p in overlaps))}
    similarity = np.zeros((len(rows), len(columns)))
    for (g, p), shared in overlaps.items():
        similarity[rows[g], columns[p]] = 2 * shared / (sizes_gold[g] + sizes_predicted[p])
    correct = float(similarity[linear_sum_assignment(similarity, maximize=True)].sum())
    return correct, len(sizes_predicted), correct, len(sizes_gold)


def pairs(gold: Clusters, predicted: Clusters) -> Counts:
    """Pairs of mentions that belong to one entity."""
    correct = _pairs(_overlaps(gold, predicted))
    return correct, _pairs(Counter(predicted.values())), correct, _pairs(Counter(gold.values()))


def _overlaps(gold: Clusters, predicted: Clusters) -> Counter[tuple[str, str]]:
    """How many mentions each gold entity shares with each predicted one."""
    return Counter((entity, predicted[mention]) for mention, entity in gold.items() if mention in predicted)


def _links(clusters: Clusters) -> int:
    return len(clusters) - len(set(clusters.values()))


def _pairs(sizes: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
