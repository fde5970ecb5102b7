"""Forms made of another time: its opening or its end, a range, what lies before or after it."""

from __future__ import annotations

import re

from newsfacts.data.dates.durations import length
from newsfacts.data.dates.grammar import Reader, Time, form
from newsfacts.data.dates.periods import DAY, MONTHS, WEEKDAYS, Period, shift
from newsfacts.data.dates.relative import away

__all__: list[str] = []

_HEDGE = (
    r"(?:about|around|approximately|roughly|nearly|almost|sometime(?: in)?"
    r"|some time(?: in)?|circa|possibly|perhaps|maybe"
    r"|at least|at the latest|until at least|as early as|as late as|as recently as|close to|at about|at around|or so)"
)
_CLOSE = r"(?:(?:shortly|just|soon|not long|well|immediately|a little|sometime) )?"
_YEAR = re.compile(r"\b[12]\d{3}$")
_NAMED = "|".join((*MONTHS, *WEEKDAYS))


@form(r"(?:on|at|in|during|throughout|over|across|as of|into|only|just|exactly|the|of|all|for|dated) (?P<of>.+)")
def within(reader: Reader, match: re.Match[str]) -> Time | None:
    return reader.read(match["of"])


@form(rf"{_HEDGE} (?P<of>.+)", r"(?P<of>.+) (?:or so|or thereabouts|at the (?:earliest|latest))")
def hedged(reader: Reader, match: re.Match[str]) -> Time | None:
    time = reader.read(match["of"])
    return time.noted(approximate=True) if time else None


@form(
    r"between (?P<first>.+?) and (?P<last>.+)",
    r"(?:from )?(?P<first>.+?) (?:to|until|till|through|thru) (?P<last>.+)",
    rf"(?P<first>.*?(?:{_NAMED}|\d)(?:st|nd|rd|th)?) ?- ?(?P<last>.*?(?:{_NAMED}|\d).*)",
    r"(?P<first>\d{1,2}(?:st|nd|rd|th)?) (?:and|or|/) (?P<last>.+)",
    r"(?P<first>[a-z]+ \d{1,2}) (?:and|or) (?P<last>\d{1,2}(?: \d{4})?)",
    r"(?P<first>\d{1,2})/(?P<last>\d{1,2} [a-z]+.*)",
)
def span(reader: Reader, match: re.Match[str]) -> Time | None:
    """From one time to another; each end lends the other the month, the year or the day that it lacks."""
    text, end = match["first"], match["last"]
    if re.fullmatch(r"\d{1,2}(?: \d{4})?", end) and (
        head := re.fullmatch(r"(.*?)([a-z]+) \d{1,2}(?:st|nd|rd|th)?", text)
    ):
        end = f"{head[2]} {end}"  # "May 3 to 5"
    last = reader.read(end)
    lent = _YEAR.search(end)
    if not lent and _YEAR.search(text) and re.search(_NAMED, end):  # "October 2019 to March"
        begun = reader.read(text)
        last = Reader(begun.first, "future").read(end) if begun and begun.first else last
    if last is None or (until := last.last) is None:
        return None
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", text) and (tail := re.search(rf"\b(?:{'|'.join(MONTHS)})\b.*", end)):
        text = f"{text} {tail[0]}"  # "3 to 9 May"
    elif lent and re.search(_NAMED, text) and not _YEAR.search(text):
        text = f"{text} {lent[0]}"
    elif re.fullmatch(r"[\d.:]+(?:[ap]m)?", text) and last.of_day:
        return last  # "9 to 11 p.m. on Friday"
    # The range is told as one: it begins on or before the day that it ends.
    start = Reader(until, "past") if re.search(_NAMED, text) and not lent and not _YEAR.search(text) else reader
    first = start.read(text)
    if first is None or first.first is None:
        return None
    begin = first.first
    if begin > until and lent and text.endswith(lent[0]):  # "October to March 2024"
        earlier = reader.read(f"{text[:-4]}{int(lent[0]) - 1}")
        begin = earlier.first if earlier and earlier.first else begin
    if begin > until:
        return None
    approximate = {"approximate": True} if any("approximate" in time.notes for time in (first, last)) else {}
    return Time(begin, until, notes=approximate)


