"""How well mentions are joined to entities, and what each rule of :mod:`newsfacts.resolution` adds.

    python benchmarks/coreference.py seeds:dev ../shared/annotation/real:dev
    python benchmarks/coreference.py --gum /work/corpora/gum              # news of GUM, train and dev
    python benchmarks/coreference.py --each seeds:dev                     # each rule left out in turn
    python benchmarks/coreference.py --rules seeds:train                  # how often each is right, on gold mentions

The network reads the articles once; decoding is then repeated with all rules, with none ("network alone"), and,
with ``--each``, without one rule at a time.

GUM marks every noun phrase, whole; we mark names, and common nouns and pronouns only where they take part in
something. So of both sides only what both have in mind is scored: of GUM the persons, organizations and places,
of ours the types in OURS. A mention of ours stands for the GUM mention whose head (its "minimal span") is the last
one inside it. "GUM, all" counts every such mention, "GUM, shared" only those that both sides have: joining alone.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, product
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from rich.console import Console
from rich.table import Table

from newsfacts import Article, FactExtractor, Schema, decoding, resolution
from newsfacts.data import read_articles
from newsfacts.data.corpora.gum import CORPUS
from newsfacts.decoding import assemble
from newsfacts.training import coreference
from newsfacts.training.matches import Span, entity_spans
from newsfacts.training.measures import rates, score
from newsfacts.wording import read

THEIRS = {"person", "organization", "place"}
OURS = {"PERSON", "ORG", "GPE", "LOC", "FAC", "ACTOR"}
MEASURES = {"MUC": coreference.muc, "B³": coreference.b_cubed, "CEAFe": coreference.ceaf_e}

Clusters = Mapping[Span, str]


def main() -> None:
    """Print a table for each data set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", help="annotated articles: files, folders or FOLDER:SPLIT")
    parser.add_argument("--checkpoint", help="a folder or hub id; by default the one that is shipped")
    parser.add_argument("--gum", type=Path, help="the folder of the GUM corpus")
    parser.add_argument("--each", action="store_true", help="leave out each rule in turn")
    parser.add_argument("--rules", action="store_true", help="apply each rule to the annotated mentions instead")
    arguments = parser.parse_args()
    if not (arguments.data or arguments.gum):
        parser.error("name some data, or --gum FOLDER")
    if arguments.rules:
        report_rules(read_articles(arguments.data, Schema.default()))
        return
    extractor = FactExtractor.from_pretrained(arguments.checkpoint)
    for data in arguments.data:
        articles = read_articles(data, extractor.schema)
        report(
            f"{data}, {len(articles)} articles", variants(extractor, articles, arguments.each), articles, exact_spans
        )
    if arguments.gum:
        found = CORPUS.read(CORPUS.locate(arguments.gum))
        news = [a for a in found if a.meta["source"] == "news" and a.meta["split"] in ("train", "dev")]
        runs = dict(variants(extractor, news, arguments.each))
        for name, scored in (("all", gum_all), ("shared", gum_shared)):
            report(f"GUM news, {name}, {len(news)} articles", iter(runs.items()), news, scored)


def report_rules(articles: Sequence[Article]) -> None:
    """Print of how many pairs of annotated mentions each rule is right: joined and one, or parted and two."""
    schema = Schema.default()
    rules = schema.resolution
    assert rules is not None
    order = {type: i for i, type in enumerate(schema.mentions)}
    none, no_logits = np.array([], dtype=np.int64), np.array([], dtype=np.float32)
    right, all_pairs = Counter[str](), Counter[str]()
    for article in articles:
        at: dict[str, list[int]] = {}
        for i, mention in enumerate(article.mentions):
            at.setdefault(mention.entity, []).append(i)
        posts = [p for r in article.relations if r.type == rules.posts for p in product(at[r.head][:1], at[r.tail])]
        spans = [(mention.start, mention.end) for mention in article.mentions]
        wording = read(article.text, [mention.type for mention in article.mentions], spans, rules, posts)
        types = np.array([order[mention.type] for mention in article.mentions], dtype=np.int64)
        gold = {i: mention.entity for i, mention in enumerate(article.mentions)}
        for link in resolution.LINKS:
            joined = resolution.clusters(
                types, none, none, no_logits, schema.mixing, wording, rules, links=[link], conflicts=()
            )
            correct, predicted, _, _ = coreference.pairs(gold, dict(enumerate(map(str, joined))))
            right[link.__name__] += int(correct)
            all_pairs[link.__name__] += int(predicted)
        evidence = [resolution.Evidence.of(*of) for of in zip(types.tolist(), wording, strict=True)]
        for i, j in combinations(range(len(gold)), 2):
            for conflict in resolution.CONFLICTS:
                if schema.mixing[types[i], types[j]] and conflict(evidence[i], evidence[j]):
                    right[conflict.__name__] += gold[i] != gold[j]
                    all_pairs[conflict.__name__] += 1
    table = Table("rule", "right", "wrong", title=f"{len(articles)} annotated articles")
    for name, pairs in all_pairs.items():
        table.add_row(name, str(right[name]), str(pairs - right[name]))
    Console().print(table)


