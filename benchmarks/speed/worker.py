"""Loads one system in the interpreter that runs this, and reads texts with it as often as asked.

    python benchmarks/speed/worker.py SYSTEM

A line of standard input is a JSON list of texts; the answer, a line too, says what reading them took. Linux only:
processor time and the peak of memory are those of this process, all its threads together.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from importlib.metadata import version
from pathlib import Path

from systems import SYSTEMS

SELF = Path("/proc/self")


def main(name: str) -> None:
    """Answer until standard input ends: first with the versions, then for each line."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print
    system = SYSTEMS[name]
    run = system.load()
    versions = {"python": platform.python_version(), **{package: version(package) for package in system.packages}}
    if precision := getattr(run, "precision", None):
        versions["in"] = precision
    print(json.dumps(versions), file=answers, flush=True)
    for line in sys.stdin:
        texts = json.loads(line)
        (SELF / "clear_refs").write_text("5")  # the peak starts anew
        wall, core = time.perf_counter(), time.process_time()
        run(texts)
        spent = {"wall": time.perf_counter() - wall, "core": time.process_time() - core, "peak_mib": _peak()}
        print(json.dumps(spent), file=answers, flush=True)


def _peak() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", (SELF / "status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main(sys.argv[1])
