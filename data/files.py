"""Reading articles from files and folders, and writing them whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from newsfacts.data import jsonl
from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.formats import FORMATS, Format, format_inside, unknown_ending
from newsfacts.data.output import atomic_write
from newsfacts.data.schema import Schema

__all__ = ["expand", "iter_articles", "read_articles", "read_jsonl", "write_jsonl"]

ENDINGS = tuple(dict.fromkeys(ending for format in FORMATS.values() for ending in format.endings))
# In a folder, .json may be anything: splits.json, the headers of brat files.
FOLDER_ENDINGS = tuple(ending for format in FORMATS.values() if format.key is None for ending in format.endings)
Paths = str | Path | Sequence[str | Path]


def expand(paths: Paths, endings: Sequence[str] | None = None, any_file: bool = False) -> list[Path]:
    """The files that the paths name; a folder stands for its files of these endings, in order of name.

    A file that is named itself must have one of the endings too, unless ``any_file``. Left out, they are those of all
    formats, but of ``.json`` only files that are named.

    ``FOLDER:SPLIT`` stands for the ``.fact`` files of one split, as ``splits.json`` in that folder
    (``{"train": [ids]}``) or in the one above it (``{"folder": {"train": [ids]}}``) lists them.

    Raises:
        DataError: a path or split that does not exist, another ending, or a folder with no such file.
    """
    found: list[Path] = []
    problems: list[str] = []
    for name in [paths] if isinstance(paths, str | Path) else paths:
        try:
            found += _named(name, endings, any_file)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError.of("", problems)
    return found


def _named(name: str | Path, endings: Sequence[str] | None, any_file: bool) -> list[Path]:
    path = Path(name)
    folder, colon, split = str(name).rpartition(":")
    if colon and not path.exists() and Path(folder).is_dir():
        return _split(Path(folder), split)
    if path.is_dir():
        accepted = FOLDER_ENDINGS if endings is None else endings
        inside = sorted(file for file in path.rglob("*") if file.suffix in accepted and file.is_file())
        if not inside:
            raise DataError(f"{path}: the folder holds no file that ends in {' or '.join(accepted)}")
        return inside
    if not path.exists():
        raise DataError(f"{path}: no such file or folder")
    accepted = ENDINGS if endings is None else endings
    if path.suffix not in accepted and not any_file:
        raise unknown_ending(path, accepted)
    return [path]


def _split(folder: Path, split: str) -> list[Path]:
    splits = _splits(folder)
    if split not in splits:
        raise DataError(f"{folder}: no split {split!r}; accepted: {', '.join(splits)}")
    files = [folder / f"{id}.fact" for id in splits[split]]
    if not files:
        raise DataError(f"{folder}: split {split!r} is empty")
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise DataError.of(f"split {split!r} of {folder}", [f"{file}: no such file" for file in missing])
    return files


def _splits(folder: Path) -> dict[str, list[str]]:
    whole = folder.resolve()
    for listing, key in ((whole / "splits.json", None), (whole.parent / "splits.json", whole.name)):
        if not listing.exists():
            continue
        try:
            splits = json.loads(listing.read_text(encoding="utf-8"))
        except ValueError as error:
            raise DataError(f"{listing}: not JSON ({error})") from error
        if key is not None and isinstance(splits, dict):
            splits = splits.get(key)
        if not isinstance(splits, dict) or not all(isinstance(ids, list) for ids in splits.values()):
            form = '{"train": ["id", …], …}'
            raise DataError(f"{listing}: accepted: {form if key is None else f'{{{key!r}: {form}}}'}")
        return splits
    raise DataError(f"{folder}: has no splits.json (nor has the folder above), so no split of any name")


def iter_articles(
    paths: Paths, schema: Schema, format: Format | None = None, *, check: bool = True
) -> Iterator[Article]:
    """Stream the articles of these paths, checked against the schema.

    A path is one that :func:`expand` takes, or ``NAME@PATH`` or ``NAME@PATH:SPLIT``, a public corpus
    (see :mod:`newsfacts.data.corpora`). Files are read as their ending says, or as ``format`` whatever
    their ending. Marks of a corpus may overlap; without ``check``, they may bear labels of its own.

    Raises:
        DataError: after the last good article, the faults of all files together; two articles of
            one id are a fault too.
    """
    every = [paths] if isinstance(paths, str | Path) else paths
    corpora = [name for name in every if isinstance(name, str) and CORPUS.match(name) and not Path(name).exists()]
    others = [name for name in every if name not in corpora]
    sources: list[tuple[Any, Iterator[Article | DataError]]] = []
    if others or not corpora:
        files = expand(others) if format is None else expand(others, format.endings, any_file=True)
        sources += [(path, _file(path, schema, format)) for path in files]
    sources += [(name, _corpus(name, schema if check else None)) for name in corpora]
    problems: list[str] = []
    where: dict[str, Any] = {}
    for path, articles in sources:
        try:
            for article in articles:
                if isinstance(article, DataError):
                    problems += article.problems
                elif article.id in where:
                    problems.append(f"{path}: id {article.id!r} stands in {where[article.id]} too")
                else:
                    where[article.id] = path
                    yield article
        except OSError as error:
            problems.append(f"{path}: cannot be read ({error.strerror})")
    if problems:
        raise DataError.of("", problems)


def _file(path: Path, schema: Schema, format: Format | None) -> Iterator[Article | DataError]:
    try:
        yield from (format or format_inside(path)).read(path, schema)
    except DataError as error:
        yield error


CORPUS = re.compile(r"(?P<name>[a-z]\w*)@(?P<path>.+?)(:(?P<split>[\w-]+))?")


def _corpus(name: str, schema: Schema | None) -> Iterator[Article | DataError]:
    from newsfacts.data.corpora import read_corpus

    match = CORPUS.fullmatch(name)
    assert match
    try:
        for article in read_corpus(match["name"], match["path"], match["split"]):
            if schema is not None:
                schema.check(article, overlaps=True)
            yield article
    except DataError as error:
        yield error


def read_articles(paths: Paths, schema: Schema, *, check: bool = True) -> list[Article]:
    """Read all articles of the paths (see :func:`iter_articles`).

    Raises:
        DataError: the faults of all files together, or two articles of one id.
    """
    return list(iter_articles(paths, schema, check=check))


def read_jsonl(path: str | Path, schema: Schema | None = None) -> Iterator[Article]:
    """Stream a JSONL file, one article a line; with a schema, checked against it. Blank lines are passed over.

    Raises:
        DataError: names the file and the first line that is at fault.
    """
    for article in jsonl.read(path, schema):
        if isinstance(article, DataError):
            raise article
        yield article


def write_jsonl(articles: Iterable[Article], path: str | Path) -> int:
    """Write articles as JSONL, whole or not at all; returns how many."""
    count = 0
    with atomic_write(path) as file:
        for article in articles:
            file.write(jsonl.dumps(article))
            count += 1
    return count
