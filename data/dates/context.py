"""What a sentence tells of a time expression in it: past or future, a rate or a length."""

from __future__ import annotations

import re
from functools import lru_cache

from newsfacts.data.dates.periods import WEEKDAYS

__all__ = ["days", "direction", "is_rate"]

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*|[;:.!?\"“”()]")
# fmt: off
_FUTURE = frozenset(
    [
        "will", "shall", "won't", "upcoming", "forthcoming", "scheduled", "due", "slated", "deadline", "would", "must",
        "expect", "expects",
    ]
)
# What the words after "to" are still to come for ("plans to", "is expected to"); "is to" too.
_TO_COME = frozenset(
    [
        "expected", "expects", "expect", "set", "plans", "plan", "planned", "planning", "hopes", "hope",
        "hoping", "aims", "aim", "intends", "vows", "vowed", "promised", "promises", "wants", "agreed",
        "likely", "going", "about", "supposed", "poised", "is", "are", "ready", "invited", "ordered",
    ]
)
_PAST = frozenset(
    [
        "was", "were", "had", "did", "said", "told", "came", "went", "took", "made", "gave", "left", "found",
        "held", "won", "lost", "began", "met", "fell", "rose", "saw", "shot", "fled", "sank", "struck", "hit",
        "sent", "brought", "became", "led", "wrote", "spoke", "ran", "broke", "flew", "drove", "blew", "swept",
    ]
)
_NO_VERB = frozenset(
    [
        "need", "indeed", "speed", "hundred", "united", "feed", "exceed", "proceed", "succeed", "seed", "red",
    ]
)
# fmt: on
_PREPOSITION = re.compile(r"\b(since|until|till|through|by|as soon as)(?: the)? $")
_CLAUSE = frozenset(';!?"“”')
_RATE = re.compile(r"an? (?:second|minute|hour|day|night|week|month|quarter|year)", re.IGNORECASE)
# fmt: off
_LASTS = frozenset(
    [
        "in", "within", "for", "over", "after", "during", "of", "by", "about", "nearly", "almost", "around",
        "than", "took", "spent", "lasted", "last", "lasts", "take", "takes", "lasting", "only", "just", "is",
        "was", "be", "to", "under", "some", "once", "until", "and", "at", "every", "half", "the", "from", "as",
    ]
)
_AMOUNTS = frozenset(
    [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen",
        "dozens", "hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion", "billions",
        "times", "once", "twice",
    ]
)
# fmt: on
_DAY = re.compile(rf"\b(?:{'|'.join((*WEEKDAYS, 'yesterday', 'today', 'tomorrow'))})\b")


@lru_cache(maxsize=4096)
def direction(expression: str, context: str) -> str | None:
    """``"past"`` or ``"future"``, as the verb nearest before the expression tells, or else the next after it.

    ``None`` where no verb tells. "Since" and "until" before the expression come first.
    """
    before, after = _around(expression, context)
    if (match := _PREPOSITION.search(before)) and not after.startswith(("'s", "’s")):  # not "by Friday's ruling"
        return "past" if match[1] == "since" else "future"
    return _tense(before, nearest=True) or _tense(after, nearest=False)


def _around(expression: str, context: str) -> tuple[str, str]:
    if not expression or not context:
        return "", ""
    before, found, after = context.lower().partition(expression.lower())
    return (before, after) if found else ("", "")


def _tense(text: str, nearest: bool) -> str | None:
    """The tense of the last clause of a text, or of the first."""
    words = _WORD.findall(text.replace("’", "'"))
    if nearest:
        words.reverse()
    for i, word in enumerate(words):
        if word in _CLAUSE:
            return None
        follows = words[i - 1] if nearest and i else words[i + 1] if not nearest and i + 1 < len(words) else ""
        precedes = words[i + 1] if nearest and i + 1 < len(words) else words[i - 1] if not nearest and i else ""
        if word in _TO_COME | _FUTURE and "had" in (words[i + 1 : i + 3] if nearest else words[max(i - 2, 0) : i]):
            return "past"  # "it had been due to expire on Friday"
        if word in _FUTURE or word.endswith("'ll") or (word in _TO_COME and follows == "to"):
            return "future"
        if word in _PAST or (word.endswith("ed") and word not in _NO_VERB and precedes not in ("be", "to")):
            return "past"
    return None


def is_rate(expression: str, context: str) -> bool:
    """Whether "a year" counts how often, as after "300 cases", and is no length."""
    if not _RATE.fullmatch(expression.strip()):
        return False
    before, _ = _around(expression, context)
    words = _WORD.findall(before)[-6:]
    return bool(words) and words[-1] not in _LASTS and any(word[0].isdigit() or word in _AMOUNTS for word in words)


def days(context: str) -> set[str]:
    """The weekdays and the like that a sentence names."""
    return set(_DAY.findall(context.lower()))
