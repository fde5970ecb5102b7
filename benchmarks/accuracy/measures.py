"""The official measures of benchmarks that newsfacts does not use itself, as counts that add over documents.

Each function compares one document's gold with its prediction and gives :class:`Counts`, by label; :func:`total` adds
documents up, and :func:`micro` labels. The definitions are those of the reference implementations named below, which
were read and not copied.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from newsfacts.data import Article
from newsfacts.data.corpora.muc4 import ROLES

__all__ = [
    "Counts",
    "ceaf_ree",
    "contents",
    "cues",
    "exact",
    "extents",
    "fillers",
    "micro",
    "overlaps",
    "role_fillers",
    "soft_relations",
    "soft_types",
    "sources",
    "total",
]

Span = tuple[int, int]
Labelled = list[tuple[str, set[Any]]]  # a label, and the parts of what bears it
Fillers = Mapping[str, Sequence[Sequence[str]]]  # by role: for each entity the strings that name it


class Counts(NamedTuple):
    """Precision is ``right_of_predicted / predicted``, recall ``right_of_gold / gold``; either is 0 over nothing."""

    right_of_predicted: float = 0.0
    predicted: float = 0.0
    right_of_gold: float = 0.0
    gold: float = 0.0

    @property
    def precision(self) -> float:
        """From 0 to 1."""
        return self.right_of_predicted / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """From 0 to 1."""
        return self.right_of_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 if both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def micro(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    return Counts(*(sum(column) for column in zip(Counts(), *counts, strict=True)))


def total(documents: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """The sum over documents, by label."""
    by_label: dict[str, list[Counts]] = {}
    for document in documents:
        for label, counts in document.items():
            by_label.setdefault(label, []).append(counts)
    return {label: micro(counts) for label, counts in by_label.items()}


def soft_types(gold: Article, predicted: Article) -> dict[str, Counts]:
    """DWIE's soft entity-level measure of named entities (Zaporojets et al. 2021), by entity type.

    A predicted entity is right to the share of its mentions (exact spans) that belong to a gold entity of its type, and
    a gold entity is found likewise; each entity counts one. Reference: ``MetricF1Soft`` in
    github.com/klimzaporojets/DWIE, where an entity stands once under each of its tags; here it has one, its type.
    """
    return _soft(_entities(gold), _entities(predicted))


def soft_relations(gold: Article, predicted: Article) -> dict[str, Counts]:
    """DWIE's soft entity-level measure of relations (Zaporojets et al. 2021), by relation type.

    A relation stands for every pair of a mention of its head and one of its tail (exact spans). A predicted relation is
    right to the share of its pairs that gold relations of the same type stand for, and a gold relation is found to the
    share of its pairs that predicted ones stand for; each relation counts one, however many mentions it has. Reference:
    ``MetricRelationF1`` in github.com/klimzaporojets/DWIE. A relation stated twice counts once.
    """
    return _soft(_pairs(gold), _pairs(predicted))


def _soft(gold: Labelled, predicted: Labelled) -> dict[str, Counts]:
    """Each thing is right to the share of its parts that those of the other side under its label have."""
    all_gold, all_predicted = _union(gold), _union(predicted)
    counts = [
        {label: Counts(right_of_predicted=len(parts & all_gold.get(label, set())) / len(parts), predicted=1)}
        for label, parts in predicted
    ]
    counts += [
        {label: Counts(right_of_gold=len(parts & all_predicted.get(label, set())) / len(parts), gold=1)}
        for label, parts in gold
    ]
    return total(counts)


def _entities(article: Article) -> Labelled:
    """For each entity its type and the spans of its mentions."""
    spans = _spans(article)
    return [(entity.type, set(spans[entity.id])) for entity in article.entities]


def _pairs(article: Article) -> Labelled:
    """For each relation its type and the pairs of mentions that it stands for."""
    spans = _spans(article)
    return [
        (relation.type, set(product(spans[relation.head], spans[relation.tail])))
        for relation in dict.fromkeys(article.relations)
    ]


def _spans(article: Article) -> dict[str, list[Span]]:
    """The spans of each entity's mentions."""
    spans: dict[str, list[Span]] = {}
    for mention in article.mentions:
        spans.setdefault(mention.entity, []).append((mention.start, mention.end))
    return spans


def _union(things: Labelled) -> dict[str, set[Any]]:
    union: dict[str, set[Any]] = {}
    for label, parts in things:
        union.setdefault(label, set()).update(parts)
    return union


