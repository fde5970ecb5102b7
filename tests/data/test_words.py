import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfacts.data.words import LONGEST_SENTENCE, SHAPES, Words, paragraphs, shape_parts, split, split_at

LONGEST = 64
ANY_TEXT = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from(" \n\r\t.\"'“”!?aZ5中\u0301\ufeff\0\u200f\ud83d")
)


def cut(text: str, words: Words) -> list[str]:
    return [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]


def sentences(text: str) -> list[str]:
    words = split(text)
    ends: dict[int, tuple[int, int]] = {}
    for start, end, number in zip(words.starts, words.ends, words.sentences, strict=True):
        ends[number] = (ends.get(number, (start, end))[0], end)
    assert list(ends) == list(range(len(ends)))
    return [text[start:end] for start, end in ends.values()]


def check(text: str, words: Words) -> None:
    """Words tile the text: none is empty, none overlap, and only white space lies between."""
    assert len(words.starts) == len(words.ends) == len(words.shapes) == len(words.sentences)
    at = 0
    for start, end in zip(words.starts, words.ends, strict=True):
        assert at <= start < end
        assert end - start <= LONGEST
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()
    assert all(0 < shape < SHAPES for shape in words.shapes)
    assert words.sentences[:1] in ([], [0])
    assert all(after - before in (0, 1) for before, after in itertools.pairwise(words.sentences))


@given(ANY_TEXT)
@settings(deadline=None)
def test_words_tile_any_text(text: str) -> None:
    words = split(text)
    check(text, words)
    assert not any(sign.isspace() for word in cut(text, words) for sign in word)


@given(ANY_TEXT, st.data())
@settings(deadline=None)
def test_no_word_reaches_over_a_border(text: str, data: st.DataObject) -> None:
    borders = data.draw(st.lists(st.integers(0, len(text))))
    words = split_at(text, borders)
    check(text, words)
    assert not [
        (start, end) for start, end in zip(words.starts, words.ends, strict=True) for b in borders if start < b < end
    ]
    whole = split(text)
    assert set(whole.starts) <= set(words.starts)
    assert set(whole.ends) <= set(words.ends)
    assert set(words.starts) <= {*whole.starts, *borders}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n\t\xa0\u3000\x1c", []),
        ("Mr. Smith's $1,250.50", ["Mr", ".", "Smith", "'", "s", "$", "1,250.50"]),
        ("U.S.-led", ["U", ".", "S", ".", "-", "led"]),
        ("3.5m, 2024-03-08", ["3.5", "m", ",", "2024", "-", "03", "-", "08"]),
        ("A320neo", ["A", "320", "neo"]),
        ("中国人 ไทย", ["中", "国", "人", "ไ", "ท", "ย"]),
        ("e\u0301te\u0301 Tie\u0323\u0302n", ["e\u0301te\u0301", "Tie\u0323\u0302n"]),
        ("\u0301a", ["\u0301", "a"]),
        ("👩🏽\u200d🚀🇫🇷", ["👩", "🏽", "\u200d", "🚀", "🇫", "🇷"]),
        ("\ufeffAden", ["\ufeff", "Aden"]),
        ("a\0b", ["a", "\0", "b"]),
        ("\u200fשלום\u200f", ["\u200f", "שלום", "\u200f"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),  # a joiner inside a word is part of it
        ("a\ud83db", ["a", "\ud83d", "b"]),
        ("İzmir\r\nvoted", ["İzmir", "voted"]),
    ],
)
def test_splits_words_numbers_and_signs(text: str, words: list[str]) -> None:
    found = split(text)
    assert cut(text, found) == words
    check(text, found)


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "9" * 100_000, ("9" * 40 + ",") * 9, "e" + "\u0301" * 1000, "中" + "\u0301" * 1000, "!" * 10_000],
    ids=["letters", "digits", "numbers", "accents", "accents on Han", "signs"],
)
def test_no_word_is_longer_than_a_window_can_hold(text: str) -> None:
    words = split(text)
    check(text, words)
    assert words.ends[-1] == len(text)


def test_offsets_count_code_points() -> None:
    text = "İ 🌊 Aden"
    words = split(text)
    assert (words.starts, words.ends) == ([0, 2, 4], [1, 3, 8])


