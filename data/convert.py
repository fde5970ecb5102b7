"""Converting annotated articles from one file format to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora import CORPORA
from newsfacts.data.errors import DataError
from newsfacts.data.files import Paths, iter_articles
from newsfacts.data.formats import FORMATS
from newsfacts.data.output import Target, target_of
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
    input: Paths,
    output: str | Path,
    schema: Schema,
    from_: str | None = None,
    to: str | None = None,
    targets: Mapping[str, Target] = FORMATS,
) -> ConvertReport:
    """Convert the articles of files or folders (see :func:`newsfacts.data.files.expand`).

    Args:
        input: what to read, in the format that each file's ending says or ``from_`` names. ``CORPUS@PATH`` is a
            folder, an archive or a hub address of a corpus, with ``:SPLIT`` after it for one split.
        output: the file to write; or, for formats of one article a file, a folder, where each
            article's file bears its id. Files of these names are replaced.
        schema: what the articles are checked against; those of a corpus bear its own labels and are not.
        from_: the name of a format, for files of other endings; or of a corpus (:data:`CORPORA`), for ``CORPUS@``
            before each path.
        to: a format's name. Left out, the ending of ``output`` says it, and none means ``fact``.
        targets: what can be written, by name.

    Raises:
        DataError: faults in the input, or articles that the target format cannot hold: all of
            them, by name. Then nothing is written.
    """
    output = Path(output)
    target = target_of(output, to, targets)
    source = _articles(input, schema, from_)
    articles = 0
    losses: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    with target.open(output, schema) as write:
        try:
            for article in source:
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


def _articles(input: Paths, schema: Schema, from_: str | None) -> Iterator[Article]:
    if from_ is None or from_ in FORMATS:
        return iter_articles(input, schema, None if from_ is None else FORMATS[from_], check=False)
    if from_ in CORPORA:
        paths = [input] if isinstance(input, str | Path) else input
        return iter_articles([f"{from_}@{path}" for path in paths], schema, check=False)
    raise DataError(f"no format or corpus {from_!r}; accepted: {', '.join([*FORMATS, *CORPORA])}")
