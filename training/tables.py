"""The figures of an evaluation as tables of words, for terminal and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from newsfacts.training.analysis import Calibration
from newsfacts.training.evaluation import Evaluation
from newsfacts.training.measures import Score, Scores
from newsfacts.training.significance import Interval, Intervals, intervals

__all__ = [
    "Table",
    "against",
    "agreed",
    "article_scores",
    "calibration",
    "confused",
    "group_scores",
    "layer_name",
    "layer_scores",
    "percent",
    "type_scores",
]

SHOWN = 5  # best and worst articles
CONFUSED = 25  # pairs of types
RATES = ("precision", "recall", "F1")
COUNTS = ("correct", "predicted", "gold")
INTERVAL = "95 % interval"


@dataclass(frozen=True)
class Table:
    """A heading, and rows whose first ``words`` columns are words and whose other columns are figures."""

    kind: ClassVar = "table"
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1


def layer_scores(evaluation: Evaluation, every_interval: bool) -> Table:
    """Each layer's rates and counts, with the interval of each rate or of the F1 only."""
    rows = []
    for layer, found in evaluation.intervals.items():
        score = evaluation.scores[layer]
        if every_interval:
            pairs = zip(_rates(score), (found.precision, found.recall, found.f1), strict=True)
            rates = [cell for rate, interval in pairs for cell in (rate, _between(interval))]
        else:
            rates = [*_rates(score), _between(found.f1)]
        rows.append([layer_name(layer), *rates, *_counts(score)])
    tags = [percent(evaluation.tags[f"overall_{rate}"]) for rate in ("precision", "recall", "f1")]
    between = [cell for rate in tags for cell in (rate, "–")] if every_interval else [*tags, "–"]
    rows.append(["tags", *between, "–", "–", str(evaluation.tags["spans"])])
    heads = [cell for rate in RATES for cell in (rate, INTERVAL)] if every_interval else [*RATES, INTERVAL]
    return Table("Scores", ("layer", *heads, *COUNTS), rows)


def against(evaluation: Evaluation) -> Iterator[Table]:
    """The F1 beside that of the second system, if there is one."""
    if rival := evaluation.against:
        rows = [
            [
                layer_name(layer),
                percent(evaluation.scores[layer].f1),
                percent(rival.scores[layer].f1),
                f"{100 * difference.f1:+.1f}",
                f"{difference.p:.4f}",
            ]
            for layer, difference in rival.differences.items()
        ]
        yield Table(f"F1 against {rival.name}", ("layer", "F1", "the other's", "difference", "p"), rows)


def type_scores(scores: Scores, found: Mapping[tuple[str, str], Intervals]) -> Iterator[Table]:
    """A table a layer: its types, those with most gold first."""
    for layer, types in scores.by_type.items():
        ranked = sorted(types.items(), key=lambda row: (-(row[1].gold or 0), row[0]))
        rows = [[type, *_rates(score), _between(found[layer, type].f1), *_counts(score)] for type, score in ranked]
        if rows:
            yield Table(layer_name(layer).capitalize(), ("type", *RATES, INTERVAL, *COUNTS), rows)


def group_scores(title: str, head: str, groups: Mapping[str, Scores], documents: bool) -> Iterator[Table]:
    """Facts of each group, with mention and trigger F1 beside them; ``documents`` counts the articles of each."""
    rows = []
    for name, scores in groups.items():
        size = [str(len(scores.ids))] if documents else []
        fact = scores["fact"]
        few = len(scores.ids) < 2  # one article has no interval
        between = "–" if few else _between(intervals({"fact": scores.counts["fact"]})["fact"].f1)
        others = [percent(scores[layer].f1) for layer in ("mention", "trigger")]
        rows.append([name, *size, *_rates(fact), between, *_counts(fact), *others])
    if rows:
        size = ["articles"] if documents else []
        yield Table(title, (head, *size, *RATES, INTERVAL, *COUNTS, "mention F1", "trigger F1"), rows)


