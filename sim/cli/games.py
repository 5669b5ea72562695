"""The verb `games`: a scenario, a classic or a file as a matrix or a tree, with its equilibria."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, answered, emit, give, guarded, playable, what_ifs
from sim.cli.keep import check_out, kept

if TYPE_CHECKING:
    from sim.lenses.games import GameSolution


class GameFormatName(StrEnum):
    """Files that a game can be written as."""

    NFG = "nfg"
    EFG = "efg"


Name = Annotated[
    str | None,
    typer.Option("--name", metavar="CLASSIC", help="A classic instead of a scenario: {classics}."),
]


File = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="A game in a file instead: .nfg or .efg, or a payoff matrix (.csv, .xlsx).",
    ),
]


To = Annotated[GameFormatName | None, typer.Option("--to", help="Print the game as a file of Gambit's.")]


@guarded
def games(
    ctx: typer.Context,
    scenario: given.MaybeScenario = None,
    *,
    name: Name = None,
    file: File = None,
    to: To = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Look at a scenario as a game of holding firm, at a classic or at a game in a file, and find its equilibria.

    Example:
        parley games labour-dispute
        parley games --name chicken --to nfg
    """
    if to is not None and out is not None:
        raise BadInputError("--to prints the game and --out keeps what is found in it; give one of them.")
    check_out(ctx, out)
    found, head = _found((scenario, name, file), what_ifs(changes, settings))
    if to is not None:
        give(_written(found, to))
    else:
        data = {**head, **found.to_dict()}
        with kept(ctx, out, data):
            if as_json:
                emit(data)
            else:
                from sim.cli.games_table import show_games

                show_games(console(), found)


def _found(
    asked: tuple[str | None, str | None, Path | None], changed: tuple[str, ...]
) -> "tuple[GameSolution, dict[str, Any]]":
    """Return the game asked for, by scenario, classic or file, and what heads its findings.

    Raises:
        BadInputError: None or several of these are named, or what is named makes no game.
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


def _written(found: "GameSolution", to: GameFormatName) -> str:
    """Return the text of a file.

    Raises:
        BadInputError: The game has no matrix.
    """
    from sim.formats.gambit import write_efg, write_nfg
    from sim.lenses.trees import in_turn

    if found.tree is not None and to is GameFormatName.EFG:
        return write_efg(found.tree)
    if found.game is None:
        raise BadInputError("The matrix of this tree is too large to be written; --to efg writes the tree.")
    # A matrix as a tree: the players still choose at the same time, so the second does not see what was chosen.
    return write_nfg(found.game) if to is GameFormatName.NFG else write_efg(in_turn(found.game, blind=True))
