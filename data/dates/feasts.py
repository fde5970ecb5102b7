"""Holidays whose day follows from the year alone, in the calendar that most of their keepers use."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from dateutil.easter import easter

from newsfacts.data.dates.periods import DAY, Day, Period

__all__ = ["FEASTS", "feast"]

_MONDAY, _THURSDAY, _FRIDAY, _SUNDAY = 0, 3, 4, 6


def _fixed(month: int, day: int) -> Callable[[int], Day]:
    return lambda year: Day(year, month, day)


def _after_easter(days: int) -> Callable[[int], Day]:
    """A feast of the western churches."""
    return lambda year: _easter(year) + days * DAY


def _easter(year: int) -> Day:
    found: datetime.date = easter(year)
    return found


def _weekday(month: int, weekday: int, number: int) -> Callable[[int], Day]:
    """The first (1), second … or last (-1) of a weekday in a month."""

    def day(year: int) -> Day:
        if number < 0:
            last = Period.month(year, month).last
            return last - (last.weekday() - weekday) % 7 * DAY
        first = Day(year, month, 1)
        return first + ((weekday - first.weekday()) % 7 + 7 * (number - 1)) * DAY

    return day


def _election_day(year: int) -> Day:
    """That of the United States: the Tuesday after the first Monday of November."""
    return _weekday(11, _MONDAY, 1)(year) + DAY


def _black_friday(year: int) -> Day:
    return _weekday(11, _THURSDAY, 4)(year) + DAY


# "Labor Day" is American and "labour day" is not; a national day that several countries keep
# under one name ("Independence Day", "Victory Day") is not here, since the name does not tell which.
FEASTS: dict[str, Callable[[int], Day]] = {
    "christmas": _fixed(12, 25),
    "christmas day": _fixed(12, 25),
    "christmas eve": _fixed(12, 24),
    "boxing day": _fixed(12, 26),
    "new year": _fixed(1, 1),
    "new year day": _fixed(1, 1),
    "new year eve": _fixed(12, 31),
    "epiphany": _fixed(1, 6),
    "valentine day": _fixed(2, 14),
    "st patrick day": _fixed(3, 17),
    "april fools day": _fixed(4, 1),
    "may day": _fixed(5, 1),
    "labour day": _fixed(5, 1),
    "international women day": _fixed(3, 8),
    "bastille day": _fixed(7, 14),
    "halloween": _fixed(10, 31),
    "all saints day": _fixed(11, 1),
    "guy fawkes night": _fixed(11, 5),
    "bonfire night": _fixed(11, 5),
    "armistice day": _fixed(11, 11),
    "veterans day": _fixed(11, 11),
    "anzac day": _fixed(4, 25),
    "juneteenth": _fixed(6, 19),
    "shrove tuesday": _after_easter(-47),
    "mardi gras": _after_easter(-47),
    "ash wednesday": _after_easter(-46),
    "palm sunday": _after_easter(-7),
    "maundy thursday": _after_easter(-3),
    "good friday": _after_easter(-2),
    "easter": _after_easter(0),
    "easter sunday": _after_easter(0),
    "easter monday": _after_easter(1),
    "ascension day": _after_easter(39),
    "pentecost": _after_easter(49),
    "whit sunday": _after_easter(49),
    "whit monday": _after_easter(50),
    "corpus christi": _after_easter(60),
    "martin luther king day": _weekday(1, _MONDAY, 3),
    "presidents day": _weekday(2, _MONDAY, 3),
    "memorial day": _weekday(5, _MONDAY, -1),
    "labor day": _weekday(9, _MONDAY, 1),
    "columbus day": _weekday(10, _MONDAY, 2),
    "remembrance sunday": _weekday(11, _SUNDAY, 2),
    "thanksgiving": _weekday(11, _THURSDAY, 4),
    "thanksgiving day": _weekday(11, _THURSDAY, 4),
    "black friday": _black_friday,
    "election day": _election_day,
}


def feast(name: str, year: int) -> Period:
    """The day of this feast in this year; ``KeyError`` for a name that is not in :data:`FEASTS`."""
    return Period.of("day", FEASTS[name](year))
