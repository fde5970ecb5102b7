"""Words around a number that make it a bound or an estimate: "at least", "nearly", "or so"."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["peeled"]

_BARELY = r"(?:just|slightly|marginally|a (?:little|bit|shade|touch|fraction)|fractionally|little)"
_FAR = r"(?:well|far|way|much|significantly|considerably|substantially|comfortably|anything|anywhere|even)"
_MORE = r"(?:(?:more|greater|larger|higher|longer|older) than|over|above|upwards? of|in excess of|exceeding|north of)"
_LESS = r"(?:(?:less|fewer|lower|smaller|shorter|younger) than|under|below|south of|short of|shy of)"
_AS_MUCH = r"as (?:many|much|high|long|large|big|far|old) as"
_AS_LITTLE = r"as (?:few|little|low|short|small|young) as"
_AT_LEAST = r"at (?:the )?(?:very )?least"
_AT_MOST = r"at (?:the )?(?:very )?most"

_BEFORE = [
    (rf"{_BARELY} {_MORE}", "lower about"),
    (rf"{_BARELY} {_LESS}", "upper about"),
    (rf"(?:no|not) (?:{_MORE}|{_AS_MUCH})|{_AS_MUCH}|up to|{_AT_MOST}|(?:a |the )?maximum(?: of)?", "upper"),
    (rf"(?:no|not|nothing) {_LESS}|{_AS_LITTLE}|{_AT_LEAST}|(?:a |the )?minimum(?: of)?|from", "lower"),
    (rf"(?:{_FAR} )?{_MORE}|[>≥]=?", "lower"),
    (rf"(?:{_FAR} )?{_LESS}|[<≤]=?", "upper"),
    (
        r"about|around|approximately|approx\.?|roughly|some|nearly|nearer(?: to)?|near|almost|close (?:to|on)|perhaps"
        r"|maybe|possibly|probably|circa|ca?\.|[~≈∼]|virtually|practically|barely|hardly|scarcely|something like"
        r"|more or less|in the (?:region|order|neighbou?rhood|vicinity) of|(?:an? |the )?estimated|an estimate of",
        "about",
    ),
    (
        r"just|only|all|another|other|exactly|precisely|fully|even|still|reported|additional|further|extra"
        r"|total(?:l?ing| of)?|an? (?:full|further|total of|total|record|reported|combined|whole|mere|staggering"
        r"|whopping|massive|huge|modest|additional|extra|average of|average|annual|initial)"
        r"|the|his|her|its|our|their|these|those|by|at|of",
        "",
    ),
]
_AFTER = [
    (
        r"or (?:more|higher|above|greater|longer|older|over|better)|and (?:more|above|over|up|counting|older)|plus",
        "lower",
    ),
    (r"or (?:less|fewer|lower|under|below|younger)|and (?:under|below|younger)", "upper"),
    (r"or (?:so|thereabouts)|odd|give or take", "about"),
]
_AT_END = [
    (rf"{_AT_LEAST}|minimum", "lower"),
    (rf"{_AT_MOST}|maximum|tops", "upper"),
    (r"each|apiece|in (?:total|all)|altogether|alone|combined|overall|more|exactly", ""),
]
_HEDGES = [
    *((rf"(?:{words})(?: |(?<=\W))", meaning) for words, meaning in _BEFORE),
    *((rf"(?<=[\w%]) (?:{words})(?= |$)", meaning) for words, meaning in _AFTER),
    (r"(?<=\w)\+(?= |$)", "lower"),
    *((rf"(?<=\S) (?:{words})$", meaning) for words, meaning in _AT_END),
]
_PATTERNS = [(re.compile(words, re.IGNORECASE), frozenset(meaning.split())) for words, meaning in _HEDGES]


def peeled(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The text without one of its hedges, and what that means: ``lower`` or ``upper`` bound, or ``about``.

    Hedges stand at the beginning, at the end, or between number and unit ("20-odd miles").
    """
    for i, (pattern, meanings) in enumerate(_PATTERNS):
        found = pattern.match(text) if i < len(_BEFORE) else pattern.search(text)
        if found:
            yield (text[: found.start()] + text[found.end() :]).strip(), meanings
