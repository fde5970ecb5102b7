"""The annotation scheme as data: which labels there are, and which may stand where."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsfacts.data.article import Article, Entity, Event, Mention, Relation
from newsfacts.data.countries import country_word
from newsfacts.data.errors import ConfigError, DataError
from newsfacts.data.expects import Expects
from newsfacts.data.names import is_name, is_pronoun
from newsfacts.data.schemafile import schema_problems
from newsfacts.data.view import View
from newsfacts.data.yamlfile import read_yaml

__all__ = ["RelationType", "Resolution", "RoleType", "Schema"]

HEADLINE = 5  # letters from which capitals throughout are a headline's way to write a name, not an acronym


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
class Resolution:
    """Which mention types have names, and of what kind: what prediction needs to join mentions by their wording.

    ``names``: types whose mentions may be names; among them ``persons``, ``bodies`` (whose names are shortened
    and abbreviated) and ``countries`` (with their peoples). ``posts``: the relation from a person to a post.
    """

    names: tuple[str, ...]
    persons: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    posts: str | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Resolution:
        """Make it from this part of a schema file, checked before."""
        parts: dict[str, Any] = {
            part: tuple(value) if isinstance(value, list) else value for part, value in data.items()
        }
        return cls(**parts)

    def to_dict(self) -> dict[str, Any]:
        """The part of a schema file that :meth:`from_dict` reads back."""
        parts = {part: getattr(self, part) for part in self.__dataclass_fields__}
        return {part: list(value) if isinstance(value, tuple) else value for part, value in parts.items() if value}


@dataclass(frozen=True, eq=False)
class Schema:
    """The labels of one annotation scheme, read from a YAML file such as ``configs/schema/news.yaml``.

    The order of the labels is that of the file, and fixes the order of a model's outputs: two
    schemas are equal if they have the same labels in the same order.
    """

    name: str
    version: int
    mentions: Mapping[str, str]
    events: Mapping[str, str]
    roles: tuple[RoleType, ...]
    source: tuple[str, ...]
    factuality: Mapping[str, str]
    relations: tuple[RelationType, ...]
    mixed: tuple[tuple[str, ...], ...] | None = None
    values: Mapping[str, str] | None = None
    resolution: Resolution | None = None
    view: View | None = None
    expects: Expects | None = None

    def differences(self, other: Schema) -> list[str]:
        """What labels of another schema this one lacks, and which it has besides, by name; one phrase a part."""
        phrases = []
        for part in ("mentions", "events", "roles", "factuality", "relations"):
            mine, theirs = ([getattr(one, "name", one) for one in getattr(schema, part)] for schema in (self, other))
            if lacking := [name for name in theirs if name not in mine]:
                phrases.append(f"{part}: lacks {', '.join(lacking)}")
            if besides := [name for name in mine if name not in theirs]:
                phrases.append(f"{part}: has {', '.join(besides)} besides")
        return phrases

    @classmethod
    def load(cls, path: str | Path) -> Schema:
        """Read a schema file.

        Raises:
            ConfigError: no such file, not YAML, or not a schema; the message lists the problems.
        """
        return cls.from_dict(read_yaml(path), where=f"schema {path}")

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
        problems = list(schema_problems(data))
        if problems:
            raise ConfigError.of(where, problems)
        view = View.of(data["view"], f"{where}: view") if "view" in data else None
        expects = Expects.of(data["expects"], f"{where}: expects") if "expects" in data else None
        for part in (view, expects):
            if part is not None and (problems := list(part.problems(data))):
                raise ConfigError.of(where, problems)
        every = tuple(data["mentions"])
        return cls(
            name=data["name"],
            version=data["version"],
            mentions=dict(data["mentions"]),
            events=dict(data["events"]),
            roles=tuple(
                RoleType(name, tuple(role.get("types", every)), role.get("about", ""))
                for name, role in data["roles"].items()
            ),
            source=tuple(data["source"].get("types", every)),
            factuality=dict(data["factuality"]),
            relations=tuple(
                RelationType(
                    name,
                    tuple(relation.get("head", every)),
                    tuple(relation.get("tail", every)),
                    relation.get("symmetric", False),
                    relation.get("about", ""),
                )
                for name, relation in data["relations"].items()
            ),
            mixed=tuple(map(tuple, data["mixed"])) if "mixed" in data else None,
            values=dict(data["values"]) if "values" in data else None,
            resolution=Resolution.from_dict(data["resolution"]) if "resolution" in data else None,
            view=view,
            expects=expects,
        )

    def to_dict(self) -> dict[str, Any]:
        """The content of a schema file that :meth:`from_dict` reads back to an equal schema."""
        return {
            "name": self.name,
            "version": self.version,
            "mentions": dict(self.mentions),
            "events": dict(self.events),
            "roles": {role.name: {"about": role.about, "types": list(role.types)} for role in self.roles},
            "source": {"types": list(self.source)} if self.source else {},
            "factuality": dict(self.factuality),
            "relations": {
                r.name: {"about": r.about, "head": list(r.head), "tail": list(r.tail), "symmetric": r.symmetric}
                for r in self.relations
            },
            **({"mixed": list(map(list, self.mixed))} if self.mixed is not None else {}),
            **({"values": dict(self.values)} if self.values is not None else {}),
            **({"resolution": self.resolution.to_dict()} if self.resolution is not None else {}),
            **{
                name: part.model_dump(mode="json", exclude_defaults=True)
                for name, part in (("view", self.view), ("expects", self.expects))
                if part is not None
            },
        }

    @cached_property
    def fingerprint(self) -> str:
        """A hash of what is annotated, order and descriptions included; not of how to predict, tell or check it."""
        others = ("resolution", "values", "view", "expects")
        labels = {key: value for key, value in self.to_dict().items() if key not in others}
        return hashlib.sha256(json.dumps(labels).encode()).hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schema) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def mark_types(self) -> tuple[str, ...]:
        """Mention types, then event types: the labels of the tagger."""
        return (*self.mentions, *self.events)

    @cached_property
    def mixing(self) -> NDArray[np.bool_]:
        """Shape (mention types, mention types), true where mentions of both types may mean one entity."""
        types = tuple(self.mentions)
        groups = (types,) if self.mixed is None else (*((type,) for type in types), *self.mixed)
        mixing = [any({one, other} <= set(group) for group in groups) for one in types for other in types]
        return np.array(mixing, dtype=bool).reshape(len(types), len(types))

    @cached_property
    def told(self) -> View:
        """How facts of this scheme are told: its own view, the one shipped for its name, or else a plain one."""
        return self.view or View.shipped(self.name) or View.plain(role.name for role in self.roles)

    @cached_property
    def fillers(self) -> NDArray[np.bool_]:
        """Shape (mark types, roles + 1), true where a mention of the type may fill the role or, last, be a source."""
        accepted = [*(role.types for role in self.roles), self.source]
        return np.array([[type in types for types in accepted] for type in self.mark_types], dtype=bool)

    @cached_property
    def ends(self) -> NDArray[np.bool_]:
        """Shape (mark types, mark types, relations), true where head and tail of these types may be so related."""
        heads, tails = (
            np.array([[type in getattr(of, end) for of in self.relations] for type in self.mark_types], dtype=bool)
            for end in ("head", "tail")
        )
        allowed: NDArray[np.bool_] = heads[:, None] & tails[None, :]
        return allowed

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
        """The entity of these mentions: the most telling of their types, and the best name among them.

        A name is better than a description ("Coast Guard", "agency"), a description better than a pronoun. Of
        several names those of the entity's own type come first ("US", not "American"), then those that are no
        capital ("Russia", not "Moscow"), then the one of most words ("Rosa Magsino"); else the first counts.
        """
        mentions = list(mentions)
        if len(mentions) == 1:
            return Entity(id, mentions[0].type, mentions[0].text)
        order = {type: i for i, type in enumerate(self.mentions)}
        type = min((mention.type for mention in mentions), key=lambda t: order.get(t, len(order)))
        rules = self.resolution or Resolution(tuple(self.mentions))

        def rank(mention: Mention) -> tuple[bool, bool, bool, bool, int, bool, int]:
            named = mention.type in rules.names and is_name(mention.text)
            country = country_word(mention.text) if mention.type in rules.countries else None
            return (
                not is_pronoun(mention.text),
                named,
                mention.type == type,
                country is None or country.kind != "capital",
                len(mention.text.split()) if named else 0,
                not mention.text.isupper() or len(mention.text) < HEADLINE,
                -mention.start,
            )

        return Entity(id, type, max(mentions, key=rank).text)

    def check(self, article: Article, *, overlaps: bool = False) -> None:
        """Raise a ``DataError`` that lists what in the article this schema does not allow.

        Args:
            overlaps: whether marks may lie on each other, as a few of many public corpora do.
        """
        problems = list(self.problems(article, overlaps=overlaps))
        if problems:
            raise DataError.of(f"article {article.id!r}", problems)

    def problems(self, article: Article, *, overlaps: bool = False) -> Iterator[str]:
        """What in the article this schema does not allow, one sentence each; see :meth:`check`."""
        types: dict[str, set[str]] = {}
        for mention in article.mentions:
            types.setdefault(mention.entity, set()).add(mention.type)
            if mention.type not in self.mentions:
                yield f"no mention type {mention.type!r} (at {mention.text!r}); accepted: {', '.join(self.mentions)}"
        for mark in article.marks:
            if mark.text != mark.text.strip():
                yield f"space at the edge of {mark.type} {mark.text!r}"
        for left, right in itertools.pairwise(article.marks):
            if right.start < left.end and not overlaps:
                yield f"marks overlap: {left.text!r} and {right.text!r} at {right.start}"
        for entity in article.entities:
            if entity.type not in types[entity.id]:
                yield f"entity {entity.id} is {entity.type}, but its mentions are {_or(types[entity.id])}"
        for event in article.events:
            where = f"event {event.id} {event.text!r}"
            yield from (f"{where}: {problem}" for problem in self._event_problems(event, types))
        for relation in article.relations:
            where = f"'{relation.head} {relation.type} {relation.tail}'"
            yield from (f"{where}: {problem}" for problem in self._relation_problems(relation, types))
        for head, name, tail in _twice(self._statement(relation) for relation in article.relations):
            yield f"'{head} {name} {tail}' stands twice"

    def _event_problems(self, event: Event, types: Mapping[str, set[str]]) -> Iterator[str]:
        if event.type not in self.events:
            yield f"no event type {event.type!r}; accepted: {', '.join(self.events)}"
        if event.factuality not in self.factuality:
            yield f"no factuality {event.factuality!r}; accepted: {', '.join(self.factuality)}"
        if event.source is not None and not types[event.source] & set(self.source):
            yield f"source={event.source} is {_or(types[event.source])}, must be {_or(self.source)}"
        for argument in event.arguments:
            role = self.role(argument.role)
            if role is None:
                yield f"no role {argument.role!r}; accepted: {', '.join(role.name for role in self.roles)}"
            elif not types[argument.entity] & set(role.types):
                yield f"{argument.role}={argument.entity} is {_or(types[argument.entity])}, must be {_or(role.types)}"
        for name, entity in _twice((argument.role, argument.entity) for argument in event.arguments):
            yield f"{name}={entity} stands twice"

    def _relation_problems(self, relation: Relation, types: Mapping[str, set[str]]) -> Iterator[str]:
        accepted = self.relation(relation.type)
        if accepted is None:
            yield f"no relation {relation.type!r}; accepted: {', '.join(relation.name for relation in self.relations)}"
            return
        if not types[relation.head] & set(accepted.head):
            yield f"head is {_or(types[relation.head])}, must be {_or(accepted.head)}"
        if not types[relation.tail] & set(accepted.tail):
            yield f"tail is {_or(types[relation.tail])}, must be {_or(accepted.tail)}"

    def _statement(self, relation: Relation) -> tuple[str, ...]:
        """What a relation has in common with others that state the same."""
        accepted = self.relation(relation.type)
        ends = (relation.head, relation.tail)
        head, tail = sorted(ends) if accepted is not None and accepted.symmetric else ends
        return head, relation.type, tail


def _twice(items: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [item for item, times in Counter(items).items() if times > 1]


def _or(types: Iterable[str]) -> str:
    return " or ".join(types if isinstance(types, tuple) else sorted(types))
