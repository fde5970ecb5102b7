"""Reading JSON strictly: what other readers would take in another way is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from newsfacts.data.errors import DataError

__all__ = ["DECODER", "json_problem", "parse_json"]

DEPTH = 100  # of lists and objects in each other


def parse_json(text: str, where: str) -> Any:
    """What a text says in JSON.

    Raises:
        DataError: not JSON, NaN or a number too great, a key that stands twice in an object (most readers keep
            the last), or too deep; ``where`` begins the message.
    """
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: not JSON ({error.msg}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:  # NaN, an integer of 5,000 digits, 10,000 brackets
        raise DataError(f"{where}: not JSON that can be read ({error})") from error


def json_problem(value: Any) -> str | None:
    """Why plain data cannot be written as JSON and read again, or ``None`` if it can."""
    level = [value]
    for _ in range(DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, Mapping):
                for key in item:
                    if not isinstance(key, str):
                        return f"a key is no string but {type(key).__name__}"
                below += item.values()
            elif isinstance(item, list | tuple):
                below += item
            elif isinstance(item, float) and not math.isfinite(item):
                return f"{item} is no JSON number"
            elif isinstance(item, int) and not isinstance(item, bool) and abs(item) >= _GREATEST:
                return "an integer has more than 400 digits"
            elif not (item is None or isinstance(item, str | int | float)):
                return f"JSON has nothing for {type(item).__name__}"
        if not below:
            return None
        level = below
    return f"lists and objects lie more than {DEPTH} deep in each other"


_GREATEST = 10**400


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in an object")
    return made


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits[:20]} is too great a number")
    return number


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_float)
