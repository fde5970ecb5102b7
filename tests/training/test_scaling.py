import numpy as np
import pytest

from newsfacts.calibration import Calibration
from newsfacts.training.calibration import expected_calibration_error
from newsfacts.training.judged import Judged
from newsfacts.training.scaling import FEWEST, calibrated, cross_fitted_error, fit


def drawn(temperature: float, shift: float, count: int = 20_000) -> Judged:
    """Items of a network that says ``sigmoid(x)`` where ``sigmoid(x / temperature + shift)`` is the truth."""
    random = np.random.default_rng(0)
    logits = random.normal(size=count, scale=2.5)
    truth = 1 / (1 + np.exp(-(logits / temperature + shift)))
    scores = np.round(1 / (1 + np.exp(-logits)), 4)
    right = random.random(count) < truth
    return Judged(np.array(["agent"] * count), scores, right, random.integers(0, 50, count), int(right.sum()))


def test_fit_finds_the_temperature_and_the_shift() -> None:
    found = fit({"argument": drawn(1.6, -0.5), "source": drawn(1.0, 0.0)})
    assert found.temperatures["argument"] == pytest.approx(1.6, abs=0.08)
    assert found.shifts["argument"] == pytest.approx(-0.5, abs=0.05)
    assert found.temperatures["source"] == pytest.approx(1.0, abs=0.05)
    assert found.shifts["source"] == pytest.approx(0.0, abs=0.05)


def test_calibrated_scores_are_shares_that_are_right() -> None:
    items = drawn(1.6, -0.5)
    raw = expected_calibration_error(items.scores, items.right)
    own = expected_calibration_error(calibrated(fit({"argument": items}), "argument", items.scores), items.right)
    assert raw > 0.08
    assert own < 0.02
    assert own < cross_fitted_error(items, "argument") < 0.03


def test_calibration_keeps_the_order() -> None:
    scores = np.linspace(0, 1, 10_001).round(4)
    found = calibrated(Calibration({"argument": 1.6}, {"argument": -0.5}), "argument", scores)
    assert (np.diff(found) >= 0).all()
    assert 0 < found[0] < found[-1] < 1
    assert calibrated(Calibration(), "argument", scores) == pytest.approx(scores, abs=1e-4)


def test_what_cannot_be_fitted_stays() -> None:
    items = drawn(1.6, -0.5)
    every = np.arange(len(items.scores))
    assert fit({"argument": items.some(every < FEWEST - 1)}) == Calibration()
    assert fit({"argument": items.some(items.right)}) == Calibration()
    assert fit({"argument": items.some(~items.right)}) == Calibration()


def test_no_score_parts_right_from_wrong_for_certain() -> None:
    scores = np.array([0.9] * 40 + [0.1] * 40)
    items = Judged(np.array(["a"] * 80), scores, scores > 0.5, np.arange(80), 40)
    found = calibrated(fit({"argument": items}), "argument", scores)
    assert 0.9 < found.max() < 1
    assert 0 < found.min() < 0.1