@form(
    r"(?:ever )?since(?: at least)? (?P<of>.+)",
    r"from (?P<of>.+?)(?: on| onwards?| forward)?",
    r"(?P<of>.+) (?:or later|and beyond|onwards?|and after)",
    r"(?:starting|beginning) (?!of )(?:in |on |at )?(?P<of>.+)",
)
def since(reader: Reader, match: re.Match[str]) -> Time | None:
    time = reader.toward("past").read(match["of"]) if "since" in match[0] else reader.read(match["of"])
    if time is None or time.first is None or "duration" in time.notes:
        return None
    return Time(time.first, None, notes=time.notes)


@form(
    r"(?:until|till|up to|through|up until|by) (?:at least |late on |nearly |about )?(?P<of>.+)",
    r"(?P<of>.+) (?:or earlier|at the latest)",
)
def up_to(reader: Reader, match: re.Match[str]) -> Time | None:
    """Up to the last day that the words can mean: "until 2025" may run to its end."""
    time = reader.toward("future").read(match["of"])
    if time is None:
        return None
    if time.last is None or "duration" in time.notes:
        return time if "duration" in time.notes or time.of_day else None
    return Time(None, time.last, notes=time.notes)


@form(rf"{_CLOSE}(?:before|prior to|ahead of|earlier than|pre-) ?(?P<of>.+)")
def before(reader: Reader, match: re.Match[str]) -> Time | None:
    if (time := reader.read(match["of"])) and time.of_day:  # "before dawn on Tuesday" is on Tuesday
        return time.noted(approximate=True)
    time = reader.toward("future").read(match["of"])
    if time is None or time.first is None:
        return None
    if re.match(r"(?:the )?(?:end|close) of ", match["of"]):  # "before the end of May" is in May too
        return Time(None, time.last, notes=time.notes)
    return Time(None, time.first - DAY, notes=time.notes)


@form(rf"{_CLOSE}(?:after|later than|post-) ?(?P<of>.+)")
def after(reader: Reader, match: re.Match[str]) -> Time | None:
    time = reader.read(match["of"])
    if time is None or time.of_day or "duration" in time.notes:
        return time.noted(approximate=True) if time and time.of_day else time
    if time.last is None:
        return None
    return Time(time.last + DAY, None, notes=time.notes)


@form(r"(?P<which>early-to-mid|mid-to-late|early|mid|late)(?:[ -](?:in |on )?)(?P<of>.+)")
def third(reader: Reader, match: re.Match[str]) -> Time | None:
    """The first, middle or last third; of a day, that part."""
    which = match["which"]
    time = reader.read(match["of"])
    if time is None or (period := time.period) is None:
        return time.noted(approximate=True) if time and (time.of_day or "offset" in time.notes) else None
    if time.unit == "day":
        return time if time.of_day else time.noted(part=which)
    if not time.unit:
        return None
    thirds = [period.part(("early", "mid", "late").index(name), 3) for name in which.split("-to-")]
    return Time(thirds[0].first, thirds[-1].last, notes={**time.notes, "approximate": True})


@form(
    r"(?:the )?(?P<edge>beginning|start|opening|dawn|1st days|1st weeks|early days|1st part|early part"
    r"|turn|end|close|last days|last weeks|final days|closing days"
    r"|middle|latter part|last part|rest|remainder|height"
    r"|most|much|part|a good part|the whole|all|whole|course|heart) (?:of|in) (?P<of>.+)",
    r"(?P<of>year|month|week|quarter|day|season|decade|century)[ -](?P<edge>end)",
)
def edge(reader: Reader, match: re.Match[str]) -> Time | None:
    name, of = match["edge"], match["of"]
    time = reader.read("today" if of in ("day", "the day") else of)
    if time is None or (period := time.period) is None:
        return None
    notes = {**time.notes, "approximate": True}
    if name in ("rest", "remainder"):
        if reader.reference and period.first <= reader.reference <= period.last:
            return Time(reader.reference, period.last, notes=time.notes)
        return Time.of(period, **notes)
    if name in ("most", "much", "part", "a good part", "the whole", "all", "whole", "course", "height", "heart"):
        return Time.of(period, **(notes if name not in ("the whole", "all", "whole") else time.notes))
    if name == "middle":
        return Time.of(period.part(1, 3), **notes)
    if name in ("latter part", "last part", "1st part", "early part"):
        return Time.of(period.part(0 if name in ("1st part", "early part") else 1, 2), **notes)
    return Time.of(
        period.edge(name in ("end", "close", "last days", "last weeks", "final days", "closing days")), **notes
    )


