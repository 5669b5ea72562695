"""The verb `verify`: a saved result, played again and compared."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import interruptible, progress
from sim.cli.doors import CANCELLED, DIFFERENT, complain, emit, guarded
from sim.cli.keep import verify_findings
from sim.cli.recipes import followed


@guarded
def verify(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FILE|DIR", help="A saved result, or a kept finding.", show_default=False)
    ],
    *,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Play a saved result again, and compare.

    Every number of every run is compared, of a sweep every number of every point, of a finding kept with --out all that
    was found; of a folder of findings each. Exit code 1 if one differs.

    Example:
        parley run pie --runs 100 --out result
        parley verify result
        parley compare pie --change left_waits --runs 100 --out findings
        parley verify findings
    """
    from sim.reports.recipes import read_recipe
    from sim.runs.replay import differences
    from sim.studies.kept import kept_in
    from sim.studies.sweep_check import is_sweep

    findings = kept_in(folder)
    if findings:
        verify_findings(ctx, findings, threads, as_json)
        return
    if is_sweep(folder):
        _verify_sweep(folder, threads, block, as_json)
        return
    recipe = read_recipe(folder / "manifest.json")
    ensemble = followed(recipe, threads, block)
    if ensemble.runs < recipe.runs or ensemble.attributed != recipe.attributed:
        complain(["Cancelled before the result was played again; nothing is known about it."])
        raise typer.Exit(CANCELLED)
    found = differences(folder, ensemble)
    if as_json:
        head = {"scenario": recipe.scenario.id, "digest": ensemble.digest, "seed": recipe.seed, "runs": recipe.runs}
        emit({**head, "same": not found, "differences": found})
    else:
        same = f"The same: {recipe.runs:,} runs, seed {recipe.seed}, digest {ensemble.digest}."
        typer.echo("\n".join(found) or same)
    if found:
        raise typer.Exit(DIFFERENT)


VERIFIED = ("scenario", "digest", "seed", "runs", "points", "completed")
"""What is said of a sweep that was played again."""


def _verify_sweep(folder: Path, threads: int | None, block: int | None, as_json: bool) -> None:
    """Play a kept sweep again, as far as it is finished, and compare; leave with exit code 1 if it differs."""
    from sim.studies.executors import Executor
    from sim.studies.sweep_check import differences, played_again
    from sim.studies.sweep_folder import read_sweep

    with interruptible() as cancel, progress("sweeping again") as told:
        again = played_again(folder, Executor(threads=threads, block=block), progress=told, cancel=cancel)
    if len(again.points) < len(read_sweep(folder).points):
        complain(["Cancelled before the sweep was played again; nothing is known about it."])
        raise typer.Exit(CANCELLED)
    found = differences(folder, again)
    if as_json:
        head = {name: value for name, value in again.summary().items() if name in VERIFIED}
        emit({**head, "same": not found, "differences": found})
    else:
        points = f"{len(again.points):,} of {len(again.plan.design):,} points"
        same = f"The same: {points}, {again.plan.runs:,} runs each, seed {again.plan.seed}, digest {again.plan.digest}."
        typer.echo("\n".join(found) or same)
    if found:
        raise typer.Exit(DIFFERENT)
