"""The verb `schema`: the JSON Schema of scenarios."""

import sim.cli.options as given
from sim.cli.doors import give, guarded


@guarded
def schema(*, as_json: given.Json = False) -> None:
    """Print the JSON Schema of scenarios.

    By it editors complete and underline.

    Example:
        parley schema
    """
    from sim.scenario.schema import text

    give(text())
