"""English word forms: LemmInflect's lexicon (https://github.com/bjascob/LemmInflect), its rules for other words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.abc import MetaPathFinder
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
    finally:
        sys.meta_path.remove(guard)
    module: ModuleType = lemminflect
    return module
