"""The verb `games`: a scenario, or a classic, as a matrix or a tree, with its equilibria."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, emit, guarded, playable, what_ifs

if TYPE_CHECKING:
    from rich.console import Console

    from sim.lenses.games import Solved

MOST_CELLS = 64
"""Choices of strategies up to which the matrix is printed."""
MOST_ROWS = 20


class GameFormat(StrEnum):
    """Files that a game can be written as."""

    NFG = "nfg"
    EFG = "efg"


Name = Annotated[
    str | None,
    typer.Option("--name", metavar="CLASSIC", help="A classic instead of a scenario: chicken, ultimatum …"),
]
To = Annotated[GameFormat | None, typer.Option("--to", help="Print the game as a file of Gambit's.")]


@guarded
def games(
    scenario: given.MaybeScenario = None,
    *,
    name: Name = None,
    to: To = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Look at a scenario as a game of holding firm, or at a classic game, and find its equilibria."""
    found, head = _found(scenario, name, what_ifs(changes, settings))
    if to is not None:
        typer.echo(_written(found, to), nl=False)
    elif as_json:
        emit({**head, **found.to_dict()})
    else:
        show_games(console(), found)


def _found(scenario: str | None, name: str | None, changed: tuple[str, ...]) -> "tuple[Solved, dict[str, Any]]":
    """Return the game asked for, and what its findings are headed by.

    Raises:
        BadInputError: Neither or both of a scenario and a classic are named, or it makes no game.
    """
    if (scenario is None) == (name is None):
        raise BadInputError("games takes a scenario, or --name with a classic.")
    from sim.lenses import games as lens

    try:
        if name is not None:
            if changed:
                raise BadInputError("--change and --set are for scenarios; a classic has none.")
            return lens.classic(name), {}
        base = playable(scenario or "", changed)
        head = {"scenario": base.id, "digest": base.digest, "changes": list(changed)}
        return lens.games(base, changed), head
    except ValueError as error:
        raise BadInputError(f"{name or scenario}: {error}.".replace("..", ".").replace("?.", "?")) from error


def _written(found: "Solved", to: GameFormat) -> str:
    """Return the text of a file.

    Raises:
        BadInputError: The game has no tree.
    """
    from sim.formats.gambit import write_efg, write_nfg
    from sim.lenses.trees import in_turn

    if to is GameFormat.NFG:
        return write_nfg(found.game)
    if found.tree is None:
        # A matrix as a tree: the players still choose at the same time, so the second does not see what was chosen.
        return write_efg(in_turn(found.game, blind=True))
    return write_efg(found.tree)


def show_games(console: "Console", found: "Solved") -> None:
    """Print the matrix, if it is small, and the equilibria."""
    from sim.cli.tables import put

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
        console.print(f"In turn: {'; '.join(plan['course'])} ({worth})")
    for player, names in data["undominated"].items():
        if len(names) < len(data["strategies"][player]):
            console.print(f"Not dominated for {player}: {', '.join(names)}")
    if "lesson" in data:
        console.print("", data["lesson"], f"Source: {data['source']}", sep="\n")


def _row(data: dict[str, Any], one: dict[str, Any]) -> list[str]:
    cells = [
        ", ".join(name if p > 1 - 1e-9 else f"{name} {100 * p:.1f} %" for name, p in one["profile"][player].items())
        for player in data["players"]
    ]
    return [*cells, ", ".join(f"{value:.3g}" for value in one["payoffs"].values())]


def _put_matrix(console: "Console", found: "Solved") -> None:
    from sim.cli.tables import put

    game = found.game
    rows = [
        [name, *(f"{game.payoffs[0, r, c]:.4g}, {game.payoffs[1, r, c]:.4g}" for c in range(game.sizes[1]))]
        for r, name in enumerate(game.strategies[0])
    ]
    columns = ["", *game.strategies[1]]
    put(console, f"{game.title}: {game.players[0]} by row, {game.players[1]} by column", columns, rows)
