"""Numbers as English news writes them: digits, words, shares, magnitudes and vague counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from text_to_num import text2num  # type: ignore[import-untyped]

__all__ = ["Numeral", "leading_numeral"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number before its unit: between ``low`` and ``high`` (``None``: no end), times ``magnitude``."""

    low: Fraction
    high: Fraction | None
    magnitude: Fraction = Fraction(1)
    vague: bool = False
    share: bool = False  # "a third", "1/2": a part of a whole

    @classmethod
    def exact(cls, value: Fraction | int, share: bool = False) -> Numeral:
        """A number that is just this."""
        return cls(Fraction(value), Fraction(value), share=share)


# An integer may be grouped in thousands (1,234,567), the Indian way (12,34,567), with spaces (38 400) or, where it
# cannot be a decimal, with points (1.234.567). A comma before one or two digits, or after a lone 0, is a decimal comma.
_DIGITS = re.compile(
    r"(?P<grouped>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}|[1-9][0-9]{0,2}(?: [0-9]{3})+)"
    r"(?P<decimals>\.[0-9]+)?"
    r"|(?P<points>[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,[0-9]{1,2}))(?:,(?P<after_comma>[0-9]{1,2}))?"
    r"|(?P<whole>0(?=,)|[0-9]+(?=,[0-9]{1,2}(?![0-9]))),(?P<after>[0-9]+)"
    r"|(?P<plain>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
)
_MORE_DIGITS = re.compile(r"[0-9]|[.,:/'][0-9]|(?:st|nd|rd|th)\b")  # a list, a time, a date, an ordinal
_SLASHED = re.compile(r"(?:(?P<whole>[0-9]{1,4}) )?(?P<over>[0-9]{1,2})[/\u2044](?P<under>2|3|4|5|6|8|10|16)(?![0-9/])")

_MAGNITUDES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15,
    "dozen": 12, "score": 20, "lakh": 10**5, "lac": 10**5, "crore": 10**7, "mn": 10**6, "mln": 10**6, "bn": 10**9,
    "bln": 10**9, "tn": 10**12, "trn": 10**12, "cr": 10**7, "k": 10**3,
}  # fmt: skip
_WRITTEN_ON = {"K": 10**3, "M": 10**6, "MM": 10**6, "b": 10**9, "B": 10**9, "T": 10**12}
_IN_MONEY = {"m": 10**6, "t": 10**12}
_PLURALS = {f"{word}s": value for word, value in _MAGNITUDES.items() if len(word) > 3 or word == "lac"} | {"tens": 10}

_VAGUE: dict[str, tuple[Fraction | int, Fraction | int]] = {
    "a couple": (2, 2), "couple": (2, 2), "a few": (3, 9), "few": (3, 9), "several": (3, 9), "a handful": (3, 9),
    "handful": (3, 9), "most": (Fraction(1, 2), 1), "a majority": (Fraction(1, 2), 1),
    "the majority": (Fraction(1, 2), 1), "majority": (Fraction(1, 2), 1), "a minority": (0, Fraction(1, 2)),
}  # fmt: skip
_COUNTS = {"no": 0, "none": 0, "nil": 0, "a single": 1, "single": 1, "both": 2, "a pair": 2, "pair": 2, "the pair": 2}
_REPEATS = {"once": 1, "twice": 2, "thrice": 3, "double": 2, "twofold": 2, "triple": 3, "treble": 3, "quadruple": 4}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "hundredth": 100, "thousandth": 1000, "millionth": 10**6,
}  # fmt: skip
_PARTS |= {f"{word}s": value for word, value in _PARTS.items() if word != "half"} | {"halves": 2}
_AND_PART = re.compile(r" and (?P<over>a|one|three) (?P<part>half|third|quarters?)(?= |$)", re.IGNORECASE)
_LONGEST = 12  # words of a number


def leading_numeral(text: str, in_money: bool = False) -> tuple[Numeral, str] | None:
    """The number that a text begins with, and the rest of the text; ``None`` if it begins with none.

    Words are to be parted by single spaces, without hyphens ("twenty two"). An "m" or
    "t" written onto the digits is a magnitude ``in_money``; else it is left to the rest: it may be metres or tonnes.
    """
    found = _of_digits(text, in_money) or _of_words(text)
    if found is None:
        return None
    numeral, rest = found
    numeral, rest = _with_part(numeral, rest)
    plural = numeral.high is None
    while True:
        skipped = rest.removeprefix(" of") if plural else rest
        skipped = _without_article(skipped) if numeral.share or numeral.vague else skipped
        word, space, after = skipped.lstrip(" ").partition(" ")
        value = _magnitude(word.casefold())
        if not value or not skipped.startswith(" "):
            break
        numeral, rest = replace(numeral, magnitude=numeral.magnitude * value, share=False), space + after
    numeral, rest = _with_part(numeral, rest)
    return numeral, (_without_article(rest) if numeral.share else rest)


