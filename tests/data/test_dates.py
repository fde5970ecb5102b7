import csv
import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsfacts.data import DataError
from newsfacts.data.dates import date_value
from newsfacts.data.dates.durations import length
from newsfacts.data.dates.feasts import FEASTS
from newsfacts.data.dates.periods import Period
from newsfacts.data.dates.text import plain

TABLE = Path(__file__).parent / "hard_dates.tsv"
DAY = "2025-10-15"  # a Wednesday


def hard_cases() -> list[tuple[str, ...]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t")]


def ends(expression: str, reference: str | None = DAY, context: str = "") -> tuple[str | None, str | None]:
    value = date_value(expression, reference, context)
    assert value is not None
    return value["start"], value["end"]


def notes(expression: str, reference: str | None = DAY, context: str = "") -> dict[str, Any]:
    value = date_value(expression, reference, context)
    assert value is not None
    return {key: item for key, item in value.items() if key not in ("start", "end")}


@pytest.mark.parametrize(("expression", "reference", "start", "end"), hard_cases())
def test_hard_cases(expression: str, reference: str, start: str, end: str) -> None:
    assert ends(expression, reference or None) == (start or None, end or None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("for two years", {"duration": "P2Y"}),
        ("2 1/2 years", {"duration": "P2Y6M"}),
        ("two and a half hours", {"duration": "PT2H30M"}),
        ("three-and-a-half years", {"duration": "P3Y6M"}),
        ("a day and a half", {"duration": "P1DT12H"}),
        ("half an hour", {"duration": "PT30M"}),
        ("a quarter of a century", {"duration": "P25Y"}),
        ("four years and three months", {"duration": "P4Y3M"}),
        ("a fortnight", {"duration": "P2W"}),
        ("the 10-year", {"duration": "P10Y"}),
        ("for decades", {"duration": "PX0Y", "approximate": True}),
        ("several weeks", {"duration": "PXW", "approximate": True}),
        ("nearly 20 minutes", {"duration": "PT20M", "approximate": True}),
        ("between four and six weeks", {"duration": "P4W", "longest": "P6W", "approximate": True}),
        ("the first nine months", {"duration": "P9M"}),
        ("daily", {"every": "P1D"}),
        ("annual", {"every": "P1Y"}),
        ("every four years", {"every": "P4Y"}),
        ("every other week", {"every": "P2W"}),
        ("twice a week", {"every": "P1W", "times": 2}),
        ("three times a year", {"every": "P1Y", "times": 3}),
        ("two days a week", {"every": "P1W", "duration": "P2D"}),
        ("on Mondays", {"every": "P1W", "on": "-W-1"}),
        ("Tuesday nights", {"every": "P1W", "on": "-W-2", "part": "night"}),
        ("each July", {"every": "P1Y", "on": "--07"}),
        ("every morning", {"every": "P1D", "part": "morning"}),
        ("weekdays", {"every": "P1W", "on": "-W-1/-W-5"}),
        ("a week earlier", {"offset": "-P1W"}),
        ("three weeks after", {"offset": "P3W"}),
        ("the following day", {"offset": "P1D"}),
        ("the same year", {"offset": "P0Y"}),
        ("the next morning", {"offset": "P1D", "part": "morning"}),
        ("the previous Friday", {"on": "-W-5"}),
        ("2.30pm", {"time": "T14:30"}),
        ("noon", {"time": "T12:00"}),
        ("12 a.m.", {"time": "T00:00"}),
        ("half past nine", {"time": "T09:30"}),
        ("ten minutes to five", {"time": "T04:50"}),
        ("nine at night", {"time": "T21:00"}),
        ("1430 GMT", {"time": "T14:30", "zone": "GMT"}),
        ("about 9 a.m. EDT", {"time": "T09:00", "zone": "EDT", "approximate": True}),
    ],
)
def test_lengths_frequencies_and_times_of_day_need_no_reference(expression: str, expected: dict[str, Any]) -> None:
    for reference in (None, DAY):
        assert ends(expression, reference) == (None, None)
        assert notes(expression, reference) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("yesterday", {"relative": "-P1D"}),
        ("last month", {"relative": "-P1M"}),
        ("next year", {"relative": "P1Y"}),
        ("two days ago", {"relative": "-P2D"}),
        ("last night", {"relative": "-P1D", "part": "night"}),
        ("Wednesday", {"on": "-W-3"}),
        ("October", {"on": "--10"}),
        ("October 14", {"on": "--10-14"}),
        ("the 26th", {"on": "---26"}),
        ("the past two years", {"duration": "P2Y"}),
    ],
)
def test_without_a_reference_nothing_is_guessed(expression: str, expected: dict[str, Any]) -> None:
    assert ends(expression, None) == (None, None)
    assert notes(expression, None) == expected


