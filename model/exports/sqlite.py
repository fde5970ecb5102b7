"""Articles and their facts as an SQLite database.

Everything of an article is in it, so that it can be made again from the tables; keys are whole numbers::

    articles (article, id, title, date, topic, origin, meta, text)
    entities (entity, article, id, type, name, value)
    mentions (mention, entity, type, start, end, text, score)
    events (event, article, id, type, start, end, text, source → entities, factuality, score, source_score)
    arguments (argument, event, role, entity, score)
    relations (relation, head → entities, type, tail → entities, score)

and with it the fact view, which is worked out from these (:mod:`newsfacts.data.facts`)::

    facts (fact, article, id, kind, predicate, source → entities, factuality, score, line)
    fact_events (fact, event)             the events that were joined
    fact_entities (fact, role, entity)    role: subject, object, or the name of the qualifier
    evidence (evidence, fact, start, end, sentence)
    spans (evidence, start, end)          the exact marks in a sentence

The column before the others, of the table's name in the singular, is its primary key; a column of that name elsewhere
refers to it. ``value`` and ``meta`` are JSON (``json_extract(value, '$.min')``, ``value ->> 'start'``). Offsets count
code points of the article's text, half open, so ``substr(text, start + 1, end - start)`` is the mark.

Rows are committed every 1,000 articles, so memory does not grow with their number. Altered: lone surrogates, which
become U+FFFD.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.facts import Fact, facts
from newsfacts.data.output import Write, atomic_path, encodable
from newsfacts.data.schema import Schema

__all__ = ["open_sqlite"]

BATCH = 1_000  # articles between commits

_TABLES = """
CREATE TABLE articles (
    article INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, date TEXT, topic TEXT, origin TEXT,
    meta TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE entities (
    entity INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles, id TEXT NOT NULL, type TEXT NOT NULL,
    name TEXT NOT NULL, value TEXT, UNIQUE (article, id)
);
CREATE TABLE mentions (
    mention INTEGER PRIMARY KEY, entity INTEGER NOT NULL REFERENCES entities, type TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, score REAL
);
CREATE TABLE events (
    event INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles, id TEXT NOT NULL, type TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, source INTEGER REFERENCES entities,
    factuality TEXT NOT NULL, score REAL, source_score REAL, UNIQUE (article, id)
);
CREATE TABLE arguments (
    argument INTEGER PRIMARY KEY, event INTEGER NOT NULL REFERENCES events, role TEXT NOT NULL,
    entity INTEGER NOT NULL REFERENCES entities, score REAL
);
CREATE TABLE relations (
    relation INTEGER PRIMARY KEY, head INTEGER NOT NULL REFERENCES entities, type TEXT NOT NULL,
    tail INTEGER NOT NULL REFERENCES entities, score REAL
);
CREATE TABLE facts (
    fact INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles, id TEXT NOT NULL, kind TEXT NOT NULL,
    predicate TEXT NOT NULL, source INTEGER REFERENCES entities, factuality TEXT NOT NULL, score REAL,
    line TEXT NOT NULL, UNIQUE (article, id)
);
CREATE TABLE fact_events (
    fact INTEGER NOT NULL REFERENCES facts, event INTEGER NOT NULL REFERENCES events, PRIMARY KEY (fact, event)
) WITHOUT ROWID;
CREATE TABLE fact_entities (
    fact INTEGER NOT NULL REFERENCES facts, role TEXT NOT NULL, entity INTEGER NOT NULL REFERENCES entities
);
CREATE TABLE evidence (
    evidence INTEGER PRIMARY KEY, fact INTEGER NOT NULL REFERENCES facts, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, sentence TEXT NOT NULL
);
CREATE TABLE spans (evidence INTEGER NOT NULL REFERENCES evidence, start INTEGER NOT NULL, "end" INTEGER NOT NULL);
"""
# Made at the end, which is faster than row by row.
_INDEXES = """
CREATE INDEX mentions_entity ON mentions (entity);
CREATE INDEX arguments_event ON arguments (event);
CREATE INDEX arguments_entity ON arguments (entity);
CREATE INDEX relations_head ON relations (head);
CREATE INDEX relations_tail ON relations (tail);
CREATE INDEX fact_entities_fact ON fact_entities (fact);
CREATE INDEX fact_entities_entity ON fact_entities (entity);
CREATE INDEX evidence_fact ON evidence (fact);
CREATE INDEX spans_evidence ON spans (evidence);
"""


@contextmanager
def open_sqlite(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write rows as articles come; the database appears when it is complete.

    Raises:
        DataError: no file; from ``write``, an article whose id was written before.
    """
    if output is None:
        raise DataError("standard output: sqlite is no text; accepted: a file")
    with atomic_path(output) as scratch, closing(sqlite3.connect(scratch, isolation_level=None)) as base:
        # Until it has its name, nobody needs the file after a crash.
        base.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;")
        base.executescript(_TABLES)
        base.execute("BEGIN")
        count = 0

        def write(article: Article) -> None:
            nonlocal count
            base.execute("SAVEPOINT article")
            try:
                _Rows(base, article, schema).insert()
            except BaseException as error:
                base.execute("ROLLBACK TO article")
                if isinstance(error, sqlite3.IntegrityError):
                    twice = "an article of this id" if "articles.id" in str(error) else "something in it of one id"
                    raise DataError(f"article {article.id!r}: {twice} has been written") from error
                raise
            finally:
                base.execute("RELEASE article")
            count += 1
            if count % BATCH == 0:
                base.execute("COMMIT")
                base.execute("BEGIN")

        yield write
        base.execute("COMMIT")
        base.executescript(_INDEXES)


class _Rows:
    """Inserts one article."""

    def __init__(self, base: sqlite3.Connection, article: Article, schema: Schema) -> None:
        self.base = base
        self.article = article
        self.facts = facts(article, schema)

    def insert(self) -> None:
        article = self.article
        number = self._row(
            "articles",
            article.id,
            article.title,
            article.date,
            article.topic,
            article.origin,
            _json(article.meta),
            article.text,
        )
        entities = {
            entity.id: self._row(
                "entities",
                number,
                entity.id,
                entity.type,
                entity.name,
                None if entity.value is None else _json(entity.value),
            )
            for entity in article.entities
        }
        for m in article.mentions:
            self._row("mentions", entities[m.entity], m.type, m.start, m.end, m.text, m.score)
        events: dict[str, int] = {}
        for x in article.events:
            source = None if x.source is None else entities[x.source]
            events[x.id] = self._row(
                "events", number, x.id, x.type, x.start, x.end, x.text, source, x.factuality, x.score, x.source_score
            )
            for a in x.arguments:
                self._row("arguments", events[x.id], a.role, entities[a.entity], a.score)
        for r in article.relations:
            self._row("relations", entities[r.head], r.type, entities[r.tail], r.score)
        for fact in self.facts:
            self._fact(fact, number, entities, events)

    def _fact(self, fact: Fact, article: int, entities: Mapping[str, int], events: Mapping[str, int]) -> None:
        source = None if fact.source is None else entities[fact.source.id]
        number = self._row(
            "facts", article, fact.id, fact.kind, fact.predicate, source, fact.factuality, fact.score, fact.line
        )
        self._rows("fact_events", ((number, events[id]) for id in fact.items))
        parts = [("subject", fact.subject), ("object", fact.object), *fact.qualifiers.items()]
        self._rows("fact_entities", ((number, role, entities[e.id]) for role, given in parts for e in given))
        for evidence in fact.evidence:
            sentence = self.article.text[evidence.start : evidence.end]
            key = self._row("evidence", number, evidence.start, evidence.end, sentence)
            self._rows("spans", ((key, start, end) for start, end in evidence.spans))

    def _row(self, table: str, *cells: Any) -> int:
        """Insert a row under the next number, and return that."""
        marks = ", ".join("?" * len(cells))
        number = self.base.execute(f"INSERT INTO {table} VALUES (NULL, {marks})", list(map(_cell, cells))).lastrowid
        assert number is not None
        return number

    def _rows(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert rows that have no number of their own."""
        rows = [tuple(map(_cell, row)) for row in rows]
        if rows:
            self.base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _cell(value: Any) -> Any:
    return encodable(value) if isinstance(value, str) else value


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
