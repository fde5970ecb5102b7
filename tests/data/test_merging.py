from dataclasses import replace

import pytest

from newsfacts.data import Article, Schema, fact
from newsfacts.data.merging import same_events
from newsfacts.data.telling.phrases import Phrases
from newsfacts.data.words import split

TEXT = """\
id: a
---
[raid|{type} x1] [raid|{type} x2] [raid|{type} x3] [men|ACTOR men] [base|ITEM base] [hut|ITEM hut] [Gao|GPE gao]
[Kati|GPE kati] [Friday|DATE fri] [8 March|DATE march] [May|DATE may] [police|ORG police] [army|ORG army]
---
"""


def groups(schema: Schema, *lines: str, type: str = "ATTACK") -> list[str]:
    text = TEXT.replace("{type}", type) + "".join(f"x{i}: {line}\n" for i, line in enumerate(lines, 1))
    for i in range(len(lines) + 1, 4):
        text = text.replace(f"[raid|{type} x{i}] ", "")
    return joined(fact.loads(text, schema), schema)


def joined(article: Article, schema: Schema) -> list[str]:
    phrases = Phrases(article, split(article.text), schema.told)
    return ["+".join(event.id for event in group) for group in same_events(phrases)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("agent=men patient=base", "agent=men patient=base", True),
        ("agent=men patient=base", "agent=men patient=base,hut", True),
        ("agent=men patient=base place=gao time=fri", "patient=base place=gao", True),
        ("patient=base time=fri", "agent=men patient=base time=fri", True),
        ("agent=men,army", "agent=army,men time=fri", True),
        # too little in common: the same men, or the same base, may be in two raids
        ("", "", False),
        ("agent=men", "agent=men", False),
        ("patient=base", "patient=base", False),
        ("agent=men place=gao time=fri", "agent=men place=gao time=fri", False),
        # what contradicts
        ("agent=men patient=base place=gao", "agent=men patient=base place=kati", False),
        ("agent=men patient=base time=fri", "agent=men patient=base time=may", False),
        ("agent=men patient=base,hut", "agent=men patient=hut,army", False),
        ("agent=men patient=base", "agent=men patient=base factuality=uncertain", False),
        ("agent=men patient=base source=police", "agent=men patient=base source=army", False),
        ("agent=men patient=base source=police", "agent=men patient=base", True),
    ],
)
def test_two_mentions(one: str, other: str, same: bool, schema: Schema) -> None:
    assert groups(schema, one, other) == (["x1+x2"] if same else ["x1", "x2"])
    assert groups(schema, other, one) == (["x1+x2"] if same else ["x1", "x2"])


def test_what_may_be_either_of_two_is_joined_with_neither(schema: Schema) -> None:
    told = ["agent=men patient=base place=gao", "agent=men patient=base", "agent=men patient=base place=kati"]
    assert groups(schema, *told) == ["x1", "x2", "x3"]
    assert groups(schema, told[1], told[0], told[2]) == ["x1", "x2", "x3"], "in any order"
    assert groups(schema, told[0], told[0], told[2]) == ["x1+x2", "x3"]
    assert groups(schema, told[0], told[1], told[1]) == ["x1+x2+x3"]


def test_what_is_said_twice_is_two_statements(schema: Schema) -> None:
    assert groups(schema, "agent=men recipient=army time=fri", "agent=men recipient=army time=fri", type="SAY") == [
        "x1",
        "x2",
    ]


def test_one_dies_once(schema: Schema) -> None:
    assert groups(schema, "patient=men", "patient=men place=gao", type="DEATH") == ["x1+x2"]
    assert groups(schema, "patient=men", "patient=men,army", type="DEATH") == ["x1", "x2"]


def test_other_types_are_other_events(schema: Schema) -> None:
    text = TEXT.replace("{type} x1", "DEATH x1").replace("{type}", "ATTACK").replace("[raid|ATTACK x3] ", "")
    told = "agent=men patient=base"
    assert joined(fact.loads(f"{text}x1: {told}\nx2: {told}\n", schema), schema) == ["x1", "x2"]


def test_dates_of_one_value_are_one_date(schema: Schema) -> None:
    text = TEXT.replace("{type}", "ATTACK").replace("[raid|ATTACK x3] ", "")
    lines = "x1: agent=men patient=base time=fri\nx2: agent=men patient=base time=march\n"
    article = fact.loads(text + lines, schema)
    assert joined(article, schema) == ["x1", "x2"]
    value = {"start": "2024-03-08", "end": "2024-03-08"}
    entities = tuple(replace(e, value=value) if e.type == "DATE" and e.name != "May" else e for e in article.entities)
    article = replace(article, entities=entities)
    assert joined(article, schema) == ["x1+x2"]
    assert [e.name for e in article.facts[0].qualifiers["time"]] == ["Friday"], "told once"


def test_two_verbs_of_one_sentence_are_two_events(schema: Schema) -> None:
    text = "A [jury|ACTOR j] [acquitted|CONVICT x1] [Bo|PERSON b] {} [convicted|CONVICT x2] [him|PERSON b] of theft."
    lines = "x1: agent=j patient=b\nx2: agent=j patient=b\n"
    assert joined(fact.loads(f"id: a\n---\n{text.format(' but')}\n---\n{lines}", schema), schema) == ["x1", "x2"]
    noun = "A [jury|ACTOR j] [acquitted|CONVICT x1] [Bo|PERSON b] in a [verdict|CONVICT x2] on Friday."
    assert joined(fact.loads(f"id: a\n---\n{noun}\n---\n{lines}", schema), schema) == ["x1+x2"]
