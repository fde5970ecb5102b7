import copy
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import (
    Argument,
    Article,
    ConfigError,
    DataError,
    Entity,
    Event,
    Mention,
    Relation,
    RelationType,
    RoleType,
    Schema,
)

SMALL: dict[str, Any] = {
    "name": "small",
    "version": 2,
    "mentions": {"WHO": "people", "WHERE": "places"},
    "events": {"GO": ""},
    "roles": {"mover": {"about": "who goes", "types": ["WHO"]}, "goal": {}},
    "source": {"types": ["WHO"]},
    "factuality": {"real": "", "unreal": ""},
    "relations": {"near": {"head": ["WHERE"], "tail": ["WHERE"], "symmetric": True}, "has": {}},
}
FILE = """
name: small
version: 1
mentions: {WHO: people}
events: {GO: ""}
roles: {}
source: {}
factuality: {real: ""}
relations: {}
"""


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = copy.deepcopy(SMALL)
    change(data)
    return data


def test_the_news_scheme_has_the_types_of_the_guidelines(schema: Schema) -> None:
    assert (len(schema.mentions), len(schema.events), len(schema.roles), len(schema.relations)) == (14, 34, 10, 14)
    assert schema.default_factuality == "asserted"
    assert schema.mark_types[0] == "PERSON"
    assert schema.mark_types[-1] == "RESCUE"


def test_another_scheme_is_another_file() -> None:
    schema = Schema.from_dict(SMALL)
    assert schema.mark_types == ("WHO", "WHERE", "GO")
    assert schema.roles == (RoleType("mover", ("WHO",), "who goes"), RoleType("goal", ("WHO", "WHERE")))
    assert schema.relation("near") == RelationType("near", ("WHERE",), ("WHERE",), symmetric=True)
    assert schema.relation("has") == RelationType("has", ("WHO", "WHERE"), ("WHO", "WHERE"))
    assert schema.role("agent") is None
    assert schema.relation("kin") is None
    assert schema.default_factuality == "real"
    assert schema.mixing.all()


def test_to_dict_reads_back_to_an_equal_schema(schema: Schema) -> None:
    again = Schema.from_dict(json.loads(json.dumps(schema.to_dict())))
    assert again == schema
    assert hash(again) == hash(schema)
    assert again.fingerprint == schema.fingerprint


def test_values_are_kept_but_no_part_of_what_is_annotated() -> None:
    """So articles and checkpoints from before a scheme had values stay of one scheme with it."""
    schema = Schema.from_dict({**SMALL, "values": {"WHERE": "number"}})
    assert schema.values == {"WHERE": "number"}
    assert Schema.from_dict(json.loads(json.dumps(schema.to_dict()))).values == {"WHERE": "number"}
    assert Schema.from_dict(SMALL).values is None
    assert schema == Schema.from_dict(SMALL)


