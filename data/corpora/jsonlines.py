"""Reading files that hold a JSON value a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["json_lines"]


def json_lines(path: Path) -> Iterator[Any]:
    """The values of a UTF-8 file, one a line; blank lines are passed over."""
    with open(path, encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
