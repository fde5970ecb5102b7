"""What a scheme wants of annotation beyond what may stand where: the rules that a check of consistency goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsfacts.data.errors import ConfigError, invalid

__all__ = ["Beside", "Cue", "Edge", "Expects", "Implied", "Needed", "Shared", "Told"]

Names = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _names() -> Any:
    return Field(strict=False, min_length=1)


class Edge(_Part):
    """Words that no mark of these types begins with, what it does not end with, and what it is not (lower case)."""

    types: Names = _names()
    first: frozenset[str] = Field(default=frozenset(), strict=False)
    last: frozenset[str] = Field(default=frozenset(), strict=False)
    whole: frozenset[str] = Field(default=frozenset(), strict=False)


class Needed(_Part):
    """Each entity of these types is an end of such a relation."""

    types: Names = _names()
    end: Literal["head", "tail"]
    relation: str


class Beside(_Part):
    """Where a mention of one type stands right before one of another, one of these relations holds between them.

    Attributes:
        between: what may stand between the two, in lower case; ``""``: nothing but a space.
    """

    left: Names = _names()
    right: Names = _names()
    relations: Names = _names()
    between: frozenset[str] = Field(default=frozenset([""]), strict=False)


class Shared(_Part):
    """What a relation ties to the argument of one role is an argument of another role of the event.

    Asked where its mention stands right before that of the argument, in the sentence of the trigger.
    """

    role: str
    relation: str
    gives: str


class Implied(_Part):
    """A relation that is not written where a path of others leads from its head to its tail."""

    relation: str
    path: Names = _names()


class Told(_Part):
    """Events that tell of others: what stands in their complement bears the entity of this role as its source."""

    events: Names = _names()
    speaker: str


class Cue(_Part):
    """Words right before a trigger after which its factuality is one of these; in lower case."""

    words: frozenset[str] = Field(strict=False, min_length=1)
    factuality: Names = _names()


class Expects(_Part):
    """A scheme's rules, the part ``expects`` of its file; ``configs/schema/news.yaml`` explains each.

    Attributes:
        everywhere: types that are marked wherever their words stand.
        used: types whose entities take part in a relation or an event.
    """

    everywhere: Names = Field(default=(), strict=False)
    used: Names = Field(default=(), strict=False)
    edges: tuple[Edge, ...] = Field(default=(), strict=False)
    needed: tuple[Needed, ...] = Field(default=(), strict=False)
    beside: tuple[Beside, ...] = Field(default=(), strict=False)
    shared: tuple[Shared, ...] = Field(default=(), strict=False)
    implied: tuple[Implied, ...] = Field(default=(), strict=False)
    told: tuple[Told, ...] = Field(default=(), strict=False)
    cues: tuple[Cue, ...] = Field(default=(), strict=False)

    @classmethod
    def of(cls, data: Any, where: str = "expects") -> Expects:
        """Make the rules from the content of a file.

        Raises:
            ConfigError: lists what is missing, unknown or of another kind.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ConfigError.of(where, invalid(error)) from error

    def problems(self, labels: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """Labels in these rules that are none of the scheme's.

        Args:
            labels: the scheme's ``mentions``, ``events``, ``roles``, ``factuality`` and ``relations``.
        """
        used: dict[str, list[str]] = {
            "mentions": [
                *(*self.everywhere, *self.used),
                *(type for needed in self.needed for type in needed.types),
                *(type for beside in self.beside for type in (*beside.left, *beside.right)),
            ],
            "marks": [type for edge in self.edges for type in edge.types],
            "relations": [
                *(needed.relation for needed in self.needed),
                *(name for beside in self.beside for name in beside.relations),
                *(shared.relation for shared in self.shared),
                *(name for implied in self.implied for name in (implied.relation, *implied.path)),
            ],
            "roles": [
                *(name for shared in self.shared for name in (shared.role, shared.gives)),
                *(told.speaker for told in self.told),
            ],
            "events": [name for told in self.told for name in told.events],
            "factuality": [name for cue in self.cues for name in cue.factuality],
        }
        for part, names in used.items():
            known = [*labels["mentions"], *labels["events"]] if part == "marks" else list(labels[part])
            for name in dict.fromkeys(names):
                if name not in known:
                    yield f"expects: {name!r} is none of {part}; accepted: {', '.join(known)}"
