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
Play = Annotated[
    str | None,
    typer.Option(
        "--play",
        metavar="SCENARIO",
        help="Play this case as it is stated and with the classes of each coder.",
        show_default=False,
    ),
]
Runs = Annotated[int, typer.Option("--runs", metavar="N", min=1, help="With --play, runs of each statement.")]


@guarded
def coded(
    files: Files,
    *,
    sheet: Sheet = None,
    ranges: Ranges = False,
    play: Play = None,
    runs: Runs = 2_000,
    seed: given.Seed = 1,
    as_json: given.Json = False,
) -> None:
    """Read what coders made of texts by the codebook.

    What each coded and passed over, and by kind how far coders of the same case agree (Krippendorff's alpha). With
    --play, how far the answers of a case hang on who coded it.

    Example:
        parley coded scenarios/coding/river.a.yaml scenarios/coding/river.b.yaml --sheet river.md
    """
    from sim.studies.codebook_tables import coded as look

    if play is not None:
        _played(play, files, runs, seed, as_json)
        return
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


def _played(scenario: str, files: list[Path], runs: int, seed: int, as_json: bool) -> None:
    from sim.cli.codebook_table import show_coder_shares
    from sim.studies.coder_shares import coder_shares

    with answered("The codings"):
        found = coder_shares(scenario, files, runs, seed)
    if as_json:
        emit(found.to_dict())
    else:
        show_coder_shares(console(), found)
