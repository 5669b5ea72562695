"""The verbs that show what is stated and single runs: `watch`, `check`, `levers`, `scenarios`, `schema`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BAD_INPUT, complain, emit, guarded, playable, what_ifs
from sim.finding import plain

if TYPE_CHECKING:
    from sim.scenario.faults import Fault


@guarded
def watch(
    scenario: given.Scenario,
    *,
    run: given.Run = 0,
    changes: given.Changes = None,
    settings: given.Settings = None,
    seed: given.Seed = 1,
    as_json: given.Json = False,
) -> None:
    """Watch one run day by day, with reasons."""
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed)
    from sim.trace.mesa_model import watch as play

    transcript = play(base, seed=seed, run=run, changes=changed)
    if as_json:
        emit({"scenario": base.id, "seed": seed, **transcript.to_dict()})
    else:
        typer.echo(transcript.to_text())


@guarded
def check(
    scenario: given.Scenario,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Look for faults in a scenario.

    All are told at once, each with its line, what was found and what was expected. Exit code 2 if there is one.
    """
    from sim.scenario import documents

    faults = documents.check(scenario)
    if all(fault.severity == "warning" for fault in faults):
        faults += _faults_of(scenario, what_ifs(changes, settings))
    sound = all(fault.severity == "warning" for fault in faults)
    complain(faults)
    if as_json:
        emit({"scenario": scenario, "ok": sound, "faults": [{**asdict(fault), "text": str(fault)} for fault in faults]})
    elif sound:
        typer.echo(f"{scenario}: no faults{', with the warnings above' if faults else ''}")
    if not sound:
        raise typer.Exit(BAD_INPUT)


def _faults_of(scenario: str, changed: Sequence[str]) -> "tuple[Fault, ...]":
    """Return what is wrong with changes to a sound scenario."""
    from sim.scenario.documents import load
    from sim.scenario.faults import ScenarioError

    try:
        load(scenario, changed)
    except ScenarioError as error:
        return error.faults
    return ()


@guarded
def levers(
    scenario: given.Scenario,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """List everything that may be set.

    Every path with its range, unit and source, those that the scenario declares as levers first.
    """
    from sim.scenario.changes import all_paths
    from sim.scenario.changes import levers as declared
    from sim.scenario.documents import load

    stated = load(scenario, what_ifs(changes, settings))
    found = {info.path: info for info in (*declared(stated), *all_paths(stated))}
    rows = [{key: plain(value) for key, value in asdict(info).items()} for info in found.values()]
    if as_json:
        emit({"scenario": stated.id, "digest": stated.digest, "levers": rows})
    else:
        from sim.cli.tables import show_levers

        show_levers(console(), stated, rows)


@guarded
def scenarios(*, as_json: given.Json = False) -> None:
    """List the scenarios that come with Parley."""
    rows = list(_bundled())
    if as_json:
        emit({"scenarios": rows})
    else:
        from sim.cli.tables import show_scenarios

        show_scenarios(console(), rows)


def _bundled() -> Iterator[dict[str, Any]]:
    from sim.scenario.checks.space import space_of
    from sim.scenario.checks.view import View
    from sim.scenario.documents import bundled, load

    for name in bundled():
        scenario = load(name)
        # What the check enumerates is what is played; setting up a game would import the compiler.
        view = View(scenario.stated())
        deals = space_of(view, view.options).rows
        count = 0 if deals is None else len(deals)
        yield {"id": name, "title": scenario.title, "as_of": scenario.as_of.isoformat(), "deals": count}


@guarded
def schema(*, as_json: given.Json = False) -> None:
    """Print the JSON Schema of scenarios.

    By it editors complete and underline.
    """
    from sim.scenario.schema import text

    typer.echo(text(), nl=False)
