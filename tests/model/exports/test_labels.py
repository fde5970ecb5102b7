from typing import Any

import pytest

from newsfacts.exports.labels import happened, plain, role, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ({}, ""),
        ({"start": "2024-05-03", "end": "2024-05-05"}, "3–5 May 2024"),
        ({"start": "2024-05-03", "end": "2024-05-03", "time": "T14:00", "zone": "GMT"}, "3 May 2024, 14:00, GMT"),
        ({"start": "2024-02-01", "end": "2024-02-29", "part": "winter"}, "February 2024, winter"),
        ({"start": "2021-01-01", "end": "2021-04-30", "approximate": True}, "about January – April 2021"),
        ({"start": "2024-05-03", "end": None}, "since 3 May 2024"),
        ({"start": None, "end": "2024-05-03"}, "until 3 May 2024"),
        ({"start": None, "end": None, "duration": "P2Y6M"}, "2 years 6 months"),
        ({"start": None, "end": None, "duration": "PT1H30M"}, "1 hour 30 minutes"),
        ({"duration": "P2W", "longest": "P3W"}, "2 weeks, up to 3 weeks"),
        ({"duration": "PXW", "approximate": True}, "some weeks"),
        ({"every": "P1D", "times": 2}, "every day, times 2"),
        ({"every": "P2W"}, "every 2 weeks"),
        ({"relative": "-P1D"}, "1 day before the article"),
        ({"offset": "P1W"}, "1 week after another day"),
        ({"start": "2022-01-01", "end": "2022-12-31", "fiscal": True}, "2022, fiscal"),
        ({"duration": "P", "on": "-W-3"}, "duration P, on -W-3"),
        ({"start": "spring", "end": None}, "start spring"),
        ({"min": 27, "max": None, "approximate": False, "unit": None}, "at least 27"),
        ({"min": None, "max": 40, "approximate": True, "unit": None}, "about at most 40"),
        ({"min": 500, "max": 500, "approximate": True, "unit": None}, "about 500"),
        ({"min": 1200, "max": 1400, "unit": "kilometer"}, "1,200–1,400 kilometer"),
        ({"min": 0, "max": 0, "unit": None}, "0"),
        ({"min": 1.2e9, "max": 1.2e9, "currency": "USD", "unit": "per barrel"}, "1,200,000,000 USD per barrel"),
        ({"min": 2, "max": 2, "against": 1}, "2, against 1"),
        ({"min": 0.1234567, "max": 0.1234567}, "0.1235"),
    ],
)
def test_values_in_words(value: dict[str, Any] | None, text: str) -> None:
    assert value_text(value) == text


def test_labels_of_other_schemes_are_shown_as_they_are() -> None:
    assert plain("Located_In") == "located in"
    assert role("prime_mover") == "Prime mover"
    assert happened("rumoured") == ("", "rumoured")
