"""Articles and their facts as one HTML page that needs nothing else: no network, no server."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import regex
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from newsfacts import __version__
from newsfacts.data.article import Article
from newsfacts.data.output import Write, text_output
from newsfacts.data.schema import Schema
from newsfacts.exports.page import page

__all__ = ["open_html"]

_UNSHOWN = regex.compile(r"[\p{Cs}\p{Cc}--[\t\n\r]]", regex.V1)


@contextmanager
def open_html(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write a page, article by article, so that memory does not grow with their number.

    All that comes from an article is escaped, and what HTML or UTF-8 cannot hold (lone surrogates, most
    controls) becomes U+FFFD. Besides, the page's own policy (CSP) forbids every request, and any script
    and style but the two that it ships.
    """
    template = _template()
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


@cache
def _template() -> Any:
    """The macros of ``page.html``: the parts of a page."""
    folder = files("newsfacts.exports")
    template, style, script = (folder.joinpath(f"page.{ending}").read_text("utf-8") for ending in ("html", "css", "js"))
    environment = Environment(
        autoescape=True, finalize=_shown, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        version=__version__,
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return environment.from_string(template).module


def _shown(value: Any) -> Any:
    """What stands in the page for a value that the template names: the text of an article, or a part of the page."""
    return _UNSHOWN.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(code: str) -> str:
    """By this a policy allows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
