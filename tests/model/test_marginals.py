import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data.tags import Tagset
from newsfacts.marginals import span_probabilities


def brute_force(scores: np.ndarray, beginnings: list[int], types: int) -> dict[tuple[int, int, int], float]:
    """The probability of each span that is in any valid sequence, by going through all of them."""
    tagset = Tagset([str(i) for i in range(types)])
    total, mass = 0.0, dict[tuple[int, int, int], float]()
    for path in itertools.product(range(len(tagset)), repeat=len(scores)):
        if any(
            tag and tag % 2 == 0 and (i == 0 or i in beginnings or path[i - 1] not in (tag, tag - 1))
            for i, tag in enumerate(path)
        ):
            continue
        weight = float(np.exp(sum(float(scores[i, tag]) for i, tag in enumerate(path))))
        total += weight
        for span in tagset.decode(path):
            mass[span] = mass.get(span, 0.0) + weight
    return {span: weight / total for span, weight in mass.items()}


@given(st.integers(1, 5), st.integers(1, 2), st.integers(0, 10_000), st.data())
def test_it_sums_over_all_valid_sequences(words: int, types: int, seed: int, data: st.DataObject) -> None:
    scores = np.random.default_rng(seed).normal(size=(words, 2 * types + 1), scale=3).astype(np.float32)
    beginnings = data.draw(st.lists(st.integers(0, words), unique=True))
    wanted = brute_force(scores, beginnings, types)
    found = span_probabilities(scores, beginnings, list(wanted))
    assert found.tolist() == pytest.approx(list(wanted.values()), rel=1e-6)


def test_paragraphs_of_a_batch_do_not_touch_each_other() -> None:
    scores = np.random.default_rng(0).normal(size=(500, 97)).astype(np.float32)
    beginnings = [0, 3, 200, 201, 350]
    spans = [(0, 2, 4), (3, 7, 0), (199, 200, 47), (200, 201, 3), (340, 350, 9), (498, 500, 20)]
    together = span_probabilities(scores, beginnings, spans)
    for span, probability in zip(spans, together.tolist(), strict=True):
        at = max(b for b in beginnings if b <= span[0])
        stop = min((b for b in beginnings if b > span[0]), default=500)
        alone = span_probabilities(scores[at:stop], [], [(span[0] - at, span[1] - at, span[2])])
        assert alone.tolist() == pytest.approx([probability], rel=1e-9)


def test_certain_and_impossible_tags() -> None:
    scores = np.full((3, 5), -1e4, dtype=np.float32)
    scores[[0, 1, 2], [1, 2, 0]] = 0.0
    assert span_probabilities(scores, [], [(0, 2, 0), (0, 1, 0), (2, 3, 1)]).tolist() == pytest.approx([1.0, 0.0, 0.0])
    # A word whose only tag may not stand there: something is certain all the same.
    (found,) = span_probabilities(scores[1:], [], [(0, 1, 1)]).tolist()
    assert 0 <= found <= 1


def test_no_spans() -> None:
    assert span_probabilities(np.zeros((0, 5), dtype=np.float32), [], []).shape == (0,)
