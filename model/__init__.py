"""newsfacts: facts from news articles, each pointing at the words that state it.

>>> from newsfacts import FactExtractor
>>> article = FactExtractor.from_pretrained().predict("Police in Oslo arrested two men on Friday.")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsfacts.data import Article, Schema

if TYPE_CHECKING:
    from newsfacts.predictor import FactExtractor as FactExtractor

__version__ = "0.1.0"
__all__ = ["Article", "FactExtractor", "Schema", "__version__"]


def __getattr__(name: str) -> Any:
    """Load torch only when the extractor is asked for."""
    if name == "FactExtractor":
        from newsfacts.predictor import FactExtractor

        return FactExtractor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
