"""DocRED (https://github.com/thunlp/DocRED): an array of documents, with entities and relations on tokens.

``title``, ``sents`` (tokens), ``vertexSet`` (entities, each a list of mentions with ``sent_id``, ``pos``, ``type`` and
``name``) and ``labels`` (relations: ``h`` and ``t`` count the entities, ``r``) are DocRED's. What it has no place for
stands under ``newsfacts``, which other readers pass over: id, header, text, names and values of entities, and events.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsfacts.data import tokens
from newsfacts.data.article import Article, Mention
from newsfacts.data.corpora.detokenise import detokenise_sentences
from newsfacts.data.errors import DataError
from newsfacts.data.jsonarray import array_writer, elements
from newsfacts.data.output import Write
from newsfacts.data.schema import Schema

__all__ = ["article_of", "document_of", "open_writer", "read"]


def read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    """Each document's article, or the error that stands in its place."""
    try:
        for where, document in elements(path):
            try:
                article = article_of(document, schema)
                schema.check(article)
            except DataError as error:
                yield DataError.of(where, error.problems)
            else:
                yield article
    except DataError as error:
        yield error


@contextmanager
def open_writer(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write documents to a file or standard output."""
    with array_writer(output) as write_element:
        yield lambda article: write_element(document_of(article))


def document_of(article: Article) -> dict[str, Any]:
    """The article as a document of DocRED.

    Raises:
        DataError: marks that overlap or that are not whole words.
    """
    spans = tokens.sentences(article)
    places = tokens.places(article, spans)
    vertices: dict[str, list[dict[str, Any]]] = {entity.id: [] for entity in article.entities}
    for mention in article.mentions:
        sentence, first, last = places[mention.start, mention.end]
        vertex = {"name": mention.text, "pos": [first, last], "sent_id": sentence, "type": mention.type}
        vertices[mention.entity].append(vertex if mention.score is None else {**vertex, "score": mention.score})
    fields = article.to_dict()
    index = {id: i for i, id in enumerate(vertices)}
    labels = []
    for relation in fields.pop("relations"):
        head, tail = index[relation.pop("head")], index[relation.pop("tail")]
        labels.append({"h": head, "t": tail, "r": relation.pop("type"), "evidence": [], **relation})
    del fields["mentions"]
    return {
        "title": article.title or article.id,
        "sents": [[article.text[start:end] for start, end in sentence] for sentence in spans],
        "vertexSet": list(vertices.values()),
        "labels": labels,
        "newsfacts": fields,
    }


def article_of(document: Any, schema: Schema) -> Article:
    """The article of a document of DocRED.

    Raises:
        DataError: a key that is missing or not as it should be.
    """
    match document:
        case {"title": str(title), "sents": list(sents), "vertexSet": list(vertices)}:
            pass
        case _:
            raise DataError("accepted: an object with title, sents and vertexSet (DocRED)")
    if not all(isinstance(sent, list) and all(isinstance(token, str) for token in sent) for sent in sents):
        raise DataError("sents: accepted: a list of sentences, each a list of tokens")
    own = document.get("newsfacts") or {}
    if not isinstance(own, dict) or not isinstance(own.get("entities", []), list):
        raise DataError("newsfacts: accepted: an object")
    if isinstance(own.get("text"), str):
        text = own["text"]
        flat = iter(tokens.align(text, [token for sent in sents for token in sent]))
        spans = [[next(flat) for _ in sent] for sent in sents]
    else:
        text, spans = detokenise_sentences(sents)
    told, labels = own.get("entities", []), document.get("labels") or []
    if not isinstance(labels, list):
        raise DataError("labels: accepted: a list")
    if told and (len(told) != len(vertices) or not all(isinstance(entity, dict) for entity in told)):
        raise DataError(f"newsfacts: {len(told)} entities, but vertexSet has {len(vertices)}")
    ids = [str(entity.get("id")) for entity in told] or [f"e{i}" for i in range(1, len(vertices) + 1)]
    mentions: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    for number, (id, vertex) in enumerate(zip(ids, vertices, strict=True)):
        found = [_mention(mention, id, text, spans, f"vertexSet {number}") for mention in _objects(vertex, number)]
        made = schema.entity_of(id, [Mention(**{**mention, "score": None}) for mention in found])
        mentions += found
        entities.append({"id": id, "type": made.type, "name": made.name, **(told[number] if told else {})})
    relations = [_relation(label, ids) for label in labels]
    return Article.from_dict(
        {
            **{"id": title, **own, "text": text},
            "mentions": sorted(mentions, key=lambda mention: (mention["start"], mention["end"])),
            "entities": entities,
            "relations": relations,
        }
    )


def _objects(vertex: Any, number: int) -> list[dict[str, Any]]:
    if not isinstance(vertex, list) or not vertex or not all(isinstance(mention, dict) for mention in vertex):
        raise DataError(f"vertexSet {number}: accepted: a list of mentions, at least one")
    return vertex


def _mention(mention: dict[str, Any], id: str, text: str, spans: list[Any], where: str) -> dict[str, Any]:
    match mention:
        case {"sent_id": int(sentence), "pos": [int(first), int(last)], "type": str(type)}:
            pass
        case _:
            raise DataError(f"{where}: accepted: mentions with sent_id, pos [first, last] and type")
    if not (0 <= sentence < len(spans) and 0 <= first < last <= len(spans[sentence])):
        raise DataError(f"{where}: tokens {first}:{last} of sentence {sentence} are not there")
    start, end = spans[sentence][first][0], spans[sentence][last - 1][1]
    score = {"score": mention["score"]} if mention.get("score") is not None else {}
    return {"type": type, "entity": id, "start": start, "end": end, "text": text[start:end], **score}


def _relation(label: Any, ids: list[str]) -> dict[str, Any]:
    match label:
        case {"h": int(head), "t": int(tail), "r": str(type)} if 0 <= head < len(ids) and 0 <= tail < len(ids):
            score = {"score": label["score"]} if label.get("score") is not None else {}
            return {"head": ids[head], "type": type, "tail": ids[tail], **score}
        case _:
            raise DataError(f"labels: {label!r}: accepted: h and t, numbers of entities from 0, and r, a relation")
