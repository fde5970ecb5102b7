"""The ``newsfacts`` command in processes of its own, to be ended at any moment."""

import os
import socket
import sys
import time
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NoReturn

# Forked from a server that has imported torch already, which takes seconds.
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["newsfacts.training.train", "newsfacts.training.cli"])


def start(log: Path, *arguments: object, file_size: int | None = None) -> BaseProcess:
    """Start ``newsfacts`` with these arguments; what it prints goes into the log. To ask the network ends it.

    Args:
        file_size: no file can grow beyond so many bytes, as on a full disk.
    """
    cache = os.environ.get("NEWSFACTS_CACHE", "")
    process = CONTEXT.Process(target=_run, args=([str(a) for a in arguments], str(log), cache, file_size))
    process.start()
    return process


def _run(arguments: list[str], log: str, cache: str, file_size: int | None) -> None:
    import torch

    from newsfacts.training.cli import main

    os.environ["NEWSFACTS_CACHE"] = cache  # the server may have begun with another
    torch.set_num_threads(1)
    with open(log, "w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _refuse)
    socket.getaddrinfo = _refuse
    if file_size is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    sys.argv = ["newsfacts", *arguments]
    main()


def _refuse(*arguments: Any, **options: Any) -> NoReturn:
    """End the process, whatever its libraries would make of an error."""
    print(f"asked the network: {arguments}", flush=True)
    os._exit(99)


def wait_for(pattern: str, folder: Path, process: BaseProcess) -> bool:
    """Whether a file of this pattern has come while the process ran."""
    while not any(folder.glob(pattern)):
        if not process.is_alive():
            return False
        time.sleep(0.001)
    return True
