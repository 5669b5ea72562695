"""The verb `elicit`: experts asked for ranges."""

from collections.abc import Mapping, Sequence
from dataclasses import replace as replace_in
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, interruptible, progress
from sim.cli.doors import BadInputError, emit, guarded, playable, tell, what_ifs
from sim.cli.elsewhere import written

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

Sheet = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write an empty sheet, .xlsx.", show_default=False)
]
Filled = Annotated[
    list[Path] | None,
    typer.Option("--from", metavar="FILE", help="A filled-in sheet, named after its expert. Repeatable."),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="PATH", help="A number to ask for; by default the declared levers. Repeatable."),
]
Kept = Annotated[
    Path | None,
    typer.Option(
        "--scenarios", metavar="DIR", help="Write each expert's scenario and the pooled one.", show_default=False
    ),
]
Runs = Annotated[int, typer.Option("--runs", min=1, max=given.MOST_RUNS, metavar="N", help="Runs of each scenario.")]


@guarded
def elicit(
    scenario: given.Scenario,
    *,
    out: Sheet = None,
    sheets: Filled = None,
    inputs: Inputs = None,
    scenarios: Kept = None,
    replace: given.Replace = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: Runs = 2_000,
    seed: given.Seed = 1,
    threads: given.Threads = None,
    as_json: given.Json = False,
) -> None:
    """Ask experts for ranges, and pool what they wrote.

    --out writes a sheet to fill in by the steps of the IDEA protocol; --from reads such sheets, pools them as a mixture
    that keeps their disagreement, and says what it does to outcomes.

    Example:
        parley elicit labour-dispute --out sheet.xlsx
    """
    if out is None and not sheets:
        raise BadInputError("Say where to write a sheet, --out FILE, or which to pool, --from FILE.")
    _check_sheet(out, replace)
    base = playable(scenario, what_ifs(changes, settings))
    _check_scenarios(base.id, sheets or (), scenarios, replace)
    from sim.scenario.changes import apply

    stated = apply(base, what_ifs(changes, settings))
    if out is not None:
        _write(stated, out, inputs or ())
    if sheets:
        from sim.studies.elicitation import pool

        with interruptible() as cancel, progress("Playing experts' scenarios") as told:
            found = pool(stated, sheets, runs, seed, threads=threads, progress=told, cancel=cancel)
        if scenarios is not None:
            _keep(stated, found.changes, scenarios)
        if as_json:
            emit(found.to_dict())
        else:
            from sim.cli.elicit_table import show_elicitation

            show_elicitation(console(), found)
        leave_if_cancelled(found.complete)
    elif as_json:
        emit({"out": str(out)})
    else:
        tell(f"Written to {out}. Fill it in, save it under the expert's name, and pool with --from.")


def _check_sheet(out: Path | None, replace: bool) -> None:
    """Make sure that a sheet can be written, and that none in which somebody has written something is lost.

    Raises:
        BadInputError: It cannot be, or one would be.
    """
    if out is None:
        return
    from sim.reports.endings import ending_of
    from sim.reports.expert_form import is_blank

    try:
        ending_of(out, (".xlsx",), "sheet")
    except ValueError as error:
        raise BadInputError(f"--out: {error}") from error
    if out.exists() and not replace and not is_blank(out):
        raise BadInputError(
            f"--out: {out} is there already, and is not a sheet in which nothing is written yet; choose another name, "
            "or say --replace to write over it."
        )


def _check_scenarios(name: str, sheets: Sequence[Path], folder: Path | None, replace: bool) -> None:
    """Make sure that no scenario that is there already is written over unasked.

    Raises:
        BadInputError: One would be.
    """
    if folder is None or replace:
        return
    from sim.studies.elicitation import POOLED

    files = (folder / f"{name}-{expert}.yaml" for expert in (*(sheet.stem for sheet in sheets), POOLED))
    there = next((file for file in files if file.exists()), None)
    if there is not None:
        raise BadInputError(f"--scenarios: {there} is there already; say --replace to write over it.")


def _write(stated: "Scenario", out: Path, inputs: Sequence[str]) -> None:
    from sim.reports.expert_form import write_form
    from sim.scenario.faults import ScenarioError

    try:
        written(lambda place: write_form(stated, place, inputs), out, "the sheet")
    except ScenarioError as error:
        raise ScenarioError(replace_in(fault, file="--input") for fault in error.faults) from error


def _keep(stated: "Scenario", changes: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Write the scenario of each expert and the pooled one, ready to be played."""
    from sim.scenario.changes import apply
    from sim.scenario.documents import save

    folder.mkdir(parents=True, exist_ok=True)
    for name, change in changes.items():
        save(apply(stated, [change] if change else []), folder / f"{stated.id}-{name}.yaml")
