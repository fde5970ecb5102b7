"""How much of each corpus an epoch reads."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.training.mixture import Mixture


def test_a_share_of_the_words_comes_from_the_corpora() -> None:
    mixture = Mixture([[100] * 50, [10] * 4000, [20] * 1000], [1.0, 1.0], share=0.5, temperature=1.0)
    # 5,000 words of each half; the corpora, by size, 2 : 1.
    assert mixture.counts == [50, 333, 83]


@pytest.mark.parametrize(("temperature", "counts"), [(0.0, [10, 50, 50]), (0.5, [10, 67, 33]), (1.0, [10, 80, 20])])
def test_temperature_evens_out_sizes(temperature: float, counts: list[int]) -> None:
    mixture = Mixture([[100] * 10, [10] * 800, [10] * 200], [1.0, 1.0], share=0.5, temperature=temperature)
    assert mixture.counts == counts


def test_weights_and_small_corpora() -> None:
    assert Mixture([[100] * 10, [10] * 800, [10] * 800], [3.0, 1.0], 0.5, 1.0).counts == [10, 75, 25]
    assert Mixture([[100] * 10, [10] * 8], [1.0], 0.5, 1.0).counts == [10, 8], "no article twice to fill the budget"
    assert Mixture([[100] * 10], [], 0.5, 1.0).draw(3, 0) == list(range(10))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 9))
def test_every_article_comes_before_one_comes_again(first: int, size: int, seed: int) -> None:
    mixture = Mixture([[10] * first, [10] * size], [1.0], 0.5, 1.0)
    count = mixture.counts[1]
    epochs = [mixture.draw(epoch, seed) for epoch in range(2 * size)]
    for drawn in epochs:
        assert drawn[:first] == list(range(first))
        assert len(drawn) == first + count
    seen = [number for drawn in epochs for number in drawn[first:]]
    for start in range(0, len(seen) - size + 1, size):
        assert Counter(seen[start : start + size]) == Counter(range(first, first + size))


def test_the_seed_decides() -> None:
    mixture = Mixture([[10] * 5, [10] * 90], [1.0], 0.5, 1.0)
    assert mixture.draw(0, 1) == mixture.draw(0, 1)
    assert mixture.draw(0, 1) != mixture.draw(0, 2)
    assert mixture.draw(0, 1) != mixture.draw(1, 1)