def test_order_makes_another_schema() -> None:
    """The order of labels is the order of a model's outputs."""
    turned = changed(lambda data: data.update(mentions={"WHERE": "places", "WHO": "people"}))
    assert Schema.from_dict(turned) != Schema.from_dict(SMALL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("roles"), "key 'roles' is missing"),
        (lambda d: d.update(resolution=["WHO"]), "'resolution' must be a mapping, found ['WHO']"),
        (lambda d: d.update(resolution={}), "'resolution': key 'names' is missing"),
        (lambda d: d.update(resolution={"names": ["HOW"]}), "names names 'HOW', which is no mention type"),
        (lambda d: d.update(resolution={"names": ["WHO"], "people": ["WHO"]}), "unknown key 'people'; accepted: names"),
        (
            lambda d: d.update(resolution={"names": ["WHO"], "persons": ["WHERE"]}),
            "persons names 'WHERE', which is not among its names",
        ),
        (
            lambda d: d.update(resolution={"names": ["WHO"], "posts": "rules"}),
            "posts is 'rules', which is no relation; accepted: ",
        ),
        (lambda d: d.update(rolls={}), "unknown key 'rolls'; accepted: name, version, mentions"),
        (lambda d: d.update(version="1"), "'version' must be an integer, found '1'"),
        (lambda d: d.update(version=True), "'version' must be an integer, found True"),
        (lambda d: d.update(roles=["mover"]), "'roles' must be a mapping, found ['mover']"),
        (lambda d: d.update(relations=None), "'relations' must be a mapping, found None"),
        (lambda d: d.update(mentions={}, events={}), "'mentions' or 'events' must name at least one label"),
        (lambda d: d.update(factuality={}), "'factuality' must name at least one label"),
        (lambda d: d["mentions"].update(GO=""), "'GO' is both a mention and an event type"),
        (lambda d: d["mentions"].update({"A B": ""}), "mentions: 'A B' is no label"),
        (lambda d: d["events"].update({False: ""}), "events: False is no label"),
        (lambda d: d["roles"].update({"a=b": {}}), "roles: 'a=b' is no label"),
        (lambda d: d["events"].update(GO=None), "events: 'GO' must be a text, found None"),
        (lambda d: d["roles"].update(source={}), "role 'source' has a key of its own"),
        (lambda d: d["roles"].update(factuality={}), "role 'factuality' has a key of its own"),
        (lambda d: d["roles"].update(goal=None), "role 'goal' must be a mapping of about, types"),
        (
            lambda d: d["roles"].update(goal={"type": ["WHO"]}),
            "role 'goal': unknown key 'type'; accepted: about, types",
        ),
        (lambda d: d["roles"].update(goal={"types": "WHO"}), "role 'goal': 'types' must be a list, found 'WHO'"),
        (lambda d: d["roles"].update(goal={"types": ["WHAT"]}), "types names 'WHAT', which is no mention type"),
        (lambda d: d["roles"].update(goal={"types": [["WHO"]]}), "types names ['WHO'], which is no mention type"),
        (lambda d: d["roles"].update(goal={"types": []}), "role 'goal': types is empty"),
        (lambda d: d["source"].update(types=["GO"]), "'source': types names 'GO', which is no mention type"),
        (lambda d: d.update(mixed="WHO"), "'mixed' must be a list, found 'WHO'"),
        (lambda d: d.update(mixed=[["GO"]]), "'mixed': group 1 names 'GO', which is no mention type"),
        (lambda d: d.update(values=["WHO"]), "'values' must be a mapping, found ['WHO']"),
        (lambda d: d.update(values={"GO": "date"}), "'values': 'GO' is no mention type; accepted: WHO, WHERE"),
        (
            lambda d: d.update(values={"WHO": "age"}),
            "'values': 'WHO' bears 'age'; accepted: date, number, money, percent",
        ),
        (lambda d: d.update(values={"WHO": ["date"]}), "'values': 'WHO' bears ['date']"),
        (lambda d: d["relations"]["has"].update(symmetric="yes"), "'symmetric' must be true or false, found 'yes'"),
        (lambda d: d["relations"]["near"].pop("tail"), "'near' is symmetric: head and tail must name the same types"),
    ],
)
def test_refuses_a_wrong_schema(change: Callable[[dict[str, Any]], object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Schema.from_dict(changed(change))
    assert message in str(caught.value)


@pytest.mark.parametrize("data", [None, [], "news", 3])
def test_refuses_what_is_no_mapping(data: object) -> None:
    with pytest.raises(ConfigError, match="expected a mapping with the keys name, version"):
        Schema.from_dict(data)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: [", "not valid YAML"),
        (b"name: \xff", "not UTF-8 (byte 6)"),
        (b"name: \x00", "not valid YAML"),
        (FILE.replace("WHO: people", "WHO: people, WHO: bodies").encode(), "'WHO' stands twice in line 4"),
        (FILE.replace("roles: {}", "roles: {}\nroles: {}").encode(), "'roles' stands twice in line 7"),
        (b"", "expected a mapping"),
    ],
)
def test_load_names_the_file(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        Schema.load(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_load_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Schema.load(tmp_path / "none.yaml")


def test_load_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert Schema.load(path).name == "small"


@pytest.mark.parametrize(
    ("mentions", "type", "name"),
    [
        ([("NORP", "Damascene"), ("GPE", "Syria"), ("GPE", "Suria")], "GPE", "Syria"),
        ([("NORP", "American"), ("GPE", "US"), ("NORP", "Americans")], "GPE", "US"),
        ([("GPE", "Moscow"), ("NORP", "Russian"), ("GPE", "Russia")], "GPE", "Russia"),
        ([("PERSON", "He"), ("ACTOR", "general"), ("PERSON", "Lee"), ("PERSON", "Ann Lee")], "PERSON", "Ann Lee"),
        ([("ACTOR", "the group"), ("ORG", "It"), ("ORG", "FDA")], "ORG", "FDA"),
        ([("ORG", "UN"), ("ORG", "United Nations")], "ORG", "United Nations"),
        ([("PERSON", "he"), ("ACTOR", "gunman")], "PERSON", "gunman"),
        ([("ACTOR", "They"), ("ACTOR", "men"), ("ACTOR", "young men")], "ACTOR", "men"),
        ([("PERSON", "She"), ("PERSON", "her")], "PERSON", "She"),
        ([("GPE", "SYRIA"), ("GPE", "Syria")], "GPE", "Syria"),
        ([("ORG", "army"), ("ORG", "It")], "ORG", "army"),
        ([("DATE", "Friday"), ("DATE", "the same day")], "DATE", "Friday"),
    ],
)
def test_an_entity_takes_the_most_telling_type_and_its_best_name(
    schema: Schema, mentions: list[tuple[str, str]], type: str, name: str
) -> None:
    found = [Mention(kind, "e", at * 20, at * 20 + len(text), text) for at, (kind, text) in enumerate(mentions)]
    assert schema.entity_of("e", found) == Entity("e", type, name)


def test_how_to_resolve_is_no_part_of_what_is_annotated(schema: Schema) -> None:
    """So that data sets and checkpoints made without it stay good."""
    data = schema.to_dict()
    assert data["resolution"]["persons"] == ["PERSON"]
    assert Schema.from_dict(data).resolution == schema.resolution
    del data["resolution"]
    bare = Schema.from_dict(data)
    assert bare.resolution is None
    assert bare == schema
    assert "resolution" not in bare.to_dict()


TEXT = "Ann met Bo in Rome."
MENTIONS = (
    Mention("PERSON", "ann", 0, 3, "Ann"),
    Mention("PERSON", "bo", 8, 10, "Bo"),
    Mention("GPE", "rome", 14, 18, "Rome"),
)
ENTITIES = (Entity("ann", "PERSON", "Ann"), Entity("bo", "PERSON", "Bo"), Entity("rome", "GPE", "Rome"))
MET = Event("x1", "MEET", 4, 7, "met", (Argument("agent", "ann"), Argument("place", "rome")))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        (
            {"mentions": (*MENTIONS[:2], dataclasses.replace(MENTIONS[2], type="CITY"))},
            "no mention type 'CITY' (at 'Rome')",
        ),
        ({"mentions": (*MENTIONS, Mention("ORG", "rome", 11, 16, "in Ro"))}, "marks overlap: 'in Ro' and 'Rome' at 14"),
        ({"mentions": (*MENTIONS, Mention("GPE", "rome", 13, 18, " Rome"))}, "space at the edge of GPE ' Rome'"),
        ({"entities": (*ENTITIES[:2], Entity("rome", "LOC", "Rome"))}, "entity rome is LOC, but its mentions are GPE"),
        (
            {"events": (dataclasses.replace(MET, type="GREET"),)},
            "event x1 'met': no event type 'GREET'; accepted: ATTACK",
        ),
        ({"events": (dataclasses.replace(MET, factuality="no"),)}, "no factuality 'no'; accepted: asserted, negated"),
        ({"events": (dataclasses.replace(MET, arguments=(Argument("who", "bo"),)),)}, "no role 'who'; accepted: agent"),
        (
            {"events": (dataclasses.replace(MET, arguments=(Argument("time", "bo"),)),)},
            "time=bo is PERSON, must be DATE",
        ),
        ({"events": (dataclasses.replace(MET, arguments=(MET.arguments[0],) * 2),)}, "agent=ann stands twice"),
        ({"relations": (Relation("ann", "likes", "bo"),)}, "'ann likes bo': no relation 'likes'; accepted: has_role"),
        ({"relations": (Relation("ann", "located_in", "bo"),)}, "tail is PERSON, must be GPE or LOC or FAC"),
        ({"relations": (Relation("rome", "kin", "bo"),)}, "head is GPE, must be PERSON or ACTOR"),
        ({"relations": (Relation("ann", "located_in", "rome"),) * 2}, "'ann located_in rome' stands twice"),
        ({"relations": (Relation("bo", "kin", "ann"), Relation("ann", "kin", "bo"))}, "'ann kin bo' stands twice"),
    ],
)
def test_problems_of_an_article(schema: Schema, changes: dict[str, Any], problem: str | None) -> None:
    parts: dict[str, Any] = {"mentions": MENTIONS, "entities": ENTITIES, "events": (MET,), **changes}
    article = Article("a", TEXT, **parts)
    if problem is None:
        schema.check(article)
    else:
        assert any(problem in found for found in schema.problems(article))
        with pytest.raises(DataError, match="article 'a'"):
            schema.check(article)


def test_a_source_must_be_able_to_speak(schema: Schema) -> None:
    date = Mention("DATE", "d", 0, 6, "Monday")
    said = Event("x1", "SAY", 7, 11, "said", source="d")
    article = Article("a", "Monday said", mentions=(date,), entities=(Entity("d", "DATE", "Monday"),), events=(said,))
    assert [problem for problem in schema.problems(article) if "source=d is DATE, must be PERSON or ORG" in problem]


def test_mixed_says_which_types_may_mean_one_entity(schema: Schema) -> None:
    types = list(schema.mentions)

    def may(one: str, other: str) -> bool:
        return bool(schema.mixing[types.index(one), types.index(other)])

    assert may("GPE", "NORP")
    assert may("NORP", "GPE")
    assert may("DATE", "DATE")
    assert not may("PERSON", "ORG")
    assert not may("DATE", "NUMBER")


def test_marks_of_a_corpus_may_overlap(schema: Schema) -> None:
    text = "Ann Lee"
    mentions = (Mention("PERSON", "a", 0, 7, "Ann Lee"), Mention("PERSON", "b", 4, 7, "Lee"))
    article = Article(
        "a", text, mentions=mentions, entities=tuple(Entity(m.entity, "PERSON", m.text) for m in mentions)
    )
    schema.check(article, overlaps=True)
    with pytest.raises(DataError, match="marks overlap: 'Ann Lee' and 'Lee' at 4"):
        schema.check(article)


def test_a_scheme_may_have_no_mentions() -> None:
    content = {**{part: {} for part in ("mentions", "roles", "source", "relations")}, "name": "scale", "version": 1}
    made = Schema.from_dict({**content, "events": {"happens": ""}, "factuality": {"yes": "", "no": ""}})
    assert Schema.from_dict(made.to_dict()) == made
    assert made.mixing.shape == (0, 0)
