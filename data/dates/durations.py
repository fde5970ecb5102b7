"""Lengths of time, as ISO 8601 writes them: "two and a half years" is P2Y6M."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["UNITS", "Length", "iso", "length"]

# ISO 8601 designators, and how many of them the unit is.
_ISO = {
    "second": ("T", "S", 1),
    "minute": ("T", "M", 1),
    "hour": ("T", "H", 1),
    "day": ("", "D", 1),
    "night": ("", "D", 1),
    "week": ("", "W", 1),
    "weekend": ("", "D", 2),
    "fortnight": ("", "W", 2),
    "month": ("", "M", 1),
    "quarter": ("", "M", 3),
    "year": ("", "Y", 1),
    "decade": ("", "Y", 10),
    "century": ("", "Y", 100),
    "millennium": ("", "Y", 1000),
}
# What half of one of them is in a smaller unit; other fractions stay decimal ("P1.5M").
_SMALLER = {
    ("", "Y"): ("", "M", 12),
    ("", "D"): ("T", "H", 24),
    ("T", "H"): ("T", "M", 60),
    ("T", "M"): ("T", "S", 60),
}
UNITS = (
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|weekends?"
    r"|fortnights?|months?|quarters?|years?|yrs?|decades?|century|centuries|millenniums?|millennia)"
)
_SINGULAR = {
    "centuries": "century",
    "millennia": "millennium",
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "yr": "year",
    "yrs": "year",
}
_COUNT = (
    r"\d+(?:\.\d+)?(?: 1/2)?|\d/\d|couple|few|tens of|dozens of|hundreds of|thousands of"
    r"|(?:an?|the)(?: half| quarter of an?)?|half(?: an?)?|another|1 and a half|\d+ and a half"
)
_KIND = (
    r"(?:more|extra|additional|further|full|whole|entire|single"
    r"|straight|consecutive|successive|long|trading|working|business|calendar|other)"
)
_PART = re.compile(
    rf"(?:(?P<count>{_COUNT})(?P<half> and a half)?[ -])?"
    rf"(?:{_KIND} )*(?P<unit>{UNITS})(?P<after> and a half| and a quarter)?"
)
_JOINT = re.compile(r" and | (?=\d)")
_TAIL = re.compile(r"(?:[ -](?:long|old|period|stretch|span|term|time|in a row|running|straight|or so|or more))+$")
_HEDGE = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|some|more than|less than|fewer than|at least|at most"
    r"|no more than|no less than|no fewer than|as (?:long|many|much|little) as|up to|under|over|well over"
    r"|just over|just under|barely|close to|a little over) "
)
_EXACT = re.compile(r"(?:only |just |exactly |fully |the |another (?=\d)|an? (?=\d))")
_VAGUE = {"few": "X", "dozens of": "X0", "tens of": "X0", "hundreds of": "X00", "thousands of": "X000"}
_TO = re.compile(
    rf"(?P<between>between )?(?P<least>{_COUNT})(?(between) and |(?: to | or |-))(?P<most>{_COUNT})"
    rf"[ -](?P<unit>{UNITS})"
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time.

    ``unit`` and ``number`` are its greatest part, and ``number`` is ``None`` where the words leave it open.
    """

    iso: str
    unit: str
    number: Fraction | None
    approximate: bool = False
    longest: str | None = None


def iso(number: Fraction | int, unit: str) -> str:
    """An ISO 8601 duration, with a minus before it if it is below zero."""
    number = Fraction(number)
    return ("-" if number < 0 else "") + _iso([(abs(number), unit)])


def length(text: str) -> Length | None:
    """The length that this text in :func:`~newsfacts.data.dates.text.plain` form tells, or ``None``.

    "weeks" and "several weeks" are PXW, "decades" PX0Y: X stands for digits that the words leave open.
    """
    bare = text
    approximate = bare.endswith((" or so", " or more"))
    bare = _TAIL.sub("", bare)
    if bare != text and bare in _ISO:
        bare = f"1 {bare}"  # "day-long"
    while True:
        if match := _HEDGE.match(bare):
            approximate = True
        elif not (match := _EXACT.match(bare)):
            break
        bare = bare[match.end() :]
    if match := _TO.fullmatch(bare):
        unit = _unit(match["unit"])
        least, most = _number(match["least"]), _number(match["most"])
        if least is None or most is None:
            return None
        return Length(iso(least, unit), unit, least, True, iso(most, unit))
    parts: list[tuple[Fraction | None, str]] = []
    vague = ""
    at = 0
    while at < len(bare):
        if parts:
            joint = _JOINT.match(bare, at)
            if joint is None:
                return None
            at = joint.end()
        part = _PART.match(bare, at)
        if part is None:
            return None
        unit, count = _unit(part["unit"]), part["count"]
        if count is None and (parts or part["unit"] == unit):
            return None  # "year" alone is no length
        number = _number(count) if count else None
        if part["unit"] == unit and re.fullmatch(r"1[5-9]\d\d|20\d\d", count or ""):
            return None  # "the 1988 quarter"
        if number is not None and (part["half"] or (part["after"] or "").endswith("half")):
            number += Fraction(1, 2)
        elif number is not None and part["after"]:
            number += Fraction(1, 4)
        approximate = approximate or number is None or count == "couple"
        if number is None:
            vague = _VAGUE.get(count or "few", "X")
        parts.append((number, unit))
        at = part.end()
    if not parts:
        return None
    number, unit = parts[0]
    if number is None:
        if len(parts) > 1:
            return None
        time, sign, times = _ISO[unit]
        return Length(f"P{time}{vague}{str(times)[1:]}{sign}", unit, None, True)
    return Length(_iso([(n, u) for n, u in parts if n is not None]), unit, number, approximate)


def _iso(parts: list[tuple[Fraction, str]]) -> str:
    amounts: dict[tuple[str, str], Fraction] = {}
    for number, unit in parts:
        time, sign, times = _ISO[unit]
        total = number * times
        smaller = _SMALLER.get((time, sign))
        rest = total % 1
        if rest and smaller and (rest * smaller[2]).denominator == 1:
            key = (smaller[0], smaller[1])
            amounts[key] = amounts.get(key, Fraction(0)) + rest * smaller[2]
            total -= rest
        if total or not rest:
            amounts[time, sign] = amounts.get((time, sign), Fraction(0)) + total
    order = ["Y", "M", "W", "D"]
    date = "".join(f"{_decimal(amounts['', s])}{s}" for s in order if ("", s) in amounts)
    clock = "".join(f"{_decimal(amounts['T', s])}{s}" for s in ("H", "M", "S") if ("T", s) in amounts)
    return f"P{date}{'T' + clock if clock else ''}"


def _decimal(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.4f}".rstrip("0")


def _unit(word: str) -> str:
    return _SINGULAR.get(word) or word.removesuffix("s")


def _number(count: str) -> Fraction | None:
    if count in _VAGUE:
        return None
    count, half = count.removesuffix(" and a half"), count.endswith(" and a half")
    if count == "couple":
        return Fraction(2)
    if count.endswith(" 1/2"):
        return Fraction(count[:-4]) + Fraction(1, 2)
    if count.startswith("half") or count.endswith(" half"):
        return Fraction(1, 2)
    if "quarter of" in count:
        return Fraction(1, 4)
    if count in ("a", "an", "the", "another"):
        return Fraction(1)
    return (Fraction(count) if not count.endswith("/0") else Fraction(0)) + (Fraction(1, 2) if half else 0)
