"""A run cut into shards, each of which is written whole or not at all, by whichever worker.

The output is a folder::

    facts/00000.jsonl     the facts of the first shard, written like those of any file of this format
    facts/00001.jsonl     …
    failures/00001.jsonl  {"id": …, "error": …} for each of its articles that was set aside; no file if there is none
    manifest.json         what the run was: input, checkpoint, options; "complete": true when all shards are there

Shards are numbered in the order of the input, and hold its articles in their order. A shard is complete when its file
of facts is there, which takes its name as the last step.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newsfacts import __version__
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError, NewsfactsError
from newsfacts.data.files import expand
from newsfacts.data.output import atomic_write
from newsfacts.engines.reading import Failure, read
from newsfacts.exports.registry import TARGETS
from newsfacts.predictor import LOOK_AHEAD, FactExtractor, MinScore
from newsfacts.sources import ENDINGS, STDIN, Part
from newsfacts.sources import read as read_part

__all__ = ["FORMATS", "Done", "Output", "Shard", "manifest_of", "plan", "write_shard"]

FORMATS = ("jsonl", "parquet", "csv")
ATTEMPTS = 4  # at a shard: what kills its worker each time would else be tried for ever


@dataclass(frozen=True, slots=True)
class Shard:
    """Articles that are read by one worker, from parts of files; ``articles``: how many there should be."""

    number: int
    articles: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that is complete, with the errors of the articles that it sets aside."""

    number: int
    articles: int
    failures: tuple[Failure, ...]


def plan(paths: Sequence[str | Path], size: int, failed: Callable[[NewsfactsError], None]) -> list[Shard]:
    """Cut the articles of these files (as :func:`newsfacts.sources.articles` takes them) into shards.

    Lines of JSONL and rows of Parquet are counted, not read.

    Args:
        paths: files and folders.
        size: articles a shard. A multiple of :data:`newsfacts.predictor.LOOK_AHEAD`, so that articles are read
            together with the same others as in one process.
        failed: called with the error of each file that cannot be read.

    Raises:
        DataError: another size, or standard input.
    """
    if size < 1 or size % LOOK_AHEAD:
        raise DataError(f"{size} articles a shard; accepted: a multiple of {LOOK_AHEAD}")
    shards: list[Shard] = []
    parts: list[Part] = []
    room = size
    for path in _files(paths, failed):
        try:
            for part, count in _pieces(path, room, size):
                parts.append(part)
                room -= count
                if room == 0:
                    shards.append(Shard(len(shards), size, tuple(parts)))
                    parts, room = [], size
        except NewsfactsError as error:
            failed(error)
        except OSError as error:
            failed(DataError(f"{path}: cannot be read ({error.strerror})"))
    if parts:
        shards.append(Shard(len(shards), size - room, tuple(parts)))
    return shards


def _files(paths: Sequence[str | Path], failed: Callable[[NewsfactsError], None]) -> Iterator[Path]:
    for name in paths:
        if str(name) == STDIN:
            raise DataError("standard input cannot be shared among workers; accepted: files and folders")
        try:
            yield from (path.absolute() for path in expand(name, ENDINGS))
        except NewsfactsError as error:
            failed(error)


def _pieces(path: Path, room: int, size: int) -> Iterator[tuple[Part, int]]:
    """A file in parts, and how many articles each has: ``room`` of them, then ``size`` each, then what is left."""
    if path.suffix == ".jsonl":
        yield from _lines(path, room, size)
    elif path.suffix == ".parquet":
        from newsfacts.rows import count_rows

        start, end, rows = 0, room, count_rows(path)
        while start < rows:
            yield Part(path, start, min(end, rows)), min(end, rows) - start
            start, end = end, end + size
    else:
        yield Part(path), 1


def _lines(path: Path, room: int, size: int) -> Iterator[tuple[Part, int]]:
    start, first, count, position = 0, 1, 0, 0
    with open(path, "rb") as file:
        for number, raw in enumerate(file, 1):
            position += len(raw)
            count += bool((raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw).strip())
            if count == room:
                yield Part(path, start, position, first), count
                start, first, count, room = position, number + 1, 0, size
    if count:
        yield Part(path, start, position, first), count


