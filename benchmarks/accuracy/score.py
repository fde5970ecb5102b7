"""Entities and relations of CoNLL04 under the strict measure of its literature (SpERT, Eberts and Ulges 2020).

    python benchmarks/accuracy/score.py runs/conll04/checkpoint conll04@../shared/corpora/conll04.tar.xz:dev

An entity is right if its start, end and type are; a relation if its type and direction and the spans and types of both
its ends are. Counts are summed over sentences and types (micro average). ``newsfacts evaluate`` counts entities the
same way, in its layer "mention", but asks nothing of the types of a relation's ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Annotated, Any, NamedTuple

import typer
from measures import Counts, exact, micro
from rich.console import Console
from rich.table import Table

from newsfacts.data import Article, Mention, read_articles
from newsfacts.predictor import FactExtractor


class Span(NamedTuple):
    """An entity as CoNLL04 has it."""

    start: int
    end: int
    type: str


Relation = tuple[Span, str, Span]


def main(
    checkpoint: Annotated[str, typer.Argument(metavar="CHECKPOINT", help="A folder or hub id.")],
    data: Annotated[list[str], typer.Argument(metavar="DATA...", help="conll04@PATH:SPLIT.")],
) -> None:
    """Print strict precision, recall and F1 of entities and relations."""
    extractor = FactExtractor.from_pretrained(checkpoint, precision="fp32")
    gold = read_articles(data, extractor.schema)
    predicted = extractor.predict(gold)
    table = Table(title=f"{len(gold)} sentences, strict, micro average", title_justify="left")
    for column in ("", "right", "predicted", "gold", "precision", "recall", "F1"):
        table.add_column(column, justify="right" if column else "left")
    for name, things in (("entities", entities), ("relations", relations)):
        counts = compare(gold, predicted, things)
        numbers = (counts.right_of_gold, counts.predicted, counts.gold)
        rates = (counts.precision, counts.recall, counts.f1)
        table.add_row(name, *(f"{number:.0f}" for number in numbers), *(f"{100 * rate:.2f}" for rate in rates))
    Console().print(table)


def compare(gold: Sequence[Article], predicted: Sequence[Article], things: Callable[[Article], set[Any]]) -> Counts:
    """What is in both of two sets, sentence by sentence, and in each of them."""
    return micro(exact(things(one), things(other)) for one, other in zip(gold, predicted, strict=True))


def entities(article: Article) -> set[Span]:
    """The mentions, each an entity of its own as in CoNLL04."""
    return {_span(mention) for mention in article.mentions}


def relations(article: Article) -> set[Relation]:
    """The relations, between mentions as in CoNLL04.

    Where an entity of newsfacts has several mentions, the two mentions nearest to each other stand in the relation.
    """
    found = set()
    for relation in article.relations:
        head, tail = _nearest(article.mentions_of(relation.head), article.mentions_of(relation.tail))
        found.add((head, relation.type, tail))
    return found


def _nearest(heads: Iterable[Mention], tails: Iterable[Mention]) -> tuple[Span, Span]:
    pairs = product(map(_span, heads), map(_span, tails))
    return min(pairs, key=lambda pair: max(pair)[0] - min(pair)[1])


def _span(mention: Mention) -> Span:
    return Span(mention.start, mention.end, mention.type)


if __name__ == "__main__":
    typer.run(main)
