"""The verb `ablate`: stated conditions dropped."""

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, playing
from sim.cli.doors import emit, guarded, playable, timed, what_ifs
from sim.cli.keep import check_out, kept
from sim.cli.outcomes import Outcome, known_outcome, wanted_outcome


@guarded
def ablate(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    outcome: Outcome = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 2_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Drop stated conditions, and see what each does to an outcome.

    Each by itself, every two, all at once, and what all do shared fairly among them. Plays 2^n ensembles of n
    conditions, under the same luck.

    Example:
        parley ablate labour-dispute --outcome contract_signed --runs 200
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    aim = known_outcome(stated, wanted_outcome(stated, outcome, "ablate"))
    with playing("dropping conditions", threads) as options:
        from sim.studies.ablation import ablate as study

        found = study(stated, aim, runs, seed, changed, method=method.value, **options.keywords)
    data = timed(found.to_dict())
    with kept(ctx, out, data, complete=found.complete):
        if as_json:
            emit(data)
        elif found.base.runs:
            from sim.cli.ablate_table import show_ablation

            show_ablation(console(), found)
    leave_if_cancelled(found.complete)
