import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import tokenizer
from transformers import PreTrainedTokenizerFast

from newsfacts.data import ConfigError
from newsfacts.data.encoding import Encoding, encode, windows

TEXT = "The police said that 12 people were killed in Aden. The army denied it. "


@pytest.fixture(scope="module")
def tiny() -> PreTrainedTokenizerFast:
    return tokenizer()


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    """Subwords of each word, its sentence, and the room in a window."""
    room = draw(st.integers(1, 30))
    lengths = draw(st.lists(st.integers(1, min(room, draw(st.sampled_from([1, 3, 30])))), max_size=120))
    breaks = draw(st.lists(st.sampled_from([0, 0, 0, 0, 1]), min_size=len(lengths), max_size=len(lengths)))
    return lengths, list(itertools.accumulate(breaks)), room


def context(word: int, window: tuple[int, int], count: int) -> float:
    """Words to the nearer border of a window; the ends of the text are no borders."""
    start, end = window
    left = word - start if start else float("inf")
    right = end - 1 - word if end < count else float("inf")
    return min(left, right)


@given(documents())
@settings(deadline=None)
def test_windows_cover_every_word_and_hold_no_more_than_the_room(document: tuple[list[int], list[int], int]) -> None:
    lengths, sentences, room = document
    spans, owner = windows(lengths, sentences, room)
    assert {i for start, end in spans for i in range(start, end)} == set(range(len(lengths)))
    assert all(0 < sum(lengths[start:end]) <= room for start, end in spans)
    assert all(left[0] < right[0] for left, right in itertools.pairwise(spans))
    assert len(owner) == len(lengths)
    for word, chosen in enumerate(owner):
        inside = [span for span in spans if span[0] <= word < span[1]]
        assert spans[chosen] in inside
        assert context(word, spans[chosen], len(lengths)) == max(context(word, s, len(lengths)) for s in inside)


def test_what_fits_is_one_window() -> None:
    assert windows([1, 2, 3], [0, 0, 1], 6) == ([(0, 3)], [0, 0, 0])
    assert windows([], [], 6) == ([], [])


def test_windows_are_cut_at_sentence_ends() -> None:
    sentences = [i // 5 for i in range(100)]
    spans, _ = windows([1] * 100, sentences, 22)
    assert len(spans) > 4
    assert all(start % 5 == 0 and end % 5 == 0 for start, end in spans)
    assert all(right[0] < left[1] for left, right in itertools.pairwise(spans)), "neighbours overlap"


def test_a_sentence_longer_than_a_window_is_cut_inside() -> None:
    spans, owner = windows([1] * 50, [0] * 50, 16)
    assert spans[:2] == [(0, 16), (12, 28)]
    assert owner[:16] == [0] * 14 + [1] * 2


def test_a_word_longer_than_a_window_is_an_error(tiny: PreTrainedTokenizerFast) -> None:
    with pytest.raises(ConfigError, match="a word has 12 subwords, but a window holds 8: raise max_length"):
        encode("A " + "x" * 12, tiny, 10)


def read(encoding: Encoding, tiny: PreTrainedTokenizerFast) -> str:
    """What the encoder reads, put together from the subwords of all words."""
    assert len(encoding.subwords) == len(encoding.owner) == len(encoding.words.starts)
    return "".join(tiny.convert_ids_to_tokens([id for ids in encoding.subwords for id in ids])).replace("##", "")


@pytest.mark.parametrize("max_length", [14, 32, 64, 1000])
def test_nothing_is_cut_off(tiny: PreTrainedTokenizerFast, max_length: int) -> None:
    text = TEXT * 20
    encoding = encode(text, tiny, max_length)
    assert read(encoding, tiny) == "".join(text.lower().split())
    assert (len(encoding.windows) == 1) == (max_length == 1000)
    for start, end in encoding.windows:
        assert sum(map(len, encoding.subwords[start:end])) <= max_length - 2


def test_subwords_are_those_of_the_tokenizer(tiny: PreTrainedTokenizerFast) -> None:
    subwords = encode("The army said 212", tiny, 64).subwords
    assert [tiny.convert_ids_to_tokens(ids) for ids in subwords] == [["the"], ["army"], ["said"], ["2", "##1", "##2"]]


def test_words_that_the_tokenizer_deletes_or_cannot_hold_stay(tiny: PreTrainedTokenizerFast) -> None:
    text = "a \0 \u200b b\ufeff \ud800 c"
    encoding = encode(text, tiny, 64)
    words = [text[a:b] for a, b in zip(encoding.words.starts, encoding.words.ends, strict=True)]
    assert words == ["a", "\0", "\u200b", "b", "\ufeff", "\ud800", "c"]
    assert all(encoding.subwords)
    unknown, question = [tiny.unk_token_id], tiny.convert_tokens_to_ids(["?"])
    assert encoding.subwords[1] == encoding.subwords[2] == encoding.subwords[4] == unknown
    assert encoding.subwords[5] == question, "one sign stands for a lone surrogate"


@pytest.mark.parametrize("text", ["", " \n"])
def test_empty_text(tiny: PreTrainedTokenizerFast, text: str) -> None:
    encoding = encode(text, tiny, 64)
    assert (encoding.subwords, encoding.windows, encoding.owner) == ([], [], [])


def test_one_huge_word(tiny: PreTrainedTokenizerFast) -> None:
    text = "x" * 20_000
    encoding = encode(text, tiny, 130)
    assert read(encoding, tiny) == text
    assert len(encoding.windows) < 400


def test_words_are_cut_at_borders(tiny: PreTrainedTokenizerFast) -> None:
    encoding = encode("Russianbacked", tiny, 64, borders=[7])
    assert encoding.words.ends == [7, 13]
    assert list(map(len, encoding.subwords)) == [7, 6]
