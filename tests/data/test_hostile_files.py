"""Files that are not what they should be: an article, or an error of ours, and nothing else."""

import json
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty import NAUGHTY
from strategies import misshapen

from newsfacts.data import Article, ConfigError, DataError, Schema, read_articles
from newsfacts.data.corpora import CORPORA, read_corpus
from newsfacts.data.formats import FORMATS
from newsfacts.data.labelmap import LabelMap
from newsfacts.exports.registry import TARGETS

SCHEMA = Schema.default()
MAPS = sorted((Path(__file__).parents[2] / "configs" / "corpora").glob("*.yaml"))
SOME = settings(max_examples=max(2, settings.default.max_examples // 4))  # type: ignore[union-attr]
JUNK = [b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"NaN", b"1e999", b"9" * 500, b"null", b"[]", b"{}", b'"']
JUNK += [b"\\ud800", b"\r", b"\n", b"\t", b"-1", b"true", b"[[[[", b"x1", b"T1", b" ", b"---", b"[", b"|"]


def written(name: str, article: Article, folder: Path) -> dict[str, bytes]:
    """The files of an article in a format."""
    format = FORMATS[name]
    output = folder / ("out" if format.folder else f"out{format.ending}")
    with format.open(output, SCHEMA) as write:
        write(article)
    files = [file for file in output.iterdir() if file.suffix != ".conf"] if format.folder else [output]
    return {file.name: file.read_bytes() for file in files}


def checked(items: Iterator[Article | DataError]) -> list[Article | DataError]:
    """What a reader gives; its articles are what the scheme allows, and can be written."""
    found = list(items)
    for item in found:
        if isinstance(item, Article):
            assert list(SCHEMA.problems(item)) == []
            assert Article.from_dict(json.loads(item.to_json())) == item
        else:
            assert isinstance(item, DataError)
    return found


@st.composite
def changed(draw: st.DrawFn, raw: bytes) -> bytes:
    """These bytes with a few parts cut out, put in, changed or repeated."""
    for _ in range(draw(st.integers(1, 4))):
        place, length = draw(st.integers(0, len(raw))), draw(st.integers(0, 20))
        part = draw(st.sampled_from(JUNK) | st.binary(max_size=3) | st.just(raw[place : place + 40]))
        raw = raw[:place] + part + draw(st.sampled_from([raw[place:], raw[place + length :], b""]))
    return raw


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "docbin"])
@SOME
@given(data=st.data())
def test_changed_bytes(article: Article, name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = written(name, article, Path(folder))
        victim = data.draw(st.sampled_from(sorted(files)))
        files[victim] = data.draw(changed(files[victim]))
        for file, raw in files.items():
            (Path(folder) / file).write_bytes(raw)
        main = Path(folder) / next(file for file in files if file.endswith(FORMATS[name].ending))
        checked(FORMATS[name].read(main, SCHEMA))


@SOME
@given(data=st.data())
def test_changed_docbin(article: Article, data: st.DataObject) -> None:
    pytest.importorskip("spacy")
    with tempfile.TemporaryDirectory() as folder:
        ((file, raw),) = written("docbin", article, Path(folder)).items()
        inside = zlib.compress(data.draw(changed(zlib.decompress(raw))))  # where else most changes end
        (Path(folder) / file).write_bytes(data.draw(st.sampled_from([inside, inside, data.draw(changed(raw))])))
        checked(FORMATS["docbin"].read(Path(folder) / file, SCHEMA))


@pytest.fixture(scope="module")
def full(article: Article) -> Article:
    """An article with something in every field."""
    value = {"start": "2024-03-08", "end": None, "min": 3, "unit": "person", "approximate": True, "currency": "USD"}
    return replace(
        article,
        entities=tuple(replace(entity, value=value) for entity in article.entities),
        mentions=tuple(replace(mention, score=0.5) for mention in article.mentions),
        meta={"url": "x", "notes": ["a"]},
    )


@pytest.mark.parametrize("name", ["jsonl", "docred", "labelstudio"])
@SOME
@given(data=st.data())
def test_other_kinds_of_values(full: Article, name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ((file, raw),) = written(name, full, Path(folder)).items()
        path = Path(folder) / file
        path.write_text(json.dumps(data.draw(misshapen(json.loads(raw)))), encoding="utf-8")
        for item in checked(FORMATS[name].read(path, SCHEMA)):
            if isinstance(item, Article):  # what can be read can be shown
                target = data.draw(st.sampled_from([name for name in TARGETS if name != "docbin"]))
                try:
                    with TARGETS[target].open(Path(folder) / f"shown-{target}", SCHEMA) as write:
                        write(item)
                except DataError:
                    pass


@SOME
@given(st.binary(max_size=60) | st.lists(st.sampled_from(JUNK)).map(b"".join))
def test_any_bytes(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, format in FORMATS.items():
            if name != "docbin":
                path = Path(folder) / f"a{format.ending}"
                (Path(folder) / "a.txt").write_bytes(raw)
                path.write_bytes(raw)
                checked(format.read(path, SCHEMA))


@pytest.mark.parametrize("kind", NAUGHTY)
def test_naughty_strings_in_every_text_field(kind: str, tmp_path: Path) -> None:
    for text in NAUGHTY[kind]:
        record = {"id": text, "text": text, "title": text, "topic": text, "origin": text, "meta": {text: text}}
        (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
        (found,) = checked(FORMATS["jsonl"].read(tmp_path / "a.jsonl", SCHEMA))
        assert isinstance(found, Article)
        assert (found.id, found.text, found.title, dict(found.meta)) == (text, text, text, {text: text})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a", "id": "b", "text": ""}', "key 'id' stands twice in an object"),
        ('{"id": "a", "text": "", "meta": {"x": 1e400}}', "1e400 is too great a number"),
        ('{"id": "a", "text": "", "meta": {"x": ' + "[" * 200 + "]" * 200 + "}}", "more than 100 deep"),
        ('{"id": "a", "text": "", "meta": {"x": ' + "9" * 402 + "}}", "an integer has more than 400 digits"),
        (
            '{"id": "a", "text": "A", "mentions": [{"type": "ORG", "entity": "e", "start": 0, "end": 1, "text": "A", '
            '"score": 1' + "0" * 399 + "}]}",
            "mention 0: 'score' is too great a number",
        ),
    ],
)
def test_json_that_others_read_in_other_ways(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"id": "first", "text": ""}}\n{line}\n{{"id": "last", "text": ""}}\n')
    first, error, last = FORMATS["jsonl"].read(tmp_path / "a.jsonl", SCHEMA)
    assert (first.id, last.id) == ("first", "last")  # type: ignore[union-attr]
    assert str(error).startswith(f"{tmp_path}/a.jsonl:2: ")
    assert message in str(error)


@pytest.mark.parametrize("meta", [{"x": object()}, {5: 5}, {"x": float("nan")}, {"x": {"y": {1, 2}}}])
def test_meta_that_json_cannot_hold(meta: Any) -> None:
    with pytest.raises(DataError, match="article 'a': meta: "):
        Article("a", "Text.", meta=meta)


BOMB = "\n".join(["a0: &a0 [x, x]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BOMB, "more than 100,000 values"),
        ("a: &a [*a]", "more than 100,000 values"),
        ("a: " + "[" * 1500, "not (valid YAML|YAML that can be read)"),
        ("a: 2024-13-45", "not YAML that can be read"),
        ("a: " + "9" * 5000, "not YAML that can be read"),
        ("? [a, b]\n: c", "not valid YAML"),
        ("a: !!python/object/apply:os.system [ls]", "not valid YAML"),
        ("a: \x00", "not valid YAML"),
        ("a: 1\na: 2", "'a' stands twice"),
        ("<<: 5", "not valid YAML"),
        ("- a", "expected a mapping"),
        ("", "expected a mapping"),
    ],
)
def test_yaml(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        Schema.load(path)
    assert str(caught.value).startswith(f"schema {path}: " if message.startswith("expected") else f"{path}: ")


@SOME
@given(data=st.data())
def test_schemas_of_other_kinds_of_values(data: st.DataObject) -> None:
    content = data.draw(misshapen(SCHEMA.to_dict()))
    try:
        schema = Schema.from_dict(content)
    except ConfigError:
        return
    assert Schema.from_dict(schema.to_dict()) == schema


@SOME
@given(data=st.data())
def test_label_maps_of_other_kinds_of_values(data: st.DataObject) -> None:
    content = yaml.safe_load(data.draw(st.sampled_from(MAPS)).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.yaml"
        path.write_text(yaml.safe_dump(data.draw(misshapen(content))), encoding="utf-8")
        try:
            found = LabelMap.load(path, SCHEMA)
        except ConfigError:
            return
    assert found.fingerprint
    assert isinstance(found.has_pairs, bool)


@pytest.mark.parametrize("name", CORPORA)
def test_folders_and_archives_that_hold_no_corpus(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", *(tmp_path / f"a{ending}" for ending in (".tar.xz", ".tar.gz", ".zip", ".tar"))):
        if path.suffix:
            path.write_bytes(b"PK\x03\x04" + b"\x1f\x8b" * 20)
        with pytest.raises(DataError):
            list(read_corpus(name, path))


def test_a_hundred_empty_files(tmp_path: Path) -> None:
    for i in range(100):
        (tmp_path / f"{i:03}.fact").touch()
    with pytest.raises(DataError) as caught:
        read_articles(tmp_path, SCHEMA)
    assert len(caught.value.problems) == 100
    assert str(caught.value).endswith("… and 90 more")
