"""Which currency a sign, a code or a name stands for."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from newsfacts.data.amounts.units import singular
from newsfacts.data.yamlfile import read_yaml

__all__ = ["Currency", "currency_named", "currency_signed"]

_WORD = re.compile(r"\w+")
_CODE = re.compile(r"[A-Z]{3}")
_CODE_AND_SIGN = re.compile(r"([A-Z]{3})\s?[$£€¥]")


class Currency(NamedTuple):
    """An ISO 4217 code or, where several countries' currencies share a name, that name: "peso", "CFA franc"."""

    code: str | None
    name: str | None = None
    part: Fraction = Fraction(1)  # 1/100 for cents and pence


class _Names(NamedTuple):
    """The English names that the Unicode CLDR has, of all currencies there ever were."""

    codes: dict[str, str]  # whole name → code
    words: dict[str, set[str]]  # word → codes with that word in their name
    nouns: set[str]  # the last words
    today: set[str]  # codes that are legal tender somewhere now


@cache
def _usage() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(str(files("newsfacts.data.amounts").joinpath("currencies.yaml")))
    return content


@cache
def _names() -> _Names:
    territories = get_global("territory_currencies")
    today = {code for rows in territories.values() for code, _, end, tender in rows if tender and end is None}
    codes: dict[str, str] = {}
    words: dict[str, set[str]] = {}
    nouns: set[str] = set()
    for code in sorted(Locale("en").currencies, key=lambda code: (code not in today, code)):
        for count in (1, 2):
            name = get_currency_name(code, count, locale="en").partition(" (")[0].casefold()
            codes.setdefault(name, code)
            parts = _WORD.findall(name)
            nouns.add(parts[-1])
            for word in parts:
                words.setdefault(word, set()).add(code)
    return _Names(codes, words, nouns, today)


@lru_cache(maxsize=4096)
def currency_signed(sign: str) -> Currency | None:
    """The currency of a sign or ISO code that stands beside a number: ``"A$"``, ``"Rs."``, ``"SSP"``, ``"USD $"``."""
    sign = sign.strip().rstrip(".")
    if doubled := _CODE_AND_SIGN.fullmatch(sign):
        sign = doubled[1]
    meaning = _usage()["signs"].get(sign)
    if meaning is not None:
        return _meaning(meaning)
    return Currency(sign) if _CODE.fullmatch(sign) and sign in Locale("en").currencies else None


@lru_cache(maxsize=4096)
def currency_named(name: str) -> Currency | None:
    """The currency that a name stands for: ``"Kenyan shillings"``, ``"naira"``, ``"pence"``; ``None`` if it names none.

    A name fits a currency when all its words are in the currency's CLDR name ("Israeli shekels" in "Israeli
    new shekels"). It is taken if it fits just one of today or, when none of today, just one of the past.
    A noun that several bear has no code, save those listed as ``meant`` in ``currencies.yaml``.
    """
    usage, names = _usage(), _names()
    lower = " ".join(name.casefold().split())
    if code := usage["hundredths"].get(lower):
        return Currency(code, part=Fraction(1, 100))
    if meaning := usage["names"].get(lower):
        return _meaning(meaning)
    words = [usage["spellings"].get(word, word) for word in _WORD.findall(lower)]
    if not words:
        return None
    noun = singular(words[-1])
    if words[:-1] == [] and noun in usage["meant"]:
        return Currency(usage["meant"][noun])
    exact = names.codes.get(" ".join(words))
    if exact in names.today:
        return Currency(exact)
    if words[-1] not in names.nouns and noun not in names.nouns:
        return None
    fits = names.words.get(words[-1], set()) | names.words.get(noun, set())
    fits = fits.intersection(*(names.words.get(word, set()) for word in words[:-1]))
    fits = fits & names.today or ({exact} if exact else fits)
    return Currency(fits.pop()) if len(fits) == 1 else Currency(None, " ".join([*words[:-1], noun]))


def _meaning(meaning: str) -> Currency:
    return Currency(meaning) if _CODE.fullmatch(meaning) else Currency(None, meaning)
