"""The command line, as ``parley`` and as ``python -m sim``."""

import atexit
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line, and end the process.

    Half a second of a run would be Python taking apart, piece by piece, what the system frees at once. So what was
    registered for the end is done and what was printed is written, and then the process ends. Only an error that
    nobody expected goes Python's way, with its traceback.
    """
    # Imported here, so that a process that only imports this module (a spawned worker) does not pay for the commands.
    from sim.cli.verbs import app

    try:
        app()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)


def _leave(code: int) -> None:
    atexit._run_exitfuncs()
    # Whoever read the output may have gone; the exit code says what there is to say.
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
