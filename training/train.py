"""Fine-tune an encoder and its heads on annotated articles."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from torch.utils.data import Dataset as TorchDataset
from torch.utils.data import Sampler
from transformers import (
    AutoConfig,
    AutoModel,
    AutoTokenizer,
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_callback import PrinterCallback

from newsfacts.batch import Batch
from newsfacts.checkpoint import quiet, save
from newsfacts.config import NewsfactsConfig
from newsfacts.data import Article, ConfigError, DataError, Schema, read_articles
from newsfacts.data.datasets import build
from newsfacts.data.files import atomic_write
from newsfacts.network import NewsfactsModel
from newsfacts.predictor import FactExtractor
from newsfacts.training.card import model_card
from newsfacts.training.measures import Scores, score
from newsfacts.training.objective import Gold, Objective
from newsfacts.training.recipe import Recipe, encoder_path
from newsfacts.training.thresholds import tune

__all__ = ["TrainReport", "train"]

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
LAYERS = ("mention", "trigger", "argument", "attribution", "relation", "factuality", "coreference", "fact")


@dataclass(frozen=True)
class TrainReport:
    """What a run made: the checkpoint, and its scores on the development articles."""

    checkpoint: Path
    scores: Scores
    thresholds: Mapping[str, float]


def train(recipe: Recipe, *, resume: bool = False, overwrite: bool = False) -> TrainReport:
    """Train as a recipe says, and write the best checkpoint to ``OUTPUT/checkpoint``.

    One epoch after the other, the network is scored on whole development articles; the weights
    with the best fact F1 are kept, and the thresholds are then chosen on the same articles.

    Args:
        recipe: see :class:`newsfacts.training.recipe.Recipe`.
        resume: go on from the last whole checkpoint in the output folder.
        overwrite: remove the states and the checkpoint of an earlier run from the output folder.

    Raises:
        ConfigError: the output folder holds a run already, or the encoder cannot be found.
        DataError: articles that cannot be read, or that do not fit the schema.
    """
    output = Path(recipe.output)
    last = _last_state(output, resume, overwrite)
    # Before anything long: every article and the encoder must be there.
    schema = Schema.default() if recipe.data.data_schema is None else Schema.load(recipe.data.data_schema)
    articles, dev = read_articles(recipe.data.train, schema), read_articles(recipe.data.dev, schema)
    for key, paths, found in (("train", recipe.data.train, articles), ("dev", recipe.data.dev, dev)):
        if not found:
            raise DataError(f"data.{key}: no article in {', '.join(paths)}")
    leaked = {article.text for article in articles} & {article.text for article in dev}
    if leaked:
        raise ConfigError(
            f"{len(leaked)} development articles stand in the training data too: {sorted(leaked)[0][:60]!r}"
        )
    set_seed(recipe.training.seed)
    with quiet(), _no_bars():
        model, tokenizer = create(recipe, schema)
        tokens, relations = build(articles, schema, tokenizer, recipe.network.window, recipe.network.reach)
    split, lost = sum(tokens["split_words"]), sum(relations["out_of_reach"])
    console = Console(stderr=True)
    console.print(
        f"{len(articles):,} articles to train on, {len(dev):,} to develop on; {split:,} words cut in two by a mark, "
        f"{lost:,} facts farther apart than {recipe.network.reach} sentences"
    )
    _clear(output, resume)
    with atomic_write(output / "recipe.yaml") as file:
        file.write(recipe.to_yaml())
    objective = Objective(
        model, tokenizer.mask_token_id, recipe.training.word_dropout, recipe.training.weights.model_dump()
    )
    trainer = FactTrainer(
        model=objective,
        args=_arguments(recipe, output),
        train_dataset=Rows(tokens, relations),
        data_collator=Collator(tokenizer, len(model.tagset)),
        recipe=recipe,
        tokenizer=tokenizer,
        dev=dev,
        console=console,
    )
    with quiet(), trainer.progress:
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    # What is scored from here on is what will be stored.
    stored = DTYPES[recipe.training.save_precision]
    model.to(stored).to(torch.float32)
    extractor = FactExtractor(model, tokenizer)
    thresholds = {**model.config.thresholds, "outside_bias": model.config.outside_bias}
    if recipe.training.tune_thresholds:
        thresholds = tune(extractor, dev)
    scores = score(dev, extractor.predict(dev), schema)
    report = TrainReport(output / "checkpoint", scores, thresholds)
    if trainer.is_world_process_zero():
        card = model_card(recipe, model, articles, dev, scores)
        texts = {"README.md": card, "recipe.yaml": recipe.to_yaml()}
        save(model, tokenizer, report.checkpoint, dtype=stored, extra=texts)
    return report


@contextmanager
def _no_bars() -> Iterator[None]:
    """Keep the progress bars of datasets from the terminal."""
    disabled = are_progress_bars_disabled()
    disable_progress_bars()
    try:
        yield
    finally:
        if not disabled:
            enable_progress_bars()


def create(recipe: Recipe, schema: Schema) -> tuple[NewsfactsModel, Any]:
    """A network with a pretrained encoder and new heads, and the encoder's tokenizer.

    Raises:
        ConfigError: the encoder cannot be found or read, or holds windows shorter than the recipe's.
    """
    path = encoder_path(recipe.network.encoder)
    try:
        encoder_config = AutoConfig.from_pretrained(path, **recipe.network.encoder_settings)
        tokenizer = AutoTokenizer.from_pretrained(path)
        encoder = AutoModel.from_pretrained(path, config=encoder_config, dtype=torch.float32)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigError(f"encoder {recipe.network.encoder}: cannot be loaded ({reason})") from error
    if not tokenizer.is_fast:
        raise ConfigError(f"encoder {recipe.network.encoder}: has no fast tokenizer, which offsets need")
    longest = getattr(encoder_config, "max_position_embeddings", recipe.network.window)
    longest -= max(getattr(encoder_config, "pad_token_id", 0) or 0, 0) + 1 if _offset_positions(encoder_config) else 0
    if recipe.network.window > longest:
        raise ConfigError(f"network.window: {recipe.network.window}, but the encoder reads at most {longest} subwords")
    fields = encoder_config.to_dict()
    fields["model_type"] = encoder_config.model_type
    config = NewsfactsConfig(
        encoder=fields,
        schema=schema.to_dict(),
        window=recipe.network.window,
        reach=recipe.network.reach,
        pair_size=recipe.network.pair_size,
        dropout=recipe.network.dropout,
    )
    model = NewsfactsModel(config)
    # strict=False: a pooler that no head reads stays behind.
    missing = model.encoder.load_state_dict(encoder.state_dict(), strict=False).missing_keys
    if missing:
        raise ConfigError(f"encoder {recipe.network.encoder}: lacks the tensors {', '.join(missing[:3])}")
    if recipe.network.freeze_embeddings:
        model.encoder.get_input_embeddings().weight.requires_grad_(False)
    return model, tokenizer


def _offset_positions(config: Any) -> bool:
    """Whether positions count from the padding id on, as in RoBERTa."""
    return config.model_type in {"roberta", "xlm-roberta", "camembert"}


def _states(output: Path) -> list[Path]:
    """The folders of training states, oldest first."""
    found = [path for path in output.glob("checkpoint-*") if re.fullmatch(r"checkpoint-\d+", path.name)]
    return sorted(found, key=lambda path: int(path.name.rpartition("-")[2]))


def _last_state(output: Path, resume: bool, overwrite: bool) -> Path | None:
    """The state to go on from, if any."""
    if overwrite and resume:
        raise ConfigError("--resume and --overwrite exclude each other")
    if resume:
        return next((path for path in reversed(_states(output)) if _is_whole(path)), None)
    if not overwrite and (_states(output) or (output / "checkpoint").exists()):
        raise ConfigError(f"output {output} holds a run already: --resume goes on with it, --overwrite removes it")
    return None


def _clear(output: Path, resume: bool) -> None:
    """Remove the states of an earlier run and its checkpoint; to resume, only states that are not whole.

    The Trainer would count those among the states that it keeps.
    """
    if os.environ.get("RANK", "0") != "0":
        return
    for path in _states(output):
        if not (resume and _is_whole(path)):
            shutil.rmtree(path)
    if not resume and (output / "checkpoint").exists():
        shutil.rmtree(output / "checkpoint")


def _is_whole(folder: Path) -> bool:
    """Whether a state was written to the end: the Trainer writes this file last."""
    try:
        json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _arguments(recipe: Recipe, output: Path) -> TrainingArguments:
    training = recipe.training
    precise = training.precision == "fp32" or (training.precision == "auto" and not has_fast_bf16())
    return TrainingArguments(
        output_dir=str(output),
        num_train_epochs=training.epochs,
        max_steps=training.max_steps or -1,
        per_device_train_batch_size=training.batch_size,
        gradient_accumulation_steps=training.gradient_accumulation,
        learning_rate=training.encoder_learning_rate,
        weight_decay=training.weight_decay,
        warmup_steps=training.warmup,
        max_grad_norm=training.max_grad_norm,
        lr_scheduler_type="linear",
        bf16=not precise,
        use_cpu=not torch.cuda.is_available(),
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=training.keep,
        load_best_model_at_end=True,
        metric_for_best_model="fact",
        greater_is_better=True,
        logging_steps=20,
        seed=training.seed,
        data_seed=training.seed,
        remove_unused_columns=False,
        label_names=[],
        dataloader_pin_memory=False,
        disable_tqdm=True,  # StepProgress shows it
        report_to=["tensorboard"] if training.tensorboard else [],
    )


def has_fast_bf16() -> bool:
    """Whether this machine computes faster in bfloat16 than in float32."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


