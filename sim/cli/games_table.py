"""A game and its equilibria, as tables."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from sim.cli.tables import put, say
from sim.formatting import apart
from sim.lenses.trees import courses, situations

if TYPE_CHECKING:
    from sim.lenses.games import GameSolution
    from sim.lenses.matrices import MatrixGame
    from sim.lenses.trees import GameTree


MOST_CELLS = 64
"""Combinations of strategies up to which the matrix is printed."""
MOST_ROWS = 100
"""Equilibria, and ways of play, that are printed; `--json` lists all."""
MOST_SITUATIONS = 20
"""Situations of a player that are named."""
MOST_MOVES = 60
"""Moves of a way of play that are printed."""


def show_games(console: Console, found: "GameSolution") -> None:
    """Print the matrix, if it is small, the equilibria, and how play goes in turn."""
    data = found.to_dict()
    if found.game is not None:
        if len(found.players) == 2 and found.game.payoffs[0].size <= MOST_CELLS:
            _put_matrix(console, found.game)
        _put_equilibria(console, data, found.game)
        if found.tree is not None:
            say(console, *_situations(found.tree))
    _put_paths(console, data)
    for player, names in (data.get("undominated") or {}).items():
        if len(names) < len(data["strategies"][player]):
            say(console, f"Not dominated for {player}: {_listed(names)}")
    for note in data["notes"]:
        say(console, note)
    if "lesson" in data:
        say(console, "", data["lesson"], f"Source: {data['source']}")


def _situations(tree: "GameTree") -> Iterator[str]:
    """Yield, for each player that moves in several situations, in which order its strategy names what it does there."""
    course = courses(tree)
    for number, player in enumerate(tree.player_labels):
        where = [" or ".join(_after(course[at]) for at in places) for places in situations(tree, number).values()]
        if len(where) > 1:
            more = f"; {len(where) - MOST_SITUATIONS:,} more" if len(where) > MOST_SITUATIONS else ""
            yield f"What {player} does, in this order: {'; '.join(where[:MOST_SITUATIONS])}{more}."


def _after(course: Sequence[str]) -> str:
    return f"after {', '.join(course)}" if course else "at the start"


def _put_equilibria(console: Console, data: dict[str, Any], game: "MatrixGame") -> None:
    found = data["equilibria"]
    # Enough digits to tell payoffs from one another and from those in the matrix.
    columns = [
        apart([one["values"][p] for one in found], 4, table.reshape(-1).tolist())
        for p, table in enumerate(game.payoffs)
    ]
    pays = [", ".join(values) for values in zip(*columns, strict=True)] if found else []
    rows = [
        [str(number + 1), *(_mixed(one["profile"][player]) for player in data["players"]), pays[number]]
        for number, one in enumerate(found[:MOST_ROWS])
    ]
    put(
        console,
        f"{data['title'] or 'Untitled'}: Nash equilibria",
        ["", *data["players"], "payoffs"],
        rows,
        right=[0],
        notes=[f"{_how_many(data)} Looked at {data['method']}."],
    )


def _how_many(data: dict[str, Any]) -> str:
    """Return, in a sentence, whether all equilibria are known, and whether all that are known are shown."""
    count = len(data["equilibria"])
    cut = f"Shown are {MOST_ROWS} of {count:,}; --json lists all. " if count > MOST_ROWS else ""
    if not data["complete"]:
        return f"{cut}There may be more."
    if data["degenerate"]:
        which = "The game is degenerate: mixtures of these may be equilibria too."
        return f"{cut}There are no other extreme ones. {which}" if cut else f"These are all extreme ones. {which}"
    return f"{cut}There are no others." if cut else "These are all."


def _mixed(chances: dict[str, float]) -> str:
    """Return what a player plays: a name, or names with their chances."""
    if len(chances) == 1:
        return _listed(chances)
    # Told apart from never and always as well as from one another.
    told = apart([100 * p for p in chances.values()], 1, [0.0, 100.0], strip=False)
    return ", ".join(f"{_quoted(name)} {p} %" for name, p in zip(chances, told, strict=True))


def _listed(names: Sequence[str] | dict[str, float]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    """Return a name; in quotation marks where it contains what separates names in a list."""
    return f'"{name}"' if set(name) & set(",;:") else name


def _put_paths(console: Console, data: dict[str, Any]) -> None:
    paths = data["subgame_perfect"]
    shown = paths[:MOST_ROWS]
    columns = [apart([path["values"][p] for path in paths], 4) for p in range(len(data["players"]))] if paths else []
    for number, path in enumerate(shown):
        worth = ", ".join(f"{player} {columns[p][number]}" for p, player in enumerate(data["players"]))
        say(console, f"In turn: {_way(path['course'])} ({worth})")
    if len(paths) > len(shown):
        say(console, f"Shown are {len(shown)} of {len(paths):,} ways of play; --json lists all.")
    if data["subgame_perfect_complete"] is False:
        say(console, "There are more ways of play than were looked at.")


def _way(moves: Sequence[str]) -> str:
    cut = f"; {len(moves) - MOST_MOVES:,} more moves (--json lists them)" if len(moves) > MOST_MOVES else ""
    return ("; ".join(moves[:MOST_MOVES]) or "luck decides") + cut


def _put_matrix(console: Console, game: "MatrixGame") -> None:
    first, second = (apart(table.reshape(-1).tolist(), 4) for table in game.payoffs)
    width = game.sizes[1]
    rows = [
        [name, *(f"{first[r * width + c]}, {second[r * width + c]}" for c in range(width))]
        for r, name in enumerate(game.strategy_labels[0])
    ]
    row, column = game.player_labels
    title = f"{game.title or 'Untitled'}: {row} by row, {column} by column"
    put(console, title, ["", *game.strategy_labels[1]], rows)
