"""Facts as RDF: in Turtle, and in JSON-LD.

What is said, with schema.org's terms where it has them (:mod:`newsfacts.exports.terms`)::

    <urn:newsfacts:article:wire-1>  a schema:NewsArticle, prov:Entity ;
        schema:identifier, schema:headline, schema:datePublished ; schema:mentions … entities .

    <…:entity:coast_guard>  a type:ORG, schema:Organization ;            (a prov:Agent where it is a source)
        schema:identifier, schema:name, schema:alternateName ;           (ids, and all other wordings)
        schema:startDate, schema:endDate ;                               (days of a DATE, xsd:date)
        schema:minValue, schema:maxValue, schema:unitText, schema:currency ;   (amounts)
        nf:value "{…}" .                                                 (the whole value as JSON)

    <…:fact:f1>  a nf:Fact, event:DISASTER, schema:Event, schema:Action, prov:Entity ;
        schema:identifier "f1" ; rdfs:label "A ferry sank …"@en ;
        role:patient, schema:object … ; schema:startDate, schema:endDate ;   (roles; its first known time)
        nf:factuality factuality:asserted ; nf:score 0.97 ; nf:trigger "sank" ;
        prov:wasAttributedTo <…:entity:coast_guard> ; prov:wasDerivedFrom <…:fact:f1:sentence:1> .

    <…:fact:f2>  a nf:Fact, rdf:Statement, prov:Entity ;                 (a relation)
        rdf:subject, rdf:predicate relation:member_of, rdf:object … .
    <…:entity:a>  relation:member_of, schema:memberOf  <…:entity:b> .    (and said directly)

    <…:fact:f1:sentence:1>  a prov:Entity, oa:SpecificResource ;
        prov:value "A ferry …" ; prov:wasQuotedFrom, oa:hasSource <urn:newsfacts:article:wire-1> ;
        oa:hasSelector <…:text:0-80> ; nf:mark <…:text:24-28> .          (the sentence; the exact marks in it)
    <…:text:24-28>  a oa:TextPositionSelector ; oa:start 24 ; oa:end 28 .

An event is there whether or not it happened: ask for its ``nf:factuality``. IRIs are made of ids alone, so the same
article always gets the same; whatever is not a letter, a digit or one of ``-._~`` is percent-encoded in them. Labels of
the scheme are under ``urn:newsfacts:scheme:NAME:``.

Turtle is one document, its prefixes first, then article by article. JSON-LD is one document too, a context and a graph
with a node a line. Altered: lone surrogates become U+FFFD. Left out: the text but for sentences of facts, topic, origin
and meta of articles; mentions but for their wordings; scores of arguments and sources.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from rdflib import PROV, RDF, RDFS, SDO, TIME, XSD, Graph, Literal, Namespace, URIRef
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from newsfacts.data.article import Article, Entity
from newsfacts.data.errors import DataError
from newsfacts.data.facts import Fact, facts
from newsfacts.data.intervals import interval
from newsfacts.data.output import Write, encodable, text_output
from newsfacts.data.schema import Schema
from newsfacts.exports.arguments import arguments
from newsfacts.exports.terms import class_of, relation_terms, role_terms

__all__ = ["graph", "open_jsonld", "open_turtle"]

NF = Namespace("urn:newsfacts:vocabulary:")
OA = Namespace("http://www.w3.org/ns/oa#")
_LOCAL = re.compile("[A-Za-z_][A-Za-z0-9_-]*")


def _prefixes(schema: Schema) -> dict[str, str]:
    scheme = f"urn:newsfacts:scheme:{_quoted(schema.name)}:"
    labels = {part: f"{scheme}{part}:" for part in ("type", "event", "role", "relation", "factuality")}
    common = {"nf": NF, "oa": OA, "prov": PROV, "rdf": RDF, "rdfs": RDFS, "schema": SDO, "time": TIME, "xsd": XSD}
    return {**labels, **{prefix: str(namespace) for prefix, namespace in common.items()}}


def graph(article: Article, schema: Schema) -> Graph:
    """The triples of one article."""
    made = Graph(bind_namespaces="none")
    for prefix, namespace in _prefixes(schema).items():
        made.bind(prefix, namespace)
    _Triples(article, schema, made).add()
    return made


@contextmanager
def open_turtle(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write a Turtle document as articles come."""
    with text_output(output) as file:
        for prefix, namespace in sorted(_prefixes(schema).items()):
            file.write(f"@prefix {prefix}: <{namespace}> .\n")

        def put(made: Graph) -> None:
            turtle = BytesIO()
            _Turtle(made).serialize(turtle, encoding="utf-8")
            file.write(turtle.getvalue().decode("utf-8"))

        with _writing(put, file, schema) as write:
            yield write


