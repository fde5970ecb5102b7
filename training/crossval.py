"""Out-of-fold predictions: each article read by a network that was not trained on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from newsfacts.data import Article, ConfigError, read_articles, read_jsonl, write_jsonl
from newsfacts.data.output import atomic_write
from newsfacts.predictor import FactExtractor
from newsfacts.training.reading import recipe_schema
from newsfacts.training.recipe import Recipe
from newsfacts.training.train import train

__all__ = ["fold_of", "out_of_fold"]

PREDICTIONS = "predictions.jsonl"


def fold_of(id: str, folds: int) -> int:
    """The fold of an article, from 0: by its id alone, so that it stays where it is when others come and go."""
    return int.from_bytes(hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()[:8]) % folds


def out_of_fold(recipe: Recipe, articles: Sequence[Article], folds: int, output: Path) -> list[Article]:
    """Predict each article by a network that a recipe trained on others.

    For each fold, the recipe's training and development articles without the fold's are written to ``OUTPUT/fold-N``
    and trained on there; then the fold is predicted, and only the predictions are needed further. A fold that has
    them is done; one whose training was interrupted goes on.

    Args:
        recipe: its ``data.train`` should hold the articles; others are predicted all the same.
        folds: at least 2. Training takes the recipe's time for each.
        output: where the folds are kept. It belongs to one recipe, set of articles and number of folds.

    Returns:
        The predictions, in the order of the articles.

    Raises:
        ConfigError: fewer than 2 folds, a fold that leaves nothing to train or develop on, or an output folder of
            another recipe, other articles or another number of folds.
    """
    if folds < 2:
        raise ConfigError(f"folds: {folds}; accepted: 2 or more")
    recipe.need_dev("each fold chooses its epoch on it")
    schema = recipe_schema(recipe)
    sets = {
        "train": read_articles(recipe.data.train, schema),
        "dev": read_articles(recipe.data.dev, schema),
    }
    _claim(output, recipe, articles, folds)
    console = Console(stderr=True)
    predicted: dict[str, Article] = {}
    for number in range(folds):
        folder, held = output / f"fold-{number}", [a for a in articles if fold_of(a.id, folds) == number]
        done = folder / PREDICTIONS
        if not done.exists() and held:
            texts = {article.text for article in held}
            paths = {}
            for name, some in sets.items():
                kept = [article for article in some if article.text not in texts]
                if not kept:
                    raise ConfigError(f"fold {number + 1} of {folds} leaves no article of data.{name}")
                write_jsonl(kept, folder / f"{name}.jsonl")
                paths[name] = (str(folder / f"{name}.jsonl"),)
            console.print(f"fold {number + 1} of {folds}: {len(held):,} articles to predict")
            data = recipe.data.model_copy(update=paths)
            run = recipe.model_copy(update={"data": data, "output": str(folder / "run")})
            checkpoint = Path(run.output) / "checkpoint"
            if not checkpoint.exists():
                train(run, resume=Path(run.output).exists())
            write_jsonl(FactExtractor.from_pretrained(checkpoint).stream(held), done)
        if held:
            predicted.update((article.id, article) for article in read_jsonl(done))
    return [predicted[article.id] for article in articles]


def _claim(output: Path, recipe: Recipe, articles: Sequence[Article], folds: int) -> None:
    """Say in the folder what it is for, or find that it is for something else."""
    texts = hashlib.sha256("\0".join(sorted(article.to_json() for article in articles)).encode()).hexdigest()
    own = {"recipe": recipe.to_yaml(), "folds": folds, "articles": texts}
    record = output / "folds.json"
    if not record.exists():
        with atomic_write(record) as file:
            json.dump(own, file, indent=1)
        return
    found = json.loads(record.read_text(encoding="utf-8"))
    other = [key for key, value in own.items() if found.get(key) != value]
    if other:
        raise ConfigError(f"{output} holds folds of another {' and '.join(other)}; name another folder")
