"""The verb `open`: a saved session, in the app."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.doors import BadInputError, guarded


@guarded
def open_session(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A session that the page Export saved.")],
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the app answers.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser; print the address.")] = False,
) -> None:
    """Open a saved session in the app: its scenario, levers, what-ifs and answers.

    Example:
        parley open pie.parley
    """
    from sim.cli.app import app
    from sim.reports.session_file import HANDED_OVER, read_session

    read_session(file)
    word = secrets.token_hex(16)
    os.environ[HANDED_OVER] = f"{word} {file.resolve()}"
    address = f"http://localhost:{port}/?open={word}"
    typer.echo(address)
    try:
        code = app(port=port, headless=True, then=None if headless else address)
    except FileNotFoundError as error:
        raise BadInputError(str(error)) from error
    raise typer.Exit(code)
