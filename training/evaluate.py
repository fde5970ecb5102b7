"""Evaluate a checkpoint, or ready predictions, on annotated articles."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from newsfacts.checkpoint import DEFAULT
from newsfacts.data import Article, ConfigError, DataError, Schema, read_articles
from newsfacts.data.files import Paths
from newsfacts.data.words import split
from newsfacts.limits import HANGING
from newsfacts.predictor import FactExtractor
from newsfacts.training.evaluation import Evaluation, Rival
from newsfacts.training.learning import read_curve
from newsfacts.training.measures import score
from newsfacts.training.metrics import TagMetric, iob2
from newsfacts.training.predictions import read_predictions
from newsfacts.training.report import write_report
from newsfacts.training.significance import intervals, paired_test
from newsfacts.training.thresholds import FLOOR

__all__ = ["evaluate"]

PREDICTIONS = (".jsonl",)


def evaluate(
    checkpoint: str | Path | None = None,
    data: Paths = (),
    *,
    predictions: str | Path | None = None,
    schema: Schema | None = None,
    against: str | Path | None = None,
    report: str | Path | None = None,
    curve: str | Path | None = None,
) -> Evaluation:
    """Score a checkpoint, or ready predictions, on annotated articles.

    Args:
        checkpoint: a folder or hub id; with neither this nor ``predictions``, the shipped one.
        data: files, folders or ``FOLDER:SPLIT`` of annotated articles (see :func:`newsfacts.data.files.expand`).
        predictions: a JSONL file with a predicted article for each annotated one, in any order; others are passed over.
        schema: that of the data (left out, the news scheme). A checkpoint brings
            its own: one of other labels is refused.
        against: a second checkpoint or JSONL file of predictions, to test the difference from.
        report: a folder to write ``report.html``, ``report.json`` and ``predictions.jsonl`` into.
        curve: a file that ``newsfacts curve`` wrote, to show in the report.

    Raises:
        ConfigError: options that do not go together, or a checkpoint that cannot be read.
        DataError: no data, faulty data, or predictions that are not for these articles.
    """
    if predictions is not None and checkpoint is not None:
        raise ConfigError("give a checkpoint or a file of predictions, not both ('against' takes a second system)")
    if report is not None and Path(report).exists() and not Path(report).is_dir():
        raise ConfigError(f"report: {report} is a file; name a folder to write the report into")
    if curve is not None and report is None:
        raise ConfigError("'curve' is shown in the report: name a folder as 'report' too")
    learning = read_curve(curve) if curve is not None else None
    paths = (data,) if isinstance(data, str | Path) else tuple(data)
    if not paths:
        raise DataError("no data: name at least one file, folder or FOLDER:SPLIT of annotated articles")

    # Both are loaded before either predicts, so that a wrong name is said at once; in fp32, figures are the same
    # on all machines.
    system = FactExtractor.from_pretrained(checkpoint, precision="fp32") if predictions is None else predictions
    other = _rival(against) if against is not None else None
    if isinstance(system, FactExtractor):
        if schema is not None:
            system.expect(schema)
        scheme = system.schema
    else:
        scheme = schema or Schema.default()
    try:
        gold = read_articles(paths, scheme)
    except DataError as error:
        raise DataError(f"by the scheme {scheme.name!r}, version {scheme.version}:\n{error}", error.problems) from error
    if not gold:
        raise DataError(f"no article in {', '.join(str(path) for path in paths)}")
    predicted = _predict(system, gold)
    scores = score(gold, predicted, scheme)
    rival = None
    if other is not None:
        theirs = score(gold, _predict(other, gold), scheme)
        rival = Rival(str(against), theirs, paired_test(scores, theirs))
    evaluation = Evaluation(
        system=str(predictions or checkpoint or f"{DEFAULT}, as shipped"),
        data=tuple(str(path) for path in paths),
        schema=scheme,
        gold=tuple(gold),
        predicted=tuple(predicted),
        scores=scores,
        intervals=intervals(scores.counts),
        tags=_tags(gold, predicted),
        against=rival,
        candidates=_candidates(system, gold) if report is not None and isinstance(system, FactExtractor) else None,
    )
    if report is not None:
        write_report(evaluation, report, learning)
    return evaluation


System = FactExtractor | str | Path  # a model, or a file of ready predictions


def _rival(name: str | Path) -> System:
    return name if Path(name).suffix in PREDICTIONS else FactExtractor.from_pretrained(name, precision="fp32")


def _candidates(system: FactExtractor, gold: Sequence[Article]) -> tuple[Article, ...]:
    """What the checkpoint predicts when it need not be sure: for curves that go on below its thresholds."""
    config = system.model.config
    own = config.thresholds
    config.thresholds = dict.fromkeys(HANGING, FLOOR)
    try:
        return tuple(_predict(system, gold, "predicting with low thresholds"))
    finally:
        config.thresholds = own


def _predict(system: System, gold: Sequence[Article], description: str = "predicting") -> list[Article]:
    if not isinstance(system, FactExtractor):
        return read_predictions(system, gold)
    progress: Iterable[Article] = track(
        system.stream(gold),
        description=description,
        total=len(gold),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    return list(progress)


def _tags(gold: Sequence[Article], predicted: Sequence[Article]) -> dict[str, Any]:
    words = [split(article.text) for article in gold]
    spans = [list(zip(of.starts, of.ends, strict=True)) for of in words]
    return dict(
        TagMetric(keep_in_memory=True).compute(
            references=[iob2(article, of) for article, of in zip(gold, spans, strict=True)],
            predictions=[iob2(article, of) for article, of in zip(predicted, spans, strict=True)],
        )
    )
