"""Forms that count from the article's date, or from a time told in the text; lengths and frequencies."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from newsfacts.data.dates.absolute import MONTH, SEASON, WEEKDAY, WHICH, which_of
from newsfacts.data.dates.durations import UNITS, Length, iso, length
from newsfacts.data.dates.grammar import Reader, Time, form
from newsfacts.data.dates.periods import DAY, MONTHS, WEEKDAYS, Day, Period, add_months, shift

__all__ = ["FEW"]

FEW = 3  # what "a few" and "recent weeks" are taken for, as an approximate interval
_UNIT = r"(?P<unit>day|week|weekend|fortnight|month|quarter|year|decade|century)"
_KIND = r"(?:calendar |fiscal |financial |full |entire |whole )?"
# Months in what a length counts; days in the rest.
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
_DAYS: dict[str, Fraction | int] = {
    "day": 1,
    "night": 1,
    "week": 7,
    "weekend": 7,
    "fortnight": 14,
    "hour": Fraction(1, 24),
    "minute": 0,
    "second": 0,
}
_DAY_WORDS = {
    "today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2,
}  # fmt: skip
_EVERY = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "monthly": "P1M",
    "quarterly": "P3M", "semi-annual": "P6M", "semi-annually": "P6M", "annual": "P1Y", "annually": "P1Y",
    "yearly": "P1Y", "biennial": "P2Y",
}  # fmt: skip


def away(day: Day, by: Length, sign: int) -> Day:
    """The day that lies this length before (-1) or after (1) another; halves of a month are 15 days."""
    number = by.number if by.number is not None else Fraction(FEW)
    if by.unit in _MONTHS:
        months = number * _MONTHS[by.unit] * sign
        return add_months(day, int(months)) + int(months % 1 * 30) * DAY
    days: int = round(number * _DAYS[by.unit])
    return day + sign * days * DAY


def _told(by: Length) -> dict[str, Any]:
    """A length in the keys of a value."""
    notes: dict[str, Any] = {"duration": by.iso}
    if by.longest:
        notes["longest"] = by.longest
    return {**notes, "approximate": True} if by.approximate else notes


@form(rf"(?:the )?(?P<day>{'|'.join(_DAY_WORDS)})")
def day_word(reader: Reader, match: re.Match[str]) -> Time | None:
    return reader.unit("day", _DAY_WORDS[match["day"]])


@form(rf"{WEEKDAY}(?: (?P<turn>last|this|next|of last|of this|of next) week)?", rf"{WHICH} {WEEKDAY}")
def weekday(reader: Reader, match: re.Match[str]) -> Time | None:
    told = match.groupdict()
    if told.get("turn"):
        if reader.reference is None:
            return None
        week = {"last": -1, "this": 0, "next": 1}[told["turn"].removeprefix("of ")]
        monday = Period.of("week", reader.reference).first + 7 * week * DAY
        return Time.of(Period.of("day", monday + WEEKDAYS.index(match["weekday"]) * DAY))
    which = which_of(told.get("which") or "")
    return reader.weekday(match["weekday"], "coming" if which == "this" else which)


@form(
    r"(?P<which>last|this|next|the current|the coming|this coming|current|the latest|the most recent|latest)"
    rf" {_KIND}{_UNIT}",
    rf"(?:the )?(?P<which>same|corresponding|comparable) {_UNIT} (?P<turn>last|this|next) (?P<of>year)",
    rf"(?:the )?{_KIND}(?P<unit>year|week|month)",
)
def unit(reader: Reader, match: re.Match[str]) -> Time | None:
    which, unit = match.groupdict().get("which") or "this", match["unit"]
    if "turn" in match.groupdict():
        if reader.reference is None:
            return None
        back = {"last": -12, "this": 0, "next": 12}[match["turn"]]
        return Time.of(Period.of(unit, add_months(reader.reference, back)))
    if unit == "fortnight":
        return None
    words = which.removeprefix("the ").removeprefix("this ")
    number = {"last": -1, "latest": -1, "most recent": -1, "next": 1, "coming": 1}.get(words, 0)
    if which == "last" and unit == "day":
        return None
    if unit == "weekend" and which == "this":
        return _weekend(reader, "coming")
    if unit == "weekend" and reader.reference:
        return _weekend(reader, "last" if number < 0 else "next")
    time = reader.unit(unit, number)
    return time.noted(fiscal=True, approximate=True) if time and re.search("fiscal|financial", match[0]) else time


@form("(?:the |over the )?weekend", "(?:the |this )past weekend")
def weekend(reader: Reader, match: re.Match[str]) -> Time | None:
    return _weekend(reader, "last" if "past" in match[0] else "past")


def _weekend(reader: Reader, which: str) -> Time | None:
    def period(weeks: int) -> Period:
        assert reader.reference is not None
        return Period.of("weekend", reader.reference + 7 * weeks * DAY)

    return reader.recurring(period, None, which)


@form(
    rf"(?P<which>(?:the |this )?(?:past|preceding)|the last|the next|the coming) {_KIND}{_UNIT}(?P<about> or so)?",
    r"(?P<which>(?:the |these )?(?:past|last|latest|previous|preceding|recent|next|coming|following))(?P<length> .+)",
    r"(?:the )?(?P<length>(?:1 )?(?:weeks?|months?|years?|days?|decades?)) (?P<which>ahead|to come)",
)
def rolling(reader: Reader, match: re.Match[str]) -> Time | None:
    """So long up to the article's date, or from it on: "the past two years", "the coming weeks"."""
    told = match.groupdict()
    text = told["length"].strip() if told.get("length") else f"1 {told['unit']}{told['about'] or ''}"
    by = length(text)
    if by is None or (re.fullmatch(UNITS, text) and not text.endswith("s")):
        return None
    sign = 1 if re.search("next|coming|following|ahead|come", match["which"]) else -1
    notes = _told(by)
    if reader.reference is None:
        return Time(notes=notes)
    edge = away(reader.reference, by, sign)
    first, last = sorted((edge, reader.reference))
    return Time(first, last, notes=notes)


