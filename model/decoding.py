"""From scores to an article: valid tags, clusters of mentions, and facts between entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsfacts.batch import Spans
from newsfacts.calibration import IDENTITY, Calibration
from newsfacts.data.article import Argument, Article, Event, Mention, Relation
from newsfacts.data.schema import Schema
from newsfacts.marginals import paragraph_steps
from newsfacts.resolution import clusters, settle_types
from newsfacts.wording import Wording, read

__all__ = ["assemble", "viterbi"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
FORBIDDEN = np.float32(-1e4)  # the logit of what the schema does not allow
POOLED = 65_536  # pairs that are pooled at once


def viterbi(scores: Floats, paragraphs: Sequence[int] | Ints = ()) -> list[int]:
    """The best valid IOB2 sequence of :class:`newsfacts.data.tags.Tagset` tags.

    Only an I tag asks anything of the tag before it (its own B or I), so each step costs one pass over the tags, not
    one over all pairs of them. Paragraphs are independent, and all of them take a step at once.

    Args:
        scores: (words, tags), log-probabilities.
        paragraphs: words that begin an article or a paragraph; no span goes on there.
    """
    words, tags = scores.shape
    if not words:
        return []
    first, steps = paragraph_steps(words, paragraphs)
    top = np.zeros(words, dtype=np.int64)  # the best tag of the word before
    goes_on = np.zeros((words, tags // 2), dtype=np.bool_)  # whether an I tag follows an I, not a B
    best = scores[first]
    best[:, 2::2] = -np.inf
    for i in steps:
        before = best[: len(i)]
        begins, insides = before[:, 1::2], before[:, 2::2]
        top[i] = before.argmax(1)
        goes_on[i] = insides >= begins
        high = before.max(1)
        step = scores[i]
        step[:, 2::2] += np.maximum(begins, insides)
        step[:, 0] += high
        step[:, 1::2] += high[:, None]
        best[: len(i)] = step
    path = np.empty(words, dtype=np.int64)
    tag = best.argmax(1)
    for i in reversed(steps):
        path[i] = now = tag[: len(i)]
        inside = (now > 0) & (now % 2 == 0)
        follows = np.where(goes_on[i, np.maximum(now - 1, 0) // 2], now, now - 1) if tags > 1 else now
        tag[: len(i)] = np.where(inside, follows, top[i])
    path[first] = tag
    return list(path.tolist())


def pool(left: Ints, right: Ints, logits: Callable[[Ints], Floats]) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Join the pairs of one (left, right): log-sum-exp of their logits, as in training; sorted by left, then right.

    Args:
        left, right: (pairs,).
        logits: gives those of some pairs, by number; asked for about :data:`POOLED` at a time, to bound memory.
    """
    if not len(left):
        return
    width = int(right.max()) + 1
    keys = left * width + right
    order = np.argsort(keys, kind="stable")
    first = np.flatnonzero(np.diff(keys[order], prepend=-1))
    border = np.append(first, len(keys))
    cuts = np.unique(np.append(np.searchsorted(first, np.arange(0, len(keys), POOLED)), len(first)))
    for a, b in pairwise(cuts.tolist()):
        some, at = order[border[a] : border[b]], first[a:b] - first[a]
        own = logits(some)
        top = np.maximum.reduceat(own, at)
        total = np.add.reduceat(np.exp(own - np.repeat(top, np.diff(border[a : b + 1]), axis=0)), at)
        group = keys[some[at]]
        yield group // width, group % width, top + np.log(total)


def assemble(
    base: Mapping[str, Any],
    schema: Schema,
    spans: Spans,
    offsets: Sequence[tuple[int, int]],
    scores: Sequence[float],
    heads: Mapping[str, Any],
    thresholds: Mapping[str, float],
    calibration: Calibration = IDENTITY,
) -> Article:
    """Make the article that the scores state.

    Args:
        base: the fields that are passed through (``id``, ``text``, ``title``, ``date`` …).
        spans: triggers and mentions of this article, in order, none overlapping.
        offsets: characters of each span.
        scores: probability of each span.
        heads: ``factuality`` (triggers, labels); ``arguments``, ``relations`` and ``coreference`` as
            (left, right, logits) over these spans.
        thresholds: least probability of an ``argument``, a ``source`` and a ``relation``.
        calibration: makes probabilities of logits.
    """
    text = base["text"]
    triggers, mentions = np.flatnonzero(spans.trigger), np.flatnonzero(~spans.trigger)
    rank = np.full(len(spans), -1, dtype=np.int64)
    rank[triggers], rank[mentions] = np.arange(len(triggers)), np.arange(len(mentions))
    types, entity = _resolve(text, schema, spans, offsets, scores, heads, calibration)
    kinds = types.tolist()

    found = [
        Mention(
            schema.mark_types[kinds[i]], f"e{entity[i] + 1}", *offsets[i], text[slice(*offsets[i])], _rounded(scores[i])
        )
        for i in mentions.tolist()
    ]
    groups: dict[str, list[Mention]] = {}
    for mention in found:
        groups.setdefault(mention.entity, []).append(mention)
    entities = tuple(schema.entity_of(id, group) for id, group in groups.items())

    left, right, logits = heads["arguments"]
    arguments: dict[int, list[Argument]] = {}
    source: dict[int, tuple[float, int]] = {}
    for trigger, who, pooled in pool(
        rank[left], entity[right], lambda some: np.where(schema.fillers[types[right[some]]], logits[some], FORBIDDEN)
    ):
        certain = calibration("argument", pooled[:, :-1])
        for t, e, r, p in _sure(trigger, who, certain, thresholds["argument"]):
            arguments.setdefault(t, []).append(Argument(schema.roles[r].name, f"e{e + 1}", _rounded(p)))
        certain = calibration("source", pooled[:, -1:])
        for t, e, _, p in _sure(trigger, who, certain, thresholds["source"]):
            if p > source.get(t, (0.0, -1))[0]:
                source[t] = (p, e)
    roles = {role.name: i for i, role in enumerate(schema.roles)}
    levels = tuple(schema.factuality)
    events = []
    for t, i in enumerate(triggers.tolist()):
        certainty, speaker = source.get(t, (None, None))
        events.append(
            Event(
                f"x{t + 1}",
                schema.mark_types[kinds[i]],
                *offsets[i],
                text[slice(*offsets[i])],
                tuple(sorted(arguments.get(t, ()), key=lambda a: (roles[a.role], int(a.entity[1:])))),
                None if speaker is None else f"e{speaker + 1}",
                levels[int(heads["factuality"][t].argmax())],
                _rounded(scores[i]),
                None if certainty is None else _rounded(certainty),
            )
        )
    return Article(
        **base,
        mentions=tuple(found),
        entities=entities,
        events=tuple(events),
        relations=tuple(_relations(schema, types, entity, heads["relations"], thresholds["relation"], calibration)),
    )


