"""What a saved result says of itself, followed again; shared by the verbs that play and write."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli.console import playing
from sim.cli.doors import BadInputError, typed

if TYPE_CHECKING:
    from sim.runs.recipe import Recipe
    from sim.runs.results import Ensemble


DETERMINING = ("scenario", "changes", "settings", "runs", "seed", "method", "attribution", "cases")
"""What a manifest says; with `--from`, none of it may be said again."""


def recipe_of(ctx: typer.Context, manifest: Path) -> "Recipe":
    """Return the recipe of a saved result, having made sure that no option says otherwise."""
    from sim.reports.recipes import read_recipe

    for name in DETERMINING:
        if typed(ctx, name):
            raise BadInputError(f"--from says everything that determines the result; leave {name} out.")
    return read_recipe(manifest / "manifest.json" if manifest.is_dir() else manifest)


def followed(recipe: "Recipe", threads: int | None, block: int | None) -> "Ensemble":
    """Return what a recipe makes, as far as Ctrl-C lets it."""
    with playing("playing", threads, block) as options:
        from sim.runs.replay import follow

        return follow(recipe, options)
