"""English word forms: LemmInflect's lexicon (https://github.com/bjascob/LemmInflect), its rules for other words."""

from __future__ import annotations

import gzip
import sys
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["inflections", "lemmas"]


@lru_cache(maxsize=1 << 14)
def lemmas(word: str) -> Mapping[str, tuple[str, ...]]:
    """The base forms of a word by part of speech (NOUN, VERB, ADJ …): "met" is the verb "meet"; empty for names."""
    found: Mapping[str, tuple[str, ...]] = _lemminflect().getAllLemmas(word.lower())
    return found


@lru_cache(maxsize=1 << 14)
def inflections(lemma: str, tag: str) -> tuple[str, ...]:
    """The forms of a base form by Penn tag (VBD, VBN, VBG, VBZ), the most usual first; never empty."""
    return tuple(_lemminflect().getInflection(lemma, tag)) or (lemma,)


class _Table:
    """A table of LemmInflect's, of which the words that are asked for are decoded; all would take half a second."""

    def __init__(self, path: str, decode: Callable[[str], dict[str, Any]], fixed: Mapping[str, Any]) -> None:
        """Read a table.

        Args:
            path: a file of lines that begin with a word and a comma, compressed.
            decode: what a line says of its word.
            fixed: what is known of some words, whatever the file says.
        """
        self._lines = sorted(gzip.decompress(Path(path).read_bytes()).decode().splitlines())
        self._decode, self._fixed = decode, fixed

    def get(self, word: str, default: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the lines of a word say."""
        if word in self._fixed:
            return dict(self._fixed[word])
        found: dict[str, Any] = {}
        at = bisect_left(self._lines, f"{word},")
        while at < len(self._lines) and self._lines[at].startswith(f"{word},"):
            found |= self._decode(self._lines[at])
            at += 1
        return found or default


class _WithoutSpacy(MetaPathFinder):
    """Says that spaCy is not installed."""

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> None:
        if fullname == "spacy":
            raise ImportError(fullname)


@cache
def _lemminflect() -> ModuleType:
    """The library. It would load spaCy where that is installed, with all its weight, just to add attributes to it."""
    guard = _WithoutSpacy()
    sys.meta_path.insert(0, guard)
    try:
        import lemminflect
        from lemminflect.codecs.InflectionLUCodec import InflectionLUCodec
        from lemminflect.codecs.LemmaLUCodec import LemmaLUCodec
        from lemminflect.core.LexicalUtils import categoryToUPos
    finally:
        sys.meta_path.remove(guard)

    def lemma(line: str) -> dict[str, Any]:
        _, category, forms = LemmaLUCodec.fromString(line)
        return {categoryToUPos(category): forms}

    def inflection(line: str) -> dict[str, Any]:
        return dict(InflectionLUCodec.fromString(line)[2])

    lemmatizer, inflector = lemminflect.Lemmatizer(), lemminflect.Inflections()
    lemmatizer.lemma_dict = _Table(lemmatizer.lemma_lu_fn, lemma, {})
    inflector.infl_dict = _Table(inflector.infl_lu_fn, inflection, InflectionLUCodec.updateForAuxMod({}))
    module: ModuleType = lemminflect
    return module
