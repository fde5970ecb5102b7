"""Reads a time expression by a list of forms, each a pattern and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from newsfacts.data.dates.durations import iso
from newsfacts.data.dates.periods import DAY, WEEKDAYS, Day, Period

__all__ = ["Reader", "Time", "form"]

NEAR = 60 * DAY  # what lies closer than this is meant without its year, whatever the tense


@dataclass(frozen=True, slots=True)
class Time:
    """From the day ``first`` to the day ``last``, both included; ``None`` is open or not known.

    ``unit`` is that of :class:`Period` and ``notes`` what else the words tell, in the keys of
    :func:`newsfacts.data.dates.date_value`.
    """

    first: Day | None = None
    last: Day | None = None
    unit: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, period: Period, **notes: Any) -> Self:
        """The days of a period."""
        return cls(period.first, period.last, period.unit, notes)

    @property
    def period(self) -> Period | None:
        """The days, if both ends are known."""
        return Period(self.first, self.last, self.unit) if self.first and self.last else None

    @property
    def of_day(self) -> bool:
        """Whether a time of day is told, by the clock or not."""
        return "time" in self.notes or "part" in self.notes

    def noted(self, **notes: Any) -> Time:
        """The same time with more said of it."""
        return replace(self, notes={**self.notes, **notes})


class Reader:
    """Reads expressions relative to a day.

    Args:
        reference: the day the article appeared, if that is known.
        direction: ``"past"`` or ``"future"`` where the sentence tells it.
    """

    def __init__(self, reference: Day | None, direction: str | None = None) -> None:
        self.reference = reference
        self.direction = direction
        self._read: dict[str, Time | None] = {}

    def toward(self, direction: str) -> Reader:
        """A reader that takes "Friday" for the last or the next one where this one has no opinion."""
        return self if self.direction else Reader(self.reference, direction)

    def read(self, text: str) -> Time | None:
        """What a text in :func:`~newsfacts.data.dates.text.plain` form means, or ``None``."""
        if text not in self._read:
            self._read[text] = None  # a form that comes back to its own text has read nothing
            self._read[text] = self._first(text)
        return self._read[text]

    def period(self, text: str) -> Period | None:
        """The days that a text means, if both ends are known."""
        time = self.read(text)
        return time.period if time else None

    def _first(self, text: str) -> Time | None:
        for pattern, meaning in FORMS:
            if (match := pattern.fullmatch(text)) and (time := meaning(self, match)):
                return time
        return None

    def unit(self, unit: str, number: int, **notes: Any) -> Time | None:
        """The calendar unit ``number`` units after the one that holds the reference: the year -1 is last year."""
        if self.reference is not None:
            return Time.of(Period.of(unit, self.reference).shifted(unit, number), **notes)
        return None if unit == "weekend" else Time(notes={"relative": iso(number, unit), **notes})

    def weekday(self, name: str, which: str = "") -> Time | None:
        """The weekday of this name that ``which`` says, see :meth:`recurring`."""
        number = WEEKDAYS.index(name)

        def day(weeks: int) -> Period:
            assert self.reference is not None
            return Period.of("day", self.reference + (number - self.reference.weekday() + 7 * weeks) * DAY)

        return self.recurring(day, f"-W-{number + 1}", which or "past")

    def yearly(self, of: Callable[[int], Period], on: str | None, which: str = "") -> Time | None:
        """What comes once a year, in the year that ``which`` says, see :meth:`recurring`."""

        def period(years: int) -> Period:
            assert self.reference is not None
            return of(self.reference.year + years)

        return self.recurring(period, on, which or "nearest")

    def recurring(self, of: Callable[[int], Period], on: str | None, which: str) -> Time | None:
        """One of several like periods.

        Args:
            of: the period so many turns from that of the reference.
            on: what recurs, for where there is no reference (``None``: nothing is said then).
            which: ``last`` (over before the reference), ``next`` (begins after it), ``this`` (holds it, or the
                same turn), ``past`` (begun), ``coming`` (not over) or ``nearest``. ``past`` gives way to the
                tense; ``nearest`` is the one within :data:`NEAR` if only one is, else what the tense says,
                else ``past``.
        """
        if self.reference is None:
            return Time(notes={"on": on}) if on else None
        day = self.reference
        turns = [period for number in range(-4, 5) if (period := _existing(of, number))]
        if which == "nearest":
            near = [period for period in turns if period.first - NEAR <= day <= period.last + NEAR]
            if len(near) == 1:
                return Time.of(near[0])
        if which in ("past", "nearest"):
            which = "coming" if self.direction == "future" else "past"
        if which == "this":
            found = [period for period in turns if period.first <= day <= period.last] or [of(0)]
        elif which == "last":
            found = [period for period in turns if period.last < day][-1:]
        elif which == "past":
            found = [period for period in turns if period.first <= day][-1:]
        elif which == "next":
            found = [period for period in turns if period.first > day][:1]
        else:
            found = [period for period in turns if period.last >= day][:1]
        return Time.of(found[0]) if found else None


def _existing(of: Callable[[int], Period], number: int) -> Period | None:
    try:
        return of(number)
    except ValueError:  # 29 February
        return None


Meaning = Callable[[Reader, "re.Match[str]"], Time | None]
FORMS: list[tuple[re.Pattern[str], Meaning]] = []


def form(*patterns: str) -> Callable[[Meaning], Meaning]:
    """Make a function the meaning of the texts that match one of these patterns whole."""

    def register(meaning: Meaning) -> Meaning:
        FORMS.extend((re.compile(pattern), meaning) for pattern in patterns)
        return meaning

    return register
