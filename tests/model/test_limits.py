from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SCHEMA, scored_articles
from tiny import network, tokenizer

from newsfacts import FactExtractor
from newsfacts.data import Article, ConfigError, Schema
from newsfacts.limits import Limits, filtered

NAMES = (
    "all",
    "mention",
    "trigger",
    "argument",
    "source",
    "relation",
    "PERSON",
    "SAY",
    "agent",
    "argument.origin",
    "kin",
)
WANTED = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1), max_size=5)


def limits(given: Any, schema: Schema = SCHEMA) -> Limits:
    return Limits.of(given, schema)


def test_the_narrowest_name_counts() -> None:
    least = limits({"all": 0.8, "relation": 0.5, "ATTACK": 0.7, "relation.kin": 0.2, "argument.origin": 0.1}).least
    assert (least["mention", "ORG"], least["source", ""], least["relation", "owns"]) == (0.8, 0.8, 0.5)
    assert (least["trigger", "ATTACK"], least["trigger", "SAY"], least["relation", "kin"]) == (0.7, 0.8, 0.2)
    assert (least["argument", "origin"], least["relation", "origin"], least["argument", "agent"]) == (0.1, 0.5, 0.8)
    assert set(limits(0.3).least.values()) == {0.3}
    assert set(limits({"relation": 0.3}).least.values()) == {0.0, 0.3}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"atack": 0.5}, r"^min_score: no layer or type 'atack'; accepted: all, mention, trigger, argument, .*ATTACK"),
        ({"ATACK": 0.5}, r"no layer or type 'ATACK' \(did you mean 'ATTACK'\?\)"),
        ({"origin": 0.5}, r"'origin' is in several layers; say argument.origin or relation.origin"),
        ({"relation.ATTACK": 0.5}, "no layer or type 'relation.ATTACK'"),
        ({"": 0.5}, "no layer or type ''"),
        ({3: 0.5}, "no layer or type 3"),
        ({"kin": 1.5}, "kin: accepted: a number from 0 to 1; found 1.5"),
        (-0.1, "all: accepted: a number from 0 to 1; found -0.1"),
        (float("nan"), "all: accepted: a number from 0 to 1; found nan"),
        (True, "all: accepted: a number from 0 to 1; found True"),
        ("0.5", "all: accepted: a number from 0 to 1; found '0.5'"),
    ],
)
def test_wrong_limits(given: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        limits(given)


def scored(article: Article) -> Article:
    """The article with a score for everything; less, the later it stands."""
    events = tuple(
        replace(
            x,
            score=0.9 - 0.1 * i,
            source_score=x.source and 0.6,
            arguments=tuple(replace(a, score=0.7) for a in x.arguments),
        )
        for i, x in enumerate(article.events)
    )
    mentions = tuple(replace(m, score=0.95 - 0.05 * i) for i, m in enumerate(article.mentions))
    return replace(
        article, mentions=mentions, events=events, relations=tuple(replace(r, score=0.8) for r in article.relations)
    )


def test_what_hangs_on_an_item_goes_with_it(article: Article, schema: Schema) -> None:
    found = scored(article)
    some = filtered(found, schema, limits({"GPE": 0, "DISASTER": 0.95, "PERSON": 0.95, "source": 0.5}))
    assert [x.type for x in some.events] == [x.type for x in found.events if x.type != "DISASTER"]
    assert "magsino" not in {m.entity for m in some.mentions} | {e.id for e in some.entities}
    assert not [a for x in some.events for a in x.arguments if a.entity == "magsino"]
    assert [r.type for r in some.relations] == ["quantity", "origin"]
    schema.check(some)
    assert filtered(found, schema, limits(0)) == found
    assert filtered(article, schema, limits(1)) == article, "annotation by hand has no score"


def test_an_entity_is_named_after_the_mentions_that_are_left(article: Article, schema: Schema) -> None:
    found = scored(article)
    some = filtered(found, schema, limits({"ORG": 1.0}))
    assert found.entity("coast_guard").name == "Coast Guard"
    guard = some.entity("coast_guard")
    assert (guard.name, guard.type) == ("agency", "ACTOR")
    # The Coast Guard was the source and agent of "said": an ACTOR may be both, but it has no origin.
    assert [r.type for r in some.relations if r.head == "coast_guard"] == [
        r.type for r in found.relations if r.head == "coast_guard" and "ACTOR" in (schema.relation(r.type) or r).head
    ]
    schema.check(some)


def items(article: Article) -> set[tuple[Any, ...]]:
    """All that an article states."""
    found: set[tuple[Any, ...]] = {(m.type, m.start, m.end, m.entity) for m in article.mentions}
    found |= {("entity", entity.id) for entity in article.entities}
    for event in article.events:
        found |= {(event.id, event.type), (event.id, "factuality", event.factuality)}
        found |= {(event.id, argument.role, argument.entity) for argument in event.arguments}
        found |= {(event.id, "source", event.source)} if event.source is not None else set()
    return found | {(relation.head, relation.type, relation.tail) for relation in article.relations}


@given(scored_articles(), WANTED, WANTED)
@settings(max_examples=40)
def test_higher_limits_leave_a_subset(found: Article, one: Mapping[str, float], other: Mapping[str, float]) -> None:
    low = limits(one)
    less = filtered(found, SCHEMA, low)
    least = filtered(found, SCHEMA, low | limits(other))
    SCHEMA.check(less)
    SCHEMA.check(least)
    assert items(least) <= items(less) <= items(found)
    assert filtered(less, SCHEMA, low) == less, "what is left fulfils them"
    scores = [m.score for m in less.mentions if m.score is not None]
    assert all(score >= low.layer("mention") for score in scores)


@pytest.fixture(scope="module")
def extractor(schema: Schema) -> FactExtractor:
    return FactExtractor(network(schema, thresholds={"argument": 0.02, "source": 0.02, "relation": 0.02}), tokenizer())


NEWS = "Police in Oslo said on Friday that the army killed 12 people. The president denied it.\n\nAnn Lee left."


def test_predict_and_stream_take_a_minimum(extractor: FactExtractor, schema: Schema) -> None:
    whole = extractor.predict(NEWS)
    middle = sorted(mark.score or 0 for mark in whole.mentions)[len(whole.mentions) // 2]
    wanted = {"mention": middle, "relation": 0.05}
    some = extractor.predict(NEWS, min_score=wanted)
    assert some == filtered(whole, schema, limits(wanted, schema))
    assert 0 < len(some.mentions) < len(whole.mentions)
    assert list(extractor.stream([NEWS], min_score=wanted)) == [some]
    assert not extractor.predict(NEWS, min_score=1.0).mentions
    with pytest.raises(ConfigError, match="min_score: no layer or type 'mentoin'"):
        extractor.stream([NEWS], min_score={"mentoin": 0.5})


def test_thresholds_of_a_checkpoint_may_be_by_type(extractor: FactExtractor, schema: Schema, monkeypatch) -> None:
    whole = extractor.predict(NEWS)
    limit = sorted(mark.score or 0 for mark in whole.mentions)[len(whole.mentions) // 2]
    thresholds = {**extractor.model.config.thresholds, "mention": limit, "relation.kin": 0.06}
    monkeypatch.setattr(extractor.model.config, "thresholds", thresholds)
    some = extractor.predict(NEWS)
    assert some == filtered(whole, schema, limits(thresholds, schema))
    assert 0 < len(some.mentions) < len(whole.mentions)


def test_a_higher_minimum_gives_a_subset(extractor: FactExtractor) -> None:
    found = [items(extractor.predict(NEWS, min_score=limit)) for limit in (0.0, 0.1, 0.3, 0.7, 0.9)]
    assert all(high <= low for low, high in pairwise(found))
    assert len(found[-1]) < len(found[0])
