"""A shim that stops a program at one of the moments at which it touches files below a folder.

`python -m tests.interrupting FOLDER SIGNAL WHEN ARGUMENT ...` runs `parley ARGUMENT ...` and sends itself the signal
just before the WHEN-th opening, renaming, exchange, removal, change of permissions or flush there. It counts them if
WHEN is 0, and prints the count on the last line of standard error.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.chmod"}
"""Audit events of Python that change what a folder holds, or are about to."""


class Interruption:
    """Calls a function at the n-th moment.

    Attributes:
        seen: Moments so far.
    """

    def __init__(self, folder: Path, when: int, act: Callable[[], object]) -> None:
        self.folder = str(folder.resolve())
        self.when = when
        self.act = act
        self.seen = 0
        self.watching = False

    def moment(self) -> None:
        """Count a moment."""
        if not self.watching:
            return
        self.seen += 1
        if self.seen == self.when:
            self.watching = False
            self.act()

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event."""
        if self.watching and event in EVENTS and any(self._below(one) for one in arguments[:2]):
            self.moment()

    def _below(self, one: object) -> bool:
        return isinstance(one, str | bytes | os.PathLike) and os.fsdecode(one).startswith(self.folder)


def install(interruption: Interruption) -> None:
    """Hear of everything that this process does with files, for as long as it lives."""
    from sim.storage import writer

    sys.addaudithook(interruption.heard)
    flush, exchanged = os.fsync, writer._exchanged

    def flushed(fd: Any) -> None:
        interruption.moment()
        flush(fd)

    def swapped(one: Path, other: Path) -> bool:
        interruption.moment()
        return exchanged(one, other)

    os.fsync = flushed
    writer._exchanged = swapped


def main() -> None:
    """Run the command line under the shim."""
    folder, number, when, *words = sys.argv[1:]

    def act() -> None:
        os.kill(os.getpid(), signal.Signals[number])

    # Whoever runs this without a terminal may have ignored some.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for other in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_DFL)
    interruption = Interruption(Path(folder), int(when), act)
    install(interruption)
    sys.argv = ["parley", *words]
    from sim.cli.verbs import app

    interruption.watching = True
    try:
        app()
    finally:
        if interruption.when == 0:
            print(interruption.seen, file=sys.stderr)


if __name__ == "__main__":
    main()
