"""What the wording of a mention tells of whom it means: names and their short forms, acronyms, pronouns, gender."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import regex

__all__ = [
    "acronym",
    "acronyms",
    "gender",
    "honorific",
    "is_name",
    "is_pronoun",
    "looks_plural",
    "name_words",
    "short_forms",
    "two_persons",
]

_PRONOUN_GENDERS: dict[str, Sequence[str]] = {
    "m": ("he", "him", "his", "himself"),
    "f": ("she", "her", "hers", "herself"),
    "n": ("it", "its", "itself"),
}
# fmt: off
_NOUN_GENDERS: dict[str, Sequence[str]] = {
    "m": [
        "man", "boy", "father", "son", "brother", "husband", "uncle", "nephew", "grandfather", "grandson",
        "widower", "king", "prince", "stepfather", "father-in-law", "son-in-law", "brother-in-law",
        "businessman", "policeman", "spokesman", "fisherman", "gunman", "chairman", "salesman", "congressman",
        "cameraman",
    ],
    "f": [
        "woman", "girl", "mother", "daughter", "sister", "wife", "aunt", "niece", "grandmother",
        "granddaughter", "widow", "queen", "princess", "stepmother", "mother-in-law", "daughter-in-law",
        "sister-in-law", "businesswoman", "policewoman", "spokeswoman", "chairwoman", "congresswoman",
        "actress",
    ],
}
_HONORIFICS = {
    "m": ["mr", "mister", "sir", "lord", "king", "prince", "señor", "monsieur", "brother"],
    "f": ["mrs", "ms", "miss", "lady", "dame", "queen", "princess", "madam", "madame", "mme", "sister"],
}
_OTHER_PRONOUNS = frozenset([
    "i", "me", "my", "mine", "myself", "you", "your", "yours", "yourself", "we", "us", "our", "ours", "ourselves",
    "they", "them", "their", "theirs", "themselves",
])
_PLURALS = frozenset([
    "people", "men", "women", "children", "police", "gunmen", "policemen", "servicemen", "fishermen", "crewmen",
])
_SINGULARS = frozenset(["series", "species", "news"])
_SMALL = frozenset([
    "of", "the", "and", "for", "in", "on", "at", "to", "a", "an", "de", "du", "des", "la", "le", "les", "del",
    "di", "da", "do", "dos", "e", "y", "et", "&",
])
_COMPANY = frozenset([
    "inc", "corp", "corporation", "ltd", "limited", "llc", "plc", "co", "company", "ag", "sa", "gmbh", "nv", "spa",
])
# fmt: on
_PRONOUNS = _OTHER_PRONOUNS.union(*_PRONOUN_GENDERS.values())
_GENDER = {word: gender for words in (_PRONOUN_GENDERS, _NOUN_GENDERS) for gender in words for word in words[gender]}
_HONORIFIC = {word: gender for gender, words in _HONORIFICS.items() for word in words}
_BEFORE = regex.compile(r"(\p{L}+)\.?\s+$")
_PIECE = regex.compile(r"[^\s,;:()\[\]\"“”«»]+")
_ARTICLE = regex.compile(r"^(?:al|el|an|as|ad|ar|ash|at)-(?=\p{L}{2})")


@lru_cache(maxsize=65536)
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name in a form in which two ways to write it are equal: "The U.S. Navy's" gives us, navy.

    Accents, case, full stops, the kind of apostrophe, a leading "the", a possessive 's and "al-" are left aside.
    """
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'").replace("ʼ", "'"))
    folded = "".join(sign for sign in folded if not unicodedata.combining(sign)).casefold().replace(".", "")
    words = [_ARTICLE.sub("", word.removesuffix("'s").strip("'")) for word in _PIECE.findall(folded)]
    words = [word for word in words if word]
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)


def is_pronoun(text: str) -> bool:
    """Whether a mention is a personal or possessive pronoun; "US" and "IT" are none."""
    return text.lower() in _PRONOUNS and not (len(text) > 1 and text.isupper())


@lru_cache(maxsize=65536)
def is_name(text: str) -> bool:
    """Whether a mention has the form of a name: a capital or a digit in it, and no pronoun."""
    return any(sign.isupper() or sign.isdigit() for sign in text) and not is_pronoun(text)


def gender(text: str) -> str | None:
    """``m``, ``f`` or ``n`` where a pronoun or the last word of a description says so plainly."""
    return _GENDER.get(text.lower().rsplit(maxsplit=1)[-1])


def looks_plural(text: str) -> bool:
    """Whether a description ends in a common noun for several ("troops", "police"), as far as its form tells."""
    last = text.lower().rsplit(maxsplit=1)[-1]
    if is_pronoun(text) or last in _SINGULARS:
        return False
    return last in _PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is")))


def honorific(before: str) -> str | None:
    """``m`` or ``f`` where what stands before a name ends in a title that says so ("Mr", "Mrs.", "Queen")."""
    match = _BEFORE.search(before)
    return _HONORIFIC.get(match[1].lower()) if match and match[1][0].isupper() else None


def acronym(text: str) -> str | None:
    """The letters of an acronym ("U.N.", "FDA", "MoD") in small type; ``None`` for what has not the form of one."""
    letters = text.replace(".", "").replace("&", "")
    if not (2 <= len(letters) <= 10 and letters.isalpha() and sum(map(str.isupper, letters)) * 2 > len(letters)):
        return None
    return letters.casefold()


@lru_cache(maxsize=65536)
def acronyms(name: str) -> frozenset[str]:
    """The acronyms that a name of several words can have.

    They are made of the first letters of all words, or of all but the small ones ("of", "the"), in their order;
    what a hyphen joins counts once or each for itself, and a company's "Inc" may be left out.
    """
    found = set()
    for joined in (name, name.replace("-", " ")):
        words = name_words(joined)
        for form in (words, words[:-1] if words and words[-1] in _COMPANY else words):
            great = [word for word in form if word not in _SMALL]
            found |= {"".join(word[0] for word in some) for some in (form, great) if len(some) > 1}
    return frozenset(found)


def short_forms(words: Sequence[str], person: bool) -> Iterator[tuple[str, ...]]:
    """The ends and beginnings of a name, which may stand for the whole: "Rosa Magsino" gives rosa and magsino.

    Of a body only the beginning that leaves a single word out: the Border Guard is not its Border Guard Sports Club.
    """
    for size in range(1, min(len(words), LONGEST)):
        yield tuple(words[-size:])
        if person or size == len(words) - 1:
            yield tuple(words[:size])


@lru_cache(maxsize=65536)
def two_persons(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names with one last name are plainly those of two persons: "Joe Biden", "Hunter Biden".

    Initials, names between, and like spellings ("Mohammed", "Muhammad"; "Bill", "William") prove nothing, nor do
    names with nothing in common: one may be an alias.
    """
    if len(one) < 2 or len(other) < 2 or not _like(one[-1], other[-1], LIKE_NAME):
        return False
    given, others = one[:-1], other[:-1]
    return not (
        _like(given[0], others[0], LIKE_GIVEN)
        or any(_like(given[0], name, LIKE_NAME) for name in others)
        or any(_like(others[0], name, LIKE_NAME) for name in given)
    )


def _like(a: str, b: str, share: float) -> bool:
    if a == b or (a[0] == b[0] and min(len(a), len(b)) == 1):
        return True
    return SequenceMatcher(None, a, b).ratio() >= share


LONGEST = 10  # words in a short form
# The share of letters that two spellings of one name have in common, at the least.
LIKE_NAME, LIKE_GIVEN = 0.75, 0.5
