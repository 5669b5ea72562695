"""The command line, as ``parley`` and as ``python -m sim``."""

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

from sim.cli.clock import begin_with_process
from sim.cli.output import OutputError, flushed, guard_log, guard_streams, unprinted

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""How many objects are made, net, before Python looks for garbage; of its own accord it looks after some hundreds."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

_code = 1
"""With which code the process ends; 1 if an error that nobody expected ends it."""


def main() -> NoReturn:
    """Run the command line, and end the process.

    Half a second of a run would be Python taking apart, piece by piece, what the system frees at once. What was
    registered for the end is done, and what was printed is written, and then the process ends.
    """
    # While it is only being imported there is nothing to clear up: Ctrl-C ends the process, and nothing is said.
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _keep_docstrings()
    begin_with_process()
    # Importing and reading make much and drop little: a twentieth of a short command would be looking for garbage.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    guard_streams()
    guard_log()
    # Registered before anything else, so that it is called after everything else.
    atexit.register(_leave)
    # Imported here, so that a process that only imports this module (a spawned worker) does not pay for the commands.
    from sim.cli.verbs import app

    if heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app()
    except SystemExit as end:
        _end(flushed(end.code if isinstance(end.code, int) else 0 if end.code is None else 1))
    except OutputError as error:
        _end(unprinted(error))
    except KeyboardInterrupt:
        _end(INTERRUPTED)
    _end(flushed(0))


def _keep_docstrings() -> None:
    """Begin again with docstrings if Python was told to drop them (-OO): help and schema are made of them."""
    if sys.flags.optimize < 2:
        return
    words = sys.orig_argv[1:]
    while words and set(words[0]) == {"-", "O"}:
        words = words[1:]
    os.environ["PYTHONOPTIMIZE"] = "1"
    os.execv(sys.executable, [sys.executable, *words])


def _end(code: int) -> NoReturn:
    global _code
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # All is done.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _code = code
    sys.exit(code)


def _leave() -> None:
    os._exit(_code)


if __name__ == "__main__":
    main()
