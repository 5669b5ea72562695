"""The verb `check`: what is wrong with a scenario."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

import sim.cli.options as given
from sim.cli.doors import BAD_INPUT, complain, emit, guarded, what_ifs

if TYPE_CHECKING:
    from sim.scenario.faults import Fault


@guarded
def check(
    scenario: given.Scenario,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Look for faults in a scenario.

    All are told at once, each with its line, what was found and what was expected. Exit code 2 if there is one.

    Example:
        parley check labour-dispute --change no_ballot
    """
    from sim.scenario import documents

    faults = documents.check(scenario)
    if all(fault.severity == "warning" for fault in faults):
        faults += _faults_of(scenario, what_ifs(changes, settings))
    sound = all(fault.severity == "warning" for fault in faults)
    complain(faults)
    if as_json:
        emit({"scenario": scenario, "ok": sound, "faults": [{**asdict(fault), "text": str(fault)} for fault in faults]})
    elif sound:
        typer.echo(f"{scenario}: no faults{', with the warnings above' if faults else ''}")
    if not sound:
        raise typer.Exit(BAD_INPUT)


def _faults_of(scenario: str, changed: Sequence[str]) -> "tuple[Fault, ...]":
    """Return what is wrong with changes to a sound scenario."""
    from sim.scenario.documents import load
    from sim.scenario.faults import ScenarioError

    try:
        load(scenario, changed)
    except ScenarioError as error:
        return error.faults
    return ()
