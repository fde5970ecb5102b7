"""Encoded articles laid out as the network reads them: windows padded, all words of all articles in one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from newsfacts.data.pairs import Surfaces, surfaces

__all__ = ["Batch", "Spans"]

Ints = NDArray[np.int64]
# Sentence numbers of different articles are so far apart that no pair spans two articles.
_GAP = 1_000_000


@dataclass
class Batch:
    """Windows of some articles, and where each of their words is read.

    ``words`` counts the words of all articles; word ``i`` belongs to article ``document[i]`` and
    sentence ``sentence[i]`` (numbers never fall). In the windows, ``word`` names the word whose
    vector a subword adds to, or ``words`` for subwords that count for none.
    """

    input_ids: Tensor  # (windows, length)
    attention_mask: Tensor  # (windows, length)
    shapes: Tensor  # (windows, length)
    word: Tensor  # (windows, length)
    words: int
    document: NDArray[np.int64]  # (words,)
    sentence: NDArray[np.int64]  # (words,)
    surface: list[str]  # (words,)

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], tokenizer: Any) -> Self:
        """Lay out rows that have the columns of a token dataset, but for ``tags``."""
        before, after = _special(tokenizer)
        total = sum(len(row["words"]) for row in rows)
        windows: list[tuple[Ints, Ints, Ints]] = []
        offset = 0
        for row in rows:
            if len(row["windows"]):
                windows += _windows(row, offset, total)
            offset += len(row["words"])
        lengths = torch.tensor([len(ids) + len(before) + len(after) for ids, _, _ in windows], dtype=torch.long)
        width = int(lengths.max()) if windows else 0

        def pad(column: int, value: int, edges: tuple[list[int], list[int]] | None = None) -> Tensor:
            filled = np.full((len(windows), width), value, dtype=np.int64)
            for line, window in zip(filled, windows, strict=True):
                end = len(before) + len(window[column])
                line[len(before) : end] = window[column]
                if edges:
                    line[: len(before)], line[end : end + len(after)] = edges
            return torch.from_numpy(filled)

        return cls(
            input_ids=pad(0, tokenizer.pad_token_id or 0, (before, after)),
            attention_mask=(torch.arange(width)[None, :] < lengths[:, None]).long(),
            shapes=pad(1, 0),
            word=pad(2, total),
            words=total,
            document=np.repeat(np.arange(len(rows)), [len(row["words"]) for row in rows]),
            sentence=np.array([_GAP * i + s for i, row in enumerate(rows) for s in row["sentences"]], dtype=np.int64),
            surface=[word for row in rows for word in row["words"]],
        )

    def groups(self, subwords: int | None) -> list[Any]:
        """Windows to read together: all, or those of like length, at most so many subwords with padding."""
        if subwords is None:
            return [slice(None)] if len(self.input_ids) else []
        lengths = self.attention_mask.sum(1).tolist()
        groups: list[list[int]] = []
        for i in sorted(range(len(lengths)), key=lengths.__getitem__):
            if not groups or (len(groups[-1]) + 1) * lengths[i] > subwords:
                groups.append([])
            groups[-1].append(i)
        return [torch.tensor(group, device=self.input_ids.device) for group in groups]

    def to(self, device: torch.device) -> Self:
        """The same batch with its tensors on a device."""
        return replace(
            self,
            input_ids=self.input_ids.to(device),
            attention_mask=self.attention_mask.to(device),
            shapes=self.shapes.to(device),
            word=self.word.to(device),
        )


def _windows(row: Mapping[str, Any], offset: int, total: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """The subwords of each window, the shapes of their words, and the numbers of the words (``total`` for none)."""
    counts = np.fromiter(map(len, row["subwords"]), np.int64, len(row["words"]))
    border = np.concatenate([[0], counts.cumsum()])
    ids = np.fromiter(chain.from_iterable(row["subwords"]), np.int64, border[-1])
    word = np.repeat(np.arange(len(counts)), counts)
    shapes, owner = np.array(row["shapes"])[word], np.array(row["owner"])[word]
    for number, (start, end) in enumerate(row["windows"]):
        some = slice(border[start], border[end])
        yield ids[some], shapes[some], np.where(owner[some] == number, word[some] + offset, total)


def _special(tokenizer: Any) -> tuple[list[int], list[int]]:
    """The special tokens that stand before and after a text."""
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    full = tokenizer("a", add_special_tokens=True)["input_ids"]
    at = next(i for i in range(len(full)) if full[i : i + len(bare)] == bare)
    return full[:at], full[at + len(bare) :]


@dataclass
class Spans:
    """Triggers and mentions of a batch, in the order of the text; numbers as numpy arrays, shape (spans,)."""

    start: NDArray[np.int64]  # first word, in the numbering of the batch
    end: NDArray[np.int64]  # the word after the last
    type: NDArray[np.int64]  # index into Schema.mark_types
    trigger: NDArray[np.bool_]

    @classmethod
    def of(cls, spans: Sequence[tuple[int, int, int]], mention_types: int) -> Self:
        """Spans (first word, word after the last, type); types from ``mention_types`` on are triggers."""
        columns = np.array(sorted(spans), dtype=np.int64).reshape(-1, 3).T
        return cls(columns[0], columns[1], columns[2], columns[2] >= mention_types)

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """The spans of parts that follow each other, numbered alike."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def __len__(self) -> int:
        return len(self.start)

    def surfaces(self, which: NDArray[np.int64], batch: Batch) -> Surfaces:
        """How these spans read."""
        return surfaces([batch.surface[self.start[i] : self.end[i]] for i in which.tolist()])
