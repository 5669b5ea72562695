"""The verb `levers`: every path that may be set."""

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import emit, guarded, what_ifs


@guarded
def levers(
    scenario: given.Scenario,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """List everything that may be set.

    Every path with its range, unit and source, those that the scenario declares as levers first. The tactics that a
    party may have are {tactics}.

    Example:
        parley levers labour-dispute
    """
    from sim.scenario.documents import load
    from sim.scenario.listings import levers as listed

    stated = load(scenario, what_ifs(changes, settings))
    found = listed(stated).to_dict()
    if as_json:
        emit(found)
    else:
        from sim.cli.levers_table import show_levers

        show_levers(console(), stated, found["levers"])
