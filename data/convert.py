"""Converting annotated articles from one file format to another."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.files import Paths, atomic_write, iter_articles
from newsfacts.data.formats import Format, format_named, format_of
from newsfacts.data.schema import Schema

__all__ = ["ConvertReport", "convert"]

Write = Callable[[Article, str], None]


@dataclass(frozen=True)
class ConvertReport:
    """What a conversion wrote, and what the target format could not hold.

    Attributes:
        losses: what was left out or altered, by the id of the article.
    """

    articles: int
    output: Path
    losses: Mapping[str, tuple[str, ...]]


def convert(
    input: Paths, output: str | Path, schema: Schema, from_: str | None = None, to: str | None = None
) -> ConvertReport:
    """Convert the articles of files or folders (see :func:`newsfacts.data.files.expand`).

    Args:
        input: what to read, in the format that each file's ending says or ``from_`` names.
        output: the file to write; or, for formats of one article a file, a folder, where each
            article's file bears its id. Files of these names are replaced.
        schema: what the articles are checked against.
        from_: a format's name, for files of other endings.
        to: a format's name. Left out, the ending of ``output`` says it, and none means ``fact``.

    Raises:
        DataError: faults in the input, or articles that the target format cannot hold: all of
            them, by name. Then nothing is written.
    """
    output = Path(output)
    target = _target(output, to)
    source = None if from_ is None else format_named(from_)
    articles = 0
    losses: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    with _writer(output, target) as write:
        try:
            for article in iter_articles(input, schema, source):
                articles += 1
                try:
                    write(article, target.dumps(article, schema))
                except DataError as error:
                    problems += error.problems
                else:
                    losses[article.id] = tuple(target.losses(article, schema))
        except DataError as error:
            problems += error.problems
        if problems:
            raise DataError.of("", problems)
    return ConvertReport(articles, output, {id: lost for id, lost in losses.items() if lost})


def _target(output: Path, to: str | None) -> Format:
    if to is not None:
        return format_named(to)
    if output.is_dir() or not output.suffix:
        return format_named("fact")
    return format_of(output)


@contextmanager
def _writer(output: Path, target: Format) -> Iterator[Write]:
    """A function that writes an article; what it wrote appears when the block ends without an error."""
    if target.one_a_file and output.suffix != target.ending:
        with _folder_writer(output, target) as write:
            yield write
        return
    if output.is_dir():
        raise DataError(f"{output}: is a folder; accepted: a file that ends in {target.ending}")
    written: list[str] = []
    with atomic_write(output) as file:

        def write(article: Article, content: str) -> None:
            if target.one_a_file and written:
                raise DataError(
                    f"{output}: {target.ending} holds one article a file, so {article.id!r} finds no place "
                    f"after {written[0]!r}; name a folder"
                )
            written.append(article.id)
            file.write(content)

        yield write


@contextmanager
def _folder_writer(output: Path, target: Format) -> Iterator[Write]:
    if output.exists() and not output.is_dir():
        raise DataError(f"{output}: is a file; accepted: a folder, or a file that ends in {target.ending}")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.") as name:
        folder = Path(name)

        def write(article: Article, content: str) -> None:
            path = folder / _file_name(article.id, target.ending)
            path.write_text(content, encoding="utf-8", newline="\n")

        yield write
        output.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.replace(output / file.name)


def _file_name(id: str, ending: str) -> str:
    name = id + ending
    if Path(name).name != name or "\0" in name or id.startswith(".") or len(name.encode()) > 200:
        raise DataError(f"article {id!r}: its id cannot name a file (no slash, no dot first, up to 200 bytes)")
    return name
