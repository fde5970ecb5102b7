import json
from pathlib import Path

import pytest

from newsfacts.data import Article, DataError, Entity, Mention, Schema, read_articles, write_jsonl
from newsfacts.data.convert import convert


def articles(*ids: str) -> list[Article]:
    return [Article(id, f"Text of {number}.") for number, id in enumerate(ids)]


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_there_and_back(tmp_path: Path, ferry: str, schema: Schema, article: Article) -> None:
    source = tmp_path / "ferry.fact"
    source.write_text(ferry, encoding="utf-8")
    report = convert(source, tmp_path / "all.jsonl", schema)
    assert (report.articles, report.losses) == (1, {})
    assert json.loads((tmp_path / "all.jsonl").read_text(encoding="utf-8")) == article.to_dict()
    convert(tmp_path / "all.jsonl", tmp_path / "back.fact", schema)
    convert(tmp_path / "all.jsonl", tmp_path / "folder", schema)
    assert read_articles(tmp_path / "back.fact", schema) == [article]
    assert list(contents(tmp_path / "folder")) == ["wire-0001.fact"]
    assert read_articles(tmp_path / "folder", schema) == [article]


def test_several_articles_make_a_folder_of_fact_files(tmp_path: Path, schema: Schema) -> None:
    source = tmp_path / "all.jsonl"
    write_jsonl(articles("a", "b"), source)
    output = tmp_path / "deep" / "folder"
    convert(source, output, schema)
    assert contents(output) == {
        "a.fact": "id: a\n---\nText of 0.\n---\n",
        "b.fact": "id: b\n---\nText of 1.\n---\n",
    }
    assert list(output.parent.iterdir()) == [output]

    (output / "other.txt").write_text("mine", encoding="utf-8")
    write_jsonl([Article("b", "New.")], source)
    convert(source, output, schema)
    assert sorted(contents(output)) == ["a.fact", "b.fact", "other.txt"]
    assert "New." in (output / "b.fact").read_text(encoding="utf-8")


def test_lists_what_the_target_cannot_hold(tmp_path: Path, schema: Schema) -> None:
    mention = Mention("ORG", "a", 0, 4, "Text", score=0.5)
    scored = Article("a", "Text", mentions=(mention,), entities=(Entity("a", "ORG", "Text"),), meta={"k": 1})
    write_jsonl([scored, *articles("b")], tmp_path / "all.jsonl")
    assert convert(tmp_path / "all.jsonl", tmp_path / "folder", schema).losses == {"a": ("scores", "meta")}
    assert convert(tmp_path / "all.jsonl", tmp_path / "again.jsonl", schema).losses == {}


def test_writes_nothing_if_any_article_cannot_be_written(tmp_path: Path, schema: Schema) -> None:
    source = tmp_path / "all.jsonl"
    write_jsonl([*articles("a", "../b", ".c", "d" * 300), Article("e", "[x]")], source)
    with source.open("a", encoding="utf-8") as file:
        file.write("broken\n")
    with pytest.raises(DataError) as caught:
        convert(source, tmp_path / "folder", schema)
    assert [problem[:20] for problem in caught.value.problems] == [
        "article '../b': its ",
        "article '.c': its id",
        "article 'ddddddddddd",
        "article 'e' cannot b",
        f"{source}:6: not JSON"[:20],
    ]
    assert list(tmp_path.iterdir()) == [source]
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    with pytest.raises(DataError, match=":6: not JSON"):
        convert(source, tmp_path / "out.jsonl", schema)
    assert sorted(contents(tmp_path)) == ["all.jsonl", "out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"


def test_one_fact_file_holds_one_article(tmp_path: Path, schema: Schema) -> None:
    write_jsonl(articles("a", "b"), tmp_path / "all.jsonl")
    with pytest.raises(DataError, match=r"one article a file, so 'b' finds no place after 'a'; name a folder"):
        convert(tmp_path / "all.jsonl", tmp_path / "one.fact", schema)
    assert not (tmp_path / "one.fact").exists()


def test_formats_can_be_named(tmp_path: Path, schema: Schema) -> None:
    source = tmp_path / "all.json"
    write_jsonl(articles("a"), source)
    with pytest.raises(DataError, match=r"all\.json:1: accepted: an array of objects"):
        convert(source, tmp_path / "out.jsonl", schema)
    convert(source, tmp_path / "a.txt", schema, from_="jsonl", to="fact")
    assert list(contents(tmp_path / "a.txt")) == ["a.fact"]
    convert(tmp_path / "a.txt", tmp_path / "lines", schema, to="jsonl")
    assert (tmp_path / "lines").read_text(encoding="utf-8") == source.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("output", "options", "message"),
    [
        ("out.csv", {}, r"out\.csv: cannot tell what this is; accepted endings: \.fact, \.jsonl, \.ann, "),
        ("out", {"to": "csv"}, "no format 'csv'; accepted: fact, jsonl, brat"),
        ("out", {"from_": "csv"}, "no format or corpus 'csv'; accepted: fact, jsonl, .*gmb"),
        ("all.jsonl", {"to": "fact"}, r"all\.jsonl: is a file; accepted: a folder"),
        ("folder", {"to": "jsonl"}, r"folder: is a folder; accepted: a file"),
    ],
)
def test_refuses_an_output_that_does_not_fit(
    tmp_path: Path, schema: Schema, output: str, options: dict[str, str], message: str
) -> None:
    write_jsonl(articles("a"), tmp_path / "all.jsonl")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match=message):
        convert(tmp_path / "all.jsonl", tmp_path / output, schema, **options)


def test_a_file_can_be_converted_onto_itself(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "all.jsonl"
    write_jsonl(articles("a", "b"), path)
    before = path.read_text(encoding="utf-8")
    convert(path, path, schema)
    assert path.read_text(encoding="utf-8") == before


def test_reads_a_corpus_with_its_own_labels(tmp_path: Path, schema: Schema) -> None:
    row = {"tokens": ["Ida", "left"], "entities": [{"type": "Peop", "start": 0, "end": 1}], "relations": []}
    folder = tmp_path / "spert"
    folder.mkdir()
    for number, split in enumerate(("train", "dev", "test")):
        (folder / f"conll04_{split}.json").write_text(json.dumps([row | {"orig_id": number}]), encoding="utf-8")
    assert convert(folder, tmp_path / "all.jsonl", schema, "conll04").articles == 3
    assert convert([f"{folder}:dev"], tmp_path / "dev.jsonl", schema, "conll04").articles == 1
    found = json.loads((tmp_path / "dev.jsonl").read_text(encoding="utf-8"))
    assert (found["id"], found["meta"]["split"], found["mentions"][0]["type"]) == ("conll04-1", "dev", "Peop")
    with pytest.raises(DataError, match="not the folder of the corpus 'gmb'"):
        convert(folder, tmp_path / "none.jsonl", schema, "gmb")
    assert not (tmp_path / "none.jsonl").exists()
