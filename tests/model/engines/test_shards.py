import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from newsfacts import Article, FactExtractor
from newsfacts.data import DataError, NewsfactsError
from newsfacts.engines.reading import Failure, read
from newsfacts.engines.shards import ATTEMPTS, Output, manifest_of, plan, write_shard


@pytest.fixture(scope="module")
def extractor(tiny_checkpoint: Path) -> FactExtractor:
    return FactExtractor.from_pretrained(tiny_checkpoint)


def fail(error: NewsfactsError) -> None:
    raise error


def test_shards_hold_what_one_process_reads(work: Path, tmp_path: Path, extractor: FactExtractor) -> None:
    output = Output.of(tmp_path, None)
    shards = plan([work / "in"], 128, fail)
    assert [shard.articles for shard in shards] == [128] * 3 + [17]
    done = [write_shard(extractor, shard, output) for shard in reversed(shards)]
    joined = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "facts").iterdir()))
    assert joined == (work / "whole.jsonl").read_text(encoding="utf-8")
    errors = [failure.error for one in done for failure in one.failures]
    assert sorted(errors) == sorted((work / "failures").read_text(encoding="utf-8").splitlines())
    (last,) = json.loads(f"[{(tmp_path / 'failures' / '00002.jsonl').read_text()}]")
    assert last["id"] == "a299"
    assert [output.done(shard) for shard in reversed(shards)] == done, "told again from what lies there"


def test_a_shard_that_breaks_off_is_begun_anew(
    work: Path, tmp_path: Path, extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output.of(tmp_path / "facts.parquet", None)
    shard = plan([work / "in"], 128, fail)[0]

    def stream(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(extractor, "stream", stream)
        with pytest.raises(KeyboardInterrupt):
            write_shard(extractor, shard, output)
    assert output.done(shard) is None
    done = write_shard(extractor, shard, output)
    assert [failure.id for failure in done.failures] == ["a0", "a63", "a64", "a100"]
    assert output.facts(0).suffix == ".parquet"
    monkeypatch.setattr(extractor, "stream", stream)
    assert write_shard(extractor, shard, output) == done, "what is done is not read again"


def test_a_shard_that_kills_its_workers_ends_the_run(work: Path, tmp_path: Path, extractor: FactExtractor) -> None:
    output, shard = Output.of(tmp_path, None), plan([work / "in"], 128, fail)[3]
    for _ in range(ATTEMPTS):
        output.attempt(shard.number)
    with pytest.raises(DataError, match="shard 3: 4 workers have died while they read it"):
        write_shard(extractor, shard, output)


def test_a_fault_of_the_program_costs_one_article(extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch) -> None:
    right = extractor._encode

    def wrong(text: str) -> Any:
        if text == "No.":
            raise MemoryError("no room")
        return right(text)

    monkeypatch.setattr(extractor, "_encode", wrong)
    found = list(read(extractor, [Article("a", "Yes."), Article("b", "No."), Article("c", "Yes.")]))
    assert [one.id for one in found] == ["a", "b", "c"]
    assert found[1] == Failure("b", "article 'b': MemoryError: no room")
    with pytest.raises(DataError, match="date 'today'"):
        list(read(extractor, [Article("a", "Yes.")], date="today"))


def test_parts_of_a_file_are_the_file(work: Path, tmp_path: Path, extractor: FactExtractor) -> None:
    marked = tmp_path / "marked.jsonl"
    marked.write_bytes(b"\xef\xbb\xbf\n\n" + (work / "in" / "a.jsonl").read_bytes().rstrip(b"\n"))
    shards = plan([marked, work / "in" / "b.parquet"], 64, fail)
    assert sum(shard.articles for shard in shards) == 400
    parts = [part for shard in shards for part in shard.parts if part.path == marked]
    assert parts[0].start == 0
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert parts[-1].end == marked.stat().st_size


def test_what_cannot_be_planned(work: Path, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    failures: list[NewsfactsError] = []
    assert plan([tmp_path / "none.txt", tmp_path], 64, failures.append) == []
    assert len(failures) == 2
    assert "no such file or folder" in str(failures[0])
    assert "a.parquet: not a Parquet file that can be read" in str(failures[1])
    with pytest.raises(DataError, match="100 articles a shard; accepted: a multiple of 64"):
        plan([work / "in"], 100, fail)
    with pytest.raises(DataError, match="standard input cannot be shared"):
        plan(["-"], 64, fail)


def test_a_folder_belongs_to_one_run(work: Path, tmp_path: Path) -> None:
    shards = plan([work / "in"], 128, fail)
    output = Output.of(tmp_path / "out", "csv")
    manifest = manifest_of(shards, output, "one", None, {"mention": 0.5})
    output.claim(manifest, resume=False)
    with pytest.raises(DataError, match="holds a run; go on with --resume"):
        output.claim(manifest, resume=False)
    output.claim(manifest, resume=True)
    with pytest.raises(DataError, match="holds another run: checkpoint was 'one', and is 'two'"):
        output.claim(manifest_of(shards, output, "two", None, {"mention": 0.5}), resume=True)
    shutil.copy(output.folder / "manifest.json", tmp_path / "note")
    with pytest.raises(DataError, match="is not empty, and no run of newsfacts"):
        Output.of(tmp_path, None).claim(manifest, resume=False)
    with pytest.raises(DataError, match="format 'html': accepted of workers: jsonl, parquet, csv"):
        Output.of(tmp_path / "out.html", None)
    with pytest.raises(DataError, match="note: is a file; workers write a folder"):
        Output.of(tmp_path / "note", None)
