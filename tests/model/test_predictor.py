import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfacts import Article, FactExtractor, Schema
from newsfacts.data import DataError
from newsfacts.predictor import ALONE, _look_ahead

NEWS = (
    "Police in Oslo said on Friday that the army killed 12 people. The president denied it.\n\n"
    '"No one was in the house," said the minister, who met Ann Lee by the river in May.\n'
)
ODD = {
    "byte order mark": "\ufeffThe army said no.\ufeff",
    "CRLF": "The army said no.\r\n\r\nThe police\rkilled two.\r\n",
    "tabs": "\tThe army\tsaid\tno.\x0b\x0c",
    "emoji": "The 🪖 army 👨‍👩‍👧‍👦 said 🇳🇴 no 👍🏽.",
    "right-to-left": "The \u202earmy\u202c said \u2067لا\u2069 no \u200f.",
    "NUL": "The\x00army \x00 said\x00 no.",
    "separators": "The\x1carmy \x1d said\x1e\x1fno\x85now\u2028and\u2029then.",
    "combining accents": "The a\u0301rmy\u0308 s\u0301aid n\u0303o. " + "e" + "\u0301" * 200,
    "case that grows": "The İSTANBUL army said ŉo, ẞ and ﬃ.",
    "lone surrogates": "The \ud83d army \udc4d said \ud800no.",
    "zero width": "The\u200barmy\u2060 said\u00ad no\u200d.",
    "no spaces": "军队星期五说没有。警察杀死了两人。",
    "empty": "",
    "white space": " \n\t\r\n\u3000\xa0\u2003 ",
    "markup": "<b>The army</b> [said|SAY x1] &amp; no. \x1b[31m",
}


def check(article: Article, text: str, schema: Schema) -> None:
    """What always holds of a prediction; that each mark quotes the text, an Article checks itself."""
    assert article.text == text
    assert list(schema.problems(article)) == []
    scores = [mark.score for mark in article.marks]
    assert all(score is not None and 0 <= score <= 1 for score in scores)


def test_the_tiny_network_finds_something_of_each_kind(extractor: FactExtractor, schema: Schema) -> None:
    # Or the rest of this file would say little.
    article = extractor.predict(NEWS)
    check(article, NEWS, schema)
    assert len(article.mentions) > 4
    assert len(article.events) > 4
    assert len(article.entities) < len(article.mentions)
    assert article.relations
    assert any(event.arguments for event in article.events)
    assert any(event.source for event in article.events)
    assert not all(event.source for event in article.events)


@pytest.mark.parametrize("name", ODD)
def test_odd_text_comes_back_unchanged(extractor: FactExtractor, schema: Schema, name: str) -> None:
    article = extractor.predict(ODD[name])
    check(article, ODD[name], schema)
    assert bool(article.marks) == (name not in ("empty", "white space"))


def test_one_long_word(extractor: FactExtractor, schema: Schema) -> None:
    text = "x" * 100_000
    article = extractor.predict(text)
    check(article, text, schema)
    assert article.marks[-1].end > 99_000


@given(st.lists(st.text(st.characters(exclude_categories=[])), max_size=4))
@settings(deadline=None, max_examples=30)
def test_any_text(extractor: FactExtractor, schema: Schema, texts: list[str]) -> None:
    articles = extractor.predict(texts)
    for article, text in zip(articles, texts, strict=True):
        check(article, text, schema)
    assert extractor.predict(texts) == articles


def test_a_text_of_several_windows_is_read_to_its_end(extractor: FactExtractor, schema: Schema) -> None:
    text = NEWS * 10
    assert len(extractor._encode(text)["windows"]) > 5
    article = extractor.predict(text)
    check(article, text, schema)
    third = len(text) // 3
    for start in (0, third, 2 * third):
        assert any(start <= mark.start < start + third for mark in article.marks)
    assert article.marks[-1].end > len(text) - len(NEWS)


def stripped(data: Any, scores: list[float]) -> Any:
    """Plain data without its scores, which are put aside; nor who the source is, where two are as likely."""
    if isinstance(data, list):
        return [stripped(item, scores) for item in data]
    if isinstance(data, dict):
        scores += [value for key, value in data.items() if key in ("score", "source_score")]
        return {k: stripped(v, scores) for k, v in data.items() if k not in ("score", "source_score", "source")}
    return data


