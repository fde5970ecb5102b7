"""In which numbers a network computes."""

from __future__ import annotations

from typing import Literal, get_args

import torch

from newsfacts.data.errors import ConfigError

__all__ = ["GRAPH_PRECISIONS", "Precision", "dtype_of", "graph_precision", "has_fast_bf16"]

Precision = Literal["auto", "fp32", "bf16"]
GRAPH_PRECISIONS = ("auto", "int8", "bf16", "fp32")  # of an exported encoder


def dtype_of(precision: Precision, device: str | torch.device) -> torch.dtype:
    """The type of the numbers: with ``auto``, bfloat16 where the device computes faster in it.

    Raises:
        ConfigError: another precision.
    """
    if precision not in get_args(Precision):
        raise ConfigError(f"precision {precision!r}: accepted: {', '.join(get_args(Precision))}")
    fast = precision == "bf16" or (precision == "auto" and has_fast_bf16(device))
    return torch.bfloat16 if fast else torch.float32


def has_fast_bf16(device: str | torch.device) -> bool:
    """Whether a device computes faster in bfloat16 than in float32, as the instructions that it has tell."""
    kind = torch.device(device).type
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    # Private, but torch has no other way to ask; it has had these since 2.6.
    return kind == "cpu" and bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def graph_precision(wanted: str) -> str:
    """What an exported encoder computes in on this processor: with ``auto``, in what is fastest.

    Raises:
        ConfigError: in what the processor has no fast instructions for.
    """
    # Private too. OpenVINO quantises on processors with AVX2 alone as well, but we have had none to measure on.
    vnni, amx = torch.cpu._is_vnni_supported(), torch.cpu._is_amx_tile_supported()
    fast = {"int8": vnni, "bf16": has_fast_bf16("cpu"), "fp32": True}
    if wanted == "auto":
        return next(precision for precision in (("bf16", "fp32") if amx else fast) if fast[precision])
    if not fast[wanted]:
        raise ConfigError(
            f"the checkpoint is exported in {wanted}, for which this processor has no instructions: export it with "
            "--precision auto, which goes by the processor"
        )
    return wanted
