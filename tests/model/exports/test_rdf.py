import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from exported import exported
from hypothesis import given, settings
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from strategies import articles, odd_articles

from newsfacts.data import Article, DataError, Entity, Relation, Schema
from newsfacts.data.facts import facts
from newsfacts.exports.rdf import NF, graph, open_turtle

PROV = Namespace("http://www.w3.org/ns/prov#")
SDO = Namespace("https://schema.org/")
ROLE = Namespace("urn:newsfacts:scheme:news:role:")
PREFIXES = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX schema: <https://schema.org/>
PREFIX nf: <urn:newsfacts:vocabulary:>
PREFIX event: <urn:newsfacts:scheme:news:event:>
PREFIX role: <urn:newsfacts:scheme:news:role:>
PREFIX relation: <urn:newsfacts:scheme:news:relation:>
"""


def parsed(path: Path, name: str) -> Graph:
    return Graph().parse(path, format={"turtle": "turtle", "jsonld": "json-ld"}[name])


@settings(max_examples=10)
@given(articles() | odd_articles())
def test_both_forms_say_what_the_graph_says(article: Article) -> None:
    other = Article("other" if article.id != "other" else "another", "Text.")
    expected = set(graph(article, Schema.default())) | set(graph(other, Schema.default()))
    for name in ("turtle", "jsonld"):
        with exported(name, article, other) as path:
            assert set(parsed(path, name)) == expected


@settings(max_examples=10)
@given(articles())
def test_every_fact_is_there(article: Article) -> None:
    made = graph(article, Schema.default())
    nodes = {str(made.value(node, SDO.identifier)): node for node in made.subjects(RDF.type, NF.Fact)}
    names = {node: str(id) for node, id in made.subject_objects(SDO.identifier)}
    told = facts(article)
    assert set(nodes) == {fact.id for fact in told}
    events = {event.id: event for event in article.events}
    for fact in told:
        node = nodes[fact.id]
        assert str(made.value(node, RDFS.label)) == fact.line
        source = made.value(node, PROV.wasAttributedTo)
        assert (None if source is None else names[source]) == (fact.source.id if fact.source else None)
        assert len(set(made.objects(node, PROV.wasDerivedFrom))) == len(fact.evidence)
        if fact.kind == "event":
            said = made.predicate_objects(node)
            roles = {(str(role).removeprefix(ROLE), names[id]) for role, id in said if role.startswith(ROLE)}
            assert roles == {(a.role, a.entity) for id in fact.items for a in events[id].arguments}
        else:
            ends = [made.value(node, end) for end in (RDF.subject, RDF.predicate, RDF.object)]
            assert tuple(ends) in made
            assert [names[ends[0]], names[ends[2]]] == [fact.subject[0].id, fact.object[0].id]


def test_a_question_about_source_and_evidence(article: Article) -> None:
    question = """SELECT ?who ?sentence ?words WHERE {
        ?fact a event:DISASTER ; role:place/schema:name "Mindoro" ; schema:location ?place ;
            prov:wasAttributedTo/schema:name ?who ; prov:wasDerivedFrom ?evidence ; nf:trigger ?words .
        ?evidence prov:value ?sentence ; prov:wasQuotedFrom/schema:datePublished "2024-03-08"^^xsd:date ;
            oa:hasSelector/oa:start 0 .
    }"""
    with exported("turtle", article) as path:
        (row,) = parsed(path, "turtle").query(PREFIXES + question)
    assert [str(cell) for cell in row][::2] == ["Coast Guard", "sank"]
    assert str(row[1]).startswith("A ferry carrying 212 passengers")


def test_values_are_typed(article: Article) -> None:
    dated = Entity("fri", "DATE", "Friday", {"start": "2024-03-08", "end": None})
    counted = Entity("n212", "NUMBER", "212", {"min": 212, "max": 212.5, "unit": "person"})
    entities = tuple({"fri": dated, "n212": counted}.get(entity.id, entity) for entity in article.entities)
    made = graph(replace(article, entities=entities), Schema.default())
    friday, number = (URIRef(f"urn:newsfacts:article:wire-0001:entity:{id}") for id in ("fri", "n212"))
    assert made.value(friday, SDO.startDate).toPython() == datetime.date(2024, 3, 8)
    assert made.value(friday, SDO.endDate) is None
    assert [made.value(number, key).toPython() for key in (SDO.minValue, SDO.maxValue)] == [212, 212.5]
    assert json.loads(str(made.value(number, NF.value))) == counted.value
    (sank,) = made.subjects(ROLE.time, friday)
    assert made.value(sank, SDO.startDate) == Literal(datetime.date(2024, 3, 8))


def test_relations_are_said_directly_too(article: Article) -> None:
    made = graph(article, Schema.default())
    entity = Namespace("urn:newsfacts:article:wire-0001:entity:")
    relation = Namespace("urn:newsfacts:scheme:news:relation:")
    assert (entity.magsino, relation.has_role, entity.admiral) in made
    assert (entity.magsino, SDO.hasOccupation, entity.admiral) in made
    assert (entity.coast_guard, relation.origin, entity.philippines) in made
    assert (entity.coast_guard, SDO.nationality, None) not in made
    founded = replace(article, relations=(Relation("magsino", "founder_of", "coast_guard"),))
    assert (entity.coast_guard, SDO.founder, entity.magsino) in graph(founded, Schema.default())


@pytest.mark.parametrize("id", ["a b", "a:b", "a/b", "é", "\ud800", '<>"{}|^`\\%20', "", "urn:x#y?z"])
def test_any_id_makes_an_iri_of_its_own(id: str) -> None:
    made = graph(Article(id, "Text."), Schema.default())
    node = made.value(None, RDF.type, SDO.NewsArticle)
    assert str(node).isascii()
    assert node.n3() == f"<{node}>"
    assert str(node).count(":") == 3
    for other in (f"{id} ", f"%{id}"):
        assert node not in graph(Article(other, "Text."), Schema.default()).subjects()


def test_an_id_comes_once(tmp_path: Path, article: Article) -> None:
    with open_turtle(tmp_path / "a.ttl", Schema.default()) as write:
        write(article)
        with pytest.raises(DataError, match="article 'wire-0001': an article of this id has been written"):
            write(Article("wire-0001", "Other."))
    assert set(Graph().parse(tmp_path / "a.ttl")) == set(graph(article, Schema.default()))
