import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, NewsfactsError, Schema
from newsfacts.sources import articles


@pytest.fixture
def folder(tmp_path: Path, ferry: str) -> Path:
    """A file of each kind, and one of another."""
    (tmp_path / "a.fact").write_text(ferry, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "one", "text": "1."}\n\n{"id": "two", "text": "2."}\n', encoding="utf-8")
    (tmp_path / "c.txt").write_bytes("\ufeffThree.\r\n\tÉ\0\n".encode())
    (tmp_path / "README.md").touch()
    return tmp_path


def read(schema: Schema, *paths: Any) -> tuple[list[Article], list[str]]:
    failures: list[NewsfactsError] = []
    found = list(articles(paths, schema, failures.append))
    return found, [str(failure) for failure in failures]


def test_reads_every_kind_in_the_order_named(folder: Path, schema: Schema, article: Article) -> None:
    found, failures = read(schema, folder / "c.txt", str(folder / "b.jsonl"), folder / "a.fact")
    assert failures == []
    assert [one.id for one in found] == ["c", "one", "two", "wire-0001"]
    assert found[0] == Article("c", "\ufeffThree.\r\n\tÉ\0\n"), "the text as it is"
    assert found[3] == article


def test_a_folder_stands_for_its_files(folder: Path, schema: Schema) -> None:
    found, failures = read(schema, folder)
    assert ([one.id for one in found], failures) == (["wire-0001", "one", "two", "c"], [])


def test_standard_input_is_one_text(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfYes.\r\n"), encoding="ascii"))
    assert read(schema, "-") == ([Article("stdin", "\ufeffYes.\r\n")], [])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Oslo \xff"), encoding="ascii"))
    assert read(schema, "-") == ([], ["standard input: not UTF-8 (byte 5); accepted: text in UTF-8"])


def test_what_cannot_be_read_is_reported_and_the_rest_comes_through(folder: Path, schema: Schema) -> None:
    (folder / "a.fact").write_text("nothing", encoding="utf-8")
    (folder / "b.jsonl").write_text(
        '{"id": "one", "text": "1."}\nnot JSON\n{"id": "two", "text": "2."}\n', encoding="utf-8"
    )
    (folder / "latin.txt").write_bytes(b"\xe9t\xe9")
    paths = [folder / "none.txt", folder / "README.md", folder / "a.fact", folder / "b.jsonl", folder / "latin.txt"]
    found, failures = read(schema, *paths, folder / "c.txt")
    assert [one.id for one in found] == ["one", "two", "c"]
    assert failures == [
        f"{folder}/none.txt: no such file or folder",
        f"{folder}/README.md: cannot tell what this is; accepted endings: .txt, .fact, .jsonl, .parquet",
        f"{folder}/a.fact: needs three parts split by '---' lines (header, text, facts), has 1",
        f"{folder}/b.jsonl:2: not JSON (Expecting value, column 1)",
        f"{folder}/latin.txt: not UTF-8 (byte 0); accepted: text in UTF-8",
    ]


def test_fact_files_are_checked_against_the_schema(folder: Path, schema: Schema) -> None:
    (folder / "d.fact").write_text("id: d\n---\n[Ann|WHO ann]\n---\n", encoding="utf-8")
    found, failures = read(schema, folder / "d.fact")
    assert found == []
    assert len(failures) == 1
    assert "no type 'WHO'" in failures[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(folder: Path, schema: Schema) -> None:
    (folder / "c.txt").chmod(0)
    assert read(schema, folder / "c.txt") == ([], [f"{folder}/c.txt: cannot be read (Permission denied)"])
