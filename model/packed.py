"""Attention over windows that follow each other in one row: nothing is padding, and no window is told of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, PreTrainedModel
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

__all__ = ["PACKED", "is_packed", "pack"]

PACKED = "newsfacts_packed"  # the name under which transformers knows the attention
# Families whose positions are looked up by number, from 0 on, and whose attention is plain.
FAMILIES = frozenset(["bert"])


def pack(encoder: PreTrainedModel) -> None:
    """Make an encoder read windows in one row, if it is of a family that can."""
    if encoder.config.model_type in FAMILIES and encoder.config._attn_implementation == "sdpa":
        encoder.set_attn_implementation(PACKED)


def is_packed(encoder: PreTrainedModel) -> bool:
    """Whether an encoder reads windows in one row."""
    return bool(encoder.config._attn_implementation == PACKED)


def _attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    window_lengths: Sequence[int] = (),
    **kwargs: Any,
) -> tuple[Tensor, None]:
    """What transformers calls in place of its own attention: (1, heads, subwords, size) → (1, subwords, heads, size).

    Args:
        window_lengths: subwords of each window; they sum up to all.
    """
    parts = zip(*(torch.split(t, list(window_lengths), 2) for t in (query, key, value)), strict=True)
    read = [nn.functional.scaled_dot_product_attention(q, k, v, scale=scaling).transpose(1, 2) for q, k, v in parts]
    return torch.cat(read, 1), None


AttentionInterface.register(PACKED, _attention)
AttentionMaskInterface.register(PACKED, sdpa_mask)
