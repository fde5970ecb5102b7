"""The one object that runs through the house: an article and the facts marked in it."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsfacts.data.errors import DataError
from newsfacts.data.jsontext import json_problem

if TYPE_CHECKING:
    from newsfacts.data.facts import Fact

__all__ = ["Argument", "Article", "Entity", "Event", "Mention", "Relation"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name or refer to an entity: ``article.text[start:end] == text``."""

    type: str
    entity: str
    start: int
    end: int
    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """What all mentions with its id refer to. ``value`` is what a date or an amount means."""

    id: str
    type: str
    name: str
    value: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An entity in its role in an event."""

    role: str
    entity: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One trigger, its arguments, who says so (``source``, an entity id) and whether it happened."""

    id: str
    type: str
    start: int
    end: int
    text: str
    arguments: tuple[Argument, ...] = ()
    source: str | None = None
    factuality: str = "asserted"
    score: float | None = None
    source_score: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that the article states between two entities."""

    head: str
    type: str
    tail: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its mentions, entities, events and relations, gold or predicted.

    Offsets count Unicode code points, half open, into ``text`` exactly as it was given (not
    UTF-16 units, and never into a normalised copy: ``"İ".lower()`` is longer than ``"İ"``).

    Raises:
        DataError: a date that is not YYYY-MM-DD, a span that does not quote the text, an id used
            twice, a score that is no number, ``meta`` or a value that JSON cannot hold, or a reference
            to an entity that is not there. The message lists the first ten problems.
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    topic: str | None = None
    origin: str | None = None
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise DataError.of(f"article {self.id!r}", problems)

    def _problems(self) -> Iterator[str]:
        if self.date is not None and not is_date(self.date):
            yield f"date {self.date!r} is not a day written YYYY-MM-DD"
        for mark in self.marks:
            if not 0 <= mark.start < mark.end <= len(self.text):
                span = f"span {mark.start}:{mark.end} is not inside the text (0:{len(self.text)})"
                yield f"{mark.type} {mark.text!r}: {span}"
            elif (found := self.text[mark.start : mark.end]) != mark.text:
                yield f"{mark.type} {mark.text!r}: the text at {mark.start}:{mark.end} reads {found!r}"
        if not all(map(math.isfinite, self._scores())):
            yield "a score is not a finite number"
        for where, data in [("meta", self.meta), *((f"value of {e.id!r}", e.value) for e in self.entities)]:
            if data and (problem := json_problem(data)):
                yield f"{where}: {problem}"
        entities = {entity.id for entity in self.entities}
        if len(entities) != len(self.entities):
            yield "two entities bear the same id"
        if len({event.id for event in self.events}) != len(self.events):
            yield "two events bear the same id"
        mentioned = {mention.entity for mention in self.mentions}
        for missing in sorted(mentioned - entities):
            yield f"a mention names entity {missing!r}, which is not in entities"
        for empty in sorted(entities - mentioned):
            yield f"entity {empty!r} has no mention"
        for event in self.events:
            for argument in event.arguments:
                if argument.entity not in entities:
                    yield f"event {event.id}: {argument.role}={argument.entity!r} is no entity of the article"
            if event.source is not None and event.source not in entities:
                yield f"event {event.id}: source={event.source!r} is no entity of the article"
        for relation in self.relations:
            where = f"relation {relation.head} {relation.type} {relation.tail}"
            for end in (relation.head, relation.tail):
                if end not in entities:
                    yield f"{where}: {end!r} is no entity of the article"

    def _scores(self) -> list[float]:
        scores = [mention.score for mention in self.mentions] + [relation.score for relation in self.relations]
        for event in self.events:
            scores += [event.score, event.source_score]
            scores += [argument.score for argument in event.arguments]
        return [score for score in scores if score is not None]

    @property
    def has_scores(self) -> bool:
        """Whether anything in the article bears a score, as what a model found does."""
        return bool(self._scores())

    @property
    def marks(self) -> tuple[Mention | Event, ...]:
        """Mentions and triggers together, in the order of the text."""
        marks: list[Mention | Event] = [*self.mentions, *self.events]
        return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the article says, one fact an event and one a relation, by the news scheme: computed each time.

        For another scheme, see :func:`newsfacts.data.facts.facts`.
        """
        from newsfacts.data.facts import facts

        return facts(self)

    def mentions_of(self, entity: str) -> tuple[Mention, ...]:
        """The mentions of the entity with this id, in the order of the text."""
        return tuple(mention for mention in self.mentions if mention.entity == entity)

    def entity(self, id: str) -> Entity:
        """The entity with this id; raises ``KeyError`` if there is none."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(id)

    def posts_of(self, entity: str, relation: str = "has_role") -> tuple[Entity, ...]:
        """The posts that the entity with this id holds or held, by the relation that the news scheme has for it."""
        posts = {found.tail: None for found in self.relations if found.head == entity and found.type == relation}
        return tuple(self.entity(post) for post in posts)

    def to_dict(self) -> dict[str, Any]:
        """The article as plain data, in the JSON format of the README. Scores that are ``None`` are left out."""
        return {
            "id": self.id,
            "title": self.title,
            "date": self.date,
            **{key: value for key, value in (("topic", self.topic), ("origin", self.origin)) if value is not None},
            **({"meta": dict(self.meta)} if self.meta else {}),
            "text": self.text,
            "mentions": [
                _with_score(
                    {"type": m.type, "entity": m.entity, "start": m.start, "end": m.end, "text": m.text}, m.score
                )
                for m in self.mentions
            ],
            "entities": [
                {"id": e.id, "type": e.type, "name": e.name, "value": dict(e.value) if e.value is not None else None}
                for e in self.entities
            ],
            "events": [
                _with_score(
                    {
                        "id": x.id,
                        "type": x.type,
                        "start": x.start,
                        "end": x.end,
                        "text": x.text,
                        "arguments": [_with_score({"role": a.role, "entity": a.entity}, a.score) for a in x.arguments],
                        "source": x.source,
                        **({"source_score": x.source_score} if x.source_score is not None else {}),
                        "factuality": x.factuality,
                    },
                    x.score,
                )
                for x in self.events
            ],
            "relations": [
                _with_score({"head": r.head, "type": r.type, "tail": r.tail}, r.score) for r in self.relations
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Article:
        """Make an article from :meth:`to_dict`'s format.

        Only ``id`` and ``text`` must be there. Entities may be left out: they are then made
        from the mentions, named and typed after the first of each.

        Raises:
            DataError: a key that is missing, unknown or of the wrong type.
        """
        where = f"article {data.get('id')!r}" if isinstance(data, Mapping) else "article"
        record = _record(
            data,
            where,
            {"id": str, "text": str},
            {
                "title": str,
                "date": str,
                "topic": str,
                "origin": str,
                "meta": Mapping,
                "mentions": list,
                "entities": list,
                "events": list,
                "relations": list,
            },
        )
        mentions = tuple(
            Mention(
                **_record(
                    m,
                    f"{where}: mention {i}",
                    {"type": str, "entity": str, "start": int, "end": int, "text": str},
                    {"score": float},
                )
            )
            for i, m in enumerate(record.pop("mentions", None) or ())
        )
        entities = tuple(
            Entity(**_record(e, f"{where}: entity {i}", {"id": str, "type": str, "name": str}, {"value": Mapping}))
            for i, e in enumerate(record.pop("entities", None) or ())
        )
        events = tuple(_event(x, f"{where}: event {i}") for i, x in enumerate(record.pop("events", None) or ()))
        relations = tuple(
            Relation(**_record(r, f"{where}: relation {i}", {"head": str, "type": str, "tail": str}, {"score": float}))
            for i, r in enumerate(record.pop("relations", None) or ())
        )
        if not entities:
            first: dict[str, Mention] = {}
            for mention in mentions:
                first.setdefault(mention.entity, mention)
            entities = tuple(Entity(m.entity, m.type, m.text) for m in first.values())
        record["meta"] = record.get("meta") or {}
        return cls(mentions=mentions, entities=entities, events=events, relations=relations, **record)

    def to_json(self) -> str:
        """One line of JSON, pure ASCII where the text holds lone surrogates (UTF-8 cannot)."""
        line = json.dumps(self.to_dict(), ensure_ascii=False)
        try:
            line.encode("utf-8")
        except UnicodeEncodeError:
            return json.dumps(self.to_dict())
        return line


def is_date(text: str) -> bool:
    """Whether a text is a day written YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _with_score(record: dict[str, Any], score: float | None) -> dict[str, Any]:
    return record if score is None else {**record, "score": score}


