"""Values of numbers, money and percentages, and the units and currencies that they are in."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data import DataError
from newsfacts.data.amounts import KINDS, amount_value
from newsfacts.data.amounts.currencies import Currency, currency_named, currency_signed
from newsfacts.data.amounts.hedges import peeled
from newsfacts.data.amounts.units import singular, unit_named

with (Path(__file__).parent / "hard_amounts.tsv").open(encoding="utf-8", newline="") as file:
    HARD = [
        pytest.param(
            row["kind"], row["expression"], json.loads(row["expected"]), id=f"{row['kind']}: {row['expression']}"
        )
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]

# Pieces of amounts in any order, so that random texts reach every rule.
PIECES = st.sampled_from([
    "about", "more than", "up to", "between", "from", "and", "to", "or", "of", "a", "half", "third", "two", "twenty",
    "dozens", "million", "bn", "-", "–", "$", "£", "Rs", "%", "points", "km", "C", "per", "in", ",", ".", "'", "½", "1",
    "27", "1,200", "3.5", "0", "12:30:00", "forties", "pesos", "dollars", "ft", "*", "(", "+", "²", "\xa0", "٣",
    "minus", "no", "&ndash;",
])  # fmt: skip
TEXTS = st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join)


@pytest.mark.parametrize(("kind", "expression", "expected"), HARD)
def test_hard_cases(kind: str, expression: str, expected: dict[str, Any] | None) -> None:
    value = amount_value(expression, kind)
    assert value == expected
    if value and expected:  # 5 == 5.0, but whole numbers are ints
        assert [type(n) for n in value.values()] == [type(n) for n in expected.values()]


def test_the_table_of_hard_cases_covers_every_kind() -> None:
    assert {case.values[0] for case in HARD} == set(KINDS)
    assert len({case.values[:2] for case in HARD}) == len(HARD) >= 75


@given(TEXTS, st.sampled_from(KINDS))
def test_any_text_gives_a_sound_value_or_none(text: str, kind: str) -> None:
    value = amount_value(text, kind)
    if value is None:
        return
    assert (
        {"min", "max", "approximate", "unit"}
        <= set(value)
        <= {"min", "max", "approximate", "unit", "currency", "against"}
    )
    assert ("currency" in value) == (kind == "money")
    low, high = value["min"], value["max"]
    assert low is not None or high is not None
    if low is not None and high is not None:
        assert low <= high
    for number in (low, high, value.get("against", 0)):
        assert number is None or (type(number) in (int, float) and abs(number) < 10**18)
        assert not (isinstance(number, float) and number.is_integer() and abs(number) < 2**53)
    if kind == "percent":
        assert value["unit"] in ("percent", "percentage point", "basis point")
    assert json.loads(json.dumps(value)) == value


@given(st.integers(0, 10**15), st.sampled_from(["about ", "more than ", "up to ", ""]), st.sampled_from(["", " km"]))
def test_digits_mean_themselves(number: int, hedge: str, unit: str) -> None:
    for digits in (str(number), f"{number:,}"):
        value = amount_value(f"{hedge}{digits}{unit}", "number")
        assert value is not None
        assert value["min"] == (None if hedge == "up to " else number)
        assert value["max"] == (None if hedge == "more than " else number)
        assert value["approximate"] is (hedge == "about ")
        assert value["unit"] == ("kilometer" if unit else None)


@given(st.decimals(0, 999, places=2), st.sampled_from([("bn", 9), (" million", 6), ("k", 3), ("", 0)]))
def test_money_is_exact(number: Any, magnitude: tuple[str, int]) -> None:
    word, power = magnitude
    value = amount_value(f"${number}{word}", "money")
    exact = number * 10**power
    assert value == {"min": exact, "max": exact, "approximate": False, "unit": None, "currency": "USD"} or (
        value is not None and value["min"] == float(exact)
    )


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_two_numbers_are_a_range_when_they_rise_and_a_tally_when_not(left: int, right: int) -> None:
    value = amount_value(f"{left}-{right}", "number")
    assert value is not None
    if left < right:
        assert (value["min"], value["max"], value.get("against")) == (left, right, None)
    else:
        assert (value["min"], value["max"], value.get("against")) == (left, left, right)
    between = amount_value(f"between {left} and {right}", "number")
    assert between is not None
    assert (between["min"], between["max"]) == (min(left, right), max(left, right))


def test_values_are_the_callers_own() -> None:
    value = amount_value("27", "number")
    assert value is not None
    value["min"] = 0
    assert amount_value("27", "number") == {"min": 27, "max": 27, "approximate": False, "unit": None}


def test_what_is_too_long_or_too_great_is_no_amount() -> None:
    assert amount_value("9" * 5000, "number") is None
    assert amount_value("1" + "0" * 18, "number") is None
    assert amount_value("999,999 trillion", "number") == amount_value("999999" + "0" * 12, "number") is not None
    assert amount_value("1000 quadrillion", "number") is None


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(DataError, match="no amount is of kind 'NUMBER'; accepted: number, money, percent"):
        amount_value("27", "NUMBER")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("km", "kilometer"),
        ("Kilometres", "kilometer"),
        ("MW", "megawatt"),
        ("mW", "milliwatt"),
        ("sq ft", "square foot"),
        ("tons", "ton"),
        ("metric tons", "tonne"),
        ("cubic metres per second", "cubic meter per second"),
        ("loaves a day", "loave per day"),
        ("to", None),
        ("people of Mali", None),
        ("gazillions", None),
        ("5", None),
        ("", None),
    ],
)
def test_units(text: str, unit: str | None) -> None:
    assert unit_named(text) == unit


@pytest.mark.parametrize(
    ("plural", "noun"),
    [("tonnes", "tonne"), ("boxes", "box"), ("cities", "city"), ("bus", "bus"), ("glass", "glass"), ("men", "man")],
)
def test_singular(plural: str, noun: str) -> None:
    assert singular(plural) == noun


@pytest.mark.parametrize(
    ("name", "currency"),
    [
        ("Israeli shekels", Currency("ILS")),
        ("Taiwan dollars", Currency("TWD")),
        ("dollars", Currency("USD")),
        ("Timorese dollars", Currency(None, "timorese dollar")),
        ("soms", Currency(None, "som")),  # of Kyrgyzstan and of Uzbekistan
        ("marks", Currency(None, "mark")),
        ("German marks", Currency("DEM")),
        ("people", None),
        ("", None),
    ],
)
def test_currencies(name: str, currency: Currency | None) -> None:
    assert currency_named(name) == currency


def test_currency_signs() -> None:
    assert currency_signed("Rs.") == Currency("INR")
    assert currency_signed("CHF") == Currency("CHF")
    assert currency_signed("XQZ") is None


def test_hedges_are_peeled_at_either_end_and_before_the_unit() -> None:
    assert ("40", frozenset({"lower"})) in list(peeled("at least 40"))
    assert ("40 km", frozenset({"about"})) in list(peeled("40 odd km"))
    assert ("40", frozenset({"lower"})) in list(peeled("40 or more"))
    assert not list(peeled("40"))


def test_nearly_every_amount_of_the_seed_corpus_is_understood(seeds: Path) -> None:
    names = json.loads((seeds / "splits.json").read_text(encoding="utf-8"))["train"]
    mark = re.compile(r"\[([^\[\]|]+)\|(NUMBER|MONEY|PERCENT) ")
    marks = [found for name in names for found in mark.findall((seeds / f"{name}.fact").read_text(encoding="utf-8"))]
    assert len(marks) > 1000
    unknown = [text for text, kind in marks if amount_value(text, kind.lower()) is None]
    assert len(unknown) <= len(marks) / 500, unknown


@pytest.mark.parametrize(
    ("text", "least", "currency"), [("USD $1,000", 1000, "USD"), ("CAD$2.5 million", 2500000, "CAD")]
)
def test_a_code_beside_its_sign(text: str, least: float, currency: str) -> None:
    value = amount_value(text, "money")
    assert value is not None
    assert (value["min"], value["max"], value["currency"]) == (least, least, currency)
