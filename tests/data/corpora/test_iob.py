from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data.corpora.iob import spans_of

Span = tuple[int, int, str]


def test_an_inside_tag_that_continues_nothing_begins_a_span() -> None:
    assert spans_of(["I-LOC", "I-LOC", "I-PER", "O", "I-PER"]) == [(0, 2, "LOC"), (2, 3, "PER"), (4, 5, "PER")]


def test_types_may_hold_hyphens() -> None:
    assert spans_of(["B-Arrest-Jail", "I-Arrest-Jail"]) == [(0, 2, "Arrest-Jail")]


def iob1(length: int, after_same: bool) -> list[str]:
    return ["B" if after_same else "I", *"I" * (length - 1)]


def iob2(length: int, after_same: bool) -> list[str]:
    return ["B", *"I" * (length - 1)]


def bioes(length: int, after_same: bool) -> list[str]:
    return ["S"] if length == 1 else ["B", *"I" * (length - 2), "E"]


def bilou(length: int, after_same: bool) -> list[str]:
    return ["U"] if length == 1 else ["B", *"I" * (length - 2), "L"]


@pytest.mark.parametrize("dialect", [iob1, iob2, bioes, bilou])
@given(parts=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from(["A", "B-C"]))))
def test_spans_come_back_from_every_dialect(
    dialect: Callable[[int, bool], list[str]], parts: list[tuple[int, int, str]]
) -> None:
    tags: list[str] = []
    spans: list[Span] = []
    for gap, length, type in parts:
        after_same = gap == 0 and bool(spans) and spans[-1][2] == type
        tags += ["O"] * gap
        spans.append((len(tags), len(tags) + length, type))
        tags += [f"{prefix}-{type}" for prefix in dialect(length, after_same)]
    assert spans_of(tags) == spans
