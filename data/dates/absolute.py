"""Forms that name a place in the calendar: days, months, years, quarters, seasons, decades, feasts."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from newsfacts.data.dates.feasts import FEASTS, feast
from newsfacts.data.dates.grammar import Reader, Time, form
from newsfacts.data.dates.periods import DAY, MONTHS, SEASONS, WEEKDAYS, Day, Period, add_months

__all__ = ["MONTH", "SEASON", "WEEKDAY", "WHICH", "which_of"]

WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
SEASON = rf"(?P<season>{'|'.join(SEASONS)})"
WHICH = r"(?P<which>last|next|this|this past|this coming|the coming|the past|the current)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3}|'\d\d)"
_OF_YEAR = r"(?: (?:of |in )?(?P<turn>this|last|next) year)"
_NTH = {"1st": 0, "2nd": 1, "3rd": 2, "4th": 3, "last": -1, "latter": -1, "final": -1, "1": 0, "2": 1, "3": 2, "4": 3}
_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50,
    "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_FEAST = rf"(?P<feast>{'|'.join(sorted(FEASTS, key=len, reverse=True))})"
_FISCAL = r"(?:fiscal(?: year)?|financial year|fy)[ -]?"


def which_of(words: str) -> str:
    """What :meth:`Reader.recurring` calls "this past" or "the coming"."""
    return {"this past": "last", "the past": "last", "this coming": "next", "the coming": "next"}.get(
        words, words.removeprefix("the ").replace("current", "this")
    )


def _year(reader: Reader, text: str | None) -> int | None:
    """A year, of two digits the last one that is not ten years ahead."""
    if not text or not text.startswith("'"):
        return int(text) if text else None
    if reader.reference is None:
        return None
    latest = reader.reference.year + 10
    return latest - (latest - int(text[1:])) % 100


def _dated(reader: Reader, match: re.Match[str], of: Callable[[int], Period], on: str | None) -> Time | None:
    """A yearly period in the year that the match tells, or the one that the reader takes it for."""
    told = match.groupdict()
    if told.get("year"):
        year = _year(reader, told["year"])
        return Time.of(of(year)) if year else None
    if told.get("turn"):
        if reader.reference is None:
            return None
        return Time.of(of(reader.reference.year + {"last": -1, "this": 0, "next": 1}[told["turn"]]))
    return reader.yearly(of, on, which_of(told.get("which") or ""))


@form(
    rf"(?:{WEEKDAY} )?(?:the )?{_DAY}(?: of)? {MONTH}(?: (?:of )?{_YEAR}|{_OF_YEAR})?",
    rf"(?:{WEEKDAY} )?{MONTH} (?:the )?{_DAY}(?: (?:of )?{_YEAR}|{_OF_YEAR})?",
    rf"(?:(?P<which>this|last|next|this coming|this past) )(?:{WEEKDAY} )?{MONTH} {_DAY}",
    rf"(?:(?P<which>this coming|this past|this) ){WEEKDAY} (?:the )?{_DAY}(?: of)? {MONTH}",
    rf"{_DAY}[ -]{MONTH}[ -]{_YEAR}",
)
def day_of_month(reader: Reader, match: re.Match[str]) -> Time | None:
    month, number, weekday = MONTHS.index(match["month"]) + 1, int(match["day"]), match.groupdict().get("weekday")

    def day(year: int, check: bool = True) -> Period:
        found = Day(year, month, number)
        if check and weekday and WEEKDAYS[found.weekday()] != weekday:
            raise ValueError(f"{found} is no {weekday}")
        return Period.of("day", found)

    on = f"--{month:02}-{number:02}"
    with suppress(ValueError):
        if (time := _dated(reader, match, day, on)) is not None:
            return time
    return _dated(reader, match, partial(day, check=False), on)


@form(r"the (?P<day>\d{1,2})(?:st|nd|rd|th)", rf"{WEEKDAY} the (?P<day>\d{{1,2}})(?:st|nd|rd|th)")
def day_of_some_month(reader: Reader, match: re.Match[str]) -> Time | None:
    number = int(match["day"])

    def day(months: int) -> Period:
        assert reader.reference is not None
        return Period.of("day", add_months(reader.reference.replace(day=1), months).replace(day=number))

    return reader.recurring(day, f"---{number:02}", "past") if 0 < number < 32 else None


@form(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)",
    r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)",
    r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)",
)
def year_month_day(reader: Reader, match: re.Match[str]) -> Time | None:
    return Time.of(Period.of("day", Day(int(match["year"]), int(match["month"]), int(match["day"]))))


@form(r"(?P<a>\d\d?)(?P<sign>[/.-])(?P<b>\d\d?)(?P=sign)(?P<year>\d{4}|\d\d)")
def numeric(reader: Reader, match: re.Match[str]) -> Time | None:
    """Day and month in either order: if both can be, the day nearer to the reference, and ``order`` says which."""
    year = int(match["year"]) if len(match["year"]) == 4 else _year(reader, f"'{match['year']}")
    if year is None:
        return None
    a, b = int(match["a"]), int(match["b"])
    days = {}
    for order, month, day in (("day-month", b, a), ("month-day", a, b)):
        with suppress(ValueError):
            days[order] = Day(year, month, day)
    if len(set(days.values())) < 2:
        return Time.of(Period.of("day", next(iter(days.values())))) if days else None
    if reader.reference is None:
        return None
    reference = reader.reference
    order = min(days, key=lambda order: abs(days[order] - reference))
    return Time.of(Period.of("day", days[order]), order=order)


@form(rf"{MONTH}(?:(?: of)? {_YEAR}|-{_YEAR.replace('year', 'year2')}|{_OF_YEAR})?", rf"{WHICH} {MONTH}")
def month(reader: Reader, match: re.Match[str]) -> Time | None:
    number = MONTHS.index(match["month"]) + 1
    if year := match.groupdict().get("year2"):
        return Time.of(Period.month(_year(reader, year) or 0, number))
    return _dated(reader, match, partial(Period.month, month=number), f"--{number:02}")


@form(rf"(?:the )?(?:calendar )?(?:year )?{_YEAR}(?: (?:calendar )?year| period)?")
def year(reader: Reader, match: re.Match[str]) -> Time | None:
    number = _year(reader, match["year"])
    return Time.of(Period.year(number)) if number else None


@form(rf"(?:the )?{_FISCAL}(?P<year>[12]\d{{3}}|'?\d\d)", rf"(?:the )?{_YEAR} (?:fiscal|financial) year")
def fiscal_year(reader: Reader, match: re.Match[str]) -> Time | None:
    """The calendar year of that number: when a fiscal year begins, each country and company settles for itself."""
    text = match["year"]
    number = _year(reader, text if len(text) == 4 else f"'{text[-2:]}")
    return Time.of(Period.year(number), fiscal=True, approximate=True) if number else None


@form(
    rf"(?:the )?(?P<fiscal>{_FISCAL})?(?P<first>[12]\d{{3}})[/-](?P<last>\d\d)"
    r"(?: (?P<kind>fiscal year|financial year|season|academic year|school year))?"
)
def two_years(reader: Reader, match: re.Match[str]) -> Time | None:
    """A season or fiscal year that begins in one year and ends in the next."""
    first = int(match["first"])
    if int(match["last"]) != (first + 1) % 100:
        return None
    notes = {"fiscal": True} if match["fiscal"] or "fi" in (match["kind"] or "") else {}
    return Time(Day(first, 1, 1), Day(first + 1, 12, 31), notes={**notes, "approximate": True})


@form(r"(?:the )?(?P<decade>\d{3}0|'?\d0)s", rf"(?:the )?(?P<word>{'|'.join(_DECADES)})")
def decade(reader: Reader, match: re.Match[str]) -> Time | None:
    told = match.groupdict()
    text = told.get("decade") or str(_DECADES[match["word"]])
    if len(text) == 4:
        # "The 1800s" are a century, but the 2000s are still ten years.
        unit = "century" if text.endswith("00") and text != "2000" else "decade"
        return Time.of(Period.of(unit, Day(int(text), 1, 1)))
    if reader.reference is None:
        return None
    latest = reader.reference.year
    return Time.of(Period.of("decade", Day(latest - (latest - int(text[-2:])) % 100, 1, 1)))


@form(r"(?:the )?(?P<number>\d{1,2})(?:st|nd|rd|th)[ -]century(?: ad| ce)?")
def century(reader: Reader, match: re.Match[str]) -> Time | None:
    number = int(match["number"])
    return Time.of(Period.of("century", Day(max(number * 100 - 100, 1), 1, 1))) if number else None


@form(
    r"(?:the |its |their )?(?P<fiscal>fiscal[ -])?"
    rf"(?P<nth>1st|2nd|3rd|4th|last|final)[ -](?P<part>quarter|half)(?:(?: of)? {_YEAR}|{_OF_YEAR})?",
    r"(?:the )?(?P<which>this|last|next) year (?P<nth>1st|2nd|3rd|4th|last)[ -](?P<part>quarter|half)",
    rf"(?:the )?{_YEAR} (?P<nth>1st|2nd|3rd|4th)[ -](?P<part>quarter|half)",
    rf"(?P<letter>[qh])(?P<nth>[1-4])(?:[ -]?(?:of )?{_YEAR})?",
    r"(?P<nth>[1-4])(?P<letter>[qh])[ -]?(?P<year>[12]\d{3}|'?\d\d)?",
    rf"{_YEAR}[ -]?(?P<letter>[qh])(?P<nth>[1-4])",
)
def part_of_year(reader: Reader, match: re.Match[str]) -> Time | None:
    told = match.groupdict()
    unit = told.get("part") or {"q": "quarter", "h": "half"}[match["letter"]]
    parts = 4 if unit == "quarter" else 2
    number = _NTH[match["nth"]] % parts if _NTH[match["nth"]] < 0 else _NTH[match["nth"]]
    if number >= parts:
        return None

    def period(year: int) -> Period:
        return Period.of(unit, Day(year, 1 + number * 12 // parts, 1))

    if told.get("which"):
        time = reader.unit("year", {"last": -1, "this": 0, "next": 1}[told["which"]])
        return Time.of(period(time.first.year)) if time and time.first else None
    if (text := told.get("year")) and len(text) == 2:
        year = _year(reader, f"'{text}")
        return Time.of(period(year)) if year else None
    time = _dated(reader, match, period, None) if told.get("year") or told.get("turn") else reader.yearly(period, None)
    return time.noted(fiscal=True, approximate=True) if time and told.get("fiscal") else time


@form(
    rf"(?:the )?{SEASON}(?:(?: of)? {_YEAR}|{_OF_YEAR})?",
    rf"{WHICH} {SEASON}",
    rf"(?:the )?(?P<season>winter)(?: of)? {_YEAR}[/-](?:\d\d){{1,2}}",
)
def season(reader: Reader, match: re.Match[str]) -> Time | None:
    """A northern season; where it falls half a year later the article's words do not tell."""
    time = _dated(reader, match, partial(Period.season, match["season"]), None)
    return time.noted(approximate=True) if time else None


