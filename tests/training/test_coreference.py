"""Examples worked out in the papers that define the measures, with the values printed there."""

import pytest

from newsfacts.training.coreference import b_cubed, ceaf_e, muc, pairs


def clusters(*entities: str) -> dict[str, str]:
    return {mention: entity for entity in entities for mention in entity}


def rates(counts: tuple[float, float, float, float]) -> tuple[float, float]:
    """Precision and recall, as percentages."""
    of_predicted, predicted, of_gold, gold = counts
    return 100 * of_predicted / predicted, 100 * of_gold / gold


def f1(counts: tuple[float, float, float, float]) -> float:
    precision, recall = rates(counts)
    return 2 * precision * recall / (precision + recall) / 100


# Bagga and Baldwin 1998, figures 1 to 3: a small entity, or a large one, wrongly joined to a large one
TRUTH = clusters("12345", "67", "89ABC")
SMALL_JOINED = clusters("12345", "6789ABC")
LARGE_JOINED = clusters("1234589ABC", "67")
ONE = clusters("123456789ABC")
SINGLETONS = clusters(*"123456789ABC")


def test_muc_of_bagga_and_baldwin():
    assert rates(muc(TRUTH, SMALL_JOINED)) == pytest.approx((90, 100))
    assert rates(muc(TRUTH, LARGE_JOINED)) == pytest.approx((90, 100))


def test_b_cubed_of_bagga_and_baldwin():
    assert rates(b_cubed(TRUTH, SMALL_JOINED)) == pytest.approx((76, 100), abs=0.5)
    assert rates(b_cubed(TRUTH, LARGE_JOINED)) == pytest.approx((58, 100), abs=0.5)


@pytest.mark.parametrize(
    ("response", "muc_f1", "b_cubed_f1", "ceaf_e_f1"),
    [
        (SMALL_JOINED, 0.947, 0.865, 0.733),
        (LARGE_JOINED, 0.947, 0.737, 0.667),
        (ONE, 0.900, 0.545, 0.294),
        (SINGLETONS, None, 0.400, 0.178),
    ],
)
def test_table_1_of_luo_2005(response, muc_f1, b_cubed_f1, ceaf_e_f1):
    assert f1(b_cubed(TRUTH, response)) == pytest.approx(b_cubed_f1, abs=5e-4)
    assert f1(ceaf_e(TRUTH, response)) == pytest.approx(ceaf_e_f1, abs=1e-3)
    if muc_f1 is not None:
        assert f1(muc(TRUTH, response)) == pytest.approx(muc_f1, abs=1e-3)


def test_predicted_mentions_of_pradhan_2014():
    key, response = clusters("abc", "defg"), clusters("ab", "cd", "fghi")
    assert rates(muc(key, response)) == pytest.approx((40, 40))
    assert rates(b_cubed(key, response)) == pytest.approx((50, 42), abs=0.5)
    assert rates(ceaf_e(key, response)) == pytest.approx((43, 65), abs=0.5)
    assert pairs(key, response) == (2, 1 + 1 + 6, 2, 3 + 6)


@pytest.mark.parametrize("measure", [muc, b_cubed, ceaf_e, pairs])
def test_nothing_in_common(measure):
    assert measure({}, {}) == (0, 0, 0, 0)
    assert measure(clusters("ab"), clusters("cd"))[::2] == (0, 0)
    assert measure(clusters("ab"), {})[:3] == (0, 0, 0)
