"""Train a checkpoint again from the recipe that lies in it, and compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table
from safetensors.torch import load_file

from newsfacts.checkpoint import find, read_config
from newsfacts.data import ConfigError
from newsfacts.manifest import file_sum
from newsfacts.predictor import FactExtractor
from newsfacts.training.measures import DEFINITIONS, Scores, score
from newsfacts.training.provenance import Provenance, data_sums
from newsfacts.training.reading import read
from newsfacts.training.recipe import Recipe
from newsfacts.training.train import train

__all__ = ["Reproduction", "reproduce", "show"]

WEIGHTS = "model.safetensors"


@dataclass(frozen=True)
class Reproduction:
    """How a checkpoint and the one that its recipe gives now compare.

    Attributes:
        sums: SHA-256 of the weights, then and now.
        tensors: of those that both have in one shape, the largest difference, by name, where there is any.
        unlike: tensors that only one has, or that differ in shape.
        reasons: what is not as it was: data, versions, machine; None if the checkpoint has no record of that.
        scores: on the development articles, of the checkpoint and of the new one; empty if there are none.
    """

    checkpoint: Path
    again: Path
    sums: tuple[str, str]
    tensors: dict[str, float]
    unlike: tuple[str, ...]
    reasons: tuple[str, ...] | None
    scores: tuple[Scores, ...]

    @property
    def equal(self) -> bool:
        """Whether the weights are equal, byte for byte."""
        return self.sums[0] == self.sums[1]


def reproduce(
    checkpoint: str | Path | None = None,
    output: str | Path | None = None,
    overrides: Sequence[str] = (),
    *,
    resume: bool = False,
    overwrite: bool = False,
) -> Reproduction:
    """Train again as the recipe of a checkpoint says, on the data that the recipe names.

    Args:
        checkpoint: a folder or hub id; left out, the shipped one.
        output: where the new run goes; left out, the recipe's output with ``-again`` after it.
        overrides: changes to the recipe (:meth:`newsfacts.training.recipe.Recipe.load`).
        resume, overwrite: see :func:`newsfacts.training.train.train`.

    Raises:
        ConfigError: the checkpoint bears no recipe, or see :func:`newsfacts.training.train.train`.
        DataError: data that the recipe names is not here.
    """
    folder = find(checkpoint)
    read_config(folder)
    if not (folder / "recipe.yaml").is_file():
        raise ConfigError(f"checkpoint {folder}: has no recipe.yaml, so it cannot be trained again")
    recipe = Recipe.load(folder / "recipe.yaml", overrides)
    recipe = recipe.model_copy(update={"output": str(output or f"{recipe.output}-again")})
    record = Provenance.load(folder)
    changes = record.changed_data(data_sums(recipe)) if record else []
    for change in changes:
        Console(stderr=True, soft_wrap=True).print(f"data: {change}", highlight=False)
    threads = torch.get_num_threads()
    if record:  # sums of floats depend on how they are divided among threads
        torch.set_num_threads(record.environment.get("threads", threads))
    try:
        report = train(recipe, resume=resume, overwrite=overwrite)
    finally:
        torch.set_num_threads(threads)
    now = Provenance.load(Path(recipe.output))
    if record and now:
        if record.start != now.start:
            changes.append("the weights before the first step differ: another encoder, or another way to draw them")
        changes += record.changed_environment(now.environment)
    data = read(recipe)
    scores = tuple(
        score(data.dev, FactExtractor.from_pretrained(one, precision="fp32").predict(data.dev), data.schema)
        for one in (folder, report.checkpoint)
        if data.dev
    )
    tensors, unlike = _compare(folder / WEIGHTS, report.checkpoint / WEIGHTS)
    return Reproduction(
        checkpoint=folder,
        again=report.checkpoint,
        sums=(file_sum(folder / WEIGHTS), file_sum(report.checkpoint / WEIGHTS)),
        tensors=tensors,
        unlike=unlike,
        reasons=tuple(changes) if record else None,
        scores=scores,
    )


def _compare(first: Path, second: Path) -> tuple[dict[str, float], tuple[str, ...]]:
    one, other = load_file(first), load_file(second)
    shared = [name for name in one if name in other and one[name].shape == other[name].shape]
    differing = {
        name: float((one[name].double() - other[name].double()).abs().max())
        for name in shared
        if not torch.equal(one[name], other[name])
    }
    return differing, tuple(sorted({*one, *other} - set(shared)))


def show(found: Reproduction, console: Console) -> None:
    """Print whether the weights are equal; if not, by how much they differ and why that may be; and both scores."""
    if found.scores:
        table = Table(title="F1 on the development articles", title_justify="left")
        table.add_column("layer")
        for name in ("checkpoint", "trained again"):
            table.add_column(name, justify="right")
        for layer in DEFINITIONS:
            table.add_row(layer, *(f"{100 * scores[layer].f1:.1f}" for scores in found.scores))
        console.print(table)
    if found.equal:
        console.print(f"equal, byte for byte: {found.checkpoint} and {found.again} (SHA-256 {found.sums[0]})")
        return
    console.print(f"not equal: the weights of {found.checkpoint} and {found.again}")
    if found.tensors:
        name = max(found.tensors, key=lambda name: found.tensors[name])
        console.print(
            f"  {len(found.tensors):,} tensors differ, most of all {name}, by up to {found.tensors[name]:.2g}"
        )
    if found.unlike:
        console.print(f"  of other shapes, or in one only: {', '.join(found.unlike)}")
    if not found.tensors and not found.unlike:
        console.print("  every tensor is equal: the files were written by different versions or in another precision")
    if found.reasons is None:
        console.print("  the checkpoint has no training.json, so what has changed since cannot be told")
    for reason in found.reasons or ():
        console.print(f"  {reason}")
    if found.reasons == ():
        console.print("  data, versions and processor are as they were: an override, or code that has changed since")
