import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data import Argument, Article, Entity, Event, Mention, Relation, Schema, fact, read_articles
from newsfacts.data.facts import Evidence, Fact, facts

ARREST = """\
id: a
date: 2024-05-08
---
[Kenyan|NORP kenya] [police|ORG police] [arrested|DETAIN x1] [12|NUMBER n12] [members|ACTOR members] of the
[group|ACTOR group] in [Garissa|GPE garissa] [between 3 and 5 May|DATE days], the
[interior ministry|ORG ministry] said. The [arrests|DETAIN x2] of the [members|ACTOR members] drew protests.

The [group|ACTOR group] had [attacked|ATTACK x3] [Garissa|GPE garissa] before.
---
x1: agent=police patient=members place=garissa time=days amount=n12 source=ministry
x2: patient=members agent=police
x3: agent=group patient=garissa factuality=uncertain
police origin kenya
members quantity n12
members member_of group
"""
DAYS = {"start": "2024-05-03", "end": "2024-05-05"}


def with_value(article: Article, name: str, value: dict[str, Any]) -> Article:
    entities = (replace(entity, value=value) if entity.name == name else entity for entity in article.entities)
    return replace(article, entities=tuple(entities))


@pytest.fixture
def arrest(schema: Schema) -> Article:
    return with_value(fact.loads(ARREST, schema), "between 3 and 5 May", DAYS)


def names(entities: tuple[Entity, ...]) -> list[str]:
    return [entity.name for entity in entities]


def test_an_event_told_twice_is_one_fact(arrest: Article) -> None:
    told = next(fact for fact in arrest.facts if fact.predicate == "DETAIN")
    assert told.line == (
        "Kenyan police arrested 12 members of the group in Garissa, 3–5 May 2024, according to the interior ministry"
    )
    assert (told.kind, told.items, told.factuality, told.score) == ("event", ("x1", "x2"), "asserted", None)
    assert (names(told.subject), names(told.object)) == (["police"], ["members"])
    assert {role: names(entities) for role, entities in told.qualifiers.items()} == {
        "place": ["Garissa"],
        "time": ["between 3 and 5 May"],
        "amount": ["12"],
    }
    assert told.source is not None
    assert told.source.name == "interior ministry"


def test_facts_come_as_told_one_an_event_and_one_a_relation(arrest: Article) -> None:
    found = arrest.facts
    assert [fact.id for fact in found] == ["f1", "f2", "f3", "f4", "f5"]
    assert [(fact.kind, fact.predicate) for fact in found] == [
        ("relation", "origin"),
        ("event", "DETAIN"),
        ("relation", "quantity"),
        ("relation", "member_of"),
        ("event", "ATTACK"),
    ]
    assert found[4].factuality == "uncertain"
    assert found[0].items == ()


def test_evidence_is_the_sentences_and_their_marks(arrest: Article) -> None:
    told = next(fact for fact in arrest.facts if fact.predicate == "DETAIN")
    sentences = [arrest.text[e.start : e.end] for e in told.evidence]
    assert [sentence.split()[-1] for sentence in sentences] == ["said.", "protests."]
    marks = [[arrest.text[start:end] for start, end in e.spans] for e in told.evidence]
    assert marks == [
        ["police", "arrested", "12", "members", "Garissa", "between 3 and 5 May", "interior ministry"],
        ["arrests", "members"],
    ]


def test_what_another_sentence_names_is_evidence_too(schema: Schema) -> None:
    source = (
        "id: a\n---\n[Ann Lee|PERSON ann] left. A bomb [exploded|ATTACK x1] in [Oslo|GPE oslo].\n---\nx1: agent=ann"
    )
    article = fact.loads(source, schema)
    told = article.facts[0]
    assert told.evidence == (Evidence(14, 38, ((21, 29),)), Evidence(0, 13, ((0, 7),)))
    assert article.text[14:38] == "A bomb exploded in Oslo."


def test_the_closest_mentions_are_evidence_of_a_relation(schema: Schema) -> None:
    source = """\
id: a
---
[Lee|PERSON lee] came. [Lee|PERSON lee] and the [baker|ROLE baker] met. [Lee|PERSON lee] left.
---
lee has_role baker
"""
    assert fact.loads(source, schema).facts[0].evidence == (Evidence(10, 32, ((10, 13), (22, 27))),)


def test_relations_to_the_same_value_are_one_fact(schema: Schema) -> None:
    text = (
        "[Two|NUMBER a] [miners|ACTOR m] left. The [miners|ACTOR m], [two|NUMBER b] in all, left in [one|NUMBER c] car."
    )
    article = fact.loads(f"id: a\n---\n{text}\n---\nm quantity a\nm quantity b\nm quantity c\n", schema)
    assert len(article.facts) == 3, "nothing is known of what the numbers mean"
    for name, value in (("Two", 2), ("two", 2), ("one", 1)):
        article = with_value(article, name, {"min": value, "max": value})
    joined, other = article.facts
    assert names(joined.object) == ["Two"]
    assert [evidence.spans for evidence in joined.evidence] == [((0, 3), (4, 10)), ((21, 27), (29, 32))]
    assert names(other.object) == ["one"]


def test_the_score_is_the_best_of_the_joined(arrest: Article) -> None:
    scores = {"x1": 0.7, "x2": 0.9, "x3": 0.4}
    events = tuple(replace(event, score=scores[event.id]) for event in arrest.events)
    relations = tuple(replace(relation, score=0.5) for relation in arrest.relations)
    found = replace(arrest, events=events, relations=relations).facts
    assert [fact.score for fact in found] == [0.5, 0.9, 0.5, 0.5, 0.4]


