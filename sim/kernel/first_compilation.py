"""The first compilation on a machine, in a process of its own, for a server that must go on answering meanwhile."""

import os
import signal
import subprocess
import sys

from sim.kernel.cache import cold

STARTED = "PARLEY_PREPARING"
"""Environment variable in which `parley app` tells the server which process compiles."""


def command() -> list[str]:
    """Return the command that compiles all rules: one run of the smallest scenario."""
    return [sys.executable, "-m", "sim", "run", "pie", "--runs", "1", "--json"]


def start() -> subprocess.Popen[bytes] | None:
    """Start a process that compiles all rules, if that has yet to be done and can be kept."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"} or not cold():
        return None
    quiet = subprocess.DEVNULL
    # In a session of its own, so that it can be ended with the helper that it starts.
    return subprocess.Popen(command(), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that compiles, with the helper that it started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGTERM)
    else:
        process.terminate()
    process.wait()
