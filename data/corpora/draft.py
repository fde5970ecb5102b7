"""An article in the making: a reader adds what a corpus marks, and counts what finds no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from newsfacts.data.article import Argument, Article, Entity, Event, Mention, Relation

__all__ = ["Draft"]


class Draft:
    """Collects the marks of one text and makes an :class:`Article` of them.

    Offsets are characters of ``text``, half open. Ids of entities and events are unique in the article;
    an entity is typed and named after its first mention in the text, unless :meth:`entity` said otherwise.
    """

    def __init__(self, corpus: str, split: str | None, id: str, text: str, title: str | None = None) -> None:
        self.id, self.text, self.title = id, text, title
        self.date: str | None = None
        self.meta: dict[str, Any] = {"corpus": corpus, "split": split}
        self._mentions: list[Mention] = []
        self._entities: dict[str, Entity] = {}
        self._events: list[Event] = []
        self._relations: dict[Relation, None] = {}
        self._left_out: Counter[str] = Counter()

    def mention(self, type: str, start: int, end: int, entity: str | None = None) -> str:
        """Add a mention and return the id of its entity, a new one (``e1``, ``e2``, ...) where none is given."""
        entity = entity or f"e{len(self._mentions) + 1}"
        self._mentions.append(Mention(type, entity, start, end, self.text[start:end]))
        return entity

    def entity(self, id: str, type: str, name: str, value: dict[str, Any] | None = None) -> None:
        """Say what an entity is, where the corpus says more than its mentions do."""
        self._entities[id] = Entity(id, type, name, value)

    def event(
        self,
        type: str,
        start: int,
        end: int,
        arguments: Iterable[tuple[str, str]] = (),
        id: str | None = None,
        source: str | None = None,
        factuality: str = "asserted",
    ) -> str:
        """Add an event with its ``(role, entity)`` arguments and return its id: ``x1``, ``x2``, ... by default."""
        id = id or f"x{len(self._events) + 1}"
        marked = tuple(Argument(role, entity) for role, entity in dict.fromkeys(arguments))
        self._events.append(Event(id, type, start, end, self.text[start:end], marked, source, factuality))
        return id

    def relation(self, head: str, type: str, tail: str) -> None:
        """Add a relation; the same one twice counts once."""
        self._relations[Relation(head, type, tail)] = None

    def leave_out(self, what: str, count: int = 1) -> None:
        """Count something that the corpus marks and an article cannot hold."""
        self._left_out[what] += count

    def article(self) -> Article:
        """The article, its marks in the order of the text."""
        mentions = sorted(self._mentions, key=lambda mention: (mention.start, -mention.end))
        entities: dict[str, Entity] = {}
        for mention in mentions:
            entities.setdefault(
                mention.entity,
                self._entities.get(mention.entity) or Entity(mention.entity, mention.type, mention.text),
            )
        meta = dict(self.meta)
        if self._left_out:
            meta["left_out"] = dict(self._left_out)
        return Article(
            self.id,
            self.text,
            title=self.title,
            date=self.date,
            mentions=tuple(mentions),
            entities=tuple(entities.values()),
            events=tuple(sorted(self._events, key=lambda event: (event.start, event.end))),
            relations=tuple(self._relations),
            meta=meta,
        )
