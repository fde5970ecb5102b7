import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command import Done, Run
from tiny import write_checkpoint

from newsfacts import Schema
from newsfacts.data import DataError
from newsfacts.predict import predict

COUNT = 150
UNREADABLE = {0, 63, 64, 100, 149}  # in both windows of articles that are read together, and at their edges


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, tiny_checkpoint: Path) -> Path:
    """A folder with ``in.jsonl``, some lines of which are at fault, and the whole ``out.jsonl``."""
    folder = tmp_path_factory.mktemp("resume")
    with open(folder / "in.jsonl", "w", encoding="utf-8") as file:
        for i in range(COUNT):
            # A word of 64 letters has more subwords than the tiny network's window holds.
            text = "x" * 64 if i in UNREADABLE else f"Police said on Friday: {i} killed \ud83d in Oslo. " * (i % 7)
            file.write(json.dumps({"id": f"a{i}", "text": text, "date": "2024-03-08"}) + "\n")
            if i % 50 == 9:
                file.write('{"id": "broken"\n')
    failures = predict([folder / "in.jsonl"], tiny_checkpoint, output=folder / "out.jsonl")
    assert len(failures) == len(UNREADABLE) + COUNT // 50
    return folder


@pytest.fixture
def here(work: Path, tmp_path: Path) -> Path:
    """A folder with the input alone."""
    shutil.copy(work / "in.jsonl", tmp_path)
    return tmp_path


def test_bad_articles_are_named_and_the_others_come_through_in_order(work: Path) -> None:
    ids = [json.loads(line)["id"] for line in (work / "out.jsonl").read_text().splitlines()]
    assert ids == [f"a{i}" for i in range(COUNT) if i not in UNREADABLE]
    assert not (work / "out.jsonl.part").exists()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.43, 0.45, 0.7, 0.98, 1.0])
def test_a_run_goes_on_wherever_it_was_stopped(work: Path, here: Path, tiny_checkpoint: Path, share: float) -> None:
    whole = (work / "out.jsonl").read_bytes()
    (here / "out.jsonl.part").write_bytes(whole[: int(share * len(whole))])
    predict([here / "in.jsonl"], tiny_checkpoint, output=here / "out.jsonl", resume=True)
    assert (here / "out.jsonl").read_bytes() == whole
    assert not (here / "out.jsonl.part").exists()


def test_errors_are_reported_again(work: Path, here: Path, tiny_checkpoint: Path) -> None:
    whole = (work / "out.jsonl").read_bytes()
    (here / "out.jsonl.part").write_bytes(whole[:-100])
    failures = predict([here / "in.jsonl"], tiny_checkpoint, output=here / "out.jsonl", resume=True)
    assert len([error for error in failures if "subwords" in str(error)]) == len(UNREADABLE)
    assert len([error for error in failures if "not JSON" in str(error)]) == 3


def test_what_a_crash_left_of_a_line_is_cut_off(work: Path, here: Path, tiny_checkpoint: Path) -> None:
    whole = (work / "out.jsonl").read_bytes()
    half = whole[: whole.index(b"\n", len(whole) // 2) + 1]
    for rest in (b"\0" * 4096, b'{"id": "a', b"\n", b'{"id": "a90"}\n' + whole[len(half) :]):
        (here / "out.jsonl.part").write_bytes(half + rest)
        predict([here / "in.jsonl"], tiny_checkpoint, output=here / "out.jsonl", resume=True)
        assert (here / "out.jsonl").read_bytes() == whole


def test_goes_on_after_a_complete_output(work: Path, here: Path, tiny_checkpoint: Path) -> None:
    lines = (here / "in.jsonl").read_text().splitlines(keepends=True)
    (here / "in.jsonl").write_text("".join(lines[:90]))
    predict([here / "in.jsonl"], tiny_checkpoint, output=here / "out.jsonl", resume=True)
    (here / "in.jsonl").write_text("".join(lines))
    predict([here / "in.jsonl"], tiny_checkpoint, output=here / "out.jsonl", resume=True)
    # Other articles were read together than in one run: the last digits of scores may differ, nothing else.
    there, wanted = (
        [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()] for folder in (here, work)
    )
    assert [line["id"] for line in there] == [line["id"] for line in wanted]


def test_an_interrupted_run_keeps_its_lines(
    here: Path, tiny_checkpoint: Path, newsfacts_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsfacts.data.journal import Journal

    def run(*arguments: object) -> Done:
        return newsfacts_command("predict", "--checkpoint", tiny_checkpoint, here / "in.jsonl", *arguments)

    write, left = Journal.write, [70]

    def full(self: Journal, article: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device", str(self.path))
        write(self, article)

    output, part = here / "out.jsonl", here / "out.jsonl.part"
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "write", full)
        assert run("-o", output) == (1, "", f"Error: {part}: No space left on device\n")
    assert not output.exists()
    assert len(part.read_bytes().splitlines()) == 70
    done = run("-o", output)
    wanted = f"Error: {part}: is there, from a run that was interrupted; go on with --resume, or remove it\n"
    assert done == (1, "", wanted)
    assert run("-o", output, "--resume").code == 1  # for the articles at fault
    assert len(output.read_bytes().splitlines()) == COUNT - len(UNREADABLE)


def test_another_input_is_refused(work: Path, here: Path, tiny_checkpoint: Path) -> None:
    whole = (work / "out.jsonl").read_bytes()
    part = here / "out.jsonl.part"
    lines = (here / "in.jsonl").read_text().splitlines(keepends=True)
    for changed, message in (
        (['{"id": "new", "text": "New."}\n', *lines], "has 'a1' where the input has 'new'"),
        ([*lines[:20], *lines[21:]], "has 'a19' where the input has 'a20'"),
        (lines[:100], "where the input has no more articles"),
    ):
        part.write_bytes(whole)
        (here / "in.jsonl").write_text("".join(changed))
        with pytest.raises(DataError, match=message):
            predict([here / "in.jsonl"], tiny_checkpoint, output=here / "out.jsonl", resume=True)
        assert part.read_bytes() == whole
        assert not (here / "out.jsonl").exists()


def test_another_checkpoint_is_refused(work: Path, here: Path, tmp_path: Path, schema: Schema) -> None:
    other = write_checkpoint(tmp_path / "other", schema, outside_bias=1000.0)
    whole = (work / "out.jsonl").read_bytes()
    (here / "out.jsonl").write_bytes(whole)
    with pytest.raises(DataError, match=r"has other facts of 'a\d+' than are found now; accepted: the same input,"):
        predict([here / "in.jsonl"], other, output=here / "out.jsonl", resume=True)
    assert (here / "out.jsonl").read_bytes() == whole
    assert not (here / "out.jsonl.part").exists()


@pytest.mark.parametrize(("output", "format"), [("out.csv", None), ("out", "brat"), ("out.jsonl", "turtle")])
def test_formats_that_cannot_go_on_say_so(here: Path, tiny_checkpoint: Path, output: str, format: str | None) -> None:
    with pytest.raises(DataError, match=r"cannot be resumed; accepted: jsonl, to a file"):
        predict([here / "in.jsonl"], tiny_checkpoint, output=here / output, format=format, resume=True)
    with pytest.raises(DataError, match="standard output: a run that writes table cannot be resumed"):
        predict([here / "in.jsonl"], tiny_checkpoint, resume=True)
