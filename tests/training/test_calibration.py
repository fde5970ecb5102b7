import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.training.calibration import expected_calibration_error, reliability


def test_bins_hold_as_many_each():
    scores = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7]
    low, middle, high = reliability(scores, [False, True, True, True, False, False], bins=3)
    assert (low.low, low.high, low.count, low.accuracy) == (0.1, 0.2, 2, 0.5)
    assert low.confidence == pytest.approx(0.15)
    assert (middle.low, middle.high, middle.accuracy) == (0.3, 0.7, 0.0)
    assert (high.low, high.high, high.accuracy) == (0.8, 0.9, 1.0)


def test_equal_scores_stay_together():
    (bin,) = reliability([0.5] * 7, [True, False] * 3 + [True], bins=3)
    assert (bin.count, bin.accuracy) == (7, 4 / 7)


def test_error_is_the_weighted_distance():
    # 0.9 with half right: 0.4 off, on four of six items; 0.1 with none right: 0.1 off
    scores, right = [0.9] * 4 + [0.1] * 2, [True, False, True, False, False, False]
    assert expected_calibration_error(scores, right) == pytest.approx((4 * 0.4 + 2 * 0.1) / 6)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert expected_calibration_error([], []) == 0


def test_probabilities_that_hold_have_little_error():
    rng = np.random.default_rng(0)
    scores = rng.uniform(size=20_000)
    right = rng.uniform(size=20_000) < scores
    assert expected_calibration_error(scores, right) < 0.02
    assert expected_calibration_error(scores**3, right) > 0.2


def test_wrong_lengths():
    with pytest.raises(ValueError, match="2 scores and 1 outcomes"):
        reliability([0.1, 0.2], [True])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60),
    st.integers(1, 12),
)
def test_every_item_is_in_one_bin(items, bins):
    scores, right = [score for score, _ in items], [flag for _, flag in items]
    found = reliability(scores, right, bins)
    assert len(found) <= bins
    assert sum(bin.count for bin in found) == len(items)
    assert sum(bin.count * bin.accuracy for bin in found) == pytest.approx(sum(right))
    assert all(one.high < other.low for one, other in itertools.pairwise(found))
    assert all(bin.low <= bin.confidence + 1e-12 and bin.confidence <= bin.high + 1e-12 for bin in found)
    assert 0 <= expected_calibration_error(scores, right, bins) <= 1