def test_a_batch_gives_what_single_texts_give(extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch) -> None:
    # All that the schema allows comes through: no fact is near its threshold.
    monkeypatch.setattr(extractor.model.config, "thresholds", dict.fromkeys(("argument", "source", "relation"), 1e-20))
    texts = [{"id": str(i), "text": text} for i, text in enumerate([NEWS, *ODD.values(), NEWS * 3, NEWS[:40]])]
    for alone, together in zip(map(extractor.predict, texts), extractor.predict(texts), strict=True):
        left: list[float] = []
        right: list[float] = []
        assert stripped(alone.to_dict(), left) == stripped(together.to_dict(), right)
        assert left == pytest.approx(right, abs=1e-3)


def test_a_text_read_in_parts_gives_what_it_gives_at_once(
    extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extractor.model.config, "thresholds", dict.fromkeys(("argument", "source", "relation"), 1e-20))
    text = NEWS * 12
    whole = extractor.predict(text)
    monkeypatch.setattr("newsfacts.predictor.PART_WORDS", 60)
    monkeypatch.setattr("newsfacts.predictor.PART_SPANS", 17)
    monkeypatch.setattr("newsfacts.decoding.POOLED", 50)
    left: list[float] = []
    right: list[float] = []
    assert stripped(whole.to_dict(), left) == stripped(extractor.predict(text).to_dict(), right)
    assert left == pytest.approx(right, abs=1e-3)


