"""The measures as ``evaluate`` metrics. Made directly, they need no network (``evaluate.load`` by name does)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
from seqeval.metrics import accuracy_score, classification_report
from seqeval.scheme import IOB2

from newsfacts.data import Article, Schema, jsonl
from newsfacts.training.measures import CONVENTIONS, DEFINITIONS, score

__all__ = ["FactMetric", "TagMetric", "iob2"]


class FactMetric(evaluate.Metric):  # type: ignore[misc]
    """Every layer of :data:`~newsfacts.training.measures.DEFINITIONS` over whole articles, given as JSON lines.

    >>> FactMetric().compute(predictions=[p.to_json() for p in predicted], references=[g.to_json() for g in gold])
    {'mention_precision': 0.81, 'mention_recall': 0.84, 'mention_f1': 0.82, ..., 'fact_f1': 0.49, ...}
    """

    def __init__(self, schema: Schema | None = None, **kwargs: Any) -> None:
        self.schema = schema or Schema.default()
        super().__init__(**kwargs)

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description="\n".join([*(f"{layer}: {text}" for layer, text in DEFINITIONS.items()), *CONVENTIONS]),
            citation="",
            inputs_description="predictions, references: articles as JSON, one string each, in the same order",
            features=datasets.Features(
                {"predictions": datasets.Value("large_string"), "references": datasets.Value("large_string")}
            ),
        )

    def _compute(self, predictions: Sequence[str], references: Sequence[str]) -> dict[str, float]:
        scores = score(_articles("references", references), _articles("predictions", predictions), self.schema)
        return {
            f"{layer}_{rate}": getattr(scores[layer], rate)
            for layer in DEFINITIONS
            for rate in ("precision", "recall", "f1")
        }


class TagMetric(evaluate.Metric):  # type: ignore[misc]
    """seqeval over tag sequences, in strict IOB2 mode: a span that does not begin with B- is no span.

    (seqeval's default mode takes such a span for one, and so gives a higher score.)

    >>> TagMetric().compute(predictions=[["B-GPE", "O"]], references=[["B-GPE", "I-GPE"]])["overall_f1"]
    0.0
    """

    def _info(self) -> evaluate.MetricInfo:
        tags = datasets.Sequence(datasets.Value("string"))
        return evaluate.MetricInfo(
            description="Precision, recall and F1 of tagged spans by seqeval, mode='strict', scheme=IOB2.",
            citation="Hiroki Nakayama, seqeval: a Python framework for sequence labeling evaluation, 2018",
            inputs_description="predictions, references: lists of IOB2 tags, of the same lengths",
            features=datasets.Features({"predictions": tags, "references": tags}),
        )

    def _compute(self, predictions: list[list[str]], references: list[list[str]]) -> dict[str, Any]:
        if not any(tag != "O" for tags in (*predictions, *references) for tag in tags):
            rates = dict.fromkeys(("precision", "recall", "f1-score"), 1.0)  # nothing to find, nothing found
            report: dict[str, Any] = {"micro avg": {**rates, "support": 0}}
        else:
            report = classification_report(
                references, predictions, mode="strict", scheme=IOB2, output_dict=True, zero_division=0
            )
        overall = report["micro avg"]
        by_type = {type: of_type for type, of_type in report.items() if not type.endswith(" avg")}
        return {
            "overall_precision": float(overall["precision"]),
            "overall_recall": float(overall["recall"]),
            "overall_f1": float(overall["f1-score"]),
            "overall_accuracy": float(accuracy_score(references, predictions)) if any(references) else 1.0,
            "spans": int(overall["support"]),
            "by_type": {
                type: {
                    "precision": float(of_type["precision"]),
                    "recall": float(of_type["recall"]),
                    "f1": float(of_type["f1-score"]),
                    "spans": int(of_type["support"]),
                }
                for type, of_type in by_type.items()
            },
        }


def iob2(article: Article, words: Sequence[tuple[int, int]]) -> list[str]:
    """The tags of an article's mentions and triggers over words, given as half-open offsets in order.

    A mark takes every word that it touches; a word that two marks touch goes to the first.
    """
    tags = ["O"] * len(words)
    word = 0
    for mark in article.marks:
        while word < len(words) and words[word][1] <= mark.start:
            word += 1
        prefix = "B"
        while word < len(words) and words[word][0] < mark.end:
            tags[word] = f"{prefix}-{mark.type}"
            prefix = "I"
            word += 1
    return tags


def _articles(side: str, lines: Sequence[str]) -> list[Article]:
    return [jsonl.loads(line, where=f"{side}, article {number}") for number, line in enumerate(lines, 1)]
