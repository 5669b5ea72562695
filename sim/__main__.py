"""The command line, as ``parley`` and as ``python -m sim``."""

import atexit
import os
import sys
from contextlib import suppress

_code = [1]
"""With which code the process ends; 1 if an error that nobody expected ends it."""


def main() -> None:
    """Run the command line, and end the process.

    Half a second of a run would be Python taking apart, piece by piece, what the system frees at once. So the process
    ends when all that was registered for its end is done. What is registered first is done last.
    """
    atexit.register(_end)
    # Imported here, so that a process that only imports this module (a spawned worker) does not pay for the commands.
    from sim.cli.verbs import app

    try:
        app()
    except SystemExit as end:
        _code[0] = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        raise


def _end() -> None:
    # Whoever read the output may have gone; the exit code says what there is to say.
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(_code[0])


if __name__ == "__main__":
    main()
