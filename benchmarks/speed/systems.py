"""What is measured: each system loads itself, and reads texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["SYSTEMS", "Run"]

Run = Callable[[Sequence[str]], Any]


def newsfacts(precision: str = "auto") -> Run:
    """All layers, values included."""
    from newsfacts import FactExtractor

    return FactExtractor.from_pretrained(precision=precision, device="cpu").predict  # type: ignore[arg-type]


def newsfacts_fp32() -> Run:
    """The reference path."""
    return newsfacts("fp32")


# By name, what loads it and returns what reads texts with it.
SYSTEMS: dict[str, Callable[[], Run]] = {"newsfacts": newsfacts, "newsfacts-fp32": newsfacts_fp32}
