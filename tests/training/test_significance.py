import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import bootstrap

from newsfacts.data import DataError
from newsfacts.training.measures import DEFINITIONS, Scores, rates, score
from newsfacts.training.significance import intervals, paired_test


def scores(correct: list[int], gold: int = 10) -> Scores:
    """Documents with ten items each, all of which are predicted, so many of them rightly."""
    counts = np.array([[[right, gold, right, gold]] for right in correct], dtype=float).reshape(-1, 1, 4)
    return Scores(tuple(f"d{i}" for i in range(len(correct))), {"fact": counts}, {})


def test_interval_holds_the_score_and_repeats():
    found = scores(list(np.random.default_rng(1).integers(0, 11, size=40)))
    interval = intervals(found)["fact"]
    assert interval.low < found["fact"].f1 < interval.high
    assert intervals(found) == intervals(found)
    assert intervals(found, seed=1) != intervals(found)


def test_interval_is_that_of_scipy():
    found = scores(list(np.random.default_rng(1).integers(0, 11, size=40)))
    counts = found.counts["fact"]
    theirs = bootstrap(
        (np.arange(40),),
        lambda rows, axis: rates(np.moveaxis(counts[rows], axis - 2 if axis < 0 else axis, 0).sum(axis=0))[..., 2],
        method="percentile",
        n_resamples=5000,
        rng=np.random.default_rng(2),
    ).confidence_interval
    ours = intervals(found)["fact"]
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)


def test_interval_narrows_with_more_documents_and_with_a_lower_level():
    few, many = scores([2, 8, 5]), scores([2, 8, 5] * 30)

    def width(found: Scores, level: float = 0.95) -> float:
        interval = intervals(found, level=level)["fact"]
        return interval.high - interval.low

    assert width(many) < width(few) / 3
    assert width(few, 0.5) < width(few)


def test_interval_of_equal_documents_is_a_point():
    interval = intervals(scores([5, 5, 5]))["fact"]
    assert (interval.low, interval.high) == (pytest.approx(0.5), pytest.approx(0.5))


def test_p_is_that_of_all_permutations():
    one, other = [7, 6, 9, 8, 5, 7, 9, 6], [6, 6, 7, 8, 6, 5, 6, 5]
    found = paired_test(scores(one), scores(other), resamples=20_000)["fact"]
    gaps = [a - b for a, b in zip(one, other, strict=True)]
    swapped = [sum(sign * gap for sign, gap in zip(signs, gaps, strict=True)) for signs in product((1, -1), repeat=8)]
    exact = np.mean([abs(total) >= sum(gaps) for total in swapped])
    assert found.f1 == pytest.approx(sum(gaps) / 80)
    assert found.p == pytest.approx(exact, abs=0.01)


def test_p_says_when_systems_differ():
    better, worse = scores([8, 7, 9] * 10), scores([5, 6, 4] * 10)
    assert paired_test(better, worse)["fact"].p < 0.001
    assert paired_test(worse, better)["fact"].f1 == pytest.approx(-0.3)
    assert paired_test(better, better)["fact"].p == 1
    assert paired_test(better, worse) == paired_test(better, worse)


def test_p_of_one_document_is_one():
    assert paired_test(scores([9]), scores([1]))["fact"].p == 1


def test_every_layer_is_tested(make, schema):
    gold = make("[Ann|PERSON a] and [Ben|PERSON b]: [she|PERSON a] [quit|LEAVE x1]", "x1: agent=a", "a kin b")
    other = replace(gold, relations=())
    one, two = score([gold], [gold], schema), score([gold], [other], schema)
    assert list(intervals(one)) == list(paired_test(one, two)) == list(DEFINITIONS)
    assert paired_test(one, two)["relation"].f1 == 1
    assert not math.isnan(paired_test(one, two)["coreference"].p)


def test_other_articles_are_refused():
    with pytest.raises(DataError, match="not scored on the same annotated articles"):
        paired_test(scores([1, 2]), scores([1]))
    with pytest.raises(DataError, match="not scored on the same annotated articles"):
        paired_test(scores([1], gold=10), scores([1], gold=9))
    with pytest.raises(DataError, match="at least one"):
        intervals(scores([]))
    with pytest.raises(DataError, match="at least one"):
        paired_test(scores([]), scores([]))
