"""The configuration of a checkpoint: its encoder, its scheme, its heads and its thresholds."""

from __future__ import annotations

from typing import Any

from transformers import AutoConfig, PreTrainedConfig

from newsfacts.data.schema import Schema

__all__ = ["NewsfactsConfig"]

FORMAT = 1  # of the checkpoint folder; goes up when older code could not read it


class NewsfactsConfig(PreTrainedConfig):
    """What ``config.json`` of a checkpoint holds.

    Args:
        encoder: the encoder's own configuration, with its ``model_type``.
        schema: the content of a schema file (:meth:`newsfacts.data.Schema.to_dict`).
        window: subwords a window holds, special tokens included.
        reach: how many sentences apart the two spans of a scored pair may stand.
        pair_size: width of the span and pair vectors.
        dropout: on word vectors and span vectors.
        thresholds: least probability, by layer (``argument``, ``source``, ``relation``).
        outside_bias: added to the logit of tag ``O`` when decoding; below zero finds more marks.
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
        self.format = format
        super().__init__(**kwargs)

    def encoder_config(self) -> PreTrainedConfig:
        """The configuration to build the encoder from."""
        fields = dict(self.encoder)
        return AutoConfig.for_model(fields.pop("model_type"), **fields)

    def scheme(self) -> Schema:
        """The annotation scheme that the checkpoint's labels follow."""
        return Schema.from_dict(self.schema, where="the checkpoint's schema")


AutoConfig.register("newsfacts", NewsfactsConfig)
