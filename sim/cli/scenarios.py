"""The verb `scenarios`: those that come with Parley."""

from collections.abc import Iterator
from typing import Any

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import emit, guarded


@guarded
def scenarios(*, as_json: given.Json = False) -> None:
    """List the scenarios that come with Parley.

    Example:
        parley scenarios
    """
    rows = list(_bundled())
    if as_json:
        emit({"scenarios": rows})
    else:
        from sim.cli.scenarios_table import show_scenarios

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
