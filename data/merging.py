"""Which events of an article are one and the same, told more than once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from newsfacts.data.article import Article, Event
from newsfacts.data.telling.phrases import Phrases
from newsfacts.data.view import View

__all__ = ["identities", "same_events"]

Roles = dict[str, set[str]]


def same_events(phrases: Phrases) -> list[tuple[Event, ...]]:
    """The events of an article in groups that tell of one event each, in the order of the text.

    Two events *contradict* each other if they differ in type or factuality, name different sources, are told
    by two verbs of one sentence ("acquitted … but convicted"), or both fill a role and neither's fillers are
    all among the other's: another place, time or amount is another event. Fillers are compared by entity, or
    by value where they have one ("Friday", "8 March").

    Two that do not contradict are *alike* if they share the object and one more argument, or two subjects;
    where the type happens once to its object (:class:`newsfacts.data.view.EventView`), the same objects are enough.

    Events linked by a chain of likeness are one where they contradict the same events. So "the attack"
    that may be either of two attacks at different places is joined with neither, and the order in which an
    article tells things makes no difference.
    """
    article, view = phrases.article, phrases.view
    keys = identities(article)
    told = {event.id: _told(event, keys, phrases) for event in article.events}
    groups: list[tuple[Event, ...]] = []
    by_kind: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in article.events:
        by_kind[event.type, event.factuality].append(event)
    for (type, _), events in by_kind.items():
        about = view.events.get(type)
        if about is not None and about.distinct:
            groups += [(event,) for event in events]
            continue
        once = about is not None and about.once
        alike = [
            (one, other)
            for one, other in _sharing(events, told, view)
            if _agree(told[one.id], told[other.id]) and _alike(told[one.id].roles, told[other.id].roles, view, once)
        ]
        against = {
            event.id: frozenset(other.id for other in linked if not _agree(told[event.id], told[other.id]))
            for linked in _components(events, alike)
            for event in linked
        }
        same = [(one, other) for one, other in alike if against[one.id] == against[other.id]]
        groups += map(tuple, _components(events, same))
    return sorted(groups, key=lambda group: group[0].start)


def identities(article: Article) -> dict[str, str]:
    """What stands for each entity in comparisons: its value, if it has one, else itself."""
    return {
        entity.id: entity.id if entity.value is None else f"{entity.type} {sorted(entity.value.items(), key=str)}"
        for entity in article.entities
    }


@dataclass(frozen=True)
class _Told:
    """What an event is compared by."""

    source: str | None
    sentence: int
    verb: str | None
    roles: Roles


def _told(event: Event, keys: dict[str, str], phrases: Phrases) -> _Told:
    roles: Roles = {}
    for argument in event.arguments:
        roles.setdefault(argument.role, set()).add(keys[argument.entity])
    verb = phrases.own_verb(event)
    return _Told(event.source, phrases.sentence_of(event.start), verb.lemma if verb else None, roles)


def _sharing(events: Sequence[Event], told: dict[str, _Told], view: View) -> Iterable[tuple[Event, Event]]:
    """Each pair that shares an object or two subjects, once."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, event in enumerate(events):
        own = told[event.id].roles
        for role in view.object:
            for filler in own.get(role, ()):
                holders[role, filler].append(i)
        subjects = sorted((role, filler) for role in view.subject for filler in own.get(role, ()))
        for one, other in combinations(subjects, 2):
            holders[*one, *other].append(i)
    pairs = {pair for held in holders.values() for pair in combinations(held, 2)}
    return [(events[i], events[j]) for i, j in sorted(pairs)]


def _agree(one: _Told, other: _Told) -> bool:
    if one.source is not None and other.source is not None and one.source != other.source:
        return False
    if one.sentence == other.sentence and one.verb is not None and other.verb is not None and one is not other:
        return False
    shared = one.roles.keys() & other.roles.keys()
    return all(one.roles[role] <= other.roles[role] or one.roles[role] >= other.roles[role] for role in shared)


def _alike(left: Roles, right: Roles, view: View, once: bool) -> bool:
    shared = {role: len(left[role] & right[role]) for role in left.keys() & right.keys()}
    objects = sum(shared.get(role, 0) for role in view.object)
    subjects = sum(shared.get(role, 0) for role in view.subject)
    same = all(left.get(role) == right.get(role) for role in view.object)
    return subjects > 1 or (objects > 0 and ((once and same) or sum(shared.values()) > 1))


def _components(events: Sequence[Event], links: Iterable[tuple[Event, Event]]) -> list[list[Event]]:
    """The events in groups that the links hold together, each in the order given."""
    root = {event.id: event.id for event in events}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    for one, other in links:
        root[find(other.id)] = find(one.id)
    groups: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        groups[find(event.id)].append(event)
    return list(groups.values())
