"""Label maps: which tags an annotation in other labels allows, and what its silence says."""

from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Argument, Article, ConfigError, DataError, Entity, Event, Mention, Relation, Schema
from newsfacts.data.labelmap import LabelMap
from newsfacts.data.tags import Tagset
from newsfacts.data.words import split

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "configs" / "corpora").glob("*.yaml"))
TEXT = "President Ann Lee met rebels in Kinshasa after the vote, he said."


def article(*marks: tuple[str, str], **fields: Any) -> Article:
    """An article whose mentions are these words, each an entity of its own."""
    mentions = tuple(
        Mention(type, f"e{i}", TEXT.index(text), TEXT.index(text) + len(text), text)
        for i, (text, type) in enumerate(marks)
    )
    return Article(
        "a", TEXT, mentions=mentions, entities=tuple(Entity(m.entity, m.type, m.text) for m in mentions), **fields
    )


def made(tmp_path: Path, schema: Schema, text: str) -> LabelMap:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return LabelMap.load(path, schema)


def allowed(labels: LabelMap, article: Article, schema: Schema) -> dict[str, set[str]]:
    """The names of the tags that each word may bear."""
    starts, ends, _, _ = split(article.text)
    words = [article.text[a:b] for a, b in zip(starts, ends, strict=True)]
    numbers, sets = labels.tags(article, words, starts, ends)
    names = Tagset(schema.mark_types).names
    return {word: {names[tag] for tag in sets[number]} for word, number in zip(words, numbers, strict=True)}


def test_the_full_map_leaves_no_choice(article: Article, schema: Schema) -> None:
    labels = LabelMap.full(schema)
    starts, ends, _, _ = split(article.text)
    numbers, sets = labels.tags(article, [article.text[a:b] for a, b in zip(starts, ends, strict=True)], starts, ends)
    assert all(len(some) == 1 for some in sets)
    first, last = {a: i for i, a in enumerate(starts)}, {b: i + 1 for i, b in enumerate(ends)}
    spans = [(first[m.start], last[m.end], schema.mark_types.index(m.type)) for m in article.marks]
    assert [sets[number][0] for number in numbers] == Tagset(schema.mark_types).encode(spans, len(starts))
    assert [mark for mark, _ in labels.marks(article)] == list(article.marks)
    assert labels.has_pairs


def test_a_label_of_several_types(tmp_path: Path, schema: Schema) -> None:
    labels = made(tmp_path, schema, "mentions: {loc: [GPE, LOC], per: [PERSON]}\ncomplete: {types: [PERSON, GPE]}")
    tags = allowed(labels, article(("Kinshasa", "loc"), ("Ann Lee", "per")), schema)
    assert tags["Kinshasa"] == {"B-GPE", "B-LOC"}
    assert (tags["Ann"], tags["Lee"]) == ({"B-PERSON"}, {"I-PERSON"})
    # Unmarked: nothing, or what is not marked throughout.
    names = set(Tagset(schema.mark_types).names)
    assert tags["rebels"] == names - {"B-PERSON", "I-PERSON", "B-GPE", "I-GPE"}


def test_extents_that_differ(tmp_path: Path, schema: Schema) -> None:
    labels = made(tmp_path, schema, "mentions: {per: {last: [PERSON], others: [PERSON, ROLE, O]}}")
    tags = allowed(labels, article(("President Ann Lee", "per")), schema)
    assert tags["President"] == {"O", "B-PERSON", "B-ROLE"}, "nothing goes on at the first word of a text"
    assert tags["Ann"] == {"O", "B-PERSON", "I-PERSON", "B-ROLE", "I-ROLE"}
    assert tags["Lee"] == {"B-PERSON", "I-PERSON"}
    assert labels.marks(article(("President Ann Lee", "per"))) == []


def test_marks_that_lack_words_in_front(tmp_path: Path, schema: Schema) -> None:
    text = (
        "mentions: {who: {core: [ACTOR, PERSON, O]}, name: {last: [PERSON], others: [PERSON, O]}}\n"
        "complete: {types: [PERSON]}"
    )
    labels = made(tmp_path, schema, text)
    tags = allowed(labels, article(("Ann Lee", "who")), schema)
    assert tags["Ann"] == {"B-ACTOR", "I-ACTOR", "B-PERSON", "O"}, "the word before is unmarked, so no PERSON"
    assert tags["Lee"] == {"I-ACTOR", "I-PERSON", "O"}
    assert allowed(labels, article(("President", "who")), schema)["President"] == {"B-ACTOR", "B-PERSON", "O"}
    # After a mark that can be a PERSON, and after a word that says nothing.
    assert allowed(labels, article(("President", "who"), ("Ann", "name")), schema)["Ann"] == {"B-PERSON", "I-PERSON"}
    opened = made(tmp_path, schema, f"{text}\nopen: [met]")
    assert "I-PERSON" in allowed(opened, article(("rebels", "who")), schema)["rebels"]


