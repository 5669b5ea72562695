"""The verb `scenarios`: those that come with Parley."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import emit, guarded, tell

Field = Annotated[str, typer.Option(metavar="TEXT", help="Only of this field.", show_default=False)]
Year = Annotated[int, typer.Option(metavar="N", min=0, help="Only with day 0 in this year.", show_default=False)]
Parties = Annotated[int, typer.Option(metavar="N", min=0, help="Only with so many parties.", show_default=False)]
About = Annotated[str, typer.Option(metavar="TEXT", help="Only with this in title or question.", show_default=False)]


@guarded
def scenarios(
    *, field: Field = "", year: Year = 0, parties: Parties = 0, about: About = "", as_json: given.Json = False
) -> None:
    """List the scenarios that come with Parley.

    By field and day 0, with the number of parties and the question of each.

    Example:
        parley scenarios --parties 2
    """
    from sim.scenario.listings import scenarios as listed

    found = listed(field, year, parties, about)
    if not found.scenarios and not as_json:
        fields = sorted({str(row["field"]) for row in listed("", 0, 0, "").scenarios if row["field"]})
        tell(f"No scenario that comes with Parley is like that. Their fields: {'; '.join(fields)}.")
        return
    if as_json:
        emit(found.to_dict())
    else:
        from sim.cli.scenarios_table import show_scenarios

        show_scenarios(console(), found.scenarios)
