"""The verb `app`: the app, served to a browser."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Annotated

import typer

from sim.cli.doors import BadInputError, guarded
from sim.paths import app_path


@guarded
def open_app(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="Where the app answers.")] = 8501,
    address: Annotated[
        str, typer.Option(metavar="HOST", help="Who may open it: localhost, this machine; 0.0.0.0, the network.")
    ] = "localhost",
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open the app in the browser; Ctrl-C stops it.

    Example:
        parley app --port 8601
    """
    try:
        code = app(port=port, address=address, headless=headless)
    except FileNotFoundError as error:
        raise BadInputError(str(error)) from error
    raise typer.Exit(code)


def app(*, port: int = 8501, address: str = "localhost", headless: bool = False, then: str | None = None) -> int:
    """Open the app in the browser and serve it until it is stopped with Ctrl-C.

    Args:
        port: Where the app answers.
        address: Who may open it: localhost, this machine; 0.0.0.0, the network.
        headless: Do not open a browser.
        then: An address to open in the browser as soon as the server answers; none: the app's own, unless headless.

    Returns:
        The exit code of the server.

    Raises:
        FileNotFoundError: The app's entry point is not installed.
    """
    if not app_path().is_file():
        raise FileNotFoundError(f"The app is missing: there is no {app_path()}.")
    from sim.kernel.first_compilation import STARTED, start

    compiling = start()
    told = {} if compiling is None else {STARTED: str(compiling.pid)}
    command = streamlit_command(str(app_path()), port, address, headless=headless)
    server = subprocess.Popen(command, env={**os.environ, **told})
    if then is not None:
        threading.Thread(target=_open_when_ready, args=(then, address, port, server), daemon=True).start()
    return _until_ended(server, compiling)


def _open_when_ready(then: str, address: str, port: int, server: "subprocess.Popen[bytes]") -> None:
    """Open an address in the browser once the server answers; not at all if it ends before."""
    import webbrowser

    while server.poll() is None:
        try:
            socket.create_connection((address, port), 1.0).close()
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(then)
            return


def _until_ended(server: "subprocess.Popen[bytes]", compiling: "subprocess.Popen[bytes] | None") -> int:
    """Wait for the server; whatever ends this process ends the server and what compiles for it too."""

    def stop(number: int, _frame: object) -> None:
        server.terminate()
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    from sim.kernel.first_compilation import end

    try:
        return _waited(server, compiling)
    except KeyboardInterrupt:
        # The server got it too and is shutting down.
        return 0
    finally:
        _end(server)
        if compiling is not None:
            end(compiling)


def _waited(server: "subprocess.Popen[bytes]", compiling: "subprocess.Popen[bytes] | None") -> int:
    """Wait for the server; take note when the compilation ends, so that nothing is left of it."""
    while True:
        try:
            return server.wait(1.0)
        except subprocess.TimeoutExpired:
            if compiling is not None:
                compiling.poll()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process: politely and, where that does not help within ten seconds, by force."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


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
