"""The error that every reader, converter and checker raises for bad input."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = ["ConfigError", "DataError", "NewsfactsError", "invalid", "shortened", "visible"]

SHOWN = 10


def shortened(problems: Sequence[str]) -> list[str]:
    """The first ten problems, then "… and N more" if there are more."""
    rest = len(problems) - SHOWN
    return [*problems[:SHOWN], *([f"… and {rest} more"] if rest > 0 else [])]


def invalid(error: ValidationError, whole: str = "content") -> list[str]:
    """What pydantic finds wrong, each fault after the key that it is about, or after a name of the whole."""
    return [f"{'.'.join(map(str, fault['loc'])) or whole}: {fault['msg']}" for fault in error.errors()]


def visible(message: str) -> str:
    """A message with escapes for what would steer a terminal or hide in it: file names and ids may hold anything."""
    return "".join(
        ascii(sign)[1:-1] if unicodedata.category(sign) in _UNSEEN and sign != "\n" else sign for sign in message
    )


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


class NewsfactsError(ValueError):
    """Input that a user can mend: the message says what is wrong and what is accepted."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems) or (message,)

    @classmethod
    def of(cls, where: str, problems: Iterable[str]) -> Self:
        """One error for a list of problems, each put after ``where`` (none if that is empty)."""
        problems = [f"{where}: {problem}" if where else problem for problem in problems]
        return cls("\n".join(shortened(problems)), problems)


class DataError(NewsfactsError):
    """An annotated file, or an article, that is not as the format wants it."""


class ConfigError(NewsfactsError):
    """A configuration, schema or checkpoint that is not as it should be."""
