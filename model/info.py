"""What a checkpoint is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from newsfacts.checkpoint import find, read_config
from newsfacts.data.errors import ConfigError
from newsfacts.data.schema import Schema

__all__ = ["CheckpointInfo", "info"]


@dataclass(frozen=True)
class CheckpointInfo:
    """What a checkpoint folder holds."""

    folder: Path
    encoder: str  # model type and size
    parameters: int
    dtypes: tuple[str, ...]
    megabytes: float
    window: int
    reach: int
    thresholds: dict[str, float]
    schema: Schema
    backend: str  # what computes the encoder
    recipe: bool  # whether it tells how it was trained


def info(checkpoint: str | Path | None = None) -> CheckpointInfo:
    """Describe a checkpoint (a folder, a hub id, or the shipped one) without loading its network.

    Raises:
        ConfigError: there is none, or it is not of this package.
    """
    folder = find(checkpoint)
    config = read_config(folder)
    weights = folder / "model.safetensors"
    parameters, dtypes = 0, set()
    try:
        with safe_open(weights, "pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118 (no mapping)
                part = tensors.get_slice(name)
                parameters += math.prod(part.get_shape())
                dtypes.add(str(part.get_dtype()))
    except SafetensorError as error:
        raise ConfigError(f"checkpoint {folder}: model.safetensors cannot be read ({error})") from error
    encoder = config.encoder
    layers, size = encoder.get("num_hidden_layers"), encoder.get("hidden_size")
    return CheckpointInfo(
        folder,
        f"{encoder.get('model_type')}, {layers} layers of {size}",
        parameters,
        tuple(sorted(dtypes)),
        weights.stat().st_size / 1e6,
        config.window,
        config.reach,
        {**config.thresholds, "outside_bias": config.outside_bias},
        config.scheme(),
        "{name}, {precision}".format(**config.backend) if config.backend else "torch",
        (folder / "recipe.yaml").exists(),
    )
