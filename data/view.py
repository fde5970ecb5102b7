"""How a scheme's events and relations are told: which roles are subject and object, and the words of a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsfacts.data.errors import ConfigError, invalid
from newsfacts.data.yamlfile import parse_yaml

__all__ = ["EventView", "RelationView", "RoleView", "View"]

Mood = Literal["told", "negated", "planned", "possible"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RoleView(_Part):
    """How an argument that is neither subject nor object stands in a line.

    Attributes:
        prepositions: those that a line takes over from the text.
        default: what stands before it where the text has none of them; ``""``: nothing, ``null``: a comma,
            ``()``: brackets around it.
        bare: stands next to the verb where it does so in the text ("told reporters").
        after: verbs that it always stands next to, without a preposition.
    """

    prepositions: tuple[str, ...] = Field(default=(), strict=False)
    default: str | None = None
    bare: bool = False
    after: frozenset[str] = Field(default=frozenset(), strict=False)


class EventView(_Part):
    """How events of one type are told.

    Attributes:
        verb: says what happened, in its base form, where the trigger is no verb: ``hold talks with``. The
            preposition at its end is left out where there is no object.
        nouns: closer verbs for triggers that are nouns: ``{withdrawal: withdraw}``.
        complement: words that begin what was said or asked, which the line then takes over from the text.
        distinct: each mention tells of an act of its own, so that none are joined.
        once: happens once to its object, so that mentions with the same object are joined.
        defaults: what stands before a role, other than :class:`RoleView` says.
        noun: says that it happened where nobody is known to have a part in it: ``attack``.
        alone: the verb where there is neither an object nor what was said: ``make an accusation``.
        clause: verbs that what was said follows without a word before it: "said it had sunk".
        stands_in: roles that take the place of an object that is not known: "killed at least nine".
    """

    verb: str = Field(min_length=1)
    nouns: Mapping[str, str] = {}
    complement: tuple[str, ...] = Field(default=(), strict=False)
    distinct: bool = False
    once: bool = False
    defaults: Mapping[str, str] = {}
    noun: str | None = None
    alone: str | None = None
    clause: tuple[str, ...] = Field(default=(), strict=False)
    stands_in: tuple[str, ...] = Field(default=(), strict=False)


class RelationView(_Part):
    """How relations of one type are told.

    Attributes:
        phrase: stands between the ends, in the singular and the present.
        adjective: takes its place where the tail is an adjective (see :attr:`View.adjectives`).
        among: takes its place where the tail is a group of several ("is among three men").
        both: for a symmetric relation: stands after "X and Y".
        joins: relations of the tail that are told with it, and the word between: ``{role_in: of}``.
        reversed: the tail stands first.
    """

    phrase: str = Field(min_length=1)
    plural: str | None = None
    adjective: str | None = None
    among: str | None = None
    both: str | None = None
    joins: Mapping[str, str] = {}
    reversed: bool = False


class View(_Part):
    """How the events and relations of a scheme are told.

    A scheme's file may hold one under ``view``; ``configs/view/news.yaml`` explains every key. Types that a
    view does not name get a plain line of their labels.
    """

    subject: tuple[str, ...] = Field(default=(), strict=False)
    object: tuple[str, ...] = Field(default=(), strict=False)
    time: tuple[str, ...] = Field(default=(), strict=False)
    roles: Mapping[str, RoleView] = {}
    factuality: Mapping[str, Mood] = {}
    common: tuple[str, ...] = Field(default=(), strict=False)
    titles: tuple[str, ...] = Field(default=(), strict=False)
    unarticled: tuple[str, ...] = Field(default=(), strict=False)
    literal: tuple[str, ...] = Field(default=(), strict=False)
    adjectives: tuple[str, ...] = Field(default=(), strict=False)
    intransitive: frozenset[str] = Field(default=frozenset(), strict=False)
    ergative: frozenset[str] = Field(default=frozenset(), strict=False)
    particles: frozenset[str] = Field(default=frozenset(), strict=False)
    events: Mapping[str, EventView] = {}
    relations: Mapping[str, RelationView] = {}

    @classmethod
    def of(cls, data: Any, where: str = "view") -> View:
        """Make a view from the content of a file.

        Raises:
            ConfigError: lists what is missing, unknown or of another kind.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ConfigError.of(where, invalid(error)) from error

    @classmethod
    @cache
    def shipped(cls, name: str) -> View | None:
        """The view that the package ships for the scheme of this name, or ``None``."""
        folder = files("newsfacts").joinpath("configs", "view")
        file = next((file for file in folder.iterdir() if file.name == f"{name}.yaml"), None)
        return None if file is None else cls.of(parse_yaml(file.read_text("utf-8"), f"view {name}"), f"view {name}")

    @classmethod
    def plain(cls, roles: Iterable[str]) -> View:
        """The view of a scheme that has none: the first role is the subject, the second the object."""
        first, second, *_ = [*roles, None, None]
        return cls(subject=(first,) if first else (), object=(second,) if second else ())

    def problems(self, labels: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """Labels in this view that are none of the scheme's.

        Args:
            labels: the scheme's ``mentions``, ``events``, ``roles``, ``factuality`` and ``relations``.
        """
        used: dict[str, list[str]] = {
            "mentions": [*self.common, *self.titles, *self.unarticled, *self.literal, *self.adjectives],
            "roles": [
                *(*self.subject, *self.object, *self.time, *self.roles),
                *(role for told in self.events.values() for role in (*told.defaults, *told.stands_in)),
            ],
            "factuality": [*self.factuality],
            "events": [*self.events],
            "relations": [*self.relations, *(name for told in self.relations.values() for name in told.joins)],
        }
        for part, names in used.items():
            known = list(labels[part])
            for name in dict.fromkeys(names):
                if name not in known:
                    yield f"view: {name!r} is none of {part}; accepted: {', '.join(known)}"
