"""The verb `run`: one scenario, played many times."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import (
    CANCELLED,
    BadInputError,
    complain,
    emit,
    guarded,
    playable,
    tell,
    timed,
    what_ifs,
    writable,
)
from sim.cli.elsewhere import written
from sim.cli.instead import check_folder_name, check_result, holds_more
from sim.cli.outcomes import known_outcome
from sim.cli.recipes import followed, recipe_of

if TYPE_CHECKING:
    from sim.runs.recipe import Recipe
    from sim.runs.results import Ensemble


@guarded
def run(
    ctx: typer.Context,
    scenario: given.ListedScenario = None,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    attribution: given.Attribution = None,
    cases: given.Cases = None,
    out: given.Out = None,
    replace: given.ReplaceResult = False,
    manifest: given.Manifest = None,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Play a scenario many times.

    Shows how it ends, how sure that is, and what stands in the way.

    Example:
        parley run labour-dispute --runs 2000 --out result
        parley run --from result
    """
    check_folder_name(out, "a folder; for a report or a table in a file: parley report")
    writable(out)
    if manifest is not None:
        recipe = recipe_of(ctx, manifest)
    else:
        from sim.analysis.case_bands import usual_cases
        from sim.runs.recipe import Recipe

        if scenario is None:
            raise BadInputError("Say which scenario to play (`parley scenarios` lists some), or --from MANIFEST.")
        changed = what_ifs(changes, settings)
        base = playable(scenario, changed)
        if attribution is not None:
            known_outcome(base, attribution, several=False)
        again = usual_cases(runs) if cases is None else min(cases, runs)
        recipe = Recipe(base, changed, seed, runs, runs, method.value, attribution, cases=again)
    check_result(out, recipe, replace)
    _finish(recipe, followed(recipe, threads, block), out, as_json)


def _finish(recipe: "Recipe", ensemble: "Ensemble", out: Path | None, as_json: bool) -> None:
    """Save and show what was finished; leave with the exit code of a cancelled run if it is not all."""
    fuller = out is not None and holds_more(out, recipe, ensemble.runs)
    saved, unsaved = _saved(ensemble, out) if out is not None and ensemble.runs and not fuller else (None, None)
    if as_json:
        emit(timed(ensemble.summary()))
    elif ensemble.runs:
        from sim.cli.run_table import show_ensemble

        show_ensemble(console(), ensemble)
        if saved is not None:
            tell(f"Saved in {saved}; to repeat it: {ensemble.manifest()['command']}")
    if unsaved is not None:
        raise unsaved
    found = ensemble.recipe
    if (found.runs, found.attributed, found.cases) != (recipe.runs, recipe.attributed, recipe.cases):
        _cancelled(ensemble, saved, out if fuller else None)


def _saved(ensemble: "Ensemble", out: Path) -> tuple[Path | None, BadInputError | None]:
    """Save a result; return where it is, or what kept it from being there, so that it can still be shown."""
    try:
        return written(ensemble.save, out, "the result"), None
    except BadInputError as error:
        return None, error


def _cancelled(ensemble: "Ensemble", out: Path | None, fuller: Path | None) -> None:
    saved = f" They are saved in {out}." if out is not None and ensemble.runs else ""
    saved = saved if fuller is None else f" {fuller} holds more of the same, and stays as it is."
    complain([f"Cancelled: {ensemble.runs:,} of {ensemble.wanted:,} runs were finished.{saved}"])
    raise typer.Exit(CANCELLED)
