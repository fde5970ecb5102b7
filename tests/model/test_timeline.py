import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from command import Done, Run

from newsfacts import Article, Schema
from newsfacts.data import ConfigError, DataError
from newsfacts.data.facts import facts
from newsfacts.tallies import Actors, Sources
from newsfacts.timeline import timeline


def article(
    id: str, names: Sequence[tuple[str, str]], events: Sequence[dict[str, Any]], date: str | None = "2024-05-08"
) -> dict[str, Any]:
    """An article of names and triggers: ``{"type": "ATTACK", "agent": "Iran", "time": …, "source": …}``."""
    text, mentions, entities, found = "", [], [], []
    values = {name: value for event in events for name, value in [event.get("time", (None, None))]}
    for name, type in [*names, *((name, "DATE") for name in values if name)]:
        mentions.append({"type": type, "entity": name, "start": len(text), "end": len(text) + len(name), "text": name})
        entities.append({"id": name, "type": type, "name": name, "value": values.get(name)})
        text += name + ". "
    for i, event in enumerate(events, 1):
        roles = {role: event[role] for role in ("agent", "patient", "place") if role in event}
        if "time" in event:
            roles["time"] = event["time"][0]
        word = event["type"].lower()
        found.append(
            {
                "id": f"x{i}",
                "type": event["type"],
                "start": len(text),
                "end": len(text) + len(word),
                "text": word,
                "arguments": [{"role": role, "entity": name} for role, name in roles.items()],
                "source": event.get("source"),
                "factuality": event.get("factuality", "asserted"),
            }
        )
        text += word + ". "
    return {"id": id, "text": text, "date": date, "mentions": mentions, "entities": entities, "events": found}


def day(start: str | None, end: str | None = None) -> dict[str, str | None]:
    return {"start": start, "end": end or start}


FIRST = article(
    "first",
    [("Iran", "GPE"), ("Oman", "GPE"), ("the army", "ACTOR"), ("Gao", "GPE")],
    [
        {
            "type": "ATTACK",
            "agent": "Iran",
            "patient": "Oman",
            "time": ("late", day("2024-05-07")),
            "source": "the army",
        },
        {"type": "MEET", "agent": "Iran", "place": "Gao", "time": ("early", day("2024-01-01", "2024-12-31"))},
        {"type": "DEATH", "patient": "the army", "factuality": "negated", "source": "Oman"},
    ],
)
SECOND = article(
    "second",
    [("Iran", "GPE"), ("OMAN", "GPE"), ("the army", "ACTOR")],
    [
        {"type": "ATTACK", "agent": "OMAN", "patient": "Iran", "time": ("then", day("2023-02-03"))},
        {"type": "ATTACK", "agent": "the army", "source": "Iran", "factuality": "uncertain"},
        {"type": "ATTACK", "agent": "Iran", "time": ("since", {"start": "2024-01-01", "end": None})},
    ],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "facts.jsonl").write_text("".join(json.dumps(one) + "\n" for one in (FIRST, SECOND)), encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(newsfacts_command: Run) -> Run:
    """Run ``newsfacts timeline`` in this process."""

    def run(*arguments: object) -> Done:
        return newsfacts_command("timeline", *arguments)

    return run


def test_dated_events_come_in_the_order_of_time(run: Run, folder: Path) -> None:
    done = run(folder, "--format", "jsonl")
    assert (done.code, done.err) == (0, "not shown: 2 events without a date\n")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["start"], one["end"], one["article"]) for one in records] == [
        ("2023-02-03", "2023-02-03", "second"),
        ("2024-01-01", None, "second"),
        ("2024-01-01", "2024-12-31", "first"),
        ("2024-05-07", "2024-05-07", "first"),
    ]
    assert records[3] == {
        "start": "2024-05-07",
        "end": "2024-05-07",
        "line": "Iran attacked Oman on 7 May 2024, according to the army",
        "event": "ATTACK",
        "factuality": "asserted",
        "source": "the army",
        "score": None,
        "article": "first",
        "title": None,
        "date": "2024-05-08",
    }


