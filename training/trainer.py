"""The Trainer that fits a network to facts: its rows, its batches, and its scores on whole articles."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from safetensors.torch import load_file
from torch.utils.data import Dataset as TorchDataset
from torch.utils.data import Sampler
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback
from transformers.trainer_callback import PrinterCallback

from newsfacts.batch import Batch
from newsfacts.data import Article
from newsfacts.predictor import FactExtractor
from newsfacts.training.measures import Scores, score
from newsfacts.training.mixture import Mixture
from newsfacts.training.objective import Gold
from newsfacts.training.recipe import Recipe
from newsfacts.training.states import prune, seal, state_of

__all__ = ["Collator", "FactTrainer", "Rows", "dev_table"]

LAYERS = ("mention", "trigger", "argument", "attribution", "relation", "factuality", "coreference", "fact")


class Rows(TorchDataset[dict[str, Any]]):
    """The rows of token and relation datasets side by side, one corpus after the other."""

    def __init__(self, corpora: Sequence[tuple[Any, Any]]) -> None:
        facts = ("spans", "entities", "factuality", "arguments", "relations")
        columns = (*facts, "type_mask", "role_mask", "relation_mask", "coreference_mask")
        self.rows = [
            {**left, **right}
            for tokens, relations in corpora
            for left, right in zip(tokens, relations.select_columns(list(columns)), strict=True)
        ]
        self.sizes = [len(tokens) for tokens, _ in corpora]
        self.lengths = [sum(map(len, row["subwords"])) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self.rows[index]


@dataclass(frozen=True)
class Collator:
    """Lays rows out as a batch and its gold annotation."""

    tokenizer: Any
    tags: int

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The arguments of an objective."""
        return {"batch": Batch.of(rows, self.tokenizer), "gold": Gold.of(rows, self.tags)}


