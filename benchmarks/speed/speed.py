"""How fast texts are read: words a second and a core-second, memory, the cost as texts and batches grow, and stages.

    python benchmarks/speed/speed.py articles          # or: lengths, batches, stages

The articles are those of seeds:train that have 200 to 800 words (parted by white space). A core-second is a second of
processor time of the process, all its threads together: other work on the machine changes it little. Each figure
is the median of several rounds, systems in turn, with the least and the greatest; each system has a process of its own.
"""

from __future__ import annotations

import cProfile
import json
import multiprocessing
import os
import platform
import pstats
import resource
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer
from systems import SYSTEMS

app = typer.Typer(add_completion=False)
LENGTHS = (100, 1_000, 10_000, 100_000)
BATCHES = (1, 4, 16, 64, 256)
FLAGS = ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8")
# What is called once for each text or batch, by function and file, and what that does.
STAGES = {
    ("_encode", "predictor.py"): "words, sentences, subwords",
    ("encode", "network.py"): "encoder",
    ("_spans", "predictor.py"): "tags, spans, their scores",
    ("see", "network.py"): "span vectors",
    ("score", "network.py"): "pairs and factuality",
    ("assemble", "decoding.py"): "entities and facts",
    ("with_values", "values.py"): "values",
}
Systems = Annotated[list[str] | None, typer.Option("--system", help=f"{', '.join(SYSTEMS)}; left out, all.")]
Rounds = Annotated[int, typer.Option(help="How often each is measured.")]
Output = Annotated[Path | None, typer.Option(help="A file of JSON for the figures and the machine.")]


@app.command()
def articles(count: int = 128, rounds: Rounds = 5, system: Systems = None, output: Output = None) -> None:
    """Articles of ordinary length."""
    _compare({f"{count} articles": _articles(count)}, system, rounds, output)


@app.command()
def lengths(most: int = LENGTHS[-1], rounds: Rounds = 3, system: Systems = None, output: Output = None) -> None:
    """One text, ever longer."""
    text = "\n\n".join(_articles(max(1, most // 100)))
    words = text.split(" ")
    texts = {f"{n:,} words": [" ".join(words[:n])] for n in LENGTHS if n <= most}
    _compare(texts, system, rounds, output)


@app.command()
def batches(rounds: Rounds = 3, system: Systems = None, output: Output = None) -> None:
    """Ever more articles at once."""
    _compare({f"{n} articles": _articles(n) for n in BATCHES}, system, rounds, output)


@app.command()
def stages(count: int = 128) -> None:
    """Where our own time goes: shares of processor time, as a profiler that counts it says."""
    run, texts = SYSTEMS["newsfacts"](), _articles(count)
    run(texts[:8])
    profile = cProfile.Profile(time.process_time)
    began = time.process_time()
    profile.runcall(run, texts)
    total = time.process_time() - began
    spent = {
        STAGES[key]: figures[3]
        for (file, _, function), figures in pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]
        if (key := (function, Path(file).name)) in STAGES
    }
    for name in STAGES.values():
        print(f"{name:28} {spent.get(name, 0.0) / total:6.1%}")
    print(f"{'the rest':28} {1 - sum(spent.values()) / total:6.1%}")


def _articles(count: int) -> list[str]:
    from newsfacts.data import Schema, read_articles

    found = [article.text for article in read_articles("seeds:train", Schema.default())]
    ordinary = [text for text in found if 200 <= len(text.split()) <= 800]
    return [ordinary[i % len(ordinary)] for i in range(count)]


def _compare(texts: dict[str, list[str]], systems: list[str] | None, rounds: int, output: Path | None) -> None:
    figures = []
    for what, some in texts.items():
        for name, found in _measure(some, systems or list(SYSTEMS), rounds).items():
            figures.append({"system": name, "texts": what, **found})
            rates = [
                f"{rate['median']:8,} {unit} ({rate['least']:,}-{rate['most']:,})"
                for rate, unit in ((found["wall"], "words/s"), (found["core"], "words/core-s"))
            ]
            print(f"{name:16} {what:16} {' '.join(rates)} {found['peak_mib']:6,} MiB", flush=True)
    if output is not None:
        output.write_text(json.dumps({"machine": _machine(), "figures": figures}, indent=1) + "\n", encoding="utf-8")


def _measure(texts: Sequence[str], systems: Sequence[str], rounds: int) -> dict[str, dict[str, Any]]:
    """Words a second (``wall``) and a core-second (``core``), and peak memory.

    Each system in a process of its own, which stays; they take turns, so that what disturbs one disturbs all.
    """
    words = sum(len(text.split()) for text in texts)
    spawn = multiprocessing.get_context("spawn")
    pools = {name: ProcessPoolExecutor(1, mp_context=spawn, initializer=_load, initargs=(name,)) for name in systems}
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in systems}
    peak = {}
    for number in range(rounds + 1):
        for name, pool in pools.items():
            wall, core, peak[name] = pool.submit(_run, texts).result()
            if number:  # the first round warms up
                spent[name].append((words / wall, words / core))
    for pool in pools.values():
        pool.shutdown()
    return {
        name: {
            "wall": _summary([wall for wall, _ in found]),
            "core": _summary([core for _, core in found]),
            "peak_mib": peak[name],
        }
        for name, found in spent.items()
    }


_loaded: dict[str, Any] = {}


def _load(name: str) -> None:
    _loaded["run"] = SYSTEMS[name]()


def _run(texts: Sequence[str]) -> tuple[float, float, int]:
    """Seconds, core-seconds, and the most memory that the process has held so far, in MiB."""
    wall, core = time.perf_counter(), time.process_time()
    _loaded["run"](texts)
    wall, core = time.perf_counter() - wall, time.process_time() - core
    return wall, core, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _summary(values: Sequence[float]) -> dict[str, int]:
    return {"median": round(statistics.median(values)), "least": round(min(values)), "most": round(max(values))}


def _machine() -> dict[str, Any]:
    import torch

    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return {
        "processor": facts.get("model name", platform.processor()),
        "flags": [flag for flag in FLAGS if flag in facts.get("flags", "").split()],
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


if __name__ == "__main__":
    app()
