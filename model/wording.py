"""What the words of a mention, and those right around it, tell of what it means, before the network is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from newsfacts.data.countries import CountryWord, country_word
from newsfacts.data.names import acronym, gender, honorific, is_name, looks_plural, name_words
from newsfacts.data.schema import Resolution

__all__ = ["Wording", "read"]

BEFORE = 24  # characters before a mention in which an article or an honorific may stand
_DEFINITE = regex.compile(r"\bthe\s+$", regex.IGNORECASE)
# A quotation ends with its paragraph at the latest.
_QUOTATION = regex.compile(r'“(?:[^”\n]|\n(?!\s*\n))*”?|"(?:[^"\n]|\n(?!\s*\n))*"?')
# "mine" and "ours" are what is the speaker's, not the speaker.
SPEAKER = frozenset(["i", "me", "my", "myself"])
SPEAKERS = frozenset(["we", "us", "our", "ourselves"])


class Wording(NamedTuple):
    """What is plain of one mention."""

    type: str
    text: str
    words: tuple[str, ...] = ()  # of a name; else empty
    person: bool = False  # whether it is the name of one
    acronym: str | None = None  # its letters, if it has the form of one
    country: CountryWord | None = None
    aside: bool = False  # whether it stands in brackets after the name that is the mention before it
    gender: str | None = None  # m, f or n
    plural: bool = False  # whether it is a common noun for several
    definite: bool = False  # whether "the" stands before it
    quotation: int | None = None  # which one it stands in
    posts: tuple[str, ...] = ()  # what is said to be its post


def read(
    text: str,
    types: Sequence[str],
    offsets: Sequence[tuple[int, int]],
    rules: Resolution,
    posts: Iterable[tuple[int, int]] = (),
) -> list[Wording]:
    """The wording of each mention of an article.

    Args:
        text: of the article.
        types, offsets: of the mentions, in the order of the text.
        rules: which types have names, and which of them are persons or countries.
        posts: (mention, mention), who has which post.
    """
    held: dict[int, list[str]] = {}
    for holder, post in posts:
        held.setdefault(holder, []).append(text[slice(*offsets[post])].lower())
    quotations = [match.span() for match in _QUOTATION.finditer(text)]
    at, found = 0, list[Wording]()
    for i, (type, (start, end)) in enumerate(zip(types, offsets, strict=True)):
        own, before = text[start:end], text[max(0, start - BEFORE) : start]
        while at < len(quotations) and quotations[at][1] <= start:
            at += 1
        quoted = at if at < len(quotations) and quotations[at][0] < start else None
        its = tuple(held.get(i, ()))
        words = name_words(own) if type in rules.names and is_name(own) else ()
        if not words:
            definite = _DEFINITE.search(before) is not None
            of = Wording(
                type,
                own,
                gender=gender(own),
                plural=looks_plural(own),
                definite=definite,
                quotation=quoted,
                posts=its,
            )
        else:
            person = type in rules.persons
            named = bool(found and found[-1].words)
            of = Wording(
                type,
                own,
                words,
                person,
                acronym=None if person else acronym(own),
                country=country_word(own) if type in rules.countries else None,
                aside=named and text[offsets[i - 1][1] : start].strip() == "(" and text[end : end + 1] == ")",
                gender=honorific(before) if person else None,
                quotation=quoted,
                posts=its,
            )
        found.append(of)
    return found
