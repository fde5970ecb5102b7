"""An amount: its bounds, its unit, and how it was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

__all__ = ["Amount"]


@dataclass(frozen=True, slots=True)
class Amount:
    """What :func:`newsfacts.data.amounts.amount_value` describes, exact."""

    low: Fraction | None
    high: Fraction | None
    approximate: bool = False
    unit: str | None = None
    currency: str | None = None
    against: Fraction | None = None
    magnitude: Fraction = Fraction(1)  # the "million" of "three million", already in low and high
    share: bool = False  # written as a part of one

    @property
    def exact(self) -> Fraction | None:
        """The one number that it is, if it is one."""
        return self.low if self.low == self.high and self.against is None else None

    def times(self, factor: Fraction | int) -> Amount:
        """This amount multiplied."""
        low, high, against = (None if n is None else n * factor for n in (self.low, self.high, self.against))
        return replace(self, low=low, high=high, against=against)

    def hedged(self, meanings: frozenset[str]) -> Amount | None:
        """This amount as a lower or an upper bound, or approximate; ``None`` if nothing is left of it."""
        low = None if "upper" in meanings else self.low
        high = None if "lower" in meanings else self.high
        if low is None and high is None:
            return None
        return replace(self, low=low, high=high, approximate=self.approximate or "about" in meanings)

    def to_value(self, with_currency: bool) -> dict[str, Any]:
        """As JSON."""
        value: dict[str, Any] = {
            "min": _plain(self.low),
            "max": _plain(self.high),
            "approximate": self.approximate,
            "unit": self.unit,
        }
        if with_currency:
            value["currency"] = self.currency
        if self.against is not None:
            value["against"] = _plain(self.against)
        return value


def _plain(number: Fraction | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number.denominator == 1 else float(number)
