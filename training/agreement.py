"""How far two annotators agree on the same articles, by the measures that systems are scored with."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from newsfacts import __version__
from newsfacts.data import Article, ConfigError, DataError, Schema, read_articles
from newsfacts.data.output import atomic_write
from newsfacts.training.confusion import confusion
from newsfacts.training.disagreements import KINDS, Disagreement, count_kinds, disagreements
from newsfacts.training.examples import Example, Sample
from newsfacts.training.measures import CONVENTIONS, DEFINITIONS, FACT, Scores, score
from newsfacts.training.report import layer_terms, print_table
from newsfacts.training.sections import Block, Examples, Folded, Note, Page, Section, Terms, render
from newsfacts.training.significance import Intervals, intervals
from newsfacts.training.tables import Table, agreed, confused, layer_name, percent

__all__ = ["Agreement", "agreement", "show_agreement"]

SHOWN = 20  # disagreements of each kind on the page; report.json has all
SYMMETRIC = "the mean of the two F1 that each annotator has against the other, so that neither is taken for right."


@dataclass(frozen=True, eq=False)
class Agreement:
    """Two annotations of the same articles.

    Attributes:
        names: the paths that the two were read from: A and B.
        alone: how many articles only A has, and only B.
        one_way: B scored against A, which gives the counts.
        scores: both ways together; F1 is the mean of the two.
        intervals: 95 % bootstrap intervals of ``scores``.
    """

    names: tuple[str, str]
    schema: Schema
    first: tuple[Article, ...]
    second: tuple[Article, ...]
    alone: tuple[int, int]
    one_way: Scores
    scores: Scores
    intervals: Mapping[str, Intervals]
    disagreements: tuple[Disagreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as ``report.json`` holds it."""
        counts = {layer: self.one_way[layer] for layer in DEFINITIONS}
        return {
            "newsfacts": __version__,
            "A": self.names[0],
            "B": self.names[1],
            "articles": len(self.first),
            "only_in": {"A": self.alone[0], "B": self.alone[1]},
            "definitions": DEFINITIONS,
            "conventions": CONVENTIONS,
            "f1": {layer: self.scores[layer].f1 for layer in DEFINITIONS},
            "intervals": {layer: asdict(found.f1) for layer, found in self.intervals.items()},
            "counts": {
                layer: {"both": found.correct, "A": found.gold, "B": found.predicted} for layer, found in counts.items()
            },
            "f1_by_type": {
                layer: {type: found.f1 for type, found in types.items()} for layer, types in self.scores.by_type.items()
            },
            "confusion": {
                layer: [{"A": a, "B": b, "count": count} for (a, b), count in found.most_common()]
                for layer, found in confusion(self.first, self.second).items()
            },
            "disagreements": [asdict(one) for one in self.disagreements],
        }


def agreement(
    first: str | Path,
    second: str | Path,
    *,
    schema: Schema | None = None,
    only_common: bool = False,
    report: str | Path | None = None,
) -> Agreement:
    """Compare two annotations of the same articles, matched by id.

    Args:
        first: A, a file, folder or ``FOLDER:SPLIT`` of annotated articles.
        second: B, likewise.
        schema: left out, the news scheme.
        only_common: leave out articles that only one of the two has.
        report: a folder to write ``report.html`` and ``report.json`` into.

    Raises:
        DataError: faulty data, no article in common, articles that only one has, or one text that differs.
        ConfigError: ``report`` is a file.
    """
    if report is not None and Path(report).exists() and not Path(report).is_dir():
        raise ConfigError(f"report: {report} is a file; name a folder to write the report into")
    scheme = schema or Schema.default()
    ours = {article.id: article for article in read_articles(first, scheme)}
    theirs = {article.id: article for article in read_articles(second, scheme)}
    common = [id for id in ours if id in theirs]
    if not common:
        raise DataError(f"{first} and {second} have no article in common: they are matched by id")
    problems = [f"article {id!r} is only in {first}" for id in ours if id not in theirs]
    problems += [f"article {id!r} is only in {second}" for id in theirs if id not in ours]
    if problems and not only_common:
        raise DataError.of("--only-common leaves these out", problems)
    different = [f"the texts of article {id!r} differ" for id in common if ours[id].text != theirs[id].text]
    if different:
        raise DataError.of(f"{first} and {second}", different)
    one, other = [ours[id] for id in common], [theirs[id] for id in common]
    one_way, back = score(one, other, scheme), score(other, one, scheme)
    scores = _both_ways(one_way, back)
    found = Agreement(
        (str(first), str(second)),
        scheme,
        tuple(one),
        tuple(other),
        (len(ours) - len(common), len(theirs) - len(common)),
        one_way,
        scores,
        intervals(scores.counts),
        tuple(d for a, b in zip(one, other, strict=True) for d in disagreements(a, b, scheme)),
    )
    if report is not None:
        folder = Path(report)
        with atomic_write(folder / "report.json") as file:
            json.dump(found.to_dict(), file, indent=1)
            file.write("\n")
        with atomic_write(folder / "report.html") as file:
            file.write(render(_page(found)))
    return found


