"""The facts of an article as rows of a table, for CSV and Parquet.

One row a fact of :func:`newsfacts.data.facts.facts`, in the order of the article. Columns marked * are lists: in
Parquet real ones, in CSV joined by ``"; "`` (see :mod:`newsfacts.exports.csv`). A cell is empty (null) where the
article does not tell.

=========================  =======  ===================================================================================
column                     type     what it holds
=========================  =======  ===================================================================================
``article``                text     id of the article
``title``                  text     its title
``date``                   date     the day it appeared
``fact``                   text     id of the fact in its article: ``f1``, ``f2`` …
``kind``                   text     ``event`` or ``relation``
``predicate``              text     type of the event or relation
``subject``                text*    canonical names of who does it; the head of a relation
``subject_id``             text*    their ids in the article
``subject_type``           text*    their types
``object``                 text*    who or what it is done to; the tail of a relation
``object_id``              text*    their ids
``object_type``            text*    their types
one for each further role  text*    names, by the scheme's view; of the news scheme: ``recipient``, ``origin``,
                                    ``destination``, ``place``, ``time``, ``amount``, ``instrument``, ``position``
``other``                  text*    ``role: name`` for roles that the scheme does not have
``time_start``             date     first day of the first time whose days are known
``time_end``               date     last day, included
``amount_min``             number   least of the first amount, be it a qualifier or (``quantity``, ``age``) the object
``amount_max``             number   most; equal to the least where the words name one number
``amount_unit``            text     ``kilometer``, ``percent`` …
``amount_currency``        text     ISO 4217
``amount_approximate``     flag     whether its words hedge ("about 40")
``amount_against``         number   the other side of a tally ("2-1")
``source``                 text     name of whom the article credits
``source_id``              text     its id
``source_type``            text     its type
``factuality``             text     ``asserted``, ``negated``, ``future`` or ``uncertain``
``score``                  number   confidence, 0 to 1; empty for annotation by hand
``line``                   text     the fact in plain English
``trigger``                text*    the words of the events that were joined
``event``                  text*    their ids
``sentence``               text*    the sentences that tell it
``sentence_start``         whole*   where each begins, in code points of the article's text
``sentence_end``           whole*   where each ends (the first code point after it)
``span_start``             whole*   where each mark in these sentences that tells the fact begins
``span_end``               whole*   where it ends
=========================  =======  ===================================================================================

Left out: the article's text beyond these sentences, its topic, origin and meta; entities and mentions that are in no
fact; ids of qualifiers; scores of arguments and sources; of values what has no column (``duration``, ``every`` …).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from newsfacts.data.article import Article, Entity
from newsfacts.data.facts import Fact, facts
from newsfacts.data.intervals import interval
from newsfacts.data.output import encodable
from newsfacts.data.schema import Schema

__all__ = ["Column", "columns", "rows"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``many``: each of its cells is a list."""

    name: str
    type: Literal["text", "date", "number", "whole", "flag"] = "text"
    many: bool = False


_BEFORE = (
    *(Column("article"), Column("title"), Column("date", "date"), Column("fact"), Column("kind"), Column("predicate")),
    *(Column(f"{end}{part}", many=True) for end in ("subject", "object") for part in ("", "_id", "_type")),
)
_AFTER = (
    *(Column("other", many=True), Column("time_start", "date"), Column("time_end", "date")),
    *(Column("amount_min", "number"), Column("amount_max", "number"), Column("amount_unit")),
    *(Column("amount_currency"), Column("amount_approximate", "flag"), Column("amount_against", "number")),
    *(Column("source"), Column("source_id"), Column("source_type"), Column("factuality"), Column("score", "number")),
    *(Column("line"), Column("trigger", many=True), Column("event", many=True), Column("sentence", many=True)),
    *(Column(f"{what}_{end}", "whole", many=True) for what in ("sentence", "span") for end in ("start", "end")),
)


def columns(schema: Schema) -> tuple[Column, ...]:
    """The columns of a scheme, in their order."""
    return (*_BEFORE, *(Column(name, many=True) for name in _roles(schema).values()), *_AFTER)


