"""How much of each corpus an epoch reads."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["Mixture"]


class Mixture:
    """All articles of the first corpus each epoch, and a fixed number of each of the others.

    Args:
        lengths: of every article, one list a corpus (words or subwords).
        weights: of each corpus but the first.
        share: of an epoch's words that come from those.
        temperature: a corpus of n words is read in proportion to its weight times n to this power: 1 is by
            size, 0 the same of each (Conneau et al. 2020, section 3.1).
    """

    def __init__(
        self, lengths: Sequence[Sequence[int]], weights: Sequence[float], share: float, temperature: float
    ) -> None:
        self.sizes = [len(corpus) for corpus in lengths]
        total = [sum(corpus) for corpus in lengths]
        shares = [weight * size**temperature for weight, size in zip(weights, total[1:], strict=True)]
        budget = total[0] * share / (1 - share)
        # An epoch reads no article twice, so a small corpus gives what it has.
        self.counts = [
            self.sizes[0],
            *(
                min(len(corpus), round(budget * part / sum(shares) * len(corpus) / size))
                for corpus, size, part in zip(lengths[1:], total[1:], shares, strict=True)
            ),
        ]

    def draw(self, epoch: int, seed: int) -> list[int]:
        """The numbers of the articles that this epoch reads; every article of a corpus comes before one comes again."""
        first = 0
        drawn: list[int] = []
        for number, (size, count) in enumerate(zip(self.sizes, self.counts, strict=True)):
            for place in range(epoch * count, (epoch + 1) * count):
                order = _order(size, f"{seed}-{number}-{place // size}") if count < size else range(size)
                drawn.append(first + order[place % size])
            first += size
        return drawn


@lru_cache(maxsize=64)
def _order(size: int, seed: str) -> tuple[int, ...]:
    order = list(range(size))
    random.Random(seed).shuffle(order)
    return tuple(order)
