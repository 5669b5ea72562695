"""The verb `levers`: every path that may be set."""

from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, playing
from sim.cli.doors import emit, guarded, playable, what_ifs

if TYPE_CHECKING:
    from sim.studies.effects_of_inputs import InputEffects

Runs = Annotated[
    int,
    typer.Option(
        "--runs", min=0, max=100_000, metavar="N", help="Runs at both ends of every range, to say what moves; 0: none."
    ),
]


@guarded
def levers(
    scenario: given.Scenario,
    *,
    runs: Runs = 0,
    seed: given.Seed = 1,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """List everything that may be set.

    Every path with its range, unit and source, those that the scenario declares as levers first. With --runs every
    uncertain input and declared lever is played at both ends of its range, which shows what moves nothing. The tactics
    that a party may have are {tactics}.

    Example:
        parley levers labour-dispute --runs 100
    """
    from sim.scenario.documents import load
    from sim.scenario.listings import levers as listed

    changed = what_ifs(changes, settings)
    stated = load(scenario, changed)
    found = listed(stated).to_dict()
    effects = _effects(scenario, changed, runs, seed) if runs else None
    if effects is not None:
        known = {one.path: one for one in effects.effects}
        for row in found["levers"]:
            one = known.get(row["path"])
            names = ("moved", "switched", "of", "proof")
            row["moves"] = None if one is None else {**{n: getattr(one, n) for n in names}, "says": str(one)}
    if as_json:
        emit(found)
    else:
        from sim.cli.levers_table import show_levers

        show_levers(console(), stated, found["levers"])
    leave_if_cancelled(effects is None or effects.complete)


def _effects(scenario: str, changed: tuple[str, ...], runs: int, seed: int) -> "InputEffects":
    base = playable(scenario, changed)
    with playing("moving inputs") as options:
        from sim.studies.effects_of_inputs import input_effects

        return input_effects(base, runs, seed, changed, **options.keywords)
