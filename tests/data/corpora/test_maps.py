"""The label maps that the package ships, beside the corpora they speak of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsfacts.data import Article, Schema
from newsfacts.data.corpora import CORPORA, read_corpus
from newsfacts.data.labelmap import SOURCE, LabelMap

SHARED = Path(__file__).parents[4] / "shared" / "corpora"
ARCHIVES = {
    "gmb": "gmb_ner",
    "plover": "plover_plv",
    "rams": "rams_wikievents",
    "wikievents": "rams_wikievents",
}
SOME = 20


def training_part(name: str) -> Iterator[Article]:
    """The articles of a corpus that are not of its test part; without ``../shared`` the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/corpora, which only the project's own workplace has")
    for article in read_corpus(name, SHARED / f"{ARCHIVES.get(name, name)}.tar.xz"):
        if not str(article.meta["split"]).startswith("test"):
            yield article


@pytest.mark.parametrize("name", CORPORA)
def test_every_corpus_has_a_map(name: str, schema: Schema) -> None:
    assert LabelMap.named(name, schema).name == name


@pytest.mark.parametrize("name", CORPORA)
def test_the_map_names_every_label_and_makes_datasets(name: str, schema: Schema) -> None:
    from tiny import tokenizer

    from newsfacts.data.datasets import relation_dataset, token_dataset

    labels = LabelMap.named(name, schema)
    some: list[Article] = []
    for article in training_part(name):  # a label that the map does not name is a DataError
        for mark in article.marks:
            labels.meaning(mark)
        for event in article.events:
            for role in (*(argument.role for argument in event.arguments), *([SOURCE] if event.source else [])):
                labels.role(event.type, role)
        for relation in article.relations:
            labels.relation(relation.type)
        if len(some) < SOME:
            some.append(article)
    tokens = token_dataset(some, schema, tokenizer(), 128, labels)
    for row in tokens:
        assert len(row["tags"]) == len(row["words"])
        assert all(row["tag_sets"][number] for number in row["tags"])
    relations = relation_dataset(some, tokens, schema, 2, labels)
    assert len(relations) == len(tokens) == SOME
