"""An evaluation as tables on the terminal, and as a folder with a page to read and the data behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from newsfacts.data import write_jsonl
from newsfacts.data.output import atomic_write
from newsfacts.show import plain
from newsfacts.training.analysis import Analysis, analyse
from newsfacts.training.evaluation import Evaluation
from newsfacts.training.examples import examples
from newsfacts.training.learning import LearningCurve, learning_plot, learning_table
from newsfacts.training.measures import CONVENTIONS, DEFINITIONS
from newsfacts.training.operating import Operating
from newsfacts.training.plots import precision_recall, reliability_plot
from newsfacts.training.sections import Examples, Folded, Note, Page, Plots, Section, Terms, render
from newsfacts.training.tables import (
    Table,
    against,
    article_scores,
    calibration,
    confused,
    group_scores,
    layer_name,
    layer_scores,
    percent,
    type_scores,
)

__all__ = ["layer_terms", "print_table", "report_page", "show", "write_report"]

PERMUTED = "how often a difference in F1 as large comes up when each document's two predictions are swapped at random."


def write_report(evaluation: Evaluation, folder: str | Path, curve: LearningCurve | None = None) -> None:
    """Write ``report.html``, ``report.json`` and ``predictions.jsonl``, each whole or not at all."""
    folder = Path(folder)
    analysis = analyse(evaluation)
    write_jsonl(evaluation.predicted, folder / "predictions.jsonl")
    with atomic_write(folder / "report.json") as file:
        learning = curve.model_dump() if curve is not None else None
        json.dump({**evaluation.to_dict(), **analysis.to_dict(), "learning_curve": learning}, file, indent=1)
        file.write("\n")
    with atomic_write(folder / "report.html") as file:
        file.write(render(report_page(evaluation, analysis, curve)))


def show(evaluation: Evaluation, console: Console) -> None:
    """Print the definitions, the scores, and the best and worst articles."""
    console.print(Text(plain(_subject(evaluation))))
    console.print()
    for term, definition in [*_terms(evaluation), *(("", text) for text in CONVENTIONS)]:
        console.print(Text.assemble((f"{term}: " if term else "", "bold"), definition))
    for table in (layer_scores(evaluation, every_interval=False), *against(evaluation), *article_scores(evaluation)):
        console.print()
        print_table(table, console)


def print_table(table: Table, console: Console) -> None:
    """Print a table whose columns of figures are never broken."""
    grid = RichTable(title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    grid.pad_edge, grid.collapse_padding = False, True
    for i, column in enumerate(table.columns):
        figures = i >= table.words
        grid.add_column(column, justify="right" if figures else "left", no_wrap=figures)
    for row in table.rows:
        grid.add_row(*(Text(plain(cell)) for cell in row))
    console.print(grid)


def report_page(evaluation: Evaluation, analysis: Analysis, curve: LearningCurve | None = None) -> Page:
    """The page: definitions, scores in all and in parts, how sure the system was, and facts in context."""
    score, interval = evaluation.scores["fact"], evaluation.intervals["fact"]
    headline = [
        (name, f"{percent(rate)} %", f"95 %: {percent(of.low)}–{percent(of.high)}")
        for name, rate, of in (
            ("fact F1", score.f1, interval.f1),
            ("fact precision", score.precision, interval.precision),
            ("fact recall", score.recall, interval.recall),
        )
    ]
    headline.append(
        ("articles", str(len(evaluation.gold)), f"{sum(len(a.text) for a in evaluation.gold):,} characters")
    )
    sections = [section for section in _sections(evaluation, analysis, curve) if section.blocks]
    return Page("Evaluation", _subject(evaluation), headline, sections)


def layer_terms() -> list[tuple[str, str]]:
    """The definition of every layer."""
    return [(layer_name(layer), text) for layer, text in DEFINITIONS.items()]


def _sections(evaluation: Evaluation, analysis: Analysis, curve: LearningCurve | None) -> Iterator[Section]:
    yield Section("correct", "What “correct” means", [Terms(_terms(evaluation), CONVENTIONS)])
    yield Section("scores", "Scores", [layer_scores(evaluation, every_interval=True)])
    yield Section("against", "Against the other", list(against(evaluation)))
    yield Section("types", "By type", _folded(type_scores(evaluation.scores, analysis.types)))
    yield Section("topics", "By topic", list(group_scores("By topic", "topic", analysis.topics, documents=True)))
    lengths = list(group_scores("By length of sentence", "words and signs", analysis.lengths, documents=False))
    where = "A fact stands in the sentence of its trigger; a relation in that of the first of its two nearest mentions."
    yield Section("lengths", "By length of sentence", [*lengths, Note(where)])
    tables = [
        (name, table)
        for name, layer in (("Mentions", "mention"), ("Triggers", "trigger"))
        for table in confused(analysis.confusion[layer])
    ]
    pairs = [
        Folded(name, table.title, [table], open=name == "Mentions") if table.rows else Note(f"{name}: {table.title}.")
        for name, table in tables
    ]
    yield Section("confusion", "Types taken for each other", [Note("Where both mark the same words."), *pairs])
    yield _calibration(analysis)
    yield _curves(evaluation, analysis)
    yield Section("articles", "Best and worst articles", list(article_scores(evaluation)))
    drawn = examples(evaluation.gold, evaluation.predicted, evaluation.schema)
    yield Section("right", "Right facts", [Examples("right", "right", drawn.right)])
    yield Section("missed", "Missed facts", [Examples("missed", "missed", drawn.missed)])
    yield Section("spurious", "Spurious facts", [Examples("spurious", "spurious", drawn.spurious)])
    if curve is not None:
        yield Section("learning", "Learning curve", [Plots([learning_plot(curve)]), learning_table(curve)])


def _calibration(analysis: Analysis) -> Section:
    if not analysis.calibration:
        return Section("calibration", "Calibration", [Note("The predictions bear no scores.")])
    note = (
        "Of the items that bear a score of 80 %, 80 % should be right: then the line follows the diagonal. The "
        "expected calibration error is the mean distance between the two, over bins of as many predicted items each."
    )
    plots = [reliability_plot(layer_name(layer), found.bins) for layer, found in analysis.calibration.items()]
    return Section("calibration", "Calibration", [*calibration(analysis.calibration), Note(note), Plots(plots)])


def _curves(evaluation: Evaluation, analysis: Analysis) -> Section:
    ends = (
        "go on below the checkpoint's thresholds; those of mentions and triggers end with what the tagger marks"
        if analysis.lowered
        else "end at the thresholds with which the predictions were made"
    )
    note = f"Each point is a threshold. The curves {ends}. The ring is the system as it stands."
    plots = []
    for layer, curve in analysis.curves.items():
        score = evaluation.scores[layer]
        plots.append(precision_recall(layer_name(layer), curve, Operating(0, score.precision, score.recall)))
    return Section("curves", "Precision and recall", [Note(note), Plots(plots)] if plots else [])


def _folded(tables: Iterator[Table]) -> list[Folded]:
    return [
        Folded(table.title, f"{len(table.rows)} {'type' if len(table.rows) == 1 else 'types'}", [table], open=not i)
        for i, table in enumerate(tables)
    ]


def _subject(evaluation: Evaluation) -> str:
    rival = f", against {evaluation.against.name}" if evaluation.against else ""
    size = f"{len(evaluation.gold)} article{'s' if len(evaluation.gold) > 1 else ''}"
    return f"{evaluation.system} on {size} of {', '.join(evaluation.data)}{rival}"


def _terms(evaluation: Evaluation) -> list[tuple[str, str]]:
    rival = [("p", PERMUTED)] if evaluation.against else []
    return [
        *layer_terms(),
        ("tags", "mentions and triggers as tags over words, by seqeval in strict IOB2 mode."),
        ("95 % interval", "of the rate before it, by the percentile bootstrap over documents."),
        *rival,
    ]
