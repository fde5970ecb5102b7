"""Reading batches side by side: while one is in Python, which only one thread can be, another is in the encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

import torch

__all__ = ["Lanes"]

LANES = 2  # with more, most would wait for Python
Result = TypeVar("Result")


class Lanes:
    """Threads that share the threads of torch between them.

    With one thread of torch, or on another device than the CPU, there is one lane: what is submitted waits its turn.
    The threads end with the block; what they are at is finished first, what has not begun is dropped.
    """

    def __init__(self, device: torch.device) -> None:
        """Lanes for a network on this device."""
        self._threads = torch.get_num_threads()
        self.count = LANES if device.type == "cpu" and self._threads >= LANES else 1
        self._pool = ThreadPoolExecutor(self.count, "newsfacts", self._share)

    def _share(self) -> None:
        # It counts for this thread; but threads that others make from now on would begin with it too.
        if self.count > 1:
            torch.set_num_threads(self._threads // self.count)

    def map(self, function: Callable[..., Result], *arguments: Iterable[object]) -> Iterator[Result]:
        """Begin to call a function with each of these, as soon as lanes are free; the results in the same order."""
        return self._pool.map(function, *arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self.count > 1:
            torch.set_num_threads(self._threads)