def test_few_articles_are_read_ahead_where_they_are_long(
    extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsfacts.predictor.LOOK_AHEAD", 4)
    monkeypatch.setattr("newsfacts.predictor.LOOK_AHEAD_CHARACTERS", 100)
    lengths = (10, 10, 200, 10, 10, 10, 10, 10, 10)
    taken = [[number for number, _ in some] for some in _look_ahead("a" * length for length in lengths)]
    # A resumed run begins at a multiple of LOOK_AHEAD, and must look ahead as the whole run did.
    assert taken == [[0, 1, 2], [3], [4, 5, 6, 7], [8]]


def test_predictions_are_deterministic(extractor: FactExtractor) -> None:
    texts = [NEWS, NEWS * 3]
    assert extractor.predict(texts) == extractor.predict(texts)


def test_a_stream_keeps_the_order_and_reads_ahead_a_little(
    extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsfacts.predictor.LOOK_AHEAD", 8)
    monkeypatch.setattr("newsfacts.predictor.BATCH_SUBWORDS", 100)
    random_ = random.Random(0)
    texts = ["".join(random_.choices(["police ", "said. ", "Oslo, "], k=random_.randrange(40))) for _ in range(20)]
    taken: list[str] = []

    def source() -> Iterator[str]:
        for text in texts:
            taken.append(text)
            yield text

    stream = extractor.stream(source())
    assert not taken
    found = [next(stream)]
    assert len(taken) == 16, "one group is made ready while another is read"
    found += stream
    assert [(article.id, article.text) for article in found] == [(f"text-{i + 1}", t) for i, t in enumerate(texts)]


def test_what_was_read_is_given_back_before_the_source_fails(
    extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsfacts.predictor.LOOK_AHEAD", 2)

    def source() -> Iterator[str]:
        yield from ["One."] * 5
        raise OSError("gone")

    stream = extractor.stream(source())
    assert [next(stream).id for _ in range(4)] == ["text-1", "text-2", "text-3", "text-4"]
    with pytest.raises(OSError, match="gone"):
        next(stream)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_lanes_change_no_fact_and_leave_the_threads_of_torch_alone(
    extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    texts = [NEWS * (i % 3 + 1) for i in range(12)]
    one_by_one = [extractor.predict({"id": f"text-{i + 1}", "text": text}).to_dict() for i, text in enumerate(texts)]
    monkeypatch.setattr("newsfacts.predictor.LOOK_AHEAD", 4)
    monkeypatch.setattr("newsfacts.predictor.BATCH_SUBWORDS", 100)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        found = [article.to_dict() for article in extractor.stream(texts)]
        assert torch.get_num_threads() == threads
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(torch.get_num_threads).result() == threads
    finally:
        torch.set_num_threads(before)
    left: list[float] = []
    right: list[float] = []
    assert [stripped(one, left) for one in found] == [stripped(one, right) for one in one_by_one]
    assert left == pytest.approx(right, abs=1e-3)


def test_long_texts_are_read_one_at_a_time(extractor: FactExtractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsfacts.predictor.PART_WORDS", 50)
    score = extractor.model.score
    alone: dict[bool, bool] = {}

    def watched(seen: Any, spans: Any, batch: Any, most: int) -> Any:
        alone[batch.words > 50] = ALONE.locked()
        return score(seen, spans, batch, most)

    monkeypatch.setattr(extractor.model, "score", watched)
    for text in (NEWS * 3, "Police said no."):
        extractor.predict(text)
    assert alone == {True: True, False: False}
    assert not ALONE.locked()


def test_what_is_passed_through(extractor: FactExtractor, article: Article) -> None:
    mapping = {"id": "a", "text": "Yes.", "title": "T", "date": "2024-02-29", "topic": "x", "origin": "y", "meta": {}}
    mapping["meta"] = {"url": "https://example.org"}
    found = extractor.predict([article, mapping, {"text": "No."}, "No."], date="2025-01-01")
    for name, value in mapping.items():
        assert getattr(found[1], name) == value
    for name in ("id", "text", "title", "date", "topic", "origin", "meta"):
        assert getattr(found[0], name) == getattr(article, name)
    assert found[0].mentions != article.mentions, "annotation is replaced"
    assert [(one.id, one.date) for one in found[2:]] == [("text-3", "2025-01-01"), ("text-4", "2025-01-01")]
    assert found[2].marks == found[3].marks


def test_one_text_gives_one_article_and_a_sequence_a_list(extractor: FactExtractor, article: Article) -> None:
    assert extractor.predict([]) == []
    for one in ("No.", {"text": "No."}, article):
        alone = extractor.predict(one)
        assert isinstance(alone, Article)
        assert extractor.predict((one,)) == [alone]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (None, "expected texts or articles to go through, found one NoneType"),
        (b"No.", "expected texts or articles to go through, found one bytes"),
        (Path("a.txt"), "expected texts or articles to go through, found one PosixPath"),
        (["No.", 5], "article 2: expected a string, an Article or a mapping, found int"),
        ([None], "article 1: expected a string, an Article or a mapping, found NoneType"),
        ({}, "article 1: expected a mapping with 'text'"),
        ({"text": None}, "article 1: expected a mapping with 'text'"),
        ({"text": None, "id": "a"}, "article 'a': expected a mapping with 'text'"),
        ({"text": "No.", 5: 5, None: 5, "a": 5}, "found 5, None, 'a'"),
        ({"text": "No.", "txet": "No."}, "article 1: expected a mapping with 'text' .*; found 'txet'"),
        ({"text": "No.", "id": 5}, "article 5: 'id' must be a string, found int"),
        ({"text": "No.", "meta": "x"}, "article 'text-1': 'meta' must be an object, found str"),
        ({"text": "No.", "date": "8 March"}, "article 'text-1': date '8 March' is not a day written YYYY-MM-DD"),
    ],
)
def test_wrong_input(extractor: FactExtractor, texts: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        extractor.predict(texts)


@pytest.mark.parametrize("date", ["8 March 2024", "2024-02-30", "2024-3-8", "20240308", ""])
def test_wrong_date(extractor: FactExtractor, date: str) -> None:
    with pytest.raises(DataError, match="is not a day written YYYY-MM-DD"):
        extractor.predict("No.", date=date)


def test_bad_articles_in_a_stream_of_a_thousand(extractor: FactExtractor) -> None:
    items: list[Any] = [{"id": f"a{i}", "text": f"Police killed {i}."} for i in range(1000)]
    bad = {0: {"id": "a0", "text": 5}, 70: {"id": "a70", "text": "No.", "date": "May"}, 71: None, 999: {"id": "a999"}}
    for place, item in bad.items():
        items[place] = item
    found = list(extractor.stream(items, on_error="yield"))
    errors = {i: str(item).partition(":")[0] for i, item in enumerate(found) if isinstance(item, DataError)}
    assert errors == {0: "article 'a0'", 70: "article 'a70'", 71: "article 72", 999: "article 'a999'"}
    assert [a.id for a in found if isinstance(a, Article)] == [f"a{i}" for i in range(1000) if i not in bad]


def test_a_stream_raises_an_error_in_its_turn(extractor: FactExtractor) -> None:
    stream = extractor.stream(["One.", "Two.", 3, "Four."])
    assert [next(stream).text, next(stream).text] == ["One.", "Two."]
    with pytest.raises(DataError, match="article 3"):
        next(stream)
    with pytest.raises(DataError, match="on_error 'skip': accepted: 'raise', 'yield'"):
        extractor.stream([], on_error="skip")  # type: ignore[call-overload]


def test_a_stream_of_one_string_is_refused(extractor: FactExtractor) -> None:
    with pytest.raises(DataError, match="expected texts or articles to go through, found one str"):
        extractor.stream("No.")
