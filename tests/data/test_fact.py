import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from strategies import SCHEMA, articles, odd_articles

from newsfacts.data import Argument, Article, DataError, Entity, Event, Mention, Relation, Schema, fact


def test_reads_all_layers(article: Article) -> None:
    assert (article.id, article.title, article.date, article.topic, article.origin) == (
        "wire-0001",
        "Ferry sinks off Mindoro",
        "2024-03-08",
        "disaster",
        "original",
    )
    assert article.text == (
        "A ferry carrying 212 passengers sank off Mindoro on Friday, the Philippine Coast Guard said.\n\n"
        "Admiral Rosa Magsino, who leads the agency, had not ordered an inquiry."
    )
    assert [mention.text for mention in article.mentions_of("coast_guard")] == ["Coast Guard", "agency"]
    assert article.entity("coast_guard") == Entity("coast_guard", "ORG", "Coast Guard")
    sank, said, ordered, inquiry = article.events
    assert (sank.type, sank.text, sank.source, sank.factuality) == ("DISASTER", "sank", "coast_guard", "asserted")
    assert sank.arguments == (Argument("patient", "ferry"), Argument("place", "mindoro"), Argument("time", "fri"))
    assert said.arguments == (Argument("agent", "coast_guard"),)
    assert (ordered.factuality, inquiry.factuality, inquiry.arguments) == ("negated", "uncertain", ())
    assert Relation("magsino", "has_role", "admiral") in article.relations


def test_line_breaks_and_line_ends_do_not_matter(ferry: str, schema: Schema, article: Article) -> None:
    assert fact.loads(ferry.replace("\n", "\r\n"), schema) == article
    assert fact.loads(ferry.replace(" off\n", "  off \t\n\t"), schema) == article
    assert fact.loads(ferry.replace("\n\n[Adm", "\n \n\n[Adm"), schema) == article


def test_a_no_break_space_belongs_to_the_text(ferry: str, schema: Schema) -> None:
    article = fact.loads(ferry.replace("A [ferry", "A\u00a0[ferry"), schema)
    assert article.text.startswith("A\u00a0ferry")
    assert fact.loads(fact.dumps(article, schema), schema) == article


def test_only_the_id_must_be_in_the_header(schema: Schema) -> None:
    article = fact.loads("id: a\ntitle:\n---\nNothing.\n---\n", schema)
    assert article == Article("a", "Nothing.")
    assert fact.dumps(article, schema) == "id: a\n---\nNothing.\n---\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("---\nA [ferry", "A [ferry", "needs three parts split by '---' lines (header, text, facts), has 2"),
        ("id: wire-0001", "", "header lacks id"),
        (
            "topic:",
            "subject:",
            "header: cannot read 'subject: disaster'; accepted keys: id, title, date, topic, origin",
        ),
        ("topic: disaster", "title: again", "header: title stands twice"),
        ("2024-03-08", "2024-03-32", "date '2024-03-32' is not a day written YYYY-MM-DD"),
        ("|ITEM ferry]", "|SHIP ferry]", "no type 'SHIP' (at 'ferry'); accepted: PERSON, ORG"),
        ("|ITEM ferry]", "|ITEM x9]", "mention 'ferry' bears an event key, x9"),
        ("|ITEM ferry]", "|ITEM a-b]", "a broken mark near"),
        ("|ITEM ferry]", "|ITEM ferry", "a broken mark near"),
        ("[ferry|", "[ferry |", "space at the edge of ITEM 'ferry '"),
        ("|SAY x2]", "|SAY said]", "event key 'said' of 'said' is not x and a number"),
        ("|SAY x2]", "|SAY x1]", "event key x1 stands twice"),
        ("x2: agent=coast_guard\n", "", "event x2 'said' has no line (write 'x2:' if it has no arguments)"),
        ("x2: agent", "x7: agent", "'x7: agent=coast_guard' names no trigger of the text"),
        ("x2: agent=coast_guard", "x2:\nx2:", "x2 has two lines"),
        ("x2: agent=coast_guard", "x2: coast_guard", "x2: cannot read 'coast_guard'; accepted: role=key"),
        ("x2: agent=coast_guard", "x2: agent=", "x2: cannot read 'agent='; accepted: role=key"),
        ("x2: agent=coast_guard", "x2: agent=navy", "x2: agent=navy names no entity of the text"),
        ("x2: agent=coast_guard", "x2: speaker=magsino", "event x2 'said': no role 'speaker'; accepted: agent"),
        ("x2: agent=coast_guard", "x2: time=magsino", "time=magsino is PERSON, must be DATE"),
        ("x2: agent=coast_guard", "x2: source=fri", "source=fri is DATE, must be PERSON"),
        ("x2: agent=coast_guard", "x2: source=magsino,agency", "source=agency names no entity"),
        (
            "x2: agent=coast_guard",
            "x2: source=magsino,coast_guard",
            "x2: one source an event, has magsino, coast_guard",
        ),
        ("factuality=negated", "factuality=no", "no factuality 'no'; accepted: asserted, negated, future, uncertain"),
        (
            "magsino has_role admiral",
            "magsino has_role",
            "cannot read 'magsino has_role'; accepted: 'xN: role=key …' or",
        ),
        ("magsino has_role admiral", "magsino has_role boss", "'magsino has_role boss': boss names no entity"),
        ("magsino has_role admiral", "magsino is admiral", "no relation 'is'; accepted: has_role"),
        ("magsino has_role admiral", "admiral has_role magsino", "head is ROLE, must be PERSON or ACTOR"),
    ],
)
def test_says_what_is_wrong(ferry: str, schema: Schema, old: str, new: str, fault: str) -> None:
    assert old in ferry
    with pytest.raises(DataError) as caught:
        fact.loads(ferry.replace(old, new, 1), schema, where="a.fact")
    assert fault in str(caught.value)
    assert all(problem.startswith("a.fact: ") for problem in caught.value.problems)


