"""Writes a time expression in one way: lower case, months in full, numbers in digits, plain signs."""

from __future__ import annotations

import re
import unicodedata

from newsfacts.data.dates.periods import MONTHS, WEEKDAYS

__all__ = ["plain"]

# fmt: off
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)
# fmt: on
_NUMBERS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)}
_NUMBERS |= {word: 10 * number for number, word in enumerate(_TENS, 2)}
_NUMBERS |= {f"{ten}-{one}": _NUMBERS[ten] + _NUMBERS[one] for ten in _TENS for one in _ONES}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_TWO = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?"
_BELOW_100 = rf"(?:{_TWO}|{'|'.join((*_TEENS, *_ONES))})"

_YEAR_WORDS = re.compile(rf"\b(eighteen|nineteen|twenty)[ -]({_TWO}|{'|'.join(_TEENS)})\b")
_SCALED = re.compile(rf"\b(an?|{_BELOW_100}|\d+(?:\.\d+)?)[ -]({'|'.join(_SCALES)})\b(?:(?: and|-)? ({_BELOW_100})\b)?")
_COUNT = re.compile(rf"\b{_BELOW_100}\b")
_ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30}
_ORDINAL = re.compile(
    rf"\b(?:(twenty|thirty)[ -])?({'|'.join(_ORDINALS)})\b(?! thirds?\b)|\b({'|'.join(_ORDINAL_TENS)})\b"
)
_ONE_SECOND = re.compile(r"(?:(?<=\d[ -])|(?<=\bper )|(?<=\bevery )|(?<=^a ))second(?=$| ago| later| earlier)")
_FEW = re.compile(
    r"\b(?:(?:quite )?a few|few|several|many|numerous|a (?:small |large )?(?:number|handful) of"
    r"|some(?= (?!time)[a-z]+s\b))\b"
)
_COUPLE = re.compile(r"\b(?:a )?couple(?: of)?\b(?: more\b)?")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?")
_WEEKDAY = re.compile(r"\b(mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?")
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": " ", "”": " ", '"': " "}
)
_EDGES = " \t,.;:()[]!?-/"


def plain(expression: str) -> str:
    """The expression in lower case with single spaces: "Twenty-two Sept., 2.30 p.m." is "22 september 2.30pm"."""
    text = unicodedata.normalize("NFKC", expression).translate(_SIGNS).replace("⁄", "/").lower()
    text = text.replace("o'clock", "oclock").replace("&", " and ")
    text = re.sub(r"(?<=[a-z0-9])'s?(?![a-z0-9])", "", text)  # possessives; "'90s" stands
    text = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", text)
    text = re.sub(r"(?<=\d) (?=[ap]m\b)", "", text)
    text = re.sub(r"\b(?:u\.s\.)", "us", text)
    text = _MONTH.sub(lambda m: next(month for month in MONTHS if month.startswith(m[1][:3])), text)
    text = _WEEKDAY.sub(lambda m: next(day for day in WEEKDAYS if day.startswith(m[1][:3])), text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"[\s,]+", " ", text).strip(_EDGES)
    text = re.sub(r"\bfall\b", "autumn", text)
    text = text.replace("-and-a-half", " and a half")
    return _digits(text)


def _digits(text: str) -> str:
    text = _YEAR_WORDS.sub(lambda m: str(_number(m[1]) * 100 + _number(m[2])), text)
    text = _ONE_SECOND.sub("seconds", text)
    text = _ORDINAL.sub(_ordinal, text)
    text = _FEW.sub("few", text)
    text = _COUPLE.sub("couple", text)
    text = _SCALED.sub(_scaled, text)
    return _COUNT.sub(lambda m: str(_number(m[0])), text)


def _number(word: str) -> int:
    return _NUMBERS[word.replace(" ", "-")]


def _scaled(match: re.Match[str]) -> str:
    word = match[1]
    times = 1.0 if word in ("a", "an") else float(word) if word[0].isdecimal() else _number(word)
    return str(int(times * _SCALES[match[2]]) + (_number(match[3]) if match[3] else 0))


def _ordinal(match: re.Match[str]) -> str:
    tens, ones, round_number = match.groups()
    number = (
        _ORDINAL_TENS[round_number] if round_number else _ORDINALS.index(ones) + 1 + (_NUMBERS[tens] if tens else 0)
    )
    return f"{number}{'th' if 10 < number < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
