"""Deals that would hold, and how they are reached, as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import put, say

if TYPE_CHECKING:
    from sim.lenses.stability import Stability


MOST_ROWS = 20
"""States that the table shows; `--json` lists all."""


def show_stability(console: Console, found: "Stability") -> None:
    """Print the equilibria, how they are reached, and why the status quo holds or not."""
    data = found.to_dict()
    stable = [state for state in data["states"] if state["equilibrium"]]
    # Whatever more concepts agree on stands first.
    shown = sorted(stable, key=lambda state: (-len(state["equilibrium"]), state["number"]))[:MOST_ROWS]
    put(
        console,
        f"Deals that would hold, of {len(data['states'])} states",
        ["state", "what it changes", "stable by", *data["parties"]],
        [
            [
                str(state["number"]),
                state["label"],
                ", ".join(state["equilibrium"]),
                *(f"{points:+.1f}" for points in state["worth"].values()),
            ]
            for state in shown
        ],
        right=[0, *range(3, 3 + len(data["parties"]))],
        notes=[
            *_more(len(stable) - len(shown)),
            "Points are gains over the status quo, uncertain numbers at their medians.",
        ],
    )
    _put_paths(console, data)
    for state, reasons in data["reasons"].items():
        if int(state) == data["status_quo"]:
            say(console, "The status quo", *(f"  {line}" for line in reasons), "")
    if data["wanted"] is not None:
        _put_raises(console, data)


def _more(count: int) -> list[str]:
    return [f"{count} more that fewer concepts hold stable; --json lists all."] if count > 0 else []


def _put_paths(console: Console, data: dict[str, "object"]) -> None:
    paths = data["paths"]
    if isinstance(paths, list) and paths:
        put(
            console,
            "From the status quo",
            ["to state", "moves", "everybody who moves gains"],
            [[str(p["to"]), _way(p["moves"]), "yes" if p["gaining"] else "no"] for p in paths[:MOST_ROWS]],
            right=[0],
        )


def _way(moves: Sequence[dict[str, "object"]]) -> str:
    return ", then ".join(f"{move['mover']} to {move['to']}" for move in moves) or "already there"


def _put_raises(console: Console, data: dict[str, "object"]) -> None:
    raises = data["raises"]
    lines = [
        f"  {r['party']} would have to value it {r['by']:.1f} points more, like state {r['level']} ({r['mover']})."
        for r in (raises if isinstance(raises, list) else [])
    ]
    say(console, f"For state {data['wanted']} to hold", *(lines or ["  nothing: it holds."]), "")
