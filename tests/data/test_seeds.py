"""The seed corpus is whole: every file, and the splits."""

import json
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from newsfacts.data import Article, Schema, fact, read_articles
from newsfacts.data.check import check


@pytest.fixture(scope="module")
def splits(seeds: Path) -> dict[str, list[str]]:
    splits: dict[str, list[str]] = json.loads((seeds / "splits.json").read_text(encoding="utf-8"))
    return splits


@pytest.fixture(scope="module")
def corpus(seeds: Path, schema: Schema) -> dict[str, Article]:
    """By the name of the file; reading fails on any fault and on an id that stands twice."""
    articles = read_articles(seeds, schema)
    files = sorted(seeds.glob("*.fact"))
    return {path.stem: article for path, article in zip(files, articles, strict=True)}


def test_every_file_bears_its_id_and_a_whole_header(corpus: dict[str, Article]) -> None:
    assert corpus
    for name, article in corpus.items():
        assert article.id == name
        assert article.title, name
        assert article.date, name
        assert article.topic, name
        assert article.origin == "original", name


def test_every_topic_is_on_the_list_of_the_datasheet(seeds: Path, corpus: dict[str, Article]) -> None:
    datasheet = (seeds / "README.md").read_text(encoding="utf-8")
    table = datasheet.partition("| topic | of articles about |\n|---|---|\n")[2].partition("\n\n")[0]
    topics = {line.split("|")[1].strip() for line in table.splitlines()}
    assert {name: article.topic for name, article in corpus.items() if article.topic not in topics} == {}
    assert topics == {article.topic for article in corpus.values()}


def test_every_article_states_facts(corpus: dict[str, Article]) -> None:
    assert not [name for name, article in corpus.items() if not (article.mentions and article.events)]


def test_every_article_can_be_written_again(corpus: dict[str, Article], schema: Schema) -> None:
    for article in corpus.values():
        assert fact.loads(fact.dumps(article, schema), schema) == article
        assert Article.from_dict(json.loads(article.to_json())) == article


def test_every_article_is_in_exactly_one_split(corpus: dict[str, Article], splits: dict[str, list[str]]) -> None:
    assert list(splits) == ["train", "dev", "test"]
    assert sorted(id for ids in splits.values() for id in ids) == sorted(corpus)


def test_no_text_stands_in_two_splits(corpus: dict[str, Article], splits: dict[str, list[str]]) -> None:
    """No article shares more than one in twenty of its five-word sequences with one of another split."""
    where: dict[tuple[str, ...], set[str]] = defaultdict(set)
    sequences = {}
    for id, article in corpus.items():
        words = re.findall(r"\w+", article.text.lower())
        sequences[id] = {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
        for sequence in sequences[id]:
            where[sequence].add(id)
    split_of = {id: split for split, ids in splits.items() for id in ids}
    for id in corpus:
        shared: dict[str, int] = defaultdict(int)
        for sequence in sequences[id]:
            for other in where[sequence]:
                shared[other] += split_of[other] != split_of[id]
        worst = max(shared, key=shared.__getitem__)
        assert shared[worst] <= len(sequences[id]) / 20, f"{id} is too near to {worst}"


def test_every_label_of_the_scheme_is_in_train_and_test(
    corpus: dict[str, Article], splits: dict[str, list[str]], schema: Schema
) -> None:
    labels = {*schema.mark_types, *(relation.name for relation in schema.relations)}
    for split in ("train", "test"):
        articles = [corpus[id] for id in splits[split]]
        used = {mark.type for article in articles for mark in article.marks}
        used |= {relation.type for article in articles for relation in article.relations}
        assert labels - used == set(), split


def test_the_shared_corpus_is_the_one_in_the_project(
    seeds: Path, corpus: dict[str, Article], splits: dict[str, list[str]], schema: Schema
) -> None:
    """The articles of dev and test stand as they were shared; in train the annotation may have been mended."""
    shared = seeds.parent.parent / "shared" / "annotation"
    if not shared.is_dir():
        pytest.skip("needs ../shared/annotation, which only the project's own workplace has")
    for article in read_articles(shared / "original", schema):
        ours = corpus[article.id]
        assert (ours.text, ours.title, ours.date) == (article.text, article.title, article.date)
        if article.id not in splits["train"]:
            assert replace(ours, topic=article.topic) == article


def test_the_datasheet_counts_what_is_there(seeds: Path, splits: dict[str, list[str]], schema: Schema) -> None:
    datasheet = (seeds / "README.md").read_text(encoding="utf-8")
    parts = {split: check(f"{seeds}:{split}", schema) for split in splits}
    for split, part in parts.items():
        totals = (f"{part.total(layer):,}" for layer in ("mentions", "events", "relations"))
        assert f"| {split} | {part.articles} | {part.words:,} | {' | '.join(totals)} |" in datasheet
    articles, words = (sum(getattr(part, count) for part in parts.values()) for count in ("articles", "words"))
    assert f"{articles:,} articles, {words:,} words" in datasheet
