"""What a time expression means: days of the calendar, lengths and frequencies.

Common forms of English news are read by the grammar of this package; full dates in other forms by
`dateparser <https://dateparser.readthedocs.io>`_.
"""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

# isort: off
# Importing these registers their forms, and the order is that in which forms are tried.
from newsfacts.data.dates import absolute, relative, clock, operators  # noqa: F401

# isort: on
from newsfacts.data.article import is_date
from newsfacts.data.dates.context import days, direction, is_rate
from newsfacts.data.dates.fallback import full_date
from newsfacts.data.dates.grammar import Reader, Time
from newsfacts.data.dates.text import plain
from newsfacts.data.errors import DataError

__all__ = ["date_value"]

LONGEST = 20  # words in an expression; more than that is no time expression


def date_value(expression: str, reference: str | None, context: str = "") -> dict[str, Any] | None:
    """What a time expression means.

        >>> date_value("between 3 and 9 May", "2024-05-12")
        {'start': '2024-05-03', 'end': '2024-05-09'}
        >>> date_value("for two years", None)
        {'start': None, 'end': None, 'duration': 'P2Y'}

    Args:
        expression: the words that tell the time, as the scheme's DATE marks them.
        reference: the day the article appeared (YYYY-MM-DD), if known.
        context: the sentence; its tense tells whether "Wednesday" was or will be.

    Returns:
        ``start`` and ``end``, the first and last day (YYYY-MM-DD, both included), ``None`` where open or
        unknown ("since last month" has no end), and with them, where the words tell it:

        - ``duration``: ISO 8601, X for digits left open ("for weeks" is ``PXW``); ``longest`` for "two to
          three weeks"
        - ``every``: what it recurs by (``P1D`` for "daily"); ``times``: how often in that ("twice a week")
        - ``on``: the day or month that recurs, or of which the year is not known: ``-W-3`` (Wednesday),
          ``---26``, ``--10``, ``--10-14``
        - ``time`` (``T14:00``) and ``zone`` (``GMT``); ``part`` of the day or year ("evening", "winter";
          "early" and "late" of a day)
        - ``relative``: a distance to the article's date that is not given (``-P1D`` for "yesterday"), or that
          is open ("a few weeks ago"); ``offset``: one to a time told elsewhere in the text ("a week earlier")
        - ``order``: how "03/04/2024" was read, ``day-month`` or ``month-day``: the nearer to the article's date
        - ``fiscal``: true for a fiscal year or quarter, whose days depend on whose it is
        - ``approximate``: true where the words or the meaning leave the ends vague ("early 2021", "about noon")

        ``None`` for what is no time expression, or has no meaning without what is not given.
        Weeks run from Monday; seasons are the meteorological ones of the north; centuries are 2000–2099.

    Raises:
        DataError: a reference that is not a day written YYYY-MM-DD.
    """
    if reference is not None and not is_date(reference):
        raise DataError(f"reference {reference!r} is not a day written YYYY-MM-DD")
    day = datetime.date.fromisoformat(reference) if reference is not None else None
    value = _value(expression, day, direction(expression, context), is_rate(expression, context))
    if value and day and context and ("time" in value or "part" in value) and "offset" not in value:
        return _placed(value, day, context)
    return dict(value) if value else None


@lru_cache(maxsize=16384)
def _value(expression: str, reference: datetime.date | None, toward: str | None, rate: bool) -> dict[str, Any] | None:
    text = plain(expression)
    if not text or len(text.split()) > LONGEST or len(text) > 8 * LONGEST:
        return None
    reader = Reader(reference, toward)
    try:
        time = reader.read(f"every {text.split()[-1]}" if rate else text) or full_date(expression)
    except (ValueError, OverflowError):  # a day that the calendar does not have
        return None
    return _dict(time) if time else None


def _dict(time: Time) -> dict[str, Any]:
    start, end = (day.isoformat() if day else None for day in (time.first, time.last))
    return {"start": start, "end": end, **time.notes}


def _placed(value: dict[str, Any], reference: datetime.date, context: str) -> dict[str, Any]:
    """A time of day on the one day that its sentence names, if it bears none itself."""
    named = days(context)
    if value["start"] is None and value["end"] is None and "every" not in value and len(named) == 1:
        (word,) = named
        day = _value(word, reference, direction(word, context), False)
        if day:
            return {**value, "start": day["start"], "end": day["end"]}
    return dict(value)
