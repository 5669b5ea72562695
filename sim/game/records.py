"""The record of a run by name: its columns, where each is read from, and the records of many runs.

`sim.rules.recording.COLUMNS` is the one table of them: it says what is written, what it is called and what it means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.build import Game
from sim.rules.recording import COLUMNS, SOURCES, Column

_BY_NAME = {column.name: column for column in COLUMNS}
_GROUPS = tuple((of, tuple(columns)) for of, columns in groupby(COLUMNS, key=lambda column: column.of))
"""The columns in order, grouped by what they are about: the run, watches, options and so on."""
_DATED = {"day", "days"}


def items_of(game: Game, of: str) -> Sequence[str]:
    """Return the ids of the things that have a column each, empty for the run itself."""
    match of:
        case "run":
            return ("",)
        case "watch":
            return tuple(watch.name for watch in game.watches)
        case "tally":
            return tuple(tally.name for tally in game.tallies)
        case "option":
            return tuple(f"{issue}.{option}" for issue, option in game.options)
        case "event":
            return game.events
        case "condition":
            return game.conditions
        case "deadline":
            return tuple(game.scenario.deadlines)
        case "ratifier":
            return tuple(game.scenario.ratifiers)
    return game.parties


def _laid_out(game: Game) -> Iterator[tuple[Column, int, str]]:
    """Yield every column of a game's records, in order, with the number and the id of what it is about."""
    for of, columns in _GROUPS:
        for number, item in enumerate(items_of(game, of)):
            yield from ((column, number, item) for column in columns)


def column_names(game: Game) -> Iterator[str]:
    """Yield the name of every column of a record, in order."""
    return (f"{column.name}.{item}" if item else column.name for column, _, item in _laid_out(game))


def plan_of(game: Game) -> Ints:
    """Return where `sim.rules.recording.record_run` finds the number of every column: [columns, 4]."""
    rows = [
        (SOURCES.index(column.source), number, column.place, column.kind in _DATED)
        for column, number, _ in _laid_out(game)
    ]
    return np.array(rows, np.int64)


@dataclass(frozen=True)
class Records:
    """The records of many runs, seen by name; what never happened is missing (NaN).

    Attributes:
        game: What was played.
        rows: [runs, columns].
    """

    game: Game
    rows: Floats

    def __len__(self) -> int:
        """Return how many runs there are."""
        return len(self.rows)

    def of(self, name: str) -> Floats:
        """Return [runs] a column of the run itself, or [runs, items] one per watch, tally, option, event and so on."""
        column, start = _BY_NAME[name], 0
        for of, columns in _GROUPS:
            width, count = len(columns), len(items_of(self.game, of))
            if of == column.of:
                start += columns.index(column)
                found = self.rows[:, start : start + width * (count - 1) + 1 : width]
                return found[:, 0] if of == "run" else found[:, :count]
            start += width * count
        raise KeyError(name)

    @property
    def state(self) -> Ints:
        """[runs] the state in force at the end."""
        return self.of("state").astype(np.int64)

    @property
    def first_deal(self) -> Floats:
        """[runs] the day of the first deal."""
        return self.of("first_deal")

    @property
    def reached(self) -> Floats:
        """[runs, watches] the day on which a watch was fulfilled."""
        return self.of("reached")

    @property
    def red_lines(self) -> Flags:
        """[runs, conditions] whether a condition was a red line."""
        return self.of("red_line") > 0.0

    @property
    def gain(self) -> Floats:
        """[runs, parties] what the deal of the last day is worth over carrying on without any."""
        return self.of("gain")