def _roles(schema: Schema) -> dict[str, str]:
    """The column of each role that is neither subject nor object: its name, unless another column bears that."""
    ends = (*schema.told.subject, *schema.told.object)
    taken = {column.name for column in (*_BEFORE, *_AFTER)} | {role.name for role in schema.roles}
    named: dict[str, str] = {}
    for role in schema.roles:
        if role.name in ends:
            continue
        name = role.name
        if name in {column.name for column in (*_BEFORE, *_AFTER)}:
            while name in taken:
                name += "_role"
            taken.add(name)
        named[role.name] = name
    return named


def rows(article: Article, schema: Schema) -> Iterator[dict[str, Any]]:
    """The cells of each fact, by the name of their column; those that are not there are empty."""
    named = _roles(schema)
    for fact in facts(article, schema):
        row = {**_head(article, fact), **_roles_of(fact, named), **_values(fact, schema), **_evidence(article, fact)}
        yield {name: _clean(cell) for name, cell in row.items()}


def _head(article: Article, fact: Fact) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "article": article.id,
        "title": article.title,
        "date": None if article.date is None else datetime.date.fromisoformat(article.date),
        "fact": fact.id,
        "kind": fact.kind,
        "predicate": fact.predicate,
        "factuality": fact.factuality,
        "score": fact.score,
        "line": fact.line,
    }
    for end, entities in (("subject", fact.subject), ("object", fact.object)):
        cells[end] = [entity.name for entity in entities]
        cells[f"{end}_id"] = [entity.id for entity in entities]
        cells[f"{end}_type"] = [entity.type for entity in entities]
    if fact.source is not None:
        cells.update(source=fact.source.name, source_id=fact.source.id, source_type=fact.source.type)
    return cells


def _roles_of(fact: Fact, named: Mapping[str, str]) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for role, entities in fact.qualifiers.items():
        for entity in entities:
            if role in named:
                cells.setdefault(named[role], []).append(entity.name)
            else:
                cells.setdefault("other", []).append(f"{role}: {entity.name}")
    return cells


def _values(fact: Fact, schema: Schema) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    times = [entity for role in schema.told.time for entity in fact.qualifiers.get(role, ())]
    days = next(filter(None, (interval(entity.value) for entity in times)), None)
    if days is not None:
        first, last = (None if day is None else datetime.date.fromisoformat(day) for day in days)
        cells.update(time_start=first, time_end=last)
    amount = next(_amounts([*(entity for group in fact.qualifiers.values() for entity in group), *fact.object]), None)
    if amount is not None:
        cells.update({f"amount_{key}": _number(amount.get(key)) for key in ("min", "max", "against")})
        cells.update({f"amount_{key}": _text(amount.get(key)) for key in ("unit", "currency")})
        cells["amount_approximate"] = amount.get("approximate") is True
    return cells


def _amounts(entities: Iterable[Entity]) -> Iterator[Mapping[str, Any]]:
    for entity in entities:
        if entity.value is not None and any(_number(entity.value.get(end)) is not None for end in ("min", "max")):
            yield entity.value


def _number(value: Any) -> float | None:
    """A number that a double can hold; articles may bear values of any kind."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _evidence(article: Article, fact: Fact) -> dict[str, Any]:
    events = {event.id: event for event in article.events} if fact.items else {}
    spans = [span for evidence in fact.evidence for span in evidence.spans]
    return {
        "trigger": [events[id].text for id in fact.items],
        "event": list(fact.items),
        "sentence": [article.text[evidence.start : evidence.end] for evidence in fact.evidence],
        "sentence_start": [evidence.start for evidence in fact.evidence],
        "sentence_end": [evidence.end for evidence in fact.evidence],
        "span_start": [start for start, _ in spans],
        "span_end": [end for _, end in spans],
    }


def _clean(cell: Any) -> Any:
    if isinstance(cell, str):
        return encodable(cell)
    return [_clean(item) for item in cell] if isinstance(cell, list) else cell