def test_words_that_the_scheme_leaves_out(tmp_path: Path, schema: Schema) -> None:
    labels = made(tmp_path, schema, "mentions: {per: [PERSON]}\nroles: {Who: agent}\nstrip: [the, president]")
    one = article(("President Ann Lee", "per"), ("the", "per"))
    assert [mark.text for mark, _ in labels.marks(one)] == ["Ann Lee"], "a mark of nothing else is none"
    assert [TEXT[mark.start : mark.end] for mark, _ in labels.marks(one)] == ["Ann Lee"]
    tags = allowed(labels, one, schema)
    assert (tags["Ann"], tags["Lee"]) == ({"B-PERSON"}, {"I-PERSON"})
    assert tags["President"] == tags["the"] == tags["met"], "as if they were unmarked"


def test_what_is_unknown(tmp_path: Path, schema: Schema) -> None:
    text = "mentions: {per: [PERSON], odd: null}\ncomplete: {types: [PERSON]}\nopen: [he]"
    labels = made(tmp_path, schema, text)
    every = set(Tagset(schema.mark_types).names)
    tags = allowed(labels, article(("vote", "odd")), schema)
    assert tags["vote"] == tags["he"] == every
    assert "B-PERSON" not in tags["said"]
    # Two marks on one word: the scheme may have taken either.
    both = allowed(labels, article(("Ann Lee", "per"), ("Lee", "odd")), schema)
    assert both["Lee"] == every
    assert both["Ann"] == {"B-PERSON"}
    # Only a part of the text is annotated.
    part = allowed(labels, article(("Ann Lee", "per"), meta={"annotated": [[0, 21]]}), schema)
    assert part["Ann"] == {"B-PERSON"}
    assert "B-PERSON" not in part["met"]
    assert part["rebels"] == every


def test_marks_of_the_pair_heads(tmp_path: Path, schema: Schema) -> None:
    text = (
        "mentions: {per: [PERSON, ACTOR], loc: {core: [O, GPE]}, any: {last: [DATE], others: [DATE, O]}}\n"
        "events: {Meet: [MEET]}\nroles: {Who: agent}"
    )
    labels = made(tmp_path, schema, text)
    event = Event("x1", "Meet", TEXT.index("met"), TEXT.index("met") + 3, "met")
    marks = labels.marks(
        article(("President Ann Lee", "per"), ("Ann Lee", "per"), ("Kinshasa", "loc"), ("vote", "any"), events=(event,))
    )
    types = [schema.mark_types[type] for _, type in marks]
    # Not the one around another, nor one of unknown extent; the likeliest type stands first.
    assert [(mark.text, type) for (mark, _), type in zip(marks, types, strict=True)] == [
        ("Ann Lee", "PERSON"),
        ("met", "MEET"),
        ("Kinshasa", "GPE"),
    ]
    assert made(tmp_path, schema, "mentions: {per: [PERSON]}").marks(article(("Ann Lee", "per"))) == []


