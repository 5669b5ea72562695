"""The first run on a machine compiles the rules; a second process, started as early as can be, takes half of that work.

Numba compiles on one processor only. Nothing heavy is imported here: while this process imports what compiles and reads
the scenario, the helper is at work.
"""

import gc
import os
import subprocess
import sys
import threading

from sim.kernel.cache import cold

_NAME = "compiling"


def hasten() -> None:
    """Start the helper if the rules have yet to be compiled and a second processor is there to do it.

    Until it is done garbage is not collected here either: compiling makes much and drops little. If this process ends
    first, because there was nothing to play after all, the helper goes on for the next one.
    """
    compiles = os.environ.get("NUMBA_DISABLE_JIT", "0") in {"", "0"}
    if compiles and (os.cpu_count() or 1) > 1 and gc.isenabled() and cold():
        gc.disable()
        threading.Thread(target=_help, name=_NAME, daemon=True).start()


def under_way() -> bool:
    """Return whether the helper is at work for this process."""
    return any(thread.name == _NAME for thread in threading.enumerate())


def _help() -> None:
    """Run the helper and wait for it, so that nobody is left with a process that nobody waits for."""
    quiet = subprocess.DEVNULL
    try:
        subprocess.run(
            [sys.executable, "-m", "sim.runs.precompile"], stdin=quiet, stdout=quiet, stderr=quiet, check=False
        )
    finally:
        gc.enable()
