"""Scores of a checkpoint by the measures that the literature on a corpus uses.

    python benchmarks/accuracy/score.py runs/conll04/checkpoint conll04@../shared/corpora/conll04.tar.xz:dev

Counts are summed over articles and types (micro average). All marks of the corpus count, those within others too, which
no prediction of newsfacts can hold.

- conll04 (SpERT, Eberts and Ulges 2020) and re3d: an entity is right if its start, end and type are; a relation if its
  type and direction and the spans and types of both its ends are (in re3d the direction counts only where it means
  something). ``newsfacts evaluate`` counts entities the same way, in its layer "mention", but asks nothing of the types
  of a relation's ends.
- dwie (Zaporojets et al. 2021): mentions as above; entity types and relations by the soft entity-level measure; and
  coreference by MUC, B³ and CEAFe, singletons included, and the mean of their F1.
- muc4 (Du, Rush and Cardie 2021): CEAF-REE. A predicted filler, given by the string of its most certain mention, is
  right if that is one of the strings of the gold filler it is aligned with; whole strings are compared, not heads.
- polnear (Pareti et al. 2013): a source, a cue or a content is right if its start and end are; one in pieces is a span
  a piece, but for a cue, whose first piece counts alone.
- tempeval3 (UzZaman et al. 2013): a time expression is right if its start and end are (strict), or if it overlaps one
  (relaxed), whatever its type.
- unified_factuality (Stanovsky et al. 2017): how near the numbers of given predicates come to the annotators' (see
  :mod:`scale`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import product
from statistics import fmean
from typing import Annotated, Any, NamedTuple

import scale
import typer
from measures import (
    Counts,
    contents,
    cues,
    exact,
    extents,
    micro,
    overlaps,
    role_fillers,
    soft_relations,
    soft_types,
    sources,
)
from rich.console import Console
from rich.table import Table

from newsfacts.data import Article, Mention, read_articles
from newsfacts.data.corpora.muc4 import ROLES
from newsfacts.data.corpora.re3d import SYMMETRIC
from newsfacts.predictor import FactExtractor
from newsfacts.training.coreference import b_cubed, ceaf_e, muc
from newsfacts.training.matches import entity_spans


class Span(NamedTuple):
    """An entity as a corpus of mentions has it."""

    start: int
    end: int
    type: str


Relation = tuple[Span, str, Span]
Measure = Callable[[Article, Article], Counts]  # of a gold article and its prediction


def entities(article: Article) -> set[Span]:
    """The mentions, each an entity of its own."""
    return {_span(mention) for mention in article.mentions}


def relations(article: Article, symmetric: Collection[str] = ()) -> set[Relation]:
    """The relations between mentions; those of symmetric types from left to right.

    Where an entity of newsfacts has several mentions, the two mentions nearest to each other stand in the relation.
    """
    found = set()
    for relation in article.relations:
        head, tail = _nearest(article.mentions_of(relation.head), article.mentions_of(relation.tail))
        if relation.type in symmetric:
            head, tail = sorted((head, tail))
        found.add((head, relation.type, tail))
    return found


def strict(things: Callable[[Article], set[Any]]) -> Measure:
    """What is in the sets of both articles, and in each of them."""
    return lambda gold, predicted: exact(things(gold), things(predicted))


def of_label(counts: Callable[[Article, Article], Mapping[str, Counts]], label: str) -> Measure:
    """The counts of one label."""
    return lambda gold, predicted: counts(gold, predicted)[label]


def by_label(counts: Callable[[Article, Article], Mapping[str, Counts]]) -> Measure:
    """The sum over labels."""
    return lambda gold, predicted: micro(counts(gold, predicted).values())


def clusters(counts: Callable[..., tuple[float, float, float, float]]) -> Measure:
    """What the measure counts of which spans belong to one entity."""
    return lambda gold, predicted: Counts(*counts(entity_spans(gold), entity_spans(predicted)))


COREFERENCE = {
    "coreference, MUC": clusters(muc),
    "coreference, B³": clusters(b_cubed),
    "coreference, CEAFe": clusters(ceaf_e),
}
MEASURES: Mapping[str, Mapping[str, Measure]] = {
    "conll04": {"entities": strict(entities), "relations": strict(relations)},
    "re3d": {
        "entities": strict(entities),
        "relations": strict(lambda article: relations(article, SYMMETRIC)),
    },
    "dwie": {
        "mentions": strict(entities),
        "entity types, soft": by_label(soft_types),
        "relations, soft": by_label(soft_relations),
        **COREFERENCE,
    },
    "muc4": {**{role: of_label(role_fillers, role) for role in ROLES}, "all roles": by_label(role_fillers)},
    "polnear": {"sources": sources, "cues": cues, "contents": contents},
    "tempeval3": {"strict": extents, "relaxed": overlaps},
}
SCALED = "unified_factuality"


def main(
    checkpoint: Annotated[str, typer.Argument(metavar="CHECKPOINT", help="A folder or hub id.")],
    data: Annotated[
        str, typer.Argument(metavar="DATA", help=f"CORPUS@PATH:SPLIT, of {', '.join([*MEASURES, SCALED])}.")
    ],
) -> None:
    """Print the measures of a corpus."""
    corpus = data.partition("@")[0]
    if corpus not in (*MEASURES, SCALED):
        accepted = ", ".join([*MEASURES, SCALED])
        raise typer.BadParameter(f"{data}: no measures for {corpus!r}; accepted: {accepted}")
    extractor = FactExtractor.from_pretrained(checkpoint, precision="fp32")
    gold = read_articles(data, extractor.schema)
    title = f"{data.rpartition('/')[2]}: {len(gold)} articles"
    if corpus == SCALED:
        table = scale_table(title, scale.by_part(gold, scale.expected(extractor, gold)))
    else:
        scores = compare(gold, extractor.predict(gold), MEASURES[corpus])
        table = counts_table(f"{title}, micro average", scores)
    Console().print(table)


def compare(
    gold: Sequence[Article], predicted: Sequence[Article], measures: Mapping[str, Measure]
) -> dict[str, Counts]:
    """The sum over articles of each measure."""
    return {
        name: micro(measure(one, other) for one, other in zip(gold, predicted, strict=True))
        for name, measure in measures.items()
    }


def counts_table(title: str, scores: Mapping[str, Counts]) -> Table:
    """Counts, precision, recall and F1."""
    table = _table(title, ("right", "predicted", "found", "gold", "precision", "recall", "F1"))
    for name, counts in scores.items():
        rates = (counts.precision, counts.recall, counts.f1)
        table.add_row(name, *map(_number, counts), *(f"{100 * rate:.2f}" for rate in rates))
    if COREFERENCE.keys() <= scores.keys():
        table.add_row("coreference, mean", *[""] * 6, f"{100 * fmean(scores[name].f1 for name in COREFERENCE):.2f}")
    return table


def scale_table(title: str, parts: Mapping[str, scale.Pairs]) -> Table:
    """Mean absolute error and Pearson's r of each part."""
    table = _table(title, ("predicates", "MAE", "r"))
    for part, pairs in parts.items():
        error, r = scale.mean_absolute_error(pairs), scale.pearson(pairs)
        table.add_row(part, str(len(pairs)), f"{error:.3f}", f"{r:.3f}")
    return table


def _table(title: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _number(count: float) -> str:
    return f"{count:.1f}".removesuffix(".0")


def _nearest(heads: Iterable[Mention], tails: Iterable[Mention]) -> tuple[Span, Span]:
    pairs = product(map(_span, heads), map(_span, tails))
    return min(pairs, key=lambda pair: max(pair)[0] - min(pair)[1])


def _span(mention: Mention) -> Span:
    return Span(mention.start, mention.end, mention.type)


if __name__ == "__main__":
    typer.run(main)
