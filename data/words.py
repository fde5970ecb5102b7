"""Words, their shapes and sentences: the units that tags are given to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

__all__ = ["SHAPES", "Words", "is_ornament", "paragraphs", "shape_parts", "split", "split_at"]

# A word holds at most 64 characters, so that any window of any encoder can hold it; scripts
# that write no spaces give one word a character. What str.strip() takes off (\x1c to \x1f too) is no word.
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]\p{M}{0,63}"
    r"|\p{N}{1,30}(?:[.,]\p{N}{1,16}){0,2}"
    r"|\p{L}(?:[\p{L}\p{M}\u200C\u200D]){0,63}"
    r"|[^\s\x1c-\x1f]"
)
_ORNAMENT = regex.compile(r"[\p{C}\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE00-\uFE0F]+")
_OPEN, _CLOSE, _STRAIGHT = frozenset("“«„"), frozenset("”»"), '"'
_END = frozenset(".!?…。！？")
_END_CJK = frozenset("。！？")
_AFTER_END = frozenset("\"'”’»)]}")
# fmt: off
_ABBREVIATIONS = frozenset([
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gen", "col", "lt", "capt", "cpt", "maj", "sgt", "cpl", "adm",
    "cmdr", "brig", "sen", "rep", "gov", "pres", "st", "no", "vs", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "inc", "corp", "ltd", "co", "bros", "dept", "est", "approx", "fig",
])
# fmt: on

_CASES = ("lower", "Title", "UPPER", "Letter", "miXed", "digits", "number", "punctuation", "other")
_GAPS = ("glued", "space", "line")
LONGEST_SENTENCE = 128  # words in a sentence: a list of names that no full stop ends is cut
SHAPES = 1 + len(_CASES) * len(_GAPS) * 2  # 0 is for what is no word


class Words(NamedTuple):
    """The words of a text, one entry a word in each list."""

    starts: list[int]  # character offsets, half open
    ends: list[int]
    shapes: list[int]  # 1 … SHAPES - 1, see shape_parts
    sentences: list[int]  # from 0, never falling

    def bounds(self) -> list[tuple[int, int]]:
        """Where each sentence begins and ends: half-open character offsets."""
        found: list[tuple[int, int]] = []
        for start, end, sentence in zip(self.starts, self.ends, self.sentences, strict=True):
            if sentence == len(found):
                found.append((start, end))
            else:
                found[sentence] = (found[sentence][0], end)
        return found


def split(text: str) -> Words:
    """Split a text into words, numbers and single other signs; white space is no word."""
    return split_at(text, ())


def split_at(text: str, borders: Sequence[int]) -> Words:
    """Split a text, and cut words at these character offsets too, so that marks ending there stay exact."""
    spans = [match.span() for match in _WORD.finditer(text)]
    if borders:
        spans = list(_cut(spans, sorted(set(borders))))
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    sentences, quoted = _sentences(text, starts, ends)
    shapes = [
        1 + (_case(text[start:end]) * len(_GAPS) + (_gap(text, before, start) if start > before else 0)) * 2 + quote
        for start, end, before, quote in zip(starts, ends, [0, *ends], quoted, strict=False)
    ]
    return Words(starts, ends, shapes, sentences)


def paragraphs(text: str, words: Words) -> list[int]:
    """The words that begin a paragraph: those that a blank line stands before."""
    gaps = zip(words.ends, words.starts[1:], strict=False)
    return [i for i, (end, start) in enumerate(gaps, 1) if start - end > 1 and text.count("\n", end, start) > 1]


def is_ornament(word: str) -> bool:
    """Whether a word is a control or format sign (a byte order mark, say) or an emoji, which names nothing."""
    return _ORNAMENT.fullmatch(word) is not None


def shape_parts(shape: int) -> tuple[str, str, bool]:
    """What a shape stands for: case, what parts the word from the one before, whether it is quoted."""
    rest, quoted = divmod(shape - 1, 2)
    case, gap = divmod(rest, len(_GAPS))
    return _CASES[case], _GAPS[gap], bool(quoted)


def _cut(spans: list[tuple[int, int]], borders: list[int]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in spans:
        while at < len(borders) and borders[at] <= start:
            at += 1
        while at < len(borders) and borders[at] < end:
            yield start, borders[at]
            start = borders[at]
            at += 1
        yield start, end


@lru_cache(maxsize=65536)
def _case(word: str) -> int:
    if word.isalpha():
        if word.islower():
            return 0
        if len(word) == 1:
            return 3 if word.isupper() else 8
        if word.isupper():
            return 2
        return 1 if word[0].isupper() and word[1:].islower() else 4
    if word[0].isnumeric():
        return 5 if word.isnumeric() else 6
    return 8 if any(sign.isalpha() for sign in word) else 7


def _gap(text: str, before: int, start: int) -> int:
    return 2 if "\n" in text[before:start] else 1


def _sentences(text: str, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
    """Number the sentences, and say which words stand between quotation marks (1) and which do not (0).

    Made for windows and distances, not for show: it errs on the side of not splitting, but no sentence
    has more than :data:`LONGEST_SENTENCE` words.
    """
    sentences: list[int] = []
    quoted: list[int] = []
    number, quote, ended, length = 0, 0, False, 0
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if i:
            gap = text[ends[i - 1] : start]
            paragraph = len(gap) > 1 and gap.count("\n") > 1
            if paragraph:
                quote = 0
            over = False
            if ended and (gap or text[ends[i - 1] - 1] in _END_CJK):
                opens = text[start] in _OPEN or (text[start] == _STRAIGHT and not quote) or text[start] in "‘'("
                over = "\n" in gap or opens or not text[start].islower()
            if paragraph or over or length == LONGEST_SENTENCE:
                number += 1
                ended, length = False, 0
        length += 1
        sentences.append(number)
        sign = text[start] if end - start == 1 else ""
        quoted.append(quote)
        if sign in _OPEN:
            quote = 1
        elif sign in _CLOSE:
            quote = 0
        elif sign == _STRAIGHT:
            quote = 1 - quote
        if sign and sign in _END:
            ended = sign != "." or not _abbreviates(text, starts, ends, i)
        elif not (sign and sign in _AFTER_END):
            ended = False
    return sentences, quoted


def _abbreviates(text: str, starts: list[int], ends: list[int], i: int) -> bool:
    """Whether the full stop at word i belongs to an initial, an abbreviation or a row of dots."""
    if not i or ends[i - 1] != starts[i]:
        return False
    word = text[starts[i - 1] : ends[i - 1]]
    if word.lower() in _ABBREVIATIONS and word[0].isupper():
        return True
    initial = len(word) == 1 and word.isalpha() and word.isupper()
    # "J. Smith", but a sentence may end in "U.S."
    return initial and not (i >= 2 and text[starts[i - 2]] == "." and ends[i - 2] == starts[i - 1])
