"""How long a command has taken, from the start of its process to what it prints."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

_began = time.monotonic()
_of_process = False


def begin() -> None:
    """Count from now, unless the process is the command's own and counts from its start."""
    global _began
    if not _of_process:
        _began = time.monotonic()


def begin_with_process() -> None:
    """Count from when the system started this process, where it says so; Python itself takes some time to start."""
    global _began, _of_process
    _of_process = True
    with suppress(OSError, ValueError, IndexError):
        _began = time.monotonic() - _age()


def elapsed_s() -> float:
    """Return the seconds since the command began."""
    return time.monotonic() - _began


def _age() -> float:
    """Return how many seconds ago this process was started.

    Raises:
        OSError: The system does not say.
    """
    if sys.platform != "linux":
        return time.monotonic() - _began
    # The 22nd field, counted after the name, which may contain spaces: ticks from the system's start to the process's.
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