@pytest.mark.parametrize("expression", ["since last month", "the weekend", "last spring", "03/04/2024", "Christmas"])
def test_without_a_reference_some_have_no_value(expression: str) -> None:
    assert date_value(expression, None) is None
    assert date_value(expression, DAY) is not None


@pytest.mark.parametrize(
    "expression", ["", "life", "since independence", "seven", "the", "Ramadan", "30 February", "the 1988 quarter", "-"]
)
def test_what_has_no_value(expression: str) -> None:
    assert date_value(expression, DAY) is None


def test_an_ambiguous_numeric_date_says_how_it_was_read() -> None:
    april = {"start": "2024-04-03", "end": "2024-04-03", "order": "day-month"}
    march = {"start": "2024-03-04", "end": "2024-03-04", "order": "month-day"}
    assert date_value("03/04/2024", "2024-04-05") == april
    assert date_value("03/04/2024", "2024-03-05") == march
    assert "order" not in notes("14/10/2025")
    assert "order" not in notes("04/04/2024")


@pytest.mark.parametrize("expression", ["early 2021", "FY2022", "last spring", "recent weeks", "about noon", "now"])
def test_what_is_vague_says_so(expression: str) -> None:
    assert notes(expression)["approximate"] is True


def test_a_fiscal_year_says_so() -> None:
    for expression in ("FY2022", "fiscal 2022", "the fiscal year 2022", "FY22", "the 2022 financial year"):
        assert date_value(expression, DAY) == {
            "start": "2022-01-01",
            "end": "2022-12-31",
            "fiscal": True,
            "approximate": True,
        }


@pytest.mark.parametrize(
    ("expression", "context", "day"),
    [
        ("Friday", "Police arrested two men on Friday, the ministry said.", "2025-10-10"),
        ("Friday", "The president will visit Paris on Friday.", "2025-10-17"),
        ("Friday", "The president is expected to visit Paris on Friday, officials said.", "2025-10-17"),
        ("Friday", "It had been due to expire on Friday.", "2025-10-10"),
        ("Friday", "On Friday police arrested two men who plan to appeal.", "2025-10-10"),
        ("Friday", "He gave them until Friday.", "2025-10-17"),
        ("Friday", "The troops must leave by Friday.", "2025-10-17"),
        ("Friday", "They were surprised by Friday's ruling.", "2025-10-10"),
        ("Friday", "Workers have been on strike since Friday.", "2025-10-10"),
        ("Friday", "He said on Monday that talks would resume on Friday.", "2025-10-17"),
        ("Monday", "He said on Monday that talks would resume on Friday.", "2025-10-13"),
        ("Wednesday", "The court ruled on Wednesday.", DAY),
        ("Wednesday", "The court will rule on Wednesday.", DAY),
        ("November 3", "The trial, which was postponed twice, opened a debate on November 3.", "2025-11-03"),
    ],
)
def test_the_sentence_tells_past_from_future(expression: str, context: str, day: str) -> None:
    assert ends(expression, context=context) == (day, day)


def test_a_time_of_day_takes_the_day_that_its_sentence_names() -> None:
    assert ends("2 p.m.", context="The march began on Sunday at 2 p.m. in Harwick.") == ("2025-10-12", "2025-10-12")
    assert ends("2 p.m.", context="Held from Friday, he was freed on Sunday at 2 p.m.") == (None, None)
    assert ends("2 p.m.", context="The march began at 2 p.m.") == (None, None)


