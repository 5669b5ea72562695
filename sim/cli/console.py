"""The terminal: a console that styles only what people look at, a progress bar, and Ctrl-C."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.doors import CANCELLED

if TYPE_CHECKING:
    from rich.console import Console

    from sim.runs.options import PlayOptions

Told = Callable[[int, int], None]
"""(done, wanted)."""

UNLIMITED = 1_000_000
"""Letters per line where no terminal says how many fit: no line is broken."""


def console() -> "Console":
    """Return a console on stdout: styles on a terminal, plain text where it is piped."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal() else UNLIMITED
    return Console(width=width, markup=False, highlight=False, emoji=False)


def line_width(console: "Console") -> int | None:
    """Return how many letters fit on a line; none if a line may be as long as it needs to be."""
    return None if console.width >= UNLIMITED else console.width


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Let Ctrl-C set an event instead of ending the process; the second one ends it at once."""
    cancel = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread may say what a signal does.
        yield cancel
        return

    def stop(*_: object) -> None:
        if cancel.is_set():
            os._exit(CANCELLED)
        cancel.set()
        # Straight to the file: whoever was interrupted may have been printing.
        os.write(2, b"\nStopping when the runs under way are done; Ctrl-C again ends at once.\n")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)


@contextmanager
def playing(doing: str, threads: int | None = None, block: int | None = None) -> "Iterator[PlayOptions]":
    """Give the options with which something is played: a bar shows how far it has come, and Ctrl-C stops it."""
    from sim.runs.options import PlayOptions

    with interruptible() as cancel, progress(doing) as told:
        yield PlayOptions(threads, block, told, cancel)


@contextmanager
def progress(doing: str) -> Iterator[Told | None]:
    """Show a bar with the time left on stderr while something is done; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_compiling(doing), total=None)

        def told(done: int, wanted: int) -> None:
            bar.update(task, description=doing, completed=done, total=wanted)

        yield told


def _compiling(doing: str) -> str:
    """Return what is done first: on a machine that has not played yet, the rules are compiled."""
    from sim.kernel.cache import cold

    return f"{doing} (compiling the rules first, once)" if cold() else doing
