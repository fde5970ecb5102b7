"""Tiny encoders and checkpoints, built in code, so that no test needs the network."""

import string
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

from newsfacts.checkpoint import save
from newsfacts.config import NewsfactsConfig
from newsfacts.data import Schema
from newsfacts.pretrained import NewsfactsModel

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = (
    "the",
    "of",
    "in",
    "and",
    "to",
    "said",
    "on",
    "police",
    "army",
    "president",
    "government",
    "killed",
    "people",
    "minister",
    "by",
    "was",
)
SIZES: dict[str, Any] = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 130,
}
FAMILIES: dict[str, dict[str, Any]] = {
    "bert": {},
    "distilbert": {"dim": 16, "hidden_dim": 32, "n_layers": 2, "n_heads": 2},
    "deberta-v2": {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 16},
    "modernbert": {"global_attn_every_n_layers": 2, "local_attention": 16},
    "xlm-roberta": {},
}


def tokenizer() -> PreTrainedTokenizerFast:
    """A lower-casing WordPiece tokenizer that knows letters, signs and a few words."""
    letters = string.ascii_lowercase + string.digits + string.punctuation
    pieces = [*SPECIAL, *letters, *(f"##{letter}" for letter in letters), *WORDS]
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    backend = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer()
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, mask_token="[MASK]", **names)


def encoder_config(family: str = "bert") -> Any:
    """The configuration of a tiny encoder of a family."""
    settings = {**SIZES, **FAMILIES[family], "vocab_size": len(tokenizer()), "pad_token_id": 0}
    return AutoConfig.for_model(family, **settings)


def write_encoder(folder: Path, family: str = "bert") -> Path:
    """A tiny encoder with random weights and its tokenizer, as a local folder."""
    torch.manual_seed(0)
    AutoModel.from_config(encoder_config(family)).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    return folder


def network(schema: Schema, family: str = "bert", **settings: Any) -> NewsfactsModel:
    """A tiny network with random weights; its tagger finds marks of many types."""
    torch.manual_seed(0)
    encoder = {**encoder_config(family).to_dict(), "model_type": family}
    # Untrained pair heads say about 0.047 of everything: thresholds that let a part of it through.
    thresholds = dict.fromkeys(("argument", "source", "relation"), 0.0475)
    settings = {"window": 64, "pair_size": 8, "thresholds": thresholds, **settings}
    config = NewsfactsConfig(encoder, schema.to_dict(), **settings)
    model = NewsfactsModel(config).eval()
    # Fresh weights say much the same of every word: spread the logits, so that there is something to decode.
    with torch.no_grad():
        model.tagger.out.weight.normal_(std=1.0)
    return model


def write_checkpoint(folder: Path, schema: Schema, family: str = "bert", **settings: Any) -> Path:
    """A checkpoint folder of :func:`network`."""
    return save(network(schema, family, **settings), tokenizer(), folder)
