"""The verb `app`: the app, served to a browser."""

import signal
import subprocess
import sys
import threading
from typing import Annotated, NoReturn

import typer

from sim.cli.doors import BadInputError, guarded
from sim.cli.precompile import compile_share, start_helper, stop_helpers

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that ask a process to end; Ctrl-C is another matter, since the server gets it too."""
LONGEST_END = 10.0
"""Seconds that the server has to end by itself."""


@guarded
def open_app(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the app answers.")] = 8501,
    address: Annotated[
        str, typer.Option(metavar="HOST", help="Who may open it: localhost, this machine; 0.0.0.0, the network.")
    ] = "localhost",
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open the app in the browser; Ctrl-C stops it.

    Example:
        parley app --port 8601
    """
    from sim.paths import app_path

    if not app_path().is_file():
        raise BadInputError(f"The app is missing: there is no {app_path()}.")
    start_helper()
    process = subprocess.Popen(streamlit_command(str(app_path()), port, address, headless=headless))
    for number in ENDING:
        signal.signal(number, _told_to_end)
    # The first visitor should find the rules compiled; this process has nothing else to do.
    threading.Thread(target=compile_share, name="compile", daemon=True).start()
    try:
        code = process.wait()
    except KeyboardInterrupt:
        # The server got it too and is shutting down.
        process.wait()
        code = 0
    except ToldToEnd as told:
        _end(process)
        code = 128 + told.number
    raise typer.Exit(code)


class ToldToEnd(BaseException):
    """A signal asked this process to end.

    Attributes:
        number: Which.
    """

    def __init__(self, number: int) -> None:
        """Keep the number."""
        super().__init__(number)
        self.number = number


def _told_to_end(number: int, _: object) -> NoReturn:
    # Nothing is waited for here: the wait for the server, which this interrupts, holds a lock.
    raise ToldToEnd(number)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """End the server, and whatever helps to compile."""
    stop_helpers()
    server.terminate()
    try:
        server.wait(LONGEST_END)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def streamlit_command(path: str, port: int, address: str, *, headless: bool) -> list[str]:
    """Return the command that serves the app: no tracking, and no question about an e-mail before it starts."""
    flags = {
        "server.port": str(port),
        # Without an address Streamlit would ask a server on the Internet for ours.
        "server.address": address,
        "server.headless": str(headless).lower(),
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
    }
    return [sys.executable, "-m", "streamlit", "run", path, *(f"--{name}={value}" for name, value in flags.items())]
