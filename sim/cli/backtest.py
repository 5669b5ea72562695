"""The verb `backtest`: forecasts put to the test on decided issues."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, progress
from sim.cli.doors import emit, guarded, timed
from sim.cli.keep import check_out, kept

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="A folder with issues.csv and positions.csv (DEU).")]


IssueRuns = Annotated[
    int, typer.Option(min=0, max=10_000, metavar="N", help="Simulated runs an issue; 0 simulates none.")
]


Capability = Annotated[str, typer.Option(metavar="COLUMN", help="The column of capabilities.")]


@guarded
def backtest(
    ctx: typer.Context,
    *,
    data: Data,
    runs: IssueRuns = 20,
    capability: Capability = "cap_treaty",
    seed: given.Seed = 1,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Test forecasts on issues whose outcomes are known.

    Every spatial method and the simulation, beside the capability × salience mean.

    Example:
        parley backtest --data deu --runs 20
    """
    check_out(ctx, out)
    from sim.studies.backtest_study import backtest as test

    with progress("Playing issues") as told:
        found = test(data, capability=capability, runs=runs, seed=seed, progress=told)
    known = found.to_dict()
    with kept(ctx, out, known):
        if as_json:
            emit(timed({"data": str(data), **known}))
        else:
            from sim.cli.backtest_table import show_backtest

            show_backtest(console(), found)