def test_lists_every_fault(ferry: str, schema: Schema) -> None:
    broken = ferry.replace("id: ", "id ").replace("|ITEM ferry]", "|SHIP ferry]").replace("x2: agent", "x7: agent")
    with pytest.raises(DataError) as caught:
        fact.loads(broken, schema)
    assert len(caught.value.problems) == 6  # header line, no id, no type, patient=ferry, x7, no line for x2


def test_read_names_the_file(tmp_path: Path, ferry: str, schema: Schema, article: Article) -> None:
    path = tmp_path / "a.fact"
    path.write_bytes(b"\xef\xbb\xbf" + ferry.encode())
    assert fact.read(path, schema) == article
    path.write_bytes(ferry.encode("utf-16"))
    with pytest.raises(DataError, match=r"a\.fact: not UTF-8 \(byte 0\)"):
        fact.read(path, schema)
    with pytest.raises(DataError, match=r"b\.fact: cannot be read \(No such file"):
        fact.read(tmp_path / "b.fact", schema)


def test_writes_what_it_read(ferry: str, schema: Schema, article: Article) -> None:
    assert fact.loads(fact.dumps(article, schema), schema) == article
    assert fact.losses(article, schema) == []
    unwrapped = re.sub(r"(off|_guard\]|not)\n", r"\1 ", ferry).replace("# a comment\n", "")
    assert fact.dumps(article, schema) == unwrapped


@given(articles())
@settings(deadline=None)
def test_round_trip(article: Article) -> None:
    assert fact.losses(article, SCHEMA) == []
    assert fact.loads(fact.dumps(article, SCHEMA), SCHEMA) == article


@given(odd_articles())
@example(Article("a", "0\n"))
@settings(deadline=None, max_examples=300)
def test_what_is_not_kept_is_refused_or_listed(article: Article) -> None:
    try:
        written = fact.dumps(article, SCHEMA)
    except DataError:
        return
    again = fact.loads(written, SCHEMA)
    assert (again.id, again.text) == (article.id, article.text.rstrip(" \t\r\n"))
    assert [(m.start, m.end, m.type) for m in again.marks] == [(m.start, m.end, m.type) for m in article.marks]
    assert (again != article) == bool(fact.losses(article, SCHEMA))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("an [aside]", "the text holds '[' (at 3), which marks use"),
        ("a|b", "the text holds '|' (at 1)"),
        ("two  spaces", "white space is not single spaces with one blank line between paragraphs"),
        ("one\nline break", "white space is not"),
        ("carriage\rreturn", "white space is not"),
        (" edge", "white space is not"),
        ("a\n\n---\n\nb", "the text holds a line of '---'"),
        ("half \ud83d", "lone surrogate '\\ud83d', which UTF-8 cannot hold"),
    ],
)
def test_refuses_text_that_the_format_cannot_hold(schema: Schema, text: str, fault: str) -> None:
    with pytest.raises(DataError) as caught:
        fact.dumps(Article("a", text), schema)
    assert fault in str(caught.value)


