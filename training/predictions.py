"""Ready predictions for annotated articles, from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from newsfacts.data import Article, DataError, read_jsonl
from newsfacts.data.files import expand

__all__ = ["read_predictions"]

ENDINGS = (".jsonl",)


def read_predictions(path: str | Path, gold: Sequence[Article]) -> list[Article]:
    """The predictions for the annotated articles in a JSONL file, in the articles' order.

    Raises:
        DataError: an article without a prediction, with two, or with one of another text.
    """
    found: dict[str, Article] = {}
    for file in expand(path, ENDINGS):
        for article in read_jsonl(file):
            if article.id in found:
                raise DataError(f"{file}: two predictions for article {article.id!r}")
            found[article.id] = article
    missing = [f"no prediction for article {article.id!r}" for article in gold if article.id not in found]
    missing += [
        f"article {article.id!r}: the text of the prediction is not that of the annotation"
        for article in gold
        if article.id in found and found[article.id].text != article.text
    ]
    if missing:
        raise DataError.of(str(path), missing)
    return [found[article.id] for article in gold]
