"""The first command on a machine compiles the rules; a second process, started early, takes half of that work.

Numba compiles on one processor only. Nothing heavy is imported here: while this process imports what compiles and reads
the scenario, the helper is at work. Both leave what they compiled in the cache, where the other finds it. Only the
command line does this; a call of the library compiles in its own process and changes nothing outside itself.
"""

import gc
import os
import subprocess
import sys

from sim.kernel.cache import cold

_helpers: list[subprocess.Popen[bytes]] = []
"""The helper of this process, if there is one; kept until the end, so that nobody waits for it."""


def start_helper() -> None:
    """Start the helper if the rules have yet to be compiled and a second processor is there to do it.

    If this process ends first, because there was nothing to play after all, the helper goes on for the next one.
    """
    compiles = os.environ.get("NUMBA_DISABLE_JIT", "0") in {"", "0"}
    if compiles and not _helpers and (os.cpu_count() or 1) > 1 and cold():
        command, quiet = [sys.executable, "-m", "sim.runs.precompile"], subprocess.DEVNULL
        _helpers.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))


def compile_share() -> None:
    """Compile this process's share of the rules while the helper is at work on the others."""
    if not any(helper.poll() is None for helper in _helpers):
        return
    from sim.runs.precompile import FIRST_SHARE, compile_rules

    # Compiling allocates much and frees little, so collecting garbage meanwhile costs more than it gains.
    gc.disable()
    try:
        compile_rules(FIRST_SHARE)
    finally:
        gc.enable()
