"""Facts as a GraphML graph, for Gephi, yEd, Cytoscape, networkx.

Entities and events are nodes. An edge leads from an event to the entity in each of its roles, and to its source; a
relation is an edge from its head to its tail. Entities are those of one article: nothing joins them across articles.

Attributes of nodes: ``kind`` (``entity`` or ``event``), ``label`` (name; type and trigger), ``type``, ``article``
and ``ref`` (ids of the article and, in it, of the entity or fact), ``date`` (of the article), ``mentions`` (how
many) and ``value`` (JSON) of entities, ``line``, ``factuality`` and ``score`` of events. Of edges: ``kind``
(``role``, ``source`` or ``relation``), ``label`` (the role or type of relation), ``article``, ``date``, ``ref`` (the
fact), and ``line``, ``factuality`` and ``score`` of relations.

Characters that XML 1.0 does not allow (most controls, lone surrogates) are written as U+FFFD.

Left out: texts, titles, topics, origins and meta of articles; other wordings, offsets and scores of mentions; scores
of arguments and sources; evidence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from newsfacts.data.article import Article
from newsfacts.data.facts import facts
from newsfacts.data.output import Write, text_output
from newsfacts.data.schema import Schema
from newsfacts.exports.arguments import arguments
from newsfacts.exports.characters import legal

__all__ = ["open_graphml"]

_KEYS = {
    "node": {
        **dict.fromkeys(("kind", "label", "type", "article", "ref", "date"), "string"),
        **{"mentions": "int", "value": "string", "line": "string", "factuality": "string", "score": "double"},
    },
    "edge": {
        **dict.fromkeys(("kind", "label", "article", "ref", "date", "line", "factuality"), "string"),
        "score": "double",
    },
}
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


@contextmanager
def open_graphml(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write nodes and edges as articles come."""
    numbers, edges = count(), count()
    with text_output(output) as file:
        file.write(_HEAD)
        for part, keys in _KEYS.items():
            for name, type in keys.items():
                file.write(f'<key id="{part}_{name}" for="{part}" attr.name="{name}" attr.type="{type}"/>\n')
        file.write('<graph id="facts" edgedefault="directed">\n')

        def write(article: Article) -> None:
            elements = list(_elements(article, schema, numbers, edges))
            file.write("".join(elements))
            file.flush()

        yield write
        file.write("</graph>\n</graphml>\n")


def _elements(article: Article, schema: Schema, numbers: Iterator[int], edges: Iterator[int]) -> Iterator[str]:
    nodes: dict[str, str] = {}
    about = {"article": article.id, "date": article.date}

    def node(key: str, ref: str, **data: Any) -> str:
        nodes[key] = f"n{next(numbers)}"
        return _element("node", {"id": nodes[key]}, {**data, **about, "ref": ref})

    def edge(source: str, target: str, ref: str, **data: Any) -> str:
        ends = {"id": f"e{next(edges)}", "source": nodes[source], "target": nodes[target]}
        return _element("edge", ends, {**data, **about, "ref": ref})

    mentions = Counter(mention.entity for mention in article.mentions)
    for entity in article.entities:
        value = None if entity.value is None else json.dumps(dict(entity.value), ensure_ascii=False)
        told: dict[str, Any] = {"label": entity.name, "type": entity.type, "value": value}
        yield node(f"entity {entity.id}", entity.id, kind="entity", mentions=mentions[entity.id], **told)
    events = {event.id: event for event in article.events}
    for fact in facts(article, schema):
        told = {"line": fact.line, "factuality": fact.factuality, "score": fact.score}
        if fact.kind == "relation":
            (head,), (tail,) = fact.subject, fact.object
            yield edge(f"entity {head.id}", f"entity {tail.id}", fact.id, kind="relation", label=fact.predicate, **told)
            continue
        key = f"fact {fact.id}"
        label = f"{fact.predicate}: {events[fact.items[0]].text}"
        yield node(key, fact.id, kind="event", label=label, type=fact.predicate, **told)
        for role, id in arguments(fact, events):
            yield edge(key, f"entity {id}", fact.id, kind="role", label=role)
        if fact.source is not None:
            yield edge(key, f"entity {fact.source.id}", fact.id, kind="source", label="source")


def _element(name: str, attributes: Mapping[str, str], data: Mapping[str, Any]) -> str:
    """A node or an edge with what is known of it."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    known = ((key, _escaped(str(value))) for key, value in data.items() if value is not None)
    inside = "".join(f'<data key="{name}_{key}">{value}</data>' for key, value in known)
    return f"<{name}{given}>{inside}</{name}>\n"


def _escaped(text: str) -> str:
    """Text of an element. A carriage return would be read as a line feed if it stood there itself."""
    return escape(legal(text), {"\r": "&#13;"})
