"""The verb `doubt`: each mechanism of the model switched off (structural sensitivity)."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, playing
from sim.cli.doors import emit, guarded, playable, timed, what_ifs
from sim.cli.keep import check_out, kept


@guarded
def doubt(
    ctx: typer.Context,
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
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Switch off each mechanism of the model, and see how much hangs on it.

    One at a time, side by side, under the same luck.

    Example:
        parley doubt labour-dispute --runs 500
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    with playing("doubting", threads, block) as options:
        from sim.studies.structural import doubt as study

        found = study(stated, runs, seed, changed, readings=readings, method=method.value, **options.block_keywords)
    data = timed(found.to_dict())
    with kept(ctx, out, data, complete=found.comparison.complete):
        if as_json:
            emit(data)
        elif found.comparison.base.runs:
            from sim.cli.doubt_table import show_doubt

            show_doubt(console(), found)
    leave_if_cancelled(found.comparison.complete)
