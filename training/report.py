"""An evaluation as tables on the terminal, and as a folder with a page to read and the data behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from newsfacts.data import write_jsonl
from newsfacts.data.files import atomic_write
from newsfacts.training.evaluation import Evaluation
from newsfacts.training.examples import Example, Sample, examples
from newsfacts.training.measures import CONVENTIONS, DEFINITIONS, Score

__all__ = ["markdown", "show", "write_report"]

SHOWN = 5  # best and worst articles
RATES = ("precision", "recall", "F1")
COUNTS = ("correct", "predicted", "gold")


@dataclass(frozen=True)
class Table:
    """A heading, and rows whose first column is words and whose other columns are figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_report(evaluation: Evaluation, folder: str | Path) -> None:
    """Write ``report.json``, ``report.md`` and ``predictions.jsonl``, each whole or not at all."""
    folder = Path(folder)
    write_jsonl(evaluation.predicted, folder / "predictions.jsonl")
    with atomic_write(folder / "report.json") as file:
        json.dump(evaluation.to_dict(), file, indent=1)
        file.write("\n")
    with atomic_write(folder / "report.md") as file:
        file.write(markdown(evaluation))


def show(evaluation: Evaluation, console: Console) -> None:
    """Print the definitions, the scores, and the best and worst articles."""
    console.print(Text(_line(_subject(evaluation))))
    console.print()
    for term, definition in _definitions():
        console.print(Text.assemble((f"{term}: " if term else "", "bold"), definition))
    for table in (*_scores(evaluation), *_articles(evaluation)):
        console.print()
        grid = RichTable(title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
        grid.pad_edge, grid.collapse_padding = False, True
        for i, column in enumerate(table.columns):
            grid.add_column(column, justify="right" if i else "left", no_wrap=i > 0)
        for row in table.rows:
            grid.add_row(*(Text(_line(cell)) for cell in row))
        console.print(grid)


def markdown(evaluation: Evaluation) -> str:
    """The page: definitions, tables, and a sample of missed and spurious facts in their sentences."""
    lines = ["# Evaluation", "", _escape(_subject(evaluation)), "", '## What "correct" means', ""]
    lines += [f"- **{term}**: {text}" if term else f"- {text}" for term, text in _definitions()]
    for table in (*_scores(evaluation), *_by_type(evaluation), *_articles(evaluation)):
        lines += ["", f"## {table.title}", "", _row(table.columns)]
        lines += [_row(["---", *["---:"] * (len(table.columns) - 1)])]
        lines += [_row([_escape(cell) for cell in row]) for row in table.rows]
    missed, spurious = examples(evaluation)
    for title, found in (("Missed facts", missed), ("Spurious facts", spurious)):
        lines += ["", f"## {title}", "", _drawn(found), ""]
        for example in found.shown:
            lines += _example(example)
    return "\n".join(lines) + "\n"


def _subject(evaluation: Evaluation) -> str:
    against = f", against {evaluation.against.name}" if evaluation.against else ""
    size = f"{len(evaluation.gold)} article{'s' if len(evaluation.gold) > 1 else ''}"
    return f"{evaluation.system} on {size} of {', '.join(evaluation.data)}{against}"


def _definitions() -> Iterator[tuple[str, str]]:
    yield from ((_name(layer), text) for layer, text in DEFINITIONS.items())
    yield "tags", "mentions and triggers as tags over words, by seqeval in strict IOB2 mode."
    yield "95 % interval", "of the F1, by the percentile bootstrap over documents."
    yield (
        "p",
        "how often a difference in F1 as large comes up when each document's two predictions are swapped at random.",
    )
    yield from (("", text) for text in CONVENTIONS)


def _scores(evaluation: Evaluation) -> Iterator[Table]:
    rows = []
    for layer, interval in evaluation.intervals.items():
        score = evaluation.scores[layer]
        between = f"{_percent(interval.low)}–{_percent(interval.high)}"
        rows.append([_name(layer), *_rates(score), between, *_counts(score)])
    tags = [_percent(evaluation.tags[f"overall_{rate}"]) for rate in ("precision", "recall", "f1")]
    rows.append(["tags", *tags, "–", "–", "–", str(evaluation.tags["spans"])])
    yield Table("Scores", ("layer", *RATES, "95 % interval", *COUNTS), rows)
    if rival := evaluation.against:
        rows = [
            [
                _name(layer),
                _percent(evaluation.scores[layer].f1),
                _percent(rival.scores[layer].f1),
                f"{100 * difference.f1:+.1f}",
                f"{difference.p:.4f}",
            ]
            for layer, difference in rival.differences.items()
        ]
        yield Table(f"F1 against {rival.name}", ("layer", "F1", "the other's", "difference", "p"), rows)


def _by_type(evaluation: Evaluation) -> Iterator[Table]:
    for layer, types in evaluation.scores.by_type.items():
        ranked = sorted(types.items(), key=lambda row: (-(row[1].gold or 0), row[0]))
        rows = [[type, *_rates(score), *_counts(score)] for type, score in ranked]
        if rows:
            yield Table(f"{_name(layer).capitalize()} by type", ("type", *RATES, *COUNTS), rows)


def _articles(evaluation: Evaluation) -> Iterator[Table]:
    """The articles that state or are said to state a fact, by fact F1."""
    ranked = []
    for position, article in enumerate(evaluation.gold):
        scores = evaluation.scores.subset([position])
        if scores["fact"].gold or scores["fact"].predicted:
            row = [article.id, *_rates(scores["fact"]), *_counts(scores["fact"]), _percent(scores["mention"].f1)]
            ranked.append((-scores["fact"].f1, position, row))
    rows = [row for *_, row in sorted(ranked)]
    columns = ("article", *RATES, *COUNTS, "mention F1")
    if len(rows) > 2 * SHOWN:
        yield Table("Best articles, by fact F1", columns, rows[:SHOWN])
        yield Table("Worst articles, by fact F1", columns, rows[: -SHOWN - 1 : -1])
    elif rows:
        yield Table("Articles, by fact F1", columns, rows)


def _drawn(sample: Sample) -> str:
    if sample.total == len(sample.shown):
        return f"All {sample.total}." if sample.total else "None."
    return f"{len(sample.shown)} of {sample.total}, drawn at random."


def _example(example: Example) -> list[str]:
    pieces = [f"**{_escape(piece)}**" if marked else _escape(piece) for piece, marked in example.evidence]
    cause = f" ({example.cause})" if example.cause else ""
    return [f"- {_escape(example.fact)}{cause}, in {_escape(example.article)}:", f"  > {''.join(pieces)}"]


def _name(layer: str) -> str:
    return {"muc": "MUC", "b_cubed": "B³", "ceaf_e": "CEAFe"}.get(layer, layer.replace("_", " "))


def _rates(score: Score) -> list[str]:
    return [_percent(score.precision), _percent(score.recall), _percent(score.f1)]


def _counts(score: Score) -> list[str]:
    counts = (score.correct, score.predicted, score.gold)
    return ["–" if count is None else f"{count:.1f}".removesuffix(".0") for count in counts]


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", _line(text))


def _line(text: str) -> str:
    """White space as single spaces, and a mark for what UTF-8 (lone surrogates) or a terminal cannot take."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", re.sub(r"\s+", " ", text))
