"""Checkpoints for a runtime other than torch."""

from __future__ import annotations

from pathlib import Path

from newsfacts.bert import Bert
from newsfacts.checkpoint import find, read_config, replace_config
from newsfacts.config import BACKEND, NewsfactsConfig
from newsfacts.data.errors import ConfigError
from newsfacts.graph import openvino

__all__ = ["export"]


def export(checkpoint: str | Path | None, folder: str | Path, backend: str = BACKEND, precision: str = "auto") -> Path:
    """Write a copy of a checkpoint whose encoder is compiled by a backend when it is loaded to predict.

    Args:
        checkpoint: a folder or hub id; None is the shipped one.
        folder: a new one. It holds the weights as they are: training can go on from it, and it can be exported again.
        backend: ``openvino``.
        precision: ``int8``, ``bf16``, ``fp32``, or ``auto``: the fastest of the processor that loads it.

    Raises:
        ConfigError: another backend or precision, one that is not installed or that the processor lacks, an encoder
            of another family than BERT's, or a folder that is there already.
    """
    if backend == "onnx":
        raise ConfigError(
            "backend 'onnx': ONNX Runtime was slower than OpenVINO in each precision, in fp32 no faster than torch "
            f"(benchmarks/speed/backends.py), so there is no export to it; accepted: {BACKEND}"
        )
    if backend != BACKEND:
        raise ConfigError(f"backend {backend!r}: accepted: {BACKEND}")
    if Path(folder).exists():
        raise ConfigError(f"folder {folder}: is there already; name a new one")
    source = find(checkpoint)
    config = read_config(source)
    if not Bert.reads(config.encoder):
        raise ConfigError(
            f"checkpoint {source}: its encoder is of the family {config.encoder.get('model_type')}; {backend} gets "
            "those of BERT's, with gelu"
        )
    openvino()
    # Through the constructor, which checks it.
    exported = NewsfactsConfig.from_dict({**config.to_dict(), "backend": {"name": backend, "precision": precision}})
    return replace_config(source, exported, folder)
