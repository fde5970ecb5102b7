from dataclasses import replace

import pytest

from newsfacts.data import Article, DataError, Entity, Mention, Schema, fact
from newsfacts.data.values import value_of, with_values

SPILL = """\
id: wire-0002
title: Spill
date: 2025-10-14
---
The spill began on [Sunday|DATE sun] and cost [$3 million|MONEY cost], [about 40%|PERCENT rise] more than in
[2023|DATE y23], the operator said. [He|PERSON boss] would pay [27|NUMBER n27] families on [Thursday|DATE thu] or on
[the day|DATE thu] after.

[Sunday|DATE sun] was dry, and [independence|DATE free] far.
---
"""


@pytest.fixture(scope="module")
def spill(schema: Schema) -> Article:
    return fact.loads(SPILL, schema)


def test_each_type_with_values_gets_its_own(spill: Article, schema: Schema) -> None:
    valued = with_values(spill, schema)
    values = {entity.id: entity.value for entity in valued.entities}
    assert values["sun"] == {"start": "2025-10-12", "end": "2025-10-12"}
    assert values["y23"] == {"start": "2023-01-01", "end": "2023-12-31"}
    assert values["boss"] is None
    assert values["free"] is None
    assert values["cost"] == value_of("money", "$3 million", None)
    assert values["rise"] == value_of("percent", "about 40%", None)
    assert values["n27"] == value_of("number", "27", None)
    assert None not in (values["cost"], values["rise"], values["n27"])


def test_the_sentence_of_the_mention_counts(spill: Article, schema: Schema) -> None:
    thursday = with_values(spill, schema).entity("thu").value
    assert thursday == {"start": "2025-10-16", "end": "2025-10-16"}  # "would pay"


def test_only_entities_without_a_value_change(spill: Article, schema: Schema) -> None:
    mine = {"start": "1999-01-01", "end": None}
    given = replace(spill, entities=tuple(replace(e, value=mine) if e.id == "sun" else e for e in spill.entities))
    valued = with_values(given, schema)
    assert valued.entity("sun").value == mine
    assert replace(valued, entities=spill.entities) == spill


def test_without_a_date_nothing_is_guessed(spill: Article, schema: Schema) -> None:
    undated = with_values(replace(spill, date=None), schema)
    assert undated.entity("sun").value == {"start": None, "end": None, "on": "-W-7"}
    assert undated.entity("y23").value == {"start": "2023-01-01", "end": "2023-12-31"}


def test_the_first_mention_that_tells_a_value_counts(schema: Schema) -> None:
    text = "That day was May 3, 2024."
    mentions = (Mention("DATE", "d", 0, 8, "That day"), Mention("DATE", "d", 13, 24, "May 3, 2024"))
    article = Article("a", text, mentions=mentions, entities=(Entity("d", "DATE", "May 3, 2024"),))
    assert with_values(article, schema).entities[0].value == {"start": "2024-05-03", "end": "2024-05-03"}
    first = replace(article, mentions=mentions[:1])
    assert with_values(first, schema).entities[0].value == {"start": None, "end": None, "offset": "P0D"}


def test_a_mention_across_a_sentence_border_has_both_as_context(schema: Schema) -> None:
    text = "He will go at 9 a.m. Tuesday to Rome."
    article = Article(
        "a", text, date="2025-10-15", mentions=(Mention("DATE", "d", 14, 28, "9 a.m. Tuesday"),),
        entities=(Entity("d", "DATE", "9 a.m. Tuesday"),),
    )  # fmt: skip
    assert with_values(article, schema).entities[0].value == {
        "start": "2025-10-21",
        "end": "2025-10-21",
        "time": "T09:00",
    }


def test_a_scheme_without_values_gives_none(spill: Article, schema: Schema) -> None:
    assert with_values(spill, replace(schema, values=None)) is spill
    assert with_values(spill, replace(schema, values={"MONEY": "money"})).entity("sun").value is None


def test_another_kind_is_refused() -> None:
    with pytest.raises(DataError, match="no value is of kind 'colour'; accepted: date, number, money, percent"):
        value_of("colour", "red", None)
