"""From tokens back to prose, with the place of each token in it.

Tokenised corpora have lost their spaces. What stands between two tokens is guessed as an English
newspaper would print it: signs and clitics are glued to the word they belong to, straight quotation
marks alternate, Penn Treebank escapes become the signs they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["cover", "detokenise", "detokenise_sentences"]

Span = tuple[int, int]

# fmt: off
_ESCAPES = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"', "`": "'", "\\/": "/", "\\*": "*",
}
_CLITICS = frozenset(["'s", "'re", "'ve", "'ll", "'d", "'m", "n't", "’s", "’re", "’ve", "’ll", "’d", "’m", "n’t"])
_AFTER_APOSTROPHE = frozenset(["s", "re", "ve", "ll", "d", "m", "t"])  # "I ' m" in three tokens
_HALVES = frozenset([  # words that the Penn Treebank cuts in two
    ("can", "not"), ("gon", "na"), ("wan", "na"), ("got", "ta"), ("gim", "me"), ("lem", "me"),
    ("'t", "is"), ("'t", "was"),
])
# fmt: on
_LEFT = frozenset([".", ",", ";", ":", "?", "!", ")", "]", "}", "…", "...", "”", "’", "»"])  # glued to the word before
_RIGHT = frozenset(["(", "[", "{", "“", "‘", "«", "¿", "¡"])  # glued to the word after
_CURRENCY = frozenset(["$", "£", "€", "¥", "#", "US$", "C$", "A$", "HK$", "NZ$", "S$"])
_STRAIGHT = frozenset(['"', "'"])


def detokenise(tokens: Sequence[str], glue_hyphens: bool = False) -> tuple[str, list[Span]]:
    """The text of a sentence and the characters of each token in it.

    Args:
        tokens: of one sentence. White space around a token is no part of it; what is left of a token
            may be nothing, and then its span is empty.
        glue_hyphens: for tokenisers that cut words at hyphens and slashes: put no space around these.

    Returns:
        The text, and one half-open span a token; ``text[start:end]`` is the token, or the sign that its
        Penn Treebank escape stands for.
    """
    escaped = [token.strip() for token in tokens]
    kept = [i for i, token in enumerate(escaped) if token]
    words = [_ESCAPES.get(escaped[i], escaped[i]) for i in kept]
    quotes = _quotes([escaped[i] for i in kept], words)
    text = ""
    spans: list[Span] = [(0, 0)] * len(escaped)
    for at, (i, word) in enumerate(zip(kept, words, strict=True)):
        if at and not _glued(words, quotes, at, glue_hyphens):
            text += " "
        spans[i] = (len(text), len(text) + len(word))
        text += word
    return text, spans


def detokenise_sentences(
    sentences: Iterable[Sequence[str]], between: str = " ", glue_hyphens: bool = False
) -> tuple[str, list[list[Span]]]:
    """The text of several sentences with ``between`` between them, and the spans of each sentence's tokens in it."""
    text = ""
    places: list[list[Span]] = []
    for tokens in sentences:
        sentence, spans = detokenise(tokens, glue_hyphens)
        if text and sentence:
            text += between
        places.append([(start + len(text), end + len(text)) for start, end in spans])
        text += sentence
    return text, places


def cover(spans: Iterable[Span]) -> Span:
    """The characters from the first of these spans to the last, empty ones aside.

    Raises:
        ValueError: all of them are empty.
    """
    filled = [span for span in spans if span[0] < span[1]]
    return min(start for start, _ in filled), max(end for _, end in filled)


def _quotes(escaped: Sequence[str], words: Sequence[str]) -> dict[int, bool]:
    """Which straight quotation marks open (True) and which close a quotation or mark a genitive (False)."""
    opens: dict[int, bool] = {}
    for sign in _STRAIGHT:
        places = [i for i, word in enumerate(words) if word == sign]
        is_open = False
        for nth, i in enumerate(places):
            before = words[i - 1] if i else ""
            after = words[i + 1] if i + 1 < len(words) else ""
            if escaped[i] in ("``", "`"):
                is_open = True
            elif escaped[i] == "''":
                is_open = False
            elif sign == "'" and before[-1:].isalpha() and after in _AFTER_APOSTROPHE:
                opens[i] = False
                continue
            elif sign == "'" and not is_open and before[-1:].lower() == "s" and (len(places) - nth) % 2:
                is_open = False  # "the workers' union"
            else:
                # One that nothing follows but a full stop ends a quotation that an earlier sentence began.
                is_open = not is_open and after not in ("", ".", ",", ";")
            opens[i] = is_open
    return opens


def _glued(words: Sequence[str], quotes: dict[int, bool], at: int, glue_hyphens: bool) -> bool:
    """Whether no space stands before word ``at``."""
    before, word = words[at - 1], words[at]
    after = words[at + 1] if at + 1 < len(words) else ""
    if word in _STRAIGHT and not quotes[at]:
        return True
    if before in _STRAIGHT and quotes[at - 1]:
        return True
    if before == "'" and word in _AFTER_APOSTROPHE:
        return True
    if word in _LEFT or before in _RIGHT or word.lower() in _CLITICS:
        return True
    if word == "%":
        return before[-1].isdigit()
    if before in _CURRENCY:
        return word[0].isdigit() or word[0] == "."
    if glue_hyphens and (word in ("-", "/") or before in ("-", "/")):
        return True
    if glue_hyphens and "–" in (before, word):  # a range, not a dash
        return (words[at - 2][-1:] if before == "–" and at > 1 else before[-1:]).isdigit() and (
            (after if word == "–" else word)[:1].isdigit()
        )
    return (before.lower(), word.lower()) in _HALVES
