"""The verb `lenses`: what every theory expects of a scenario, beside what its runs come to."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import answered, emit, guarded, playable, what_ifs
from sim.cli.keep import check_out, kept

Runs = Annotated[int, typer.Option("--runs", min=0, metavar="N", help="Runs to play beside the theories; 0: none.")]


@guarded
def lenses(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    runs: Runs = 2_000,
    changes: given.Changes = None,
    settings: given.Settings = None,
    seed: given.Seed = 1,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Look at a scenario through every lens, and at what its runs come to.

    Example:
        parley lenses labour-dispute --runs 500
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed, played=bool(runs))
    from sim.lenses.agreement import agreement, simulated
    from sim.runs.runner import run

    ensemble = run(base, runs=runs, seed=seed, changes=changed) if runs else None
    found = simulated(ensemble.records) if ensemble else {}
    with answered(scenario):
        agreed = agreement(base, changed, found=found)
    data = {**agreed.to_dict(), "runs": runs, "seed": seed, "digest": ensemble.digest if ensemble else base.digest}
    with kept(ctx, out, data):
        if as_json:
            emit(data)
        else:
            from sim.cli.lenses_table import show_agreement

            show_agreement(console(), agreed, ensemble)
