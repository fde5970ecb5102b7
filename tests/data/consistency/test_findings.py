import json
from pathlib import Path
from typing import Any

import pytest
from command import Run

from newsfacts.data import Article, ConfigError, Schema, fact
from newsfacts.data.consistency import Finding, check_consistency, findings

HEAD = "id: {id}\ntitle: t\ndate: 2024-03-08\n---\n"
MANY = 12  # articles that do it alike


def make(schema: Schema, id: str, text: str, *facts: str) -> Article:
    lines = "\n".join(facts)
    return fact.loads(f"{HEAD.format(id=id)}{text}\n---\n{lines}\n", schema)


def found(schema: Schema, good: tuple[str, ...], odd: tuple[str, ...]) -> list[Finding]:
    """What is found in one odd article beside many good ones."""
    articles = [make(schema, f"good-{i}", *good) for i in range(MANY)]
    assert findings(articles, schema) == []
    return findings([*articles, make(schema, "odd", *odd)], schema)


CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]] = {
    "unmarked name or amount": (
        ("[Vantar|GPE v] is small.",),
        ("Vantar is small.",),
        "Vantar",
        "is marked GPE",
    ),
    "type of a name": (("[Vantar|GPE v] is small.",), ("[Vantar|ORG v] is small.",), "Vantar", "is GPE, not ORG"),
    "edge": (
        ("It came [at least 5|NUMBER n] miles.",),
        ("It came at [least 5|NUMBER n] miles.",),
        "least 5",
        "takes in 'at'",
    ),
    "never marked": (
        ("It took [two|NUMBER n] miles.",),
        ("It took [two|NUMBER n] miles and [once|NUMBER m].",),
        "once",
        "is not marked",
    ),
    "missing relation": (
        ("[Rosa Magsino|PERSON r] left as a [general|ROLE g].", "r has_role g"),
        ("[Rosa Magsino|PERSON r] left as a [general|ROLE g].",),
        "general",
        "ROLE is the tail of has_role",
    ),
    "missing argument": (
        ("[Ten|NUMBER n] [men|ACTOR m] [died|DEATH x1].", "x1: patient=m amount=n", "m quantity n"),
        ("[Ten|NUMBER n] [men|ACTOR m] [died|DEATH x1].", "x1: patient=m", "m quantity n"),
        "died",
        "amount=n too",
    ),
    "missing source": (
        ("[Police|ORG p] [said|SAY x1] that it [sank|DISASTER x2].", "x1: agent=p", "x2: source=p"),
        ("[Police|ORG p] [said|SAY x1] that it [sank|DISASTER x2].", "x1: agent=p", "x2:"),
        "sank",
        "source=p",
    ),
    "factuality": (
        ("[Police|ORG p] will [leave|TRAVEL x1].", "x1: agent=p factuality=future"),
        ("[Police|ORG p] will [leave|TRAVEL x1].", "x1: agent=p"),
        "leave",
        "is future or negated or uncertain",
    ),
    "needless relation": (
        ("[Ann Lee|PERSON a] of [Oxfam|ORG o].", "a member_of o"),
        ("[Ann Lee|PERSON a], [head|ROLE h] of [Oxfam|ORG o].", "a has_role h", "h role_in o", "a member_of o"),
        "Ann Lee",
        "a member_of o is left out",
    ),
    "takes no part": (
        ("[Men|ACTOR m] [left|TRAVEL x1].", "x1: agent=m"),
        ("[Men|ACTOR m] [left|TRAVEL x1], with [boats|ITEM b].", "x1: agent=m"),
        "boats",
        "takes part in something, or is not marked",
    ),
    "one name, two entities": (
        ("[Ann Lee|PERSON a] and [Lee|PERSON a].",),
        ("[Ann Lee|PERSON a] and [Lee|PERSON b].",),
        "Lee",
        "is the entity a, not b",
    ),
    "pronoun alone": (
        ("[Ann Lee|PERSON a] [left|TRAVEL x1]; [she|PERSON a] walked.", "x1: agent=a"),
        ("[Ann Lee|PERSON a] [left|TRAVEL x1]; [she|PERSON b] walked.", "x1: agent=a"),
        "she",
        "stands for more than b, which only pronouns bear",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_one_that_differs_from_many_is_found(schema: Schema, kind: str) -> None:
    good, odd, text, suspected = CASES[kind]
    if kind == "takes no part":  # of its type, others must take part
        good = ("[Boats|ITEM b] [left|TRAVEL x1].", "x1: agent=b")
    some = found(schema, good, odd)
    assert {one.article for one in some} == {"odd"}
    assert (kind, text, suspected) in [(one.kind, one.text, one.suspected) for one in some]
    assert all(0.85 <= one.score <= 1 for one in some)


def test_an_unmarked_trigger_is_found_where_the_word_is_marked_nearly_always(schema: Schema) -> None:
    good = ("[Police|ORG p] [raided|ATTACK x1] it.", "x1: agent=p")
    articles = [make(schema, f"good-{i}", *good) for i in range(200)]
    some = findings([*articles, make(schema, "odd", "[Police|ORG p] raided it.")], schema)
    assert [(one.kind, one.text, one.suspected) for one in some] == [
        ("unmarked trigger", "raided", "is a trigger of ATTACK")
    ]
    assert some[0].why == "marked in 200 of 200 like places"
    # what half of the articles leave unmarked is a matter of sense
    assert findings([*articles, *(make(schema, f"bare-{i}", "It raided it.") for i in range(200))], schema) == []


def test_neighbours_that_are_mostly_tied_are_expected_to_be(schema: Schema) -> None:
    text = "[Men|ACTOR m] of the [Red Guard|ORG g] [left|TRAVEL x1]."
    some = found(schema, (text, "x1: agent=m", "m member_of g"), (text, "x1: agent=m"))
    assert [(one.kind, one.suspected) for one in some] == [
        ("missing relation", "left member_of right: Men … Red Guard")
    ]


def test_a_capital_may_stand_for_its_country(schema: Schema) -> None:
    text = "[Moscow|GPE russia] spoke in [Moscow|GPE moscow] and [Moscow|GPE moscow]."
    assert findings([make(schema, "a", text)] * 1, schema) == []


def test_a_scheme_without_rules_has_no_checks_of_them(schema: Schema) -> None:
    data = schema.to_dict()
    del data["expects"]
    plain = Schema.from_dict(data)
    assert plain == schema  # what is annotated is the same
    for kind in ("missing source", "factuality", "takes no part", "never marked", "needless relation"):
        good, odd, *_ = CASES[kind]
        articles = [make(schema, f"good-{i}", *good) for i in range(MANY)]
        assert findings([*articles, make(schema, "odd", *odd)], plain) == []


def test_rules_name_labels_of_the_scheme(schema: Schema) -> None:
    data: Any = schema.to_dict()
    data["expects"] = {"used": ["NOBODY"], "told": [{"events": ["SAY"], "speaker": "who"}]}
    with pytest.raises(ConfigError, match="'NOBODY' is none of mentions") as caught:
        Schema.from_dict(data)
    assert len(caught.value.problems) == 2
    data["expects"] = {"usd": []}
    with pytest.raises(ConfigError, match="usd"):
        Schema.from_dict(data)


def test_the_place_is_a_line_of_the_file(schema: Schema, tmp_path: Path) -> None:
    text = "[Ann Lee|PERSON a] came\nfrom  far\n\n\nand [Lee|PERSON a]."
    for i in range(MANY):
        (tmp_path / f"{i}.fact").write_text(f"{HEAD.format(id=i)}{text}\n---\n", encoding="utf-8")
    odd = tmp_path / "odd.fact"
    odd.write_text(
        f"{HEAD.format(id='odd')}{text.replace('Lee|PERSON a].', 'Lee|PERSON b].')}\n---\n", encoding="utf-8"
    )
    (finding,) = check_consistency(tmp_path, schema)
    assert finding.place == f"{odd}:9"
    assert odd.read_text(encoding="utf-8").splitlines()[8] == "and [Lee|PERSON b]."


def test_the_command_lists_findings(schema: Schema, tmp_path: Path, newsfacts_command: Run) -> None:
    good, odd, *_ = CASES["missing relation"]
    for i in range(MANY):
        article = make(schema, f"a{i}", *(odd if i == 3 else good))
        (tmp_path / f"a{i}.fact").write_text(fact.dumps(article, schema), encoding="utf-8")
    done = newsfacts_command("check", tmp_path, "--consistency")
    assert done.code == 0
    assert "missing relation: 2" in done.out
    assert f"{tmp_path}/a3.fact:5" in done.out.replace("\n", "")
    out = tmp_path / "findings.jsonl"
    newsfacts_command("check", tmp_path, "--consistency", "-o", out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["article"] for row in rows} == {"a3"}
    article = make(schema, "a3", *odd)
    assert all(article.text[row["start"] : row["end"]] == row["text"] for row in rows)
