"""Saved results played again, and compared with what comes out now."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.game.plug_ins import changed
from sim.game.tactics import plug_ins_of
from sim.runs.bands import with_bands
from sim.runs.options import PlayOptions
from sim.runs.recipe import Recipe, checked_manifest, file_error
from sim.runs.results import Ensemble
from sim.runs.rows_file import rows_in
from sim.runs.runner import prepare, with_attribution
from sim.scenario.files import read, read_json

MOST_BYTES_OF_ROWS = 4_000_000_000
"""Largest table of runs that is read."""


def follow(recipe: Recipe, options: PlayOptions = PlayOptions()) -> Ensemble:
    """Play a recipe, its attribution included.

    Args:
        recipe: What to play.
        options: How; progress is told as (runs done, runs wanted), for bands once more, then as (sets of conditions
            done, sets in all).

    Returns:
        The ensemble; if it was cancelled, with fewer runs than the recipe says, without bands or its attribution.
    """
    of, method = (recipe.scenario, recipe.changes, recipe.wanted, recipe.seed), recipe.method
    prepared = prepare(*of, method=method, only=recipe.runs)
    ensemble = with_bands(prepared.play(options), recipe.cases, options)
    if recipe.attributed is None or ensemble.runs < recipe.runs:
        return ensemble
    return with_attribution(ensemble, recipe.attributed, **options.keywords)


def differences(folder: Path, again: Ensemble) -> list[str]:
    """Return in words how a saved result differs from what comes out now; nothing if it is the same.

    Every column of every run is compared exactly, then every finding.

    Raises:
        ScenarioError: The saved files cannot be read.
    """
    found = [*_row_differences(folder / "runs.parquet", again), *_finding_differences(folder / "summary.json", again)]
    return [*_plug_in_differences(folder / "manifest.json", again), *found] if found else []


def _plug_in_differences(path: Path, again: Ensemble) -> Iterator[str]:
    """Yield which plug-ins have changed since the result was saved: any other difference may come from that."""
    said = checked_manifest(path, read_json(path)).plug_ins
    yield from changed({name: one.model_dump() for name, one in said.items()}, plug_ins_of(again.scenario))


def _row_differences(path: Path, again: Ensemble) -> Iterator[str]:
    import pyarrow.compute as pc

    data = read(path, MOST_BYTES_OF_ROWS)
    try:
        before, after = rows_in(data), again.to_arrow()
    except ValueError as error:
        raise file_error(path, "", str(error), "the rows of a saved result") from error
    if before.num_rows != after.num_rows:
        yield f"{path.name}: {before.num_rows} runs were saved, {after.num_rows} come out now"
        return
    for name in dict.fromkeys([*before.column_names, *after.column_names]):
        if name not in before.column_names or name not in after.column_names:
            yield f"{path.name}: the column {name} is {'new' if name in after.column_names else 'gone'}"
        elif not before[name].equals(after[name]):
            odd = pc.invert(_same(before[name], after[name])).to_numpy(zero_copy_only=False)
            if odd.any():
                yield f"{path.name}: {name} differs in {int(odd.sum())} runs, first in run {int(odd.argmax())}"


def _same(before: Any, after: Any) -> Any:
    """Return where two columns are equal, a missing number being equal to a missing number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if before.type != after.type:
        return pa.array([False] * len(before))
    equal = pc.fill_null(pc.equal(before, after), False)
    return pc.or_(equal, pc.and_(pc.is_null(before, nan_is_null=True), pc.is_null(after, nan_is_null=True)))


def _finding_differences(path: Path, again: Ensemble) -> Iterator[str]:
    before, after = read_json(path), json.loads(json.dumps(again.summary()))
    if not isinstance(before, dict):
        yield f"{path.name}: it holds no findings"
        return
    # A release may add findings or change its version number; what it must not do is find something else.
    for name in before:
        if name != "version" and before[name] != after.get(name):
            yield f"{path.name}: {name} differs"
