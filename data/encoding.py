"""From a text to what an encoder reads: subwords in overlapping windows that cover every word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from newsfacts.data.errors import ConfigError
from newsfacts.data.words import Words, split_at

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["Encoding", "encode", "windows"]

KNOWN = 100_000  # words whose subwords are kept


@dataclass(frozen=True)
class Encoding:
    """The words of a text, their subwords, and the windows that the encoder reads.

    ``subwords[i]`` holds the ids of word ``i``, at least one. ``windows`` are half-open ranges of
    words; each word's vector is taken from ``owner[i]``, the window where it has most context.
    """

    words: Words
    subwords: list[list[int]]
    windows: list[tuple[int, int]]
    owner: list[int]

    def row(self, text: str) -> dict[str, Any]:
        """The columns that a batch is laid out from, in training and in prediction; ``text`` is what was encoded."""
        starts, ends, shapes, sentences = self.words
        return {
            "words": [text[start:end] for start, end in zip(starts, ends, strict=True)],
            "starts": starts,
            "ends": ends,
            "shapes": shapes,
            "sentences": sentences,
            "subwords": self.subwords,
            "windows": [list(window) for window in self.windows],
            "owner": self.owner,
        }


def encode(
    text: str,
    tokenizer: PreTrainedTokenizerFast,
    max_length: int,
    borders: Sequence[int] = (),
    known: dict[str, list[int]] | None = None,
) -> Encoding:
    """Split and tokenise a whole text; nothing is cut off.

    Args:
        max_length: the most subwords a window holds, special tokens included.
        borders: character offsets at which words are cut too (ends of gold marks).
        known: the subwords of words met in earlier texts, which are looked up here and added to; news has few new
            words, and a tokenizer takes longer than a dictionary.
    """
    words = split_at(text, borders)
    known = {} if known is None else known
    subwords = _tokenize([text[a:b] for a, b in zip(words.starts, words.ends, strict=True)], tokenizer, known)
    room = max_length - tokenizer.num_special_tokens_to_add()
    spans, owner = windows([len(ids) for ids in subwords], words.sentences, room)
    return Encoding(words, subwords, spans, owner)


def _tokenize(words: list[str], tokenizer: PreTrainedTokenizerFast, known: dict[str, list[int]]) -> list[list[int]]:
    if not words:
        return []
    if len(known) > KNOWN:
        known.clear()
    # Some tokenizers treat the first word of a text in another way than the others.
    new = [words[0], *dict.fromkeys(word for word in words[1:] if word not in known)]
    first, *others = _tokenize_words(new, tokenizer)
    known.update(zip(new[1:], others, strict=True))
    return [first, *map(known.__getitem__, words[1:])]


def _tokenize_words(words: list[str], tokenizer: PreTrainedTokenizerFast) -> list[list[int]]:
    # A lone surrogate is no character to the tokenizer (TypeError); one code point stands for another.
    clean = [word.encode("utf-8", "replace").decode("utf-8") if not word.isascii() else word for word in words]
    encoding = tokenizer(clean, is_split_into_words=True, add_special_tokens=False, truncation=False, verbose=False)
    subwords: list[list[int]] = [[] for _ in words]
    for id, word in zip(encoding["input_ids"], encoding.word_ids(), strict=True):
        subwords[word].append(id)
    # Normalisation can delete a word (a control character): it stays a word all the same.
    unknown = [tokenizer.unk_token_id if tokenizer.unk_token_id is not None else tokenizer.mask_token_id]
    return [ids or unknown for ids in subwords]


def windows(lengths: Sequence[int], sentences: Sequence[int], room: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Cover the words with windows of at most ``room`` subwords that begin and end at sentence ends where they can.

    Neighbours overlap by about a quarter. Returns the windows and, for each word, the index of
    the one where its distance to the nearer border is greatest.

    Raises:
        ConfigError: a word with more subwords than a window holds.
    """
    if not lengths:
        return [], []
    if max(lengths) > room:
        raise ConfigError(f"a word has {max(lengths)} subwords, but a window holds {room}: raise max_length")
    count = len(lengths)
    total = [0]
    for length in lengths:
        total.append(total[-1] + length)
    starts_sentence = [i == 0 or sentences[i] != sentences[i - 1] for i in range(count)] + [True]
    spans: list[tuple[int, int]] = []
    start = reach = 0
    while True:
        while reach < count and total[reach + 1] - total[start] <= room:
            reach += 1
        end = reach
        if end < count:
            end = _sentence_border(starts_sentence, reach, start + (reach - start) // 2)
        spans.append((start, end))
        if end == count:
            break
        back = max(start + 1, end - max(1, (end - start) // 4))
        start = max(start + 1, _sentence_border(starts_sentence, back, start + (end - start) // 2))
    owner = np.zeros(count, dtype=np.int64)
    best = np.full(count, -1)
    for index, (a, b) in enumerate(spans):
        # The ends of the text are no borders: no window has more context there.
        left = np.arange(b - a) if a else count
        right = np.arange(b - a)[::-1] if b < count else count
        context = np.minimum(left, right)
        owner[a:b] = np.where(context > best[a:b], index, owner[a:b])
        best[a:b] = np.maximum(context, best[a:b])
    return spans, owner.tolist()


def _sentence_border(starts_sentence: Sequence[bool], at: int, least: int) -> int:
    """The last sentence start in ``least < i <= at``, else ``at``."""
    return next((i for i in range(at, least, -1) if starts_sentence[i]), at)
