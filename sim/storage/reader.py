"""Bytes of ordinary files, read without waiting and to a limit; `sim.scenario.files` says in sentences what fails."""

import os
import stat
from pathlib import Path


def ordinary_bytes(path: Path, most: int) -> bytes:
    """Return what an ordinary file holds, up to one byte beyond a limit, so that a larger one can be told.

    Pipes and devices are never waited for, and the size that a file states is not believed.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not an ordinary file, or its name is not one; the message says in words what is there.
    """
    _check_ordinary(path.stat().st_mode)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        _check_ordinary(os.fstat(descriptor).st_mode)
        parts, left = [], most + 1
        while left and (part := file.read(min(left, 1 << 24))):
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


def _check_ordinary(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise ValueError("a folder" if stat.S_ISDIR(mode) else "something that is not a file")
