"""Articles and their facts as one HTML page that needs nothing else: no network, no server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.output import Write, text_output
from newsfacts.data.schema import Schema
from newsfacts.exports.page import page
from newsfacts.exports.template import macros

__all__ = ["open_html"]


@contextmanager
def open_html(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write a page, article by article, so that memory does not grow with their number.

    What comes from an article is escaped (see :func:`newsfacts.exports.template.macros`).
    """
    template = macros("newsfacts.exports", "page")
    with text_output(output) as file:
        file.write(template.head())
        count = 0

        def write(article: Article) -> None:
            nonlocal count
            shown = template.article(count + 1, page(article, schema))
            file.write(shown)
            count += 1

        yield write
        file.write(template.foot(count))
