"""The verb `flip`: the smallest change that brings an outcome to a share of runs (break-even search)."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, playing
from sim.cli.doors import BadInputError, emit, guarded, playable, timed, what_ifs
from sim.cli.keep import check_out, kept
from sim.cli.outcomes import Outcome, known_outcome, wanted_outcome


@guarded
def flip(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    outcome: Outcome = None,
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
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Search for the smallest change that brings an outcome to a target share.

    Moves one declared lever, then two, each within its range, under the same luck; then looks for the smallest
    concession: conditions that parties drop, options that they offer. Says so when none reaches it.

    Example:
        parley flip labour-dispute --outcome contract_signed --target 0.5 --runs 500 --probe-runs 100
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    aim = known_outcome(stated, wanted_outcome(stated, outcome, "flip"))
    with playing("searching", threads) as options:
        from sim.studies.break_even import flip as study

        try:
            found = study(
                stated, aim, target, runs, seed, changed, paths=paths or (), probe_runs=probe_runs, **options.keywords
            )
        except ValueError as error:
            raise BadInputError(str(error)) from error
    data = timed(found.to_dict())
    with kept(ctx, out, data, complete=found.finding.complete):
        if as_json:
            emit(data)
        elif found.base.runs:
            from sim.cli.flip_table import show_flip

            show_flip(console(), found)
    leave_if_cancelled(found.finding.complete)
