"""What always holds of a prediction, whatever the text."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty import NAUGHTY
from tiny import network, tokenizer

from newsfacts import Article, FactExtractor, Schema
from newsfacts.data.facts import facts

STRINGS = [text for texts in NAUGHTY.values() for text in texts]
# A tenth of what other tests try: a text takes a while.
SOME = settings(max_examples=max(2, settings.default.max_examples // 10))  # type: ignore[union-attr]
TEXT = (
    st.text(st.characters(exclude_categories=[]))
    | st.lists(st.sampled_from([*STRINGS, "police", "said", "on Friday", "12", "$", ".", "\n\n"])).map(" ".join)
    | st.text(st.sampled_from(" \n\t\r\u3000\u200b\u202e\0.,\"'“”-$%0129aA\u0301\ud800👍"))
)


@pytest.fixture(scope="module")
def few(schema: Schema) -> FactExtractor:
    """An extractor that marks few words, as a trained one does: time grows with the square of the marks."""
    return FactExtractor(network(schema, window=80, outside_bias=13.0), tokenizer())


def check(article: Article, text: str, schema: Schema) -> None:
    """The text is as it was, marks quote it and are what the scheme allows; it can be told and written."""
    assert article.text == text
    assert list(schema.problems(article)) == []
    assert all(text[mark.start : mark.end] == mark.text for mark in article.marks)
    assert [fact for fact in facts(article, schema) if not fact.line] == []
    assert Article.from_dict(article.to_dict()) == article


def shape(article: Article) -> tuple[object, ...]:
    """What does not hang on the last digits of scores."""
    return article.id, article.text, [(mark.type, mark.start, mark.end) for mark in article.marks]


@pytest.mark.parametrize("kind", NAUGHTY)
def test_naughty_strings(extractor: FactExtractor, schema: Schema, kind: str) -> None:
    texts = [*NAUGHTY[kind], *(f"Police in Oslo said {text} on Friday, {text}." for text in NAUGHTY[kind])]
    together = extractor.predict(texts, date="2024-02-29")
    assert len(together) == len(texts)
    for article, text in zip(together, texts, strict=True):
        check(article, text, schema)
    alone = [
        replace(extractor.predict(text, date="2024-02-29"), id=a.id) for text, a in zip(texts, together, strict=True)
    ]
    assert list(map(shape, alone)) == list(map(shape, together))


@SOME
@given(st.lists(TEXT, max_size=5))
def test_any_text(extractor: FactExtractor, schema: Schema, texts: list[str]) -> None:
    together = list(extractor.stream(texts, date="2024-02-29", on_error="yield"))
    assert together == list(extractor.stream(iter(texts), date="2024-02-29", on_error="yield"))
    for article, text in zip(together, texts, strict=True):
        assert isinstance(article, Article)
        check(article, text, schema)


def test_naughty_strings_on_the_shipped_checkpoint(schema: Schema) -> None:
    texts = [f"Police in Oslo said {text} on Friday, {text}." for text in STRINGS[::8]]
    for article, text in zip(FactExtractor.from_pretrained().predict(texts), texts, strict=True):
        check(article, text, schema)


@pytest.mark.parametrize("size", [5_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("sign", [" ", "x", "\u0301", "\ud800"])
def test_one_sign_many_times(few: FactExtractor, schema: Schema, sign: str, size: int) -> None:
    check(few.predict(sign * size), sign * size, schema)


@pytest.mark.soak
def test_ten_megabytes(few: FactExtractor, schema: Schema) -> None:
    sentences = (f"Police in Oslo said on Friday that {i:,} people had left the town of Lund." for i in range(140_000))
    text = "\n\n".join(sentences)
    assert len(text) > 10_000_000
    check(few.predict(text), text, schema)


@pytest.mark.soak
def test_a_hundred_thousand_empty_files(newsfacts_command: Run, tiny_checkpoint: Path, tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out.jsonl"
    folder.mkdir()
    for i in range(100_000):
        (folder / f"{i:05}.txt").touch()
    done = newsfacts_command("predict", folder, "--checkpoint", tiny_checkpoint, "-o", output)
    assert (done.code, done.err) == (0, "")
    with open(output, encoding="utf-8") as file:
        assert [json.loads(line)["id"] for line in file] == [f"{i:05}" for i in range(100_000)]


def test_a_folder_of_other_encodings_and_empty_files(
    newsfacts_command: Run, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    text = "Ännu en dag i Malmö, sade polisen."
    for encoding in ("utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252"):
        (tmp_path / f"{encoding}.txt").write_bytes(text.encode(encoding))
    for i in range(200):
        (tmp_path / f"empty-{i:03}.txt").touch()
    (tmp_path / "markup.txt").write_bytes(b"{\\rtf1\\ansi {\\b Police} said}\r\n<p onclick='x'>no</p>\0")
    output = tmp_path / "out" / "facts.jsonl"
    done = newsfacts_command("predict", tmp_path, "--checkpoint", tiny_checkpoint, "-o", output)
    refused = [line for line in done.err.splitlines() if "not UTF-8 (byte" in line]
    assert len(refused) == len(done.err.splitlines())
    assert Counter(Path(line.partition(": ")[2].partition(": ")[0]).name for line in refused) == Counter(
        f"{name}.txt" for name in ("latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
    )
    found = {article["id"]: article["text"] for article in map(json.loads, output.read_text("utf-8").split("\n")[:-1])}
    assert len(found) == 200 + 4
    assert (found["utf-8"], found["utf-8-sig"]) == (text, f"\ufeff{text}")
