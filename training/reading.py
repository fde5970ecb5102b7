"""The articles that a recipe names, read and kept apart before anything long begins."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from newsfacts.data import Article, ConfigError, DataError, Schema, read_articles
from newsfacts.data.labelmap import LabelMap
from newsfacts.data.nesting import outermost
from newsfacts.data.overlap import HeldOut
from newsfacts.training.recipe import Mixed, Recipe

__all__ = ["Corpus", "Reading", "read", "recipe_schema"]


@dataclass(frozen=True)
class Corpus:
    """A corpus that is mixed in: what the recipe says of it, its articles, and what its labels mean."""

    mixed: Mixed
    articles: list[Article]
    labels: LabelMap


@dataclass(frozen=True)
class Reading:
    """What a run learns from and is developed on.

    Attributes:
        leaked: how many articles of ``data.train`` were left out because they stand in ``data.dev`` or
            ``data.held_out``.
    """

    schema: Schema
    train: list[Article]
    dev: list[Article]
    corpora: list[Corpus]
    leaked: int


def recipe_schema(recipe: Recipe) -> Schema:
    """The scheme of a recipe: the file that it names, else the news scheme."""
    name = recipe.data.data_schema
    return Schema.default() if name is None else Schema.load(name)


def read(recipe: Recipe) -> Reading:
    """Read every article of a recipe.

    Raises:
        ConfigError: a schema or label map that is none, or training articles that are all held out.
        DataError: articles that cannot be read, that do not fit the schema, or none at all.
    """
    data = recipe.data
    schema = recipe_schema(recipe)
    train, dev = read_articles(data.train, schema), read_articles(data.dev, schema) if data.dev else []
    train = [outermost(article) for article in train]  # a tagger can learn no others; what dev has counts all the same
    for key, paths, found in (("train", data.train, train), ("dev", data.dev, dev)):
        if paths and not found:
            raise DataError(f"data.{key}: no article in {', '.join(paths)}")
    held = read_articles(data.held_out, schema, check=False) if data.held_out else []
    texts = {article.text for article in [*dev, *held]}
    kept = [article for article in train if article.text not in texts]
    if not kept:
        raise ConfigError("every article of data.train stands in data.dev or data.held_out too")
    return Reading(schema, kept, dev, _corpora(recipe, schema, texts), len(train) - len(kept))


def _corpora(recipe: Recipe, schema: Schema, texts: Set[str]) -> list[Corpus]:
    """The corpora that are mixed in, without the articles that share a sentence with these texts."""
    held_out = HeldOut(texts)
    found = []
    for mixed in recipe.data.corpora:
        labels = LabelMap.named(mixed.labels, schema)
        articles = [
            article
            for article in read_articles(mixed.articles, schema, check=False)
            if not any(article.meta.get(key) in some for key, some in mixed.leave_out.items())
            and not held_out.overlaps(article.text)
        ]
        if not articles:
            raise DataError(f"data.corpora: no article in {mixed.articles}")
        found.append(Corpus(mixed, articles, labels))
    return found