def _event(data: Any, where: str) -> Event:
    record = _record(
        data,
        where,
        {"id": str, "type": str, "start": int, "end": int, "text": str},
        {"arguments": list, "source": str, "source_score": float, "factuality": str, "score": float},
    )
    arguments = tuple(
        Argument(**_record(a, f"{where}: argument {i}", {"role": str, "entity": str}, {"score": float}))
        for i, a in enumerate(record.pop("arguments", None) or ())
    )
    if record.get("factuality") is None:
        record.pop("factuality", None)
    return Event(arguments=arguments, **record)


def _record(data: Any, where: str, required: dict[str, type], optional: dict[str, type]) -> dict[str, Any]:
    """Check the keys and types of one JSON object; ``null`` stands for an optional key left out."""
    if not isinstance(data, Mapping):
        raise DataError(f"{where}: expected a JSON object, found {type(data).__name__}")
    accepted = {**required, **optional}
    problems = [f"key {key!r} is missing" for key in required if key not in data]
    problems += [f"unknown key {key!r}; accepted: {', '.join(accepted)}" for key in data if key not in accepted]
    record: dict[str, Any] = {}
    for key, value in data.items():
        kind = accepted.get(key)
        if kind is None or (value is None and key in optional):
            record[key] = value
        elif kind is float and isinstance(value, int | float) and not isinstance(value, bool):
            try:
                record[key] = float(value)
            except OverflowError:
                problems.append(f"{key!r} is too great a number")
        elif isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            record[key] = value
        else:
            problems.append(f"{key!r} must be {_NAMES[kind]}, found {type(value).__name__}")
    if problems:
        raise DataError.of(where, problems)
    return record


_NAMES: dict[type, str] = {str: "a string", int: "an integer", float: "a number", list: "a list", Mapping: "an object"}