def test_refuses_what_the_schema_does_not_allow(schema: Schema) -> None:
    mentions = (Mention("ORG", "a", 0, 3, "Ann"), Mention("ORG", "a", 1, 2, "n"))
    nested = Article("a", "Ann", mentions=mentions, entities=(Entity("a", "ORG", "Ann"),))
    with pytest.raises(DataError, match="marks overlap"):
        fact.dumps(nested, schema)


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"meta": {"url": "…"}}, "meta"),
        ({"title": "two  spaces"}, "white space in title"),
        ({"topic": ""}, "white space in topic"),
        (
            {"entities": (Entity("a", "PERSON", "Ann Lee"),)},
            "names and types of entities that differ from their mentions'",
        ),
        ({"entities": (Entity("a", "PERSON", "Ann", {"min": 1}),)}, "values of entities"),
        ({"events": (Event("x1", "SAY", 4, 8, "said", score=0.5),)}, "scores"),
        ({"events": (Event("said", "SAY", 4, 8, "said"),)}, "ids that are not letters, digits and _ (renamed)"),
    ],
)
def test_losses(schema: Schema, changes: dict[str, Any], lost: str) -> None:
    article = Article(
        "a",
        "Ann said",
        mentions=(Mention("PERSON", "a", 0, 3, "Ann"),),
        entities=(Entity("a", "PERSON", "Ann"),),
        events=(Event("x1", "SAY", 4, 8, "said"),),
    )
    assert fact.losses(article, schema) == []
    assert fact.losses(dataclasses.replace(article, **changes), schema) == [lost]


def test_renamed_keys_stay_apart(schema: Schema) -> None:
    text = "Ann Bo Cy"
    mentions = tuple(
        Mention("PERSON", key, start, end, text[start:end])
        for key, start, end in (("e2", 0, 3), ("é", 4, 6), ("x1", 7, 9))
    )
    entities = tuple(Entity(mention.entity, "PERSON", mention.text) for mention in mentions)
    relations = (Relation("é", "kin", "x1"),)
    article = Article("a", text, mentions=mentions, entities=entities, relations=relations)
    again = fact.loads(fact.dumps(article, schema), schema)
    assert [entity.name for entity in again.entities] == ["Ann", "Bo", "Cy"]
    (kin,) = again.relations
    assert (again.entity(kin.head).name, again.entity(kin.tail).name) == ("Bo", "Cy")


def test_another_scheme_has_another_default_and_other_labels() -> None:
    schema = Schema.from_dict(
        {
            "name": "ace-like",
            "version": 1,
            "mentions": {"PER-1": ""},
            "events": {"Conflict:Attack": ""},
            "roles": {"attacker.arg": {}},
            "source": {},
            "factuality": {"REALIS": "", "asserted": ""},
            "relations": {"PER:kin": {"symmetric": True}},
        }
    )
    source = "id: a\n---\n[He|PER-1 he] [struck|Conflict:Attack x1]\n---\nx1: attacker.arg=he factuality=asserted\n"
    article = fact.loads(source, schema)
    assert article.events[0].factuality == "asserted"
    assert fact.dumps(article, schema) == source
    plain = source.replace(" factuality=asserted", "")
    assert fact.loads(plain, schema).events[0].factuality == "REALIS"
    assert fact.dumps(fact.loads(plain, schema), schema) == plain


def test_another_order_of_entities_is_a_loss(article: Article, schema: Schema) -> None:
    assert fact.losses(article, schema) == []
    turned = dataclasses.replace(article, entities=article.entities[::-1])
    assert fact.losses(turned, schema) == ["the order of entities (that of their first mentions)"]
    assert fact.loads(fact.dumps(turned, schema), schema) == article


def test_the_line_end_of_a_text_file_is_left_out_and_listed(schema: Schema) -> None:
    article = Article("a", "One.\n\nTwo.\n")
    assert fact.losses(article, schema) == ["white space at the end of the text"]
    assert fact.loads(fact.dumps(article, schema), schema).text == "One.\n\nTwo."
