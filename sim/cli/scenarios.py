"""The verb `scenarios`: those that come with Parley."""

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import emit, guarded


@guarded
def scenarios(*, as_json: given.Json = False) -> None:
    """List the scenarios that come with Parley.

    Example:
        parley scenarios
    """
    from sim.scenario.listings import scenarios as listed

    found = listed()
    if as_json:
        emit(found.to_dict())
    else:
        from sim.cli.scenarios_table import show_scenarios

        show_scenarios(console(), found.scenarios)
