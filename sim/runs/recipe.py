"""Recipes: everything that determines a result. Saved results are read as recipes, played again and compared.

A recipe is what the options of `parley run` say, or `manifest.json` and the `scenario.yaml` beside it.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from sim.scenario.changes import apply
from sim.scenario.faults import Fault, ScenarioError, did_you_mean, one_of
from sim.scenario.model import FORMAT, Scenario
from sim.storage import JsonValue, Kept, believed, read, read_json, recover

if TYPE_CHECKING:
    from sim.game.cases import Method
    from sim.runs.ensemble import Progress
    from sim.runs.results import ChangeLike, Ensemble

MOST_BYTES = 2_000_000
"""Largest manifest that is read."""
MOST_BYTES_OF_ROWS = 4_000_000_000
"""Largest table of runs that is read."""
EXPECTED = "a manifest.json of Parley"


class About(Kept):
    """What a report says beside what was played."""

    outcome: str
    full: bool
    chart: str | None = None


class Manifest(Kept):
    """What a saved result says about itself."""

    format: Literal[1]
    scenario: str
    scenario_digest: str
    changes: list[str | dict[str, Any]]
    seed: int = Field(ge=-(2**63), lt=2**63)
    runs: int = Field(ge=1)
    wanted: int = Field(ge=1)
    method: Literal["monte_carlo", "latin_hypercube", "sobol"]
    attributed: str | None = None
    digest: str
    versions: dict[str, str]
    command: str
    report: About | None = None


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a result.

    Attributes:
        scenario: The scenario before changes.
        changes: The changes, in order.
        seed: Key of all luck.
        runs: How many runs to play.
        wanted: How many the cases are drawn for: more than `runs` if the result was cancelled.
        method: How cases are drawn.
        attributed: The outcome in whose change conditions share, if any.
        report: What the report says in which it was found, if it was a report.
    """

    scenario: Scenario
    changes: "tuple[ChangeLike, ...]"
    seed: int
    runs: int
    wanted: int
    method: "Method"
    attributed: str | None = None
    report: About | None = None


def read_recipe(path: Path) -> Recipe:
    """Return the recipe of a saved result or of an exported file.

    Args:
        path: A `manifest.json` with `scenario.yaml` beside it, or a file that carries both (`sim.reports.carried`).

    Raises:
        ScenarioError: It cannot be read or used, or manifest and scenario do not belong together; all faults of it.
    """
    from sim.reports.carried import READERS, carried
    from sim.scenario.documents import load, load_text

    recover(path.parent if path.name == "manifest.json" else path)
    if path.suffix.lower() in READERS and not _is_manifest(path):
        origin = carried(path)
        return _recipe(path, _checked(path, dict(origin.manifest)), load_text(origin.scenario, f"{path}:scenario"))
    beside = path.parent / "scenario.yaml"
    said = _checked(path, read_json(path, MOST_BYTES, EXPECTED))
    return _recipe(beside, said, load(beside), f"to play it as it is: parley run {beside}")


def _is_manifest(path: Path) -> bool:
    """Return whether a file is a manifest, or nothing that carries one."""
    if path.suffix.lower() != ".json" or path.name == "manifest.json":
        return path.suffix.lower() == ".json"
    try:
        data = read_json(path)
    except ScenarioError:
        return True
    return not (isinstance(data, dict) and "manifest" in data)


def _recipe(path: Path, said: Manifest, scenario: Scenario, hint: str = "") -> Recipe:
    """Return a recipe, having made sure that manifest and scenario belong together."""
    if said.runs > said.wanted:
        raise _error(path, "runs", str(said.runs), f"at most {said.wanted}, how many were wanted")
    if scenario.digest != said.scenario_digest:
        found = f"a scenario with the digest {scenario.digest}"
        what = "It was changed since the result was saved"
        raise _error(
            path,
            "",
            found,
            f"the digest of the manifest, {said.scenario_digest}",
            f"{what}; {hint}" if hint else f"{what}.",
        )
    _check_outcomes(path, said, scenario)
    return Recipe(
        scenario=scenario,
        changes=tuple(said.changes),
        seed=said.seed,
        runs=said.runs,
        wanted=said.wanted,
        method=said.method,
        attributed=said.attributed,
        report=said.report,
    )


def _check_outcomes(path: Path, said: Manifest, scenario: Scenario) -> None:
    """Make sure that the changes fit the scenario, and that the outcomes named are among those that it has then."""
    outcomes = apply(scenario, said.changes).outcomes
    named = {"attributed": said.attributed, "report.outcome": said.report.outcome if said.report else None}
    for where, outcome in named.items():
        if outcome is not None and outcome not in outcomes:
            raise _error(path, where, repr(outcome), one_of(outcomes), did_you_mean(outcome, outcomes))


def _checked(path: Path, data: JsonValue) -> Manifest:
    number = data.get("format") if isinstance(data, dict) else None
    if isinstance(number, int) and number > FORMAT:
        hint = "It was saved by a newer Parley; use that one, or newer."
        raise _error(path, "format", str(number), f"at most {FORMAT}", hint)
    return believed(data, Manifest, path, EXPECTED)


def _error(path: Path, where: str, found: str, expected: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(str(path), 1, 1, where, found, expected, hint)])


def follow(
    recipe: Recipe,
    *,
    threads: int | None = None,
    block: int | None = None,
    progress: "Progress | None" = None,
    cancel: threading.Event | None = None,
) -> "Ensemble":
    """Play a recipe, its attribution included.

    Args:
        recipe: What to play.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted), then with (sets of conditions done, sets in all).
        cancel: Set it to stop between blocks.

    Returns:
        The ensemble; if it was cancelled, with fewer runs than the recipe says or without its attribution.
    """
    from sim.runs.runner import run, with_attribution

    ensemble = run(
        recipe.scenario,
        recipe.wanted,
        recipe.seed,
        recipe.changes,
        threads=threads,
        block=block,
        progress=progress,
        cancel=cancel,
        method=recipe.method,
        only=recipe.runs,
    )
    if recipe.attributed is None or ensemble.runs < recipe.runs:
        return ensemble
    return with_attribution(ensemble, recipe.attributed, threads=threads, progress=progress, cancel=cancel)


def differences(folder: Path, again: "Ensemble") -> list[str]:
    """Return in words how a saved result differs from what comes out now; nothing if it is the same.

    Every column of every run is compared exactly, then every finding.

    Raises:
        ScenarioError: The saved files cannot be read.
    """
    return [*_row_differences(folder / "runs.parquet", again), *_finding_differences(folder / "summary.json", again)]


def _row_differences(path: Path, again: "Ensemble") -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as parquet

    try:
        before, after = parquet.read_table(pa.BufferReader(read(path, MOST_BYTES_OF_ROWS))), again.to_arrow()
    except (OSError, pa.ArrowException) as error:
        raise _error(path, "", "a file that is not Parquet", "the rows of a saved result") from error
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


def _finding_differences(path: Path, again: "Ensemble") -> Iterator[str]:
    before, after = read_json(path), json.loads(json.dumps(again.summary()))
    if not isinstance(before, dict):
        yield f"{path.name}: it holds no findings"
        return
    # A release may add findings or change its number; what it must not do is find something else.
    for name in before:
        if name != "version" and before[name] != after.get(name):
            yield f"{path.name}: {name} differs"