def confused(counts: Counter[tuple[str, str]], one: str = "gold", other: str = "predicted") -> Iterator[Table]:
    """The pairs of types that are taken for each other most often, and how often the first is marked by both."""
    marked = Counter[str]()
    for (type, _), count in counts.items():
        marked[type] += count
    wrong = sorted((-count, pair) for pair, count in counts.items() if pair[0] != pair[1])
    total = sum(counts.values())
    if not total:
        return
    rows = [[*pair, str(-count), percent(-count / marked[pair[0]])] for count, pair in wrong[:CONFUSED]]
    differ = sum(-count for count, _ in wrong)
    title = f"{differ} of {total} ({percent(differ / total)} %) differ in type"
    more = f"; the commonest {CONFUSED} of {len(wrong)} pairs" if len(wrong) > CONFUSED else ""
    yield Table(title + more, (one, other, "spans", f"% of {one} type"), rows, words=2)


def calibration(found: Mapping[str, Calibration]) -> Iterator[Table]:
    """The expected calibration error of each layer, in points of a percentage."""
    rows = []
    for layer, of_layer in found.items():
        score = sum(bin.count * bin.confidence for bin in of_layer.bins) / of_layer.items
        right = sum(bin.count * bin.accuracy for bin in of_layer.bins) / of_layer.items
        rows.append(
            [layer_name(layer), str(of_layer.items), percent(score), percent(right), f"{100 * of_layer.error:.1f}"]
        )
    if rows:
        columns = ("layer", "predicted", "mean score", "right", "expected calibration error")
        yield Table("How far the scores are probabilities", columns, rows)


def article_scores(evaluation: Evaluation) -> Iterator[Table]:
    """The articles that state or are said to state a fact, by fact F1."""
    ranked = []
    for position, article in enumerate(evaluation.gold):
        scores = evaluation.scores.subset([position])
        if scores["fact"].gold or scores["fact"].predicted:
            row = [article.id, *_rates(scores["fact"]), *_counts(scores["fact"]), percent(scores["mention"].f1)]
            ranked.append((-scores["fact"].f1, position, row))
    rows = [row for *_, row in sorted(ranked)]
    columns = ("article", *RATES, *COUNTS, "mention F1")
    if len(rows) > 2 * SHOWN:
        yield Table("Best articles, by fact F1", columns, rows[:SHOWN])
        yield Table("Worst articles, by fact F1", columns, rows[: -SHOWN - 1 : -1])
    elif rows:
        yield Table("Articles, by fact F1", columns, rows)


def agreed(
    title: str, head: str, rows: Mapping[str, tuple[Score, Score]], between: Mapping[str, Interval] | None = None
) -> Table:
    """The F1 of two annotators (the first score of a row) and their counts (from the second), B predicted, A gold."""
    cells = []
    for name, (both_ways, one_way) in rows.items():
        interval = [_between(between[name])] if between is not None else []
        cells.append([name, percent(both_ways.f1), *interval, *_counts(one_way)])
    heads = [INTERVAL] if between is not None else []
    return Table(title, (head, "F1", *heads, "both", "B", "A"), cells)


def layer_name(layer: str) -> str:
    """A layer in words."""
    return {"muc": "MUC", "b_cubed": "B³", "ceaf_e": "CEAFe"}.get(layer, layer.replace("_", " "))


def percent(rate: float) -> str:
    """A rate as a percentage, without the sign."""
    return f"{100 * rate:.1f}"


def _rates(score: Score) -> list[str]:
    return [percent(score.precision), percent(score.recall), percent(score.f1)]


def _counts(score: Score) -> list[str]:
    counts = (score.correct, score.predicted, score.gold)
    return ["–" if count is None else f"{count:.1f}".removesuffix(".0") for count in counts]


def _between(interval: Interval) -> str:
    return f"{percent(interval.low)}–{percent(interval.high)}"
