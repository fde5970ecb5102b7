from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from newsfacts.data import Argument, Article, Relation, Schema
from newsfacts.training.thresholds import BIASES, FLOOR, filtered, tune

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


def test_filtered_keeps_what_is_sure_enough(found: Article) -> None:
    assert filtered(found, dict.fromkeys(EVEN, 0.1)) == found
    some = filtered(found, {"argument": 0.2, "source": 0.16, "relation": 0.8})
    assert [argument.role for argument in some.events[0].arguments] == ["agent", "patient"]
    assert (some.events[0].source, some.events[0].source_score) == (None, None)
    assert some.relations == found.relations[:1]
    assert (some.mentions, some.entities) == (found.mentions, found.entities)
    assert filtered(some, dict.fromkeys(EVEN, 0.1)).events[0].source is None


class Stub:
    """An extractor that finds a given article, where its tag O is biased so much."""

    def __init__(self, schema: Schema, found: dict[float, Article]) -> None:
        self.schema, self.found = schema, found
        self.model = SimpleNamespace(config=SimpleNamespace(thresholds=dict(EVEN), outside_bias=0.0))
        self.asked: list[tuple[float, dict[str, float]]] = []

    def predict(self, articles: list[Article]) -> list[Article]:
        config = self.model.config
        self.asked.append((config.outside_bias, dict(config.thresholds)))
        return [self.found[config.outside_bias] for _ in articles]


def run(schema: Schema, gold: Article, found: dict[float, Article]) -> tuple[Stub, dict[str, float]]:
    stub: Any = Stub(schema, found)
    return stub, tune(stub, [gold])


def test_tune_finds_the_best_threshold_of_each_layer(schema: Schema, gold: Article, found: Article) -> None:
    stub, best = run(schema, gold, dict.fromkeys(BIASES, found))
    assert best == {"argument": 0.3, "source": 0.15, "relation": 0.65, "outside_bias": 0.0}
    assert filtered(found, best).events[0].arguments == found.events[0].arguments[:1]
    # What the checkpoint will store is what was found; what it was found on was predicted with low thresholds.
    assert {**stub.model.config.thresholds, "outside_bias": stub.model.config.outside_bias} == best
    assert stub.asked == [(bias, dict.fromkeys(EVEN, FLOOR)) for bias in BIASES]


def test_tune_takes_the_bias_that_finds_most_at_even_thresholds(schema: Schema, gold: Article, found: Article) -> None:
    nothing = replace(found, events=(), relations=())
    late = replace(found, relations=tuple(replace(relation, score=0.4) for relation in found.relations))
    stub, best = run(schema, gold, {0.0: nothing, -0.5: late, -1.0: found, 0.5: nothing})
    assert best["outside_bias"] == stub.model.config.outside_bias == -1.0
    assert best["relation"] == 0.65


def test_thresholds_stay_even_where_nothing_is_found(schema: Schema, gold: Article) -> None:
    nothing = replace(gold, events=(), relations=())
    _, best = run(schema, gold, dict.fromkeys(BIASES, nothing))
    assert best == {**EVEN, "outside_bias": 0.0}
