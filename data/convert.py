"""Converting annotated articles from one file format to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data.errors import DataError
from newsfacts.data.files import Paths, iter_articles
from newsfacts.data.formats import Format, format_named, format_of
from newsfacts.data.schema import Schema

__all__ = ["ConvertReport", "convert"]


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
    with target.open(output, schema) as write:
        try:
            for article in iter_articles(input, schema, source):
                articles += 1
                try:
                    write(article)
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
