"""Calendar units: the week, month, season or decade that a day lies in, and those before and after it."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

__all__ = ["DAY", "MONTHS", "SEASONS", "WEEKDAYS", "Day", "Period", "add_months"]

Day = datetime.date
DAY = datetime.timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# fmt: off
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
# By their first month: the meteorological seasons of the northern half of the world.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_MONTHS_LONG = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS_LONG = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}


def add_months(day: Day, months: int) -> Day:
    """The same day of another month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Day(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both included: one whole calendar unit, or any days (unit ``""``).

    Raises:
        ValueError: a day that is not in the calendar of the years 1 to 9999.
        OverflowError: the same.
    """

    first: Day
    last: Day
    unit: str = ""

    @classmethod
    def of(cls, unit: str, day: Day) -> Period:
        """The unit that holds this day; weeks run from Monday, decades and centuries as in ISO 8601 (200x, 20xx)."""
        if unit == "weekend":
            saturday = day + (5 - day.weekday()) * DAY
            return cls(saturday, saturday + DAY, unit)
        if unit in _DAYS_LONG:
            first = day if unit == "day" else day - day.weekday() * DAY
            return cls(first, first + (_DAYS_LONG[unit] - 1) * DAY, unit)
        months = _MONTHS_LONG[unit]
        if unit in ("decade", "century"):
            years = months // 12
            first = Day(max(day.year // years * years, 1), 1, 1)
            return cls(first, Day(day.year // years * years + years - 1, 12, 31), unit)
        first = Day(day.year, (day.month - 1) // months * months + 1, 1)
        if unit == "season":
            first = add_months(day.replace(day=1), -(day.month % 3))
        return cls(first, add_months(first, months) - DAY, unit)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A month by its number, 1 to 12."""
        return cls.of("month", Day(year, month, 1))

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls.of("year", Day(year, 1, 1))

    @classmethod
    def season(cls, name: str, year: int) -> Period:
        """The season that begins in this year: winter runs into the next."""
        return cls.of("season", Day(year, SEASONS[name], 1))

    def shifted(self, unit: str, number: int) -> Period:
        """The unit of this kind that holds the day ``number`` units away from the first day of this one."""
        return Period.of(unit, shift(self.first, unit, number))

    def part(self, number: int, of: int) -> Period:
        """The part with this number (from 0) of a unit cut in ``of``: by whole months, or years, where it can be."""
        if self.unit in _MONTHS_LONG:
            months = _MONTHS_LONG[self.unit]
            step = 12 if months >= 120 else 1
            cuts = [round(i * months / step / of) * step for i in (number, number + 1)]
            if cuts[0] < cuts[1] and (step == 12 or months >= of):
                begin, end = (add_months(self.first, cut) for cut in cuts)
                return Period(begin, end - DAY)
        days = (self.last - self.first).days + 1
        # The days over go to the last part: 1–10, 11–20, 21–31 March; Monday and Tuesday open a week.
        width = max(days // of, 1)
        first = self.first + min(number * width, days - 1) * DAY
        return Period(first, self.last if number == of - 1 else min(first + (width - 1) * DAY, self.last))

    def edge(self, end: bool) -> Period:
        """What begins or ends the unit: the month of a year, the week of a month, the year of a decade."""
        smaller = {"century": "decade", "decade": "year", "year": "month", "half": "month", "quarter": "month"}
        if self.unit in smaller:
            found = Period.of(smaller[self.unit], self.last if end else self.first)
            return Period(found.first, found.last)
        days = min(6 if self.unit in ("month", "season") else 0, (self.last - self.first).days) * DAY
        return Period(self.last - days, self.last) if end else Period(self.first, self.first + days)


def shift(day: Day, unit: str, number: int) -> Day:
    """The day ``number`` units later, or earlier below zero."""
    if unit in _DAYS_LONG:
        return day + number * _DAYS_LONG[unit] * DAY
    return add_months(day, number * _MONTHS_LONG[unit])
