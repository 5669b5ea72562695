"""The verbs that set ensembles beside each other under the same luck: `compare`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

import sim.cli.options as given
from sim.cli.console import console, interruptible, progress
from sim.cli.doors import CANCELLED, BadInputError, complain, emit, guarded, playable, what_ifs

if TYPE_CHECKING:
    from sim.scenario.faults import Fault
    from sim.scenario.model import Scenario
    from sim.studies.comparison import Comparison


@guarded
def compare(
    scenario: given.Scenario,
    *,
    changes: given.Arms = None,
    settings: given.Settings = None,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Compare what-ifs with the base and with each other.

    All play under the same luck, run by run. Each --change is one arm; --set changes the base and all arms.
    """
    if not changes:
        raise BadInputError("Say what to compare with the base: --change NAME, once for every arm.")
    base = what_ifs((), settings)
    stated = playable(scenario, base)
    check_arms(stated, base, changes)
    with interruptible() as cancel, progress("comparing") as told:
        from sim.studies.comparison import compare as play

        how: dict[str, Any] = {"threads": threads, "block": block, "progress": told, "cancel": cancel}
        found = play(stated, changes, runs, seed, base=base, method=method.value, **how)
    if as_json:
        emit({**found.to_dict(), "elapsed_s": elapsed(found)})
    elif found.base.runs:
        from sim.cli.compare_table import show_comparison

        show_comparison(console(), found)
    leave_if_cancelled(found.complete)


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


def elapsed(found: "Comparison") -> float:
    """Return how many seconds all ensembles of a comparison took."""
    return sum(ensemble.elapsed_s for ensemble in (found.base, *found.arms.values()))


def leave_if_cancelled(complete: bool) -> None:
    """Leave with the exit code of Ctrl-C if not all was played."""
    if not complete:
        complain(["Cancelled: the comparison stands on the runs that were finished."])
        raise typer.Exit(CANCELLED)