class LikeLengths(Sampler[int]):
    """A new random order each epoch in which articles of like length stand together, to save padding."""

    POOL = 8  # batches that are sorted together

    def __init__(self, lengths: Sequence[int], mixture: Mixture, batch_size: int, seed: int) -> None:
        self.lengths, self.mixture, self.batch_size, self.seed, self.epoch = lengths, mixture, batch_size, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Accelerate calls this, so that a resumed run draws the same orders."""
        self.epoch = epoch

    def __len__(self) -> int:
        return sum(self.mixture.counts)

    def __iter__(self) -> Iterator[int]:
        random_ = random.Random(f"{self.seed}-{self.epoch}")
        order = self.mixture.draw(self.epoch, self.seed)
        random_.shuffle(order)
        size, pool = self.batch_size, self.batch_size * self.POOL
        order = [
            i for at in range(0, len(order), pool) for i in sorted(order[at : at + pool], key=lambda i: self.lengths[i])
        ]
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        random_.shuffle(batches)
        return iter([i for batch in batches for i in batch])


class FactTrainer(Trainer):  # type: ignore[misc]
    """A Trainer that scores facts on whole development articles, and has a learning rate for the heads."""

    def __init__(
        self,
        *,
        recipe: Recipe,
        tokenizer: Any,
        dev: Sequence[Article],
        mixture: Mixture,
        console: Console,
        **kwargs: Any,
    ) -> None:
        patience = recipe.training.patience
        self.progress = StepProgress(console)
        callbacks = [self.progress, *([EarlyStoppingCallback(patience)] if patience else [])]
        super().__init__(eval_dataset=[None], callbacks=callbacks, **kwargs)
        self.recipe, self.tokenizer, self.dev, self.mixture, self.console = recipe, tokenizer, dev, mixture, console
        self.parts: dict[str, list[float]] = {}
        self.remove_callback(PrinterCallback)

    def _get_train_sampler(self, train_dataset: Any = None) -> LikeLengths:
        size = self.args.train_batch_size * self.args.gradient_accumulation_steps
        return LikeLengths(self.train_dataset.lengths, self.mixture, size, self.args.seed)

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        """AdamW with a learning rate for the encoder and one for the heads; no decay of biases and norms."""
        training = self.recipe.training
        groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
        for name, parameter in self.model.named_parameters():
            if parameter.requires_grad:
                groups.setdefault((name.startswith("model.encoder."), parameter.ndim > 1), []).append(parameter)
        self.optimizer = torch.optim.AdamW(
            [
                {
                    "params": parameters,
                    "lr": training.encoder_learning_rate if encoder else training.head_learning_rate,
                    "weight_decay": training.weight_decay if decays else 0.0,
                }
                for (encoder, decays), parameters in groups.items()
            ]
        )
        return self.optimizer

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The objective's loss; its parts are kept for the log."""
        parts = model(**inputs)
        for name, part in parts.items():
            if name != "loss":
                self.parts.setdefault(name, []).append(float(part))
        return (parts["loss"], parts) if return_outputs else parts["loss"]

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """Write a state, mark it as whole, and only then remove older ones."""
        output = Path(self.args.output_dir)
        state = state_of(output, self.state.global_step)
        try:
            super()._save_checkpoint(model, trial)
            self.accelerator.wait_for_everyone()  # each process writes a file
            if self.args.should_save:
                seal(state)
                prune(output, self.recipe.training.keep)
        except Exception as error:  # a full disk is another class to each library, to tokenizers just this one
            shutil.rmtree(state, ignore_errors=True)
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise OSError(f"{state}: cannot be written ({reason}); --resume goes on from the state before") from error

    def load_kept(self) -> None:
        """Take the weights of the best epoch, without dev those of the last, from where the run's folder is now.

        The Trainer's own way of it keeps the last weights, without an error, if the folder has been moved.
        """
        step = self.state.best_global_step if self.dev else self.state.global_step
        kept = state_of(Path(self.args.output_dir), step)
        self.model.load_state_dict(load_file(kept / "model.safetensors"))

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        """Add the mean of each part of the loss since the last log."""
        if "loss" in logs:
            logs |= {f"loss_{name}": round(float(np.mean(values)), 4) for name, values in self.parts.items()}
            self.parts.clear()
        super().log(logs, *args, **kwargs)

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Score the development articles, print the table, and report ``eval_fact`` and the other layers."""
        model = self.accelerator.unwrap_model(self.model).model
        training = model.training
        scores = score(self.dev, FactExtractor(model, self.tokenizer).predict(list(self.dev)), model.scheme)
        model.train(training)
        metrics = {f"eval_{layer}": scores[layer].f1 for layer in LAYERS}
        self.log(dict(metrics))
        if self.is_world_process_zero():
            self.console.print(dev_table(f"epoch {self.state.epoch:.0f}: development articles", scores))
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class StepProgress(TrainerCallback):  # type: ignore[misc]
    """A bar on a terminal, a line every few steps elsewhere."""

    def __init__(self, console: Console) -> None:
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self.console = console
        self.bar = Progress(
            TextColumn("step"),
            *columns,
            TextColumn("{task.description}"),
            console=console,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("", start=False)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.bar.stop()  # the Trainer does not tell its callbacks of an error

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Show the bar, as far along as the run is."""
        if state.is_world_process_zero:
            self.bar.reset(self.task, total=state.max_steps, completed=state.global_step)
            self.bar.start()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Move the bar on."""
        self.bar.update(self.task, completed=state.global_step)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
        """Say what the loss is."""
        if not state.is_world_process_zero or "loss" not in (logs or {}):
            return
        parts = ", ".join(f"{key.removeprefix('loss_')} {logs[key]:.3f}" for key in logs if key.startswith("loss_"))
        text = f"epoch {state.epoch:.1f}, loss {logs['loss']:.3f} ({parts})"
        self.bar.update(self.task, description=text)
        if not self.console.is_terminal:
            self.console.print(f"step {state.global_step}/{state.max_steps}: {text}", soft_wrap=True)


def dev_table(title: str, scores: Scores) -> Table:
    """Precision, recall and F1 of each layer."""
    table = Table(title=title, title_justify="left", min_width=len(title))
    table.add_column("layer")
    for name in ("precision", "recall", "F1"):
        table.add_column(name, justify="right")
    for layer in LAYERS:
        one = scores[layer]
        table.add_row(layer, *(f"{100 * value:.1f}" for value in (one.precision, one.recall, one.f1)))
    return table
