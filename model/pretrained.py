"""The network as a model of transformers: what is trained, and what its auto classes load."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModel, PreTrainedModel

from newsfacts.config import NewsfactsConfig
from newsfacts.network import Network

__all__ = ["NewsfactsModel"]

POOLED = {"bert", "roberta", "xlm-roberta", "camembert"}


class NewsfactsModel(Network, PreTrainedModel):  # type: ignore[misc]
    """The network over an encoder of transformers, of any family."""

    config_class = NewsfactsConfig
    base_model_prefix = "newsfacts"
    main_input_name = "input_ids"

    def __init__(self, config: NewsfactsConfig) -> None:
        PreTrainedModel.__init__(self, config)
        self._build(config, AutoModel.from_config(config.encoder_config(), **_no_pooler(config)))
        PreTrainedModel.post_init(self)

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02 if module.out_features > 1 else 0.01)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
            if module.padding_idx is not None:
                with torch.no_grad():
                    module.weight[module.padding_idx].zero_()
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)


def _no_pooler(config: NewsfactsConfig) -> dict[str, Any]:
    """Encoders of the BERT family come with a pooler, which no head reads."""
    return {"add_pooling_layer": False} if config.encoder.get("model_type") in POOLED else {}


AutoConfig.register(NewsfactsConfig.model_type, NewsfactsConfig)
AutoModel.register(NewsfactsConfig, NewsfactsModel)
