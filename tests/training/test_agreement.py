import json
from dataclasses import replace
from pathlib import Path

import pytest
from pages import Outline, links

from newsfacts.data import Article, DataError, write_jsonl
from newsfacts.training.agreement import agreement
from newsfacts.training.disagreements import disagreements

ONE = (
    "[Rebels|ACTOR rebels] [struck|ATTACK x1] the [army|ORG army] near [Aden|GPE aden]. "
    "[Noor|PERSON noor] [said|SAY x2] so to [Reuters|ORG reuters].",
    "x1: agent=rebels patient=army place=aden source=noor",
    "x2: agent=noor recipient=reuters",
    "army located_in aden",
)
OTHER = (
    "[Rebels|ORG rebels] [struck|ATTACK x1] [the army|ORG army] near [Aden|GPE aden]. "
    "[Noor|PERSON noor] [said|SAY x2] [so|ITEM so] to [Reuters|ORG reuters].",
    "x1: agent=rebels patient=army destination=aden source=reuters factuality=uncertain",
    "x2: agent=noor",
    "aden located_in aden",
)


@pytest.fixture
def two(make, tmp_path: Path) -> tuple[Path, Path]:
    """Two annotators of three articles, of which they read the last alike; in another order."""
    files = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    write_jsonl([make(*text, id=f"w{i}") for i, text in enumerate((ONE, ONE, ONE))], files[0])
    write_jsonl([make(*text, id=f"w{i}") for i, text in reversed(list(enumerate((OTHER, OTHER, ONE))))], files[1])
    return files


def test_is_the_same_in_either_order(two):
    there, back = agreement(*two), agreement(*reversed(two))
    assert {layer: there.scores[layer].f1 for layer in there.intervals} == pytest.approx(
        {layer: back.scores[layer].f1 for layer in back.intervals}
    )
    assert there.scores["mention"].f1 == pytest.approx(2 * (2 * 3 + 5) / (15 + 17))
    assert there.intervals["fact"].f1.low < there.scores["fact"].f1 <= there.intervals["fact"].f1.high


def test_is_symmetric_where_one_splits_what_the_other_joins(make, tmp_path):
    """Two entities of B stand for one of A, and one of A for only one of B: the counts differ by direction."""
    text = "[Ann|PERSON a] [quit|LEAVE x1]; [she|PERSON {}] [spoke|SAY x2]."
    joined = make(text.format("a"), "x1: agent=a", "x2: agent=a", id="w")
    split = make(text.format("b"), "x1: agent=a", "x2: agent=b", id="w")
    files = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write_jsonl([joined], files[0])
    write_jsonl([split], files[1])
    assert agreement(*files).scores["argument"].f1 == agreement(*reversed(files)).scores["argument"].f1 == 0.75


def test_disagreements_by_kind(make, schema):
    first, second = make(*ONE), make(*OTHER)
    found = [(d.layer, d.kind, d.first, d.second, d.follows) for d in disagreements(first, second, schema)]
    expected = [
        ("mention", "type", "ACTOR “Rebels”", "ORG “Rebels”", ""),
        ("mention", "bounds", "ORG “army”", "ORG “the army”", ""),
        ("mention", "only in B", "", "ITEM “so”", ""),
        ("factuality", "type", "“struck” asserted", "“struck” uncertain", ""),
        ("argument", "type", "ATTACK “struck” place = Aden", "ATTACK “struck” destination = Aden", ""),
        ("attribution", "type", "ATTACK “struck” source = Noor", "ATTACK “struck” source = Reuters", ""),
        ("argument", "only in A", "ATTACK “struck” patient = army", "", "entity"),
        ("argument", "only in A", "SAY “said” recipient = Reuters", "", ""),
        ("relation", "only in A", "army located_in Aden", "", "entity"),
        ("argument", "only in B", "", "ATTACK “struck” patient = the army", "entity"),
        ("relation", "only in B", "", "Aden located_in Aden", ""),
    ]
    assert sorted(found) == sorted(expected)
    mirrored = [(d.layer, d.first, d.second) for d in disagreements(second, first, schema)]
    assert sorted(mirrored) == sorted((layer, two, one) for layer, _, one, two, _ in found)
    assert disagreements(first, first, schema) == []


def test_disagreements_on_triggers(make, schema):
    first = make("[Ann|PERSON a] [resigned|LEAVE x1] and [spoke|SAY x2].", "x1: agent=a", "x2: agent=a")
    second = make("[Ann|PERSON a] [resigned|OUST x1] and spoke.", "x1: agent=a")
    found = [(d.layer, d.kind, d.follows) for d in disagreements(first, second, schema)]
    assert found[:2] == [("trigger", "type", ""), ("trigger", "only in A", "")]
    assert [one for one in found if one[0] == "argument"] == [
        ("argument", "only in A", "trigger"),
        ("argument", "only in A", "trigger"),
        ("argument", "only in B", "trigger"),
    ]


def test_report(two, tmp_path):
    found = agreement(*two, report=tmp_path / "new" / "report")
    written = json.loads((tmp_path / "new" / "report" / "report.json").read_text())
    assert written["articles"] == 3
    assert written["counts"]["mention"] == {"both": 11, "A": 15, "B": 17}
    assert len(written["disagreements"]) == len(found.disagreements)
    assert written["f1"]["fact"] == found.scores["fact"].f1
    page = (tmp_path / "new" / "report" / "report.html").read_text()
    Outline(page)
    assert links(page) == []
    assert "A: ORG “army”; B: ORG “the army”" in page


def test_command(two, newsfacts_command, tmp_path):
    code, out, _ = newsfacts_command("agreement", *two, "--report", tmp_path / "report")
    assert code == 0
    assert "both   B   A" in out
    assert "Disagreements" in out
    assert str(tmp_path / "report" / "report.html") in out.replace("\n", "")


def test_articles_of_one_only(two, make, tmp_path, newsfacts_command):
    more = tmp_path / "more.jsonl"
    write_jsonl([make(*OTHER, id="w1"), make(*OTHER, id="x1"), make(*OTHER, id="x2")], more)
    code, _, error = newsfacts_command("agreement", two[0], more)
    assert code == 1
    assert all(f"article {id!r} is only in" in error for id in ("w0", "w2", "x1", "x2"))
    assert "--only-common" in error
    code, out, _ = newsfacts_command("agreement", two[0], more, "--only-common")
    assert code == 0
    assert "left out: 2 only in A, 2 only in B" in " ".join(out.split())


def test_wrong_input(two, make, tmp_path):
    none, other = tmp_path / "none.jsonl", tmp_path / "text.jsonl"
    write_jsonl([make(*ONE, id="y")], none)
    with pytest.raises(DataError, match="no article in common"):
        agreement(two[0], none, only_common=True)
    write_jsonl([Article(id="w0", text="Another text.")], other)
    with pytest.raises(DataError, match="the texts of article 'w0' differ"):
        agreement(two[0], other, only_common=True)
    write_jsonl([replace(make(*ONE, id="w0"), mentions=(), entities=(), events=(), relations=())], other)
    assert agreement(two[0], other, only_common=True).scores["mention"].f1 == 0
