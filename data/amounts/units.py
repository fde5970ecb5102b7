"""Units of measure: one name for each, however it is written."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale
from babel.units import format_unit

from newsfacts.data.yamlfile import read_yaml

__all__ = ["singular", "unit_named"]

# Units of the CLDR that bear another's name in one country or trade, or words that are no units in news.
_LEFT_OUT = re.compile(
    r"-(?:imperial|person|metric|us|it|jp|generic|scandinavian|cloth)$|^(?:graphics|light|magnetic)-"
    r"|-(?:earth|solar)-|^length-(?:point|milliinch|parsec|ken|sun|ri|rin|shaku)|^volume-(?:sai|drop|koku|k?osaji|shaku)$"
    r"|^concentr-(?:item|karat|part|permillion|ofglucose|part-per-.*)$|^pressure-(?:ofhg|gasoline.*)$|^area-cho$"
    r"|^mass-fun$|^speed-(?:beaufort|light-speed)$|^temperature-rankine$"
)
_RATE = re.compile(r"(.+?)(?: ?/ ?| (?:per|a|an|each|every) )(.+)")
_PLAIN = re.compile(r"[^\W\d_][^\W\d_.'&]*(?:[ -][^\W\d_.'&]+){0,2}")
# Words that show that what follows a number is more than a unit, or another number.
_NO_UNIT = re.compile(
    r"\b(?:to|and|or|but|of|in|on|at|by|for|from|with|without|than|as|is|was|are|were|be|that|which|who|the|this|these"
    r"|those|not|no|more|less|fewer|most|least|about|some|over|under|between|half|third|quarter|\w*illions?|\w*ll?ions?|lakhs?"
    r"|crores?|hundreds?|thousands?|dozens?|per|a|an|plus|minus|times|something|odd|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|\w+teen|\w+ty|first|second|hundredths?|thousandths?)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:(?<=..)(?P<y>ies)|(?<=ss|sh|ch)(?P<es>es)|(?<=x)(?P<xes>es)|(?<=[^su\W])(?P<s>s))$")
_IRREGULAR = {"men": "man", "women": "woman", "children": "child", "feet": "foot", "lives": "life", "people": "person"}


def singular(noun: str) -> str:
    """The singular of an English noun as written in lower case: ``"tonnes"`` → ``"tonne"``."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    found = _PLURAL.search(noun)
    if found is None or len(noun) < 4:
        return noun
    return noun[: found.start()] + ("y" if found["y"] else "")


@cache
def _units() -> dict[str, str]:
    """Spelling → unit; a spelling with capitals stands for itself only."""
    units: dict[str, str] = {}
    listed: dict[str, list[str]] = read_yaml(str(files("newsfacts.data.amounts").joinpath("units.yaml")))
    for unit, spellings in listed.items():
        units.update(dict.fromkeys(spellings, unit))
    locales = [Locale("en"), Locale("en", "GB")]
    kept = [key for key in sorted(locales[0].unit_display_names) if not _LEFT_OUT.search(key)]
    # Full names first: "tons" the word is worth more than "tn" the abbreviation.
    for length in ("long", "short", "narrow"):
        for key in kept:
            for locale in locales:
                for count in (1, 2):
                    spelling = format_unit(count, key, length, locale=locale).replace(str(count), "", 1).strip()
                    if length == "long" or len(spelling) > 1:  # one letter stands for many things
                        units.setdefault(spelling, _name(key))
    return units


def _name(key: str) -> str:
    return key.partition("-")[2].replace("-ofglucose", "").replace("ofhg", "of-mercury").replace("-", " ")


@lru_cache(maxsize=4096)
def unit_named(text: str) -> str | None:
    """The unit that is written so: ``"km"`` → ``"kilometer"``, ``"barrels a day"`` → ``"barrel per day"``.

    Units that the CLDR has bear its English identifiers (``"square kilometer"``, ``"kilometer per hour"``);
    other nouns are kept in the singular ("truckloads" → "truckload"). ``None`` if it can be no unit.
    """
    text = " ".join(text.split())
    units = _units()
    unit = units.get(text) or (units.get(text.casefold()) if len(text) > 1 else None)
    if unit:
        return unit
    if rate := _RATE.fullmatch(text):
        each, by = unit_named(rate[1]), unit_named(rate[2])
        return f"{each} per {by}" if each and by else None
    if not _PLAIN.fullmatch(text) or _NO_UNIT.search(text):
        return None
    *first, last = text.split()
    return " ".join([*first, singular(last.casefold()) if not last.isupper() else last])
