"""The verb `compare`: ensembles beside each other under common random numbers."""

import typer

import sim.cli.options as given
from sim.cli.arms import check_arms, leave_if_cancelled
from sim.cli.console import console, playing
from sim.cli.doors import BadInputError, emit, guarded, playable, timed, what_ifs
from sim.cli.keep import check_out, kept


@guarded
def compare(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    changes: given.Arms = None,
    settings: given.Settings = None,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    block: given.Block = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Compare what-ifs with the base and with each other.

    All play under the same luck, run by run. Each --change is one arm; --set changes the base and all arms.

    Example:
        parley compare labour-dispute --change no_ballot --change conditions_soft --runs 2000
    """
    check_out(ctx, out)
    base = what_ifs((), settings)
    if not changes:
        raise _nothing(scenario)
    stated = playable(scenario, base)
    check_arms(stated, base, changes)
    with playing("comparing", threads, block) as options:
        from sim.studies.comparison import compare as play

        found = play(stated, changes, runs, seed, base=base, method=method.value, **options.block_keywords)
    data = timed(found.to_dict())
    with kept(ctx, out, data, complete=found.complete):
        if as_json:
            emit(data)
        elif found.base.runs:
            from sim.cli.compare_table import show_comparison

            show_comparison(console(), found)
    leave_if_cancelled(found.complete)


def _nothing(name: str) -> BadInputError:
    """Return the error that no what-if is named, which names those that the scenario has."""
    from sim.scenario.documents import load

    named = load(name).changes
    listed = f"{name} has {', '.join(named)}" if named else f"{name} names none"
    return BadInputError(
        f"Say what to compare with the base: --change NAME, once for every arm. {listed}; PATH=VALUE is one too."
    )