@form(r"(?:as )?(?:long ago as )?(?P<length>.+) ago(?: (?P<grain>today|this week|this month|this year))?")
def ago(reader: Reader, match: re.Match[str]) -> Time | None:
    return _distant(reader, match["length"], -1, match["grain"])


@form(r"(?:in )?(?P<length>.+) (?:from now|hence|away)", r"in (?P<length>.+)(?P<future>)")
def hence(reader: Reader, match: re.Match[str]) -> Time | None:
    if "future" in match.groupdict() and reader.direction != "future":
        return reader.read(match["length"])
    return _distant(reader, match["length"], 1, None)


def _distant(reader: Reader, text: str, sign: int, grain: str | None) -> Time | None:
    """The unit so many units away from the reference: "two months ago" is a calendar month."""
    by = length(text)
    if by is None:
        return None
    notes = {"approximate": True} if by.approximate else {}
    if reader.reference is None:
        return Time(notes={"relative": ("-" if sign < 0 else "") + by.iso, **notes})
    if by.unit in _MONTHS and (by.number or 0) * _MONTHS[by.unit] > 12 * reader.reference.year:
        return Time(notes={"relative": ("-" if sign < 0 else "") + by.iso, **notes})  # before the year 1
    if by.number is None:  # "a few", "several": two to five of them
        near, far = (away(reader.reference, Length(by.iso, by.unit, Fraction(n)), sign) for n in (2, 5))
        first, last = sorted((near, far))
        return Time(first, last, notes={**notes, "relative": ("-" if sign < 0 else "") + by.iso})
    day = away(reader.reference, by, sign)
    if grain:
        unit_name = "day" if grain == "today" else grain.removeprefix("this ")
    elif by.number.denominator > 1:
        unit_name = "month" if by.unit in _MONTHS else "day"
    else:
        unit_name = {
            "decade": "year",
            "century": "year",
            "fortnight": "week",
            "weekend": "week",
            "millennium": "century",
        }.get(by.unit, by.unit if by.unit in _MONTHS or by.unit == "week" else "day")
    return Time.of(Period.of(unit_name, day), **notes)


@form(
    r"(?P<length>.+) (?P<sign>earlier|before|beforehand|previously|prior)",
    r"(?P<length>.+) (?P<sign>later|after|afterwards?|on)",
    r"(?:the )?(?P<length>year|month|week|day)-(?P<sign>earlier)",
)
def offset(reader: Reader, match: re.Match[str]) -> Time | None:
    """So long before or after a time that the text tells elsewhere."""
    text = match["length"].removeprefix("the ")
    by = length(text) or length(f"1 {text}")
    if by is None:
        return None
    sign = "" if match["sign"] in ("later", "after", "afterward", "afterwards", "on") else "-"
    notes = {"approximate": True} if by.approximate else {}
    return Time(notes={"offset": sign + by.iso, **notes})


