"""What holds of every file format."""

import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from strategies import articles, odd_articles, scored_articles

from newsfacts.data import Article, DataError, Schema, read_articles
from newsfacts.data.formats import FORMATS, Format, format_inside, format_named

SCHEMA = Schema.default()
LOSSLESS = ("jsonl", "brat", "docred", "labelstudio", "docbin")


NO_SPACY = pytest.mark.skipif(find_spec("spacy") is None, reason="needs the extra newsfacts[spacy]")


def each(*names: str) -> pytest.MarkDecorator:
    """Runs a test with each of these formats."""
    cases = [pytest.param(FORMATS[name], id=name, marks=[NO_SPACY] if name == "docbin" else []) for name in names]
    return pytest.mark.parametrize("format", cases)


def there_and_back(format: Format, *articles: Article, schema: Schema = SCHEMA) -> list[Article | DataError]:
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / ("out" if format.folder else f"out{format.ending}")
        with format.open(output, schema) as write:
            for article in articles:
                write(article)
        files = sorted(output.glob(f"*{format.ending}")) if format.folder else [output]
        return [article for file in files for article in format.read(file, schema)]


def named(article: Article) -> Article:
    """The article with an id that can name a file."""
    return replace(article, id="a")


@each(*FORMATS)
def test_the_seed_corpus_there_and_back(format: Format, seeds: Path, schema: Schema) -> None:
    gold = read_articles(f"{seeds}:dev", schema)
    assert [loss for article in gold for loss in format.losses(article, schema)] == []
    assert sorted(there_and_back(format, *gold), key=lambda article: article.id) == sorted(gold, key=lambda a: a.id)


@each(*FORMATS)
@settings(max_examples=30)
@given(article=articles())
def test_any_article_of_the_scheme_there_and_back(format: Format, article: Article) -> None:
    assert there_and_back(format, named(article)) == [named(article)]


@each(*LOSSLESS)
@settings(max_examples=30)
@given(article=scored_articles())
def test_nothing_is_lost_there_and_back(format: Format, article: Article) -> None:
    assert format.losses(article, SCHEMA) == []
    assert there_and_back(format, named(article)) == [named(article)]


@each(*FORMATS)
@settings(max_examples=30)
@given(article=scored_articles())
def test_what_is_lost_is_listed(format: Format, article: Article) -> None:
    changed = there_and_back(format, named(article)) != [named(article)]
    assert not changed or format.losses(article, SCHEMA)


@each(*FORMATS)
@settings(max_examples=30)
@given(article=odd_articles())
def test_any_text_is_kept_or_refused(format: Format, article: Article) -> None:
    """Only what the scheme allows is read back, so an article that it does not allow ends in an error."""
    article = named(article)
    try:
        back = there_and_back(format, article)
    except DataError:
        return
    if list(SCHEMA.problems(article)):
        assert all(isinstance(item, DataError) for item in back)
    else:
        assert back == [article] or format.losses(article, SCHEMA)


@each(*FORMATS)
def test_a_refused_article_leaves_the_others(format: Format, article: Article) -> None:
    if format.name in ("jsonl", "labelstudio"):
        pytest.skip("holds every article")
    bad = Article("bad", "\ud800")
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / ("out" if format.folder else f"out{format.ending}")
        with format.open(output, SCHEMA) as write:
            if format.name == "docred":  # JSON holds lone surrogates, but tokens do not overlap
                mention = replace(article.mentions[0], start=1, end=2, text="b")
                entities = (article.entity(mention.entity),)
                bad = Article("bad", "abc", mentions=(mention, replace(mention, end=3, text="bc")), entities=entities)
            with pytest.raises(DataError, match="bad"):
                write(bad)
            write(article)
        files = sorted(output.glob(f"*{format.ending}")) if format.folder else [output]
        assert [item for file in files for item in format.read(file, SCHEMA)] == [article]


@each(*FORMATS)
def test_nothing_is_written_after_an_error(format: Format, article: Article, tmp_path: Path) -> None:
    output = tmp_path / ("out" if format.folder else f"out{format.ending}")

    def failing() -> None:
        with format.open(output, SCHEMA) as write:
            write(article)
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["conll", "docred", "labelstudio", "jsonl"])
def test_standard_output(name: str, article: Article, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with format_named(name).open(None, SCHEMA) as write:
        write(article)
        assert len(capsys.readouterr().out) > len(article.text)  # it shows at once
    capsys.readouterr()
    with format_named(name).open(None, SCHEMA) as write:
        write(article)
    file = tmp_path / "out"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert list(format_named(name).read(file, SCHEMA)) == [article]


@pytest.mark.parametrize("name", ["brat", "docbin"])
def test_what_is_no_stream_of_text_refuses_standard_output(name: str) -> None:
    with pytest.raises(DataError, match="accepted: a f"), format_named(name).open(None, SCHEMA):
        pass


@pytest.mark.parametrize("name", ["docred", "labelstudio"])
def test_json_is_told_by_its_content(name: str, article: Article, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    with format_named(name).open(file, SCHEMA) as write:
        write(article)
    assert format_inside(file).name == name
    assert read_articles(file, SCHEMA) == [article]
    with pytest.raises(DataError, match=r"holds no file"):  # in a folder, .json may be anything
        read_articles(tmp_path, SCHEMA)


@pytest.mark.parametrize("content", ["[]", "[1]", '[{"a": 1}]'])
def test_json_of_neither_format(content: str, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"accepted: docred, .* with 'sents', labelstudio, .* with 'data'; .*--from"):
        read_articles(file, SCHEMA)


@each(*FORMATS)
def test_binary_input_is_refused(format: Format, tmp_path: Path) -> None:
    file = tmp_path / f"a{format.ending}"
    file.write_bytes(b"\xff\xfe\x00[")
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    (error,) = format.read(file, SCHEMA)
    assert isinstance(error, DataError)
    assert str(file) in str(error)
    assert "UTF-8" in str(error) or format.name == "docbin"
