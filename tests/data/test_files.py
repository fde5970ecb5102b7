import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsfacts.data import Article, DataError, Schema, iter_articles, read_articles, read_jsonl, write_jsonl
from newsfacts.data.files import expand
from newsfacts.data.output import atomic_write


@pytest.fixture
def folder(tmp_path: Path, ferry: str) -> Path:
    """``corpus`` with the articles a and b (``.fact``), c (``.jsonl``) and another file."""
    folder = tmp_path / "corpus"
    (folder / "more").mkdir(parents=True)
    (folder / "b.fact").write_text(ferry.replace("wire-0001", "b"), encoding="utf-8")
    (folder / "more" / "a.fact").write_text(ferry.replace("wire-0001", "a"), encoding="utf-8")
    (folder / "c.jsonl").write_text('{"id": "c", "text": "C."}\n\n', encoding="utf-8")
    (folder / "README.md").write_text("", encoding="utf-8")
    return folder


def test_a_folder_stands_for_its_files(folder: Path, schema: Schema) -> None:
    names = ["b.fact", "c.jsonl", "more/a.fact"]
    assert [str(path.relative_to(folder)) for path in expand(folder)] == names
    assert expand([folder / "c.jsonl", str(folder / "more")]) == [folder / "c.jsonl", folder / "more" / "a.fact"]
    assert expand(folder, [".md"]) == [folder / "README.md"]
    assert [article.id for article in read_articles(folder, schema)] == ["b", "c", "a"]


def test_expand_lists_every_wrong_path(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(DataError) as caught:
        expand([folder, folder / "none.fact", folder / "README.md", folder / "empty", f"{folder}:train"])
    assert caught.value.problems == (
        f"{folder}/none.fact: no such file or folder",
        f"{folder}/README.md: cannot tell what this is; accepted endings: "
        ".fact, .jsonl, .ann, .conll, .iob, .bio, .spacy, .json",
        f"{folder}/empty: the folder holds no file that ends in "
        ".fact or .jsonl or .ann or .conll or .iob or .bio or .spacy",
        f"{folder}: has no splits.json (nor has the folder above), so no split of any name",
    )


@pytest.mark.parametrize("above", [False, True])
def test_a_split_is_listed_in_the_folder_or_above(folder: Path, above: bool) -> None:
    splits = {"train": ["b", "more/a"], "dev": [], "test": ["gone"]}
    if above:
        (folder.parent / "splits.json").write_text(json.dumps({"corpus": splits}), encoding="utf-8")
    else:
        (folder / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    assert expand(f"{folder}:train") == [folder / "b.fact", folder / "more" / "a.fact"]
    for split, message in (
        ("dev", "split 'dev' is empty"),
        ("test", "gone.fact: no such file"),
        ("valid", "no split 'valid'; accepted: train, dev, test"),
    ):
        with pytest.raises(DataError, match=message):
            expand(f"{folder}:{split}")


@pytest.mark.parametrize(
    ("place", "content", "message"),
    [
        ("corpus/splits.json", "[", "splits.json: not JSON (Expecting value"),
        ("corpus/splits.json", '{"train": "a"}', 'splits.json: accepted: {"train": ["id", …], …}'),
        ("splits.json", "[]", """splits.json: accepted: {'corpus': {"train": ["id", …], …}}"""),
        ("splits.json", '{"other": {}}', """splits.json: accepted: {'corpus': {"""),
    ],
)
def test_a_wrong_list_of_splits(folder: Path, place: str, content: str, message: str) -> None:
    (folder.parent / place).write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        expand(f"{folder}:train")
    assert message in str(caught.value)


def test_a_colon_in_a_name_is_no_split(tmp_path: Path) -> None:
    path = tmp_path / "a:b.jsonl"
    path.write_text("", encoding="utf-8")
    assert expand(path) == [path]


def test_lists_the_faults_of_all_files_after_the_good_articles(folder: Path, schema: Schema) -> None:
    (folder / "b.fact").write_text("nothing", encoding="utf-8")
    (folder / "c.jsonl").write_bytes(
        b'{"id": "c", "text": "C."}\nnot JSON\n{"id": "a", "text": ""}\n\xff\n{"id": "d"}\n'
    )
    articles = iter_articles(folder, schema)
    assert [next(articles).id, next(articles).id] == ["c", "a"]
    with pytest.raises(DataError) as caught:
        next(articles)
    assert caught.value.problems == (
        f"{folder}/b.fact: needs three parts split by '---' lines (header, text, facts), has 1",
        f"{folder}/c.jsonl:2: not JSON (Expecting value, column 1)",
        f"{folder}/c.jsonl:4: not UTF-8 (byte 0 of the line)",
        f"{folder}/c.jsonl:5: article 'd': key 'text' is missing",
        f"{folder}/more/a.fact: id 'a' stands in {folder}/c.jsonl too",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize("name", ["b.fact", "c.jsonl"])
def test_a_file_that_cannot_be_opened_is_a_fault(folder: Path, schema: Schema, name: str) -> None:
    (folder / name).chmod(0)
    with pytest.raises(DataError, match=rf"{name}: cannot be read \(Permission denied\)"):
        read_articles(folder, schema)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a", "text": "", "meta": {"x": NaN}}', "not JSON that can be read (NaN is no JSON number)"),
        ('{"id": "a", "text": "", "meta": {"x": ' + "9" * 5000 + "}}", "not JSON that can be read"),
        ("[" * 100_000, "not JSON"),
        ("[]", "expected a JSON object, found list"),
        (
            '{"id": "a", "text": "A", "mentions": [{"type": "X", "entity": "e", "start": 0, "end": 1, "text": "A"}]}',
            "'X'",
        ),
    ],
)
def test_read_jsonl_names_file_and_line(tmp_path: Path, schema: Schema, line: str, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "first", "text": ""}\n' + line, encoding="utf-8")
    articles = read_jsonl(path, schema)
    assert next(articles).id == "first"
    with pytest.raises(DataError) as caught:
        next(articles)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert message in str(caught.value)


def test_jsonl_with_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "text": "\\ufeffA\\r\\n"}\r\n\r\n')
    assert list(read_jsonl(path)) == [Article("a", "\ufeffA\r\n")]


def test_write_jsonl_keeps_any_text(tmp_path: Path) -> None:
    texts = ["a\r\nb\u2028c\x85", "\x00", "half \ud83d", "\u202eright to left", "e\u0301 🌊", ""]
    articles = [Article(str(number), text) for number, text in enumerate(texts)]
    path = tmp_path / "new" / "a.jsonl"
    assert write_jsonl(iter(articles), path) == len(texts)
    assert list(read_jsonl(path)) == articles


def test_write_jsonl_writes_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old", encoding="utf-8")

    def broken() -> Iterator[Article]:
        yield Article("a", "A.")
        raise DataError("no more")

    with pytest.raises(DataError, match="no more"):
        write_jsonl(broken(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_atomic_write_gives_the_usual_rights(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "atomic") as file:
        file.write("line\n")
    (tmp_path / "usual").write_text("line\n", encoding="utf-8")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert (tmp_path / "atomic").read_bytes() == b"line\n"
