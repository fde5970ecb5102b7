"""Fine-tune an encoder and its heads on annotated articles."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from datasets.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars
from rich.console import Console
from transformers import (
    AutoConfig,
    AutoModel,
    AutoTokenizer,
    TrainingArguments,
    set_seed,
)

from newsfacts.checkpoint import load, quiet, save
from newsfacts.config import NewsfactsConfig
from newsfacts.data import ConfigError, Schema
from newsfacts.data.datasets import build
from newsfacts.data.errors import shortened
from newsfacts.data.output import atomic_write
from newsfacts.manifest import CARD
from newsfacts.precision import dtype_of
from newsfacts.predictor import FactExtractor
from newsfacts.pretrained import NewsfactsModel
from newsfacts.training.card import model_card
from newsfacts.training.cpu import quicken
from newsfacts.training.measures import Scores, headline, score
from newsfacts.training.mixture import Mixture
from newsfacts.training.objective import Objective
from newsfacts.training.provenance import RECORD, Provenance
from newsfacts.training.reading import Reading, read
from newsfacts.training.recipe import Recipe, encoder_path
from newsfacts.training.states import last_whole, states
from newsfacts.training.stopping import stoppable
from newsfacts.training.thresholds import tune
from newsfacts.training.trainer import Collator, FactTrainer, Rows

__all__ = ["TrainReport", "train"]

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


@dataclass(frozen=True)
class TrainReport:
    """What a run made: the checkpoint, and its scores on the development articles, if there are any."""

    checkpoint: Path
    scores: Scores | None
    thresholds: Mapping[str, float]


def train(recipe: Recipe, *, resume: bool = False, overwrite: bool = False) -> TrainReport:
    """Train as a recipe says, and write the best checkpoint to ``OUTPUT/checkpoint``.

    One epoch after the other, the network is scored on whole development articles; the weights with
    the best F1 of :func:`newsfacts.training.measures.headline` are kept, and the thresholds are then
    chosen on the same articles. Without development articles the last weights are kept. A state is kept after
    each epoch: a run that was ended at whatever moment and is resumed ends with the weights of one that nothing
    interrupted, byte for byte.

    Args:
        recipe: see :class:`newsfacts.training.recipe.Recipe`.
        resume: go on from the last whole state in the output folder; without one, begin anew.
        overwrite: remove the states and the checkpoint of an earlier run from the output folder.

    Raises:
        ConfigError: the output folder holds a run already, or one of another recipe or data to resume, or the
            encoder cannot be found.
        DataError: articles that cannot be read, or that do not fit the schema.
        OSError: a state or the checkpoint cannot be written, on a full disk say.
    """
    with stoppable(Path(recipe.output)):
        return _train(recipe, resume, overwrite)


def _train(recipe: Recipe, resume: bool, overwrite: bool) -> TrainReport:
    output = Path(recipe.output)
    last = _last_state(recipe, resume, overwrite)
    data = read(recipe)
    schema, dev = data.schema, data.dev
    set_seed(recipe.training.seed)
    with quiet(), _no_bars():
        model, tokenizer = create(recipe, schema)
        sizes = recipe.network.window, recipe.network.reach
        built = [build(data.train, schema, tokenizer, *sizes)]
        built += [build(corpus.articles, schema, tokenizer, *sizes, labels=corpus.labels) for corpus in data.corpora]
    mixture = Mixture(
        [[len(words) for words in tokens["words"]] for tokens, _ in built],
        [corpus.mixed.weight for corpus in data.corpora],
        recipe.data.share,
        recipe.data.temperature,
    )
    console = Console(stderr=True)
    _say_what_is_read(console, data, built[0], mixture, recipe.network.reach)
    arguments = _arguments(recipe, output, headline(schema) if dev else None)
    learnt = [*data.train, *(article for corpus in data.corpora for article in corpus.articles)]
    provenance = Provenance.of(recipe, model, arguments.bf16, learnt)
    if last:
        _compare(output, provenance, console)
    _clear(output, last)
    records = {"recipe.yaml": recipe.to_yaml(), RECORD: provenance.to_json()}
    for name, text in records.items():
        with atomic_write(output / name) as file:
            file.write(text)
    if arguments.use_cpu:
        quicken(model, arguments.bf16)
    objective = Objective(
        model, tokenizer.mask_token_id, recipe.training.word_dropout, recipe.training.weights.model_dump()
    )
    trainer = FactTrainer(
        model=objective,
        args=arguments,
        train_dataset=Rows(built),
        mixture=mixture,
        data_collator=Collator(tokenizer, len(model.tagset)),
        recipe=recipe,
        tokenizer=tokenizer,
        dev=dev,
        console=console,
    )
    with quiet(), trainer.progress:
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    trainer.load_kept()
    # What is scored from here on is what will be stored.
    stored = DTYPES[recipe.training.save_precision]
    model.to(stored).to(torch.float32)
    extractor = FactExtractor(model, tokenizer)
    thresholds = {**model.config.thresholds, "outside_bias": model.config.outside_bias}
    if recipe.training.tune_thresholds:
        thresholds = tune(extractor, dev)
    scores = score(dev, extractor.predict(dev), schema) if dev else None
    report = TrainReport(output / "checkpoint", scores, thresholds)
    if trainer.is_world_process_zero():
        card = model_card(recipe, model, data, scores, provenance)
        save(model, tokenizer, report.checkpoint, dtype=stored, extra={CARD: card, **records})
    return report


def _say_what_is_read(console: Console, data: Reading, built: tuple[Any, Any], mixture: Mixture, reach: int) -> None:
    tokens, relations = built
    split, lost = sum(tokens["split_words"]), sum(relations["out_of_reach"])
    console.print(
        f"{len(data.train):,} articles to train on, {len(data.dev):,} to develop on; {split:,} words cut in two by a "
        f"mark, {lost:,} facts farther apart than {reach} sentences",
        soft_wrap=True,
    )
    if data.leaked:
        console.print(
            f"{data.leaked:,} articles of data.train stand in data.dev or data.held_out: they are not trained on",
            soft_wrap=True,
        )
    for corpus, count in zip(data.corpora, mixture.counts[1:], strict=True):
        console.print(
            f"{corpus.mixed.articles}: {count:,} of {len(corpus.articles):,} articles an epoch", soft_wrap=True
        )


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

    The encoder may be a newsfacts checkpoint: then its encoder and word shapes are gone on with, and all
    that fits of its heads too if its scheme is the same.

    Raises:
        ConfigError: the encoder cannot be found or read, or holds windows shorter than the recipe's.
    """
    path = encoder_path(recipe.network.encoder)
    settings = recipe.network.encoder_settings
    try:
        encoder_config = AutoConfig.from_pretrained(path, trust_remote_code=False, **settings)
        if isinstance(encoder_config, NewsfactsConfig):
            start, _ = load(path)
            encoder_config = AutoConfig.for_model(**{**start.config.encoder, **settings})
            tensors = start.state_dict()
            if start.scheme != schema:
                tensors = {name: value for name, value in tensors.items() if name.startswith(("encoder.", "shape."))}
        else:
            safe = {"use_safetensors": True, "trust_remote_code": False}
            encoder = AutoModel.from_pretrained(path, config=encoder_config, dtype=torch.float32, **safe)
            tensors = {f"encoder.{name}": value for name, value in encoder.state_dict().items()}
        tokenizer = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
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
    for name in ("auto_map", "_name_or_path"):  # code of its own, which was not run, and a path of this machine
        fields.pop(name, None)
    config = NewsfactsConfig(
        encoder=fields,
        schema=schema.to_dict(),
        window=recipe.network.window,
        reach=recipe.network.reach,
        pair_size=recipe.network.pair_size,
        dropout=recipe.network.dropout,
    )
    model = NewsfactsModel(config)
    own = model.state_dict()
    # What has no place stays behind: a pooler that no head reads, heads of another width.
    fitting = {name: value for name, value in tensors.items() if name in own and own[name].shape == value.shape}
    missing = [name for name in own if name.startswith("encoder.") and name not in fitting]
    if missing:
        raise ConfigError(f"encoder {recipe.network.encoder}: lacks the tensors {', '.join(missing[:3])}")
    model.load_state_dict(fitting, strict=False)
    if recipe.network.freeze_embeddings:
        model.encoder.get_input_embeddings().weight.requires_grad_(False)
    return model, tokenizer


