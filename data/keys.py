"""Ids in formats that part their fields by white space or colons."""

from __future__ import annotations

from urllib.parse import quote, unquote

__all__ = ["NONE", "quoted", "unquoted"]

NONE = "_"  # stands for no id


def quoted(id: str) -> str:
    """The id as one word: signs other than letters of English, digits and ``_.-~`` percent-encoded."""
    return "%5F" if id == NONE else quote(id, safe="", errors="surrogatepass") or "%"


def unquoted(word: str) -> str:
    """The id that this word stands for."""
    try:
        return "" if word == "%" else unquote(word, errors="surrogatepass")
    except UnicodeDecodeError:  # bytes that are no text
        return unquote(word)