class Rows(TorchDataset[dict[str, Any]]):
    """The rows of a token and a relation dataset side by side."""

    def __init__(self, tokens: Any, relations: Any) -> None:
        columns = ("spans", "entities", "factuality", "arguments", "relations", "role_mask", "relation_mask")
        self.rows = [
            {**left, **right} for left, right in zip(tokens, relations.select_columns(list(columns)), strict=True)
        ]
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
        return {"batch": Batch.of(rows, self.tokenizer), "gold": Gold.of(rows, self.tags)}


class LikeLengths(Sampler[int]):
    """A new random order each epoch in which articles of like length stand together, to save padding."""

    POOL = 8  # batches that are sorted together

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.lengths, self.batch_size, self.seed, self.epoch = lengths, batch_size, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Accelerate calls this, so that a resumed run draws the same orders."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.lengths)

    def __iter__(self) -> Iterator[int]:
        random_ = random.Random(f"{self.seed}-{self.epoch}")
        order = list(range(len(self.lengths)))
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
        self, *, recipe: Recipe, tokenizer: Any, dev: Sequence[Article], console: Console, **kwargs: Any
    ) -> None:
        patience = recipe.training.patience
        self.progress = StepProgress(console)
        callbacks = [self.progress, *([EarlyStoppingCallback(patience)] if patience else [])]
        super().__init__(eval_dataset=[None], callbacks=callbacks, **kwargs)
        self.recipe, self.tokenizer, self.dev, self.console = recipe, tokenizer, dev, console
        self.parts: dict[str, list[float]] = {}
        self.remove_callback(PrinterCallback)

    def _get_train_sampler(self, train_dataset: Any = None) -> LikeLengths:
        size = self.args.train_batch_size * self.args.gradient_accumulation_steps
        return LikeLengths(self.train_dataset.lengths, size, self.args.seed)

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

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        """Add the mean of each part of the loss since the last log."""
        if "loss" in logs:
            logs |= {f"loss_{name}": round(float(np.mean(values)), 4) for name, values in self.parts.items()}
            self.parts.clear()
        super().log(logs, *args, **kwargs)

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        """Score the development articles, print a line of the table, and report ``eval_fact`` and the rest."""
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
