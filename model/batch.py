"""Encoded articles laid out as the network reads them: windows padded, all words of all articles in one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from newsfacts.data.pairs import Surfaces, surfaces

__all__ = ["Batch", "Spans"]

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
        windows: list[tuple[list[int], list[int], list[int]]] = []
        total = sum(len(row["words"]) for row in rows)
        offset = 0
        for row in rows:
            for number, (start, end) in enumerate(row["windows"]):
                ids, shapes, words = list(before), [0] * len(before), [total] * len(before)
                for i in range(start, end):
                    count = len(row["subwords"][i])
                    ids += row["subwords"][i]
                    shapes += [row["shapes"][i]] * count
                    words += [offset + i if row["owner"][i] == number else total] * count
                windows.append((ids + after, shapes + [0] * len(after), words + [total] * len(after)))
            offset += len(row["words"])
        width = max((len(ids) for ids, _, _ in windows), default=0)
        padding = tokenizer.pad_token_id or 0

        def pad(column: int, value: int) -> Tensor:
            filled = np.full((len(windows), width), value, dtype=np.int64)
            for i, window in enumerate(windows):
                filled[i, : len(window[column])] = window[column]
            return torch.from_numpy(filled)

        lengths = torch.tensor([len(ids) for ids, _, _ in windows], dtype=torch.long)
        return cls(
            input_ids=pad(0, padding),
            attention_mask=(torch.arange(width)[None, :] < lengths[:, None]).long(),
            shapes=pad(1, 0),
            word=pad(2, total),
            words=total,
            document=np.repeat(np.arange(len(rows)), [len(row["words"]) for row in rows]),
            sentence=np.array([_GAP * i + s for i, row in enumerate(rows) for s in row["sentences"]], dtype=np.int64),
            surface=[word for row in rows for word in row["words"]],
        )

    def to(self, device: torch.device) -> Self:
        """The same batch with its tensors on a device."""
        return replace(
            self,
            input_ids=self.input_ids.to(device),
            attention_mask=self.attention_mask.to(device),
            shapes=self.shapes.to(device),
            word=self.word.to(device),
        )


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

    def __len__(self) -> int:
        return len(self.start)

    def surfaces(self, which: NDArray[np.int64], batch: Batch) -> Surfaces:
        """How these spans read."""
        return surfaces([batch.surface[self.start[i] : self.end[i]] for i in which.tolist()])
