import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from newsfacts.data import DataError
from newsfacts.training.measures import DEFINITIONS, Scores, score
from newsfacts.training.significance import Interval, intervals, paired_test


def scores(correct: list[int], gold: int = 10) -> Scores:
    """Documents with ten items each, all of which are predicted, so many of them rightly."""
    counts = np.array([[[right, gold, right, gold]] for right in correct], dtype=float).reshape(-1, 1, 4)
    return Scores(tuple(f"d{i}" for i in range(len(correct))), {"fact": counts}, {})


def interval_of(found: Scores, **options: float) -> Interval:
    return intervals(found.counts, **options)["fact"].f1


def test_interval_holds_the_score_and_repeats():
    found = scores(list(np.random.default_rng(1).integers(0, 11, size=40)))
    interval = interval_of(found)
    assert interval.low < found["fact"].f1 < interval.high
    assert interval_of(found) == interval_of(found)
    assert interval_of(found, seed=1) != interval_of(found)


def test_interval_is_that_of_means_where_all_documents_count_alike():
    right = np.random.default_rng(1).integers(0, 11, size=40)
    ours = interval_of(scores(list(right)))
    means = np.random.default_rng(2).choice(right, size=(5000, 40)).mean(axis=1) / 10
    assert (ours.low, ours.high) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])), abs=0.01)


def test_interval_of_each_rate():
    # ten predicted and five to find a document, all of which are found: only the precision is uncertain
    counts = np.array([[[right, 10, right, right]] for right in (2, 5, 8)], dtype=float)
    found = intervals({"fact": counts})["fact"]
    assert (found.recall.low, found.recall.high) == (1, 1)
    assert found.precision.low < 0.5 < found.precision.high
    assert found.precision.low < found.f1.low


def test_interval_narrows_with_more_documents_and_with_a_lower_level():
    few, many = scores([2, 8, 5]), scores([2, 8, 5] * 30)

    def width(found: Scores, level: float = 0.95) -> float:
        interval = interval_of(found, level=level)
        return interval.high - interval.low

    assert width(many) < width(few) / 3
    assert width(few, 0.5) < width(few)


@pytest.mark.parametrize("documents", [1, 3])
def test_interval_of_equal_documents_is_a_point(documents):
    interval = interval_of(scores([5] * documents))
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
    assert list(intervals(one.counts)) == list(paired_test(one, two)) == list(DEFINITIONS)
    assert paired_test(one, two)["relation"].f1 == 1
    assert not math.isnan(paired_test(one, two)["coreference"].p)


def test_other_articles_are_refused():
    with pytest.raises(DataError, match="not scored on the same annotated articles"):
        paired_test(scores([1, 2]), scores([1]))
    with pytest.raises(DataError, match="not scored on the same annotated articles"):
        paired_test(scores([1], gold=10), scores([1], gold=9))
    with pytest.raises(DataError, match="at least one"):
        interval_of(scores([]))
    with pytest.raises(DataError, match="at least one"):
        paired_test(scores([]), scores([]))
