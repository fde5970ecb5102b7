"""Days and intervals as they are written in English."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

__all__ = ["interval", "interval_text"]

Interval = tuple[str | None, str | None]


def interval(value: Mapping[str, Any] | None) -> Interval | None:
    """The first and the last day (YYYY-MM-DD) of a date's value, either ``None`` if open; ``None`` if both are."""
    if value is None:
        return None
    ends = tuple(_day(value.get(key)) for key in ("start", "end"))
    return (ends[0], ends[1]) if any(ends) else None


def _day(written: Any) -> str | None:
    """The day of an ISO date, or of a date with a time."""
    if not isinstance(written, str):
        return None
    try:
        return datetime.date.fromisoformat(written[:10]).isoformat()
    except ValueError:
        return None


def interval_text(days: Interval) -> tuple[str, str]:
    """An interval as a reader writes it, with the preposition that it takes in a sentence, if any.

    >>> interval_text(("2024-05-03", "2024-05-05"))
    ('', '3–5 May 2024')
    >>> interval_text(("2024-05-01", "2024-05-31"))
    ('in', 'May 2024')
    """
    start, end = (None if day is None else datetime.date.fromisoformat(day) for day in days)
    if start is None or end is None:
        known = start or end
        return ("since" if end is None else "until"), _written(known) if known else ""
    after = end + datetime.timedelta(days=1) if end < datetime.date.max else end
    if start == end:
        return "on", _written(start)
    if start.day == after.day == 1:  # whole months
        months = (after.year - start.year) * 12 + after.month - start.month
        if months == 1:
            return "in", f"{start:%B} {start.year}"
        if start.month == after.month == 1:
            return ("in", str(start.year)) if months == 12 else ("", f"{start.year}–{end.year}")
        return "", f"{start:%B}{'' if start.year == end.year else f' {start.year}'} – {end:%B} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return "", f"{start.day}–{_written(end)}"
    first = f"{start.day} {start:%B}" if start.year == end.year else _written(start)
    return "", f"{first} – {_written(end)}"


def _written(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"
