"""Prediction on Ray (https://docs.ray.io): one machine's cores, or those of a cluster, through Ray Data.

Needs the extra ``newsfacts[ray]``. The cluster is the one that ``RAY_ADDRESS`` names, or that the machine belongs to;
where there is none, one is made of this machine. All its machines must see the same input, output and checkpoint, and
have the same newsfacts: docs/cluster.md.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from newsfacts.checkpoint import find
from newsfacts.data.errors import ConfigError, DataError, NewsfactsError
from newsfacts.data.schema import Schema
from newsfacts.engines.reading import elsewhere
from newsfacts.engines.shards import Done, Output, Shard, manifest_of, plan, write_shard
from newsfacts.predictor import FactExtractor, MinScore

__all__ = ["predict"]

SHARD = 512  # articles
BLOCKS = 10_000  # pieces of the plan that Ray keeps account of


@dataclass(frozen=True, slots=True)
class _Job:
    """What all workers are told."""

    checkpoint: str | None
    sum: str  # of the checkpoint
    output: Output
    date: str | None
    min_score: MinScore
    cores: int


def predict(
    paths: Sequence[str | Path],
    checkpoint: str | Path | None = None,
    *,
    output: str | Path,
    format: str | None = None,
    date: str | None = None,
    min_score: MinScore = None,
    schema: Schema | None = None,
    resume: bool = False,
    workers: int | None = None,
    cores: int = 1,
    gpus: float = 0,
    shard: int = SHARD,
) -> list[NewsfactsError]:
    """Write the facts of the articles in these files into a folder (:mod:`newsfacts.engines.shards`).

    The files joined in their order hold what :func:`newsfacts.predict.predict` writes. A worker that dies is replaced,
    and its shard begun anew.

    Args:
        paths, checkpoint, date, min_score, schema: see :func:`newsfacts.predict.predict`; no standard input.
        output: a folder.
        format: ``jsonl``, ``parquet`` or ``csv``; left out, the ending of ``output`` says it, and none means JSONL.
        resume: go on with the run in ``output``: only shards that are not complete are read.
        workers: processes, each with the checkpoint in memory; left out, as many as the cluster has room for.
        cores: CPU cores of each.
        gpus: GPUs of each; less than 1 shares one among several.
        shard: articles a shard, a multiple of 64.

    Returns:
        The errors of the files and articles that could not be read, and of the articles that the format cannot hold.

    Raises:
        ConfigError: Ray Data is not installed, or has too little room, a checkpoint that cannot be loaded or is of
            another scheme, or a worker that has died too often.
        DataError: see :func:`newsfacts.predict.predict`.
    """
    target = Output.of(output, format)
    extractor = FactExtractor.from_pretrained(checkpoint)
    if schema is not None:
        extractor.expect(schema)
    extractor.stream([], date=date, min_score=min_score)  # refuses what is wrong for all
    folder = find(checkpoint)
    job = _Job(elsewhere(checkpoint), _sum(folder), target, date, min_score, cores)
    failures: list[NewsfactsError] = []
    with _cluster() as ray:
        pool = _pool(ray.cluster_resources(), workers, cores, gpus)
        shards = plan(paths, shard, failures.append)
        manifest = manifest_of(shards, target, job.sum, date, min_score)
        target.claim(manifest, resume)
        there = {one.number: done for one in shards if (done := target.done(one))}
        left = [one for one in shards if one.number not in there]
        with _progress(manifest["articles"]) as counted:
            for done in counted(chain(list(there.values()), _run(ray, job, left, pool, gpus))):
                there[done.number] = done
        if len(there) < len(shards):
            raise ConfigError(f"{len(shards) - len(there)} shards were not read; go on with --resume")
        target.complete(manifest)
    ordered = (failure for number in sorted(there) for failure in there[number].failures)
    return failures + [DataError(failure.error) for failure in ordered]


def _run(ray: Any, job: _Job, shards: Sequence[Shard], pool: int, gpus: float) -> Iterator[Done]:
    """Each shard when it is done, in whatever order."""
    if not shards:
        return
    plans = ray.data.from_items(
        [{"shard": pickle.dumps(shard)} for shard in shards], override_num_blocks=min(len(shards), BLOCKS)
    )
    done = plans.map(
        _Worker,
        fn_constructor_args=(job,),
        compute=ray.data.ActorPoolStrategy(size=min(pool, len(shards))),
        num_cpus=job.cores,
        num_gpus=gpus,
    )
    try:
        for row in done.iter_rows():
            yield pickle.loads(row["done"])
    except ray.exceptions.RayError as error:
        raise ConfigError(f"a worker failed: {_cause(error)}; what is complete is kept: go on with --resume") from error


class _Worker:
    """An actor: loads the checkpoint once, then reads one shard after the other."""

    def __init__(self, job: _Job) -> None:
        torch.set_num_threads(max(1, job.cores))
        folder = find(job.checkpoint)
        if _sum(folder) != job.sum:
            raise ConfigError(f"checkpoint {folder}: is not the one of the machine where the run was started")
        self._job = job
        self._extractor = FactExtractor.from_pretrained(folder)

    def __call__(self, row: dict[str, bytes]) -> dict[str, bytes]:
        job = self._job
        done = write_shard(
            self._extractor, pickle.loads(row["shard"]), job.output, date=job.date, min_score=job.min_score
        )
        return {"done": pickle.dumps(done)}


@contextmanager
def _cluster() -> Iterator[Any]:
    """Ray, connected to a cluster; one that is made here ends with the block."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would report to its makers
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ConfigError("the engine ray needs Ray Data: pip install 'newsfacts[ray]'") from error
    own = not ray.is_initialized()
    if own:
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
    context = ray.data.DataContext.get_current()
    shown, context.enable_progress_bars = context.enable_progress_bars, False
    patience, context.execution_no_progress_timeout_s = context.execution_no_progress_timeout_s, -1  # shards take long
    logger = logging.getLogger("ray.data")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield ray
    finally:
        context.enable_progress_bars = shown
        context.execution_no_progress_timeout_s = patience
        logger.setLevel(level)
        if own:
            ray.shutdown()


@contextmanager
def _progress(articles: int) -> Iterator[Any]:
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("articles"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=articles)

        def counted(shards: Iterable[Done]) -> Iterator[Done]:
            for done in shards:
                bar.advance(task, done.articles)
                yield done

        yield counted


def _pool(resources: Mapping[str, float], workers: int | None, cores: int, gpus: float) -> int:
    """How many workers there are to be, of what a cluster has; raises a ``ConfigError`` if that is too little."""
    wanted = (("CPU", cores), ("GPU", gpus))
    room = int(min(resources.get(name, 0) // need for name, need in wanted if need))
    if room < (workers or 1):
        each = f"{cores} cores and {gpus:g} GPUs"
        raise ConfigError(f"the cluster has room for {room} workers of {each}, not for {workers or 1}")
    return workers or room


def _sum(folder: Path) -> str:
    """What tells the checkpoint in a folder from others."""
    digest = hashlib.sha256()
    for name in ("config.json", "manifest.json"):
        if (folder / name).exists():
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _cause(error: Exception) -> str:
    cause = getattr(error, "cause", None)
    told = str(cause if isinstance(cause, Exception) else error).strip()
    return told.splitlines()[-1] if told else type(error).__name__
