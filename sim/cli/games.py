"""The verb `games`: a scenario, or a classic, as a matrix or a tree, with its equilibria."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, answered, emit, guarded, playable, what_ifs

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
File = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help="A game in a file of Gambit's instead: .nfg or .efg.")
]
To = Annotated[GameFormat | None, typer.Option("--to", help="Print the game as a file of Gambit's.")]


@guarded
def games(
    scenario: given.MaybeScenario = None,
    *,
    name: Name = None,
    file: File = None,
    to: To = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Look at a scenario as a game of holding firm, at a classic or at a game in a file, and find its equilibria."""
    found, head = _found((scenario, name, file), what_ifs(changes, settings))
    if to is not None:
        typer.echo(_written(found, to), nl=False)
    elif as_json:
        emit({**head, **found.to_dict()})
    else:
        show_games(console(), found)


def _found(
    asked: tuple[str | None, str | None, Path | None], changed: tuple[str, ...]
) -> "tuple[Solved, dict[str, Any]]":
    """Return the game asked for, by scenario, classic or file, and what its findings are headed by.

    Raises:
        BadInputError: None or several of these are named, or it makes no game.
        ScenarioError: A file is broken.
    """
    if sum(one is not None for one in asked) != 1:
        raise BadInputError("games takes a scenario, --name with a classic, or --from with a file.")
    from sim.lenses import games as lens

    scenario, name, file = asked
    if changed and scenario is None:
        raise BadInputError("--change and --set are for scenarios; a classic or a file has none.")
    with answered(name or str(scenario or file)):
        if file is not None:
            from sim.formats.gambit import game_in

            return lens.solved(*game_in(file)), {"file": str(file)}
        if name is not None:
            return lens.classic(name), {}
        base = playable(scenario or "", changed, played=False)
        head = {"scenario": base.id, "digest": base.digest, "changes": list(changed)}
        return lens.games(base, changed), head


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
