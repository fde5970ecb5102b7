"""Ending a training run that is asked to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from newsfacts.training.states import states

__all__ = ["stoppable"]


class _Stopped(SystemExit):
    """Raised where the run was; no library takes it for a fault of its own."""


@contextmanager
def stoppable(output: Path) -> Iterator[None]:
    """Let SIGTERM unwind the run, say what it leaves, and end the process with the exit code of that signal, 143.

    Ctrl-C says the same and stays a ``KeyboardInterrupt``. A second SIGTERM ends the process at once.
    """
    if threading.current_thread() is not threading.main_thread():  # only there can a handler be set
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise _Stopped(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (_Stopped, KeyboardInterrupt) as error:
        last = next(reversed(states(output)), None)
        left = f"--resume goes on from {last}" if last else "no epoch was finished: --resume begins anew"
        by = "SIGTERM" if isinstance(error, _Stopped) else "Ctrl-C"
        Console(stderr=True, soft_wrap=True).print(f"stopped by {by}; {left}", highlight=False)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