@form(
    r"(?P<which>earlier|later|sometime|some time|further|in the course of)(?: on| in)? (?P<of>.+)",
    r"(?P<of>(?:this|the) [a-z]+) (?P<which>so far|to date)",
)
def side(reader: Reader, match: re.Match[str]) -> Time | None:
    """What of this month lies before the article's date, or after it."""
    time = reader.read(match["of"])
    if time is None or (period := time.period) is None:
        return time
    day, which = reader.reference, match["which"]
    if which not in ("earlier", "later", "so far", "to date") or time.unit == "day":
        return time.noted(approximate=True) if which.startswith("some") else time
    if day is None or not period.first <= day <= period.last:
        return Time.of(period.part(0 if which == "earlier" else 1, 2), **{**time.notes, "approximate": True})
    return Time(day, period.last, notes=time.notes) if which == "later" else Time(period.first, day, notes=time.notes)


@form(
    r"(?:the )?(?P<nth>1st|2nd|3rd|4th|5th|last|latter|final|opening) "
    r"(?P<count>\d+ )?(?P<unit>half|quarter|third|[a-z]+?)(?:s)? (?:of|in) (?P<of>.+)"
)
def nth_of(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "The first week of May", "the last Friday in June", "the first nine months of 2023"."""
    whole = reader.period(match["of"])
    if whole is None or whole.first == whole.last:
        return None
    back = match["nth"] in ("last", "latter", "final")
    number = 0 if back or match["nth"] == "opening" else int(match["nth"][0]) - 1
    unit, count = match["unit"], int(match["count"] or 1)
    if unit in ("half", "quarter", "third") and not (match["count"] and unit == "quarter"):
        parts = {"half": 2, "third": 3, "quarter": 4}[unit]
        if number >= parts:
            return None
        part = whole.part(parts - 1 if back else number, parts)
        return Time.of(Period.of(unit, part.first) if whole.unit == "year" and unit != "third" else part)
    if unit in WEEKDAYS and not match["count"]:
        weekday = WEEKDAYS.index(unit)
        day = (
            whole.last - (whole.last.weekday() - weekday) % 7 * DAY
            if back
            else whole.first + ((weekday - whole.first.weekday()) % 7 + 7 * number) * DAY
        )
        return Time.of(Period.of("day", day)) if day <= whole.last else None
    by = length(f"{count} {unit}")
    if by is None or by.unit not in ("day", "week", "month", "quarter", "year", "decade"):
        return None
    if back:
        first, last = away(whole.last + DAY, by, -1), whole.last
    else:
        first = shift(whole.first, by.unit, number * count)
        last = away(first, by, 1) - DAY
    return Time(max(first, whole.first), min(last, whole.last)) if first <= whole.last else None


@form(r"(?P<length>.+?) (?P<sign>before|after|from|following) (?P<of>.+)")
def beside(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "Two days before Christmas", "the day after 3 May"."""
    by, time = length(match["length"]) or length(f"1 {match['length'].removeprefix('the ')}"), reader.read(match["of"])
    if by is None or by.number is None or time is None or time.unit != "day" or time.first is None:
        return None
    day = away(time.first, by, -1 if match["sign"] == "before" else 1)
    return Time.of(Period.of("day", day), **({"approximate": True} if by.approximate else {}))


@form(r"(?:the )?(?P<unit>week|month|quarter|period|day|night) (?:of|in) (?P<of>.+)")
def of_named(reader: Reader, match: re.Match[str]) -> Time | None:
    """ "The month of May"."""
    time = reader.read(match["of"])
    return time if time and time.unit == match["unit"] else None
