"""What kind of word a word may be, by the lexicon."""

from __future__ import annotations

from functools import lru_cache

from newsfacts.data.telling.english import FINITE, FUNCTION, MASS, PLURALS, SINGULARS
from newsfacts.data.telling.lexicon import inflections, lemmas

__all__ = [
    "is_adjective",
    "is_common",
    "is_finite",
    "is_function",
    "is_mass",
    "is_noun",
    "is_only_verb",
    "is_plural",
    "verb_form",
]


@lru_cache(maxsize=4096)
def verb_form(word: str) -> tuple[str, str] | None:
    """The lemma and the form (past, gerund, present, base) of a word that may be a verb."""
    bases = lemmas(word).get("VERB", ())
    if word in bases and word.endswith("eed"):
        return word, "base"  # "feed", not a form of "fee"
    for form, tags in (("past", ("VBD", "VBN")), ("gerund", ("VBG",)), ("present", ("VBZ",))):
        for lemma in bases:
            if lemma != word and any(word in inflections(lemma, tag) for tag in tags):
                return lemma, form
    return (word, "base") if word in bases else None


@lru_cache(maxsize=4096)
def is_plural(noun: str) -> bool:
    """Whether a common noun is a plural: "troops", "police"."""
    word = noun.lower()
    if word in PLURALS or word in SINGULARS:
        return word in PLURALS
    bases = lemmas(word)
    if not bases:
        return word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return "NOUN" in bases and word not in bases["NOUN"]


@lru_cache(maxsize=4096)
def is_adjective(word: str) -> bool:
    """Whether a word may be an adjective before a noun: "senior"."""
    return "ADJ" in lemmas(word)


@lru_cache(maxsize=4096)
def is_common(word: str) -> bool:
    """Whether a word is one of the language, rather than a name."""
    return bool(lemmas(word)) or word.lower() in FUNCTION


def is_finite(word: str) -> bool:
    """Whether a word may be the verb of a clause: "was", "sank", "says"."""
    return word in FINITE or (verb_form(word) or ("", ""))[1] in ("past", "present")


def is_function(word: str) -> bool:
    """Whether a word is an article, a preposition and the like, which has a capital only where a sentence begins."""
    return word.lower() in FUNCTION or (bool(lemmas(word)) and not set(lemmas(word)) & {"NOUN", "VERB", "PROPN"})


def is_only_verb(word: str) -> bool:
    """Whether a word can be nothing but a verb: "prove"."""
    return set(lemmas(word)) == {"VERB"}


def is_noun(word: str) -> bool:
    """Whether a word may be a noun before another ("supply convoy") and is no verb or preposition there."""
    return "NOUN" in lemmas(word) and not is_finite(word) and len(word) > 2


def is_mass(noun: str) -> bool:
    """Whether a noun takes no "a": "violence", "aid"."""
    word = noun.lower()
    return word in MASS or word.endswith(("ing", "ance", "ence", "ship"))
