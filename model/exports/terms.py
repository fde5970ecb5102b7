"""Terms of schema.org (and of OWL-Time) for labels of the news scheme; labels without one keep their own alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import SDO, TIME, URIRef

__all__ = ["class_of", "relation_terms", "role_terms"]

_PLACES = ("GPE", "LOC", "FAC")
_CLASSES = {
    "PERSON": SDO.Person,
    "ORG": SDO.Organization,
    "GPE": SDO.AdministrativeArea,
    "LOC": SDO.Place,
    "FAC": SDO.Place,
    "ROLE": SDO.Occupation,
    "DATE": TIME.TemporalEntity,
    "NUMBER": SDO.QuantitativeValue,
    "PERCENT": SDO.QuantitativeValue,
    "MONEY": SDO.MonetaryAmount,
}


@dataclass(frozen=True, slots=True)
class _Term:
    """A property, the types that may stand at its ends (none: any), and whether they change places."""

    property: URIRef
    heads: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    reversed: bool = False

    def fits(self, head: str, tail: str) -> bool:
        return (not self.heads or head in self.heads) and (not self.tails or tail in self.tails)


_ROLES = {
    "agent": _Term(SDO.agent),
    "patient": _Term(SDO.object),
    "recipient": _Term(SDO.recipient),
    "origin": _Term(SDO.fromLocation, tails=_PLACES),
    "destination": _Term(SDO.toLocation, tails=_PLACES),
    "place": _Term(SDO.location),
    "instrument": _Term(SDO.instrument),
}
_RELATIONS = {
    "has_role": (_Term(SDO.hasOccupation, ("PERSON",)),),
    "member_of": (_Term(SDO.memberOf, ("PERSON", "ORG"), ("ORG",)),),
    "part_of": (_Term(SDO.parentOrganization, ("ORG",), ("ORG",)),),
    "located_in": (_Term(SDO.containedInPlace, _PLACES), _Term(SDO.location, ("ORG",))),
    "origin": (_Term(SDO.nationality, ("PERSON",), ("GPE",)),),
    "founder_of": (_Term(SDO.founder, ("PERSON", "ORG"), ("ORG",), reversed=True),),
    "owns": (_Term(SDO.owns, ("PERSON", "ORG")),),
    "kin": (_Term(SDO.relatedTo, ("PERSON",), ("PERSON",)),),
}


def class_of(type: str) -> URIRef:
    """The class of entities of this type."""
    return _CLASSES.get(type, SDO.Thing)


def role_terms(role: str, filler: str) -> Iterator[URIRef]:
    """The property from an event to the filler of a role, if there is one for fillers of this type."""
    if role in _ROLES and _ROLES[role].fits("", filler):
        yield _ROLES[role].property


def relation_terms(type: str, head: str, tail: str) -> Iterator[tuple[URIRef, bool]]:
    """The property of a relation between ends of these types, if there is one, and whether it leads from the tail."""
    for term in _RELATIONS.get(type, ()):
        if term.fits(head, tail):
            yield term.property, term.reversed
