"""Reading articles from files and folders, and writing them whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from newsfacts.data import fact
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema

__all__ = ["atomic_write", "expand", "iter_articles", "read_articles", "read_jsonl", "write_jsonl"]

ENDINGS = (".fact", ".jsonl")
Paths = str | Path | Sequence[str | Path]


def expand(paths: Paths, endings: Sequence[str] = ENDINGS) -> list[Path]:
    """The files that the paths name; a folder stands for its files of these endings, in order of name.

    ``FOLDER:SPLIT`` stands for the ``.fact`` files of one split, as ``splits.json`` in that folder
    (``{"train": [ids]}``) or in the one above it (``{"folder": {"train": [ids]}}``) lists them.

    Raises:
        DataError: a path or split that does not exist, another ending, or a folder with no such file.
    """
    found: list[Path] = []
    for name in [paths] if isinstance(paths, str | Path) else paths:
        path = Path(name)
        folder, colon, split = str(name).rpartition(":")
        if colon and not path.exists() and Path(folder).is_dir():
            found += _split(Path(folder), split)
        elif path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix in endings and file.is_file())
            if not inside:
                raise DataError(f"{path}: the folder holds no file that ends in {' or '.join(endings)}")
            found += inside
        elif not path.exists():
            raise DataError(f"{path}: no such file or folder")
        elif path.suffix not in endings:
            raise DataError(f"{path}: cannot tell what this is; accepted endings: {', '.join(endings)}")
        else:
            found.append(path)
    return found


def _split(folder: Path, split: str) -> list[Path]:
    for listing, key in (
        (folder / "splits.json", None),
        (folder.resolve().parent / "splits.json", folder.resolve().name),
    ):
        if not listing.exists():
            continue
        try:
            splits = json.loads(listing.read_text(encoding="utf-8"))
            splits = splits if key is None else splits[key]
            ids = splits.get(split)
        except (ValueError, KeyError, AttributeError) as error:
            raise DataError(f"{listing}: not a list of splits ({type(error).__name__}: {error})") from error
        if ids is None:
            raise DataError(f"{folder}: no split {split!r}; accepted: {', '.join(splits)}")
        if not ids:
            raise DataError(f"{folder}: split {split!r} is empty")
        files = [folder / f"{id}.fact" for id in ids]
        missing = [str(file) for file in files if not file.exists()]
        if missing:
            raise DataError.of(f"split {split!r} of {folder}", [f"{file}: no such file" for file in missing])
        return files
    raise DataError(f"{folder}: has no splits.json (nor has the folder above), so no split {split!r}")


def iter_articles(paths: Paths, schema: Schema) -> Iterator[Article]:
    """Stream the annotated articles that :func:`expand` finds, checked against the schema."""
    for path in expand(paths):
        if path.suffix == ".fact":
            yield fact.read(path, schema)
        else:
            yield from read_jsonl(path, schema)


def read_articles(paths: Paths, schema: Schema) -> list[Article]:
    """Read all articles of the paths (see :func:`expand`).

    Raises:
        DataError: the faults of all files together, or two articles of one id.
    """
    articles: list[Article] = []
    problems: list[str] = []
    where: dict[str, Path] = {}
    for path in expand(paths):
        try:
            for article in iter_articles(path, schema):
                if article.id in where:
                    problems.append(f"{path}: id {article.id!r} stands in {where[article.id]} too")
                where[article.id] = path
                articles.append(article)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError.of("data", problems)
    return articles


def read_jsonl(path: str | Path, schema: Schema | None = None) -> Iterator[Article]:
    """Stream a JSONL file, one article a line; with a schema, checked against it. Blank lines are passed over.

    Raises:
        DataError: names the file and line.
    """
    with open(path, "rb") as file:
        for number, raw in enumerate(file, 1):
            where = f"{path}:{number}"
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                if not line.strip():
                    continue
                article = Article.from_dict(json.loads(line))
                if schema is not None:
                    schema.check(article)
            except UnicodeDecodeError as error:
                raise DataError(f"{where}: not UTF-8 (byte {error.start} of the line)") from error
            except json.JSONDecodeError as error:
                raise DataError(f"{where}: not JSON ({error.msg}, column {error.colno})") from error
            except DataError as error:
                raise DataError.of(where, error.problems) from error
            yield article


def write_jsonl(articles: Iterable[Article], path: str | Path) -> int:
    """Write articles as JSONL, whole or not at all; returns how many."""
    count = 0
    with atomic_write(path) as file:
        for article in articles:
            file.write(article.to_json() + "\n")
            count += 1
    return count


@contextmanager
def atomic_write(path: str | Path) -> Iterator[IO[str]]:
    """Open a UTF-8 text file that takes its name only when the block ends without an error."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
