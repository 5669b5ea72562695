"""The scenarios that come with Parley, as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from sim.cli.tables import NOTHING, put

HEADS = ("Name", "Field", "As of", "Parties", "Feasible deals", "Title", "Asks")


def show_scenarios(console: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print the scenarios that come with Parley, by field and day 0, with the question of each."""
    cells = [
        (
            *(row["id"], row["field"] or NOTHING, str(row["as_of"]), str(row["parties"]), f"{row['deals']:,}"),
            *(row["title"], row["asks"] or NOTHING),
        )
        for row in rows
    ]
    put(console, "Scenarios", HEADS, cells, right=(3, 4), whole=(0,))
