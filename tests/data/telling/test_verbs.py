import subprocess
import sys

import pytest

from newsfacts.data.telling.verbs import Verb, plural_verb
from newsfacts.data.telling.wordclass import is_plural


@pytest.mark.parametrize(
    ("trigger", "before", "after", "lemma"),
    [
        ("arrested", "police", "ann", "arrest"),
        ("shot down", "police", "it", "shoot"),
        ("found", "they", "it", "find"),
        ("visits", "ann", "oslo", "visit"),
        ("cooperate", "police", "with", "cooperate"),
        ("strike", "could", "oslo", "strike"),
        ("killing", ",", "nine", "kill"),
        ("arrest", "the", "of", None),
        ("strikes", "us", "on", None),
        ("talks", "peace", "in", None),
        ("talks", "led to", "with", None),
        ("bombing", "the", "of", None),
        ("ceasefire", "a", "in", None),
    ],
)
def test_what_is_a_verb_where_it_stands(trigger: str, before: str, after: str, lemma: str | None) -> None:
    verb = Verb.in_text(trigger, before.split(), after)
    assert (verb.lemma if verb else None) == lemma


def test_the_text_decides_voice_and_spelling() -> None:
    verb = Verb.in_text("travelled", ["ann"], "to")
    assert verb is not None
    assert (verb.past, verb.passive) == ("travelled", False)
    verb = Verb.in_text("arrested", ["was", "later"], "in")
    assert verb is not None
    assert verb.passive


@pytest.mark.parametrize(
    ("mood", "active", "passive"),
    [
        ("told", "shot down", "were shot down"),
        ("negated", "did not shoot down", "were not shot down"),
        ("planned", "are to shoot down", "are to be shot down"),
        ("possible", "may have shot down", "may have been shot down"),
    ],
)
def test_moods(mood: str, active: str, passive: str) -> None:
    verb = Verb.of("shoot down")
    assert verb.active(mood, True) == active  # type: ignore[arg-type]
    assert verb.passively(mood, True) == passive  # type: ignore[arg-type]


def test_be() -> None:
    verb = Verb.of("be in touch with")
    assert (verb.active("told", True), verb.active("told", False)) == ("were in touch with", "was in touch with")
    assert verb.active("negated", False) == "was not in touch with"


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("troops", True),
        ("police", True),
        ("men", True),
        ("army", False),
        ("news", False),
        ("rockslides", True),
        ("boss", False),
    ],
)
def test_plurals(noun: str, plural: bool) -> None:
    assert is_plural(noun) == plural


def test_plural_verbs() -> None:
    phrases = ["is in", "has", "owns", "belongs to", "founded"]
    assert [plural_verb(phrase) for phrase in phrases] == ["are in", "have", "own", "belong to", "founded"]


def test_the_lexicon_loads_neither_spacy_nor_torch() -> None:
    code = "import sys; from newsfacts.data.facts import facts; print({'spacy', 'torch'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