def test_a_rate_is_no_length() -> None:
    assert notes("a year", context="The port handles 300 ships a year.") == {"every": "P1Y"}
    assert notes("a year", context="It pays thousands of dollars a year.") == {"every": "P1Y"}
    assert notes("a year", context="The 300 ships will be built within a year.") == {"duration": "P1Y"}
    assert notes("a year") == {"duration": "P1Y"}


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("THREE WEEKS AGO", "3 weeks ago"),
        ("Oct. 14", "October 14th"),
        ("2:30 p.m. Tuesday", "Tuesday at 2.30pm"),
        ("last year’s fourth quarter", "the fourth quarter of last year"),
        ("nineteen ninety-seven", "1997"),
        ("twenty-first century", "the 21st century"),
        ("May 3—5, 2024", "3–5 May 2024"),
        ("the nineties", "the 1990s"),
        ("fall 2023", "the autumn of 2023"),
    ],
)
def test_spellings_of_one_time(expression: str, same: str) -> None:
    assert date_value(expression, DAY) == date_value(same, DAY)
    assert date_value(expression, DAY) is not None


def test_full_dates_in_other_forms_are_read_by_dateparser() -> None:
    value = {"start": "2013-03-22", "end": "2013-03-22", "time": "T14:00"}
    assert date_value("Fri, 22 Mar 2013 14:00:01 +0000", None) == value


def test_a_value_belongs_to_the_caller() -> None:
    value = date_value("yesterday", DAY)
    assert value is not None
    value["start"] = "spoiled"
    assert ends("yesterday") == ("2025-10-14", "2025-10-14")


@pytest.mark.parametrize("reference", ["yesterday", "2024-13-01", "20240301", ""])
def test_a_wrong_reference_is_refused(reference: str) -> None:
    with pytest.raises(DataError, match="is not a day written YYYY-MM-DD"):
        date_value("Monday", reference)


# fmt: off
WORDS = st.sampled_from([
    "the", "last", "next", "two", "Monday", "of", "in", "May", "3", "2024", "and", "to", "between", "until",
    "since", "early", "year", "years", "ago", "week", "a", "second", "half", "past", "night", "9", "p.m.", "-",
    ",", "every", "31", "February", "noon", "quarter", "9999", "century", "before", "0", "decade", "earlier",
    "summer", "on", "few", "1/2",
])
# fmt: on
EXPRESSIONS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join))
DAYS = st.none() | st.dates().map(datetime.date.isoformat)


@given(EXPRESSIONS, DAYS, st.text(max_size=80) | st.just("He will pay 300 a year on Monday."))
@example("9999999 years ago", "0001-01-01", "")
@example("next century", "9999-12-31", "")
@example("١٤ مايو", DAY, "")
@example("to " * 15, DAY, "")
@example("0/0 years", DAY, "")
@example("twice a second", DAY, "")
@example("\ud800", DAY, "\ud800")
def test_any_text_gives_a_well_formed_value_or_none(expression: str, reference: str | None, context: str) -> None:
    value = date_value(expression, reference, context)
    if value is None:
        return
    days = [datetime.date.fromisoformat(day) for day in (value["start"], value["end"]) if day is not None]
    assert days == sorted(days)
    assert days or len(value) > 2
    assert value == date_value(expression, reference, context)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.sampled_from(sorted(FEASTS)))
def test_a_feast_is_within_a_year_of_the_article(day: datetime.date, name: str) -> None:
    start, end = ends(name, day.isoformat())
    assert start == end
    assert start is not None
    assert abs((datetime.date.fromisoformat(start) - day).days) <= 366


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(3000, 1, 1)))
def test_a_unit_holds_its_day_and_joins_the_next(day: datetime.date) -> None:
    for unit in ("day", "week", "month", "season", "quarter", "half", "year", "decade", "century"):
        period = Period.of(unit, day)
        assert period.first <= day <= period.last
        assert period.shifted(unit, 1).first == period.last + datetime.timedelta(days=1)
        thirds = [period.part(number, 3) for number in range(3)]
        assert (thirds[0].first, thirds[-1].last) == (period.first, period.last)


@given(st.integers(1, 9999), st.sampled_from(["minute", "hour", "day", "week", "month", "year"]))
def test_lengths_are_iso_8601(number: int, unit: str) -> None:
    found = length(plain(f"{number} {unit}s"))
    assert found is not None
    assert found.iso == f"P{'T' if unit in ('minute', 'hour') else ''}{number}{unit[0].upper()}"
