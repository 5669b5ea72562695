"""Gambit's `.nfg`: games as matrices, as plain text. Comments are read over; the names of outcomes are not kept.

Source:
    The formats are described in the documentation of Gambit (McKelvey, McLennan and Turocy).
"""

from fractions import Fraction
from math import prod

import numpy as np

from sim.formats.gambit_words import BrokenGameError, Reader, head, in_quotes, plain, quoted_all
from sim.lenses.matrices import LIMIT_CELLS, MatrixGame
from sim.lenses.rationals import Rationals


def read_nfg(text: str) -> MatrixGame:
    """Return a game from the text of an `.nfg` file, with payoffs or with outcomes.

    Raises:
        BrokenGameError: The text is broken.
    """
    reader = Reader(text)
    title, players = head(reader, "NFG", "1")
    strategies = _strategies(reader, len(players))
    sizes = tuple(len(names) for names in strategies)
    cells = prod(sizes)
    if cells * len(players) > LIMIT_CELLS:
        raise BrokenGameError(reader.line, f"{cells * len(players):,} payoffs", f"up to {LIMIT_CELLS:,}")
    if reader.quoted_next():
        reader.quoted("a comment")
    flat = _by_outcome(reader, len(players), cells) if reader.peek("{") else _by_payoff(reader, len(players), cells)
    if not reader.done():
        raise reader.fail(reader.take(""), "the end of the file")
    # The first player's strategy changes fastest.
    table = np.stack([column.reshape(sizes, order="F") for column in flat.T])
    return MatrixGame(title, players, strategies, table.astype(np.float64), stated=table)


def _strategies(reader: Reader, players: int) -> tuple[tuple[str, ...], ...]:
    line = reader.line
    reader.word("{")
    found = []
    while not reader.peek("}"):
        if reader.peek("{"):
            found.append(reader.names("a strategy's name"))
        else:
            found.append(tuple(str(n + 1) for n in range(reader.whole("how many strategies", 1, LIMIT_CELLS))))
    reader.word("}")
    if len(found) != players or not all(found):
        raise BrokenGameError(line, f"strategies of {len(found)} players", f"some for each of {players}")
    return tuple(found)


def _by_payoff(reader: Reader, players: int, cells: int) -> Rationals:
    values = [reader.number("a payoff") for _ in range(cells * players)]
    return np.array(values, object).reshape(cells, players)


def _by_outcome(reader: Reader, players: int, cells: int) -> Rationals:
    reader.word("{")
    # Outcome 0 is none at all.
    outcomes = [[Fraction(0)] * players]
    while reader.peek("{"):
        reader.word("{")
        reader.quoted("an outcome's name")
        outcomes.append([reader.number("a payoff") for _ in range(players)])
        reader.word("}")
    reader.word("}")
    chosen = [reader.whole("an outcome's number", 0, len(outcomes) - 1) for _ in range(cells)]
    return np.array([outcomes[number] for number in chosen], object).reshape(cells, players)


def write_nfg(game: MatrixGame) -> str:
    """Return the text of an `.nfg` file with the payoffs of a game."""
    names = " ".join(f"{{ {quoted_all(mine)} }}" for mine in game.strategies)
    head = f"NFG 1 R {in_quotes(game.title)} {{ {quoted_all(game.players)} }}\n\n{{ {names} }}\n"
    flat = np.stack([table.reshape(-1, order="F") for table in game.given], axis=1)
    lines = [" ".join(plain(value) for value in row) for row in flat]
    return f'{head}""\n\n' + "\n".join(lines) + "\n"
