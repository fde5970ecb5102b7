"""English verbs: which one a trigger is, and its forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from newsfacts.data.telling.english import AFTER_NOUN, BE, BEFORE_GERUND, BEFORE_NOUN, BEFORE_VERB, HAVE
from newsfacts.data.telling.lexicon import inflections, lemmas
from newsfacts.data.telling.wordclass import is_adjective, verb_form
from newsfacts.data.view import Mood

__all__ = ["Verb", "plural_verb"]


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
        found = verb_form(word.lower())
        return None if found is None or before in BEFORE_NOUN or is_adjective(before) else cls.of(found[0])

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
        found = verb_form(word.lower())
        if found is None:
            return None
        lemma, form = found
        last = before[-1] if before else ""
        if (
            form == "base"
            and word.lower() in inflections(lemma, "VBD")
            and last not in BEFORE_NOUN | BEFORE_VERB - {"and"}
        ):
            form = "past"  # "shells hit the town"
        elif form == "base" and word.lower() in inflections(lemma, "VBN") and (BE | HAVE) & set(before[-2:]):
            form = "past"
        if form in ("base", "present") and "NOUN" not in lemmas(word):
            pass
        elif form == "base" and not (last in BEFORE_VERB or (rest and last not in BEFORE_NOUN)):
            return None
        if form == "present" and (last in BEFORE_NOUN or last == "to" or after in AFTER_NOUN):
            return None
        if form == "gerund" and (last in BEFORE_NOUN - BEFORE_GERUND or (after == "of" and lemma != "speak")):
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
            passive=form in ("past", "base") and bool(BE & set(before[-2:])) and word.lower() == participle,
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
def plural_verb(phrase: str) -> str:
    """The plural of a phrase that begins with a verb in the third person: "is in" gives "are in"."""
    verb, _, rest = phrase.partition(" ")
    irregular = {"is": "are", "has": "have", "was": "were"}
    if verb not in irregular:
        bases = lemmas(verb).get("VERB", (verb,))
        verb = next((lemma for lemma in bases if verb in inflections(lemma, "VBZ")), verb)
    return f"{irregular.get(verb, verb)} {rest}".strip()
