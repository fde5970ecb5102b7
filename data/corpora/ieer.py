"""IEER: names, dates and quantities in news of AP and the New York Times of 1998.

The newswire part of the development test of the NIST 1999 Information Extraction: Entity Recognition evaluation, as
in github.com/nltk/nltk_data (``corpora/ieer``). Licence: a sample that NIST gave out; the texts are those of the
agencies: for research only. Split: none.

Labels: PERSON, ORGANIZATION, LOCATION, DATE, TIME, DURATION, CARDINAL, MEASURE, MONEY, PERCENT. MEASURE, an amount with
its unit (also "20-year" of an age), and CARDINAL, a bare count, are rare in corpora.

Traps:
    - The headline is annotated too: it is the first paragraph of the text, as well as the title.
    - The lines are wrapped for a printer; they are joined to paragraphs here. Quotation marks (````'' ''''``) stay.
    - 36 marks are optional or have an alternative: ``meta["attributes"]`` has ``[start, end, {name: value}]``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

FILES = "ieer/[AN]*_1998*"
_DOCUMENT = re.compile(
    r"<DOC>\s*<DOCNO>\s*(\S+)\s*</DOCNO>.*?<DATE_TIME>\s*(\d\d)/(\d\d)/(\d{4}).*?</DATE_TIME>\s*<BODY>"
    r"(?:\s*<HEADLINE>(.*?)</HEADLINE>)?\s*<TEXT>(.*?)</TEXT>\s*</BODY>\s*</DOC>",
    re.DOTALL,
)
_MARK = re.compile(r'<b_\w+((?: \w+="[^"]*")+)>|<e_\w+>')
_ATTRIBUTE = re.compile(r' (\w+)="([^"]*)"')
_NOTE = re.compile(r"</?ANNOTATION>")
_SPACE = re.compile(r"\s+")
_INDENT = re.compile(r"\n(?:\n|[ \t]{2,})")


def _read(folder: Path) -> Iterator[Article]:
    for path in sorted(folder.glob(FILES)):
        content = path.read_text(encoding="ascii")
        documents = list(_DOCUMENT.finditer(content))
        if len(documents) != content.count("<DOC>"):
            raise DataError(f"{path}: {content.count('<DOC>')} documents begin, {len(documents)} can be read")
        for document in documents:
            yield _article(document, path)


def _article(document: re.Match[str], path: Path) -> Article:
    name, month, day, year, headline, body = document.groups()
    where = f"{path}: {name}"
    title, marks = _marks(headline or "", where)
    text, rest = _marks(_NOTE.sub("", body), where)
    if title:
        shift = len(title) + 2
        text = f"{title}\n\n{text}"
        marks += [(start + shift, end + shift, attributes) for start, end, attributes in rest]
    else:
        marks = rest
    draft = Draft("ieer", None, f"ieer-{name}", text, title or None)
    draft.date = f"{year}-{month}-{day}"
    draft.meta["attributes"] = []
    for start, end, attributes in marks:
        draft.mention(attributes.pop("type"), start, end)
        if attributes:
            draft.meta["attributes"].append([start, end, attributes])
    return draft.article()


def _marks(marked: str, where: str) -> tuple[str, list[tuple[int, int, dict[str, str]]]]:
    """The text without its marks, and their characters and attributes."""
    marked = marked.strip()
    text, at = "", 0
    marks: list[tuple[int, int, dict[str, str]]] = []
    opened: list[tuple[int, dict[str, str]]] = []
    for mark in _MARK.finditer(marked):
        text += _unwrapped(marked[at : mark.start()], bool(opened))
        at = mark.end()
        if mark[1]:
            opened.append((len(text), dict(_ATTRIBUTE.findall(mark[1]))))
        elif opened:
            start, attributes = opened.pop()
            marks.append((start, len(text), attributes))
        else:
            raise DataError(f"{where}: a mark ends that did not begin, after {text[-40:]!r}")
    if opened:
        raise DataError(f"{where}: a mark begins after {text[: opened[0][0]][-40:]!r} and does not end")
    return text + _unwrapped(marked[at:], False), marks


def _unwrapped(piece: str, is_marked: bool) -> str:
    """The piece with its lines joined. Before an indented line stands a blank one, but not inside a mark."""
    return _SPACE.sub(
        lambda gap: "\n\n" if _INDENT.search(gap[0]) and not is_marked else " ",
        html.unescape(piece),
    )


CORPUS = Corpus(
    name="ieer",
    splits=(),
    licence="NIST sample; texts of AP and the New York Times: research only",
    read=_read,
    files=(FILES,),
)