def _resolve(
    text: str,
    schema: Schema,
    spans: Spans,
    offsets: Sequence[tuple[int, int]],
    scores: Sequence[float],
    heads: Mapping[str, Any],
    calibration: Calibration,
) -> tuple[Ints, Ints]:
    """The type of each span, settled over the article, and its entity (-1 for triggers)."""
    mentions = np.flatnonzero(~spans.trigger)
    rank = np.cumsum(~spans.trigger) - 1  # of a span among the mentions
    own, rules, mix = spans.type[mentions], schema.resolution, schema.mixing
    wording: list[Wording] = []
    if rules is not None:
        posts = _posts(schema, rank, heads["relations"], calibration)
        where = [offsets[i] for i in mentions.tolist()]

        def worded(types: Ints) -> list[Wording]:
            return read(text, [schema.mark_types[type] for type in types.tolist()], where, rules, posts)

        wording = worded(own)
        settled = settle_types(own, [scores[i] for i in mentions.tolist()], wording, mix)
        if (settled != own).any():
            own, wording = settled, worded(settled)
    later, earlier, logits = heads["coreference"]
    types, entity = spans.type.copy(), np.full(len(spans), -1, dtype=np.int64)
    types[mentions] = own
    entity[mentions] = clusters(own, rank[later], rank[earlier], logits[:, 0], mix, wording, rules)
    return types, entity


def _posts(
    schema: Schema, rank: Ints, relations: tuple[Ints, Ints, Floats], calibration: Calibration
) -> list[tuple[int, int]]:
    """Pairs of mentions, the first of which has the second as its post, more likely than not."""
    if schema.resolution is None or schema.resolution.posts is None:
        return []
    kind = [relation.name for relation in schema.relations].index(schema.resolution.posts)
    left, right, logits = relations
    stated = calibration("relation", logits[:, kind]) >= 0.5
    return list(zip(rank[left[stated]].tolist(), rank[right[stated]].tolist(), strict=True))


def _relations(
    schema: Schema,
    types: Ints,
    entity: Ints,
    pairs: tuple[Ints, Ints, Floats],
    threshold: float,
    calibration: Calibration,
) -> list[Relation]:
    left, right, logits = pairs
    different = np.flatnonzero(entity[left] != entity[right])

    def allowed(some: Ints) -> Floats:
        i = different[some]
        return np.where(schema.ends[types[left[i]], types[right[i]]], logits[i], FORBIDDEN)

    best: dict[tuple[int, int, int], float] = {}
    for head, tail, pooled in pool(entity[left[different]], entity[right[different]], allowed):
        for h, t, k, p in _sure(head, tail, calibration("relation", pooled), threshold):
            key = (min(h, t), k, max(h, t)) if schema.relations[k].symmetric else (h, k, t)
            best[key] = max(best.get(key, 0.0), p)
    return [
        Relation(f"e{h + 1}", schema.relations[k].name, f"e{t + 1}", _rounded(p))
        for (h, k, t), p in sorted(best.items())
    ]


def _sure(
    left: Ints, right: Ints, certain: NDArray[np.float64], threshold: float
) -> Iterator[tuple[int, int, int, float]]:
    """The pairs and labels that are likely enough: (left, right, label, probability)."""
    pair, label = np.nonzero(certain >= threshold)
    columns = (left[pair], right[pair], label, certain[pair, label])
    return zip(*(column.tolist() for column in columns), strict=True)


def _rounded(score: float) -> float:
    """Four digits: more would differ with the size of the batch."""
    return round(float(score), 4)
