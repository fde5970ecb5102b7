import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run

from newsfacts.data import Article, ConfigError, DataError, Schema, fact, read_jsonl, write_jsonl
from newsfacts.training import crossval
from newsfacts.training.contradictions import contradictions
from newsfacts.training.crossval import fold_of, out_of_fold
from newsfacts.training.recipe import Recipe

Make = Callable[..., Article]


def scored(article: Article, score: float) -> Article:
    """The article as a model that is so sure of everything would have found it."""
    events = tuple(
        replace(
            event,
            score=score,
            source_score=None if event.source is None else score,
            arguments=tuple(replace(argument, score=score) for argument in event.arguments),
        )
        for event in article.events
    )
    mentions = tuple(replace(mention, score=score) for mention in article.mentions)
    relations = tuple(replace(relation, score=score) for relation in article.relations)
    return replace(article, mentions=mentions, events=events, relations=relations)


TEXT = "[Police|ORG p] [arrested|DETAIN x1] [two|NUMBER n] [men|ACTOR m], [Oxfam|ORG o] [said|SAY x2]."
FACTS = ("x1: agent=p patient=m source=o", "x2: agent=o", "m quantity n")


def suspected(annotated: Article, predicted: Article, schema: Schema) -> list[tuple[str, str, str]]:
    found = contradictions([annotated], [predicted], schema)
    return [(one.kind, one.text, one.suspected) for one in found]


def test_what_is_annotated_as_predicted_is_no_finding(make: Make, schema: Schema) -> None:
    article = make(TEXT, *FACTS)
    assert contradictions([article], [scored(article, 0.99)], schema) == []


def test_marks_that_a_model_finds(make: Make, schema: Schema) -> None:
    predicted = scored(make(TEXT, *FACTS), 0.95)
    bare = TEXT.replace("[Oxfam|ORG o]", "Oxfam").replace("[two|NUMBER n]", "[two|MONEY n]")
    annotated = make(bare, "x1: agent=p patient=m", "x2:", "m quantity n")
    assert suspected(annotated, predicted, schema) == [
        ("model: another type", "two", "is NUMBER"),
        ("model: unmarked mention", "Oxfam", "is ORG"),
    ]
    wide = make(TEXT.replace("[men|ACTOR m],", "[men, Oxfam|ACTOR m]").replace("[Oxfam|ORG o] ", ""), "x1:", "x2:")
    assert ("model: other bounds", "men", "is ACTOR") in suspected(wide, predicted, schema)


def test_facts_that_a_model_finds(make: Make, schema: Schema) -> None:
    predicted = scored(make(TEXT, *FACTS), 0.95)
    annotated = make(TEXT, "x1: agent=p", "x2: agent=o")
    assert suspected(annotated, predicted, schema) == [
        ("model: missing argument", "arrested", "patient=m (men)"),
        ("model: missing attribution", "arrested", "source=o (Oxfam)"),
        ("model: missing relation", "two men", "m quantity n (men … two)"),
    ]
    # of another event, arguments say nothing new
    other = make(TEXT.replace("DETAIN", "ATTACK"), "x1: agent=p", "x2: agent=o", "m quantity n")
    assert suspected(other, predicted, schema) == [("model: another type", "arrested", "is DETAIN")]


def test_only_what_it_is_sure_of(make: Make, schema: Schema) -> None:
    assert suspected(make(TEXT, "x1:", "x2: agent=o"), scored(make(TEXT, *FACTS), 0.89), schema) == []


def test_marks_that_a_model_misses_though_it_finds_nearly_all_of_their_type(make: Make, schema: Schema) -> None:
    text = "[Ten|NUMBER n] came."
    annotated = [make(text, id=f"a{i}") for i in range(20)]
    predicted = [scored(article, 0.9) for article in annotated]
    predicted[7] = replace(predicted[7], mentions=(), entities=())
    (finding,) = contradictions(annotated, predicted, schema)
    assert (finding.kind, finding.article, finding.text) == ("model: needless mention", "a7", "Ten")
    assert finding.score == pytest.approx(19 / 21, abs=1e-4)
    predicted[6] = replace(predicted[6], mentions=(), entities=())  # 18 of 20: no longer nearly all
    assert contradictions(annotated, predicted, schema) == []


@pytest.fixture
def recipe(brief: Callable[[int], Recipe]) -> Recipe:
    """Trains a tiny network for two steps on the shortest seed articles."""
    return brief(2)


def test_each_article_is_predicted_by_a_network_that_has_not_seen_it(
    recipe: Recipe, schema: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [fact.read(path, schema) for path in (*recipe.data.train, recipe.data.dev[0])]
    folds = sorted({fold_of(article.id, 2) for article in articles})
    assert folds == [0, 1]
    runs: list[Recipe] = []
    train = crossval.train
    monkeypatch.setattr(crossval, "train", lambda run, **how: (runs.append(run), train(run, **how)))
    predicted = out_of_fold(recipe, articles, 2, tmp_path / "folds")
    assert [(article.id, article.text) for article in predicted] == [(a.id, a.text) for a in articles]
    for number, run in enumerate(runs):
        seen = {article.id for path in (*run.data.train, *run.data.dev) for article in read_jsonl(path)}
        held = {article.id for article in articles if fold_of(article.id, 2) == number}
        assert held
        assert not seen & held
        assert seen | held == {article.id for article in articles} | {Path(recipe.data.dev[1]).stem}
    assert len(runs) == 2

    # what is done is not done again
    (tmp_path / "folds" / "fold-1" / "predictions.jsonl").unlink()
    assert out_of_fold(recipe, articles, 2, tmp_path / "folds") == predicted
    assert len(runs) == 2  # its checkpoint was there
    with pytest.raises(ConfigError, match="folds of another folds"):
        out_of_fold(recipe, articles, 3, tmp_path / "folds")
    with pytest.raises(ConfigError, match="folds: 1; accepted: 2 or more"):
        out_of_fold(recipe, articles, 1, tmp_path / "other")


def test_the_command_takes_ready_predictions(
    make: Make, schema: Schema, tmp_path: Path, newsfacts_command: Run
) -> None:
    article = make(TEXT, "x1: agent=p patient=m", "x2: agent=o", "m quantity n", id="a1")
    (tmp_path / "a1.fact").write_text(fact.dumps(article, schema), encoding="utf-8")
    write_jsonl([scored(make(TEXT, *FACTS, id="a1"), 0.97)], tmp_path / "predictions.jsonl")
    options = ("check", tmp_path / "a1.fact", "--predictions", tmp_path / "predictions.jsonl")
    done = newsfacts_command(*options, "--format", "jsonl")
    (row,) = map(json.loads, done.out.splitlines())
    assert (row["kind"], row["suspected"], row["score"]) == (
        "model: missing attribution",
        "source=o (Oxfam)",
        0.97,
    )
    assert row["place"] == f"{tmp_path}/a1.fact:7"
    write_jsonl([replace(article, text=article.text + "!")], tmp_path / "predictions.jsonl")
    done = newsfacts_command(*options)
    assert done.code == 1
    assert "the text of the prediction is not that of the annotation" in done.err
    assert newsfacts_command(*options, "--model", "configs/news.yaml").code == 1


def test_predictions_must_be_of_all_articles(make: Make, schema: Schema, tmp_path: Path) -> None:
    from newsfacts.training.predictions import read_predictions

    write_jsonl([make(TEXT, *FACTS, id="b")], tmp_path / "p.jsonl")
    with pytest.raises(DataError, match="no prediction for article 'a'"):
        read_predictions(tmp_path / "p.jsonl", [make(TEXT, *FACTS)])
