"""Which articles of a pool teach most: what the ``select`` command does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from newsfacts.data import ConfigError, DataError, NewsfactsError
from newsfacts.data.output import Target, text_output
from newsfacts.data.overlap import alike
from newsfacts.predictor import FactExtractor
from newsfacts.sources import STDIN, articles
from newsfacts.training.pool import LAYERS, Features, features

__all__ = ["Pick", "Selection", "choose", "select", "write_picks"]

SHORTEST = 40  # words; below, rates per word mean little
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pick:
    """A chosen article, and why.

    Attributes:
        unsure: how unsure the model is of it, where 1 is the mean of the pool: the mean over layers.
        layers: the same by layer.
        apart: distance (1 - cosine, of mean word vectors) to the article chosen before or annotated that is nearest.
        nearest: the id of that article.
    """

    rank: int
    id: str
    words: int
    unsure: float
    layers: dict[str, float]
    apart: float | None
    nearest: str | None

    @property
    def reason(self) -> str:
        """In words."""
        most = max(self.layers, key=lambda layer: self.layers[layer])
        unsure = (
            f"{self.unsure:.1f} times as unsure as the pool's mean, most of all in {most}s ({self.layers[most]:.1f})"
        )
        return unsure if self.nearest is None else f"{unsure}; nearest is {self.nearest}, {self.apart:.3f} apart"


@dataclass(frozen=True)
class Selection:
    """The chosen articles, the best first, and what was left out.

    Attributes:
        pool: how many articles there were to choose from.
        short, alike: how many of them were too short, or nearly one that is chosen or annotated.
        failures: the errors of files that could not be read.
    """

    picks: tuple[Pick, ...]
    pool: int
    short: int
    alike: int
    failures: tuple[NewsfactsError, ...] = ()


def choose(pool: Sequence[Features], n: int, known: Sequence[Features] = ()) -> Selection:
    """Choose articles that a model is unsure of and that are unlike each other.

    Greedy: next comes the article with the greatest product of how unsure the model is of it and of how far it is
    from all chosen before (k-center greedy, Sener and Savarese, ICLR 2018, weighted by uncertainty). Each layer
    counts alike: its rate is divided by the pool's mean. Near duplicates of one that is chosen or known are left out.

    Args:
        pool: articles to choose from.
        n: how many, at the most.
        known: annotated articles, from which the chosen ones should differ too.
    """
    long = [one for one in pool if one.words >= SHORTEST]
    short = len(pool) - len(long)
    if not long:
        return Selection((), len(pool), short, 0)
    rates = np.stack([one.unsure for one in long]).astype(np.float64)  # articles × layers
    mean = rates.mean(0)
    rates = np.divide(rates, mean, out=np.ones_like(rates), where=mean > 0)
    unsure = rates.mean(1)
    vectors = np.stack([one.vector for one in long])
    apart = np.full(len(long), np.inf)
    nearest: list[str | None] = [None] * len(long)
    left = np.ones(len(long), dtype=bool)
    doubles = 0

    def compare(other: Features) -> None:
        nonlocal doubles
        distance = 1 - vectors @ other.vector
        for i in np.flatnonzero(distance < apart).tolist():
            nearest[i] = other.id
        np.minimum(apart, distance, out=apart)
        for i in np.flatnonzero(left).tolist():
            if alike(long[i].sketch, other.sketch):
                left[i] = False
                doubles += 1

    for one in known:
        compare(one)
    picks: list[Pick] = []
    while len(picks) < n and left.any():
        far = np.where(np.isinf(apart), 1.0, apart.clip(min=0))
        best = int(np.where(left, unsure * far, -1).argmax())
        layers = dict(zip(LAYERS, (round(float(rate), 2) for rate in rates[best]), strict=True))
        distance = None if np.isinf(apart[best]) else round(float(apart[best]), 4)
        one = long[best]
        picks.append(
            Pick(len(picks) + 1, one.id, one.words, round(float(unsure[best]), 2), layers, distance, nearest[best])
        )
        left[best] = False
        compare(one)
    return Selection(tuple(picks), len(pool), short, doubles)


def select(
    paths: Sequence[str],
    n: int,
    checkpoint: str | Path | None = None,
    *,
    annotated: Sequence[str] = (),
    output: Path | None = None,
    target: Target | None = None,
) -> Selection:
    """Choose ``n`` articles of a pool to annotate next, and write them pre-annotated if an output is named.

    The pool is streamed: of each article a few kilobytes are kept, and the chosen ones are read a second time.

    Args:
        paths: see :func:`newsfacts.sources.articles`; annotation in them is not looked at.
        n: how many.
        checkpoint: see :meth:`newsfacts.FactExtractor.from_pretrained`.
        annotated: articles that are annotated already.
        output: a file or folder.
        target: the format of the output.

    Raises:
        ConfigError: a checkpoint that cannot be loaded, or ``n`` below 1.
        DataError: no article in the pool, or one that the format cannot hold.
    """
    if n < 1:
        raise ConfigError(f"n: {n}; accepted: 1 or more")
    if STDIN in (*paths, *annotated):
        raise DataError("a pool is read twice, and standard input can be read once; name files or folders")
    extractor = FactExtractor.from_pretrained(checkpoint)
    failures: list[NewsfactsError] = []
    pool = list(_shown(features(extractor, articles(paths, extractor.schema, failures.append)), "reading the pool"))
    if not pool:
        raise DataError.of("", [str(error) for error in failures] or ["no article in the pool"])
    ids = [one.id for one in pool]
    if len(set(ids)) < len(ids):
        twice = next(id for id in ids if ids.count(id) > 1)
        raise DataError(f"the pool holds two articles of the id {twice!r}")
    known = list(features(extractor, articles(annotated, extractor.schema, failures.append), unsure=False))
    found = choose(pool, n, known)
    if output is not None and target is not None:
        _write([pick.id for pick in found.picks], paths, extractor, output, target)
    return Selection(found.picks, found.pool, found.short, found.alike, tuple(failures))


def _write(ids: Sequence[str], paths: Sequence[str], extractor: FactExtractor, output: Path, target: Target) -> None:
    """The chosen articles with what the model finds in them, the best to annotate first."""
    wanted = set(ids)
    chosen = {a.id: a for a in articles(paths, extractor.schema, lambda error: None) if a.id in wanted}
    problems: list[str] = []
    with target.open(output, extractor.schema) as write:
        for article in extractor.stream([chosen[id] for id in ids]):
            try:
                write(article)
            except DataError as error:
                problems += error.problems
        if problems:
            raise DataError.of("nothing is written", problems)


def write_picks(found: Selection, output: Path | None = None) -> None:
    """Write the picks as JSON, one a line, to a file or standard output."""
    with text_output(output) as file:
        for pick in found.picks:
            file.write(json.dumps({**asdict(pick), "reason": pick.reason}) + "\n")


def _shown(found: Iterable[Any], description: str) -> Iterator[Any]:
    console = Console(stderr=True)
    yield from track(found, description, console=console, transient=True, disable=not sys.stderr.isatty())
