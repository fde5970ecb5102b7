"""Facts as CSV, one row a fact; the columns are those of :mod:`newsfacts.exports.columns`.

RFC 4180 in UTF-8 without a byte order mark: a line of names, commas, quotes where needed, CR LF at line ends.

A list is joined by ``"; "``, and a backslash stands before each semicolon and backslash in its items; a list of one
empty text is as empty as an empty list. Flags are ``true`` and ``false``, days YYYY-MM-DD.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end for a formula, and what
news quotes may come from anybody. So a text that begins so, or with an apostrophe, gets an apostrophe before it.
:func:`plain` takes that away again (``cell.removeprefix("'")``), and :func:`items` also divides a list.

Lone surrogates and control characters other than tab and line ends are written as U+FFFD.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.output import Write, text_output
from newsfacts.data.schema import Schema
from newsfacts.exports.characters import legal
from newsfacts.exports.columns import Column, columns, rows

__all__ = ["guarded", "items", "open_csv", "plain"]

# The list of OWASP's "CSV injection", with the wide forms of the signs.
_FORMULA = re.compile("[=+\\-@\t\r\n'＝＋－＠]")
_PIECE = re.compile(r"\\.|; |[^\\;]+", re.DOTALL)


@contextmanager
def open_csv(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write rows as articles come."""
    header = columns(schema)
    with text_output(output) as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow([guarded(column.name) for column in header])

        def write(article: Article) -> None:
            table.writerows(
                [[_cell(row.get(column.name), column) for column in header] for row in rows(article, schema)]
            )
            file.flush()

        yield write


def plain(cell: str) -> str:
    """The text of a cell, without the apostrophe that guards it."""
    return cell.removeprefix("'")


def items(cell: str) -> list[str]:
    """The items of a list's cell."""
    text = plain(cell)
    found = [""] if text else []
    for piece in _PIECE.findall(text):
        if piece == "; ":
            found.append("")
        else:
            found[-1] += piece.removeprefix("\\")
    return found


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if column.many:
        joined = "; ".join(re.sub(r"([\\;])", r"\\\1", str(item)) for item in value)
        return joined if column.type == "whole" else guarded(joined)
    match column.type:
        case "flag":
            return "true" if value else "false"
        case "number":
            return str(int(value)) if abs(value) < 1e15 and int(value) == value else repr(float(value))
        case "date":
            return datetime.date.isoformat(value)
        case _:
            return guarded(str(value))


def guarded(text: str) -> str:
    """A text as a cell: legal, and with an apostrophe before what a spreadsheet would take for a formula."""
    text = legal(text)
    return f"'{text}" if _FORMULA.match(text) else text
