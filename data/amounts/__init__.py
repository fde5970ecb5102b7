"""What a NUMBER, MONEY or PERCENT means: "more than 27", "1,200 to 1,400", "£3m", "two-thirds"."""

from __future__ import annotations

from typing import Any

from newsfacts.data.amounts.grammar import KINDS, read_amount
from newsfacts.data.errors import DataError

__all__ = ["KINDS", "amount_value"]


def amount_value(text: str, kind: str) -> dict[str, Any] | None:
    """What the text of an amount means, or ``None`` where that is not understood: nothing is guessed.

    ``kind`` is ``"number"``, ``"money"`` or ``"percent"``. The value has these keys:

    ``min``, ``max``
        The bounds that the words name, ``None`` where they name none: "27" is 27 to 27, "more than 27" and
        "at least 27" are 27 to ``None``, "up to 40" and "fewer than 40" are ``None`` to 40. Whether the bound
        itself is included is not told apart. ``int`` where whole, else the nearest ``float``.
    ``approximate``
        Whether the words hedge: "about 40" and "nearly 40" are 40 to 40, "just under 40" is ``None`` to 40.
        Vague counts are approximate: "dozens" is two dozen or more, "hundreds of thousands" two hundred thousand
        or more; "several", "a few" and "a handful" are 3 to 9, "a couple" is 2, "most" is a half to 1.
    ``unit``
        The unit's name (see :func:`~newsfacts.data.amounts.units.unit_named`) or ``None``: "300 km" is in
        ``"kilometer"``, "five times" and "tenfold" in ``"times"``. A percentage is in ``"percent"``,
        ``"percentage point"`` or ``"basis point"``, as written, never converted; a share ("a third") is turned
        into percent there. Money has a unit only in a price (``"per barrel"``) or where the currency is open.
    ``currency``
        Money only: the ISO 4217 code, or ``None`` where no one currency is named. "$" and "dollars" are US
        dollars, "£" and "pounds" sterling, "Rs" and "rupees" Indian where no country is named
        (``currencies.yaml`` lists all such); "5,000 pesos" has no code, and the unit ``"peso"``.
    ``against``
        Tallies only: "2-1" is 2 ``against`` 1, so is "171 votes to 104". Two numbers joined by a dash or "to" are
        a tally when the first is not the smaller, else a range ("5-10"). Money is never a tally.

    Shares are parts of one: "two-thirds" is 2/3, "one in five" 1/5. What is given in two units is in the smaller:
    "5ft 10in" is 70 inches, "2:08:15" is in seconds. "forties" is 40 to 49, "early forties" 40 to 43, about. What
    cannot be told without the sentence is ``None``: "45m" as a number is metres or millions. A rank ("third") is no
    amount.

    Raises:
        DataError: another ``kind``.
    """
    if kind not in KINDS:
        raise DataError(f"no amount is of kind {kind!r}; accepted: {', '.join(KINDS)}")
    amount = read_amount(text, kind)
    return None if amount is None else amount.to_value(with_currency=kind == "money")
