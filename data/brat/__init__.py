"""brat standoff (https://brat.nlplab.org/standoff.html): a folder with three files an article, named after its id.

``NAME.txt`` is the text, byte for byte; offsets count its code points, line ends as they stand. ``NAME.ann`` is what
is marked in it, and brat edits it::

    T1	ORG 0 11	Coast Guard
    T2	SAY 12 16	said
    T3	ORG 20 26	agency
    E1	SAY:T2 agent:T1 source:T3
    R1	part_of Arg1:T1 Arg2:T3
    *	Equiv T1 T4
    A1	Factuality E1 uncertain
    N1	Reference T1 entity:coast_guard	Coast Guard
    N2	Reference T5 value:DATE	{"start": "2024-03-01", "end": "2024-03-08"}
    #1	Newsfacts E1	{"score": 0.97, "arguments": {"agent": 0.9}}

Mentions that ``Equiv`` joins (or a relation named Coreference) are one entity; ``entity:`` gives it its id, ``value:``
its value. A trigger names its event; E1 is event x1. ``Newsfacts`` notes hold what brat has no place for: scores, and
ids and names that would not come out by themselves. Notes and normalisations of others go to ``article.meta["notes"]``.

``NAME.json`` holds title, date, topic, origin and meta, and may be missing. ``annotation.conf`` tells brat the scheme.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.brat.config import annotation_conf
from newsfacts.data.brat.reading import loads
from newsfacts.data.brat.writing import dumps
from newsfacts.data.errors import DataError
from newsfacts.data.jsontext import DECODER
from newsfacts.data.output import Write, atomic_folder, new_file
from newsfacts.data.schema import Schema

__all__ = ["dumps", "loads", "open_writer", "read"]

ENDING = ".ann"
HEADER = ("title", "date", "topic", "origin", "meta")


def read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    """The article of an ``.ann`` file and the files beside it, or the error that stands in its place."""
    try:
        yield _read(path, schema)
    except DataError as error:
        yield error


def _read(path: Path, schema: Schema) -> Article:
    if path.suffix != ENDING:
        raise DataError(f"{path}: accepted: an {ENDING} file, with its .txt beside it")
    text_file = path.with_suffix(".txt")
    if not text_file.exists():
        raise DataError(f"{path}: there is no {text_file.name} beside it, the text that it marks")
    header = _header(path.with_suffix(".json"))
    annotations = _decoded(path).removeprefix("\ufeff")
    text = _decoded(text_file)
    try:
        return loads(text, annotations, schema, str(path), path.stem, header)
    except DataError:
        if not text.startswith("\ufeff"):
            raise
        try:  # a byte order mark counts in brat; not so for those who put it there afterwards
            return loads(text[1:], annotations, schema, str(path), path.stem, header)
        except DataError:
            pass
        raise


def _decoded(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start})") from error


def _header(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        header = DECODER.decode(_decoded(path).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not JSON ({error.msg}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON that can be read ({error})") from error
    if not isinstance(header, dict) or not set(header) <= set(HEADER):
        raise DataError(f"{path}: accepted: a JSON object with the keys {', '.join(HEADER)}")
    meta = header.get("meta") or {}
    if not isinstance(meta, dict) or not isinstance(meta.get("notes", []), list):
        raise DataError(f"{path}: accepted: a 'meta' that is an object, and 'notes' in it that are a list")
    return header


@contextmanager
def open_writer(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write articles to a folder that brat can open; see the module.

    Raises:
        DataError: no folder; from ``write``, an article that brat cannot hold.
    """
    if output is None or output.suffix == ENDING:
        raise DataError(f"{output or 'standard output'}: brat has several files an article; accepted: a folder")
    conf = annotation_conf(schema)
    with atomic_folder(output) as folder:

        def write(article: Article) -> None:
            annotations = dumps(article, schema)
            header = {key: value for key, value in article.to_dict().items() if key in HEADER and value is not None}
            files = [new_file(folder, article.id, ending) for ending in (".txt", ENDING, ".json")]
            contents = (article.text, annotations, json.dumps(header, ensure_ascii=False, indent=1) + "\n")
            try:
                encoded = [content.encode() for content in contents]
            except UnicodeEncodeError as error:
                raise DataError(
                    f"article {article.id!r}: lone surrogate {error.object[error.start]!a}, which UTF-8 cannot hold"
                ) from error
            for file, content in zip(files, encoded, strict=True):
                file.write_bytes(content)

        yield write
        (folder / "annotation.conf").write_text(conf, encoding="utf-8", newline="\n")
