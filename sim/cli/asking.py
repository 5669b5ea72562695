"""The verbs that ask what an outcome hangs on: `ablate`, `flip`, `doubt`."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

import sim.cli.options as given
from sim.cli.compare import elapsed, leave_if_cancelled
from sim.cli.console import console, interruptible, progress
from sim.cli.doors import BadInputError, emit, guarded, known, playable, what_ifs

OUTCOME = typer.Option(metavar="OUTCOME", help="The outcome to ask about; a+b counts two as one.", show_default=False)
Outcome = Annotated[str, OUTCOME]


@guarded
def ablate(
    scenario: given.Scenario,
    *,
    outcome: Outcome,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 2_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    as_json: given.Json = False,
) -> None:
    """Drop stated conditions, and see what each does to an outcome.

    Each by itself, every two, all at once, and what all do shared fairly among them. Plays 2^n ensembles of n
    conditions, under the same luck.
    """
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    aim = _known(stated.outcomes, outcome)
    with interruptible() as cancel, progress("dropping conditions") as told:
        from sim.studies.ablation import ablate as study

        how: dict[str, Any] = {"threads": threads, "progress": told, "cancel": cancel, "method": method.value}
        found = study(stated, aim, runs, seed, changed, **how)
    if as_json:
        emit({**found.to_dict(), "elapsed_s": found.elapsed_s})
    elif found.base.runs:
        from sim.cli.asking_tables import show_ablation

        show_ablation(console(), found)
    leave_if_cancelled(found.complete)


@guarded
def flip(
    scenario: given.Scenario,
    *,
    outcome: Outcome,
    target: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of runs to reach.", show_default=False)
    ],
    paths: Annotated[
        list[str] | None,
        typer.Option("--lever", metavar="PATH", help="Move this instead of all declared levers. Repeatable."),
    ] = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 5_000,
    probe_runs: Annotated[
        int, typer.Option(min=1, max=given.MOST_RUNS, metavar="N", help="Runs of every try of the search.")
    ] = 1_000,
    seed: given.Seed = 1,
    threads: given.Threads = None,
    as_json: given.Json = False,
) -> None:
    """Search for the smallest change that brings an outcome to a target share.

    Moves one declared lever, then two, each within its range, under the same luck. Says so when none reaches it.
    """
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    aim = _known(stated.outcomes, outcome)
    with interruptible() as cancel, progress("searching") as told:
        from sim.studies.break_even import flip as study

        how: dict[str, Any] = {"threads": threads, "progress": told, "cancel": cancel, "probe_runs": probe_runs}
        try:
            found = study(stated, aim, target, runs, seed, changed, paths=paths or (), **how)
        except ValueError as error:
            raise BadInputError(str(error)) from error
    if as_json:
        emit({**found.to_dict(), "elapsed_s": found.elapsed_s})
    elif found.base.runs:
        from sim.cli.asking_tables import show_flip

        show_flip(console(), found)
    leave_if_cancelled(found.finding.complete)


@guarded
def doubt(
    scenario: given.Scenario,
    *,
    readings: Annotated[
        bool, typer.Option("--readings", help="Also play the other readings of what a text leaves unclear.")
    ] = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Switch off each mechanism of the model, and see how much hangs on it.

    One at a time, side by side, under the same luck.
    """
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    with interruptible() as cancel, progress("doubting") as told:
        from sim.studies.structural import doubt as study

        how: dict[str, Any] = {"threads": threads, "block": block, "progress": told, "cancel": cancel}
        found = study(stated, runs, seed, changed, readings=readings, method=method.value, **how)
    if as_json:
        emit({**found.to_dict(), "elapsed_s": elapsed(found.comparison)})
    elif found.comparison.base.runs:
        from sim.cli.asking_tables import show_doubt

        show_doubt(console(), found)
    leave_if_cancelled(found.comparison.complete)


def _known(outcomes: Iterable[str], text: str) -> str:
    """Return an outcome, or several joined by +, having made sure that there are such before anything is played."""
    listed = list(outcomes)
    return "+".join(known(name.strip(), listed, "outcome") for name in text.split("+"))
