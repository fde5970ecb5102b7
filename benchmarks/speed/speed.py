"""How fast texts are read, by us and by others: per second and core-second, memory, growing texts and batches, stages.

    python benchmarks/speed/speed.py articles          # or: lengths, batches, stages, extremes; then: page

The articles are those of seeds:dev that have 200 to 800 words (parted by white space). A core-second is a second of
processor time of the process, all its threads together: other work on the machine changes it less. Each system has
an interpreter of its own (worker.py), which reads a few texts to warm up; then they take turns, so that what disturbs
one disturbs all. Figures are medians over the rounds, with the least and the greatest; ``times`` is how often as fast
we are, round by round. Where a system would need longer than the limit for a round, it is left out.
"""

from __future__ import annotations

import cProfile
import json
import os
import platform
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from page import write_page
from systems import SYSTEMS

app = typer.Typer(add_completion=False)
FOLDER = Path(__file__).parent
PEERS = FOLDER.parents[1] / ".venv-peers" / "bin" / "python"
OURS = "newsfacts"
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
Limit = Annotated[float, typer.Option(help="Seconds that others than newsfacts may need for a round.")]
Threads = Annotated[int, typer.Option(help="Threads of each system.")]
Peers = Annotated[Path, typer.Option(help="The Python of the others (peers.txt).")]
Output = Annotated[Path | None, typer.Option(help="A file of JSON for the figures and the machine.")]
CORES = len(os.sched_getaffinity(0))


@app.command()
def articles(
    count: int = 32,
    rounds: Rounds = 5,
    system: Systems = None,
    limit: Limit = float("inf"),
    threads: Threads = CORES,
    peers: Peers = PEERS,
    output: Output = None,
) -> None:
    """Articles of ordinary length."""
    _compare({_called(count): _articles(count)}, system, rounds, limit, threads, peers, output)


