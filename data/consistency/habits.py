"""What mostly holds between marks that stand beside each other, and where it does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsfacts.data.article import Event, Mention
from newsfacts.data.consistency.case import Case
from newsfacts.data.names import is_pronoun
from newsfacts.data.telling.reading import Reading

__all__ = ["habit_cases"]

REACH = 3  # words that may stand between the two marks


@dataclass(frozen=True)
class _Pair:
    reading: Reading
    left: Mention | Event
    right: Mention | Event
    pattern: tuple[str, str, str]
    ties: frozenset[str]
    filled: frozenset[str]  # roles of the event that others fill


def habit_cases(readings: Sequence[Reading]) -> Iterator[Case]:
    """Pairs of neighbouring marks: as expected where they are tied as most of their like are."""
    pairs = [pair for reading in readings for pair in _pairs(reading)]
    ties: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        ties[pair.pattern].update(pair.ties)
    for pair in pairs:
        if not ties[pair.pattern]:
            continue
        tie, _ = ties[pair.pattern].most_common(1)[0]
        text = f"{pair.left.text} … {pair.right.text}" if pair.pattern[1] else f"{pair.left.text} {pair.right.text}"
        suspected = "" if pair.ties or tie in pair.filled else f"{tie}: {text}"
        left, between, right = pair.pattern
        why = f"so in {{share}} places of the form {' '.join(filter(None, (left, between, right)))}"
        relation = isinstance(pair.left, Mention) and isinstance(pair.right, Mention)
        kind = "missing relation" if relation else "missing argument"
        like = (pair.pattern,)
        yield Case(kind, like, pair.reading.article, pair.left.start, pair.right.end, suspected, why)


def _pairs(reading: Reading) -> Iterator[_Pair]:
    article = reading.article
    ties: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for relation in article.relations:
        ties[relation.head, relation.tail].add(f"left {relation.type} right")
        ties[relation.tail, relation.head].add(f"right {relation.type} left")
    for event in article.events:
        sources = [("source", event.source)] if event.source is not None else []
        for role, entity in [*((a.role, a.entity) for a in event.arguments), *sources]:
            ties[event.id, entity].add(role)
            ties[entity, event.id].add(role)
    marks = article.marks
    for left, right in pairwise(marks):
        if isinstance(left, Event) and isinstance(right, Event):
            continue
        between = range(reading.span(left.start, left.end).stop, reading.span(right.start, right.end).start)
        if len(between) > REACH or reading.sentence_of(left.start) != reading.sentence_of(right.start):
            continue
        ends = [mark.entity if isinstance(mark, Mention) else mark.id for mark in (left, right)]
        follows = reading.span(right.start, right.end).stop
        owner = reading.word(follows) in ("'", "’") and reading.word(follows + 1) == "s"
        if ends[0] == ends[1] or owner:
            continue
        pattern = (_form(left), " ".join(reading.word(i) for i in between), _form(right))
        if isinstance(left, Event) and pattern[2] != right.type:
            continue  # "said he": whom a pronoun after a verb belongs to, the words between cannot tell
        filled = frozenset(a.role for mark in (left, right) if isinstance(mark, Event) for a in mark.arguments)
        yield _Pair(reading, left, right, pattern, frozenset(ties[ends[0], ends[1]]), filled)


def _form(mark: Mention | Event) -> str:
    """What a mark counts as in a pattern: its type, but a pronoun stands for itself."""
    return mark.text.lower() if isinstance(mark, Mention) and is_pronoun(mark.text) else mark.type
