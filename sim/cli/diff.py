"""The verb `diff`: two scenarios beside each other."""

from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, playing
from sim.cli.doors import emit, guarded, playable, what_ifs
from sim.cli.keep import check_out, kept

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

Other = Annotated[
    str, typer.Argument(metavar="OTHER", help="The scenario to set beside it, by name or path.", show_default=False)
]
Runs = Annotated[
    int, typer.Option("--runs", min=0, max=given.MOST_RUNS, metavar="N", help="Runs of both to play; 0: none.")
]


@guarded
def diff(
    ctx: typer.Context,
    scenario: given.Scenario,
    other: Other,
    *,
    runs: Runs = 0,
    changes: given.Changes = None,
    settings: given.Settings = None,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    block: given.Block = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Say what two scenarios state differently, and with --runs what that does to outcomes.

    Both are played under the same luck, run by run. --change and --set hold in both.

    Example:
        parley diff pie my-pie.yaml --runs 1000
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    first, second = (_read(name, changed, played=bool(runs)) for name in (scenario, other))
    with playing("playing", threads, block) as options:
        from sim.studies.scenario_diff import diff as beside

        found = beside(first, second, runs, seed, changed, method=method.value, **options.block_keywords)
    data = found.to_dict()
    with kept(ctx, out, data, complete=found.complete):
        if as_json:
            emit(data)
        else:
            from sim.cli.diff_table import show_diff

            show_diff(console(), found)
    leave_if_cancelled(found.complete)


def _read(name: str, changed: tuple[str, ...], *, played: bool) -> "Scenario":
    return playable(name, changed, played=played)
