"""The verb `levers`: every path that may be set."""

from dataclasses import asdict

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import emit, guarded, what_ifs
from sim.finding import plain


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
    from sim.scenario.changes import all_paths
    from sim.scenario.changes import levers as declared
    from sim.scenario.documents import load

    stated = load(scenario, what_ifs(changes, settings))
    found = {info.path: info for info in (*declared(stated), *all_paths(stated))}
    rows = [{key: plain(value) for key, value in asdict(info).items()} for info in found.values()]
    if as_json:
        emit({"scenario": stated.id, "digest": stated.digest, "levers": rows})
    else:
        from sim.cli.levers_table import show_levers

        show_levers(console(), stated, rows)