def ceaf_ree(gold: Fillers, predicted: Fillers) -> dict[str, Counts]:
    """CEAF-REE, the measure of role-filler entity extraction on MUC-4 (Du, Rush and Cardie, EACL 2021), by role.

    Predicted entities are aligned with gold ones of the same role, one to one, so that as many as possible are right. A
    predicted entity is right if every string that names it names the gold entity too (φ strict: one right string does,
    a wrong one spoils it). Strings are compared in lower case, without punctuation, articles and double white space.
    The published figure is the micro average over all roles and documents. Reference: ``eval.py`` in
    github.com/xinyadu/grit_doc_event_entity. An entity without a string is none.
    """
    return {role: _aligned(gold.get(role, ()), predicted.get(role, ())) for role in {**gold, **predicted}}


def role_fillers(gold: Article, predicted: Article) -> dict[str, Counts]:
    """:func:`ceaf_ree` of a document of MUC-4, by role.

    Gold are the strings of ``meta["fillers"]``, also those that do not stand in the text; predicted are
    :func:`fillers`. Strings are compared whole, not by their heads.
    """
    strings: dict[str, list[Sequence[str]]] = {role: [] for role in ROLES}
    for entity, names in gold.meta["fillers"].items():
        strings[entity.rstrip(string.digits)].append(names)
    return ceaf_ree(strings, fillers(predicted, ROLES))


def fillers(article: Article, roles: Iterable[str]) -> dict[str, list[list[str]]]:
    """A prediction as :func:`ceaf_ree` compares it: one string for each entity of a type in ``roles``.

    It is that of the most certain mention, since a second one could only spoil the entity. Entities of one role that
    are given by the same string are one.
    """
    found: dict[str, dict[str, list[str]]] = {role: {} for role in roles}
    for entity in article.entities:
        if entity.type in found:
            text = max(article.mentions_of(entity.id), key=lambda mention: mention.score or 0.0).text
            found[entity.type].setdefault(_plain(text), [text])
    return {role: list(entities.values()) for role, entities in found.items()}


def _aligned(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Counts:
    rows = [{_plain(string) for string in entity} for entity in gold if entity]
    columns = [{_plain(string) for string in entity} for entity in predicted if entity]
    similarity = np.array([[column <= row for column in columns] for row in rows], dtype=float)
    similarity = similarity.reshape(len(rows), len(columns))
    right = float(similarity[linear_sum_assignment(similarity, maximize=True)].sum())
    return Counts(right, len(columns), right, len(rows))


def _plain(text: str) -> str:
    bare = text.lower().translate(str.maketrans("", "", string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def sources(gold: Article, predicted: Article) -> Counts:
    """Source spans of PolNeAR: start and end equal. A source in pieces is one span a piece; a span counts once.

    The exact span measure of attribution extraction (Pareti et al. 2013, "Automatically Detecting and Attributing
    Indirect Quotations"), on the ``Source`` mentions of the PolNeAR reader.
    """
    return exact(_spans_of(gold, "Source"), _spans_of(predicted, "Source"))


def cues(gold: Article, predicted: Article) -> Counts:
    """Cue spans of PolNeAR: start and end equal, whatever the type of the attribution. See :func:`sources`.

    The reader makes a trigger of the first piece alone of a cue in pieces.
    """
    return exact(
        {(event.start, event.end) for event in gold.events}, {(event.start, event.end) for event in predicted.events}
    )


def contents(gold: Article, predicted: Article) -> Counts:
    """Content spans of PolNeAR: start and end equal. See :func:`sources`."""
    return exact(_spans_of(gold, "Content"), _spans_of(predicted, "Content"))


def extents(gold: Article, predicted: Article) -> Counts:
    """Time expressions of TempEval-3 (UzZaman et al. 2013), strict: start and end equal, whatever their types.

    Reference: ``TE3-evaluation.py`` in github.com/naushadzaman/tempeval3_toolkit. A document's own date does not count.
    """
    return exact(_extents(gold), _extents(predicted))


def overlaps(gold: Article, predicted: Article) -> Counts:
    """Time expressions of TempEval-3, relaxed: "Friday" is right for "Friday morning". See :func:`extents`.

    An expression is right if it shares a character with one of the other side; each is paired with one at most, as
    the reference does, where a normaliser gives both of a pair the same id.
    """
    mine, theirs = sorted(_extents(gold)), sorted(_extents(predicted))
    right = i = j = 0
    while i < len(mine) and j < len(theirs):
        if max(mine[i][0], theirs[j][0]) < min(mine[i][1], theirs[j][1]):
            right, i, j = right + 1, i + 1, j + 1
        elif mine[i] < theirs[j]:
            i += 1
        else:
            j += 1
    return Counts(right, len(theirs), right, len(mine))


def _extents(article: Article) -> set[Span]:
    return {(mention.start, mention.end) for mention in article.mentions}


def _spans_of(article: Article, type: str) -> set[Span]:
    return {(mention.start, mention.end) for mention in article.mentions if mention.type == type}


def exact(gold: set[Any], predicted: set[Any]) -> Counts:
    """What is in both of two sets, and in each of them."""
    right = len(gold & predicted)
    return Counts(right, len(predicted), right, len(gold))
