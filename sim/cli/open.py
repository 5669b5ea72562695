"""The verb `open`: a saved session, in the app."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.doors import BadInputError, guarded, tell


@guarded
def open_session(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A session that the page Export saved.")],
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="Where the app answers.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open a saved session in the app: its scenario, levers, what-ifs and answers; Ctrl-C stops it.

    Example:
        parley open pie.parley
    """
    try:
        code = open_(file, port=port, headless=headless)
    except FileNotFoundError as error:
        raise BadInputError(str(error)) from error
    raise typer.Exit(code)


def open_(file: str | Path, *, port: int = 8501, headless: bool = False) -> int:
    """Open a saved session in the app and serve it until it is stopped with Ctrl-C.

    The address at which it is found is printed; no other address opens it.

    Args:
        file: A session that the page Export saved.
        port: Where the app answers.
        headless: Do not open a browser.

    Returns:
        The exit code of the server.

    Raises:
        sim.scenario.faults.ScenarioError: The file is not a session, or was altered since it was saved.
        FileNotFoundError: The app's entry point is not installed.
    """
    from sim.cli.app import app
    from sim.reports.session_file import HANDED_OVER, read_session

    read_session(file)
    word = secrets.token_hex(16)
    os.environ[HANDED_OVER] = f"{word} {Path(file).resolve()}"
    address = f"http://localhost:{port}/?open={word}"
    tell(address)
    return app(port=port, headless=True, then=None if headless else address)
