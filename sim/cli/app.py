"""The verb `app`: the app, served to a browser."""

import subprocess
import sys
from typing import Annotated

import typer

from sim.cli.doors import BadInputError, guarded


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
    process = subprocess.Popen(streamlit_command(str(app_path()), port, address, headless=headless))
    try:
        code = process.wait()
    except KeyboardInterrupt:
        # The server got it too and is shutting down.
        process.wait()
        code = 0
    raise typer.Exit(code)


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
