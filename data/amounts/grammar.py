"""How an amount is put together: number, unit, range, tally, share, hedges."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from newsfacts.data.amounts.amount import Amount
from newsfacts.data.amounts.currencies import Currency, currency_named, currency_signed
from newsfacts.data.amounts.hedges import peeled
from newsfacts.data.amounts.numerals import leading_numeral
from newsfacts.data.amounts.units import unit_named

__all__ = ["KINDS", "read_amount"]

KINDS = ("number", "money", "percent")
LONGEST = 120  # characters; what is longer is no amount
LIMIT = 10**18  # what is greater is no amount, and would not fit 64 bits
_Forms: TypeAlias = "Sequence[Callable[[str, str], Amount | None]]"

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = str.maketrans("\u2018\u2019\u2032\u201c\u201d\u2033", "'''\"\"\"")
_VULGAR = re.compile("(?<=[0-9])(?=[\u00bc-\u00be\u2150-\u215e])")  # ½ stays a number of its own
# A hyphen joins words ("forty-four", "19-metre", "one-in-five") where no number follows; else it parts two numbers.
_SIGN = r"[A-Za-z]{0,3}\.?[$€£¥₩₹₱₦₵₪₫₺₽₴₸₾₼₡₲₭₮฿৳֏]"
_JOINT = re.compile(rf"(?<=[\w%])-(?=[^\W0-9])(?!{_SIGN})|(?<=[A-Za-z])-(?=[0-9]+-[A-Za-z])")
_LINK = re.compile(r"\b(to|or|and|in|of|an?|per)-(?=\w)", re.IGNORECASE)


def read_amount(text: str, kind: str) -> Amount | None:
    """The amount that a text names, if it is understood."""
    return _read(text, kind) if len(text) <= LONGEST else None


@lru_cache(maxsize=1 << 15)
def _read(text: str, kind: str) -> Amount | None:
    amount = _hedged(_cleaned(text), kind, _FORMS, hedges=4)
    if amount is None:
        return None
    if kind == "percent" and amount.unit is None:
        amount = replace(amount.times(100) if amount.share else amount, unit="percent")
    numbers = (amount.low, amount.high, amount.against)
    return amount if all(number is None or abs(number) < LIMIT for number in numbers) else None


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFKC", _VULGAR.sub(" ", html.unescape(text)))
    text = _DASHES.sub("-", text).translate(_QUOTES)
    text = _LINK.sub(r"\1 ", _JOINT.sub(" ", text))
    text = re.sub(r"(?<=s)'(?= |$)", "", " ".join(text.split()))  # two hundred pounds' worth
    return text.strip(" ,;:()[]*").removesuffix(".")


def _hedged(text: str, kind: str, forms: _Forms, hedges: int) -> Amount | None:
    """An amount of one of these forms, with at most so many hedges around it."""
    for form in forms if text else ():
        amount = form(text, kind)
        if amount is not None:
            return amount
    for rest, meanings in peeled(text) if hedges else ():
        amount = _hedged(rest, kind, forms, hedges - 1)
        if amount is not None:
            return amount.hedged(meanings)
    return None


# --- One number ---

_MINUS = re.compile(r"(?:-|minus |negative )(?=\S)", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<sign>[^\d\s.,+-](?:[^\d\s,+-]|\s(?!\d))*)\s?(?=\.?\d)")
_PRICE = re.compile(r"(?P<name>.*?)(?: ?/ ?|(?:^| )(?:a|an|per|each|every) )(?P<unit>.+)", re.IGNORECASE)


@lru_cache(maxsize=1 << 12)
def _one(text: str, kind: str) -> Amount | None:
    minus = _MINUS.match(text)
    amount = _unsigned(text[minus.end() :] if minus else text, kind)
    if amount is None or not minus:
        return amount
    return replace(amount.times(-1), low=amount.high and -amount.high, high=amount.low and -amount.low)


def _unsigned(text: str, kind: str) -> Amount | None:
    currency = None
    if kind == "money" and (sign := _SIGNED.match(text)) and (currency := currency_signed(sign["sign"])):
        text = text[sign.end() :].removeprefix("-")
    found = leading_numeral(text, in_money=kind == "money")
    if found is None:
        return None
    numeral, rest = found
    amount = Amount(
        numeral.low * numeral.magnitude,
        None if numeral.high is None else numeral.high * numeral.magnitude,
        approximate=numeral.vague,
        magnitude=numeral.magnitude,
        share=numeral.share,
    )
    if kind == "money":
        return _with_currency(amount, currency, rest.strip())
    if not rest:
        return amount
    if rest == "m":  # "45m": metres or millions
        return None
    unit = unit_named(rest.strip())
    if kind == "percent":
        unit = "percentage point" if unit == "point" else unit
        return replace(amount, unit=unit) if unit in ("percent", "percentage point", "basis point") else None
    return replace(amount, unit=unit) if unit else None


def _with_currency(amount: Amount, signed: Currency | None, rest: str) -> Amount | None:
    rest, unit = rest.removeprefix("of "), None
    named = _named(rest, signed)
    if named is None and (price := _PRICE.fullmatch(rest)):
        rest = price["name"]
        named, unit = _named(rest, signed), unit_named(price["unit"])
        if unit is None:
            return None
    if named is None and rest:
        return None
    currency = named or signed
    if currency is None:  # "480", as in "from 110 rupees to 480"; a bare share is no money
        return None if amount.share else amount
    names = [name for name in (currency.name, unit and f"per {unit}") if name]
    return replace(amount.times(currency.part), currency=currency.code, unit=" ".join(names) or None)


def _named(name: str, signed: Currency | None) -> Currency | None:
    """The currency of a name after the number; after a sign, what makes the sign plain ("$5m Canadian")."""
    if not name:
        return None
    named = currency_named(name) or currency_signed(name)
    if signed is None:
        return named
    if named is None and signed.code == "USD":
        named = currency_named(f"{name} dollars")
    return named if named and named.code and (named.code == signed.code or signed.code in ("USD", None)) else None


# --- Two numbers ---

_BETWEEN = re.compile(r"(?:(?:any|some)where )?(?:in )?(?:between|from)(?= )", re.IGNORECASE)
_AND = re.compile(r" (?:and|to|or) |(?<=\S)-(?=\S)", re.IGNORECASE)
_TO = re.compile(r" (?:up )?to | or |, (?:or |perhaps |maybe |possibly )|(?<=\S) ?- ?(?=\S)", re.IGNORECASE)
_OR = re.compile(r" or |, ", re.IGNORECASE)
_OUT_OF = re.compile(r" (?:in|out of)(?: every| each)? ", re.IGNORECASE)
_BUT = re.compile(r",? (?:but|and|yet) ", re.IGNORECASE)
_NEXT = re.compile(r"(?<=[A-Za-z'\"]) ?(?:and |, )?-?(?=[0-9])|,? and | (?=\w)", re.IGNORECASE)

# How many of the smaller unit make one of the greater.
_SMALLER = {
    ("foot", "inch"): 12, ("mile", "yard"): 1760, ("stone", "pound"): 14, ("pound", "ounce"): 16,
    ("hour", "minute"): 60, ("minute", "second"): 60, ("day", "hour"): 24, ("year", "month"): 12,
    ("meter", "centimeter"): 100, ("kilometer", "meter"): 1000, ("kilogram", "gram"): 1000,
}  # fmt: skip
_UNSAID = {"foot": "inch", "stone": "pound"}  # "six foot two"


def _sides(text: str, parted: re.Pattern[str], kind: str, hedges: int = 0) -> Iterator[tuple[str, Amount, Amount]]:
    """The ways to part the text in two numbers, with what parts them; of many, the first few."""
    for between in islice(parted.finditer(text), 8):
        left = _hedged(text[: between.start()], kind, (_one,), hedges)
        right = _hedged(text[between.end() :], kind, (_one,), hedges) if left else None
        if left and right:
            yield between.group(), left, right


def _range(text: str, kind: str) -> Amount | None:
    between = _BETWEEN.match(text)
    body = text[between.end() + 1 :] if between else text
    for link, left, right in _sides(body, _AND if between else _TO, kind, hedges=1):
        joined = _joined(left, right)
        if joined is None:
            continue
        first, second = joined
        if first.low is None or second.low is None:
            continue
        if first.low >= second.low and kind != "money" and not between and not _OR.match(link):
            return replace(first, against=second.low)
        low, high = sorted([first.low, second.low])
        return replace(first, low=low, high=high)
    return None


def _joined(left: Amount, right: Amount) -> tuple[Amount, Amount] | None:
    """Two ends that share what only one of them says: "three and four million riyals", "$10-15m"."""
    if left.exact is None or right.exact is None or left.share != right.share:
        return None
    if left.magnitude == 1 and right.magnitude > 1 and left.exact < right.exact / right.magnitude:
        left = left.times(right.magnitude)
    for name in ("unit", "currency"):
        one, other = getattr(left, name), getattr(right, name)
        if one and other and one != other:
            return None
    unit, currency = left.unit or right.unit, left.currency or right.currency
    about = left.approximate or right.approximate
    left, right = (replace(end, unit=unit, currency=currency, approximate=about) for end in (left, right))
    return left, right


def _bounded(text: str, kind: str) -> Amount | None:
    """ "more than 10 but fewer than 20"."""
    for _, left, right in _sides(text, _BUT, kind, hedges=2):
        lower, upper = (left, right) if left.high is None else (right, left)
        if lower.high is None and upper.low is None and (lower.unit or upper.unit) == (upper.unit or lower.unit):
            merged = replace(upper, low=lower.low, approximate=lower.approximate or upper.approximate)
            return replace(merged, unit=lower.unit or upper.unit, currency=lower.currency or upper.currency)
    return None


def _ratio(text: str, kind: str) -> Amount | None:
    """ "one in five", "eight out of ten"."""
    if kind == "money":
        return None
    for _, left, right in _sides(text, _OUT_OF, kind):
        if left.exact is not None and right.exact and left.exact <= right.exact and not (left.unit or right.unit):
            share = left.exact / right.exact
            return Amount(share, share, approximate=left.approximate or right.approximate, share=True)
    return None


def _compound(text: str, kind: str) -> Amount | None:
    """ "5ft 10in", "two hours and five minutes", "six-foot-two"."""
    if kind != "number":
        return None
    for _, left, right in _sides(text, _NEXT, kind):
        unit = right.unit or _UNSAID.get(left.unit or "")
        parts = _SMALLER.get((left.unit or "", unit or ""))
        if parts and left.exact is not None and right.exact is not None and 0 <= right.exact < parts:
            total = left.exact * parts + right.exact
            return replace(right, low=total, high=total, unit=unit)
    return None


# --- Others ---

_CLOCK = re.compile(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9]):(?P<seconds>[0-5][0-9](?:\.[0-9]{1,3})?)")
_DECADE = re.compile(r"(?:(?P<part>early|mid|late)[ -])?(?:(?P<digit>[2-9])0'?s|(?P<word>[a-z]+ties))", re.IGNORECASE)
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_WITHIN = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def _clock(text: str, kind: str) -> Amount | None:
    """A time taken, in hours, minutes and seconds."""
    found = _CLOCK.fullmatch(text) if kind == "number" else None
    if found is None:
        return None
    seconds = (int(found["hours"]) * 60 + int(found["minutes"])) * 60 + Fraction(found["seconds"])
    return Amount(seconds, seconds, unit="second")


def _decade(text: str, kind: str) -> Amount | None:
    """ "forties", "early 50s"."""
    found = _DECADE.fullmatch(text) if kind != "money" else None
    if found is None:
        return None
    if found["word"] and found["word"].casefold() not in _TENS:
        return None
    tens = 10 * int(found["digit"] or _TENS.index(found["word"].casefold()) + 2)
    first, last = _WITHIN.get((found["part"] or "").casefold(), (0, 9))
    return Amount(Fraction(tens + first), Fraction(tens + last), approximate=bool(found["part"]))


_FORMS: _Forms = (_decade, _one, _range, _ratio, _bounded, _compound, _clock)
