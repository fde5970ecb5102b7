"""What the labels of a corpus can mean in the scheme, and what the corpus leaves unsaid."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.errors import ConfigError, DataError
from newsfacts.data.schema import Schema
from newsfacts.data.tags import OUTSIDE
from newsfacts.data.yamlfile import read_yaml

__all__ = ["LabelMap", "Meaning"]

T = TypeVar("T")
SOURCE = "source"  # stands among the roles, as in .fact files
NOTHING = "O"  # stands among the types
_KEYS: dict[str, type] = {
    "mentions": Mapping,
    "events": Mapping,
    "roles": Mapping,
    "relations": Mapping,
    "factuality": Mapping,
    "coreference": bool,
    "complete": Mapping,
    "open": list,
    "strip": list,
}
_COMPLETE = ("types", "roles", "relations")


@dataclass(frozen=True)
class Meaning:
    """Which types a marked word can be (``O`` among them: none): the last word of a mark, and those before it.

    The words of an ``exact`` mark begin and go on as one span, and end where the scheme's does. An ``open`` mark may
    lack words in front that the scheme takes in: a preposition, a hedge, a modifier. One that is exact and not open
    has the extent that the scheme gives it.
    """

    last: tuple[str, ...]
    others: tuple[str, ...]
    exact: bool = True
    open: bool = False


@dataclass(frozen=True)
class LabelMap:
    """From the labels of a corpus to sets of labels of a scheme (partial annotation).

    A word that the corpus marks may bear the tags of its label's types; one that it leaves
    unmarked may be outside or of any type that is not ``types``, those it marks throughout. The
    tagger's loss is -log of the summed probability of the allowed tags. What is stated is taught
    wherever it stands; only for ``complete_roles`` and ``complete_relations`` does silence teach too.
    A fully annotated article is the case of :meth:`full`: each set has one member.

    Attributes:
        mentions, events: what each label means; None: nothing is known of the words it marks.
        roles: a role, or ``TYPE.role`` for one in events of one type, to that of the scheme.
        relations: to that of the scheme, and whether head and tail change places.
        factuality: to the scheme's; a label that is left out says nothing.
        coreference: whether all mentions of an entity share its id.
        types: mention and event types that the corpus marks throughout.
        open: words, in lower case, that say nothing where they are unmarked.
        strip: words, in lower case, that the scheme leaves out at the front of a mark; a mark of nothing else is none.
    """

    name: str
    schema: Schema
    mentions: Mapping[str, Meaning | None]
    events: Mapping[str, Meaning | None]
    roles: Mapping[str, str | None]
    relations: Mapping[str, tuple[str, bool] | None]
    factuality: Mapping[str, str]
    coreference: bool
    types: frozenset[str]
    complete_roles: frozenset[str]
    complete_relations: frozenset[str]
    open: frozenset[str] = frozenset()
    strip: frozenset[str] = frozenset()
    _numbers: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {type: i for i, type in enumerate(self.schema.mark_types)})

    @classmethod
    def full(cls, schema: Schema) -> LabelMap:
        """The map of articles that are annotated by the scheme itself, in all its layers."""
        roles = (*(role.name for role in schema.roles), SOURCE)
        relations = tuple(relation.name for relation in schema.relations)
        return cls(
            name=schema.name,
            schema=schema,
            mentions={type: Meaning((type,), (type,)) for type in schema.mentions},
            events={type: Meaning((type,), (type,)) for type in schema.events},
            roles={role: role for role in roles},
            relations={relation: (relation, False) for relation in relations},
            factuality={label: label for label in schema.factuality},
            coreference=True,
            types=frozenset(schema.mark_types),
            complete_roles=frozenset(roles),
            complete_relations=frozenset(relations),
        )

    @classmethod
    def named(cls, name: str, schema: Schema) -> LabelMap:
        """The map of this corpus that the package ships in ``configs/corpora``, or the YAML file of this path."""
        path = Path(name)
        if path.suffix != ".yaml":
            path = Path(str(files("newsfacts").joinpath("configs", "corpora", f"{name}.yaml")))
            if not path.is_file():
                shipped = sorted(file.stem for file in path.parent.glob("*.yaml"))
                raise ConfigError(f"no label map {name!r}; accepted: a .yaml file, or one of {', '.join(shipped)}")
        return cls.load(path, schema)

    @classmethod
    def load(cls, path: str | Path, schema: Schema) -> LabelMap:
        """Read a map; ``configs/corpora/gmb.yaml`` explains the keys.

        Raises:
            ConfigError: not such a file, or a label that the scheme does not have.
        """
        data = read_yaml(path)
        where = f"label map {path}"
        if not isinstance(data, Mapping):
            raise ConfigError(f"{where}: expected a mapping of {', '.join(_KEYS)}")
        problems = list(_problems(data, schema))
        if problems:
            raise ConfigError.of(where, problems)
        complete = data.get("complete", {})
        return cls(
            name=Path(path).stem,
            schema=schema,
            mentions={label: _meaning(value) for label, value in data.get("mentions", {}).items()},
            events={label: _meaning(value) for label, value in data.get("events", {}).items()},
            roles=dict(data.get("roles", {})),
            relations={label: _relation(value) for label, value in data.get("relations", {}).items()},
            factuality=dict(data.get("factuality", {})),
            coreference=data.get("coreference", False),
            types=frozenset(complete.get("types", ())),
            complete_roles=frozenset(complete.get("roles", ())),
            complete_relations=frozenset(complete.get("relations", ())),
            open=frozenset(data.get("open", ())),
            strip=frozenset(data.get("strip", ())),
        )

    @property
    def has_pairs(self) -> bool:
        """Whether the corpus says anything beyond the tags of words."""
        facts = (*self.roles.values(), *self.relations.values(), *self.factuality.values())
        return self.coreference or any(fact is not None for fact in facts)

    @property
    def fingerprint(self) -> str:
        """A digest of the map and its scheme; equal for maps that say the same."""
        parts = {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in vars(self).items()
            if name not in ("schema", "_numbers")
        }
        content = json.dumps([self.schema.fingerprint, parts], sort_keys=True, default=vars)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def meaning(self, mark: Mention | Event) -> Meaning | None:
        """What the label of a mark means, or None where nothing is known.

        Raises:
            DataError: the map does not name the label.
        """
        labels = self.mentions if isinstance(mark, Mention) else self.events
        kind = "mention" if isinstance(mark, Mention) else "event"
        return _looked_up(labels, (mark.type,), f"{kind} label of {self.name}")

    def role(self, event: str, role: str) -> str | None:
        """The scheme's role for one of an event of this label, or None where it says nothing."""
        return _looked_up(self.roles, (f"{event}.{role}", role), f"role label of {self.name}")

    def relation(self, type: str) -> tuple[str, bool] | None:
        """The scheme's relation, and whether its ends change places, or None where it says nothing."""
        return _looked_up(self.relations, (type,), f"relation label of {self.name}")

    def tags(
        self, article: Article, text: Sequence[str], starts: Sequence[int], ends: Sequence[int]
    ) -> tuple[list[int], list[list[int]]]:
        """The tags that the annotation allows each word.

        Args:
            text, starts, ends: the words and their offsets, cut at the ends of the marks.

        Returns:
            The number of each word's set, and the sets (sorted tags of :class:`newsfacts.data.tags.Tagset`).
        """
        every = range(2 * len(self.schema.mark_types) + 1)
        anything = frozenset(every)
        unmarked = frozenset([OUTSIDE, *self._tags(t for t in self.schema.mark_types if t not in self.types)])
        regions = article.meta.get("annotated")
        allowed: list[frozenset[int] | None] = [None] * len(starts)
        opening = set()
        first = {start: i for i, start in enumerate(starts)}
        last = {end: i for i, end in enumerate(ends)}
        for mark in self._stripped(article.marks):
            a, b = first[mark.start], last[mark.end]
            meaning = self.meaning(mark)
            if meaning is not None and meaning.open:
                opening.add(a)
            for i, some in zip(range(a, b + 1), self._mark_tags(meaning, b - a + 1), strict=True):
                # Where marks lie on each other, the scheme may have taken either.
                allowed[i] = some | (allowed[i] or frozenset())
        sets: dict[frozenset[int], int] = {}
        numbers = []
        before: frozenset[int] = frozenset()
        for i, marked in enumerate(allowed):
            some = marked or (anything if text[i].lower() in self.open else unmarked)
            if regions is not None and not any(a <= starts[i] and ends[i] <= b for a, b in regions):
                some = anything
            if i in opening:  # nothing goes on here that the word before cannot bear
                some = frozenset(tag for tag in some if tag % 2 or tag == OUTSIDE or {tag - 1, tag} & before)
            before = some
            numbers.append(sets.setdefault(some, len(sets)))
        return numbers, [sorted(some) for some in sets]

    def _stripped(self, marks: Iterable[Mention | Event]) -> Iterator[Mention | Event]:
        """The marks without the words at their front that the scheme leaves out."""
        for mark in marks:
            words = re.finditer(r"\S+", mark.text)
            skip = next((word.start() for word in words if word.group().lower() not in self.strip), None)
            if skip is not None:
                yield replace(mark, start=mark.start + skip, text=mark.text[skip:]) if skip else mark

    def _mark_tags(self, meaning: Meaning | None, length: int) -> Iterator[frozenset[int]]:
        for i in range(length):
            if meaning is None:
                yield frozenset(range(2 * len(self._numbers) + 1))
                continue
            names = meaning.last if i == length - 1 else meaning.others
            types = [self._numbers[name] for name in names if name != NOTHING]
            begins = {2 * type + 1 for type in types} if i == 0 or not meaning.exact else set()
            insides = {2 * type + 2 for type in types} if i or meaning.open else set()
            yield frozenset(begins | insides | ({OUTSIDE} if NOTHING in names else set()))

    def _tags(self, types: Iterable[str]) -> Iterator[int]:
        for type in types:
            yield 2 * self._numbers[type] + 1
            yield 2 * self._numbers[type] + 2

    def marks(self, article: Article) -> list[tuple[Mention | Event, int]]:
        """The marks that the pair heads learn from, and the type of each, in order; none overlap.

        A mark that is not exact is none, nor is one around another; one that the scheme may leave unmarked is one:
        what is said of it holds all the same. Where a label can mean several types, the map names the likeliest first.
        """
        if not self.has_pairs:
            return []
        kept: list[tuple[Mention | Event, int]] = []
        for mark in sorted(self._stripped(article.marks), key=lambda mark: mark.end - mark.start):
            meaning = self.meaning(mark)
            if meaning is not None and meaning.exact:
                free = all(mark.end <= other.start or other.end <= mark.start for other, _ in kept)
                if free:
                    type = next(name for name in meaning.last if name != NOTHING)
                    kept.append((mark, self._numbers[type]))
        return sorted(kept, key=lambda pair: pair[0].start)


