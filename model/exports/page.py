"""An article as its page shows it: with nothing left to work out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsfacts.data.article import Article, Entity, Event, Mention
from newsfacts.data.facts import Fact, facts
from newsfacts.data.schema import Schema
from newsfacts.exports.labels import GROUPS, happened, plain, role, type_words, value_text
from newsfacts.exports.pieces import Mark, Piece, Stretch, paragraphs, within

__all__ = ["Page", "page"]

TITLE = 120  # characters of a title that is taken from the text


@dataclass(frozen=True, slots=True)
class Filler:
    """An entity in a fact, by number."""

    entity: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact: its line, and what its card shows."""

    number: int
    kind: str
    type: str
    label: str
    line: str
    triggers: tuple[str, ...]
    factuality: str
    sign: str
    happened: str
    usual: bool  # whether its factuality is the scheme's default
    source: Filler | None
    score: int | None  # percent
    parts: tuple[tuple[str, tuple[Filler, ...]], ...]  # role in words, fillers
    links: tuple[tuple[Filler, Filler], ...]  # subject and object
    quotes: tuple[tuple[tuple[str, bool], ...], ...]  # by sentence: text, and whether it is one of the exact spans
    stretches: tuple[int, ...]
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity, how often it is named, and how else."""

    number: int
    name: str
    group: str
    label: str
    value: str
    mentions: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows of one article."""

    id: str
    title: str
    date: str | None
    origin: str | None
    scored: bool
    paragraphs: tuple[tuple[Stretch, ...], ...]
    events: tuple[FactRow, ...]
    relations: tuple[FactRow, ...]
    entities: tuple[tuple[str, tuple[EntityRow, ...]], ...]  # name of a group, its entities
    legend: tuple[tuple[str, str], ...]  # groups that the text has marks of, and their names


def page(article: Article, schema: Schema) -> Page:
    """Lay out an article. Its words are as they stand in it: not yet escaped."""
    layout = _Layout(article, schema)
    rows = [layout.fact(i, fact) for i, fact in enumerate(layout.facts)]
    marked = {mark.group for piece in layout.pieces for mark in piece.marks}
    return Page(
        id=article.id,
        title=article.title or _headline(article.text) or article.id,
        date=article.date,
        origin=article.origin or None,
        scored=article.has_scores,
        paragraphs=layout.paragraphs,
        events=tuple(row for row in rows if row.kind == "event"),
        relations=tuple(row for row in rows if row.kind == "relation"),
        entities=tuple(layout.entities()),
        legend=tuple((group, name) for group, name in GROUPS.items() if group in marked),
    )


class _Layout:
    def __init__(self, article: Article, schema: Schema) -> None:
        self.article = article
        self.schema = schema
        self.facts = facts(article, schema)
        self.number = {entity.id: i for i, entity in enumerate(article.entities)}
        self.told_by = {event: i for i, fact in enumerate(self.facts) for event in fact.items}
        self.trigger = {event.id: event.text for event in article.events}
        self.paragraphs = tuple(paragraphs(article, self.facts, self.mark))
        self.stretches = list(itertools.chain.from_iterable(self.paragraphs))
        self.pieces: list[Piece] = [piece for stretch in self.stretches for piece in stretch.pieces]

    def mark(self, mark: Mention | Event, first: bool) -> Mark:
        if isinstance(mark, Event):
            about = f"{plain(mark.type)} · {happened(mark.factuality)[1]}"
            return Mark("event", about, _percent(mark.score), fact=self.told_by.get(mark.id), first=first)
        group, about = type_words(mark.type, self.schema)
        return Mark(group, about, _percent(mark.score), entity=self.number[mark.entity], first=first)

    def fact(self, number: int, fact: Fact) -> FactRow:
        subject, object = self.fillers(fact.subject), self.fillers(fact.object)
        parts = [("Who or what", subject), ("Whom or what", object)]
        parts += [(role(name), self.fillers(entities)) for name, entities in fact.qualifiers.items()]
        sign, words = happened(fact.factuality)
        told = [n for e in fact.evidence for n in within(self.stretches, e.start, e.end)]
        exact = [n for e in fact.evidence for span in e.spans for n in within(self.pieces, *span)]
        return FactRow(
            number=number,
            kind=fact.kind,
            type=fact.predicate,
            label=plain(fact.predicate),
            line=fact.line,
            triggers=tuple(dict.fromkeys(self.trigger[item] for item in fact.items)),
            factuality=fact.factuality,
            sign=sign,
            happened=words,
            usual=fact.factuality == self.schema.default_factuality,
            source=self.filler(fact.source) if fact.source is not None else None,
            score=_percent(fact.score),
            parts=tuple((name, fillers) for name, fillers in parts if fillers),
            links=tuple(itertools.product(subject, object)),
            quotes=tuple(tuple(_quote(self.article.text, e.start, e.end, e.spans)) for e in fact.evidence),
            stretches=tuple(told),
            pieces=tuple(exact),
        )

    def fillers(self, entities: Iterable[Entity]) -> tuple[Filler, ...]:
        return tuple(map(self.filler, entities))

    def filler(self, entity: Entity) -> Filler:
        return Filler(self.number[entity.id], entity.name, value_text(entity.value))

    def entities(self) -> Iterator[tuple[str, tuple[EntityRow, ...]]]:
        """By group, those named most often first."""
        mentions: dict[str, list[str]] = {}
        for mention in self.article.mentions:
            mentions.setdefault(mention.entity, []).append(mention.text)
        rows: dict[str, list[EntityRow]] = {group: [] for group in GROUPS}
        for i, entity in enumerate(self.article.entities):
            group, label = type_words(entity.type, self.schema)
            called = mentions[entity.id]
            others = tuple(dict.fromkeys(name for name in called if name != entity.name))
            value = value_text(entity.value)
            rows[group].append(EntityRow(i, entity.name, group, label, value, len(called), others))
        for group, found in rows.items():
            if found:
                yield GROUPS[group], tuple(sorted(found, key=lambda row: -row.mentions))


def _percent(score: float | None) -> int | None:
    return None if score is None else round(100 * score)


def _headline(text: str) -> str:
    """The first line of the text, cut at a word."""
    line = text.strip().partition("\n")[0].strip()
    if len(line) <= TITLE:
        return line
    start, space, _ = line[:TITLE].rpartition(" ")
    return (start if space else line[:TITLE]).rstrip(" ,;:–—-") + "…"


def _quote(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """A sentence in parts: its exact spans, and what stands between them."""
    at = start
    for first, last in sorted(spans):
        if last > at:
            if first > at:
                yield text[at:first], False
            yield text[max(at, first) : last], True
            at = last
    if at < end:
        yield text[at:end], False