def _offset_positions(config: Any) -> bool:
    """Whether positions count from the padding id on, as in RoBERTa."""
    return config.model_type in {"roberta", "xlm-roberta", "camembert"}


def _last_state(recipe: Recipe, resume: bool, overwrite: bool) -> Path | None:
    """The state to go on from, if any."""
    output = Path(recipe.output)
    if overwrite and resume:
        raise ConfigError("--resume and --overwrite exclude each other")
    if not states(output) and not (output / "checkpoint").exists():
        return None
    if resume:
        if (output / "recipe.yaml").exists():
            changes = Recipe.load(output / "recipe.yaml").changes(recipe)
            _refuse(output, "the recipe", changes)
        return last_whole(output)
    if not overwrite:
        raise ConfigError(f"output {output} holds a run already: --resume goes on with it, --overwrite removes it")
    return None


def _compare(output: Path, now: Provenance, console: Console) -> None:
    """Refuse to go on with other data than the run began with; say what else is not as it was."""
    before = Provenance.load(output)
    if before is not None:
        _refuse(output, "the data", before.changed_data(now.data))
        if changes := before.changed_environment(now.environment):
            console.print(f"not as when the run began, so the weights may differ: {'; '.join(changes)}")


def _refuse(output: Path, what: str, changes: list[str]) -> None:
    if changes:
        listed = "\n".join(f"  {change}" for change in shortened(changes))
        raise ConfigError(
            f"output {output}: cannot be resumed, {what} of the run there differs:\n{listed}\n"
            "  put it back, name another output, or begin anew with --overwrite"
        )


def _clear(output: Path, last: Path | None) -> None:
    """Remove what an earlier run has left but the states up to this one, which is gone on from."""
    if os.environ.get("RANK", "0") != "0":
        return
    found = states(output)
    for path in found[found.index(last) + 1 :] if last else found:
        shutil.rmtree(path)
    if not last and (output / "checkpoint").exists():
        shutil.rmtree(output / "checkpoint")
    for path in output.glob(".checkpoint.*"):  # it was ended while it wrote the checkpoint
        shutil.rmtree(path)


def _arguments(recipe: Recipe, output: Path, best: str | None) -> TrainingArguments:
    """What the Trainer is told; ``best`` is the layer whose F1 on dev chooses the epoch, None without dev."""
    training = recipe.training
    precise = dtype_of(training.precision, "cuda" if torch.cuda.is_available() else "cpu") == torch.float32
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
        eval_strategy="epoch" if best else "no",
        save_strategy="epoch",
        save_total_limit=None,  # FactTrainer removes states, once the new one is whole
        load_best_model_at_end=False,  # FactTrainer.load_kept does
        metric_for_best_model=best,
        greater_is_better=True,
        logging_steps=20,
        seed=training.seed,
        data_seed=training.seed,
        remove_unused_columns=False,
        label_names=[],
        dataloader_pin_memory=False,
        ddp_find_unused_parameters=True,  # a batch without events leaves heads unused
        disable_tqdm=True,  # StepProgress shows it
        report_to=["tensorboard"] if training.tensorboard else [],
    )
