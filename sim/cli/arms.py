"""What-ifs beside a base: checked before anything is played, timed and cancelled together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from sim.cli.doors import CANCELLED, complain

if TYPE_CHECKING:
    from sim.scenario.faults import Fault
    from sim.scenario.model import Scenario


def check_arms(scenario: "Scenario", base: Sequence[str], changes: Sequence[str]) -> None:
    """Make sure that every arm can be played; all faults of all arms at once."""
    from sim.scenario.changes import apply
    from sim.scenario.faults import ScenarioError

    faults: list[Fault] = []
    for change in changes:
        try:
            apply(scenario, (*base, change))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(dict.fromkeys(faults))


def leave_if_cancelled(complete: bool) -> None:
    """Leave with the exit code of Ctrl-C if not all was played."""
    if not complete:
        complain(["Cancelled: the comparison stands on the runs that were finished."])
        raise typer.Exit(CANCELLED)
