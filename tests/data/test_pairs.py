from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfacts.data.pairs import (
    ANTECEDENTS,
    SURFACE_FEATURES,
    antecedents,
    nearby,
    same_before,
    surface_features,
    surfaces,
)

NUMBERS = st.lists(st.integers(0, 12), max_size=20).map(sorted)


@given(NUMBERS, NUMBERS, st.integers(0, 3))
@settings(deadline=None)
def test_nearby_finds_every_pair_within_reach(left: list[int], right: list[int], reach: int) -> None:
    i, j = nearby(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), reach)
    expected = [(a, b) for a, x in enumerate(left) for b, y in enumerate(right) if abs(x - y) <= reach]
    assert list(zip(i.tolist(), j.tolist(), strict=True)) == expected


def pairs_of(documents: list[int], texts: list[int], *some: int) -> list[tuple[int, int]]:
    owner = np.array(documents, dtype=np.int64)
    mention, earlier = antecedents(owner, same_before(owner, np.array(texts, dtype=np.int64)), *some)
    return list(zip(mention.tolist(), earlier.tolist(), strict=True))


RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    "texts",
    [RANDOM.integers(0, wordings, 300).tolist() for wordings in (3, 40, 400)]
    + [[i % (ANTECEDENTS + more) for i in range(300)] for more in (-1, 0, 1)],
)
def test_antecedents_are_the_nearest_and_the_last_of_the_same_words(texts: list[int]) -> None:
    documents = [0] * 130 + [1] * 170
    expected = []
    for i in range(300):
        before = [j for j in range(i) if documents[j] == documents[i]]
        same = [j for j in before if texts[j] == texts[i]]
        expected += [(i, j) for j in sorted({*before[-ANTECEDENTS:], *same[-1:]})]
    assert pairs_of(documents, texts) == expected
    parts = [pairs_of(documents, texts, start, start + 70) for start in range(0, 300, 70)]
    assert list(chain(*parts)) == expected
    assert {i // 70 for i, _ in parts[2]} == {2}


def test_equal_words_are_found_however_far_but_not_in_another_article() -> None:
    far = 3 * ANTECEDENTS
    documents, texts = [0] * (far + 1) + [1], [7, *range(100, 99 + far), 7, 7]
    found = pairs_of(documents, texts)
    assert (far, 0) in found
    assert len([pair for pair in found if pair[0] == far]) == ANTECEDENTS + 1
    assert not [pair for pair in found if pair[0] == far + 1]


def test_no_mentions() -> None:
    assert pairs_of([], []) == []
    assert len(surface_features(surfaces([]), np.array([], dtype=int), np.array([], dtype=int))) == 0


SAME_FIRST = {"same first word", "same beginning of first word"}
SAME_LAST = {"same last word", "same beginning of last word"}
EARLIER_IN_LATER, LATER_IN_EARLIER = "words of the earlier in the later", "words of the later in the earlier"
EQUAL = {"same words", *SAME_FIRST, *SAME_LAST, EARLIER_IN_LATER, LATER_IN_EARLIER}
ACRONYM = "one is the other's acronym"


@pytest.mark.parametrize(
    ("later", "earlier", "expected"),
    [
        ("the Coast Guard", "The coast guard", EQUAL),
        ("Magsino", "Rosa Magsino", {*SAME_LAST, LATER_IN_EARLIER}),
        ("Rosa Magsino", "Rosa", {*SAME_FIRST, EARLIER_IN_LATER}),
        ("UN", "United Nations", {ACRONYM}),
        ("United Nations", "UN", {ACRONYM}),
        ("IMF", "the International Monetary Fund", {ACRONYM}),
        ("U . S .", "United States", {ACRONYM}),
        ("ta", "the army", set()),
        ("ministers", "minister", {"same beginning of first word", "same beginning of last word"}),
        ("Kenya", "Sudan", set()),
        ("\ud800", "\U0001f30a", set()),
    ],
)
def test_surface_features(later: str, earlier: str, expected: set[str]) -> None:
    spans = surfaces([later.split(), earlier.split()])
    values = surface_features(spans, np.array([0]), np.array([1]))
    assert values.shape == (1, len(SURFACE_FEATURES))
    assert {name for name, value in zip(SURFACE_FEATURES, values[0], strict=True) if value} == expected


def test_full_stops_change_no_words() -> None:
    spans = surfaces([["U", ".", "S", "."], ["US"]])
    assert spans.text[0] == spans.text[1]