def variants(extractor: FactExtractor, articles: Sequence[Article], each: bool) -> Iterator[tuple[str, list[Article]]]:
    """The articles as predicted by the network alone, with all rules, and without each."""
    kept: dict[str, tuple[Any, ...]] = {}

    def keep(*given: Any) -> Article:
        made = assemble(*given)
        kept[made.id] = given
        return made

    with mock.patch("newsfacts.predictor.assemble", keep):
        extractor.predict(articles)

    def decode(links: Sequence[Any], conflicts: Sequence[Any], settle: bool) -> list[Article]:
        clusters = partial(resolution.clusters, links=links, conflicts=conflicts)
        types = resolution.settle_types if settle else lambda types, *_: types
        with mock.patch.multiple(decoding, clusters=clusters, settle_types=types):
            return [assemble(*kept[article.id]) for article in articles]

    links, conflicts = resolution.LINKS, resolution.CONFLICTS
    yield "network alone", decode((), (), False)
    yield "with all rules", decode(links, conflicts, True)
    if each:
        yield "without settle_types", decode(links, conflicts, False)
        for left in links:
            yield f"without {left.__name__}", decode([link for link in links if link is not left], conflicts, True)
        for out in conflicts:
            yield f"without {out.__name__}", decode(links, [one for one in conflicts if one is not out], True)


def report(
    title: str,
    runs: Iterator[tuple[str, list[Article]]],
    gold: Sequence[Article],
    scored: Callable[[Article, Article], tuple[Clusters, Clusters]],
) -> None:
    """Print F1 by measure, their mean and, where the articles bear facts, that of facts."""
    facts = any(article.events for article in gold)
    table = Table(title=title)
    for column in ("", *MEASURES, "mean", *(["facts"] if facts else [])):
        table.add_column(column, justify="right" if column else "left")
    for name, predicted in runs:
        pairs = [scored(g, p) for g, p in zip(gold, predicted, strict=True)]
        counts = np.array([[measure(g, p) for measure in MEASURES.values()] for g, p in pairs], dtype=float)
        f1 = [float(rates(counts[:, [i]].sum(axis=0))[2]) for i in range(len(MEASURES))]
        row = [*f1, float(np.mean(f1)), *([score(gold, predicted, Schema.default())["fact"].f1] if facts else [])]
        table.add_row(name, *(f"{100 * value:.2f}" for value in row))
    Console().print(table)


def exact_spans(gold: Article, predicted: Article) -> tuple[Clusters, Clusters]:
    """The entity of each exact span."""
    return entity_spans(gold), entity_spans(predicted)


def gum_all(gold: Article, predicted: Article) -> tuple[Clusters, Clusters]:
    """The entity of each head of a person, organization or place in GUM, and in the prediction."""
    types = {(mention.start, mention.end, mention.entity): mention.type for mention in gold.mentions}
    heads = {
        (first, last): entity
        for start, end, entity, first, last, *_ in gold.meta["mentions"]
        if types[start, end, entity] in THEIRS
    }
    found: dict[Span, str] = {}
    for mention in predicted.mentions:
        if mention.type in OURS:
            inside = [span for span in heads if mention.start <= span[0] and span[1] <= mention.end]
            found.setdefault(max(inside, default=(mention.start, mention.end)), mention.entity)
    return heads, found


def gum_shared(gold: Article, predicted: Article) -> tuple[Clusters, Clusters]:
    """:func:`gum_all`, without the mentions that one side lacks."""
    heads, found = gum_all(gold, predicted)
    both = sorted(heads.keys() & found.keys())
    return {span: heads[span] for span in both}, {span: found[span] for span in both}


if __name__ == "__main__":
    main()