def show_agreement(found: Agreement, console: Console) -> None:
    """Print the scores, and how many disagreements there are of each kind."""
    console.print(_subject(found), markup=False, highlight=False)
    console.print(f"F1: {SYMMETRIC}", markup=False, highlight=False)
    for table in (_scores(found), _kinds(found)):
        console.print()
        print_table(table, console)


def _both_ways(one: Scores, back: Scores) -> Scores:
    """The measures of both directions side by side: a layer's score is the mean over its measures."""

    def joined(layer: str, type: str) -> Any:
        return np.concatenate([one.types[layer][type], back.types[layer][type]], axis=1)

    return Scores(
        one.ids,
        {layer: np.concatenate([counts, back.counts[layer]], axis=1) for layer, counts in one.counts.items()},
        {layer: {type: joined(layer, type) for type in types} for layer, types in one.types.items()},
    )


def _scores(found: Agreement) -> Table:
    rows = {layer_name(layer): (found.scores[layer], found.one_way[layer]) for layer in DEFINITIONS}
    between = {layer_name(layer): of.f1 for layer, of in found.intervals.items()}
    return agreed("Agreement", "layer", rows, between)


def _kinds(found: Agreement) -> Table:
    counts = count_kinds(found.disagreements)
    layers = list(dict.fromkeys(layer for layer in DEFINITIONS if any((layer, kind) in counts for kind in KINDS)))
    marks = ("mention", "trigger")
    rows = []
    for layer in layers:
        cells = [str(counts[layer, kind]) if layer in marks or kind != "bounds" else "–" for kind in KINDS]
        follows = sum(1 for one in found.disagreements if one.layer == layer and one.follows)
        rows.append([layer_name(layer), *cells, str(follows) if layer in FACT else "–"])
    return Table("Disagreements", ("layer", *KINDS, "that follow"), rows)


def _page(found: Agreement) -> Page:
    fact, interval = found.scores["fact"], found.intervals["fact"].f1
    headline = [
        ("fact F1", f"{percent(fact.f1)} %", f"95 %: {percent(interval.low)}–{percent(interval.high)}"),
        ("mention F1", f"{percent(found.scores['mention'].f1)} %", ""),
        ("trigger F1", f"{percent(found.scores['trigger'].f1)} %", ""),
        ("articles", str(len(found.first)), ""),
    ]
    terms = [
        *layer_terms(),
        ("F1", SYMMETRIC),
        ("95 % interval", "of the F1, by the percentile bootstrap over documents."),
    ]
    types: list[Block] = []
    one_way = found.one_way.by_type
    for layer, of_type in found.scores.by_type.items():
        rows = {type: (score, one_way[layer][type]) for type, score in of_type.items()}
        if rows:
            ranked = dict(sorted(rows.items(), key=lambda row: (-(row[1][1].gold or 0), row[0])))
            name = layer_name(layer).capitalize()
            types.append(Folded(name, f"{len(rows)} types", [agreed(name, "type", ranked)], open=not types))
    pairs: list[Block] = [Note("Where both mark the same words.")]
    for layer, counts in confusion(found.first, found.second).items():
        for table in confused(counts, "A", "B"):
            name = f"{layer_name(layer).capitalize()}s"
            pairs.append(
                Folded(name, table.title, [table], open=True) if table.rows else Note(f"{name}: {table.title}.")
            )
    kinds = (
        "type: the same words, or the same ends, with another type, label or role, or another source. bounds: marks "
        "that overlap. only in A, only in B: nothing of the other stands there; some follow from a trigger or an "
        "entity that the other has not marked, or not so."
    )
    sections = [
        Section("correct", "What “agreed” means", [Terms(terms, CONVENTIONS)]),
        Section("scores", "Agreement", [_scores(found)]),
        Section("types", "By type", types),
        Section("confusion", "Types taken for each other", pairs),
        Section("kinds", "Disagreements", [_kinds(found), Note(kinds)]),
        Section("places", "Disagreements in context", [Examples("disagreement", "d", _samples(found.disagreements))]),
    ]
    return Page("Agreement", _subject(found), headline, sections)


def _samples(found: Sequence[Disagreement]) -> list[Sample]:
    groups: defaultdict[tuple[str, str], list[Disagreement]] = defaultdict(list)
    for one in found:
        groups[one.layer, one.kind].append(one)
    return [
        Sample(f"{layer}: {kind}", tuple(map(_example, groups[layer, kind][:SHOWN])), len(groups[layer, kind]))
        for layer in DEFINITIONS
        for kind in KINDS
        if (layer, kind) in groups
    ]


def _example(one: Disagreement) -> Example:
    sides = [f"{name}: {words}" for name, words in (("A", one.first), ("B", one.second)) if words]
    cause = f"the other has no such {one.follows}" if one.follows else ""
    return Example(one.article, "; ".join(sides), cause, None, one.evidence)


def _subject(found: Agreement) -> str:
    size = f"{len(found.first)} article{'s' if len(found.first) > 1 else ''}"
    left = f" (left out: {found.alone[0]} only in A, {found.alone[1]} only in B)" if any(found.alone) else ""
    return f"A: {found.names[0]}, B: {found.names[1]}, on {size}{left}"
