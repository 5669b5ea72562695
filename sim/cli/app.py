"""The verb `app`: the app, served to a browser."""

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
    """Open the app in the browser; Ctrl-C stops it."""
    from sim.ui.server import app

    try:
        code = app(port=port, address=address, headless=headless)
    except FileNotFoundError as error:
        raise BadInputError(str(error)) from error
    raise typer.Exit(code)
