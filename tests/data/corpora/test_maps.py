"""The label maps that the package ships, beside the corpora they speak of."""

from collections.abc import Callable

import pytest

from newsfacts.data import Article, Schema
from newsfacts.data.corpora import CORPORA
from newsfacts.data.labelmap import SOURCE, LabelMap

SOME = 20


@pytest.mark.parametrize("name", CORPORA)
def test_every_corpus_has_a_map(name: str, schema: Schema) -> None:
    assert LabelMap.named(name, schema).name == name


@pytest.mark.parametrize("name", CORPORA)
def test_the_map_names_every_label_and_makes_datasets(
    name: str, schema: Schema, shared: Callable[[str], list[Article]]
) -> None:
    from tiny import tokenizer

    from newsfacts.data.datasets import relation_dataset, token_dataset

    labels = LabelMap.named(name, schema)
    some = [article for article in shared(name) if not str(article.meta["split"]).startswith("test")]
    for article in some:  # a label that the map does not name is a DataError
        for mark in article.marks:
            labels.meaning(mark)
        for event in article.events:
            for role in (*(argument.role for argument in event.arguments), *([SOURCE] if event.source else [])):
                labels.role(event.type, role)
        for relation in article.relations:
            labels.relation(relation.type)
    some = some[:SOME]
    tokens = token_dataset(some, schema, tokenizer(), 128, labels)
    for row in tokens:
        assert len(row["tags"]) == len(row["words"])
        assert all(row["tag_sets"][number] for number in row["tags"])
    relations = relation_dataset(some, tokens, schema, 2, labels)
    assert len(relations) == len(tokens) == SOME
