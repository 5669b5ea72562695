"""The verb `codebook`: how words become ranges."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import answered, emit, guarded

Name = Annotated[
    str,
    typer.Argument(
        metavar="KIND[.CLASS]", help="A kind of input, or one class of it; none: all kinds.", show_default=False
    ),
]


@guarded
def codebook(name: Name = "", *, as_json: given.Json = False) -> None:
    """Show how words become ranges.

    For every kind of input a few classes that a reader can tell from a text. KIND.CLASS prints what a scenario states.

    Example:
        parley codebook firmness.red_line
    """
    from sim.studies.codebook_tables import codebook as look

    with answered("The codebook"):
        found = look(name)
    if as_json:
        emit(found.to_dict())
    else:
        from sim.cli.codebook_table import show_book

        show_book(console(), found)