@form(rf"(?:the )?{_FEAST}(?: (?P<around>week|weekend))?(?: (?:of )?{_YEAR}|{_OF_YEAR})?", rf"{WHICH} {_FEAST}")
def holiday(reader: Reader, match: re.Match[str]) -> Time | None:
    time = _dated(reader, match, partial(feast, match["feast"]), None)
    around = match.groupdict().get("around")
    return Time.of(Period.of(around, time.first)) if time and time.first and around else time


@form(r"(?:the )?week (?:of|beginning|starting|commencing) (?P<of>.+)")
def week_of(reader: Reader, match: re.Match[str]) -> Time | None:
    period = reader.period(match["of"])
    return Time.of(Period.of("week", period.first)) if period and period.first == period.last else None


@form(r"(?:the )?(?:(?P<count>\d+) )?(?P<unit>week|month|quarter|year)s? (?:ending|ended|to) (?:on |in )?(?P<end>.+)")
def ending(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "The year to March", "the three months ended Sept. 30": that long, up to the end of what is named."""
    time = reader.read(match["end"])
    if time is None or time.last is None or time.of_day:
        return None
    months = {"week": 0, "month": 1, "quarter": 3, "year": 12}[match["unit"]] * int(match["count"] or 1)
    if not months:
        return Time(time.last - (7 * int(match["count"] or 1) - 1) * DAY, time.last)
    return Time(add_months(time.last + DAY, -months), time.last)
