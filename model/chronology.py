"""Dated facts of any number of articles in the order of time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.facts import Fact
from newsfacts.data.intervals import Interval, interval
from newsfacts.data.schema import Schema

__all__ = ["Chronology", "when"]


def when(fact: Fact, schema: Schema) -> Interval | None:
    """The first and the last day of a fact, as the first of its times that is known says; ``None`` without one."""
    times = (interval(entity.value) for role in schema.told.time for entity in fact.qualifiers.get(role, ()))
    return next((days for days in times if days is not None), None)


class Chronology:
    """Sorts dated events by their first day, then the last, then as they came.

    They wait in a temporary SQLite database that goes to disk when it grows, so that memory stays bounded.

    Attributes:
        undated: events that had no date, or none that could be resolved; they are left out.
    """

    columns = ("start", "end", "line", "event", "factuality", "source", "score", "article", "title", "date")

    def __init__(self) -> None:
        self.undated = 0
        self._facts = sqlite3.connect("")
        self._facts.execute("CREATE TABLE facts (start TEXT, end TEXT, record TEXT)")

    def add(self, article: Article, facts: tuple[Fact, ...], schema: Schema) -> None:
        """Take in the events of an article."""
        for fact in facts:
            if fact.kind != "event":
                continue
            days = when(fact, schema)
            if days is None:
                self.undated += 1
                continue
            start, end = days
            record = {
                "start": start,
                "end": end,
                "line": fact.line,
                "event": fact.predicate,
                "factuality": fact.factuality,
                "source": fact.source.name if fact.source is not None else None,
                "score": fact.score,
                "article": article.id,
                "title": article.title,
                "date": article.date,
            }
            # ASCII, since SQLite takes no lone surrogates.
            self._facts.execute("INSERT INTO facts VALUES (?, ?, ?)", (start or end, end or start, json.dumps(record)))

    def records(self) -> Iterator[dict[str, Any]]:
        """One record a dated event."""
        for (record,) in self._facts.execute("SELECT record FROM facts ORDER BY start, end, rowid"):
            yield json.loads(record)

    rows = records
