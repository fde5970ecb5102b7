"""Upper and lower case for text that was wired in capitals only.

Each word takes the form it usually has inside a sentence, as in truecasing by unigrams (Lita et al. 2003, "tRuEcasIng",
ACL). The usual forms were counted in the Groningen Meaning Bank, news of Voice of America in the public domain, by
:func:`learn`; ``casing.txt`` holds those that :func:`recase` would not guess. A word that is not known is a name unless
it is made of known words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path

__all__ = ["learn", "recase"]

OFTEN = 2  # a word counts as known if it was seen so many times
_LETTERS = re.compile(r"[^\W\d_]+")
# Initials and "M-16" stay; "3D", "4TH" and "22-MM" do not.
_PIECE = re.compile(
    r"(?P<stays>\b(?:[^\W\d_]\.){2,}|\b[^\W\d_]{1,3}(?=-?\d))|(?P<counted>(?:(?<=\d)|(?<=\d-))[^\W\d_]+)|[^\W\d_]+"
)
_START = re.compile(r"(?:^|\n\n|(?<!\.[^\W\d_])[.!?][\"')\]]*\s)[^\w\n]*[^\W\d_]")
_ACRONYM = re.compile(r"\(([^\W\d_]{2,7})\)")
_VOWELS = frozenset("aeiouy")
_BEFORE_START = frozenset('.!?:"“`')
_PREFIXES = ("un", "re", "anti", "non", "pre", "over", "counter", "mis", "dis", "inter", "sub", "para")
_SUFFIXES = (
    *("s", "es", "d", "ed", "ing", "ly", "er", "ers", "ism", "ist", "ists", "ion", "ions", "al", "ally"),
    *("ness", "ity", "ment", "ments"),
)
_ENDINGS = ("ously", "ation", "ations", "ability", "ively", "ized", "izing", "ically")  # of no name
_STEM = 4  # letters of the shortest stem, _PART of the shortest part of a compound
_PART = 3


def recase(text: str) -> str:
    """The text with each letter in upper or lower case; nothing else changes, and offsets hold."""
    acronyms = _acronyms(text)

    def form(piece: re.Match[str]) -> str:
        word = piece[0].lower()
        if piece["stays"] or word in acronyms:
            return piece[0].upper()
        return word if piece["counted"] else _form(word)

    recased = _PIECE.sub(form, text)
    recased = _START.sub(lambda start: start[0][:-1] + start[0][-1].upper(), recased)
    return recased if len(recased) == len(text) else text  # "İ".lower() is longer than "İ"


def learn(texts: Iterable[str]) -> list[str]:
    """The lines of ``casing.txt``: the usual forms of words in these texts, but for those that are guessed right."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for match in _LETTERS.finditer(text):
            before = text[: match.start()].rstrip()[-1:]
            if before and before not in _BEFORE_START:
                seen[match[0].lower()][match[0]] += 1
    usual = {word: counts.most_common(1)[0][0] for word, counts in seen.items() if counts.total() >= OFTEN}
    lower = {word: word for word, form in usual.items() if form == word}
    return sorted({*lower, *(form for word, form in usual.items() if form not in (word, _guess(word, lower)))})


@cache
def _forms() -> dict[str, str]:
    lines = (Path(__file__).parent / "casing.txt").read_text(encoding="utf-8").split()
    return {form.lower(): form for form in lines} | {"us": "us"}  # the wire writes the country U.S.


@cache
def _form(word: str) -> str:
    return _forms().get(word) or _guess(word, _forms())


def _acronyms(text: str) -> set[str]:
    """The words in brackets that are made of initials of the eight words before them, in any order."""
    found = set()
    for match in _ACRONYM.finditer(text):
        initials = Counter(word[0].lower() for word in _LETTERS.findall(text[: match.start()][-200:])[-8:])
        if Counter(match[1].lower()) <= initials:
            found.add(match[1].lower())
    return found


def _guess(word: str, forms: dict[str, str]) -> str:
    """The form of a word that is not known: lower case if it is made of known words, else a name or an acronym."""

    def is_common(part: str) -> bool:
        return forms.get(part) == part

    if word.endswith(_ENDINGS) or _is_derived(word, is_common) or _is_compound(word, is_common):
        return word
    is_acronym = not _VOWELS.intersection(word)
    return word.upper() if is_acronym else word.capitalize()


def _is_derived(word: str, is_common: Callable[[str], bool]) -> bool:
    stems = [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    for suffix in _SUFFIXES:
        if word.endswith(suffix):
            stem = word.removesuffix(suffix)
            stems += [stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else "", f"{stem[:-1]}y"]
    return any(len(stem) >= _STEM and is_common(stem) for stem in stems)


def _is_compound(word: str, is_common: Callable[[str], bool]) -> bool:
    cuts: Collection[int] = range(_PART, len(word) - _PART + 1)
    return len(word) > 2 * _PART and any(is_common(word[:cut]) and is_common(word[cut:]) for cut in cuts)
