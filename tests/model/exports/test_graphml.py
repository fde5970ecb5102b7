import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
from exported import exported
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import articles, odd_articles

from newsfacts.data import Article, Entity, Mention
from newsfacts.data.facts import facts


def read(path: Path) -> nx.MultiDiGraph:
    return nx.read_graphml(path, force_multigraph=True)


@settings(max_examples=10)
@given(st.lists(articles() | odd_articles(), max_size=3))
def test_every_entity_and_fact_is_there(found: list[Article]) -> None:
    with exported("graphml", *found) as path:
        made = read(path)
    nodes, edges = Counter(), Counter()
    for article in found:
        nodes.update(("entity", entity.type) for entity in article.entities)
        events = {event.id: event for event in article.events}
        for fact in facts(article):
            if fact.kind == "relation":
                edges["relation", fact.predicate, fact.subject[0].type, fact.object[0].type] += 1
                continue
            nodes["event", fact.predicate] += 1
            types = {entity.id: entity.type for entity in article.entities}
            given = {(a.role, a.entity) for id in fact.items for a in events[id].arguments}
            edges.update(("role", role, fact.predicate, types[id]) for role, id in given)
            if fact.source is not None:
                edges["source", "source", fact.predicate, fact.source.type] += 1
    assert Counter((data["kind"], data["type"]) for _, data in made.nodes(data=True)) == nodes
    assert edges == Counter(
        (data["kind"], data["label"], made.nodes[head]["type"], made.nodes[tail]["type"])
        for head, tail, data in made.edges(data=True)
    )


@settings(max_examples=25)
@given(st.text(min_size=1) | st.text("<>&\"'\r\n\t]\x00\x0b\ud800\ufffe", min_size=1))
def test_any_name_makes_good_xml(name: str) -> None:
    mention, entity = Mention("ORG", name, 0, len(name), name), Entity(name, "ORG", name)
    article = Article(name, name, mentions=(mention,), entities=(entity,))
    with exported("graphml", article) as path:
        made = read(path)
        found = ElementTree.parse(path).iter("{http://graphml.graphdrawing.org/xmlns}data")
        cells = {data.get("key"): data.text for data in found}
    legal = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", name)
    assert (cells["node_label"], cells["node_ref"], cells["node_article"]) == (legal, legal, legal)
    assert made.number_of_nodes() == 1


def test_what_a_graph_tells(article: Article) -> None:
    with exported("graphml", article) as path:
        made = read(path)
    names = nx.get_node_attributes(made, "label")
    told = {(names[head], data["label"], names[tail]) for head, tail, data in made.edges(data=True)}
    assert ("DISASTER: sank", "place", "Mindoro") in told
    assert ("DISASTER: sank", "source", "Coast Guard") in told
    assert ("Rosa Magsino", "has_role", "Admiral") in told
    (sank,) = (data for _, data in made.nodes(data=True) if data["label"] == "DISASTER: sank")
    assert (sank["article"], sank["date"], sank["factuality"]) == ("wire-0001", "2024-03-08", "asserted")
