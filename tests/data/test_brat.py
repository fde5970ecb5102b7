from pathlib import Path

import pytest

from newsfacts.data import Article, DataError, Schema, brat
from newsfacts.data.brat.config import annotation_conf

TEXT = "Coast Guard said the agency met."
MARKS = "T1\tORG 0 11\tCoast Guard\nT2\tSAY 12 16\tsaid\nT3\tACTOR 21 27\tagency\n"


def loads(annotations: str, schema: Schema, text: str = TEXT) -> Article:
    return brat.loads(text, annotations, schema, "a.ann", "a")


def test_reads_what_others_write(schema: Schema) -> None:
    annotations = MARKS + "E1\tSAY:T2 agent:T1\r\n*\tEquiv T1 T3\n#1\tAnnotatorNotes E1\tsure?\n"
    article = loads(annotations, schema)
    assert [entity.id for entity in article.entities] == ["T1"]
    assert [mention.entity for mention in article.mentions] == ["T1", "T1"]
    assert (article.events[0].id, article.events[0].arguments[0].entity) == ("x1", "T1")
    assert article.meta == {"notes": [{"start": 12, "end": 16, "type": "AnnotatorNotes", "text": "sure?"}]}
    coreference = loads(annotations.replace("*\tEquiv T1 T3", "R1\tCoreference Arg1:T1 Arg2:T3"), schema)
    assert coreference == article


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ("T1\tORG 0 5;12 16\tCoast said\n", "a.ann:1: T1: discontinuous: its 2 pieces .* parted by other words"),
        ("\nT1\tORG 0 11\tCoast guard\n", "a.ann:2: T1: the text at 0:11 reads 'Coast Guard', the line 'Coast guard'"),
        ("T1\tORG 0 99\tCoast\n", r"a.ann:1: T1: 0:99 is not inside the text \(0:32\)"),
        ("T1\tORG x 11\tCoast\n", "a.ann:1: T1: accepted: T1<TAB>TYPE START END"),
        ("T1 ORG 0 11 Coast Guard\n", "a.ann:1: cannot read"),
        (MARKS, "T2 'said' is a SAY, but no E line names it"),
        (MARKS + "E1\tSAY:T2 agent:T9\n", "a.ann:4: E1: T9 is not there"),
        (MARKS + "E1\tSAY:T2 agent:E1\n", "a.ann:4: E1: agent:E1 is an event"),
        (MARKS + "E1\tSAY:T1\n", "a.ann:4: E1: its trigger T1 is a ORG"),
        (MARKS + "E1\tSAY:T2\nA1\tNegation E1\n", "a.ann:5: A1: no attribute 'Negation'; accepted: Factuality"),
        (MARKS + "E1\tSAY:T2\nT1\tORG 0 5\tCoast\n", "a.ann:5: T1 stands twice"),
    ],
)
def test_faults_name_the_line(annotations: str, message: str, schema: Schema) -> None:
    with pytest.raises(DataError, match=message):
        loads(annotations, schema)


def test_a_mark_over_a_line_break_is_two_pieces(schema: Schema) -> None:
    text = "Coast\r\nGuard said"
    article = loads("T1\tORG 0 5;7 12\tCoast Guard\n", schema, text)
    assert (article.mentions[0].start, article.mentions[0].end) == (0, 12)
    assert brat.dumps(article, schema).startswith("T1\tORG 0 5;7 12\tCoast Guard\n")


def test_a_folder_that_brat_opens(tmp_path: Path, article: Article, schema: Schema) -> None:
    with brat.open_writer(tmp_path / "out", schema) as write:
        write(article)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "annotation.conf",
        "wire-0001.ann",
        "wire-0001.json",
        "wire-0001.txt",
    ]
    (tmp_path / "out" / "wire-0001.txt").unlink()
    (error,) = brat.read(tmp_path / "out" / "wire-0001.ann", schema)
    assert "there is no wire-0001.txt beside it" in str(error)
    assert "has_role\tArg1:PERSON|ACTOR, Arg2:ROLE\n" in annotation_conf(schema)
    assert "Factuality\tArg:<EVENT>, Value:negated|future|uncertain\n" in annotation_conf(schema)
