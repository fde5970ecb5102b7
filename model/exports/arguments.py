"""The arguments of a fact by the roles that the scheme has for them, subject and object too."""

from __future__ import annotations

from collections.abc import Mapping

from newsfacts.data.article import Event
from newsfacts.data.facts import Fact

__all__ = ["arguments"]


def arguments(fact: Fact, events: Mapping[str, Event]) -> tuple[tuple[str, str], ...]:
    """Role and entity id of each argument of the events that a fact joins, as told; ``events``: by id."""
    found = ((argument.role, argument.entity) for id in fact.items for argument in events[id].arguments)
    return tuple(dict.fromkeys(found))