@app.command()
def lengths(
    most: int = LENGTHS[-1],
    rounds: Rounds = 3,
    system: Systems = None,
    limit: Limit = 15,
    threads: Threads = CORES,
    peers: Peers = PEERS,
    output: Output = None,
) -> None:
    """One text, ever longer."""
    words = "\n\n".join(_articles(max(1, most // 100))).split(" ")
    texts = {f"{n:,} words": [" ".join(words[:n])] for n in LENGTHS if n <= most}
    _compare(texts, system, rounds, limit, threads, peers, output)


@app.command()
def batches(
    most: int = BATCHES[-1],
    rounds: Rounds = 3,
    system: Systems = None,
    limit: Limit = 15,
    threads: Threads = CORES,
    peers: Peers = PEERS,
    output: Output = None,
) -> None:
    """Ever more articles at once."""
    texts = {_called(n): _articles(n) for n in BATCHES if n <= most}
    _compare(texts, system, rounds, limit, threads, peers, output)


@app.command()
def stages(count: int = 128, output: Output = None) -> None:
    """Where our own time goes: shares of processor time, as a profiler that counts it says."""
    run, texts = SYSTEMS[OURS].load(), _articles(count)
    few = [texts[at : at + 8] for at in range(0, count, 8)]  # read in the thread that calls, which is what is profiled
    run(few[0])
    profile = cProfile.Profile(time.process_time)
    began = time.process_time()
    for some in few:
        profile.runcall(run, some)
    total = time.process_time() - began
    spent: dict[str, float] = {}
    for (file, _, function), figures in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if name := STAGES.get((function, Path(file).name)):
            spent[name] = max(spent.get(name, 0.0), figures[3])  # a function of that name may be in it
    shares = {name: spent.get(name, 0.0) / total for name in STAGES.values()}
    shares["the rest"] = 1 - sum(shares.values())
    for name, share in shares.items():
        print(f"{name:28} {share:6.1%}")
    _write(output, {"articles": count, "shares": {name: round(share, 3) for name, share in shares.items()}})


@app.command()
def extremes(characters: int = 3_000_000, rounds: Rounds = 5, threads: Threads = CORES, output: Output = None) -> None:
    """One text of that many characters: its peak of memory; and a short one from a cold start: seconds."""
    articles = _articles(200)
    text = "\n\n".join(articles * (1 + characters // sum(map(len, articles))))[:characters]
    worker = _Worker(OURS, threads, PEERS)
    spent = worker.run([text])
    worker.close()
    with TemporaryDirectory() as scratch:
        short = Path(scratch) / "short.txt"
        short.write_text(articles[0][:400], encoding="utf-8")
        command = [str(Path(sys.executable).with_name("newsfacts")), "predict", str(short)]
        seconds = []
        for _ in range(rounds + 1):  # the first reads files from the disk
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "HF_HUB_OFFLINE": "1"})
            seconds.append(time.perf_counter() - began)
    found = {
        "long": {"characters": characters, "words": _words([text]), **spent},
        "cold": {"first": round(seconds[0], 2), **_summary(seconds[1:], 2)},
    }
    print(json.dumps(found, indent=1))
    _write(output, {"machine": _machine(threads), **found})


@app.command()
def page(folder: Path = FOLDER) -> None:
    """README.md, out of the JSON files of the other commands."""
    write_page(folder)


class _Worker:
    """A system in a process of its own."""

    def __init__(self, name: str, threads: int, peers: Path) -> None:
        python = peers if SYSTEMS[name].peer else Path(sys.executable)
        if not python.exists():
            raise typer.BadParameter(f"{name} runs in {python}: make .venv-peers/done, or --peers, or --system {OURS}")
        counts = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", **dict.fromkeys(counts, str(threads))}
        self._process = subprocess.Popen(
            [str(python), str(FOLDER / "worker.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.name = name
        self.versions = self._answer()
        self.rate = 0.0  # words a second

    def run(self, texts: Sequence[str]) -> dict[str, Any]:
        """Seconds, core-seconds and MiB."""
        assert self._process.stdin
        print(json.dumps(texts), file=self._process.stdin, flush=True)
        found = self._answer()
        self.rate = _words(texts) / found["wall"]
        return found

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} failed: see above.")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        self._process.communicate()


def _articles(count: int) -> list[str]:
    from newsfacts.data import Schema, read_articles

    found = [article.text for article in read_articles("seeds:dev", Schema.default())]
    ordinary = [text for text in found if 200 <= len(text.split()) <= 800]
    return [ordinary[i % len(ordinary)] for i in range(count)]


def _called(count: int) -> str:
    return f"{count} article{'s' * (count > 1)}"


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _compare(
    texts: dict[str, list[str]],
    names: list[str] | None,
    rounds: int,
    limit: float,
    threads: int,
    peers: Path,
    output: Path | None,
) -> None:
    figures, machine = [], _machine(threads)
    with ExitStack() as stack:
        workers = []
        for name in names or SYSTEMS:
            workers.append(worker := _Worker(name, threads, peers))
            stack.callback(worker.close)
            for _ in range(2):
                worker.run(_articles(2))
        for what, some in texts.items():
            chosen = [worker for worker in workers if worker.name == OURS or _words(some) / worker.rate <= limit]
            for name, found in _measure(some, chosen, rounds).items():
                figures.append({"system": name, "texts": what, "words": _words(some), **found})
                print(_line(figures[-1]), flush=True)
        versions = {worker.name: worker.versions for worker in workers}
    _write(output, {"machine": machine, "versions": versions, "rounds": rounds, "figures": figures})


def _measure(texts: Sequence[str], workers: Sequence[_Worker], rounds: int) -> dict[str, dict[str, Any]]:
    """By system: words a second (``wall``) and a core-second (``core``), ``times`` as fast we are, peak memory."""
    words = _words(texts)
    spent: dict[str, list[dict[str, Any]]] = {worker.name: [] for worker in workers}
    for _ in range(rounds):
        for worker in workers:
            spent[worker.name].append(worker.run(texts))
    found: dict[str, dict[str, Any]] = {}
    for name, runs in spent.items():
        found[name] = {key: _summary([words / run[key] for run in runs]) for key in ("wall", "core")}
        found[name]["peak_mib"] = max(run["peak_mib"] for run in runs)
        if OURS in spent and name != OURS:
            found[name]["times"] = {
                key: _summary([run[key] / our[key] for run, our in zip(runs, spent[OURS], strict=True)], 2)
                for key in ("wall", "core")
            }
    return found


def _summary(values: Sequence[float], digits: int | None = None) -> dict[str, float]:
    parts = {"median": statistics.median(values), "least": min(values), "most": max(values)}
    return {name: round(value, digits) for name, value in parts.items()}


def _line(figure: dict[str, Any]) -> str:
    rates = [
        f"{rate['median']:8,} {unit} ({rate['least']:,}-{rate['most']:,})"
        for rate, unit in ((figure["wall"], "words/s"), (figure["core"], "words/core-s"))
    ]
    return f"{figure['system']:18} {figure['texts']:14} {' '.join(rates)} {figure['peak_mib']:6,} MiB"


def _machine(threads: int) -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return {
        "processor": facts.get("model name", platform.processor()),
        "flags": [flag for flag in FLAGS if flag in facts.get("flags", "").split()],
        "cores": CORES,
        "threads": threads,
        "load": round(os.getloadavg()[0], 1),
        "date": time.strftime("%Y-%m-%d"),
    }


def _write(path: Path | None, found: dict[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    app()