def test_another_scheme_tells_its_own_facts() -> None:
    """Roles and types are the scheme's: nothing of the news scheme shows."""
    schema = Schema.from_dict(
        {
            "name": "moves",
            "version": 1,
            "mentions": {"WHO": "", "WHERE": ""},
            "events": {"GO": ""},
            "roles": {"mover": {}, "goal": {}, "start": {}},
            "source": {},
            "factuality": {"real": "", "unreal": ""},
            "relations": {"lives_in": {}},
        }
    )
    source = """\
id: a
---
[Ann|WHO ann] may [go|GO x1] from [Rome|WHERE rome] to [Oslo|WHERE oslo].
---
x1: mover=ann goal=oslo start=rome factuality=unreal
ann lives_in rome
"""
    event, relation = facts(fact.loads(source, schema), schema)
    assert (names(event.subject), names(event.object)) == (["Ann"], ["Oslo"])
    assert {role: names(found) for role, found in event.qualifiers.items()} == {"start": ["Rome"]}
    assert event.line == "Go (“go”), mover Ann, goal Oslo, start Rome, unreal"
    assert relation.line == "Ann: lives in Rome"
    assert relation.factuality == "real"


def test_a_scheme_may_bring_its_view() -> None:
    data = {
        "name": "moves",
        "version": 1,
        "mentions": {"WHO": "", "WHERE": ""},
        "events": {"GO": ""},
        "roles": {"mover": {}, "goal": {}},
        "source": {},
        "factuality": {"real": "", "unreal": ""},
        "relations": {},
        "view": {
            "subject": ["mover"],
            "roles": {"goal": {"prepositions": ["to"]}},
            "factuality": {"real": "told", "unreal": "negated"},
            "events": {"GO": {"verb": "go"}},
        },
    }
    schema = Schema.from_dict(data)
    source = "id: a\n---\n[Ann|WHO ann]'s [trip|GO x1] to [Oslo|WHERE oslo].\n---\nx1: mover=ann goal=oslo"
    assert facts(fact.loads(source, schema), schema)[0].line == "Ann went to Oslo"
    unreal = fact.loads(source + " factuality=unreal", schema)
    assert facts(unreal, schema)[0].line == "Ann did not go to Oslo"
    assert Schema.from_dict(json.loads(json.dumps(schema.to_dict()))).view == schema.view


def test_every_seed_tells_well_formed_facts(seeds: Any, schema: Schema) -> None:
    for article in read_articles([f"{seeds}:dev"], schema):
        found = article.facts
        assert sorted(item for fact in found for item in fact.items) == sorted(event.id for event in article.events)
        assert sum(fact.kind == "relation" for fact in found) == len(article.relations)
        for told in found:
            check(told, article)
            assert not {"  ", " ,", "None"} & {told.line[i : i + 2] for i in range(len(told.line))}, told.line
            assert not told.line.endswith((",", " and", " of", " the", " a")), told.line


def check(told: Fact, article: Article) -> None:
    assert told.line
    assert told.line == " ".join(told.line.split())
    assert told.evidence
    for evidence in told.evidence:
        assert evidence.spans
        for start, end in evidence.spans:
            assert evidence.start <= start < end <= evidence.end <= len(article.text)


SIGNS = st.sampled_from(
    ["a", "The ", " ", "  ", "\n\n", ". ", "’s ", "-", "of ", "said ", "“", "12 ", "İ", "\u200b", "they "]
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = "".join(draw(st.lists(SIGNS, min_size=1, max_size=40)))
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)).map(
        lambda pair: (pair[0], min(pair[0] + pair[1], len(text)))
    )
    ids = ("e1", "e2", "e3")
    types = st.sampled_from(["PERSON", "ORG", "NORP", "ACTOR", "ROLE", "DATE", "NUMBER"])
    places = [draw(spans) for _ in ids] + draw(st.lists(spans, max_size=4))
    mentions = tuple(
        Mention(draw(types), ids[i % 3], start, end, text[start:end]) for i, (start, end) in enumerate(places)
    )
    entities = tuple(
        Entity(id, draw(types), draw(st.sampled_from([mentions[i].text, "", "Ann Lee", "troops"])))
        for i, id in enumerate(ids)
    )
    some = st.sampled_from(ids)
    roles = st.sampled_from(["agent", "patient", "time", "amount", "recipient", "of_no_scheme"])
    arguments = st.lists(st.builds(Argument, roles, some), max_size=4).map(tuple)
    events = tuple(
        Event(
            f"x{i}",
            draw(st.sampled_from(["SAY", "ATTACK", "OUST", "OF_NO_SCHEME"])),
            start,
            end,
            text[start:end],
            draw(arguments),
            draw(st.none() | some),
            draw(st.sampled_from(["asserted", "negated", "future", "uncertain", "of_no_scheme"])),
        )
        for i, (start, end) in enumerate(draw(st.lists(spans, max_size=4)))
    )
    kinds = st.sampled_from(["has_role", "kin", "role_in", "of_no_scheme"])
    relations = tuple(draw(st.lists(st.builds(Relation, some, kinds, some), max_size=4)))
    return Article("a", text, mentions=mentions, entities=entities, events=events, relations=relations)


@given(articles())
def test_any_article_has_facts(article: Article) -> None:
    """Whatever a model or a file says: blank marks, overlaps, labels that the scheme has not."""
    found = article.facts
    assert sorted(item for fact in found for item in fact.items) == sorted(event.id for event in article.events)
    for told in found:
        check(told, article)
