"""The error that every reader, converter and checker raises for bad input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

__all__ = ["ConfigError", "DataError", "NewsfactsError"]

SHOWN = 10  # problems listed before "… and N more"


class NewsfactsError(ValueError):
    """Input that a user can mend: the message says what is wrong and what is accepted."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems) or (message,)

    @classmethod
    def of(cls, where: str, problems: Iterable[str]) -> Self:
        """One error for a list of problems: the first ten, and how many more there are."""
        problems = tuple(f"{where}: {problem}" for problem in problems)
        more = [f"… and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        return cls("\n".join([*problems[:SHOWN], *more]), problems)


class DataError(NewsfactsError):
    """An annotated file, or an article, that is not as the format wants it."""


class ConfigError(NewsfactsError):
    """A configuration, schema or checkpoint that is not as it should be."""
