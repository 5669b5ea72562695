"""The verb `coded`: what coders made of texts."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import answered, emit, guarded

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Coding files.", show_default=False)]
Sheet = Annotated[
    Path | None,
    typer.Option("--sheet", metavar="FILE", help="The fact sheet, to see what was passed over.", show_default=False),
]
Ranges = Annotated[bool, typer.Option("--ranges", help="Print the range of every unit, as a scenario states it.")]


@guarded
def coded(
    files: Files, *, sheet: Sheet = None, ranges: Ranges = False, seed: given.Seed = 1, as_json: given.Json = False
) -> None:
    """Read what coders made of texts by the codebook.

    What each coded and passed over, and by kind how far coders of the same case agree (Krippendorff's alpha).

    Example:
        parley coded scenarios/coding/river.a.yaml scenarios/coding/river.b.yaml --sheet river.md
    """
    from sim.studies.codebook_tables import coded as look

    with answered("The codings"):
        found = look(files, sheet, seed)
    if as_json:
        emit(found.to_dict())
    elif ranges:
        from sim.cli.doors import tell
        from sim.scenario.edits import text_of

        tell(text_of(found.ranges))
    else:
        from sim.cli.codebook_table import show_coded

        show_coded(console(), found)
