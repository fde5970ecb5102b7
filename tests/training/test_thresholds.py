from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from newsfacts.data import Argument, Article, ConfigError, Relation, Schema
from newsfacts.training.judged import Judged, judge
from newsfacts.training.thresholds import BIASES, FEWEST_KEPT, FEWEST_OF_TYPE, FLOOR, best, calibrate, reaching, tune

TEXT = "[Rebels|ACTOR rebels] [struck|ATTACK x1] the [army|ORG army] near [Aden|GPE aden], [Noor|PERSON noor] said."
EVEN = {"argument": 0.5, "source": 0.5, "relation": 0.5}


@pytest.fixture
def gold(make) -> Article:
    return make(TEXT, "x1: agent=rebels source=noor", "army located_in aden")


def predicted(
    gold: Article, arguments: tuple[Argument, ...], source: tuple[str, float], relations: tuple[Relation, ...]
) -> Article:
    event = replace(gold.events[0], arguments=arguments, source=source[0], source_score=source[1])
    return replace(gold, events=(event,), relations=relations)


@pytest.fixture
def found(gold: Article) -> Article:
    """The gold facts and wrong ones; the best thresholds differ by layer."""
    return predicted(
        gold,
        (Argument("agent", "rebels", 0.3), Argument("patient", "army", 0.2), Argument("place", "aden", 0.1)),
        ("noor", 0.15),
        (Relation("army", "located_in", "aden", 0.8), Relation("rebels", "located_in", "aden", 0.6)),
    )


def test_items_are_judged_as_evaluation_counts_them(schema: Schema, gold: Article, found: Article) -> None:
    judged = judge([gold, gold], [found, replace(found, relations=())], schema)
    arguments = judged["argument"]
    assert arguments.types.tolist() == ["agent", "patient", "place"] * 2
    assert arguments.scores.tolist() == [0.3, 0.2, 0.1] * 2
    assert arguments.right.tolist() == [True, False, False] * 2
    assert (arguments.documents.tolist(), arguments.gold) == ([0, 0, 0, 1, 1, 1], 2)
    assert (judged["source"].right.tolist(), judged["source"].types.tolist()) == ([True, True], ["ATTACK", "ATTACK"])
    assert (judged["relation"].right.tolist(), judged["relation"].gold) == ([True, False], 2)
    assert len(judged["mention"].scores) == 0, "annotation by hand bears no score"


class Stub:
    """An extractor that finds a given article, where its tag O is biased so much."""

    def __init__(self, schema: Schema, found: dict[float, Article]) -> None:
        self.schema, self.found = schema, found
        config = SimpleNamespace(thresholds=dict(EVEN), outside_bias=0.0, temperatures={"argument": 9.0}, shifts={})
        self.model = SimpleNamespace(config=config)
        self.asked: list[tuple[float, dict[str, float], dict[str, float]]] = []

    def predict(self, articles: list[Article]) -> list[Article]:
        config = self.model.config
        self.asked.append((config.outside_bias, dict(config.thresholds), dict(config.temperatures)))
        return [replace(self.found[config.outside_bias], id=article.id) for article in articles]


def run(schema: Schema, gold: Article, found: dict[float, Article]) -> tuple[Any, dict[str, float]]:
    stub: Any = Stub(schema, found)
    return stub, tune(stub, [gold])


def test_tune_finds_the_best_threshold_of_each_layer(schema: Schema, gold: Article, found: Article) -> None:
    stub, chosen = run(schema, gold, dict.fromkeys(BIASES, found))
    # The highest that keeps all that is right; nearest to even odds, where nothing wrong is below.
    assert chosen == {"argument": 0.3, "source": 0.15, "relation": 0.65, "outside_bias": 0.0}
    assert stub.model.config.thresholds == {key: chosen[key] for key in EVEN}
    # Too few items to calibrate by.
    assert (stub.model.config.temperatures, stub.model.config.shifts) == ({}, {})


def test_tune_predicts_with_low_thresholds_and_no_calibration(schema: Schema, gold: Article, found: Article) -> None:
    stub, _ = run(schema, gold, dict.fromkeys(BIASES, found))
    assert stub.asked == [(bias, dict.fromkeys(EVEN, FLOOR), {}) for bias in BIASES]


