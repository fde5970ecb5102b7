"""The configuration of a checkpoint: its encoder, its scheme, its heads and its thresholds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from transformers import PreTrainedConfig

from newsfacts.calibration import SCORED, Calibration
from newsfacts.data.errors import ConfigError
from newsfacts.data.schema import Schema
from newsfacts.precision import GRAPH_PRECISIONS

__all__ = ["NewsfactsConfig"]

LABELLED = ("mentions", "events", "roles", "factuality", "relations")
BACKEND = "openvino"  # other than torch, the only one
FORMAT = 2  # of the checkpoint folder; goes up when older code could not read it
SEALED = 2  # from this format on, a folder has a manifest


class NewsfactsConfig(PreTrainedConfig):  # type: ignore[misc]
    """What ``config.json`` of a checkpoint holds.

    Args:
        encoder: the encoder's own configuration, with its ``model_type``.
        schema: the content of a schema file (:meth:`newsfacts.data.Schema.to_dict`).
        window: subwords a window holds, special tokens included.
        reach: how many sentences apart the two spans of a scored pair may stand.
        pair_size: width of the span and pair vectors.
        dropout: on word vectors and span vectors.
        thresholds: least probability, by layer (``argument``, ``source``, ``relation``) or type, as
            :meth:`newsfacts.limits.Limits.of` reads them.
        outside_bias: added to the logit of tag ``O`` when decoding; below zero finds more marks.
        temperatures, shifts: of the scores of each layer (:class:`newsfacts.calibration.Calibration`); layers
            that are not named have temperature 1 and shift 0.
        backend: what computes the encoder in prediction, if not torch, and in which numbers, as :mod:`newsfacts.export`
            writes it: ``{"name": "openvino", "precision": "auto"}``. Versions that do not know it pass over it.
        labels: the names in each part of the schema in the order of the network's outputs (JSON writers
            may sort the schema's keys); by default the schema's own order.
    """

    model_type = "newsfacts"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        schema: dict[str, Any] | None = None,
        window: int = 512,
        reach: int = 2,
        pair_size: int = 256,
        dropout: float = 0.2,
        thresholds: dict[str, float] | None = None,
        outside_bias: float = 0.0,
        temperatures: dict[str, float] | None = None,
        shifts: dict[str, float] | None = None,
        backend: dict[str, str] | None = None,
        labels: dict[str, list[str]] | None = None,
        format: int = FORMAT,
        **kwargs: Any,
    ) -> None:
        self.encoder = encoder or {}
        self.schema = schema or {}
        self.window = window
        self.reach = reach
        self.pair_size = pair_size
        self.dropout = dropout
        self.thresholds = {"argument": 0.5, "source": 0.5, "relation": 0.5, **(thresholds or {})}
        self.outside_bias = outside_bias
        self.temperatures = _by_layer("temperatures", temperatures, 1.0)
        self.shifts = _by_layer("shifts", shifts, 0.0)
        self.backend = _checked(backend)
        self.labels = labels or {part: list(self.schema[part]) for part in LABELLED if part in self.schema}
        self.format = format
        super().__init__(**kwargs)

    @property
    def calibration(self) -> Calibration:
        """How logits become scores."""
        return Calibration(self.temperatures, self.shifts)

    def encoder_config(self) -> PreTrainedConfig:
        """The configuration to build the encoder from."""
        fields = dict(self.encoder)
        from transformers import AutoConfig  # takes long to import

        return AutoConfig.for_model(fields.pop("model_type"), **fields)

    def scheme(self) -> Schema:
        """The annotation scheme that the checkpoint's labels follow."""
        schema = dict(self.schema)
        for part, names in self.labels.items():
            if sorted(names) != sorted(schema[part]):
                raise ConfigError(f"the checkpoint's labels and its schema name different {part}")
            schema[part] = {name: schema[part][name] for name in names}
        scheme = Schema.from_dict(schema, where="the checkpoint's schema")
        ours = Schema.default()
        if scheme.name != ours.name or _labels(scheme) != _labels(ours):
            return scheme
        # What a checkpoint that was saved before schemas had these parts lacks.
        lacking = {part: getattr(ours, part) for part in ("resolution", "values") if getattr(scheme, part) is None}
        return replace(scheme, **lacking)


def _checked(backend: dict[str, str] | None) -> dict[str, str] | None:
    """A backend, if it is one that this version has."""
    if backend is None:
        return None
    wanted = f"accepted: name {BACKEND!r}, and precision: {', '.join(GRAPH_PRECISIONS)}"
    if not isinstance(backend, dict) or backend.keys() != {"name", "precision"} or backend["name"] != BACKEND:
        raise ConfigError(f"backend: {wanted}; found {backend!r}")
    if backend["precision"] not in GRAPH_PRECISIONS:
        raise ConfigError(f"backend: {wanted}; found {backend!r}")
    return backend


def _by_layer(name: str, given: dict[str, float] | None, usual: float) -> dict[str, float]:
    """A number for each layer that bears scores; a temperature is above 0."""
    if given is not None and not isinstance(given, dict):
        raise ConfigError(f"{name}: accepted: a number for each of {', '.join(SCORED)}; found {given!r}")
    numbers = {**dict.fromkeys(SCORED, usual), **(given or {})}
    for layer, value in numbers.items():
        if layer not in SCORED or not isinstance(value, int | float) or not math.isfinite(value):
            raise ConfigError(f"{name}: accepted: a number for each of {', '.join(SCORED)}; found {layer}: {value!r}")
        if usual and value <= 0:
            raise ConfigError(f"{name}: accepted: numbers above 0; found {layer}: {value!r}")
    return numbers


def _labels(schema: Schema) -> list[list[str]]:
    content = schema.to_dict()
    return [list(content[part]) for part in LABELLED]
