"""Annotation that a model contradicts: what it is sure of and annotators left out or marked otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from newsfacts.data import Article, Schema
from newsfacts.data.consistency import Finding
from newsfacts.data.consistency.case import WINDOW
from newsfacts.data.names import is_pronoun
from newsfacts.training.matches import Item, Match, Span, item_scores, link, match

__all__ = ["LEAST", "contradictions"]

Likes = tuple[str, str, bool]
LEAST = 0.9  # how sure the model must be


def contradictions(
    annotated: Sequence[Article], predicted: Sequence[Article], schema: Schema, least: float = LEAST
) -> list[Finding]:
    """Where predictions differ from annotation and are likely right, the surest first.

    What was predicted and is not annotated counts by its own score. What is annotated and was not predicted counts
    by how much of its type the predictions find: a mark that a model misses of a type of which it finds nearly all.
    Arguments and relations count where their trigger and their entities are those of the annotation.

    Args:
        annotated: as the annotators left them.
        predicted: of the same articles in the same order, by models that were not trained on them.
        schema: of both.
        least: findings that are less sure are left out.
    """
    every = [match(a, p, schema) for a, p in zip(annotated, predicted, strict=True)]
    gold, right = Counter[Likes](), Counter[Likes]()
    for a, pairs in zip(annotated, every, strict=True):
        for pair in pairs:
            if pair.gold is not None and pair.gold.span is not None:
                key = _likes(a, pair.gold, pair.gold.span)
                gold[key] += 1
                right[key] += pair.predicted is not None
    share = {key: right[key] / (gold[key] + 1) for key in gold}
    found: list[Finding] = []
    for a, p, pairs in zip(annotated, predicted, every, strict=True):
        found += [one for one in (*_added(a, p, pairs, schema), *_missed(a, p, pairs, share)) if one.score >= least]
    return sorted(found, key=lambda one: (-one.score, one.article, one.start))


def _added(a: Article, p: Article, pairs: Sequence[Match], schema: Schema) -> Iterator[Finding]:
    """What was predicted and is not annotated."""
    scores, linked = item_scores(p, schema), link(a, p)
    triggers = {(event.start, event.end, event.type) for event in a.events}
    for pair in pairs:
        item = pair.predicted
        if pair.gold is not None or item is None or (score := scores.get(item)) is None:
            continue
        if item.layer in ("mention", "trigger") and item.span is not None:
            yield _mark(a, item, item.span, score)
        elif all(entity in linked for entity in item.entities):
            if item.span is not None and (*item.span, item.event) not in triggers:
                continue
            if len({linked[entity] for entity in item.entities}) < len(item.entities):
                continue  # two predicted entities that are one in the annotation
            names = [a.entity(linked[entity]).name for entity in item.entities]
            if item.span is not None:
                role = "source" if item.layer == "attribution" else item.type
                said = f"{role}={linked[item.entities[0]]} ({names[0]})"
                yield _finding(f"model: missing {item.layer}", a, item.span, said, "predicted", score)
            else:
                said = f"{linked[item.entities[0]]} {item.type} {linked[item.entities[1]]} ({' … '.join(names)})"
                span = _nearest(a, [linked[entity] for entity in item.entities])
                yield _finding("model: missing relation", a, span, said, "predicted", score)


def _mark(a: Article, item: Item, span: Span, score: float) -> Finding:
    start, end = span
    over = [mark for mark in a.marks if mark.start < end and start < mark.end]
    if not over:
        return _finding(f"model: unmarked {item.layer}", a, span, f"is {item.type}", "predicted, unmarked here", score)
    marked = ", ".join(f"{mark.type} {mark.text!r}" for mark in over)
    kind = "model: another type" if any((mark.start, mark.end) == span for mark in over) else "model: other bounds"
    return _finding(kind, a, span, f"is {item.type}", f"predicted, annotated as {marked}", score)


def _missed(a: Article, p: Article, pairs: Sequence[Match], share: dict[Likes, float]) -> Iterator[Finding]:
    """What is annotated and was not predicted, where nothing else was predicted in its place."""
    taken = [(mark.start, mark.end) for mark in p.marks]
    for pair in pairs:
        item = pair.gold
        if pair.predicted is None and item is not None and item.layer in ("mention", "trigger") and item.span:
            start, end = item.span
            if not any(s < end and start < e for s, e in taken):
                sure = share[_likes(a, item, item.span)]
                why = f"not predicted; {sure:.0%} of such {item.type} marks are"
                yield _finding(f"model: needless {item.layer}", a, item.span, f"is no {item.type}", why, sure)


def _likes(a: Article, item: Item, span: Span) -> Likes:
    """What a mark is like: pronouns are found less often than names of their type."""
    return item.layer, item.type, is_pronoun(a.text[slice(*span)])


def _nearest(a: Article, entities: Sequence[str]) -> Span:
    """From one of two entities to the other, where they stand closest."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for mention in a.mentions:
        spans[mention.entity].append((mention.start, mention.end))
    head, tail = (spans[entity] for entity in (entities[0], entities[-1]))
    both = ((min(h[0], t[0]), max(h[1], t[1])) for h in head for t in tail)
    return min(both, key=lambda span: span[1] - span[0])


def _finding(kind: str, a: Article, span: Span, suspected: str, why: str, score: float) -> Finding:
    start, end = span
    before, after = a.text[max(0, start - WINDOW) : start], a.text[end : end + WINDOW]
    return Finding(kind, a.id, start, end, a.text[start:end], suspected, why, round(score, 4), before, after)
