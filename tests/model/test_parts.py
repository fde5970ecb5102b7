from typing import Any

import pytest
from tiny import tokenizer

from newsfacts.data.encoding import encode
from newsfacts.data.words import paragraphs
from newsfacts.parts import parts

TEXT = "\n\n".join(f"The army said on day {n} that it killed {n} people. The police said no." for n in range(40))


def row(text: str) -> dict[str, Any]:
    encoding = encode(text, tokenizer(), 40)
    return {**encoding.row(text), "paragraphs": paragraphs(text, encoding.words)}


def test_short_articles_are_one_part() -> None:
    rows = [row("The army said no."), row("Yes.")]
    assert list(parts(rows, 100)) == [(rows, 0, 0, 7)]
    assert list(parts([row("")], 100)) == [([row("")], 0, 0, 0)]


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", " "), "army " * 700], ids=["paragraphs", "one", "no end"])
def test_parts_cover_the_text_and_are_read_in_its_windows(text: str) -> None:
    whole = row(text)
    end = 0
    for (part,), at, start, stop in parts([whole], 100):
        assert start == end
        assert 50 < stop - start <= 100 or stop == len(whole["words"])
        assert part["words"] == whole["words"][at : at + len(part["words"])]
        for i in range(start, stop):
            a, b = part["windows"][part["owner"][i - at]]
            assert [a + at, b + at] == whole["windows"][whole["owner"][i]]
        end = stop
    assert end == len(whole["words"])


def test_parts_end_with_paragraphs_or_else_with_sentences() -> None:
    whole = row(TEXT)
    ends = [stop for *_, stop in parts([whole], 100)]
    assert len(ends) > 5
    assert set(ends[:-1]) <= set(whole["paragraphs"])
    one = row(TEXT.replace("\n", " "))
    for *_, stop in list(parts([one], 100))[:-1]:
        assert one["sentences"][stop] != one["sentences"][stop - 1]
