"""Running the command line in the test's own process."""

from collections.abc import Callable
from typing import NamedTuple


class Done(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]
