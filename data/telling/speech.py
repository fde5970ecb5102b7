"""What was said, as the sentence of a verb of speech has it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from newsfacts.data.article import Event, Mention
from newsfacts.data.names import is_pronoun
from newsfacts.data.telling.english import PREPOSITIONS
from newsfacts.data.telling.phrases import Phrases
from newsfacts.data.telling.verbs import Verb
from newsfacts.data.telling.wordclass import is_finite, is_function, is_only_verb
from newsfacts.data.view import EventView

__all__ = ["Speech", "speech"]

_REACH = 12  # words after a trigger in which what was said may begin
_TAIL = 10  # words that a sentence may have after a quotation and the verb that tells it
_DATELINE = 10  # words that may stand before its dash
_FEWEST = 4  # words of a clause that was said
_LONGEST = 32  # words of what was said that a line holds
_QUOTED = re.compile(r"[,?!.…][\"”’']+(?=\s|$)")


@dataclass(frozen=True)
class Speech:
    """What was said as a line ends in it ("that …", "to …", ": “…”"), and the words of the article in it."""

    text: str = ""
    words: range = range(0)


def speech(trigger: range, verb: Verb, told: EventView, own: Set[str], phrases: Phrases) -> Speech:
    """What was said or asked where a trigger tells that something was.

    Args:
        trigger: its words.
        verb: what it is told by.
        told: the view of its type, which says how such words may begin.
        own: entities that are arguments of the event; the line names them elsewhere.
        phrases: the article.
    """
    if not told.complement:
        return Speech()
    return _complement(trigger, told, own, phrases) or _quotation(trigger, verb, told, own, phrases) or Speech()


def _complement(trigger: range, told: EventView, own: Set[str], phrases: Phrases) -> Speech | None:
    """ "that the ferry had sunk", "to leave" """
    sentence = phrases.words.sentences[trigger.start]
    for i in range(trigger.stop, trigger.stop + _REACH):
        if not phrases.goes_on(i, sentence) or isinstance(phrases.mark(i), Event):
            break
        word, follows = phrases.word(i), phrases.mention_from(i + 1)
        if word == "that" and (phrases.word(i - 1) in PREPOSITIONS or phrases.word(i + 1) in (",", ".", ":", ";")):
            break  # "of that name"
        names_argument = follows is not None and follows.entity in own and word in PREPOSITIONS
        if word in told.complement and not names_argument:
            words = _to_end(i, sentence, phrases, commas=word == "that")
            return Speech(_cut(words, phrases), words)
    return None


def _quotation(trigger: range, verb: Verb, told: EventView, own: Set[str], phrases: Phrases) -> Speech | None:
    """ "said it had sunk", "said: …", "…, he said" """
    sentence = phrases.words.sentences[trigger.start]
    after = trigger.stop
    after = _after_arguments(after, own, phrases)
    inverted = phrases.word(trigger.start - 1) in ('"', "”", "’")
    if verb.is_own and verb.lemma in told.clause and phrases.goes_on(after, sentence) and not inverted:
        first = phrases.mention_from(after)
        words = _to_end(after, sentence, phrases, commas=True)
        finite = any(is_finite(phrases.word(i)) for i in words)
        another = first is None or first.entity not in own or is_pronoun(first.text)
        if finite and another and phrases.word(after) not in PREPOSITIONS and not is_only_verb(phrases.word(after)):
            return Speech(f"that {_cut(words, phrases)}", words)
    for i in range(after, after + _REACH):
        if not phrases.in_sentence(i, sentence):
            break
        if phrases.word(i) == ":" and phrases.words.starts[i + 1 : i + 2] != phrases.words.ends[i : i + 1]:
            words = _to_end(i + 1, sentence, phrases, commas=True)
            return Speech(f": “{_cut(words, phrases)}”", words) if len(words) > 2 else None
    return _before(trigger, own, phrases)


def _after_arguments(i: int, own: Set[str], phrases: Phrases) -> int:
    """The first word after the times and places that stand behind a verb: "said [on Monday]"."""
    while phrases.word(i) in PREPOSITIONS:
        mention = phrases.mention_from(i + 1)
        if mention is None or mention.entity not in own:
            break
        i = phrases.span(mention.start, mention.end).stop
    return i


def _before(trigger: range, own: Set[str], phrases: Phrases) -> Speech | None:
    """ "“…,” he said", and "the ferry had sunk, he said" """
    sentence = phrases.words.sentences[trigger.start]
    start, stop = trigger.start, trigger.stop
    while phrases.in_sentence(start - 1, sentence):
        start -= 1
    while phrases.in_sentence(stop, sentence):
        stop += 1
    start = _after_dateline(start, phrases)
    quoted = [match.start() for match in _QUOTED.finditer(phrases.between(start, trigger.start))]
    if quoted:
        last = phrases.words.starts[start] + quoted[-1]
        words = range(start, phrases.span(last, last + 1).start)
        while words and phrases.word(words.start) in "\"“”‘'’":
            words = words[1:]
        near = trigger.start - words.stop <= _REACH
        return Speech(f": “{_cut(words, phrases)}”", words) if near and len(words) > 1 else None
    if stop - trigger.stop > _TAIL:
        return None
    marks = [phrases.mark(i) for i in range(start, trigger.start)]
    edges = [phrases.edge(mark) for mark in marks if isinstance(mark, Mention) and mark.entity in own]
    speaker = max((edge for edge in [*edges, trigger.start] if phrases.word(edge - 1) == ","), default=start)
    words = range(start, speaker)[:-1]
    inside = [mark for mark in marks[: len(words)] if isinstance(mark, Mention) and not is_pronoun(mark.text)]
    finite = any(is_finite(phrases.word(i)) for i in words)
    if len(words) < _FEWEST or not finite or any(mark.entity in own for mark in inside):
        return None
    text, first, mark = _cut(words, phrases), phrases.raw(start), marks[0]
    pronoun = is_pronoun(mark.text if isinstance(mark, Mention) else first)
    lower = first[1:] == first[1:].lower() and (pronoun or (mark is None and is_function(first))) and first != "I"
    return Speech(f"that {text[0].lower() + text[1:] if lower else text}", words)


def _after_dateline(start: int, phrases: Phrases) -> int:
    """The first word after "HARWICK (Northern Press) —", if a sentence begins so."""
    if not (phrases.raw(start).isupper() and len(phrases.raw(start)) > 1):
        return start
    for i in range(start, start + _DATELINE):
        if phrases.word(i) in ("—", "–", "--"):
            return i + 1
        if phrases.raw(i).islower():
            break  # "NATO said – …"
    return start


def _to_end(start: int, sentence: int, phrases: Phrases, commas: bool) -> range:
    """The words from one to the end of what it begins; without ``commas``, to the first of them."""
    stops = {";", "—", "–", "(", ")"} | (set() if commas else {",", ":"})
    i = start
    while phrases.in_sentence(i, sentence) and phrases.word(i) not in stops:
        i += 1
    while i > start and phrases.word(i - 1) in ".,'’\"“”?!":
        i -= 1
    while start < i and phrases.word(start) in '"“”‘':
        start += 1
    return range(start, i)


def _cut(words: range, phrases: Phrases) -> str:
    """The text of these words, cut where it is very long. Its own double quotes become single ones."""
    text = phrases.between(words.start, min(words.stop, words.start + _LONGEST))
    text = re.sub(r"[\"“”](?=\w)", "‘", text)
    text, closed = re.subn(r"[\"“”]", "’", text)
    return text + ("’" if text.count("‘") > closed else "") + (" …" if len(words) > _LONGEST else "")
