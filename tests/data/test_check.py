from pathlib import Path

from newsfacts.data import Schema
from newsfacts.data.check import check


def test_counts_by_type(tmp_path: Path, ferry: str, schema: Schema) -> None:
    (tmp_path / "a.fact").write_text(ferry, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "b", "text": "Two words.", "topic": "disaster"}\n', encoding="utf-8")
    report = check(tmp_path, schema)
    assert report.faults == ()
    assert (report.articles, report.words) == (2, 29)
    counts = {layer: {name: n for name, n in types.items() if n} for layer, types in report.counts.items()}
    assert counts == {
        "mentions": {
            "PERSON": 1, "ORG": 1, "LOC": 1, "NORP": 1, "ROLE": 1, "ACTOR": 2, "ITEM": 1, "DATE": 1, "NUMBER": 1,
        },
        "entities": {
            "PERSON": 1, "ORG": 1, "LOC": 1, "NORP": 1, "ROLE": 1, "ACTOR": 1, "ITEM": 1, "DATE": 1, "NUMBER": 1,
        },
        "events": {"DISASTER": 1, "SAY": 1, "DEMAND": 1, "INVESTIGATE": 1},
        "roles": {"patient": 1, "place": 1, "time": 1, "agent": 2, "source": 1},
        "relations": {"quantity": 1, "origin": 1, "has_role": 1},
        "factuality": {"asserted": 2, "negated": 1, "uncertain": 1},
        "topics": {"disaster": 2},
    }  # fmt: skip
    assert report.total("mentions") == 10
    assert report.counts["events"]["RESCUE"] == 0  # what the corpus lacks is told too


def test_lists_every_fault_of_every_file(tmp_path: Path, ferry: str, schema: Schema) -> None:
    (tmp_path / "a.fact").write_text(ferry.replace("x2: agent", "x7: agent"), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("{}\n[]\n", encoding="utf-8")
    (tmp_path / "c.fact").write_text(ferry, encoding="utf-8")
    report = check([tmp_path, tmp_path / "gone.fact"], schema)
    assert report.faults == (f"{tmp_path}/gone.fact: no such file or folder",)
    report = check(tmp_path, schema)
    assert report.articles == 1
    assert [fault.split(": ")[0] for fault in report.faults] == [
        f"{tmp_path}/{place}" for place in ("a.fact", "a.fact", "b.jsonl:1", "b.jsonl:1", "b.jsonl:2")
    ]