def _of_digits(text: str, in_money: bool) -> tuple[Numeral, str] | None:
    if slashed := _SLASHED.match(text):
        part = Fraction(int(slashed["over"]), int(slashed["under"]))
        if part >= 1:
            return None
        return Numeral.exact(int(slashed["whole"] or 0) + part, share=not slashed["whole"]), text[slashed.end() :]
    found = _DIGITS.match(text)
    if found is None or _MORE_DIGITS.match(text, found.end()):
        return None
    whole = found["plain"] or found["whole"] or re.sub(r"[, .]", "", found["grouped"] or found["points"])
    decimals = found["decimals"] or "." + (found["after_comma"] or found["after"] or "0")
    value = Fraction(whole) if found["plain"] else Fraction(whole + decimals)
    rest = text[found.end() :]
    written_on = re.match(r"[A-Za-z]+", rest)
    if written_on is None:
        return Numeral.exact(value), rest
    word = written_on.group()
    magnitude = _WRITTEN_ON.get(word) or _magnitude(word.casefold()) or (in_money and _IN_MONEY.get(word))
    if not magnitude:
        return Numeral.exact(value), rest
    return Numeral(value, value, Fraction(magnitude)), rest[written_on.end() :]


def _of_words(text: str) -> tuple[Numeral, str] | None:
    words = text.split(" ", _LONGEST)[:_LONGEST]
    lower = [word.casefold() for word in words]
    if lower[0] in ("a", "an", "one") and len(lower) == 1:
        return (Numeral.exact(1), "") if lower[0] == "one" else None
    for count in (2, 1):
        phrase, rest = " ".join(lower[:count]), _after(text, words[:count])
        if len(words) < count:
            continue
        if phrase in _VAGUE:
            low, high = _VAGUE[phrase]
            return Numeral(Fraction(low), Fraction(high), vague=True), _without_of(rest)
        if phrase in _COUNTS:
            return Numeral.exact(_COUNTS[phrase]), _without_of(rest)
    if lower[0] in _REPEATS:
        rest = _after(text, words[:1])
        return (Numeral.exact(_REPEATS[lower[0]]), " times") if not rest else None
    if lower[0] in _PLURALS:
        return Numeral(Fraction(2), None, Fraction(_PLURALS[lower[0]]), vague=True), _without_of(
            _after(text, words[:1])
        )
    if lower[0].endswith("fold") and (value := _cardinal(lower[0].removesuffix("fold"))):
        return Numeral.exact(value), " fold" + _after(text, words[:1])
    return _share(text, words, lower) or _count(text, words, lower)


def _share(text: str, words: list[str], lower: list[str]) -> tuple[Numeral, str] | None:
    """ "half", "a third", "two thirds", "one half"."""
    if lower[0] == "half":
        return Numeral.exact(Fraction(1, 2), share=True), _after(text, words[:1])
    for count in range(1, min(len(lower), 4)):
        over = 1 if lower[:count] in (["a"], ["one"]) else _cardinal(" ".join(lower[:count]))
        if over is not None and lower[count] in _PARTS:
            if lower[count] == "quarters" and over == 1:
                return None
            return Numeral.exact(Fraction(over, _PARTS[lower[count]]), share=True), _after(text, words[: count + 1])
    return None


def _count(text: str, words: list[str], lower: list[str]) -> tuple[Numeral, str] | None:
    """ "twenty two", "two hundred and six", "a hundred thousand", "a mile"."""
    article = lower[0] in ("a", "an")
    counted = ["one", *lower[1:]] if article else lower
    for count in range(len(counted), 1 if article else 0, -1):
        value = _cardinal(" ".join(counted[:count]))
        if value is None or (article and not _magnitude(counted[1])):
            continue
        numeral, head = Numeral.exact(value), count
        while head > 1 and (magnitude := _magnitude(counted[head - 1])):
            before = _cardinal(" ".join(counted[: head - 1]))
            if before is None or before * magnitude * numeral.magnitude != value:
                break
            numeral = replace(Numeral.exact(before), magnitude=numeral.magnitude * magnitude)
            head -= 1
        return numeral, _after(text, words[:count])
    return (Numeral.exact(1), _after(text, words[:1])) if article else None


def _cardinal(words: str) -> int | None:
    if words == "o":  # text2num's nought
        return None
    try:
        return int(text2num(words, "en"))
    except (ValueError, OverflowError):
        return None


def _magnitude(word: str) -> int | None:
    return _MAGNITUDES.get(word) or _PLURALS.get(word)


def _with_part(numeral: Numeral, rest: str) -> tuple[Numeral, str]:
    """Add the half of "four and a half"."""
    found = _AND_PART.match(rest)
    if found is None or numeral.high is None or numeral.vague:
        return numeral, rest
    part = Fraction(3 if found["over"].casefold() == "three" else 1, _PARTS[found["part"].casefold()])
    return replace(numeral, low=numeral.low + part, high=numeral.high + part), rest[found.end() :]


def _after(text: str, words: list[str]) -> str:
    return text[len(" ".join(words)) :]


def _without_of(rest: str) -> str:
    return rest if rest == " of" or not rest.startswith(" of ") else rest[3:]


def _without_article(rest: str) -> str:
    return re.sub(r"^ (?:of )?an? (?=\S)", " ", rest)
