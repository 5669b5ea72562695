r"""Payoff matrices of two players in a spreadsheet: CSV or XLSX, one strategy of the first player a row.

The first row names the second player's strategies, the first column the first player's; the corner may name both
players, as in `North \ South`. Each cell holds two figures, `3, 1` (also separated by a semicolon, a bar, a slash or a
blank, in brackets or not), or each strategy of the second player has two columns. A row with a single cell above is a
title.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.formats.cells import Row, csv_rows, csv_text, plain_figure, refused, text_of
from sim.formats.figures import AmbiguousFigureError, figure_in
from sim.lenses.matrices import LIMIT_CELLS, MatrixGame
from sim.texts import shortened

SUFFIXES = {".csv", ".tsv", ".xlsx", ".xlsm"}
PLAYERS = ("Row", "Column")
"""What players are called if the corner does not say."""
PAIR = "two figures, for the player of the rows and the player of the columns, such as '3, 1'"

_BRACKETS = re.compile(r"[(\[{]\s*(.*?)\s*[)\]}]")
_PARTED = (re.compile(r"\s*[;|]\s*"), re.compile(r"\s*,\s+|\s+,\s*"), re.compile(r"\s*[,/]\s*"), re.compile(r"\s+"))
_CORNER = re.compile(r"\s*[\\/|,;]\s*")

Pair = tuple[float, float]


def is_matrix(file: Path) -> bool:
    """Return whether a file is named like a spreadsheet."""
    return file.suffix.lower() in SUFFIXES


def read_matrix(file: Path) -> MatrixGame:
    """Return the game that a payoff matrix states.

    Raises:
        ScenarioError: It is not a matrix with two figures for each pair of strategies.
    """
    if file.suffix.lower() in {".xlsx", ".xlsm"}:
        from sim.formats.worksheets import read_sheet

        rows: Sequence[Row] = read_sheet(file).rows
    else:
        text = text_of(file, str(file))
        rows = list(csv_rows(text.said, text.file))
    return _game(rows, file)


def _game(rows: Sequence[Row], file: Path) -> MatrixGame:
    title = file.stem
    if len(rows) > 1 and sum(map(bool, rows[0].cells)) == 1 and sum(map(bool, rows[1].cells)) > 1:
        title, rows = next(filter(None, rows[0].cells)), rows[1:]
    if len(rows) < 2:
        line = rows[-1].line if rows else 1
        raise refused(
            str(file), line, f"{len(rows)} rows", "a row of strategies and a row of payoffs for each strategy"
        )
    head, body = rows[0], rows[1:]
    columns = [name for name in head.cells[1:] if name]
    if not columns:
        raise refused(str(file), head.line, "no strategies of the second player", "their names in the first row")
    if 2 * len(columns) * len(body) > LIMIT_CELLS:
        raise refused(str(file), head.line, f"{2 * len(columns) * len(body):,} payoffs", f"at most {LIMIT_CELLS:,}")
    pairs = [_pairs(row, len(columns), file) for row in body]
    names = [part.strip() for part in _CORNER.split(head.cell(0))]
    players = (names[0], names[1]) if len(names) == 2 and all(names) else PLAYERS
    strategies = (tuple(row.cell(0) or str(n) for n, row in enumerate(body, 1)), tuple(columns))
    return MatrixGame(title, players, strategies, np.moveaxis(np.array(pairs, np.float64), 2, 0))


def _pairs(row: Row, columns: int, file: Path) -> list[Pair]:
    """Return the payoffs of a row: a cell for each column, or two."""
    cells = row.cells[1:]
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) == 2 * columns and all(_number(cell) is not None for cell in cells):
        figures = [_number(cell) or 0.0 for cell in cells]
        return list(zip(figures[::2], figures[1::2], strict=True))
    if len(cells) != columns:
        expected = f"{columns}, or two for each of the {columns} strategies of the second player"
        raise refused(str(file), row.line, f"{len(cells)} payoffs", expected)
    return [_pair(cell, row, file) for cell in cells]


def _pair(cell: str, row: Row, file: Path) -> Pair:
    bare = _BRACKETS.fullmatch(cell)
    text = bare[1] if bare else cell
    for parted in _PARTED:
        parts = parted.split(text)
        figures = [figure for part in parts if (figure := _number(part)) is not None]
        if len(parts) == len(figures) == 2:
            return figures[0], figures[1]
    if _number(text) is not None:
        hint = f"Where one's gain is the other's loss, write '{text}, {plain_figure(-(_number(text) or 0.0))}'."
        raise refused(str(file), row.line, f"one figure, {text}", PAIR, hint)
    raise refused(str(file), row.line, repr(shortened(cell, 60)), PAIR)


def _number(text: str) -> float | None:
    try:
        found = figure_in(text)
    except AmbiguousFigureError:
        return None
    return None if found is None or found.percent else found.value


def write_matrix(game: MatrixGame) -> str:
    """Return the CSV of a game of two players.

    Raises:
        ValueError: There are more players.
    """
    if len(game.players) != 2:
        raise ValueError(f"found {len(game.players)} players, expected two for a matrix of rows and columns; use nfg")
    rows = [[game.title], [f"{game.players[0]} \\ {game.players[1]}", *game.strategies[1]]]
    for s, name in enumerate(game.strategies[0]):
        cells = [f"{_exact(game.payoffs[0, s, t])}, {_exact(game.payoffs[1, s, t])}" for t in range(game.sizes[1])]
        rows.append([name, *cells])
    return csv_text(rows)


def _exact(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
