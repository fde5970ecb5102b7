"""Forms that tell the time of day: by the clock, or "morning" and "overnight"."""

from __future__ import annotations

import re

from newsfacts.data.dates.grammar import Reader, Time, form
from newsfacts.data.dates.periods import DAY

__all__: list[str] = []

_ZONES = (
    r"gmt|utc|z|e[sd]t|c[sd]t|m[sd]t|p[sd]t|bst|cest|cet|eest|eet|wet|msk|ist|jst|kst|aest|aedt|sgt|hkt"
    r"|(?:us )?(?:eastern|central|mountain|pacific)(?: standard| daylight)?(?: time)?|local(?: time)?|[a-z]+ time"
)
_PARTS = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "nighttime": "night",
    "dawn": "dawn", "daybreak": "dawn", "sunrise": "dawn", "first light": "dawn", "1st light": "dawn",
    "dusk": "dusk", "sunset": "dusk", "nightfall": "dusk", "lunchtime": "midday", "lunch": "midday",
    "early hours": "night", "small hours": "night", "predawn hours": "night", "daylight": "day",
}  # fmt: skip
_PART = rf"(?P<part>{'|'.join(_PARTS)})"
_CLOCK = (
    r"(?P<clock>(?P<hour>\d{1,2})(?P<colon>[:.](?P<minute>[0-5]\d))?"
    r"(?::[0-5]\d(?:\.\d+)?)?(?P<half>[ap]m)?(?P<oclock> oclock)?"
    r"|(?P<military>[0-2]\d[0-5]\d)(?: ?(?:hours|hrs|h))?"
    r"|(?P<word>noon|midday|midnight)"
    r"|(?P<minutes>half|(?:a )?quarter|[1-5]?\d(?= past| minutes))(?: minutes)? (?P<relation>past|to)"
    r" (?P<past>\d{1,2}))"
)
_HOUR = rf"{_CLOCK}(?: ?(?P<zone>{_ZONES}))?(?: in the (?P<of_part>morning|afternoon|evening)| at (?P<at_night>night))?"


def _time(match: re.Match[str]) -> dict[str, str] | None:
    """``time`` (THH:MM) and ``zone`` of what :data:`_HOUR` matched, or ``None`` if it is no time of day."""
    part = match["of_part"] or match["at_night"]
    minute = 0
    if match["word"]:
        hour = 0 if match["word"] == "midnight" else 12
    elif match["relation"]:
        words = match["minutes"].removeprefix("a ")
        hour, minute = int(match["past"]), {"half": 30, "quarter": 15}.get(words) or int(words)
        if match["relation"] == "to":
            hour, minute = hour - 1, 60 - minute
        if minute > 59:
            return None
    elif match["military"]:
        if not re.search(r"hours|hrs|h$", match["clock"]) and not match["zone"]:
            return None  # a year
        hour, minute = int(match["military"][:2]), int(match["military"][2:])
    else:
        if not (match["colon"] or match["half"] or match["oclock"] or part):
            return None  # a bare number
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"] and hour > 12:
            return None
        if match["half"] == "am" and hour == 12:
            hour = 0
    late = match["half"] == "pm" or part in ("afternoon", "evening") or (part == "night" and hour >= 6)
    if late and hour < 12:
        hour += 12
    if not 0 <= hour < 24:
        return None
    zone = {"zone": match["zone"].upper()} if match["zone"] and not match["zone"].startswith("local") else {}
    return {"time": f"T{hour:02}:{minute:02}", **zone}


@form(_HOUR)
def hour(reader: Reader, match: re.Match[str]) -> Time | None:
    notes = _time(match)
    return Time(notes=notes) if notes else None


@form(
    rf"{_HOUR}(?:,? on)? (?P<day>.+)",
    rf"(?P<day>.+?)(?: at| around| about)? {_HOUR}",
    rf"(?P<day>\d{{4}}-\d\d-\d\d)t{_HOUR}",
)
def hour_of_day(reader: Reader, match: re.Match[str]) -> Time | None:
    notes = _time(match)
    day = reader.read(match["day"]) if notes else None
    if notes is None or day is None or (day.unit != "day" and "offset" not in day.notes) or "time" in day.notes:
        return None
    if day.notes.get("part") in ("afternoon", "evening", "night") and "pm" not in match[0] and "am" not in match[0]:
        number = int(notes["time"][1:3])
        if (6 if day.notes["part"] == "night" else 1) <= number < 12:
            notes["time"] = f"T{number + 12}{notes['time'][3:]}"
    return day.noted(**notes)


@form(rf"(?:the |an? )?(?:(?:early|late|mid)[ -])?{_PART}", rf"(?:all|early in the|late in the|late at|in the) {_PART}")
def part(reader: Reader, match: re.Match[str]) -> Time | None:
    return Time(notes={"part": _PARTS[match["part"]]})


@form(
    rf"(?P<which>this|last|tonight|later this|earlier this|early this|late this|late last)(?: {_PART})?",
    rf"(?P<which>all) {_PART}",
)
def part_of_today(reader: Reader, match: re.Match[str]) -> Time | None:
    if (match["which"] == "tonight") == bool(match["part"]) or match["which"] == "all":
        return None
    time = reader.unit("day", -1 if "last" in match["which"] else 0)
    return time.noted(part=_PARTS[match["part"] or "night"]) if time else None


@form(
    rf"(?P<day>.+?) (?:(?:early|late|mid)[ -])?{_PART}",
    rf"(?:the |shortly before |shortly after )?{_PART}(?: of| on)?(?: the)? (?P<day>.+)",
    rf"(?:early|late) in the {_PART} (?:of|on) (?P<day>.+)",
)
def part_of_day(reader: Reader, match: re.Match[str]) -> Time | None:
    day = reader.read(match["day"])
    if day is None or (day.unit != "day" and "offset" not in day.notes) or "part" in day.notes:
        return None
    return day.noted(part=_PARTS[match["part"]])


@form(
    rf"(?:the |that |on the )?(?P<which>same|next|following|previous|that)(?: same)? {_PART}",
    rf"that {_PART}(?P<which>)",
    rf"the {_PART} (?P<which>before|after)",
)
def told_part(reader: Reader, match: re.Match[str]) -> Time | None:
    number = {"next": 1, "following": 1, "after": 1, "previous": -1, "before": -1}.get(match["which"], 0)
    return Time(notes={"offset": f"{'-' if number < 0 else ''}P{abs(number)}D", "part": _PARTS[match["part"]]})


@form(rf"(?:every|each) {_PART}", rf"(?:the )?{_PART}s", rf"(?:every )?(?P<day>[a-z]+day) {_PART}s")
def parts(reader: Reader, match: re.Match[str]) -> Time | None:
    named = reader.read(f"every {match['day']}") if match.groupdict().get("day") else Time(notes={"every": "P1D"})
    return named.noted(part=_PARTS[match["part"]]) if named else None


@form("overnight|through the night")
def overnight(reader: Reader, match: re.Match[str]) -> Time | None:
    """The night that the article's date opened with."""
    if reader.reference is None:
        return Time(notes={"part": "night"})
    return Time(reader.reference - DAY, reader.reference, notes={"part": "night"})


@form(
    r"overnight (?:from |between )?(?P<first>.+?)(?:-| to | and | into | until )(?P<last>.+)",
    r"(?:the )?night (?:of )?(?P<first>.+?)(?: to |-)(?P<last>.+)",
)
def overnight_between(reader: Reader, match: re.Match[str]) -> Time | None:
    last = reader.period(match["last"])
    if last is None or last.unit != "day":
        return None
    return Time(last.first - DAY, last.first, notes={"part": "night"})
