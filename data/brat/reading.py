"""An article from the lines of an ``.ann`` file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from newsfacts.data.article import Article, Entity, Mention
from newsfacts.data.errors import DataError
from newsfacts.data.jsontext import DECODER
from newsfacts.data.keys import unquoted
from newsfacts.data.schema import Schema

__all__ = ["loads"]

_COREFERENCE = frozenset(["coref", "coreference", "equiv"])
_NUMBERED = re.compile(r"(.+?)[0-9]+")
_ACCEPTED = {
    "T": "T1<TAB>TYPE START END<TAB>TEXT",
    "E": "E1<TAB>TYPE:T1 role:T2 …",
    "R": "R1<TAB>TYPE Arg1:T1 Arg2:T2",
    "*": "*<TAB>Equiv T1 T2 …",
    "A": "A1<TAB>Factuality E1 VALUE",
    "N": "N1<TAB>Reference T1 NAME:ID<TAB>TEXT",
    "#": "#1<TAB>TYPE T1<TAB>TEXT",
}


def loads(
    text: str, annotations: str, schema: Schema, where: str, id: str, header: Mapping[str, object] | None = None
) -> Article:
    """The article of this text and the content of its ``.ann`` file.

    Raises:
        DataError: with every fault of the lines, each with its number, or, if there is none, every
            fault against the schema.
    """
    lines = _Lines(text, annotations, schema, where)
    if lines.faults:
        raise DataError.of("", lines.faults)
    try:
        article = Article.from_dict({"id": id, "text": text, **lines.record(dict(header or {}))})
        schema.check(article)
    except DataError as error:
        raise DataError.of(where, error.problems) from error
    return article


class _Lines:
    """What the lines say, by the ids that they bear."""

    def __init__(self, text: str, annotations: str, schema: Schema, where: str) -> None:
        self.source, self.schema = text, schema
        self.faults: list[str] = []
        self.marks: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, str] = {}
        self.relations: dict[str, dict[str, Any]] = {}
        self.joined: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        self.values: dict[str, Mapping[str, Any]] = {}
        self.own: dict[str, dict[str, Any]] = {}
        self.notes: list[dict[str, object]] = []
        # What a line points to may stand below it, so kinds are read one after the other.
        parsers: dict[str, Callable[[str, str, str], None]] = {
            "T": self._mark,
            "E": self._event,
            "R": self._relation,
            "*": self._equiv,
            "A": self._attribute,
            "N": self._normalisation,
            "#": self._note,
        }
        found: dict[str, list[tuple[str, str, str, str]]] = {kind: [] for kind in parsers}
        seen: set[str] = set()
        for number, raw in enumerate(annotations.split("\n"), 1):
            line = raw.removesuffix("\r")
            if not line.strip():
                continue
            id, _, rest = line.partition("\t")
            content, _, tail = rest.partition("\t")
            place = f"{where}:{number}"
            if id[:1] not in found or not content:
                self.faults.append(f"{place}: cannot read {line!r}; accepted: {', '.join(_ACCEPTED.values())}")
            elif id in seen and id != "*":
                self.faults.append(f"{place}: {id} stands twice")
            else:
                seen.add(id)
                found[id[0]].append((place, id, content, tail))
        for kind, parse in parsers.items():
            for place, id, content, tail in found[kind]:
                try:
                    parse(id, content, tail)
                except _Unreadable as error:
                    self.faults.append(f"{place}: {id}: {str(error) or f'accepted: {_ACCEPTED[kind]}'}")
        used = set(self.triggers.values())
        for id, mark in self.marks.items():
            if mark["type"] in schema.events and id not in used:
                self.faults.append(f"{where}: {id} {mark['text']!r} is a {mark['type']}, but no E line names it")

    def _mark(self, id: str, content: str, tail: str) -> None:
        match = re.fullmatch(r"(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)", content.strip(" "))
        if not match:
            raise _Unreadable
        pieces = [tuple(map(int, span.split())) for span in match[2].split(";")]
        start, end = pieces[0][0], pieces[-1][1]
        if not 0 <= start < end <= len(self.source):
            raise _Unreadable(f"{start}:{end} is not inside the text (0:{len(self.source)})")
        for (_, left), (right, _) in itertools.pairwise(pieces):
            if left > right or self.source[left:right].strip():
                raise _Unreadable(
                    f"discontinuous: its {len(pieces)} pieces ({match[2]}) are parted by other words; "
                    "accepted: one span, which line breaks alone may part"
                )
        text = self.source[start:end]
        if text.split() != tail.split():
            hint = " (line ends of two characters, \\r\\n, count twice)" if "\r\n" in self.source else ""
            raise _Unreadable(f"the text at {start}:{end} reads {text!r}, the line {tail!r}{hint}")
        self.marks[id] = {"type": match[1], "start": start, "end": end, "text": text}

    def _event(self, id: str, content: str, _: str) -> None:
        (type, trigger), *pairs = _pairs(content.split())
        mark = self.marks.get(trigger)
        if mark is None or mark["type"] != type:
            raise _Unreadable(f"its trigger {trigger} is {'not there' if mark is None else 'a ' + mark['type']}")
        arguments: dict[str, tuple[str, str]] = {}
        sources = []
        for label, target in pairs:
            if target.startswith("E") and target not in self.marks:
                raise _Unreadable(f"{label}:{target} is an event; accepted: arguments that are mentions")
            if label in arguments:
                raise _Unreadable(f"{label} stands twice; accepted: {label}, {label}2, …")
            role = self._role(label)
            if role == "source":
                sources.append(self._mention(target))
            else:
                arguments[label] = (role, self._mention(target))
        if len(sources) > 1:
            raise _Unreadable(f"one source an event, has {', '.join(sources)}")
        number = re.fullmatch(r"E([0-9]+)", id)
        self.triggers[id] = trigger
        self.events[id] = {
            "id": f"x{number[1]}" if number else id,
            "arguments": arguments,
            "source": sources[0] if sources else None,
            "factuality": self.schema.default_factuality,
        }

    def _role(self, label: str) -> str:
        numbered = _NUMBERED.fullmatch(label)
        return label if numbered is None or self.schema.role(label) is not None else numbered[1]

    def _mention(self, id: str) -> str:
        if id not in self.marks:
            raise _Unreadable(f"{id} is not there")
        if self.marks[id]["type"] in self.schema.events:
            raise _Unreadable(f"{id} is a trigger ({self.marks[id]['type']}); accepted: a mention")
        return id

    def _relation(self, id: str, content: str, _: str) -> None:
        type, *ends = content.split()
        pairs = _pairs(ends)
        if len(pairs) != 2:
            raise _Unreadable
        if {label for label, _ in pairs} == {"Arg1", "Arg2"}:
            pairs.sort()
        head, tail = (self._mention(target) for _, target in pairs)
        if type.lower() in _COREFERENCE and self.schema.relation(type) is None:
            self._join(head, tail)
        else:
            self.relations[id] = {"head": head, "type": type, "tail": tail}

    def _equiv(self, _: str, content: str, __: str) -> None:
        type, *targets = content.split()
        if type != "Equiv" or not targets:
            raise _Unreadable
        for target in targets:
            self._join(self._mention(targets[0]), self._mention(target))

    def _join(self, one: str, other: str) -> None:
        """Make one entity of the two mentions' entities."""
        first, second = self._root(one), self._root(other)
        if first != second:
            self.joined[second] = first

    def _root(self, id: str) -> str:
        while id in self.joined:
            self.joined[id] = self.joined.get(self.joined[id], self.joined[id])
            id = self.joined[id]
        return id

    def _attribute(self, _: str, content: str, __: str) -> None:
        match content.split():
            case ["Factuality", target, value] if target in self.events:
                self.events[target]["factuality"] = value
            case ["Factuality", target, _]:
                raise _Unreadable(f"{target} is no event")
            case [name, _, *_] if name != "Factuality":
                raise _Unreadable(f"no attribute {name!r}; accepted: Factuality")
            case _:
                raise _Unreadable

    def _normalisation(self, _: str, content: str, tail: str) -> None:
        match = re.fullmatch(r"(\S+) (\S+) (\S+?):(\S+)", content.strip(" "))
        if not match:
            raise _Unreadable
        type, target, database, key = match.groups()
        if (type, database) == ("Reference", "entity"):
            self.names.setdefault(unquoted(key), []).append(self._mention(target))
        elif (type, database) == ("Reference", "value"):
            self.values[self._mention(target)] = _object(tail)
        else:
            self._keep(f"{type} {database}:{key}", target, tail)

    def _note(self, _: str, content: str, tail: str) -> None:
        type, target = _two(content.split())
        if type == "Newsfacts":
            self.own[target] = _object(tail)
        else:
            self._keep(type, target, tail)

    def _keep(self, type: str, target: str, text: str) -> None:
        relation = self.relations.get(target)
        mark = self.marks.get(self.triggers.get(target) or (relation["head"] if relation else target))
        if mark is None:
            raise _Unreadable(f"{target} is not there")
        self.notes.append({"start": mark["start"], "end": mark["end"], "type": type, "text": text})

    def record(self, header: dict[str, Any]) -> dict[str, Any]:
        """The article as plain data, text and id aside."""
        for group in self.names.values():
            for target in group:
                self._join(group[0], target)
        triggers = set(self.triggers.values())
        mentions = {id: mark for id, mark in self.marks.items() if id not in triggers}
        keys = self._keys(mentions)
        entity = {id: keys[self._root(id)] for id in mentions}
        if self.notes:
            meta = header.get("meta") or {}
            header["meta"] = {**meta, "notes": [*meta.get("notes", ()), *self.notes]}
        return {
            **header,
            "mentions": [
                {**mark, "entity": entity[id], **_part(self.own.get(id), "score")} for id, mark in mentions.items()
            ],
            "entities": self._entities(mentions, entity),
            "events": [
                {
                    **event,
                    **self.marks[self.triggers[id]],
                    **_part(self.own.get(id), "id", "score", "source_score"),
                    "source": entity.get(event["source"]),
                    "arguments": [
                        {"role": role, "entity": entity[target], **_argument(self.own.get(id), label)}
                        for label, (role, target) in event["arguments"].items()
                    ],
                }
                for id, event in self.events.items()
            ],
            "relations": [
                {
                    "head": entity[relation["head"]],
                    "type": relation["type"],
                    "tail": entity[relation["tail"]],
                    **_part(self.own.get(id), "score"),
                }
                for id, relation in self.relations.items()
            ],
        }

    def _keys(self, mentions: Mapping[str, object]) -> dict[str, str]:
        """The id of each entity, by the root of its mentions: in the order of the N lines, then of the text's."""
        keys: dict[str, str] = {}
        for key, group in self.names.items():
            keys.setdefault(self._root(group[0]), key)
        for id in mentions:
            if (root := self._root(id)) not in keys:
                keys[root] = id if id not in self.names else f"{id}_{root}"
        return keys

    def _entities(self, mentions: Mapping[str, Mapping[str, Any]], entity: Mapping[str, str]) -> list[dict[str, Any]]:
        kept = set(entity.values())
        groups: dict[str, list[str]] = {key: [] for key in self.names if key in kept}
        for id, key in entity.items():
            groups.setdefault(key, []).append(id)
        return [self._entity(key, group, mentions) for key, group in groups.items()]

    def _entity(self, key: str, group: list[str], mentions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        made: Entity = self.schema.entity_of(key, [Mention(entity=key, **mentions[id]) for id in group])
        said: Mapping[str, Any] = next((found for id in group if (found := self.own.get(id, {}).get("entity"))), {})
        value = next((self.values[id] for id in group if id in self.values), None)
        return {"id": key, "type": made.type, "name": made.name, "value": value, **_part(said, "type", "name")}


class _Unreadable(Exception):
    """What is wrong with a line; nothing stands for a line of another form."""


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return [_two(word.split(":")) for word in words]


def _two(parts: list[str]) -> tuple[str, str]:
    if len(parts) != 2 or not all(parts):
        raise _Unreadable
    return parts[0], parts[1]


def _object(text: str) -> dict[str, Any]:
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"{text!r} is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise _Unreadable(f"{text!r} is no JSON object")
    return value


def _part(fields: Mapping[str, Any] | None, *names: str) -> dict[str, Any]:
    return {name: fields[name] for name in names if fields is not None and name in fields}


def _argument(fields: Mapping[str, Any] | None, label: str) -> dict[str, Any]:
    scores = (fields or {}).get("arguments")
    return {"score": scores[label]} if isinstance(scores, Mapping) and label in scores else {}
