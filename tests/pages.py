"""Pages for tests: writing them, and reading them back without a browser."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from newsfacts.data import Article, Schema
from newsfacts.exports.html import open_html

VOID = {"br", "input", "link", "meta", "rect"}


def write_page(articles: Iterable[Article], path: Path, schema: Schema | None = None) -> Path:
    with open_html(path, schema or Schema.default()) as write:
        for article in articles:
            write(article)
    return path


def scored(article: Article, score: float = 0.876) -> Article:
    """The article as if a model had found it."""
    return replace(
        article,
        mentions=tuple(replace(m, score=score) for m in article.mentions),
        events=tuple(
            replace(x, score=score - i / 10, arguments=tuple(replace(a, score=score) for a in x.arguments))
            for i, x in enumerate(article.events)
        ),
        relations=tuple(replace(r, score=score) for r in article.relations),
    )


def squeezed(text: str) -> str:
    """Text without white space, and with U+FFFD for what HTML cannot hold: as a page shows it."""
    return "".join("\ufffd" if _unshown(sign) else sign for sign in text if not sign.isspace() or _unshown(sign))


def _unshown(sign: str) -> bool:
    return (ord(sign) < 32 and sign not in "\t\n\r") or 127 <= ord(sign) < 160 or 0xD800 <= ord(sign) < 0xE000


class Outline(HTMLParser):
    """The tags of a page with the names of their attributes, and the text of its articles.

    Raises an ``AssertionError`` where tags do not nest.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.texts: list[str] = []
        self.stack: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert not self.stack, self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *sorted(name for name, _ in attrs)))
        kind = dict(attrs).get("class") or ""
        if kind == "words":
            self.texts.append("")
        if tag not in VOID:
            self.stack.append((tag, kind))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *sorted(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if ("div", "words") in self.stack:
            self.texts[-1] += data


def outline(page: Path) -> Outline:
    # The parser takes a lone "\r" in a file for a line end, as browsers do.
    return Outline(page.read_bytes().decode("utf-8"))


def links(text: str) -> list[str]:
    """Addresses outside of the page that it names, but for the namespace of SVG."""
    found: list[str] = re.findall(r"(?:\bhttps?:|url\((?!#)|@import|\bfetch\()[^\s\"')]*", text)
    return [url for url in found if url != "http://www.w3.org/2000/svg"]
