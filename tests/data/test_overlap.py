"""The guard that keeps held-out news from the training data."""

import pytest

from newsfacts.data.overlap import HeldOut

HELD = (
    "The coast guard said on Friday that a ferry with 212 passengers had sunk off Mindoro, killing at least nine "
    "people. Rescuers in small boats pulled dozens of survivors from the water before the storm closed in."
)
GUARD = HeldOut([HELD, "Too short."])


@pytest.mark.parametrize(
    "text",
    [
        HELD,
        HELD.upper().replace(",", " , ").replace(".", " ."),  # tokenised, in other case
        "LONDON (Wire) -- Nothing much. " + HELD[:111] + " More of it tomorrow.",
    ],
)
def test_the_same_news(text: str) -> None:
    assert GUARD.overlaps(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Too short.",
        "Parliament voted on Tuesday.",
        "The coast guard said on Friday that a ferry had left the port of Batangas with a new crew.",
    ],
)
def test_other_news(text: str) -> None:
    assert not GUARD.overlaps(text)


def test_nothing_held_out() -> None:
    assert not HeldOut([]).overlaps(HELD)
