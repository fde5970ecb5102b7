"""Whether a format's writer needs more memory for more articles: peak memory and time of one format and number.

    for n in 100 1000; do python benchmarks/exports.py parquet $n; done

The articles are annotated ones of seeds:dev, over and over, each with an id of its own.
"""

import itertools
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from newsfacts.data import Schema, read_articles
from newsfacts.exports.registry import TARGETS


def main(
    format: Annotated[str, typer.Argument(help=", ".join(TARGETS))],
    articles: Annotated[int, typer.Argument(help="How many.")],
) -> None:
    """Write that many articles, and print peak memory and seconds."""
    schema = Schema.default()
    some = read_articles("seeds:dev", schema)[:20]
    ending = "" if format in ("brat", "fact") else TARGETS[format].endings[0]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with TARGETS[format].open(Path(folder) / f"facts{ending}", schema) as write:
            for number, article in zip(range(articles), itertools.cycle(some), strict=False):
                write(replace(article, id=f"a{number}"))
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{format}: {articles:,} articles, {peak} MiB, {seconds:.1f} s")


if __name__ == "__main__":
    typer.run(main)