@form(
    rf"(?:the |that |that very |the very )?(?P<which>same|next|following|previous|preceding|that) (?:same )?{_UNIT}",
    r"(?:the )?(?P<unit>day|quarter)(?P<which>)",
    rf"that {_UNIT}(?P<which>)",
)
def told_unit(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "The following day", "that year": counted from a time that the text tells elsewhere."""
    number = {"next": 1, "following": 1, "previous": -1, "preceding": -1}.get(match["which"], 0)
    return Time(notes={"offset": iso(number, match["unit"])})


@form(
    rf"(?:the |that )(?:following|previous|preceding|same) (?:{WEEKDAY}|{MONTH}|{SEASON})",
    rf"(?:that|the next) (?:same )?(?:{WEEKDAY}|{MONTH}|{SEASON})",
)
def told_name(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "The previous Friday": a time that the text tells elsewhere decides which one."""
    if match["season"]:
        return Time(notes={"part": match["season"]})
    if match["weekday"]:
        return Time(notes={"on": f"-W-{WEEKDAYS.index(match['weekday']) + 1}"})
    return Time(notes={"on": f"--{MONTHS.index(match['month']) + 1:02}"})


@form(
    r"(?:the |its )?(?:comparable |corresponding |same )?"
    r"(?:year-ago|year-earlier|year ago|year earlier|prior-year)(?: (?:period|quarter|.*months))?"
)
def year_ago(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "The year-ago quarter": a year before the quarter that the text tells of."""
    return Time(notes={"offset": "-P1Y"})


@form(r"(?:for |over |within |under )?(?:the )?(?:(?:1st|early|opening|latest|final) )?(?P<length>.+)")
def duration(reader: Reader, match: re.Match[str]) -> Time | None:
    by = length(match["length"])
    if by is None:
        return None
    time = Time(notes=_told(by))
    return time.noted(approximate=True) if match[0].startswith(("within ", "under ")) else time


@form(
    rf"(?:every|each) (?P<unit>{UNITS})",
    rf"every (?P<other>other|2nd) (?P<unit>{UNITS})",
    r"(?:every|once every|about every) (?P<length>.+)",
    rf"(?:every|each) (?:other )?{WEEKDAY}",
    rf"{WEEKDAY}s",
    rf"(?:every|each) {MONTH}",
    rf"(?:every|each) {SEASON}",
    rf"(?P<every>{'|'.join(_EVERY)})",
)
def every(reader: Reader, match: re.Match[str]) -> Time | None:
    told = match.groupdict()
    if told.get("every"):
        part = {"part": "night"} if told["every"] == "nightly" else {}
        return Time(notes={"every": _EVERY[told["every"]], **part})
    if told.get("weekday"):
        weeks = "P2W" if "other " in match[0] else "P1W"
        return Time(notes={"every": weeks, "on": f"-W-{WEEKDAYS.index(told['weekday']) + 1}"})
    if told.get("month"):
        return Time(notes={"every": "P1Y", "on": f"--{MONTHS.index(told['month']) + 1:02}"})
    if told.get("season"):
        return Time(notes={"every": "P1Y", "part": told["season"]})
    by = length(told.get("length") or f"{2 if told.get('other') else 1} {told['unit']}")
    if by is None:
        return None
    return Time(notes={"every": by.iso, **({"approximate": True} if by.approximate else {})})


@form(
    r"(?:(?P<hedge>about|at least|up to|more than) )?"
    rf"(?:(?P<times>\d+) times?|(?P<word>once|twice|thrice)|(?P<length>.+))"
    rf" (?:a|an|per|each|every) (?P<unit>{UNITS})",
    r"(?P<hedge>)(?P<word>once|twice)[ -](?P<adverb>hourly|daily|weekly|monthly|quarterly|yearly)",
)
def times(reader: Reader, match: re.Match[str]) -> Time | None:
    told = match.groupdict()
    every = length(f"1 {told['unit']}") if told.get("unit") else None
    if every is None and not told.get("adverb"):
        return None
    notes: dict[str, Any] = {"every": every.iso if every else _EVERY[told["adverb"]]}
    if told.get("length"):
        by = length(told["length"])
        if by is None:
            return None
        notes |= _told(by)
    else:
        notes["times"] = int(told["times"]) if told.get("times") else {"once": 1, "twice": 2, "thrice": 3}[told["word"]]
    return Time(notes={**notes, "approximate": True} if told["hedge"] else notes)


@form("weekends|every weekend|each weekend")
def weekends(reader: Reader, match: re.Match[str]) -> Time | None:
    return Time(notes={"every": "P1W", "on": "-W-6/-W-7"})


@form("weekdays|every weekday|each weekday")
def weekdays(reader: Reader, match: re.Match[str]) -> Time | None:
    return Time(notes={"every": "P1W", "on": "-W-1/-W-5"})


@form(
    "(?:right |just |by |until |up to )?(?:now|currently|presently|current|present"
    "|at present|at the moment|these days|nowadays|the present)"
)
def present(reader: Reader, match: re.Match[str]) -> Time | None:
    time = reader.unit("day", 0)
    if time and match[0].startswith(("until ", "up to ")):
        return Time(None, time.last, notes={"approximate": True}) if time.last else None
    return time.noted(approximate=True) if time else None


@form(
    "(?:more |most |until )?(?:recent|recently|lately|previously|formerly|the past|the recent past"
    "|past|once|earlier|in the past|years past)"
)
def past(reader: Reader, match: re.Match[str]) -> Time | None:
    return Time(None, reader.reference, notes={"approximate": True}) if reader.reference else None


@form(
    "(?:very )?(?:soon|shortly|eventually|(?:the )?(?:(?:near|immediate|foreseeable|distant|not-too-distant) )?future|"
    "(?:the )?(?:near|short|long|medium) term|as soon as possible|one day|some ?day|a later date|later)"
)
def future(reader: Reader, match: re.Match[str]) -> Time | None:
    if match[0] == "one day" and reader.direction != "future":
        return None
    return Time(reader.reference, None, notes={"approximate": True}) if reader.reference else None


@form(r"(?:the )?eve(?:ning)? (?:of|before) (?P<of>.+)")
def eve(reader: Reader, match: re.Match[str]) -> Time | None:
    period = reader.period(match["of"])
    return Time.of(Period.of("day", shift(period.first, "day", -1))) if period else None
