"""Where two annotations of one article differ, and how."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsfacts.data import Article, Event, Mention, Schema
from newsfacts.training.examples import evidence, fact_words, lacking, nearest
from newsfacts.training.matches import Item, Match, link, match
from newsfacts.training.measures import FACT

__all__ = ["KINDS", "Disagreement", "count_kinds", "disagreements"]

KINDS = ("type", "bounds", "only in A", "only in B")
Mark = Mention | Event


@dataclass(frozen=True)
class Disagreement:
    """One thing that two annotators see differently.

    Attributes:
        layer: mention, trigger, factuality, argument, attribution or relation.
        kind: one of :data:`KINDS`. ``type`` covers labels, roles, and the entity that is credited as source.
        first: what the first annotation says; empty where it says nothing.
        second: what the second one says.
        follows: ``trigger`` or ``entity`` where the other annotation lacks that, so that the fact could not be there.
        evidence: the text around it in pieces: marked (``True``) or not.
    """

    article: str
    layer: str
    kind: str
    first: str
    second: str
    follows: str
    evidence: tuple[tuple[str, bool], ...]


def disagreements(first: Article, second: Article, schema: Schema) -> list[Disagreement]:
    """All disagreements of two annotations of one text: marks first, then what is said of them."""
    return [
        *_of_marks("mention", first, second, first.mentions, second.mentions),
        *_of_marks("trigger", first, second, first.events, second.events),
        *_of_factuality(first, second),
        *_of_facts(first, second, schema),
    ]


def count_kinds(found: Iterable[Disagreement]) -> Counter[tuple[str, str]]:
    """How many there are of each layer and kind."""
    return Counter((one.layer, one.kind) for one in found)


def _of_marks(
    layer: str, one: Article, other: Article, ours: Sequence[Mark], theirs: Sequence[Mark]
) -> Iterator[Disagreement]:
    first = {(mark.start, mark.end): mark for mark in reversed(ours)}
    second = {(mark.start, mark.end): mark for mark in reversed(theirs)}
    for span in sorted(first.keys() & second.keys()):
        if first[span].type != second[span].type:
            yield _mark(layer, "type", one, first[span], second[span])
    left = [second[span] for span in sorted(second.keys() - first.keys())]
    for span in sorted(first.keys() - second.keys()):
        mark = first[span]
        # of two that overlap it, the one that shares more with it
        shared = [min(mark.end, of.end) - max(mark.start, of.start) for of in left]
        best = max(range(len(left)), key=shared.__getitem__, default=None)
        if best is not None and shared[best] > 0:
            yield _mark(layer, "bounds", one, mark, left.pop(best))
        else:
            yield _mark(layer, "only in A", one, mark, None)
    for mark in left:
        yield _mark(layer, "only in B", one, None, mark)


def _mark(layer: str, kind: str, article: Article, first: Mark | None, second: Mark | None) -> Disagreement:
    marks = [mark for mark in (first, second) if mark is not None]
    span = min(mark.start for mark in marks), max(mark.end for mark in marks)
    ours, theirs = ("" if mark is None else f"{mark.type} “{mark.text}”" for mark in (first, second))
    return Disagreement(article.id, layer, kind, ours, theirs, "", tuple(evidence(article.text, [span])))


def _of_factuality(first: Article, second: Article) -> Iterator[Disagreement]:
    others = {(event.start, event.end, event.type): event for event in second.events}
    for event in first.events:
        other = others.get((event.start, event.end, event.type))
        if other is not None and other.factuality != event.factuality:
            labels = (f"“{event.text}” {event.factuality}", f"“{event.text}” {other.factuality}")
            shown = tuple(evidence(first.text, [(event.start, event.end)]))
            yield Disagreement(first.id, "factuality", "type", *labels, "", shown)


def _of_facts(first: Article, second: Article, schema: Schema) -> Iterator[Disagreement]:
    matches = match(first, second, schema)
    stands_for = link(first, second)
    triggers = {m.item.trigger for m in matches if m.item.layer == "trigger" and m.gold and m.predicted}
    lost = [m.gold for m in matches if m.item.layer in FACT and m.gold and not m.predicted]
    new = [m.predicted for m in matches if m.item.layer in FACT and m.predicted and not m.gold]
    # a role or relation of another name at the same place, or another source
    waiting: defaultdict[object, list[Item]] = defaultdict(list)
    for item in new:
        waiting[_place(item, tuple(stands_for.get(entity, f"?{entity}") for entity in item.entities))].append(item)
    for item in lost:
        same = waiting[_place(item, item.entities)]
        if same:
            other = same.pop(0)
            new.remove(other)
            yield _fact("type", first, second, item, other, "")
        else:
            yield _fact("only in A", first, second, item, None, lacking(Match(item, None), triggers, stands_for))
    for item in new:
        yield _fact("only in B", first, second, None, item, lacking(Match(None, item), triggers, stands_for))


def _place(item: Item, entities: tuple[str, ...]) -> object:
    ends = () if item.layer == "attribution" else entities if item.layer == "argument" else tuple(sorted(entities))
    return item.layer, item.trigger, ends


def _fact(
    kind: str, one: Article, other: Article, first: Item | None, second: Item | None, follows: str
) -> Disagreement:
    item, article = (first, one) if first is not None else (second, other)
    assert item is not None
    ours, theirs = ("" if of is None else fact_words(owner, of) for owner, of in ((one, first), (other, second)))
    shown = tuple(evidence(article.text, nearest(article, item)))
    return Disagreement(article.id, item.layer, kind, ours, theirs, follows, shown)
