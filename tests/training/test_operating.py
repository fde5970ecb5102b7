import numpy as np

from newsfacts.training.judged import Judged
from newsfacts.training.operating import Operating, operating_points


def judged(scores: list[float], right: list[bool], gold: int) -> Judged:
    size = len(scores)
    return Judged(np.array(["t"] * size, dtype=str), np.array(scores), np.array(right), np.zeros(size, dtype=int), gold)


def test_each_score_is_a_threshold():
    found = operating_points([judged([0.5, 0.9, 0.7], [False, True, True], 4)])
    assert found == (Operating(0.9, 1, 0.25), Operating(0.7, 1, 0.5), Operating(0.5, 2 / 3, 0.5))


def test_equal_scores_are_one_point():
    assert operating_points([judged([0.5, 0.5, 0.5], [True, False, True], 2)]) == (Operating(0.5, 2 / 3, 1),)


def test_layers_together():
    parts = [judged([0.9], [True], 1), judged([0.8], [False], 1), judged([], [], 2)]
    assert operating_points(parts) == (Operating(0.9, 1, 0.25), Operating(0.8, 0.5, 0.25))
