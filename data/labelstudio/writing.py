"""An article as a task of Label Studio."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.ends import Ends
from newsfacts.data.labelstudio.config import ENTITY, FACTUALITY, LABEL, SOURCE, TEXT
from newsfacts.data.schema import Schema

__all__ = ["HEADER", "task_of"]

HEADER = ("id", "title", "date", "topic", "origin", "meta")
_REGION = re.compile(r"[A-Za-z0-9_-]+")


def task_of(article: Article, schema: Schema) -> dict[str, Any]:
    """The task, ready to be imported: its ``data`` and one annotation, or one prediction if the article has scores."""
    fields = article.to_dict()
    # Keys are typed and regions named in Label Studio, so these are ids of its own where the article's do not do.
    keys = _keys((entity.id for entity in article.entities), "e", lambda id: id.strip() == id != "")
    regions = _keys((event.id for event in article.events), "x", lambda id: _REGION.fullmatch(id) is not None)
    entities = {keys[id]: told for id in keys if (told := _told(article, id, keys[id], schema))}
    events = {region: id for id, region in regions.items() if region != id}
    order = [keys[entity.id] for entity in article.entities]
    data = {
        **{key: fields[key] for key in HEADER if fields.get(key) is not None},
        "heading": " ".join(filter(None, (article.date, article.title))) or article.id,
        "text": article.text,
        **({"entities": entities} if entities else {}),
        **({"events": events} if events else {}),
        **({"order": order} if order != list(dict.fromkeys(keys[m.entity] for m in article.mentions)) else {}),
    }
    result = list(_results(article, schema, keys, regions))
    if not article.has_scores:
        return {"data": data, "annotations": [{"result": result}] if result else []}
    scores = [mark.score for mark in article.marks if mark.score is not None]
    mean = {"score": sum(scores) / len(scores)} if scores else {}
    return {"data": data, "predictions": [{"model_version": "newsfacts", **mean, "result": result}]}


def _keys(ids: Iterable[str], prefix: str, fits: Callable[[str], bool]) -> dict[str, str]:
    ids = list(ids)
    taken = set(ids)
    fresh = (name for number in itertools.count(1) if (name := f"{prefix}{number}") not in taken)
    return {id: id if fits(id) else next(fresh) for id in ids}


def _told(article: Article, id: str, key: str, schema: Schema) -> dict[str, Any]:
    """What the mentions of an entity do not tell about it."""
    entity = article.entity(id)
    told: dict[str, Any] = {} if key == id else {"id": id}
    if replace(entity, value=None) != schema.entity_of(id, article.mentions_of(id)):
        told.update(type=entity.type, name=entity.name)
    if entity.value is not None:
        told["value"] = dict(entity.value)
    return told


def _results(
    article: Article, schema: Schema, keys: dict[str, str], regions: dict[str, str]
) -> Iterator[dict[str, Any]]:
    ends = Ends(article, schema)
    taken = set(regions.values())
    fresh = (name for number in itertools.count(1) if (name := f"m{number}") not in taken)
    mentions = [next(fresh) for _ in article.mentions]
    for mention, region in zip(article.mentions, mentions, strict=True):
        yield from _region(mention, region, ENTITY, "textarea", {"text": [keys[mention.entity]]})
    for event in article.events:
        region = regions[event.id]
        yield from _region(event, region, FACTUALITY, "choices", {"choices": [event.factuality]})
        for argument in event.arguments:
            target = mentions[ends.argument(event, argument.role, argument.entity)]
            yield _arrow(region, argument.role, target, argument.score)
        if event.source is not None:
            yield _arrow(region, SOURCE, mentions[ends.source(event, event.source)], event.source_score)
    for relation in article.relations:
        head, tail = (mentions[i] for i in ends.relation(relation))
        yield _arrow(head, relation.type, tail, relation.score)


def _region(mark: Mention | Event, id: str, field: str, kind: str, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The mark, and the field that describes it."""
    span = {"start": mark.start, "end": mark.end, "text": mark.text}
    score = {} if mark.score is None else {"score": mark.score}
    common = {"id": id, "to_name": TEXT}
    yield {**common, "from_name": LABEL, "type": "labels", "value": {**span, "labels": [mark.type]}, **score}
    yield {**common, "from_name": field, "type": kind, "value": {**span, **value}}


def _arrow(start: str, label: str, end: str, score: float | None) -> dict[str, Any]:
    arrow = {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": [label]}
    return arrow if score is None else {**arrow, "score": score}
