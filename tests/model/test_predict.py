import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import Done, Run

from newsfacts import Article, FactExtractor
from newsfacts.data import DataError, Schema, read_articles, read_jsonl
from newsfacts.predict import predict

TEXT = "\ufeffPolice in Oslo said on Friday that the army killed 12 people.\r\n\tThe president denied it.\r\n"


@pytest.fixture
def run(newsfacts_command: Run, tiny_checkpoint: Path) -> Run:
    """Run ``newsfacts predict`` with the tiny checkpoint in this process."""

    def run(*arguments: object) -> Done:
        return newsfacts_command("predict", "--checkpoint", tiny_checkpoint, *arguments)

    return run


@pytest.fixture
def folder(tmp_path: Path, ferry: str) -> Path:
    (tmp_path / "a.fact").write_text(ferry, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "one", "text": "Yes.", "date": "2024-01-01"}\n', encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(TEXT.encode())
    (tmp_path / "empty.txt").touch()
    return tmp_path


def test_jsonl(run: Run, folder: Path, article: Article) -> None:
    done = run("--format", "jsonl", "--date", "2025-10-14", folder)
    assert (done.code, done.err) == (0, "")
    found = [Article.from_dict(json.loads(line)) for line in done.out.splitlines()]
    assert [(one.id, one.date) for one in found] == [
        ("wire-0001", "2024-03-08"),
        ("one", "2024-01-01"),
        ("c", "2025-10-14"),
        ("empty", "2025-10-14"),
    ]
    assert [one.text for one in found] == [article.text, "Yes.", TEXT, ""]
    assert found[0].mentions != article.mentions, "predicted, not copied"
    assert found[2].marks
    assert not found[3].marks


def test_table(run: Run, folder: Path) -> None:
    done = run(folder / "c.txt", folder / "empty.txt")
    assert (done.code, done.err) == (0, "")
    rows = [line.split() for line in done.out.splitlines()]
    assert rows[0] == ["c"]
    assert ["fact", "kind", "happened", "score"] in rows
    assert [row for row in rows if row][-2:] == [["empty"], ["no", "facts", "found"]]


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    done = run("-", "--format", "jsonl")
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line)["text"] for line in done.out.splitlines()] == [TEXT]


def test_output(run: Run, folder: Path) -> None:
    output = folder / "new" / "out.jsonl"
    assert run(folder / "c.txt", "--format", "jsonl", "--output", output) == (0, "", "")
    assert [(one.id, one.text) for one in read_jsonl(output)] == [("c", TEXT)]


@pytest.mark.parametrize(("name", "left"), [("out.csv", []), ("out.jsonl", ["out.jsonl.part"])])
def test_output_appears_whole_or_not_at_all(
    folder: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch, name: str, left: list[str]
) -> None:
    output = folder / name
    output.write_text("old", encoding="utf-8")
    before = sorted(folder.iterdir())

    def stream(self: FactExtractor, articles: Any, **options: Any) -> Iterator[Article]:
        yield next(articles)
        raise MemoryError

    monkeypatch.setattr(FactExtractor, "stream", stream)
    with pytest.raises(MemoryError):
        predict([folder / "c.txt"], tiny_checkpoint, output=output)
    assert output.read_text(encoding="utf-8") == "old"
    assert sorted(folder.iterdir()) == sorted([*before, *(folder / part for part in left)])


def test_a_bad_file_is_reported_and_the_others_come_through(run: Run, folder: Path) -> None:
    (folder / "b.jsonl").write_text('{"id": "one", "text": "Yes."}\n{"id": "two"}\n', encoding="utf-8")
    (folder / "[red]bad.txt").write_bytes(b"\xff")
    done = run("--format", "jsonl", folder / "[red]bad.txt", folder / "none.txt", folder / "b.jsonl", folder / "c.txt")
    assert done.code == 1
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["one", "c"]
    assert done.err.splitlines() == [
        f"Error: {folder}/[red]bad.txt: not UTF-8 (byte 0); accepted: text in UTF-8",
        f"Error: {folder}/none.txt: no such file or folder",
        f"Error: {folder}/b.jsonl:2: article 'two': key 'text' is missing",
    ]


def test_a_bad_date(run: Run, folder: Path) -> None:
    output = folder / "out.jsonl"
    done = run(folder, "--date", "14.10.2025", "--format", "jsonl", "--output", output)
    assert done == (1, "", "Error: date '14.10.2025' is not a day written YYYY-MM-DD\n")
    assert not output.exists()


def test_a_wrong_format(run: Run, folder: Path, tiny_checkpoint: Path) -> None:
    assert run(folder, "--format", "xml").code == 1
    with pytest.raises(DataError, match="no format 'xml'; accepted: table, html, csv, parquet, sqlite"):
        predict([folder], tiny_checkpoint, format="xml")


def test_the_output_says_the_format(run: Run, folder: Path) -> None:
    assert run(folder / "c.txt", "-o", folder / "out.csv") == (0, "", "")
    assert (folder / "out.csv").read_text(encoding="utf-8").startswith("article,title,date,fact,kind,predicate,")
    assert run(folder / "c.txt", "--format", "brat", "-o", folder / "brat") == (0, "", "")
    (found,) = read_articles(folder / "brat", Schema.default())
    assert (found.id, found.text) == ("c", TEXT)


def test_a_format_that_is_no_text_wants_an_output(run: Run, folder: Path) -> None:
    done = run(folder / "c.txt", "--format", "parquet")
    assert done == (1, "", "Error: standard output: parquet is no text; accepted: a file\n")


def test_an_article_that_the_format_cannot_hold_is_reported(run: Run, folder: Path) -> None:
    (folder / "d.jsonl").write_text('{"id": "a/b", "text": "Yes."}\n' * 2 + '{"id": "d", "text": "No."}\n' * 2)
    done = run(folder / "d.jsonl", "--format", "brat", "-o", folder / "brat")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        *["Error: article 'a/b': its id cannot name a file (no slash, no dot first, up to 200 bytes)"] * 2,
        "Error: article 'd': an article of this id has been written",
    ]
    assert (folder / "brat" / "d.txt").read_text() == "No."


def test_a_wrong_checkpoint(run: Run, folder: Path) -> None:
    done = run(folder, "--checkpoint", folder)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"Error: checkpoint {folder}: lacks config.json, model.safetensors, tokenizer.json; "
        "a checkpoint holds config.json, model.safetensors, tokenizer.json\n"
    )


def test_returns_the_failures(folder: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failures = predict([folder / "none", folder / "c.txt"], tiny_checkpoint, format="jsonl")
    assert [(type(error), str(error)) for error in failures] == [(DataError, f"{folder}/none: no such file or folder")]
    assert len(capsys.readouterr().out.splitlines()) == 1
