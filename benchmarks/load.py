"""Streams many short articles through ``newsfacts predict``, killed (SIGKILL) and resumed on the way.

    python benchmarks/load.py 200000          # a tiny checkpoint of random weights, made here
    python benchmarks/load.py 2000 --shipped  # the shipped one

The output must hold every article, in order, and around each kill the same bytes as a run that nothing disturbs.
Memory (RSS) is read from /proc twice a second.
"""

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsfacts.predictor import LOOK_AHEAD

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

WHO = ("Police", "The army", "A minister", "The president", "Ann Lee", "Rebels", "The court")
WHAT = ("killed two people", "denied it", "met in Oslo", "said no on Friday", "freed 12 men", "left")
AROUND = 10 * LOOK_AHEAD  # articles before and after a kill that are read again


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


def run(source: Path, output: Path, checkpoint: list[str], kill_after: int | None = None) -> list[tuple[int, float]]:
    """Run the command, from where it was killed; kill it when it has written so many lines.

    Returns:
        How many lines there were, and the memory, at each look since it began to write.
    """
    command: list[str | Path] = [Path(sys.executable).with_name("newsfacts"), "predict", source, "-o", output]
    part = output.with_name(f"{output.name}.part")
    at, lines = tally(part, 0)
    samples: list[tuple[int, float]] = []
    with subprocess.Popen([*command, "--resume", *checkpoint], env={**os.environ, "OMP_NUM_THREADS": "1"}) as process:
        while process.poll() is None:
            at, new = tally(part, at)
            lines += new
            if new:
                samples.append((lines, memory(process.pid)))
            if kill_after is not None and lines > kill_after:
                process.kill()
                return samples
            time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"the command ended with {process.returncode}")
    return samples


def tally(path: Path, start: int) -> tuple[int, int]:
    """The end of a file, and how many lines end after a byte of it."""
    lines = 0
    if path.exists():
        with open(path, "rb") as file:
            file.seek(start)
            while chunk := file.read(1 << 20):
                start += len(chunk)
                lines += chunk.count(b"\n")
    return start, lines


def complete(source: Path, output: Path) -> bool:
    """Whether the output has the articles of the input, all of them and in their order."""
    with open(source, encoding="utf-8") as given, open(output, encoding="utf-8") as found:
        pairs = ([json.loads(line or "{}") for line in pair] for pair in itertools.zip_longest(given, found))
        return all(a.get("id") == b.get("id") and a.get("text") == b.get("text") for a, b in pairs)


def around(line: int) -> int:
    """The line from which to read again to see a kill at this one."""
    return max(0, line - AROUND) // LOOK_AHEAD * LOOK_AHEAD


def slices(path: Path, begins: list[int]) -> list[bytes]:
    """The lines of a file from each of these on, as many as are read again."""
    with open(path, "rb") as file:
        wanted = {i for begin in begins for i in range(begin, begin + 2 * AROUND)}
        return [line for i, line in enumerate(file) if i in wanted]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--bias", type=float, default=4.0, help="of the tiny checkpoint: higher, fewer marks")
    parser.add_argument("--folder", type=Path, help="to work in, and to go on in after this script itself was ended")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = given.folder or Path(scratch)
        work.mkdir(exist_ok=True)
        source, output = work / "in.jsonl", work / "out.jsonl"
        checkpoint: list[str] = []
        if not given.shipped:
            from tiny import write_checkpoint

            from newsfacts import Schema

            checkpoint = ["--checkpoint", str(work / "tiny")]
            if not (work / "tiny").exists():
                write_checkpoint(work / "tiny", Schema.default(), outside_bias=given.bias)
        write_articles(source, given.count)
        _, there = tally(output.with_name("out.jsonl.part"), 0)
        kills = sorted(random.Random(1).sample(range(there, given.count), given.kills))
        begin = time.perf_counter()
        samples: list[tuple[int, float]] = []
        begins = [around(there)] if there else []
        for kill in kills:
            samples += run(source, output, checkpoint, kill)
            raw = output.with_name("out.jsonl.part").read_bytes()
            lines = raw.count(b"\n")
            begins.append(around(lines))
            where = "after" if raw.endswith(b"\n") else "within"
            print(f"killed after {lines:,} lines, {where} a line", flush=True)
        samples += run(source, output, checkpoint)
        seconds = time.perf_counter() - begin
        _, lines = tally(output, 0)
        ordered = complete(source, output)
        print(
            f"{lines:,} of {given.count:,} articles written, {lines - there:,} in {seconds:,.0f} s; in order: {ordered}"
        )
        quarters = [[mb for at, mb in samples if at * 4 // given.count == i] for i in range(4)]
        print("most memory in each quarter, MB:", *(f"{max(quarter, default=0):,.0f}" for quarter in quarters))
        few, again = work / "few.jsonl", work / "again.jsonl"
        few.write_bytes(b"".join(slices(source, begins)))
        run(few, again, checkpoint)
        expected = slices(output, begins)
        same = again.read_bytes() == b"".join(expected)
        print(f"{len(expected):,} lines around the kills the same, byte for byte, undisturbed: {same}")
        if not (ordered and same and lines == given.count):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
