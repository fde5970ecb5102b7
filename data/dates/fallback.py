"""Full dates in forms that the grammar does not know, read by dateparser."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from newsfacts.data.dates.grammar import Time
from newsfacts.data.dates.periods import Period

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

__all__ = ["full_date"]

# A day, a month in letters and a year of four digits: without all three, dateparser guesses.
_FULL = re.compile(r"(?=.*(?<!\d)[12]\d{3}(?!\d))(?=.*(?<!\d)\d{1,2}(?!\d))(?=.*[a-zA-Z]{3})")


def full_date(expression: str) -> Time | None:
    """The day that an expression names in full ("Fri, 22 Mar 2013 14:00:01 +0000"), else ``None``."""
    if not _FULL.match(expression):
        return None
    found = _parser().get_date_data(expression.strip())
    if found.date_obj is None or found.period != "day":
        return None
    clock = re.search(r"\d{1,2}:\d\d", expression)
    notes = {"time": f"T{found.date_obj:%H:%M}"} if clock else {}
    return Time.of(Period.of("day", found.date_obj.date()), **notes)


@cache
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser  # slow to import, and seldom wanted

    return DateDataParser(languages=["en"], settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"]})