def test_cuts_words_at_borders() -> None:
    text = "Russianbacked troops"
    words = split_at(text, [13, 7, 7, 0, 20, 4])
    assert cut(text, words) == ["Russ", "ian", "backed", "troops"]
    assert [shape_parts(shape)[1] for shape in words.shapes] == ["glued", "glued", "glued", "space"]


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("troops", "lower"),
        ("Aden", "Title"),
        ("NATO", "UPPER"),
        ("A", "Letter"),
        ("a", "lower"),
        ("McDonald", "miXed"),
        ("iPhone", "miXed"),
        ("1945", "digits"),
        ("½", "digits"),
        ("1,250.50", "number"),
        ("$", "punctuation"),
        ("中", "other"),
        ("e\u0301te\u0301", "other"),
    ],
)
def test_shape_tells_the_case(word: str, case: str) -> None:
    words = split(word)
    assert len(words.shapes) == 1
    assert shape_parts(words.shapes[0]) == (case, "glued", False)


def test_shape_tells_what_stands_before() -> None:
    words = split("He left.\nThey\tstayed")
    assert [shape_parts(shape)[1] for shape in words.shapes] == ["glued", "space", "glued", "line", "space"]


def test_every_shape_has_parts_of_its_own() -> None:
    assert len({shape_parts(shape) for shape in range(1, SHAPES)}) == SHAPES - 1


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no deal" twice', ["no", "deal", '"']),
        ("He said “no deal” twice", ["no", "deal", "”"]),
        ("Er sagte „nein“", ["nein", "“"]),
        ("«non» oui", ["non", "»"]),
        ('"one" two "three"', ["one", '"', "three", '"']),
        ('"never closed\n\nnext paragraph', ["never", "closed"]),
        ("don't 'quote' this", []),
    ],
)
def test_shape_tells_what_is_quoted(text: str, quoted: list[str]) -> None:
    words = split(text)
    assert [w for w, s in zip(cut(text, words), words.shapes, strict=True) if shape_parts(s)[2]] == quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed! Why? Nobody knew…", ["He left.", "She stayed!", "Why?", "Nobody knew…"]),
        ("Dr. Smith met J. Doe on Jan. 5 in St. Ives. He left.", 2),
        ("No. 5 won. It did.", ["No. 5 won.", "It did."]),
        ("She lives in the U.S. He does not.", ["She lives in the U.S.", "He does not."]),
        ("U.S. troops left at 5 p.m. on Friday.", 1),
        ("It rose 3.5 per cent. Then it fell.", ["It rose 3.5 per cent.", "Then it fell."]),
        ("It cost $5. 300 died.", ["It cost $5.", "300 died."]),
        ('He said: "Go." She left.', ['He said: "Go."', "She left."]),
        ("“Stop!” he cried. ‘Why?’ they asked.", ["“Stop!” he cried.", "‘Why?’ they asked."]),
        ("He asked (why?) again. (She did not.) End.", ["He asked (why?) again.", "(She did not.)", "End."]),
        ("Wait... no. See example.com today.", ["Wait... no.", "See example.com today."]),
        ("A headline\n\nA line\nbroken. in two", 2),
        ("Ends here.\nnew line", ["Ends here.", "new line"]),
        ("one\r\n\r\ntwo", ["one", "two"]),
    ],
)
def test_sentences(text: str, expected: list[str] | int) -> None:
    found = sentences(text)
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_paragraphs_begin_after_a_blank_line() -> None:
    text = "\n\nTitle here\n\nOne.\nTwo.\r\n\r\nThree\n \n\n four"
    words = split(text)
    assert [cut(text, words)[i] for i in paragraphs(text, words)] == ["One", "Three", "four"]
    assert paragraphs("", split("")) == []


def test_a_long_list_is_cut_into_sentences() -> None:
    sentences = split("\n".join(["Name"] * 1000)).sentences
    assert max(sentences.count(number) for number in set(sentences)) == LONGEST_SENTENCE


def test_an_east_asian_full_stop_ends_a_sentence_without_a_space() -> None:
    assert split("你好。世界。").sentences == [0, 0, 0, 1, 1, 1]
