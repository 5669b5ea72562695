"""Deals that would hold, and how they are reached, as tables."""

from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import put, say

if TYPE_CHECKING:
    from sim.lenses.paths import GraphPath
    from sim.lenses.stability import Stability


MOST_ROWS = 20
"""States that the table shows; `--json` lists all."""


def show_stability(console: Console, found: "Stability") -> None:
    """Print the equilibria, how they are reached, and why the status quo holds or not."""
    data = found.to_dict()
    stable = [state for state in data["states"] if state["equilibrium"]]
    # What more concepts agree on comes first.
    shown = sorted(stable, key=lambda state: (-len(state["equilibrium"]), state["number"]))[:MOST_ROWS]
    put(
        console,
        f"Deals that would hold, of {len(data['states'])} states",
        ["state", "what it changes", "stable by", *(found.verdicts.conflict.names or data["parties"])],
        [
            [
                str(state["number"]),
                state["label"],
                ", ".join(state["equilibrium"]),
                *(f"{points:+z.1f}" for points in state["worth"].values()),
            ]
            for state in shown
        ],
        right=[0, *range(3, 3 + len(data["parties"]))],
        notes=[
            *_more(len(stable) - len(shown), "states, held stable by as many concepts or fewer"),
            "Points are gains over the status quo, uncertain numbers at their medians.",
            *found.notes,
        ],
    )
    _put_paths(console, found)
    for state, reasons in data["reasons"].items():
        if int(state) == data["status_quo"]:
            say(console, "The status quo", *(f"  {line}" for line in reasons), "")
    if found.wanted is not None:
        _put_raises(console, found, found.wanted)


def _more(count: int, what: str) -> list[str]:
    return [f"{count:,} more {what}; --json lists all."] if count > 0 else []


def _put_paths(console: Console, found: "Stability") -> None:
    if found.paths:
        put(
            console,
            "From the status quo",
            ["to state", "moves", "everybody who moves gains"],
            [[str(p.end + 1), _way(found, p), "yes" if p.gaining else "no"] for p in found.paths[:MOST_ROWS]],
            right=[0],
            notes=_more(len(found.paths) - MOST_ROWS, "ways to states that would hold"),
        )


def _way(found: "Stability", path: "GraphPath") -> str:
    who = found.verdicts.conflict.who
    return ", then ".join(f"{who(move.mover)} to {move.end + 1}" for move in path.moves) or "already there"


def _put_raises(console: Console, found: "Stability", wanted: int) -> None:
    conflict = found.verdicts.conflict
    names = dict(zip(conflict.parties, conflict.names or conflict.parties, strict=True))
    movers = {mover.name: conflict.who(place) for place, mover in enumerate(conflict.movers)}
    lines = [
        f"  {names[r.party]} would have to value it {r.by:.1f} points more, as much as {_state(found, r.level)}, "
        f"so that {movers[r.mover]} would not leave it."
        for r in found.raises
    ]
    say(console, f"For {_state(found, wanted)} to hold", *(lines or ["  nothing: it holds."]), "")


def _state(found: "Stability", state: int) -> str:
    return f"state {state + 1} ({found.verdicts.conflict.states[state]})"
