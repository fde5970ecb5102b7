import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data.tags import Tagset

TAGSET = Tagset(["ORG", "SAY"])
OUT, B_ORG, I_ORG, B_SAY, I_SAY = range(5)


@st.composite
def span_lists(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], int]:
    """Spans that do not overlap, and the length of the text in words."""
    spans, at = [], 0
    for gap, length, type in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 1)), max_size=8)
    ):
        spans.append((at + gap, at + gap + length, type))
        at += gap + length
    return spans, at + draw(st.integers(0, 2))


@given(span_lists())
def test_spans_come_back(case: tuple[list[tuple[int, int, int]], int]) -> None:
    spans, length = case
    tags = TAGSET.encode(spans, length)
    assert len(tags) == length
    assert TAGSET.decode(tags) == spans


@given(st.lists(st.integers(0, 4), max_size=12))
def test_any_tags_decode_to_spans_over_what_is_not_outside(tags: list[int]) -> None:
    spans = TAGSET.decode(tags)
    assert spans == sorted(spans)
    inside = [i for start, end, _ in spans for i in range(start, end)]
    assert inside == [i for i, tag in enumerate(tags) if tag != OUT]
    assert all((tags[i] - 1) // 2 == type for start, end, type in spans for i in range(start, end))


def test_names() -> None:
    assert TAGSET.names == ("O", "B-ORG", "I-ORG", "B-SAY", "I-SAY")
    assert len(TAGSET) == 5
    tags = TAGSET.encode([(0, 2, 0), (2, 3, 0), (4, 5, 1)], 6)
    assert [TAGSET.names[tag] for tag in tags] == ["B-ORG", "I-ORG", "B-ORG", "O", "B-SAY", "O"]


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ([], []),
        ([I_ORG, I_ORG], [(0, 2, 0)]),
        ([OUT, I_SAY, OUT], [(1, 2, 1)]),
        ([B_ORG, I_SAY, I_SAY], [(0, 1, 0), (1, 3, 1)]),
        ([B_ORG, B_ORG, I_ORG], [(0, 1, 0), (1, 3, 0)]),
        ([B_SAY, OUT, I_SAY], [(0, 1, 1), (2, 3, 1)]),
    ],
)
def test_an_inside_tag_that_continues_nothing_begins_a_span(tags: list[int], spans: list[tuple[int, int, int]]) -> None:
    assert TAGSET.decode(tags) == spans
