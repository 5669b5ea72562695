"""The verb `check`: what is wrong with a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BAD_INPUT, complain, emit, guarded, tell, what_ifs

if TYPE_CHECKING:
    from sim.scenario.coded_case import FactSheet

Sheet = Annotated[
    Path | None,
    typer.Option("--sheet", metavar="FILE", help="Fact sheet, to see what is passed over.", show_default=False),
]


@guarded
def check(
    scenario: given.Scenario,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    sheet: Sheet = None,
    as_json: given.Json = False,
) -> None:
    """Look for faults in a scenario.

    All are told at once, each with its line, what was found and what was expected. Exit code 2 if there is one.

    Example:
        parley check labour-dispute --change no_ballot
    """
    from sim.scenario.listings import check as look

    facts = _read(sheet) if sheet is not None else None
    found = look(scenario, what_ifs(changes, settings), facts)
    complain(found.faults)
    if as_json:
        emit(found.to_dict())
    elif found.ok:
        tell(f"{scenario}: no faults{', with the warnings above' if found.faults else ''}")
        if found.coded:
            from sim.cli.codebook_table import show_classes

            show_classes(console(), found.coded)
    if not found.ok:
        raise typer.Exit(BAD_INPUT)


def _read(sheet: Path) -> "FactSheet":
    from sim.formats.fact_sheets import read_sheet

    return read_sheet(sheet)
