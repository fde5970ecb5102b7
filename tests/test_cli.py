import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import Run

import newsfacts
from newsfacts.data import Schema, read_articles


@pytest.fixture
def run(newsfacts_command: Run) -> Run:
    """Run the command line in this process."""
    return newsfacts_command


@pytest.fixture
def folder(tmp_path: Path, ferry: str) -> Path:
    (tmp_path / "a.fact").write_text(ferry, encoding="utf-8")
    return tmp_path


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"newsfacts {newsfacts.__version__}\n", "")


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).with_name("newsfacts")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"newsfacts {newsfacts.__version__}\n"


def test_a_usage_error_is_two(run: Run) -> None:
    assert run("check").code == 2
    assert run("chekc", "a").code == 2
    assert run("check", "--frobnicate", "a").code == 2


def test_check_prints_counts(run: Run, folder: Path) -> None:
    done = run("check", folder)
    assert (done.code, done.err) == (0, "")
    assert "1 articles, 27 words" in done.out
    assert "ACTOR 2" in done.out
    assert "RESCUE 0" in done.out
    assert done.out.endswith("no fault\n")


def test_check_prints_ten_faults_and_how_many_more(run: Run, folder: Path) -> None:
    (folder / "b.jsonl").write_text("{}\n" * 6, encoding="utf-8")
    done = run("check", folder)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[-2:] == ["… and 2 more", "12 faults"]
    assert sum("b.jsonl:" in line for line in lines) == 10
    assert "1 articles" in done.out


def test_check_of_a_missing_path(run: Run, tmp_path: Path) -> None:
    assert run("check", tmp_path / "no[bold]ne") == (1, f"{tmp_path}/no[bold]ne: no such file or folder\n1 fault\n", "")


def test_an_error_is_short(run: Run, folder: Path) -> None:
    done = run("check", folder, "--schema", folder / "[red]mine.yaml")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"Error: {folder}/[red]mine.yaml: cannot be read (No such file or directory)\n"


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\r", "\u202e", "\u2028", "\udce9"])
def test_no_name_steers_the_terminal(run: Run, tiny_checkpoint: Path, tmp_path: Path, sign: str) -> None:
    odd = tmp_path / f"a{sign}[bold].fact"
    odd.write_text("no", encoding="utf-8")
    for arguments in (
        ("check", odd),
        ("convert", odd, "-o", tmp_path / "b.jsonl"),
        ("predict", f"{odd}.txt", "--checkpoint", tiny_checkpoint),
    ):
        done = run(*arguments)
        shown = done.out + done.err
        assert done.code == 1
        assert sign not in shown
        assert ascii(f"a{sign}")[1:-1] + "[bold].fact" in shown


def test_standard_output_is_utf_8_whatever_the_locale(folder: Path) -> None:
    command = Path(sys.executable).with_name("newsfacts")
    (folder / "b.jsonl").write_text(
        '{"id": "é\\ud83d", "text": "“”"}\n{"id": "é\\ud83d", "text": "“”"}\n', encoding="utf-8"
    )
    done = subprocess.run(
        [command, "check", folder / "b.jsonl"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 1
    assert "id 'é\\ud83d' stands in" in done.stdout.decode("utf-8")


def test_a_fault_of_the_system_is_short_too(run: Run, folder: Path) -> None:
    done = run("convert", folder, "-o", folder / "a.fact" / "b.jsonl")
    assert done.code == 1
    assert done.err.startswith(f"Error: {folder}/a.fact")
    assert "Traceback" not in done.err


def test_check_reads_another_scheme(run: Run, folder: Path) -> None:
    scheme = folder / "mine.yaml"
    scheme.write_text(
        "{name: mine, version: 1, mentions: {WHO: ''}, events: {}, roles: {}, source: {}, factuality: {real: ''}, "
        "relations: {}}",
        encoding="utf-8",
    )
    (folder / "b.fact").write_text("id: b\n---\n[Ann|WHO ann]\n---\n", encoding="utf-8")
    done = run("check", folder / "b.fact", "--schema", scheme)
    assert done.code == 0
    assert "WHO 1" in done.out


def test_convert(run: Run, folder: Path, schema: Schema) -> None:
    output = folder / "all.jsonl"
    assert run("convert", folder / "a.fact", "--output", output) == (0, f"1 articles written to {output}\n", "")
    assert [article.id for article in read_articles(output, schema)] == ["wire-0001"]


def test_convert_lists_what_is_not_kept(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "all.jsonl"
    source.write_text('{"id": "a", "text": "A.", "meta": {"k": 1}}\n{"id": "b", "text": "B."}\n', encoding="utf-8")
    done = run("convert", source, "-o", tmp_path / "out", "--to", "fact")
    assert done == (0, f"2 articles written to {tmp_path}/out\n", "a: not kept: meta\n")


def test_convert_names_what_cannot_be_written(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "all.jsonl"
    source.write_text('{"id": "a", "text": "[A]"}\n', encoding="utf-8")
    done = run("convert", source, "-o", tmp_path / "out")
    assert done.code == 1
    assert done.err.startswith("Error: article 'a' cannot be written as .fact: the text holds '['")
    assert not (tmp_path / "out").exists()