def test_csv_has_the_columns_of_jsonl(run: Run, folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv").out)))
    records = [json.loads(line) for line in run(folder, "--format", "jsonl").out.splitlines()]
    assert rows == [{key: "" if value is None else str(value) for key, value in one.items()} for one in records]


def test_table(run: Run, folder: Path) -> None:
    lines = [" ".join(line.split()) for line in run(folder).out.splitlines() if line.strip(" ─")]
    assert lines == [
        "when what article",
        "3 February 2023 OMAN attacked Iran on 3 February 2023 second",
        "since 1 January 2024 Iran attacked since 1 January 2024 second",
        "2024 Iran met in Gao in 2024 first",
        "7 May 2024 Iran attacked Oman on 7 May 2024, according to the army first",
    ]


def test_actors_are_one_over_articles(run: Run, folder: Path) -> None:
    done = run(folder, "--actors", "--format", "jsonl")
    assert (done.code, done.err) == (0, "")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["name"], one["articles"], one["facts"]) for one in records] == [("Iran", 2, 5), ("Oman", 2, 3)]
    assert records[0]["roles"] == {
        "subject": {"ATTACK": 2, "MEET": 1},
        "object": {"ATTACK": 1},
        "source": {"ATTACK": 1},
    }
    rows = list(csv.DictReader(io.StringIO(run(folder, "--actors", "--format", "csv").out)))
    assert rows[0] == {"name": "Iran", "type": "GPE", "role": "subject", "event": "ATTACK", "facts": "2"}
    assert sum(int(row["facts"]) for row in rows) == 8
    table = run(folder, "--actors").out
    assert "ATTACK 2, MEET 1" in table
    assert "Gao" not in table, "a place where something happens is no actor"


def test_sources_by_factuality(run: Run, folder: Path) -> None:
    records = [json.loads(line) for line in run(folder, "--sources", "--format", "jsonl").out.splitlines()]
    assert [(one["name"], one["type"], one["facts"]) for one in records] == [
        (None, None, 3),
        ("Iran", "GPE", 1),
        ("Oman", "GPE", 1),
        ("the army", "ACTOR", 1),
    ]
    assert records[1]["factuality"] == {"asserted": 0, "negated": 0, "future": 0, "uncertain": 1}
    rows = list(csv.DictReader(io.StringIO(run(folder, "--sources", "--format", "csv").out)))
    assert (rows[0]["name"], rows[0]["asserted"]) == ("", "3")
    assert "(the article itself)" in run(folder, "--sources").out


def test_two_tables_at_once_are_refused(run: Run, folder: Path) -> None:
    done = run(folder, "--sources", "--actors")
    assert done.code == 2
    assert "give one of them" in done.err


