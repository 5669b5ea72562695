"""The verb `bench`: how fast this machine plays."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, progress
from sim.cli.doors import emit, guarded, playable

FLAGSHIP = "ukraine-2025-03"


@guarded
def bench(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="What to measure with.")] = FLAGSHIP,
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer runs and repeats: a rough picture.")] = False,
    seed: given.Seed = 1,
    as_json: given.Json = False,
) -> None:
    """Measure how fast this machine plays.

    Also how long the first table takes, and how much memory it needs.

    Example:
        parley bench pie --quick
    """
    playable(scenario, ())
    from sim.timings.benchmark import FULL, QUICK, measure

    with progress("measuring") as told:
        report = measure(scenario, QUICK if quick else FULL, seed=seed, progress=told)
    if as_json:
        emit(report.to_dict())
    else:
        from sim.cli.bench_table import show_report

        show_report(console(), report)
