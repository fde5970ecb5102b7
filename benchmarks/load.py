"""Streams many short articles through ``newsfacts predict``: memory, order, and what a kill leaves.

    python benchmarks/load.py 200000          # a tiny checkpoint of random weights, made here
    python benchmarks/load.py 2000 --shipped  # the shipped one

One run goes through undisturbed. A second one is killed (SIGKILL) at random moments and resumed each time; its output
must be the same, byte for byte. Memory (RSS) is read from /proc twice a second.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

LINE = b"\n"
WHO = ("Police", "The army", "A minister", "The president", "Ann Lee", "Rebels", "The court")
WHAT = ("killed two people", "denied it", "met in Oslo", "said no on Friday", "freed 12 men", "left")


def write_articles(path: Path, count: int) -> None:
    """Short articles, one line each, every one different."""
    random_ = random.Random(0)
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            text = f"{random_.choice(WHO)} {random_.choice(WHAT)}, {i} said."
            file.write(json.dumps({"id": f"a{i}", "date": "2024-03-08", "text": text}) + "\n")


def memory(process: int) -> float:
    """Resident memory of a process, MB; 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(found[0].split()[1]) / 1024 if found else 0.0


def run(work: Path, output: str, checkpoint: list[str], *options: str, kill_after: int | None = None) -> list[float]:
    """Run the command; kill it when its output has grown by so many bytes. Returns memory by time, once it writes."""
    command: list[str | Path] = [Path(sys.executable).with_name("newsfacts"), "predict", work / "in.jsonl"]
    command += ["-o", work / output, *checkpoint, *options]
    part = work / f"{output}.part"
    begin = part.stat().st_size if part.exists() else 0
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})
    samples: list[float] = []
    while process.poll() is None:
        size = part.stat().st_size if part.exists() else 0
        if kill_after is not None and size - begin > kill_after:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return samples
        if size > begin:
            samples.append(memory(process.pid))
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"the command ended with {process.returncode}")
    return [sample for sample in samples if sample]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--bias", type=float, default=4.0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        checkpoint: list[str] = []
        if not given.shipped:
            from tiny import write_checkpoint

            from newsfacts import Schema

            # Of every word some mark would be found: this bias leaves a few a text.
            checkpoint = [
                "--checkpoint",
                str(write_checkpoint(work / "tiny", Schema.default(), outside_bias=given.bias)),
            ]
        write_articles(work / "in.jsonl", given.count)
        begin = time.perf_counter()
        samples = run(work, "whole.jsonl", checkpoint)
        seconds = time.perf_counter() - begin
        whole = work / "whole.jsonl"
        with open(whole, encoding="utf-8") as file:
            ordered = all(json.loads(line)["id"] == f"a{i}" for i, line in enumerate(file))
        lines = whole.read_bytes().count(b"\n")
        print(f"{lines:,} of {given.count:,} articles written in {seconds:,.0f} s, in order: {ordered}")
        quarters = [samples[len(samples) * i // 4 : len(samples) * (i + 1) // 4] for i in range(4)]
        print("most memory in each quarter, MB:", *(f"{max(quarter, default=0):,.0f}" for quarter in quarters))
        random_ = random.Random(1)
        share = whole.stat().st_size // (given.kills + 1)
        for kill in range(given.kills):
            resume = ["--resume"] if kill else []
            run(work, "killed.jsonl", checkpoint, *resume, kill_after=random_.randrange(share // 2, share))
            raw = (work / "killed.jsonl.part").read_bytes()
            print(f"killed after {raw.count(LINE):,} lines, {'after' if raw.endswith(LINE) else 'within'} a line")
        run(work, "killed.jsonl", checkpoint, "--resume")
        same = whole.read_bytes() == (work / "killed.jsonl").read_bytes()
        print(f"resumed output the same, byte for byte: {same}")
        if not (ordered and same and lines == given.count):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