@contextmanager
def open_jsonld(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write a JSON-LD document as articles come."""
    prefixes = _prefixes(schema)
    with text_output(output) as file:
        file.write('{"@context": ' + json.dumps(prefixes, indent=1) + ',\n"@graph": [')
        before = "\n"

        def put(made: Graph) -> None:
            nonlocal before
            document = json.loads(made.serialize(format="json-ld", context=prefixes))
            del document["@context"]
            for node in document.get("@graph", [document]):  # a single node is the document itself
                file.write(before + json.dumps(node, ensure_ascii=False))
                before = ",\n"

        with _writing(put, file, schema) as write:
            yield write
        file.write("\n]}\n")


@contextmanager
def _writing(put: Callable[[Graph], None], file: IO[str], schema: Schema) -> Iterator[Write]:
    """Writes the graph of each article, once: two of one id would be one article of facts that neither tells."""
    # Ids lie in a temporary database that SQLite keeps on disk, so memory does not grow with their number.
    with closing(sqlite3.connect("")) as base:
        base.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")

        def write(article: Article) -> None:
            made = graph(article, schema)
            try:
                base.execute("INSERT INTO seen VALUES (?)", [_quoted(article.id)])
            except sqlite3.IntegrityError as error:
                raise DataError(f"article {article.id!r}: an article of this id has been written") from error
            put(made)
            file.flush()

        yield write


class _Turtle(TurtleSerializer):
    """Turtle without the prefixes at its head, and with short names for labels alone: ids stand in whole IRIs."""

    def startDocument(self) -> None:
        self._started = True

    def get_pname(self, uri: Node, gen_prefix: bool = True) -> str | None:
        if not isinstance(uri, URIRef):
            return None
        for prefix, namespace in self.store.namespaces():
            local = uri.removeprefix(namespace)
            if local != uri and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        return None


class _Triples:
    """Adds one article to a graph."""

    def __init__(self, article: Article, schema: Schema, made: Graph) -> None:
        self.article = article
        self.schema = schema
        self.made = made
        self.iri = f"urn:newsfacts:article:{_quoted(article.id)}"
        self.labels = {part: Namespace(iri) for part, iri in _prefixes(schema).items()}
        self.events = {event.id: event for event in article.events}
        self.entities = {entity.id: entity for entity in article.entities}

    def add(self) -> None:
        article, node = self.article, URIRef(self.iri)
        self._say(node, RDF.type, SDO.NewsArticle, PROV.Entity)
        self._say(node, SDO.identifier, article.id)
        self._say(node, SDO.headline, article.title)
        self._say(node, SDO.datePublished, _day(article.date))
        wordings: dict[str, dict[str, None]] = {}
        for mention in article.mentions:
            wordings.setdefault(mention.entity, {})[mention.text] = None
        for entity in article.entities:
            self._say(node, SDO.mentions, self._entity(entity.id))
            self._describe(entity, [words for words in wordings[entity.id] if words != entity.name])
        for fact in facts(article, self.schema):
            self._fact(fact)

    def _describe(self, entity: Entity, others: list[str]) -> None:
        node, value = self._entity(entity.id), entity.value or {}
        self._say(node, RDF.type, self._label("type", entity.type), class_of(entity.type))
        self._say(node, SDO.identifier, entity.id)
        self._say(node, SDO.name, entity.name)
        self._say(node, SDO.alternateName, *others)
        self._interval(node, entity.value)
        self._say(node, SDO.minValue, _number(value.get("min")))
        self._say(node, SDO.maxValue, _number(value.get("max")))
        for property, key in ((SDO.unitText, "unit"), (SDO.currency, "currency")):
            if isinstance(value.get(key), str):
                self._say(node, property, value[key])
        if entity.value is not None:
            self._say(node, NF.value, json.dumps(dict(entity.value), ensure_ascii=False))

    def _interval(self, node: URIRef, value: Mapping[str, Any] | None) -> None:
        for property, day in zip((SDO.startDate, SDO.endDate), interval(value) or (None, None), strict=True):
            self._say(node, property, _day(day))

    def _fact(self, fact: Fact) -> None:
        node = URIRef(f"{self.iri}:fact:{_quoted(fact.id)}")
        self._say(node, RDF.type, NF.Fact, PROV.Entity)
        self._say(node, SDO.identifier, fact.id)
        self._say(node, RDFS.label, Literal(encodable(fact.line), lang="en"))
        self._say(node, NF.factuality, self._label("factuality", fact.factuality))
        self._say(node, NF.score, None if fact.score is None else Literal(float(fact.score)))
        if fact.source is not None:
            source = self._entity(fact.source.id)
            self._say(source, RDF.type, PROV.Agent)
            self._say(node, PROV.wasAttributedTo, source)
        self._event(node, fact) if fact.kind == "event" else self._relation(node, fact)
        for number, evidence in enumerate(fact.evidence, 1):
            sentence = URIRef(f"{node}:sentence:{number}")
            self._say(node, PROV.wasDerivedFrom, sentence)
            self._say(sentence, RDF.type, PROV.Entity, OA.SpecificResource)
            self._say(sentence, PROV.value, self.article.text[evidence.start : evidence.end])
            self._say(sentence, PROV.wasQuotedFrom, URIRef(self.iri))
            self._say(sentence, OA.hasSource, URIRef(self.iri))
            self._say(sentence, OA.hasSelector, self._stretch(evidence.start, evidence.end))
            self._say(sentence, NF.mark, *(self._stretch(*span) for span in evidence.spans))

    def _event(self, node: URIRef, fact: Fact) -> None:
        self._say(node, RDF.type, self._label("event", fact.predicate), SDO.Event, SDO.Action)
        self._say(node, NF.trigger, *(self.events[id].text for id in fact.items))
        for role, id in arguments(fact, self.events):
            self._say(node, self._label("role", role), self._entity(id))
            for term in role_terms(role, self.entities[id].type):
                self._say(node, term, self._entity(id))
        times = [entity.value for role in self.schema.told.time for entity in fact.qualifiers.get(role, ())]
        self._interval(node, next(filter(interval, times), None))

    def _relation(self, node: URIRef, fact: Fact) -> None:
        (head,), (tail,) = fact.subject, fact.object
        ends, property = (self._entity(head.id), self._entity(tail.id)), self._label("relation", fact.predicate)
        self._say(node, RDF.type, RDF.Statement)
        self._say(node, RDF.subject, ends[0])
        self._say(node, RDF.predicate, property)
        self._say(node, RDF.object, ends[1])
        self._say(ends[0], property, ends[1])
        for term, backwards in relation_terms(fact.predicate, head.type, tail.type):
            self._say(ends[backwards], term, ends[not backwards])

    def _stretch(self, start: int, end: int) -> URIRef:
        node = URIRef(f"{self.iri}:text:{start}-{end}")
        self._say(node, RDF.type, OA.TextPositionSelector)
        self._say(node, OA.start, Literal(start))
        self._say(node, OA.end, Literal(end))
        return node

    def _entity(self, id: str) -> URIRef:
        return URIRef(f"{self.iri}:entity:{_quoted(id)}")

    def _label(self, part: str, label: str) -> URIRef:
        return self.labels[part][_quoted(label)]

    def _say(self, subject: URIRef, property: URIRef, *objects: Node | str | None) -> None:
        for given in objects:
            if given is not None:
                node = given if isinstance(given, URIRef | Literal) else Literal(encodable(str(given)))
                self.made.add((subject, property, node))


def _quoted(id: str) -> str:
    """An id, or a label, as a part of an IRI."""
    return quote(id.encode("utf-8", "surrogatepass"), safe="")


def _day(day: str | None) -> Literal | None:
    return None if day is None else Literal(day, datatype=XSD.date)


def _number(value: Any) -> Literal | None:
    return Literal(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
