"""Which events of an article are one and the same, told more than once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from newsfacts.data.article import Article, Event
from newsfacts.data.view import View

__all__ = ["same_events"]

Roles = dict[str, set[str]]


def same_events(article: Article, view: View) -> list[tuple[Event, ...]]:
    """The events in groups that tell of one event each, in the order of the text.

    Two events *contradict* each other if they differ in type or factuality, name different sources, or
    both fill a role and neither's fillers are all among the other's: another place, time or amount is
    another event. Fillers are compared by entity, or by value where they have one ("Friday", "8 March").

    Two that do not contradict are *alike* if they share the object and one more argument, or two subjects;
    where the type happens once to its object (:class:`newsfacts.data.view.EventView`), the same objects are enough.

    Events linked by a chain of likeness are one where they contradict the same events. So "the attack"
    that may be either of two attacks at different places is joined with neither, and the order in which an
    article tells things makes no difference.
    """
    keys = _keys(article)
    roles = {event.id: _roles(event, keys) for event in article.events}
    groups: list[tuple[Event, ...]] = []
    by_kind: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in article.events:
        by_kind[event.type, event.factuality].append(event)
    for (type, _), events in by_kind.items():
        told = view.events.get(type)
        if told is not None and told.distinct:
            groups += [(event,) for event in events]
            continue
        once = told is not None and told.once
        alike = [
            (one, other)
            for one, other in _sharing(events, roles, view)
            if _agree(one, other, roles) and _alike(roles[one.id], roles[other.id], view, once)
        ]
        against = {
            event.id: frozenset(other.id for other in linked if not _agree(event, other, roles))
            for linked in _components(events, alike)
            for event in linked
        }
        same = [(one, other) for one, other in alike if against[one.id] == against[other.id]]
        groups += map(tuple, _components(events, same))
    return sorted(groups, key=lambda group: group[0].start)


def _keys(article: Article) -> dict[str, str]:
    """What stands for each entity in comparisons: its value, if it has one, else itself."""
    return {
        entity.id: entity.id if entity.value is None else f"{entity.type} {sorted(entity.value.items(), key=str)}"
        for entity in article.entities
    }


def _roles(event: Event, keys: dict[str, str]) -> Roles:
    roles: Roles = {}
    for argument in event.arguments:
        roles.setdefault(argument.role, set()).add(keys[argument.entity])
    return roles


def _sharing(events: Sequence[Event], roles: dict[str, Roles], view: View) -> Iterable[tuple[Event, Event]]:
    """Each pair that shares an object or two subjects, once."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, event in enumerate(events):
        own = roles[event.id]
        for role in view.object:
            for filler in own.get(role, ()):
                holders[role, filler].append(i)
        subjects = sorted((role, filler) for role in view.subject for filler in own.get(role, ()))
        for one, other in combinations(subjects, 2):
            holders[*one, *other].append(i)
    pairs = {pair for held in holders.values() for pair in combinations(held, 2)}
    return [(events[i], events[j]) for i, j in sorted(pairs)]


def _agree(one: Event, other: Event, roles: dict[str, Roles]) -> bool:
    if one.source is not None and other.source is not None and one.source != other.source:
        return False
    left, right = roles[one.id], roles[other.id]
    return all(left[role] <= right[role] or left[role] >= right[role] for role in left.keys() & right.keys())


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