def test_annotated_articles_need_no_network(folder: Path) -> None:
    code = (
        "import sys; from newsfacts.timeline import timeline; "
        f"timeline([{str(folder)!r}], format='csv'); assert 'torch' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout


def test_articles_without_annotation_are_predicted(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsfacts import FactExtractor

    seen: list[str] = []

    class Extractor:
        schema = Schema.default()

        @classmethod
        def from_pretrained(cls, checkpoint: str | None) -> "Extractor":
            seen.append(f"loaded {checkpoint}")
            return cls()

        def stream(self, articles: Iterator[Article], *, date: str | None) -> Iterator[Article]:
            for one in articles:
                seen.append(one.id)
                yield Article.from_dict({**FIRST, "id": one.id, "date": date})

    monkeypatch.setattr(sys.modules[FactExtractor.__module__], "FactExtractor", Extractor)
    (folder / "raw.txt").write_text("Iran attacked Oman.", encoding="utf-8")
    (folder / "more.txt").write_text("Iran attacked Oman.", encoding="utf-8")
    done = run(
        folder / "raw.txt",
        folder / "facts.jsonl",
        folder / "more.txt",
        "--checkpoint",
        "mine",
        "--date",
        "2024-05-09",
        "--format",
        "jsonl",
    )
    assert seen == ["loaded mine", "raw", "more"], "one checkpoint, loaded once, for these alone"
    records = [json.loads(line) for line in done.out.splitlines()]
    assert {one["article"]: one["date"] for one in records} == {
        "raw": "2024-05-09",
        "more": "2024-05-09",
        "first": "2024-05-08",
        "second": "2024-05-08",
    }


def test_a_real_checkpoint_reads_a_text(run: Run, tmp_path: Path, tiny_checkpoint: Path) -> None:
    (tmp_path / "a.txt").write_text("Police said that the army killed 12 people.", encoding="utf-8")
    done = run(tmp_path / "a.txt", "--checkpoint", tiny_checkpoint, "--sources", "--format", "jsonl")
    assert (done.code, done.err) == (0, "")
    assert sum(json.loads(line)["facts"] for line in done.out.splitlines()) > 0


def test_dates_get_their_value_from_the_day_of_the_article(run: Run, folder: Path) -> None:
    text = "id: b\n---\n[Iran|GPE i] [attacked|ATTACK x1] on [3 May|DATE d].\n---\nx1: agent=i time=d\n"
    (folder / "b.fact").write_text(text, encoding="utf-8")
    done = run(folder / "b.fact", "--date", "2024-05-08", "--format", "jsonl")
    assert [json.loads(line)["start"] for line in done.out.splitlines()] == ["2024-05-03"]


def test_bad_files_are_reported_and_the_others_come_through(run: Run, folder: Path) -> None:
    (folder / "bad.fact").write_text("nothing", encoding="utf-8")
    other = {**FIRST, "id": "other", "events": [{**FIRST["events"][0], "type": "DANCE"}]}
    (folder / "other.jsonl").write_text(json.dumps(other) + "\n", encoding="utf-8")
    done = run(folder, "--format", "jsonl")
    assert done.code == 1
    assert len(done.out.splitlines()) == 4
    errors = [line for line in done.err.splitlines() if line.startswith("Error")]
    assert len(errors) == 2
    assert "bad.fact" in errors[0]
    assert "article 'other': event x1 'attack': no event type 'DANCE'" in errors[1]


def test_wrong_options(folder: Path) -> None:
    with pytest.raises(ConfigError, match="report 'places': accepted: facts, actors, sources"):
        timeline([folder], of="places")
    with pytest.raises(ConfigError, match="format 'xml': accepted: table, jsonl, csv"):
        timeline([folder], format="xml")
    with pytest.raises(DataError, match=r"date '8.5.2024' is not a day written YYYY-MM-DD"):
        timeline([folder], date="8.5.2024")


def test_output_is_a_whole_file(run: Run, folder: Path) -> None:
    output = folder / "new" / "timeline.csv"
    done = run(folder, "--format", "csv", "--output", output)
    assert done.out == ""
    assert output.read_text(encoding="utf-8").splitlines()[0].startswith("start,end,line,event")


def test_nothing_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(article("a", [("Iran", "GPE")], [])) + "\n", encoding="utf-8")
    assert run(tmp_path).out.strip() == "no facts found"
    assert run(tmp_path, "--format", "csv").out.count("\n") == 1


def test_text_steers_neither_tables_nor_csv(run: Run, tmp_path: Path) -> None:
    name = "[bold]\x1b[31mIran\ud800"
    one = article(name, [(name, "GPE")], [{"type": "ATTACK", "agent": name, "time": ("d", day("2024-05-07"))}])
    (tmp_path / "a.jsonl").write_text(json.dumps(one) + "\n", encoding="utf-8")
    for options in ((), ("--actors",), ("--format", "csv"), ("--format", "jsonl")):
        done = run(tmp_path, *options)
        assert "Iran" in done.out
        assert done.out.encode("utf-8")
        if "--format" not in options:
            assert "\x1b" not in done.out
            assert "[bold]" in done.out


def test_counts_add_over_mentions_of_a_name(schema: Schema) -> None:
    """Case, accents and "the" make no other actor; another type does, but for countries and their peoples."""
    names = [("José Díaz", "PERSON"), ("JOSE DIAZ", "PERSON"), ("Syria", "GPE"), ("Syrians", "NORP"), ("Syria", "ORG")]
    actors, sources = Actors(), Sources(schema)
    for i, (name, type) in enumerate(names):
        one = Article.from_dict(article(str(i), [(name, type)], [{"type": "ATTACK", "agent": name, "source": name}]))
        actors.add(one, facts(one, schema), schema)
        sources.add(one, facts(one, schema), schema)
    assert [(one["name"], one["type"], one["facts"]) for one in actors.records()] == [
        ("José Díaz", "PERSON", 2),
        ("Syria", "GPE", 2),
        ("Syria", "ORG", 1),
    ]
    assert [(one["name"], one["articles"]) for one in sources.records()] == [
        ("José Díaz", 2),
        ("Syria", 2),
        ("Syria", 1),
    ]
