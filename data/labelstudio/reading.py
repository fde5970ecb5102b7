"""An article from a task of Label Studio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newsfacts.data.article import Article, Mention
from newsfacts.data.errors import DataError
from newsfacts.data.labelstudio.config import ENTITY, FACTUALITY, SOURCE
from newsfacts.data.labelstudio.writing import HEADER
from newsfacts.data.schema import Schema

__all__ = ["article_of"]


def article_of(task: Any, schema: Schema, where: str = "task") -> Article:
    """The article of a task: of its one annotation or, if it has none, its one prediction, or without marks.

    Annotations that were cancelled do not count; among several, the one marked as ground truth does.

    Raises:
        DataError: with every fault of the task or, if there is none, every fault against the schema.
    """
    try:
        data = _data(task)
        faults: list[str] = []
        record = _Regions(data, _result(task), schema, faults).record()
        if faults:
            raise DataError.of("", faults)
        article = Article.from_dict(record)
        schema.check(article)
    except DataError as error:
        raise DataError.of(where, error.problems) from error
    return article


def _data(task: Any) -> Mapping[str, Any]:
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        raise DataError(
            "no task with 'data'; accepted: Label Studio's JSON export (JSON-MIN and CSV leave relations out)"
        )
    data: dict[str, Any] = task["data"]
    if not isinstance(data.get("text"), str):
        raise DataError("its data has no 'text'")
    for key, kind, parts in (("entities", dict, dict), ("events", dict, str), ("order", list, str)):
        given = data.get(key, kind())
        if not isinstance(given, kind):
            raise DataError(f"{key!r} in its data must be {_KINDS[kind]}")
        if not all(isinstance(part, parts) for part in (given.values() if isinstance(given, dict) else given)):
            raise DataError(f"{key!r} in its data: each must be {_KINDS[parts]}")
    if "id" in data:
        return data
    if "id" not in task:
        raise DataError("has no id")
    return {**data, "id": str(task["id"])}


def _result(task: Mapping[str, Any]) -> Sequence[Any]:
    annotations = [item for item in _list(task, "annotations") if not item.get("was_cancelled")]
    if len(annotations) > 1:
        annotations = [item for item in annotations if item.get("ground_truth")] or annotations
    for what, found in (("annotations", annotations), ("predictions", _list(task, "predictions"))):
        if len(found) > 1:
            raise DataError(f"has {len(found)} {what}; accepted: one, or one that is marked as ground truth")
        if found:
            return _list(found[0], "result")
    return ()


def _list(owner: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    items = owner.get(key) or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DataError(f"{key!r} must be a list of objects")
    return items


class _Regions:
    """What a result says, by the ids of its regions."""

    def __init__(self, data: Mapping[str, Any], result: Sequence[Any], schema: Schema, faults: list[str]) -> None:
        self.data, self.schema, self.faults = data, schema, faults
        self.text: str = data["text"]
        self.mentions: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.relations: list[dict[str, Any]] = []
        for item in result:
            if item.get("type") == "labels":
                self._mark(item)
        for item in result:
            match item:
                case {"type": "labels"}:
                    pass
                case {"type": "relation"}:
                    self._arrow(item)
                case {"from_name": str(name), "id": str(id)} if name in (ENTITY, FACTUALITY) and (
                    id in self.mentions or id in self.events
                ):
                    self._field(name, id, item.get("value"))
                case _:
                    what = f"{item.get('type')!r} of the control {item.get('from_name')!r}"
                    faults.append(f"{what} on {item.get('id')!r}: accepted: labels, relations, {ENTITY}, {FACTUALITY}")

    def _mark(self, item: Mapping[str, Any]) -> None:
        match item:
            case {"id": str(id), "value": {"start": int(start), "end": int(end), "labels": [str(type)]} as value}:
                pass
            case _:
                self.faults.append(f"region {item.get('id')!r}: accepted: one label, a start and an end")
                return
        text = self.text[start:end]
        if not 0 <= start < end <= len(self.text):
            self.faults.append(f"region {id}: {start}:{end} is not inside the text (0:{len(self.text)})")
        elif "text" in value and text.split() != str(value["text"]).replace("\\n", "\n").split():
            hint = " (does it count UTF-16 units?)" if any(ord(sign) > 0xFFFF for sign in self.text[:end]) else ""
            self.faults.append(f"region {id}: the text at {start}:{end} reads {text!r}, not {value['text']!r}{hint}")
        elif id in self.mentions or id in self.events:
            self.faults.append(f"region {id} stands twice; accepted: one label a region")
        else:
            mark = {"type": type, "start": start, "end": end, "text": text, **_score(item)}
            if type in self.schema.events:
                self.events[id] = {**mark, "id": self.data.get("events", {}).get(id, id), "arguments": []}
                self.events[id]["factuality"] = self.schema.default_factuality
            else:
                self.mentions[id] = mark

    def _field(self, name: str, id: str, value: Any) -> None:
        match name, value:
            case "entity", {"text": [str(key)] | str(key)}:
                if id in self.mentions and key.strip():
                    self.keys[id] = key.strip()
            case "entity", {"text": []}:
                pass
            case "factuality", {"choices": [str(choice)]}:
                if id in self.events:
                    self.events[id]["factuality"] = choice
            case _:
                self.faults.append(f"region {id}: {name}: accepted: one value")

    def _arrow(self, item: Mapping[str, Any]) -> None:
        start, end, direction = item.get("from_id"), item.get("to_id"), item.get("direction", "right")
        labels = item.get("labels")
        where = f"arrow from {start!r} to {end!r}"
        if not isinstance(labels, list) or not labels or not all(isinstance(label, str) for label in labels):
            self.faults.append(f"{where}: has no label; accepted: a role, {SOURCE} or a relation")
            return
        if direction == "left":
            start, end = end, start
        if (
            not isinstance(start, str)
            or not isinstance(end, str)
            or end not in self.mentions
            or not (start in self.mentions or start in self.events)
        ):
            self.faults.append(f"{where}: accepted: from a trigger or a mention to a mention")
            return
        for label in labels:
            relation = self.schema.relation(label) if start in self.mentions else None
            if direction == "bi" and not (relation and relation.symmetric):
                self.faults.append(f"{where}: {label} has a direction")
            elif start in self.mentions:
                self.relations.append({"head": start, "type": label, "tail": end, **_score(item)})
            elif label != SOURCE:
                self.events[start]["arguments"].append({"role": label, "entity": end, **_score(item)})
            elif "source" in self.events[start]:
                self.faults.append(f"{where}: the trigger has a source; accepted: one")
            else:
                self.events[start].update(source=end, **_score(item, "source_score"))

    def record(self) -> dict[str, Any]:
        """The article as plain data."""
        told: Mapping[str, Any] = self.data.get("entities", {})
        taken = set(self.keys.values())
        groups: dict[str, list[str]] = {key: [] for key in self.data.get("order", ()) if key in taken}
        for id in self.mentions:
            key = self.keys.get(id)
            if key is None:  # an entity of its own
                key = next(name for name in (id, *(f"{id}_{n}" for n in range(len(taken) + 1))) if name not in taken)
                taken.add(key)
            groups.setdefault(key, []).append(id)
        entities = {key: self._entity(key, group, told.get(key) or {}) for key, group in groups.items()}
        of = {id: entities[key]["id"] for key, group in groups.items() for id in group}
        return {
            **{key: self.data[key] for key in HEADER if key in self.data},
            "text": self.text,
            "mentions": [{**mark, "entity": of[id]} for id, mark in self.mentions.items()],
            "entities": list(entities.values()),
            "events": [
                {
                    **event,
                    "source": of.get(event.get("source", "")),
                    "arguments": [{**argument, "entity": of[argument["entity"]]} for argument in event["arguments"]],
                }
                for event in self.events.values()
            ],
            "relations": [
                {**relation, **{end: of[relation[end]] for end in ("head", "tail")}} for relation in self.relations
            ],
        }

    def _entity(self, key: str, group: Sequence[str], told: Mapping[str, Any]) -> dict[str, Any]:
        mentions = [
            Mention(mark["type"], key, mark["start"], mark["end"], mark["text"])
            for mark in (self.mentions[id] for id in group)
        ]
        made = self.schema.entity_of(key, mentions)
        return {"id": key, "type": made.type, "name": made.name, **told}


_KINDS = {dict: "an object", list: "a list", str: "a string"}


def _score(item: Mapping[str, Any], name: str = "score") -> dict[str, Any]:
    return {name: item["score"]} if item.get("score") is not None else {}
