"""The scenarios that come with Parley, as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from sim.cli.tables import put


def show_scenarios(console: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print the scenarios that come with Parley."""
    cells = [(row["id"], row["title"], str(row["as_of"]), f"{row['deals']:,}") for row in rows]
    put(console, "Scenarios", ("Name", "Title", "As of", "Feasible deals"), cells, right=(3,))
