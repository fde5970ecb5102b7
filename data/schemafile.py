"""What the content of a schema file must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["VALUE_KINDS", "schema_problems"]

VALUE_KINDS = ("date", "number", "money", "percent")  # what newsfacts.data.values can read

_KEYS: dict[str, type] = {
    "name": str,
    "version": int,
    "mentions": Mapping,
    "events": Mapping,
    "roles": Mapping,
    "source": Mapping,
    "factuality": Mapping,
    "relations": Mapping,
}
_OPTIONAL: dict[str, type] = {
    "mixed": list,
    "values": Mapping,
    "resolution": Mapping,
    "view": Mapping,
    "expects": Mapping,
}
_RESOLUTION: dict[str, type] = {"names": list, "persons": list, "bodies": list, "countries": list, "posts": str}
_NAMES: dict[type, str] = {
    str: "a text",
    int: "an integer",
    bool: "true or false",
    list: "a list",
    Mapping: "a mapping",
}
_LABEL = re.compile(r"[^\s\[\]|=,]+")
_RESERVED = ("source", "factuality")


def schema_problems(data: Any) -> Iterator[str]:
    """What is wrong with this content of a schema file, one sentence each."""
    if not isinstance(data, Mapping):
        yield f"expected a mapping with the keys {', '.join(_KEYS)}"
        return
    wrong = [f"key {key!r} is missing" for key in _KEYS if key not in data]
    wrong += _entries("", data, {**_KEYS, **_OPTIONAL})
    yield from wrong
    if not wrong:
        yield from _label_problems(data)


def _label_problems(data: Mapping[str, Any]) -> Iterator[str]:
    mentions = data["mentions"]
    for part in ("mentions", "events", "roles", "factuality", "relations"):
        yield from (
            f"{part}: {name!r} is no label; accepted: text without white space and [ ] | = ,"
            for name in data[part]
            if not isinstance(name, str) or not _LABEL.fullmatch(name)
        )
    for part in ("mentions", "events", "factuality"):
        yield from _entries(f"{part}: ", data[part], dict.fromkeys(data[part], str))
    if not data["mentions"] and not data["events"]:
        yield "'mentions' or 'events' must name at least one label"
    if not data["factuality"]:
        yield "'factuality' must name at least one label"
    yield from (f"{name!r} is both a mention and an event type" for name in mentions if name in data["events"])
    yield from (f"role {name!r} has a key of its own in .fact files" for name in _RESERVED if name in data["roles"])
    for number, group in enumerate(data.get("mixed", ()), 1):
        yield from _part("'mixed'", {f"group {number}": group}, {f"group {number}": list}, mentions)
    for type, kind in data.get("values", {}).items():
        if type not in mentions:
            yield f"'values': {type!r} is no mention type; accepted: {', '.join(map(str, mentions))}"
        if kind not in VALUE_KINDS:
            yield f"'values': {type!r} bears {kind!r}; accepted: {', '.join(VALUE_KINDS)}"
    if "resolution" in data:
        yield from _resolution_problems(data["resolution"], mentions, data["relations"])
    yield from _part("'source'", data["source"], {"types": list}, mentions)
    for name, role in data["roles"].items():
        yield from _part(f"role {name!r}", role, {"about": str, "types": list}, mentions)
    for name, relation in data["relations"].items():
        accepted = {"about": str, "head": list, "tail": list, "symmetric": bool}
        wrong = list(_part(f"relation {name!r}", relation, accepted, mentions))
        yield from wrong
        if not wrong and relation.get("symmetric"):
            head, tail = (set(relation.get(end, mentions)) for end in ("head", "tail"))
            if head != tail:
                yield f"relation {name!r} is symmetric: head and tail must name the same types"


def _resolution_problems(value: Any, mentions: Mapping[str, Any], relations: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_part("'resolution'", value, _RESOLUTION, mentions))
    yield from wrong
    if wrong:
        return
    if "names" not in value:
        yield "'resolution': key 'names' is missing"
    for part in ("persons", "bodies", "countries"):
        yield from (
            f"'resolution': {part} names {type!r}, which is not among its names"
            for type in value.get(part, ())
            if type not in value.get("names", ())
        )
    if "posts" in value and value["posts"] not in relations:
        yield f"'resolution': posts is {value['posts']!r}, which is no relation; accepted: {', '.join(relations)}"


def _part(where: str, value: Any, accepted: Mapping[str, type], mentions: Mapping[str, Any]) -> Iterator[str]:
    """The problems of a role or a relation: its keys, and the mention types that it names."""
    if not isinstance(value, Mapping):
        yield f"{where} must be a mapping of {', '.join(accepted)}"
        return
    yield from _entries(f"{where}: ", value, accepted)
    for key, types in value.items():
        if isinstance(types, list):
            if not types:
                yield f"{where}: {key} is empty; leave it out to accept any type"
            yield from (
                f"{where}: {key} names {type!r}, which is no mention type; accepted: {', '.join(map(str, mentions))}"
                for type in types
                if not isinstance(type, str) or type not in mentions
            )


def _entries(where: str, value: Mapping[str, Any], accepted: Mapping[str, type]) -> Iterator[str]:
    """The keys that are unknown, and those whose value is of another kind."""
    for key, item in value.items():
        if key not in accepted:
            yield f"{where}unknown key {key!r}; accepted: {', '.join(accepted)}"
        elif not isinstance(item, accepted[key]) or (accepted[key] is int and isinstance(item, bool)):
            yield f"{where}{key!r} must be {_NAMES[accepted[key]]}, found {item!r}"
