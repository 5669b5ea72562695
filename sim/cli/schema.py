"""The verb `schema`: the JSON Schema of scenarios."""

import typer

import sim.cli.options as given
from sim.cli.doors import guarded


@guarded
def schema(*, as_json: given.Json = False) -> None:
    """Print the JSON Schema of scenarios.

    By it editors complete and underline.

    Example:
        parley schema
    """
    from sim.scenario.schema import text

    typer.echo(text(), nl=False)
