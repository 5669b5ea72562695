"""The verb `show`: what a scenario states."""

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import emit, guarded, what_ifs


@guarded
def show(
    scenario: given.Scenario,
    *,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Show what a scenario states.

    Its parties, issues, conditions, outcomes and questions, and its what-ifs with every value that they set.

    Example:
        parley show labour-dispute
    """
    from sim.scenario.overview import show as look

    found = look(scenario, what_ifs(changes, settings))
    if as_json:
        emit(found.to_dict())
    else:
        from sim.cli.show_table import show_overview

        show_overview(console(), found)
