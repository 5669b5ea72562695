"""The verbs that play one ensemble: `run`, `verify`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, interruptible, progress
from sim.cli.doors import (
    CANCELLED,
    DIFFERENT,
    BadInputError,
    complain,
    emit,
    guarded,
    known,
    playable,
    typed,
    what_ifs,
    writable,
)
from sim.cli.sweep import verify_sweep

if TYPE_CHECKING:
    from sim.runs.recipe import Recipe
    from sim.runs.results import Ensemble

DETERMINING = ("scenario", "changes", "settings", "runs", "seed", "method", "attribution")
"""What a manifest says; with `--from`, none of it may be said again."""


@guarded
def run(
    ctx: typer.Context,
    scenario: given.MaybeScenario = None,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    attribution: given.Attribution = None,
    out: given.Out = None,
    manifest: given.Manifest = None,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Play a scenario many times.

    Shows how it ends, how sure that is, and what stands in the way.
    """
    writable(out)
    if manifest is not None:
        recipe = recipe_of(ctx, manifest)
    else:
        from sim.runs.recipe import Recipe

        if scenario is None:
            raise BadInputError("Say which scenario to play (`parley scenarios` lists some), or --from MANIFEST.")
        changed = what_ifs(changes, settings)
        base = playable(scenario, changed)
        if attribution is not None:
            known(attribution, base.outcomes, "outcome")
        recipe = Recipe(base, changed, seed, runs, runs, method.value, attribution)
    _finish(recipe, followed(recipe, threads, block), out, as_json)


def recipe_of(ctx: typer.Context, manifest: Path) -> "Recipe":
    """Return the recipe of a saved result, having made sure that no option says otherwise."""
    from sim.reports.recipes import read_recipe

    for name in DETERMINING:
        if typed(ctx, name):
            raise BadInputError(f"--from says everything that determines the result; leave {name} out.")
    return read_recipe(manifest / "manifest.json" if manifest.is_dir() else manifest)


def followed(recipe: "Recipe", threads: int | None, block: int | None) -> "Ensemble":
    """Return what a recipe makes, as far as Ctrl-C lets it."""
    with interruptible() as cancel, progress("playing") as told:
        from sim.runs.replay import follow

        return follow(recipe, threads=threads, block=block, progress=told, cancel=cancel)


def _finish(recipe: "Recipe", ensemble: "Ensemble", out: Path | None, as_json: bool) -> None:
    """Save and show what was finished; leave with the exit code of a cancelled run if it is not all."""
    unsaved = _save(ensemble, out) if out is not None and ensemble.runs else None
    if as_json:
        emit({**ensemble.summary(), "elapsed_s": ensemble.elapsed_s})
    elif ensemble.runs:
        from sim.cli.tables import show_ensemble

        show_ensemble(console(), ensemble)
        if out is not None and unsaved is None:
            typer.echo(f"Saved in {out}; to repeat it: {ensemble.manifest()['command']}")
    if unsaved is not None:
        raise BadInputError(f"--out: the result cannot be saved: {unsaved}")
    if ensemble.runs < recipe.runs or ensemble.attributed != recipe.attributed:
        _cancelled(ensemble, out)


def _save(ensemble: "Ensemble", out: Path) -> OSError | None:
    """Save a result; return what kept it from being saved, so that it can still be shown."""
    try:
        ensemble.save(out)
    except OSError as error:
        return error
    return None


def _cancelled(ensemble: "Ensemble", out: Path | None) -> None:
    saved = f" They are saved in {out}." if out is not None and ensemble.runs else ""
    complain([f"Cancelled: {ensemble.runs:,} of {ensemble.wanted:,} runs were finished.{saved}"])
    raise typer.Exit(CANCELLED)


@guarded
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A saved result.", show_default=False)],
    *,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Play a saved result again, and compare.

    Every number of every run is compared, of a sweep every number of every point; exit code 1 if one differs.
    """
    from sim.reports.recipes import read_recipe
    from sim.runs.replay import differences
    from sim.studies.sweep_check import is_sweep

    if is_sweep(folder):
        verify_sweep(folder, threads, block, as_json)
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
