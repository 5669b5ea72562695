"""A game and its equilibria, as tables."""

from typing import TYPE_CHECKING, Any

from rich.console import Console

from sim.cli.tables import put, say

if TYPE_CHECKING:
    from sim.lenses.games import Solved


MOST_CELLS = 64
"""Choices of strategies up to which the matrix is printed."""


MOST_ROWS = 20


def show_games(console: Console, found: "Solved") -> None:
    """Print the matrix, if it is small, and the equilibria."""
    data = found.to_dict()
    if len(data["players"]) == 2 and found.game.payoffs[0].size <= MOST_CELLS:
        _put_matrix(console, found)
    rows = [[str(n + 1), *_row(data, one)] for n, one in enumerate(data["equilibria"][:MOST_ROWS])]
    doubt = "These are all." if data["complete"] else "There may be more."
    more = " The game is degenerate: mixtures of these may be equilibria too." if data["degenerate"] else ""
    put(
        console,
        f"{data['title']}: Nash equilibria",
        ["", *data["players"], "payoffs"],
        rows,
        right=[0],
        notes=[f"{doubt}{more} Looked at {data['method']}."],
    )
    for plan in data["subgame_perfect"][:MOST_ROWS]:
        worth = ", ".join(f"{p} {v:.3g}" for p, v in plan["payoffs"].items())
        say(console, f"In turn: {'; '.join(plan['course'])} ({worth})")
    for player, names in data["undominated"].items():
        if len(names) < len(data["strategies"][player]):
            say(console, f"Not dominated for {player}: {', '.join(names)}")
    if "lesson" in data:
        say(console, "", data["lesson"], f"Source: {data['source']}")


def _row(data: dict[str, Any], one: dict[str, Any]) -> list[str]:
    cells = [
        ", ".join(name if p > 1 - 1e-9 else f"{name} {100 * p:.1f} %" for name, p in one["profile"][player].items())
        for player in data["players"]
    ]
    return [*cells, ", ".join(f"{value:.3g}" for value in one["payoffs"].values())]


def _put_matrix(console: Console, found: "Solved") -> None:
    game = found.game
    rows = [
        [name, *(f"{game.payoffs[0, r, c]:.4g}, {game.payoffs[1, r, c]:.4g}" for c in range(game.sizes[1]))]
        for r, name in enumerate(game.strategies[0])
    ]
    columns = ["", *game.strategies[1]]
    put(console, f"{game.title}: {game.players[0]} by row, {game.players[1]} by column", columns, rows)