def test_tune_takes_the_bias_that_finds_most_at_even_odds(schema: Schema, gold: Article, found: Article) -> None:
    better = predicted(gold, (Argument("agent", "rebels", 0.6),), ("noor", 0.7), ())
    stub, chosen = run(schema, gold, {**dict.fromkeys(BIASES, found), -1.0: better})
    assert (chosen["outside_bias"], stub.model.config.outside_bias) == (-1.0, -1.0)


def test_thresholds_are_compared_with_calibrated_scores(schema: Schema, gold: Article, found: Article) -> None:
    stub: Any = Stub(schema, {0.0: found})
    articles = [replace(gold, id=str(i)) for i in range(40)]
    raw, judged = calibrate(stub, articles, [0.0])
    assert raw["argument"].scores[0] == 0.3
    # Every argument of score 0.3 is right, no other.
    assert judged["argument"].scores[0] > 0.7
    assert judged["argument"].scores[1] < 0.3
    assert stub.model.config.temperatures.keys() == {"argument", "relation"}


def items(scores: Sequence[float], right: Sequence[bool], gold: int = 100, types: Sequence[str] = ()) -> Judged:
    count = len(scores)
    return Judged(
        np.array(types or ["agent"] * count, dtype=str),
        np.array(scores, dtype=float),
        np.array(right, dtype=bool),
        np.arange(count),
        gold,
    )


NONE = items([], [], 0)


def test_best_leaves_other_layers_alone() -> None:
    judged = {"argument": items([0.9, 0.2], [True, True], 2), "source": NONE, "relation": items([0.3], [True], 1)}
    assert best(judged, ["relation"], {"argument": 0.7, "mention": 0.4}) == {
        **{"argument": 0.7, "source": 0.5, "relation": 0.3, "mention": 0.4}
    }
    assert best({"argument": NONE, "source": NONE, "relation": NONE}) == EVEN


def test_the_highest_recall_at_a_wanted_precision() -> None:
    # 60 right ones, then right and wrong in turn: three quarters are right down to 0.4.
    scores = [*np.linspace(0.99, 0.70, 60), *np.linspace(0.69, 0.1, 120)]
    right = [True] * 60 + [False, True] * 60
    found = reaching(0.75, {"argument": items(scores, right)}, ["argument"])
    kept = np.array(scores) >= found["argument"]
    assert np.array(right)[kept].mean() >= 0.75
    assert kept.sum() == max(n for n in range(FEWEST_KEPT, 181) if np.mean(right[:n]) >= 0.75)


def test_equal_scores_are_kept_or_left_together() -> None:
    judged = {"argument": items([0.9] * 30 + [0.5] * 30, [True] * 30 + [True, False] * 15)}
    assert reaching(0.9, judged, ["argument"]) == {"argument": 0.9}
    assert reaching(0.7, judged, ["argument"]) == {"argument": 0.5}


def test_a_precision_that_is_not_reached() -> None:
    judged = {"argument": items([0.9] * 30 + [0.5] * 30, [True, False] * 30), "relation": items([0.9], [True])}
    with pytest.raises(ConfigError) as error:
        reaching(0.8, judged, ["argument", "relation"])
    assert str(error.value).splitlines() == [
        "argument: precision 0.8 is not reached; the best is 0.500, at threshold 0.90 with recall 0.150",
        f"relation: only 1 found; a precision wants {FEWEST_KEPT} at least",
    ]


def test_types_of_many_items_get_thresholds_of_their_own() -> None:
    n = FEWEST_OF_TYPE
    scores = [*np.linspace(0.9, 0.8, n), *np.linspace(0.7, 0.6, n), *np.linspace(0.5, 0.4, n - 1)]
    right = [True] * n + [True, False] * (n // 2) + [True] * (n - 1)
    types = ["agent"] * n + ["place"] * n + ["time"] * (n - 1)
    judged = {"argument": items(scores, right, 3 * n, types)}
    found = reaching(0.8, judged, ["argument"], by_type=True)
    assert found.keys() == {"argument", "argument.agent"}, "place never reaches it, of time there are too few"
    assert found["argument.agent"] == pytest.approx(0.8)
    assert found["argument"] == pytest.approx(0.4)
