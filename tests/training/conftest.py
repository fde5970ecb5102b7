from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, Schema, fact
from newsfacts.training.recipe import Recipe

Make = Callable[..., Article]


@pytest.fixture(scope="session")
def make(schema: Schema) -> Make:
    """Makes an article from text with marks and from lines of facts, as a ``.fact`` file has them."""

    def make(text: str, *facts: str, id: str = "a") -> Article:
        header = f"id: {id}\ntitle: t\ndate: 2024-03-08\ntopic: test\norigin: original"
        lines = "\n".join(facts)
        return fact.loads(f"{header}\n---\n{text}\n---\n{lines}\n", schema)

    return make


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps the datasets of a module's tests away from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSFACTS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def short(seeds: Path) -> list[str]:
    """The shortest seed articles."""
    return [str(path) for path in sorted(seeds.glob("*.fact"), key=lambda path: path.stat().st_size)[:5]]


@pytest.fixture(scope="session")
def recipe(short: list[str], tiny_encoder: Path) -> Callable[..., Recipe]:
    """Makes a recipe with an output folder; ``training`` keys can be set."""

    def make(output: Path, **training: Any) -> Recipe:
        rates = {"encoder_learning_rate": 0.001, "head_learning_rate": 0.01}
        content = {
            "data": {"train": short[:3], "dev": short[3:]},
            "network": {"encoder": str(tiny_encoder), "window": 80, "pair_size": 8},
            "training": {"epochs": 2, "batch_size": 2, "precision": "fp32", "seed": 7, **rates, **training},
            "output": str(output),
        }
        return Recipe.model_validate(content)

    return make


@pytest.fixture
def brief(
    recipe: Callable[..., Recipe], seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Recipe]:
    """Makes a recipe of so many steps on four of the six shortest seed articles, with datasets of its own."""
    monkeypatch.setenv("NEWSFACTS_CACHE", str(tmp_path / "cache"))
    six = sorted(map(str, seeds.glob("*.fact")), key=lambda path: Path(path).stat().st_size)[:6]

    def make(steps: int) -> Recipe:
        made = recipe(tmp_path / "run", epochs=1, max_steps=steps, tune_thresholds=False, seed=0)
        data = made.data.model_copy(update={"train": tuple(six[:4]), "dev": tuple(six[4:])})
        return made.model_copy(update={"data": data})

    return make
