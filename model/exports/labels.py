"""Labels and values in the words of a reader who does not know the scheme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from newsfacts.data.intervals import interval, interval_text
from newsfacts.data.schema import Schema

__all__ = ["GROUPS", "happened", "plain", "role", "type_words", "value_text"]

# Groups of mention types that are marked alike, in the order of the legend.
GROUPS = {
    "person": "People",
    "body": "Organisations",
    "place": "Places",
    "thing": "Things and names",
    "time": "Dates",
    "amount": "Amounts",
    "event": "Events",
}
_TYPES = {
    "PERSON": ("person", "person"),
    "ACTOR": ("person", "people or group"),
    "ROLE": ("person", "post"),
    "NORP": ("person", "nationality, faith or politics"),
    "ORG": ("body", "organisation"),
    "GPE": ("place", "country, region or city"),
    "LOC": ("place", "place"),
    "FAC": ("place", "building or site"),
    "ITEM": ("thing", "thing"),
    "MISC": ("thing", "name"),
    "DATE": ("time", "date or time"),
    "NUMBER": ("amount", "number"),
    "MONEY": ("amount", "money"),
    "PERCENT": ("amount", "percentage"),
}
# Whether it happened: a sign beside the colour, and words.
_HAPPENED = {
    "asserted": ("✓", "stated as fact"),
    "negated": ("✕", "did not happen"),
    "future": ("→", "planned or expected"),
    "uncertain": ("?", "uncertain"),
}
_ROLES = {
    "agent": "Who",
    "patient": "Whom or what",
    "recipient": "To whom",
    "origin": "From",
    "destination": "To where",
    "place": "Where",
    "time": "When",
    "amount": "Amount",
    "instrument": "With what",
    "position": "Post",
}


_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}
_DURATION = re.compile(r"-?P(?=.)((?:[\dX.]+[YMWD])*)(?:T((?:[\dX.]+[HMS])+))?")
_PART = re.compile(r"([\dX.]+)([YMWDHS])")


def plain(label: str) -> str:
    """A label as words: ``"located_in"`` → ``"located in"``."""
    return label.replace("_", " ").lower()


def type_words(type: str, schema: Schema) -> tuple[str, str]:
    """The group of a mention type, and the type in words; what only another scheme has is a thing, if not a value."""
    if type in _TYPES:
        return _TYPES[type]
    kind = (schema.values or {}).get(type)
    return {None: "thing", "date": "time"}.get(kind, "amount"), plain(type)


def happened(factuality: str) -> tuple[str, str]:
    """The sign and the words of a factuality."""
    return _HAPPENED.get(factuality, ("", plain(factuality)))


def role(name: str) -> str:
    """The question that a role answers."""
    return _ROLES.get(name, plain(name).capitalize())


def value_text(value: Mapping[str, Any] | None) -> str:
    """What a date or an amount means, short: ``"3–5 May 2024"``, ``"about 500"``, ``"at least 27 kilometer"``.

    Keys that have no words here are shown as they are, so that nothing is left out.
    """
    rest = {key: item for key, item in (value or {}).items() if item is not None and item is not False and item != ""}
    days = interval(rest)
    if days is not None:
        preposition, text = interval_text(days)
        parts = [f"{preposition} {text}" if preposition in ("since", "until") else text]
        rest.pop("start", None), rest.pop("end", None)
    else:
        parts = [_amount(rest)]
    about = "about " if rest.pop("approximate", False) else ""
    parts += [_note(key, item) for key, item in rest.items()]
    text = ", ".join(part for part in parts if part)
    return text if text.startswith("some ") or not text else about + text


def _amount(rest: dict[str, Any]) -> str:
    """Takes an amount out of a value."""
    least, most = rest.pop("min", None), rest.pop("max", None)
    currency, unit = rest.pop("currency", ""), rest.pop("unit", "")
    if least is None and most is None:
        number = ""
    elif least == most:
        number = _number(least)
    elif most is None:
        number = f"at least {_number(least)}"
    elif least is None:
        number = f"at most {_number(most)}"
    else:
        number = f"{_number(least)}–{_number(most)}"
    return " ".join(part for part in (number, str(currency), str(unit)) if part)


def _number(value: Any) -> str:
    """``1200000.0`` → ``1,200,000``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"  # may be too great for a float
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"


def _note(key: str, item: Any) -> str:
    """What else a value tells."""
    length = _length(item) if isinstance(item, str) else None
    match key:
        case "duration" if length:
            return length
        case "longest" if length:
            return f"up to {length}"
        case "every" if length:
            return f"every {length.removeprefix('1 ')}"
        case "relative" | "offset" if length:
            side = "before" if item.startswith("-") else "after"
            return f"{length} {side} {'the article' if key == 'relative' else 'another day'}"
        case "time":
            return str(item).removeprefix("T")
        case "part" | "zone":
            return str(item)
        case _:
            return plain(key) if item is True else f"{plain(key)} {_number(item)}"


def _length(duration: str) -> str | None:
    """An ISO 8601 duration in words: ``"P2Y6M"`` → ``"2 years 6 months"``; X stands for a count left open."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return None
    days, hours = match.groups(default="")
    parts = [(count, _UNITS[unit]) for count, unit in _PART.findall(days)]
    parts += [(count, _UNITS[f"T{unit}"]) for count, unit in _PART.findall(hours.replace("T", ""))]
    return " ".join(f"{'some' if 'X' in count else count} {unit}{'' if count == '1' else 's'}" for count, unit in parts)
