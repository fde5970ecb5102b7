"""The annotation scheme as data: which labels there are, and which may stand where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from newsfacts.data.article import Article, Entity, Mention
from newsfacts.data.errors import ConfigError, DataError

__all__ = ["RelationType", "RoleType", "Schema"]


@dataclass(frozen=True)
class RoleType:
    """A role, and the mention types that can fill it."""

    name: str
    types: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True)
class RelationType:
    """A relation, and the mention types that may stand at each end."""

    name: str
    head: tuple[str, ...]
    tail: tuple[str, ...]
    symmetric: bool = False
    about: str = ""


@dataclass(frozen=True)
class Schema:
    """The labels of one annotation scheme, read from a YAML file such as ``configs/schema/news.yaml``.

    The order of the labels is that of the file, and fixes the order of a model's outputs.
    """

    name: str
    version: int
    mentions: Mapping[str, str]
    events: Mapping[str, str]
    roles: tuple[RoleType, ...]
    source: tuple[str, ...]
    factuality: Mapping[str, str]
    relations: tuple[RelationType, ...]

    @classmethod
    def load(cls, path: str | Path) -> Schema:
        """Read a schema file.

        Raises:
            ConfigError: no such file, not YAML, or not a schema; the message lists the problems.
        """
        path = Path(path)
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"schema {path}: cannot be read ({error.strerror})") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ConfigError(f"schema {path}: not valid YAML ({str(error).splitlines()[0]})") from error
        return cls.from_dict(data, where=f"schema {path}")

    @classmethod
    def default(cls) -> Schema:
        """The news scheme that the package ships."""
        return cls.load(str(files("newsfacts").joinpath("configs", "schema", "news.yaml")))

    @classmethod
    def from_dict(cls, data: Any, where: str = "schema") -> Schema:
        """Make a schema from the content of a schema file.

        Raises:
            ConfigError: unknown or missing keys, a type that is not declared, a label used twice.
        """
        problems = list(_schema_problems(data))
        if problems:
            raise ConfigError.of(where, problems)
        every = tuple(data["mentions"])
        return cls(
            name=data["name"],
            version=data["version"],
            mentions=_abouts(data["mentions"]),
            events=_abouts(data["events"]),
            roles=tuple(
                RoleType(name, tuple((role or {}).get("types", every)), (role or {}).get("about", ""))
                for name, role in data["roles"].items()
            ),
            source=tuple((data["source"] or {}).get("types", every)),
            factuality=_abouts(data["factuality"]),
            relations=tuple(
                RelationType(
                    name,
                    tuple(r.get("head", every)),
                    tuple(r.get("tail", every)),
                    r.get("symmetric", False),
                    r.get("about", ""),
                )
                for name, r in data["relations"].items()
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """The content of a schema file that :meth:`from_dict` reads back to an equal schema."""
        return {
            "name": self.name,
            "version": self.version,
            "mentions": dict(self.mentions),
            "events": dict(self.events),
            "roles": {role.name: {"about": role.about, "types": list(role.types)} for role in self.roles},
            "source": {"types": list(self.source)},
            "factuality": dict(self.factuality),
            "relations": {
                r.name: {"about": r.about, "head": list(r.head), "tail": list(r.tail), "symmetric": r.symmetric}
                for r in self.relations
            },
        }

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything in the schema, descriptions included."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def mark_types(self) -> tuple[str, ...]:
        """Mention types, then event types: the labels of the tagger."""
        return (*self.mentions, *self.events)

    @property
    def default_factuality(self) -> str:
        """The factuality of an event that bears none."""
        return next(iter(self.factuality))

    def role(self, name: str) -> RoleType | None:
        """The role of this name, or ``None``."""
        return next((role for role in self.roles if role.name == name), None)

    def relation(self, name: str) -> RelationType | None:
        """The relation of this name, or ``None``."""
        return next((relation for relation in self.relations if relation.name == name), None)

    def entity_of(self, id: str, mentions: Iterable[Mention]) -> Entity:
        """The entity of these mentions: the most telling of their types, the longest name of that type."""
        mentions = list(mentions)
        order = {type: i for i, type in enumerate(self.mentions)}
        type = min((mention.type for mention in mentions), key=lambda t: order.get(t, len(order)))
        name = max((m for m in mentions if m.type == type), key=lambda m: (len(m.text), -m.start))
        return Entity(id, type, name.text)

    def check(self, article: Article) -> None:
        """Raise a ``DataError`` that lists what in the article this schema does not allow."""
        problems = list(self.problems(article))
        if problems:
            raise DataError.of(f"article {article.id!r}", problems)

    def problems(self, article: Article) -> Iterator[str]:
        """What in the article this schema does not allow, one sentence each."""
        types: dict[str, set[str]] = {}
        for mention in article.mentions:
            types.setdefault(mention.entity, set()).add(mention.type)
            if mention.type not in self.mentions:
                yield f"no mention type {mention.type!r} (at {mention.text!r}); accepted: {', '.join(self.mentions)}"
        marks = sorted((*article.mentions, *article.events), key=lambda mark: (mark.start, mark.end))
        for left, right in zip(marks, marks[1:], strict=False):
            if right.start < left.end:
                yield f"marks overlap: {left.text!r} and {right.text!r} at {right.start}"
        for event in article.events:
            where = f"event {event.id} {event.text!r}"
            if event.type not in self.events:
                yield f"{where}: no event type {event.type!r}; accepted: {', '.join(self.events)}"
            if event.factuality not in self.factuality:
                yield f"{where}: no factuality {event.factuality!r}; accepted: {', '.join(self.factuality)}"
            if event.source is not None and not types[event.source] & set(self.source):
                yield f"{where}: source={event.source} is {_or(types[event.source])}, must be {_or(self.source)}"
            for argument in event.arguments:
                role = self.role(argument.role)
                if role is None:
                    yield f"{where}: no role {argument.role!r}; accepted: {', '.join(r.name for r in self.roles)}"
                elif not types[argument.entity] & set(role.types):
                    yield (
                        f"{where}: {argument.role}={argument.entity} is {_or(types[argument.entity])}, "
                        f"must be {_or(role.types)}"
                    )
        for r in article.relations:
            where = f"'{r.head} {r.type} {r.tail}'"
            relation = self.relation(r.type)
            if relation is None:
                yield f"{where}: no relation {r.type!r}; accepted: {', '.join(x.name for x in self.relations)}"
                continue
            for side, entity, accepted in (("head", r.head, relation.head), ("tail", r.tail, relation.tail)):
                if not types[entity] & set(accepted):
                    yield f"{where}: {side} is {_or(types[entity])}, must be {_or(accepted)}"


def _or(types: Iterable[str]) -> str:
    return " or ".join(types if isinstance(types, tuple) else sorted(types))


def _abouts(labels: Mapping[str, Any]) -> dict[str, str]:
    return {name: about or "" for name, about in labels.items()}


_KEYS = ("name", "version", "mentions", "events", "roles", "source", "factuality", "relations")


def _schema_problems(data: Any) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield f"expected a mapping with the keys {', '.join(_KEYS)}"
        return
    yield from (f"key {key!r} is missing" for key in _KEYS if key not in data)
    yield from (f"unknown key {key!r}; accepted: {', '.join(_KEYS)}" for key in data if key not in _KEYS)
    if not isinstance(data.get("name", ""), str):
        yield "'name' must be a string"
    if not isinstance(data.get("version", 1), int):
        yield "'version' must be an integer"
    for part in ("mentions", "events", "factuality"):
        labels = data.get(part, {})
        if not isinstance(labels, Mapping):
            yield f"{part!r} must map each label to a description"
            continue
        if part != "events" and part in data and not labels:
            yield f"{part!r} must name at least one label"
        yield from (
            f"{part}: {name!r} must map a name to a description"
            for name, about in labels.items()
            if not isinstance(name, str) or not isinstance(about, str | None)
        )
    mentions, events = data.get("mentions"), data.get("events")
    if not isinstance(mentions, Mapping) or not isinstance(events, Mapping):
        return
    yield from (f"{name!r} is both a mention and an event type" for name in mentions if name in events)

    def entry(where: str, value: Any, accepted: Mapping[str, type]) -> Iterator[str]:
        if not isinstance(value, Mapping | None):
            yield f"{where} must be a mapping of {', '.join(accepted)}"
            return
        for key, item in (value or {}).items():
            if key not in accepted:
                yield f"{where}: unknown key {key!r}; accepted: {', '.join(accepted)}"
            elif not isinstance(item, accepted[key]):
                yield f"{where}: {key!r} must be of type {accepted[key].__name__}"
            elif isinstance(item, list):
                yield from (
                    f"{where}: {key} names {type!r}, which is no mention type" for type in item if type not in mentions
                )

    for name, role in (data.get("roles") or {}).items():
        yield from entry(f"role {name!r}", role, {"about": str, "types": list})
        if name == "source":
            yield "role 'source' is given apart, under the key 'source'"
    yield from entry("'source'", data.get("source"), {"types": list})
    for name, relation in (data.get("relations") or {}).items():
        yield from entry(f"relation {name!r}", relation, {"about": str, "head": list, "tail": list, "symmetric": bool})
        if isinstance(relation, Mapping) and relation.get("symmetric") and relation.get("head") != relation.get("tail"):
            yield f"relation {name!r} is symmetric: head and tail must name the same types"