def test_roles_by_event_type_and_relations_the_other_way_round(tmp_path: Path, schema: Schema) -> None:
    text = "roles: {Who: agent, Die.Who: patient, Vague: null}\nrelations: {led_by: ~controls, near: null}"
    labels = made(tmp_path, schema, text)
    assert (labels.role("Meet", "Who"), labels.role("Die", "Who"), labels.role("Meet", "Vague")) == (
        "agent",
        "patient",
        None,
    )
    assert (labels.relation("led_by"), labels.relation("near")) == (("controls", True), None)
    with pytest.raises(DataError, match=r"'Where' is no role label of mine; accepted: Who, Die\.Who, Vague"):
        labels.role("Meet", "Where")
    with pytest.raises(DataError, match="'far' is no relation label of mine"):
        labels.relation("far")
    with pytest.raises(DataError, match="'per' is no mention label of mine; accepted: none"):
        allowed(labels, article(("Ann Lee", "per")), schema)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- per", "expected a mapping of mentions, events"),
        ("mention: {per: [PERSON]}", "unknown key 'mention'; accepted: mentions"),
        ("mentions: [per]", "'mentions' is of the wrong kind"),
        ("mentions: {per: [PERSONS]}", "'PERSONS' is no type; accepted: PERSON, ORG"),
        ("mentions: {per: []}", "expected null, or a list of types"),
        ("mentions: {per: {core: [O]}}", "expected null, or a list of types"),
        ("mentions: {per: PERSON}", "expected null, or a list of types"),
        ("mentions: {per: {last: [PERSON]}}", "expected the keys last and others, or core; found last"),
        ("events: {Meet: [PERSON]}", "'PERSON' is no type; accepted: ATTACK"),
        ("roles: {Who: actor}", "roles: 'actor' is not in the scheme; accepted: agent"),
        ("relations: {near: ~by}", "relations: 'by' is not in the scheme; accepted: has_role"),
        ("factuality: {yes: sure}", "factuality: 'sure' is not in the scheme; accepted: asserted"),
        ("complete: {types: [WHO]}", "complete: types: 'WHO' is not in the scheme"),
        ("complete: {type: [PERSON]}", "complete: unknown key 'type'; accepted: types, roles, relations"),
        ("complete: {types: PERSON}", "complete: types must be a list"),
        ("open: [He]", "open: 'He' must be a word in lower case"),
        ("strip: [The]", "strip: 'The' must be a word in lower case"),
    ],
)
def test_wrong_maps(tmp_path: Path, schema: Schema, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        made(tmp_path, schema, text)
    assert problem in str(caught.value)


def test_names_of_shipped_maps(schema: Schema) -> None:
    assert LabelMap.named("gmb", schema).name == "gmb"
    with pytest.raises(ConfigError, match=r"no label map 'none'; accepted: a \.yaml file, or one of .*gmb"):
        LabelMap.named("none", schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_map_is_one(path: Path, schema: Schema) -> None:
    assert LabelMap.load(path, schema).name == path.stem


def test_fingerprints_differ_where_maps_do(tmp_path: Path, schema: Schema) -> None:
    texts = (
        "mentions: {per: [PERSON]}",
        "mentions: {per: [PERSON, O]}",
        "mentions: {per: {last: [PERSON], others: [PERSON]}}",
    )
    prints = {made(tmp_path, schema, text).fingerprint for text in (*texts, texts[0])}
    assert len(prints) == len(texts)


def test_facts_of_other_labels(tmp_path: Path, schema: Schema) -> None:
    from tiny import tokenizer

    from newsfacts.data.datasets import relation_dataset, token_dataset

    text = (
        "mentions: {per: [PERSON], loc: [GPE], grp: null}\nevents: {Meet: [MEET]}\n"
        "roles: {Who: agent, With: patient}\nrelations: {home_of: ~located_in}\n"
        "complete: {types: [PERSON], roles: [agent]}"
    )
    labels = made(tmp_path, schema, text)
    event = Event(
        "x1", "Meet", TEXT.index("met"), TEXT.index("met") + 3, "met", (Argument("Who", "e0"), Argument("With", "e2"))
    )
    one = article(
        ("Ann Lee", "per"),
        ("Kinshasa", "loc"),
        ("rebels", "grp"),
        events=(event,),
        relations=(Relation("e1", "home_of", "e0"),),
    )
    tokens = token_dataset([one], schema, tokenizer(), 64, labels)
    row = relation_dataset([one], tokens, schema, 2, labels)[0]
    roles, kinds = [role.name for role in schema.roles], [relation.name for relation in schema.relations]
    assert len(row["spans"]) == 3
    assert row["entities"] == [0, -1, 1]
    assert row["factuality"] == [-1, -1, -1], "the corpus does not mark it"
    assert row["arguments"] == [[1, roles.index("agent"), 0]]
    assert row["relations"] == [[0, kinds.index("located_in"), 1]], "head and tail have changed places"
    assert row["unmapped"] == 1, "the rebels are of no known type"
    assert [type for type, known in zip(schema.mark_types, row["type_mask"], strict=True) if known] == ["PERSON"]
    assert sum(row["role_mask"]) == 1
    assert not any(row["relation_mask"])
    assert not row["coreference_mask"]
