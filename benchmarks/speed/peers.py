"""Other extractors, as their makers advise for a CPU, each with random weights: their speed does not depend on them.

Every encoder has the size and the tokenizer of the shipped checkpoint's: 6 layers, width 384, 22 million parameters.
They run in an environment of their own (peers.txt), so that nothing here imports newsfacts.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

__all__ = ["gliner", "gliner2", "spacy_small", "spacy_transformer"]

CHECKPOINT = Path(__file__).parents[2] / "model" / "checkpoints" / "news-small"
# The mention types of the news scheme, in the words that such models are asked with.
LABELS = [
    "person", "organisation", "country or city", "facility", "location", "other name", "nationality or religion",
    "role", "actor", "item", "date", "number", "money", "percentage",
]  # fmt: skip
# GLiNER and GLiNER2 read up to 384 words, punctuation counted, and their encoder here 512 subwords, labels included.
PIECE = 250
# Random weights give many spans a middling score; above this next to nothing is found, and no time goes into it.
THRESHOLD = 0.999


def spacy_small() -> Callable[[Sequence[str]], Any]:
    """Names: the tok2vec and NER that `spacy init config --optimize efficiency` writes, as in en_core_web_sm."""
    from spacy.cli.init_config import init_config

    return _pipeline(init_config(lang="en", pipeline=["ner"], optimize="efficiency"))


def spacy_transformer() -> Callable[[Sequence[str]], Any]:
    """Names: a BERT of spacy-curated-transformers under the same NER, in windows of its default size."""
    from curated_tokenizers import WordPieceProcessor
    from spacy.cli.init_config import init_config

    config = init_config(lang="en", pipeline=["ner"], optimize="efficiency")
    encoder = _encoder_config()
    config["nlp"]["pipeline"] = ["transformer", "ner"]
    del config["components"]["tok2vec"]
    config["components"]["transformer"] = {
        "factory": "curated_transformer",
        "model": {
            "@architectures": "spacy-curated-transformers.BertTransformer.v1",
            "vocab_size": encoder["vocab_size"],
            "hidden_width": encoder["hidden_size"],
            "intermediate_width": encoder["intermediate_size"],
            "num_attention_heads": encoder["num_attention_heads"],
            "num_hidden_layers": encoder["num_hidden_layers"],
            "piece_encoder": {"@architectures": "spacy-curated-transformers.BertWordpieceEncoder.v1"},
            "with_spans": {"@architectures": "spacy-curated-transformers.WithStridedSpans.v1"},
        },
    }
    config["components"]["ner"]["model"]["tok2vec"] = {
        "@architectures": "spacy-curated-transformers.LastTransformerLayerListener.v1",
        "width": encoder["hidden_size"],
        "pooling": {"@layers": "reduce_mean.v1"},
        "upstream": "*",
    }
    vocabulary = json.loads((CHECKPOINT / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    pieces = WordPieceProcessor(sorted(vocabulary, key=vocabulary.__getitem__))

    def prepare(nlp: Any) -> None:
        for node in nlp.get_pipe("transformer").model.walk():
            if node.name == "wordpiece_encoder":
                node.attrs.update(wordpiece_processor=pieces, lowercase=True, strip_accents=True)

    return _pipeline(config, prepare)


def gliner() -> Callable[[Sequence[str]], Any]:
    """Spans of the 14 mention types: GLiNER with its own defaults."""
    from gliner import GLiNER, GLiNERConfig

    with _encoder() as folder:
        model = GLiNER.from_config(GLiNERConfig(model_name=folder))

    def run(texts: Sequence[str]) -> Any:
        return model.inference(_pieces(texts), LABELS, threshold=THRESHOLD, batch_size=8)

    return _in_faster_precision(model, run)


def gliner2() -> Callable[[Sequence[str]], Any]:
    """Spans of the 14 mention types: GLiNER2's boundary model (GLiNER2.5) with its own defaults."""
    from gliner2 import AutoExtractor
    from gliner2.configuration import ExtractorConfig

    with _encoder() as folder:
        model = AutoExtractor.from_config(ExtractorConfig(model_name=folder, architecture="boundary"))
    model.eval()

    def run(texts: Sequence[str]) -> Any:
        return model.batch_extract_entities(_pieces(texts), LABELS, batch_size=8, threshold=THRESHOLD)

    return _in_faster_precision(model, run)


def _in_faster_precision(model: Any, run: Any) -> Callable[[Sequence[str]], Any]:
    """``run`` with ``model`` in fp32 or bf16, both of which both libraries offer; ``precision`` tells which."""
    import torch

    spent = {}
    text = ["Police in the town freed three of the miners on Friday. " * 91]
    for precision in (torch.float32, torch.bfloat16):  # weights are random: rounding loses nothing
        model.to(precision)
        rounds = []
        for _ in range(4):
            began = time.process_time()
            run(text)
            rounds.append(time.process_time() - began)
        spent[precision] = min(rounds)
    fastest = min(spent, key=spent.__getitem__)
    model.to(fastest)
    run.precision = str(fastest).removeprefix("torch.")
    return run


def _pipeline(config: Any, prepare: Callable[[Any], None] = lambda nlp: None) -> Callable[[Sequence[str]], Any]:
    import spacy

    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    prepare(nlp)
    for label in LABELS:
        nlp.get_pipe("ner").add_label(label)
    nlp.initialize()

    def run(texts: Sequence[str]) -> Any:
        return [[(span.start_char, span.end_char, span.label_) for span in doc.ents] for doc in nlp.pipe(texts)]

    return run


def _pieces(texts: Sequence[str]) -> list[str]:
    """All of the texts in stretches of at most ``PIECE`` words; whole, GLiNER would cut their ends off."""
    found = []
    for text in texts:
        ends = [word.end() for word in re.finditer(r"\S+", text)]
        cuts = [0, *ends[PIECE - 1 : -1 : PIECE], len(text)]
        found += [text[start:end] for start, end in pairwise(cuts)]
    return found


def _encoder_config() -> dict[str, Any]:
    config: dict[str, Any] = json.loads((CHECKPOINT / "config.json").read_text(encoding="utf-8"))["encoder"]
    return config


@contextmanager
def _encoder() -> Iterator[str]:
    """A folder with an encoder of random weights and the tokenizer, as a checkpoint of transformers."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        BertModel(BertConfig(**_encoder_config())).save_pretrained(folder)
        AutoTokenizer.from_pretrained(CHECKPOINT).save_pretrained(folder)
        yield folder
