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


@pytest.mark.parametrize("size", [5_000, 1_000_000])
@pytest.mark.parametrize("sign", [" ", "x", "\u0301", "\ud800"])
def test_one_sign_many_times(extractor: FactExtractor, schema: Schema, sign: str, size: int) -> None:
    if size > 5_000 and settings.default.max_examples <= 100:  # type: ignore[union-attr]
        pytest.skip("takes long: --hypothesis-profile=soak")
    check(extractor.predict(sign * size), sign * size, schema)


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
