"""What is measured: how each system loads, in which environment, and what it takes out of a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import peers

__all__ = ["SYSTEMS", "Run", "System"]

Run = Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class System:
    """``load`` returns what reads texts; a ``peer`` runs in the environment of peers.txt; ``packages`` made it."""

    load: Callable[[], Run]
    what: str
    packages: tuple[str, ...]
    peer: bool = True


def newsfacts(precision: str = "auto") -> Run:
    """All layers, values included."""
    from newsfacts import FactExtractor

    return FactExtractor.from_pretrained(precision=precision, device="cpu").predict  # type: ignore[arg-type]


def newsfacts_fp32() -> Run:
    """The reference path."""
    return newsfacts("fp32")


def newsfacts_openvino() -> Run:
    """A checkpoint exported to OpenVINO, in the numbers that are fastest on this processor."""
    from newsfacts import FactExtractor
    from newsfacts.export import export

    with TemporaryDirectory() as scratch:
        return FactExtractor.from_pretrained(export(None, Path(scratch) / "exported"), device="cpu").predict


SYSTEMS = {
    "newsfacts": System(
        newsfacts,
        "all layers: mentions, events, arguments, sources, factuality, relations, coreference, values",
        ("newsfacts", "torch", "transformers", "numpy"),
        peer=False,
    ),
    "newsfacts-fp32": System(
        newsfacts_fp32, "the same, in fp32 (the reference path)", ("newsfacts", "torch"), peer=False
    ),
    "newsfacts-openvino": System(
        newsfacts_openvino, "the same, exported to OpenVINO", ("newsfacts", "openvino"), peer=False
    ),
    "spacy": System(
        peers.spacy_small,
        "mentions, flat: tok2vec (no transformer) and NER of the size of en_core_web_sm's",
        ("spacy", "thinc", "numpy"),
    ),
    "spacy-transformer": System(
        peers.spacy_transformer,
        "mentions, flat: BERT of our size, windows of 128 subwords, stride 96, NER; fp32, the only one on a CPU",
        ("spacy", "spacy-curated-transformers", "torch"),
    ),
    "gliner": System(
        peers.gliner,
        "mentions: spans of up to 12 words, 14 labels asked for; BERT of our size; the faster of fp32 and bf16",
        ("gliner", "torch", "transformers"),
    ),
    "gliner2": System(
        peers.gliner2,
        "mentions: spans of any length, 14 labels asked for; BERT of our size; the faster of fp32 and bf16",
        ("gliner2", "torch", "transformers"),
    ),
}
