"""Characters that a text format cannot hold."""

from __future__ import annotations

import re

__all__ = ["legal"]

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """A text with U+FFFD for each character that XML 1.0 does not allow: most controls, lone surrogates."""
    return _ILLEGAL.sub("\ufffd", text)
