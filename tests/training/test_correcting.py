"""The way of an annotator: predict, correct, read back."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from tiny import write_checkpoint

from newsfacts.data import Article, Schema, read_articles
from newsfacts.data.formats import FORMATS

TEXT = (
    "The army said on Monday that police in Oslo had killed 12 people.\n\n"
    "The president was in the government; the minister said the army killed the president."
)
Predict = Callable[..., tuple[Path, str]]
OUTPUTS = {"fact": "a.fact", "brat": "brat", "labelstudio": "a.json"}


def bare(article: Article) -> Article:
    """The article without scores and values, with the names that the news scheme gives."""
    events = tuple(
        replace(
            event,
            score=None,
            source_score=None,
            arguments=tuple(replace(argument, score=None) for argument in event.arguments),
        )
        for event in article.events
    )
    return replace(
        article,
        mentions=tuple(replace(mention, score=None) for mention in article.mentions),
        entities=tuple(replace(entity, value=None) for entity in article.entities),
        events=events,
        relations=tuple(replace(relation, score=None) for relation in article.relations),
    )


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory, schema: Schema) -> Path:
    """A tiny checkpoint that finds facts too: what it finds is chance."""
    thresholds = dict.fromkeys(("argument", "source", "relation"), 0.0473)
    return write_checkpoint(tmp_path_factory.mktemp("talkative") / "tiny", schema, thresholds=thresholds)


@pytest.fixture
def predict(tmp_path: Path, talkative: Path, newsfacts_command: Run) -> Predict:
    """Runs predict on a text, in a format."""

    def run(format: str, output: str, text: str = TEXT, checkpoint: Path = talkative) -> tuple[Path, str]:
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        to = tmp_path / output
        options = ("--checkpoint", checkpoint, "--format", format, "-o", to, "--date", "2024-03-08")
        done = newsfacts_command("predict", tmp_path / "a.txt", *options)
        assert done.code == ("cannot be written" in done.err), done.err
        return to, done.err

    return run


@pytest.mark.parametrize("format", OUTPUTS)
def test_reading_back_loses_what_is_listed_and_nothing_else(predict: Predict, format: str, schema: Schema) -> None:
    whole, _ = predict("jsonl", "a.jsonl")
    (article,) = read_articles(whole, schema)
    assert article.has_scores
    assert article.events
    assert article.relations or any(event.arguments for event in article.events)
    written, _ = predict(format, OUTPUTS[format])
    (back,) = read_articles(written, schema)
    lost = FORMATS[format].losses(article, schema)
    kept = article if not lost else bare(article)
    assert set(lost) <= {"scores", "values of entities"}
    assert back == kept


def test_a_corrected_fact_file(predict: Predict, tiny_checkpoint: Path, schema: Schema) -> None:
    path, _ = predict("fact", "a.fact", checkpoint=tiny_checkpoint)
    (before,) = read_articles(path, schema)
    wrong = before.mentions[0]
    other = "MISC" if wrong.type != "MISC" else "LOC"
    mark, corrected = f"[{wrong.text}|{wrong.type} {wrong.entity}]", f"[{wrong.text}|{other} corrected]"
    source = path.read_text(encoding="utf-8")
    assert mark in source
    path.write_text(source.replace(mark, corrected, 1), encoding="utf-8")
    (after,) = read_articles(path, schema)
    assert after.text == before.text
    assert after.mentions == (replace(wrong, type=other, entity="corrected"), *before.mentions[1:])


def test_corrected_labels_of_label_studio(predict: Predict, tiny_checkpoint: Path, schema: Schema) -> None:
    path, _ = predict("labelstudio", "a.json", checkpoint=tiny_checkpoint)
    (before,) = read_articles(path, schema)
    (task,) = json.loads(path.read_text(encoding="utf-8"))
    (annotation,) = task.get("annotations") or task["predictions"]
    used = {
        result[end] for result in annotation["result"] if result["type"] == "relation" for end in ("from_id", "to_id")
    }
    region = next(r for r in annotation["result"] if r["type"] == "labels" and r["id"] not in used)
    annotation["result"] = [r for r in annotation["result"] if r.get("id") != region["id"]]
    path.write_text(json.dumps([task]), encoding="utf-8")
    (after,) = read_articles(path, schema)
    assert len(after.marks) == len(before.marks) - 1
    assert after.text == before.text


def test_fact_refuses_a_text_that_it_would_change_and_says_which_formats_do_not(
    predict: Predict, schema: Schema
) -> None:
    odd = TEXT.replace(" said", "  said").replace("Oslo", "[Oslo]")
    path, error = predict("fact", "odd.fact", odd)
    assert not path.exists() or not path.read_text(encoding="utf-8")
    told = " ".join(error.split())
    assert "white space is not single spaces" in told
    assert told.count("the formats brat and labelstudio hold any text") == 2
    for format in ("brat", "labelstudio"):
        written, _ = predict(format, OUTPUTS[format], odd)
        (back,) = read_articles(written, schema)
        assert back.text == odd