@dataclass(frozen=True, slots=True)
class Output:
    """The folder of a run, and the format of its facts."""

    folder: Path
    format: str

    @classmethod
    def of(cls, folder: str | Path, format: str | None) -> Output:
        """The output folder that a user names; without a format, its ending says it, and none means JSONL.

        Raises:
            DataError: a format in which workers do not write, or a file.
        """
        folder = Path(folder).absolute()
        format = format or folder.suffix.removeprefix(".") or FORMATS[0]
        if format not in FORMATS:
            raise DataError(f"format {format!r}: accepted of workers: {', '.join(FORMATS)}")
        if folder.exists() and not folder.is_dir():
            raise DataError(f"{folder}: is a file; workers write a folder")
        return cls(folder, format)

    def facts(self, number: int) -> Path:
        """The file of the facts of a shard."""
        return self.folder / "facts" / f"{number:05}.{self.format}"

    def failures(self, number: int) -> Path:
        """The file of the articles that a shard sets aside."""
        return self.folder / "failures" / f"{number:05}.jsonl"

    def attempt(self, number: int) -> int:
        """Note that a worker begins with a shard; returns how many have, this one included."""
        path = self._attempts / f"{number:05}"
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "ab") as file:
            file.write(b".")
        return path.stat().st_size

    @property
    def _attempts(self) -> Path:
        return self.folder / "attempts"

    def claim(self, manifest: Mapping[str, Any], resume: bool) -> None:
        """Begin a run in this folder, or go on with the one that is there.

        Raises:
            DataError: there is a run without ``resume``, or another one: says what differs.
        """
        path = self.folder / "manifest.json"
        if not path.exists():
            if self.folder.exists() and any(self.folder.iterdir()):
                raise DataError(f"{self.folder}: is not empty, and no run of newsfacts; accepted: a new folder")
            self._write(manifest, complete=False)
            return
        if not resume:
            raise DataError(f"{self.folder}: holds a run; go on with --resume, or remove it")
        try:
            there = json.loads(path.read_text(encoding="utf-8"))
            differing = [key for key in manifest if there[key] != manifest[key]]
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(f"{path}: not the manifest of a run; remove {self.folder} to begin anew") from error
        if differing:
            raise DataError.of(
                f"{self.folder} holds another run",
                [f"{key} was {there[key]!r}, and is {manifest[key]!r}" for key in differing],
            )
        shutil.rmtree(self._attempts, ignore_errors=True)

    def complete(self, manifest: Mapping[str, Any]) -> None:
        """Mark the run as complete, and remove what workers that died have left."""
        shutil.rmtree(self._attempts, ignore_errors=True)
        for folder in ("facts", "failures"):
            for scratch in (self.folder / folder).glob(".*"):
                scratch.unlink(missing_ok=True)
        self._write(manifest, complete=True)

    def done(self, shard: Shard) -> Done | None:
        """A shard as it lies there, or ``None`` if it is still to do."""
        if not self.facts(shard.number).exists():
            return None
        path = self.failures(shard.number)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return Done(shard.number, shard.articles, tuple(Failure(**json.loads(line)) for line in lines))

    def _write(self, manifest: Mapping[str, Any], complete: bool) -> None:
        with atomic_write(self.folder / "manifest.json") as file:
            file.write(json.dumps({**manifest, "complete": complete}, indent=2) + "\n")


def manifest_of(
    shards: Sequence[Shard], output: Output, checkpoint: str, date: str | None, min_score: MinScore
) -> dict[str, Any]:
    """What another run must share to go on with this one.

    Args:
        checkpoint: what tells the checkpoint from any other.
        shards, output, date, min_score: of the run.
    """
    digest = hashlib.sha256()
    for path in dict.fromkeys(part.path for shard in shards for part in shard.parts):
        digest.update(f"{path}\0{path.stat().st_size}\n".encode("utf-8", "surrogateescape"))
    for shard in shards:
        digest.update(f"{shard.articles}\n".encode())
    return {
        "newsfacts": __version__,
        "input": digest.hexdigest(),
        "articles": sum(shard.articles for shard in shards),
        "shards": len(shards),
        "checkpoint": checkpoint,
        "format": output.format,
        "date": date,
        "min_score": dict(min_score) if isinstance(min_score, Mapping) else min_score,
    }


def write_shard(
    extractor: FactExtractor, shard: Shard, output: Output, *, date: str | None = None, min_score: MinScore = None
) -> Done:
    """Write the facts of a shard and the errors of the articles that it sets aside; a shard that is done stays.

    Raises:
        DataError: workers have died in it before, as often as is borne.
    """
    if done := output.done(shard):
        return done
    if output.attempt(shard.number) > ATTEMPTS:
        raise DataError(f"shard {shard.number}: {ATTEMPTS} workers have died while they read it")
    failures: list[Failure] = []

    def articles() -> Iterator[Article]:
        for part in shard.parts:
            for item in read_part(part, extractor.schema):
                if isinstance(item, Article):
                    yield item
                else:
                    failures.append(Failure(None, str(item)))

    with TARGETS[output.format].open(output.facts(shard.number), extractor.schema) as write:
        for item in read(extractor, articles(), date=date, min_score=min_score):
            try:
                if isinstance(item, Failure):
                    failures.append(item)
                else:
                    write(item)
            except NewsfactsError as error:
                failures.append(Failure(item.id, str(error)))
        # Before the facts take their name, which says that all of the shard is there.
        path = output.failures(shard.number)
        path.unlink(missing_ok=True)
        if failures:
            with atomic_write(path) as file:
                file.writelines(json.dumps(asdict(failure)) + "\n" for failure in failures)
    return Done(shard.number, shard.articles, tuple(failures))
