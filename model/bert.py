"""BERT for prediction: it imports in no time, and reads windows that follow each other in one row, without padding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["Bert"]

# oneDNN keeps code for each number of rows that it multiplies, a megabyte each: numbers are rounded up to this.
ROWS = 128
SIZES = (
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "max_position_embeddings",
    "type_vocab_size",
)


class Bert(nn.Module):
    """The encoder of Devlin et al. 2019, its weights named as in transformers, whose dropout and pooler it lacks."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """An encoder without weights yet; settings that it :meth:`reads`."""
        super().__init__()
        self.config = config = SimpleNamespace(**settings)
        size, eps = config.hidden_size, config.layer_norm_eps
        self.embeddings: Any = nn.ModuleDict(
            {
                # Half of the parameters: no time is spent on random ones.
                "word_embeddings": nn.Embedding.from_pretrained(torch.empty(config.vocab_size, size)),  # type: ignore[no-untyped-call]
                "position_embeddings": nn.Embedding(config.max_position_embeddings, size),
                "token_type_embeddings": nn.Embedding(config.type_vocab_size, size),
                "LayerNorm": nn.LayerNorm(size, eps),
            }
        )
        self.encoder: Any = nn.ModuleDict(
            {"layer": nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))}
        )

    @staticmethod
    def reads(settings: Mapping[str, Any]) -> bool:
        """Whether these settings, named as in transformers, are of an encoder of this kind."""
        if settings.get("model_type") != "bert" or settings.get("hidden_act") != "gelu":
            return False
        numbers = [settings.get(name) for name in SIZES]
        if not all(isinstance(number, int) and number > 0 for number in numbers):
            return False
        whole = settings["hidden_size"] % settings["num_attention_heads"] == 0
        whole = whole and isinstance(settings.get("layer_norm_eps"), float)
        return whole and not settings.get("is_decoder") and not settings.get("add_cross_attention")

    def get_input_embeddings(self) -> nn.Embedding:
        """The vectors of subwords."""
        vectors: nn.Embedding = self.embeddings["word_embeddings"]
        return vectors

    @torch.no_grad()
    def forward(self, inputs: Tensor, lengths: Sequence[int]) -> Tensor:
        """The embedded subwords of windows in one row, (subwords, size), to vectors of the same shape.

        Args:
            lengths: subwords of each window; they sum up to all. No window is told of another.
        """
        at = torch.cat([torch.arange(length, device=inputs.device) for length in lengths])
        hidden: Tensor = inputs + self.embeddings["token_type_embeddings"].weight[0]
        hidden = self.embeddings["LayerNorm"](hidden + self.embeddings["position_embeddings"](at))
        hidden = nn.functional.pad(hidden, (0, 0, 0, -len(at) % ROWS))
        space = Space(hidden, self.config.intermediate_size)
        for layer in self.encoder["layer"]:
            hidden = layer(hidden, lengths, space)
        return hidden[: len(at)]


class Space:
    """Memory for what is large in a layer, asked for once: the system hands out new pages of it slowly."""

    def __init__(self, hidden: Tensor, inner: int) -> None:
        """For layers that read such vectors, (subwords, size), and widen them to this size."""
        self.inner = hidden.new_empty(len(hidden), inner)
        # Products of matrices, where they are faster than the attention of torch.
        self.weights = hidden.new_empty(0) if hidden.device.type == "cpu" and hidden.dtype == torch.bfloat16 else None

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Attention within a window, (heads, subwords, size of a head) each, to the same shape."""
        heads, length, size = query.shape
        if self.weights is None:
            return nn.functional.scaled_dot_product_attention(query[None], key[None], value[None])[0]
        if self.weights.numel() < heads * length * length:
            self.weights = query.new_empty(heads * length * length)
        weights = self.weights[: heads * length * length].view(heads, length, length)
        torch.bmm(query * size**-0.5, key.transpose(1, 2), out=weights)
        torch.softmax(weights, -1, out=weights)
        return torch.bmm(weights, value)


class Layer(nn.Module):
    """Attention, then a feed-forward network, each added to what it read and normalised."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        size, inner, eps = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        self.heads = config.num_attention_heads
        projections = nn.ModuleDict({name: nn.Linear(size, size) for name in ("query", "key", "value")})
        self.attention: Any = nn.ModuleDict({"self": projections, "output": _residual(size, size, eps)})
        self.intermediate: Any = nn.ModuleDict({"dense": nn.Linear(size, inner)})
        self.output: Any = _residual(inner, size, eps)

    def forward(self, hidden: Tensor, lengths: Sequence[int], space: Space) -> Tensor:
        """See :meth:`Bert.forward`."""
        # (subwords, size) → (heads, subwords, size / heads)
        projected = (
            project(hidden).unflatten(1, (self.heads, -1)).transpose(0, 1)
            for project in self.attention["self"].values()
        )
        sizes = [*lengths, len(hidden) - sum(lengths)]
        *windows, _ = zip(*(torch.split(t, sizes, 1) for t in projected), strict=True)
        attended = torch.cat([space.attend(*window).transpose(0, 1).flatten(1) for window in windows])
        attended = nn.functional.pad(attended, (0, 0, 0, sizes[-1]))
        output = self.attention["output"]
        hidden = output["LayerNorm"](output["dense"](attended).add_(hidden))
        dense = self.intermediate["dense"]
        inner = torch.addmm(dense.bias, hidden, dense.weight.t(), out=space.inner)
        torch.ops.aten.gelu_(inner)
        normalised: Tensor = self.output["LayerNorm"](self.output["dense"](inner).add_(hidden))
        return normalised


def _residual(size_in: int, size: int, eps: float) -> nn.ModuleDict:
    return nn.ModuleDict({"dense": nn.Linear(size_in, size), "LayerNorm": nn.LayerNorm(size, eps)})
