"""English verbs: which one a trigger is, and its forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from newsfacts.data.lexicon import inflections, lemmas
from newsfacts.data.view import Mood

__all__ = [
    "Verb",
    "is_adjective",
    "is_common",
    "is_finite",
    "is_function",
    "is_mass",
    "is_noun",
    "is_only_verb",
    "is_plural",
    "plural_verb",
]

_BE = {"am", "is", "are", "was", "were", "be", "been", "being", "get", "got", "gets", "getting"}
_HAVE = {"has", "have", "had", "having"}
_FINITE = {
    *("am", "is", "are", "was", "were", "has", "have", "had", "do", "does", "did", "will", "would", "can", "could"),
    *("may", "might", "must", "should", "shall", "cannot"),
}
_BEFORE_VERB = {
    *("to", "not", "n't", "will", "would", "can", "could", "may", "might", "must", "should", "shall", "cannot", "let"),
    *("do", "does", "did", "never", "who", "that", "which", "and", "or", "i", "you", "he", "she", "it", "we", "they"),
}
_PLURAL = {"police", "people", "troops", "cattle", "personnel", "staff", "crew", "clergy", "dozens", "men", "women"}
_MASS = {"aid", "help", "support", "unrest", "war", "gunfire", "custody", "captivity", "prison", "torture", "theft"}
_FUNCTION = {
    *(
        "some",
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "about",
        "at",
        "more",
        "less",
        "nearly",
        "over",
        "up",
    ),
    *(
        "between",
        "since",
        "for",
        "until",
        "in",
        "on",
        "by",
        "no",
        "all",
        "both",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
    ),
}
_SINGULAR = {"news", "headquarters", "series", "means", "mathematics", "politics", "economics"}


@dataclass(frozen=True)
class Verb:
    """A verb with the words that belong to it: ``Verb("shoot", "down", past="shot")``.

    Attributes:
        lemma: the base form.
        rest: what follows: a particle, or an object of its own ("hold" "talks with").
        past, participle: its forms.
        is_own: the trigger is this verb, rather than a noun that it stands for.
        form: the one that the text has: past (or participle), present, gerund or base ("could strike").
        passive: the text has it in the passive.
    """

    lemma: str
    rest: str
    past: str
    participle: str
    is_own: bool = False
    form: str = ""
    passive: bool = False

    @classmethod
    def of(cls, words: str) -> Verb:
        """The verb that a phrase in the base form begins with: ``hold talks with``."""
        lemma, _, rest = words.partition(" ")
        return cls(lemma, rest, _inflected(lemma, "VBD"), _inflected(lemma, "VBN"))

    @classmethod
    def named(cls, word: str, before: str) -> Verb | None:
        """The verb that a word alone may be, unless the word before it makes it a noun."""
        found = _form(word.lower())
        return None if found is None or before in _NOMINAL or is_adjective(before) else cls.of(found[0])

    @classmethod
    def in_text(cls, trigger: str, before: Iterable[str], after: str) -> Verb | None:
        """The verb that a trigger is where it stands, or ``None`` if it is a noun or adjective there.

        Args:
            trigger: the marked words, the verb first ("shot down").
            before: the words before it, the nearest last, in lower case.
            after: the word after it, in lower case.
        """
        word, _, rest = trigger.partition(" ")
        before = [word for word in before if not word.endswith("ly")]
        found = _form(word.lower())
        if found is None:
            return None
        lemma, form = found
        last = before[-1] if before else ""
        if (
            form == "base"
            and word.lower() in inflections(lemma, "VBD")
            and last not in _NOMINAL | _BEFORE_VERB - {"and"}
        ):
            form = "past"  # "shells hit the town"
        elif form == "base" and word.lower() in inflections(lemma, "VBN") and (_BE | _HAVE) & set(before[-2:]):
            form = "past"
        if form in ("base", "present") and "NOUN" not in lemmas(word):
            pass
        elif form == "base" and not (last in _BEFORE_VERB or (rest and last not in _NOMINAL)):
            return None
        if form == "present" and (last in _NOMINAL or last == "to" or after in _AFTER_NOUN):
            return None
        if form == "gerund" and (last in _NOMINAL - _BEFORE_GERUND or (after == "of" and lemma != "speak")):
            return None
        if form == "past" and last in {"the", "a", "an"}:
            return None
        own = word.lower() if form == "past" else None
        past, participle = (_inflected(lemma, tag, own) for tag in ("VBD", "VBN"))
        return cls(
            lemma,
            rest,
            past,
            participle,
            is_own=True,
            form="past" if form == "base" and {"did", "do", "does"} & set(before[-3:]) else form,
            passive=form in ("past", "base") and bool(_BE & set(before[-2:])) and word.lower() == participle,
        )

    def active(self, mood: Mood, plural: bool) -> str:
        """The verb after a subject: "did not attack"."""
        be = self.lemma == "be"
        if mood == "told":
            head = _be_past(plural) if be else self.past
        elif mood == "negated":
            head = f"{_be_past(plural)} not" if be else f"did not {self.lemma}"
        elif mood == "planned":
            head = f"{'are' if plural else 'is'} to {self.lemma}"
        else:
            head = f"might {self.lemma}" if self.form == "base" else f"may have {self.participle}"
        return f"{head} {self.rest}".strip()

    def passively(self, mood: Mood, plural: bool) -> str:
        """The verb in the passive after a subject: "was not attacked"."""
        if mood == "told":
            head = _be_past(plural)
        elif mood == "negated":
            head = f"{_be_past(plural)} not"
        elif mood == "planned":
            head = f"{'are' if plural else 'is'} to be"
        else:
            head = "might be" if self.form == "base" else "may have been"
        return f"{head} {self.participle} {self.rest}".strip()


_AFTER_NOUN = {
    "of",
    "with",
    "between",
    "by",
    "against",
    "on",
    "in",
    "was",
    "were",
    "is",
    "are",
    "had",
    "have",
    "has",
    ".",
    ",",
}
_NOMINAL = {
    *(
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "no",
        "any",
    ),
    *("some", "several", "many", "of", "in", "on", "at", "by", "with", "for", "from", "into", "against", "during", "s"),
    *(
        "under",
        "after",
        "before",
        "since",
        "over",
        "about",
        "between",
        "without",
        "two",
        "three",
        "more",
        "new",
        "last",
    ),
    *("first", "second", "further", "such", "another", "other", "each", "every", "all", "both", "fresh", "recent"),
}
_BEFORE_GERUND = {"of", "by", "for", "from", "after", "before", "since", "about", "without", "against"}


@lru_cache(maxsize=4096)
def _form(word: str) -> tuple[str, str] | None:
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
def _inflected(lemma: str, tag: str, own: str | None = None) -> str:
    forms = inflections(lemma, tag)
    if own in forms:
        return str(own)
    # "travelled", not "traveled", for texts that do not say which; "was" and "struck" come first.
    return str(forms[0]) if forms else lemma


def _be_past(plural: bool) -> str:
    return "were" if plural else "was"


@lru_cache(maxsize=4096)
def is_plural(noun: str) -> bool:
    """Whether a common noun is a plural: "troops", "police"."""
    word = noun.lower()
    if word in _PLURAL or word in _SINGULAR:
        return word in _PLURAL
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
    return bool(lemmas(word)) or word.lower() in _FUNCTION


def is_finite(word: str) -> bool:
    """Whether a word may be the verb of a clause: "was", "sank", "says"."""
    return word in _FINITE or (_form(word) or ("", ""))[1] in ("past", "present")


def is_function(word: str) -> bool:
    """Whether a word is an article, a preposition and the like, which has a capital only where a sentence begins."""
    return word.lower() in _FUNCTION or (bool(lemmas(word)) and not set(lemmas(word)) & {"NOUN", "VERB", "PROPN"})


def is_only_verb(word: str) -> bool:
    """Whether a word can be nothing but a verb: "prove"."""
    return set(lemmas(word)) == {"VERB"}


def is_noun(word: str) -> bool:
    """Whether a word may be a noun before another ("supply convoy") and is no verb or preposition there."""
    return "NOUN" in lemmas(word) and not is_finite(word) and len(word) > 2


def is_mass(noun: str) -> bool:
    """Whether a noun takes no "a": "violence", "aid"."""
    word = noun.lower()
    return word in _MASS or word.endswith(("ing", "ance", "ence", "ship"))


@lru_cache(maxsize=4096)
def plural_verb(phrase: str) -> str:
    """The plural of a phrase that begins with a verb in the third person: "is in" gives "are in"."""
    verb, _, rest = phrase.partition(" ")
    irregular = {"is": "are", "has": "have", "was": "were"}
    if verb not in irregular:
        bases = lemmas(verb).get("VERB", (verb,))
        verb = next((lemma for lemma in bases if verb in inflections(lemma, "VBZ")), verb)
    return f"{irregular.get(verb, verb)} {rest}".strip()
