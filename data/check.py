"""Validating annotated files, and counting what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.files import Paths, iter_articles
from newsfacts.data.schema import Schema

__all__ = ["CheckReport", "check"]


@dataclass(frozen=True)
class CheckReport:
    """What annotated files hold, and what is wrong with them.

    Attributes:
        counts: for each layer (``mentions``, ``entities``, ``events``, ``roles``, ``relations``,
            ``factuality``, ``topics``) how often each type stands there. Types of the schema that
            are missing count 0; ``roles`` counts ``source`` too.
        faults: every fault of every file, one sentence each. What is at fault is not counted.
    """

    articles: int
    words: int
    counts: Mapping[str, Mapping[str, int]]
    faults: tuple[str, ...]

    def total(self, layer: str) -> int:
        """How many items a layer has, of any type."""
        return sum(self.counts[layer].values())


def check(paths: Paths, schema: Schema) -> CheckReport:
    """Read all files that the paths name (see :func:`newsfacts.data.files.expand`) and count their annotation."""
    counts: dict[str, Counter[str]] = {
        "mentions": Counter(dict.fromkeys(schema.mentions, 0)),
        "entities": Counter(dict.fromkeys(schema.mentions, 0)),
        "events": Counter(dict.fromkeys(schema.events, 0)),
        "roles": Counter(dict.fromkeys([*(role.name for role in schema.roles), "source"], 0)),
        "relations": Counter(dict.fromkeys((relation.name for relation in schema.relations), 0)),
        "factuality": Counter(dict.fromkeys(schema.factuality, 0)),
        "topics": Counter(),
    }
    articles = words = 0
    faults: tuple[str, ...] = ()
    try:
        for article in iter_articles(paths, schema):
            articles += 1
            words += len(article.text.split())
            _count(article, counts)
    except DataError as error:
        faults = error.problems
    return CheckReport(articles, words, counts, faults)


def _count(article: Article, counts: Mapping[str, Counter[str]]) -> None:
    counts["mentions"].update(mention.type for mention in article.mentions)
    counts["entities"].update(entity.type for entity in article.entities)
    counts["relations"].update(relation.type for relation in article.relations)
    for event in article.events:
        counts["events"][event.type] += 1
        counts["factuality"][event.factuality] += 1
        counts["roles"].update(argument.role for argument in event.arguments)
        counts["roles"]["source"] += event.source is not None
    if article.topic is not None:
        counts["topics"][article.topic] += 1
