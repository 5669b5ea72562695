"""Paths that may be set, as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from sim.cli.tables import NOTHING, put
from sim.scenario.model import Scenario
from sim.scenario.numbers import parse_number


def show_levers(console: Console, scenario: Scenario, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print every path that may be moved, those that the scenario declares as levers first."""
    listed = list(rows)
    moved = any("moves" in row for row in listed)
    columns = ("Path", "What it is", "Now", "Range", "Unit", "Rests on", *(["From end to end"] if moved else []))
    for title, declared in ((f"{scenario.title}: its levers", True), ("Everything else that may be set", False)):
        cells = [_lever(row) for row in listed if row["declared"] == declared]
        if cells:
            put(console, title, columns, cells, whole=(0,))


def _lever(row: Mapping[str, Any]) -> tuple[str, ...]:
    now = NOTHING if row["value"] is None else value_text(row["value"])
    return row["path"], row["label"], now, _range(row), row["unit"] or "", _rests_on(row), *_moves(row)


def _moves(row: Mapping[str, Any]) -> tuple[str, ...]:
    if "moves" not in row:
        return ()
    return (NOTHING if row["moves"] is None else row["moves"]["says"],)


def value_text(value: Any) -> str:
    """Return a stated value as people read it: a range with its classes, a list by its parts, all else as written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(value_text, value)) or "none"
    if not isinstance(value, Mapping):
        return str(value)
    try:
        return parse_number(value).told()
    except ValueError:
        return "; ".join(f"{key}: {value_text(inner)}" for key, inner in value.items())


def _range(row: Mapping[str, Any]) -> str:
    choices = [value_text(choice) for choice in row["choices"]]
    if row["low"] is not None and row["high"] is not None:
        choices.insert(0, f"{row['low']:.15g} to {row['high']:.15g}")
    return ", ".join(choices)


def _rests_on(row: Mapping[str, Any]) -> str:
    return ", ".join([*row["sources"], *(["assumed"] if row["assumed"] else [])]) or NOTHING
