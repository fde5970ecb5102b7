"""What a cross-validated model says against annotated files: what ``check --model`` does."""

from __future__ import annotations

from pathlib import Path

from newsfacts.data import ConfigError, DataError, Schema, read_articles
from newsfacts.data.consistency import Finding, placed
from newsfacts.data.files import Paths
from newsfacts.training.contradictions import contradictions
from newsfacts.training.crossval import out_of_fold
from newsfacts.training.predictions import read_predictions
from newsfacts.training.reading import recipe_schema
from newsfacts.training.recipe import Recipe

__all__ = ["check_model"]


def check_model(
    paths: Paths,
    recipe: Recipe | None = None,
    *,
    folds: int = 3,
    folder: Path | None = None,
    predictions: Path | None = None,
    schema: Schema | None = None,
) -> list[Finding]:
    """Annotation in these files that models contradict which were not trained on it, the surest first.

    Args:
        paths: see :func:`newsfacts.data.files.expand`.
        recipe: trains the models, one a fold; see :func:`newsfacts.training.crossval.out_of_fold`.
        folds: how many models.
        folder: where the folds are kept, so that an interrupted run goes on. Left out, ``OUTPUT-folds``.
        predictions: a JSONL file of ready predictions instead of a recipe, by models not trained on the articles.
        schema: that of the files; a recipe brings its own.

    Raises:
        ConfigError: neither a recipe nor predictions, or both, or a folder that is for other folds.
        DataError: files that cannot be read, or articles without a prediction.
    """
    if (recipe is None) == (predictions is None):
        raise ConfigError("give a recipe or a file of predictions, one of the two")
    scheme = recipe_schema(recipe) if recipe is not None else schema or Schema.default()
    annotated = read_articles(paths, scheme)
    if not annotated:
        raise DataError("no annotated article to check")
    if recipe is not None:
        predicted = out_of_fold(recipe, annotated, folds, folder or Path(f"{recipe.output}-folds"))
    else:
        assert predictions is not None
        predicted = read_predictions(predictions, annotated)
    return placed(contradictions(annotated, predicted, scheme), paths)