def _looked_up(labels: Mapping[str, T], names: Sequence[str], kind: str) -> T:
    """What the map says of the first of these names that it has."""
    for name in names:
        if name in labels:
            return labels[name]
    raise DataError(f"{names[-1]!r} is no {kind}; accepted: {', '.join(labels) or 'none'}")


def _meaning(value: Any) -> Meaning | None:
    if isinstance(value, Mapping):
        if "core" in value:
            return Meaning(tuple(value["core"]), tuple(value["core"]), open=True)
        return Meaning(tuple(value["last"]), tuple(value["others"]), exact=False, open=True)
    return None if value is None else Meaning(tuple(value), tuple(value))


def _relation(value: str | None) -> tuple[str, bool] | None:
    return None if value is None else (value.removeprefix("~"), value.startswith("~"))


def _problems(data: Mapping[str, Any], schema: Schema) -> Iterator[str]:
    for key, value in data.items():
        if key not in _KEYS:
            yield f"unknown key {key!r}; accepted: {', '.join(_KEYS)}"
        elif not isinstance(value, _KEYS[key]):
            yield f"{key!r} is of the wrong kind: found {value!r}"
    if any(not isinstance(value, _KEYS.get(key, object)) for key, value in data.items()):
        return
    known = {
        "types": list(schema.mark_types),
        "roles": [*(role.name for role in schema.roles), SOURCE],
        "relations": [relation.name for relation in schema.relations],
        "factuality": list(schema.factuality),
    }
    for part, types in (("mentions", schema.mentions), ("events", schema.events)):
        for label, value in data.get(part, {}).items():
            yield from _meaning_problems(f"{part}: {label!r}", value, [*types, NOTHING])
    for part in ("roles", "relations", "factuality"):
        values = [value for value in data.get(part, {}).values() if value is not None or part == "factuality"]
        yield from _unknown(part, [str(value).removeprefix("~") for value in values], known[part])
    for part, values in data.get("complete", {}).items():
        if part not in _COMPLETE:
            yield f"complete: unknown key {part!r}; accepted: {', '.join(_COMPLETE)}"
        else:
            yield from _unknown(f"complete: {part}", values, known[part])
    yield from (
        f"{part}: {word!r} must be a word in lower case"
        for part in ("open", "strip")
        for word in data.get(part, ())
        if not isinstance(word, str) or word != word.lower()
    )


def _unknown(where: str, values: Any, known: Sequence[str]) -> Iterator[str]:
    if not isinstance(values, list):
        yield f"{where} must be a list, found {values!r}"
        return
    yield from (f"{where}: {v!r} is not in the scheme; accepted: {', '.join(known)}" for v in values if v not in known)


def _meaning_problems(where: str, value: Any, accepted: Sequence[str]) -> Iterator[str]:
    if value is None:
        return
    parts = [value]
    if isinstance(value, Mapping):
        if set(value) not in ({"last", "others"}, {"core"}):
            yield f"{where}: expected the keys last and others, or core; found {', '.join(map(str, value))}"
            return
        parts = list(value.values())
    for part in parts:
        if not isinstance(part, list) or not part or part == [NOTHING]:
            yield f"{where}: expected null, or a list of types, also under core, or last and others; found {part!r}"
            continue
        yield from (f"{where}: {t!r} is no type; accepted: {', '.join(accepted)}" for t in part if t not in accepted)
