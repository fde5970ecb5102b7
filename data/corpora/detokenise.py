"""From tokens back to prose, with the place of each token in it.

Tokenised corpora have lost their spaces. What stands between two tokens is guessed as an English
newspaper would print it: signs and clitics are glued to the word they belong to, straight quotation
marks alternate, Penn Treebank escapes become the signs they stand for.
"""

from __future__ import annotations

import re
from collections import Counter
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
_BEFORE = frozenset(["", ".", ",", ";", "?", "!"])  # a mark right before these closes a quotation
_RIGHT = frozenset(["(", "[", "{", "“", "‘", "«", "¿", "¡"])  # glued to the word after
_CURRENCY = frozenset(["$", "£", "€", "¥", "#", "US$", "C$", "A$", "HK$", "NZ$", "S$"])
_ENDED = re.compile(r"""[.?!…]["'”’)\]]*$""")
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
    text, spans, _ = _detokenise(tokens, glue_hyphens, quoted=False)
    return text, spans


def _detokenise(tokens: Sequence[str], glue_hyphens: bool, quoted: bool) -> tuple[str, list[Span], bool]:
    """As :func:`detokenise`, from within a quotation or not; also says whether one is still open at the end."""
    escaped = [token.strip() for token in tokens]
    kept = [i for i, token in enumerate(escaped) if token]
    words = [_ESCAPES.get(escaped[i], escaped[i]) for i in kept]
    quotes, quoted = _quotes([escaped[i] for i in kept], words, quoted)
    text = ""
    spans: list[Span] = [(0, 0)] * len(escaped)
    for at, (i, word) in enumerate(zip(kept, words, strict=True)):
        if at and not _glued(words, quotes, at, glue_hyphens):
            text += " "
        spans[i] = (len(text), len(text) + len(word))
        text += word
    return text, spans, quoted


def detokenise_sentences(
    sentences: Iterable[Sequence[str]], glue_hyphens: bool = False
) -> tuple[str, list[list[Span]]]:
    """The text of several sentences, and the spans of each sentence's tokens in it.

    A space parts two sentences, and a blank line follows one that no full stop or the like ends: a headline,
    a dateline, the row of a table.
    """
    text = ""
    places: list[list[Span]] = []
    quoted = False
    for tokens in sentences:
        ended = _ENDED.search(text) is not None
        sentence, spans, quoted = _detokenise(tokens, glue_hyphens, quoted and ended)
        if text and sentence:
            text += " " if ended else "\n\n"
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


def _quotes(escaped: Sequence[str], words: Sequence[str], quoted: bool) -> tuple[dict[int, bool], bool]:
    """Which straight quotation marks open a quotation, and whether one of double marks is open at the end.

    The others close one, or are apostrophes.
    """
    opens: dict[int, bool] = {}
    is_open = {'"': quoted, "'": False}
    left = Counter(word for word in words if word in _STRAIGHT)
    for i, word in enumerate(words):
        if word not in _STRAIGHT:
            continue
        before = words[i - 1] if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        if escaped[i] in ("``", "`"):
            opens[i] = True
        elif escaped[i] == "''" or after in _BEFORE:
            opens[i] = False
        elif word == "'" and _is_apostrophe(before, after, is_open[word] or left[word] % 2 == 0):
            opens[i] = False
            left[word] -= 1
            continue
        elif is_open[word]:
            opens[i] = word == '"' and i == 0  # a paragraph that goes on with a quotation opens it anew
        else:
            # One without a partner after a comma ends what an earlier sentence began: `" he said`.
            opens[i] = left[word] % 2 == 0 or before not in _LEFT or not after.islower()
        is_open[word] = opens[i]
        left[word] -= 1
    return opens, is_open['"']


def _is_apostrophe(before: str, after: str, paired: bool) -> bool:
    """Whether a single mark is a part of a word ("the workers' union"); ``paired``: another may belong to it."""
    if before[-1:].isalpha() and after in _AFTER_APOSTROPHE:
        return True
    return before[-1:].lower() == "s" and not paired


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
