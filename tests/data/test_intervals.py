from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data.intervals import interval, interval_text


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (("2024-05-03", "2024-05-03"), ("on", "3 May 2024")),
        (("2024-05-03", "2024-05-05"), ("", "3–5 May 2024")),
        (("2024-04-30", "2024-05-02"), ("", "30 April – 2 May 2024")),
        (("2023-12-30", "2024-01-02"), ("", "30 December 2023 – 2 January 2024")),
        (("2024-05-01", "2024-05-31"), ("in", "May 2024")),
        (("2024-02-01", "2024-02-29"), ("in", "February 2024")),
        (("2024-01-01", "2024-12-31"), ("in", "2024")),
        (("1990-01-01", "1999-12-31"), ("", "1990–1999")),
        (("2024-06-01", "2024-08-31"), ("", "June – August 2024")),
        (("2023-12-01", "2024-02-29"), ("", "December 2023 – February 2024")),
        (("2024-05-03", None), ("since", "3 May 2024")),
        ((None, "2024-05-03"), ("until", "3 May 2024")),
        (("2024-12-01", "9999-12-31"), ("", "1 December 2024 – 31 December 9999")),
    ],
)
def test_as_a_reader_writes_it(days: tuple[str | None, str | None], written: tuple[str, str]) -> None:
    assert interval_text(days) == written


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (None, None),
        ({}, None),
        ({"start": None, "end": None}, None),
        ({"start": "2024-05-03", "end": "2024-05-05"}, ("2024-05-03", "2024-05-05")),
        ({"start": "2024-05-03T10:00", "end": None}, ("2024-05-03", None)),
        ({"min": 3, "max": 4}, None),
        ({"start": "last spring", "end": 5}, None),
    ],
)
def test_the_days_of_a_value(value: dict[str, Any] | None, days: object) -> None:
    assert interval(value) == days


@given(st.dates(), st.integers(0, 4000))
def test_any_interval_is_written(start: date, length: int) -> None:
    end = start + timedelta(days=min(length, (date.max - start).days))
    _, text = interval_text((start.isoformat(), end.isoformat()))
    assert str(start.year) in text
    assert str(end.year) in text
