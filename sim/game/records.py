"""The columns of a run's record, by name; written by `sim.rules.recording.record_run`."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.game.build import Game
from sim.rules.recording import SCALARS

WAYS = ("expired", "withdrawn", "collapsed")
"""How an option can end, in the order of the record."""


def column_names(game: Game) -> Iterator[str]:
    """Yield the name of every column of a record, in order."""
    yield from SCALARS
    for pattern, days in game.watches:
        words = "+".join(f"{issue}={'|'.join(options)}" for issue, options in pattern)
        yield f"reached.{words}" + (f".for_{days}_days" if days > 1 else "")
    for issue, option in game.options:
        for what in (*WAYS, "renewed", "reached_term", "alleged", "alleged_after"):
            yield f"{what}.{issue}.{option}"
    for event in game.events:
        yield f"happened.{event}"
    for condition in game.conditions:
        for what in ("refused", "unmade", "red_line", "suspected"):
            yield f"{what}.{condition}"
    for party in game.parties:
        yield f"no_deal.{party}"
        yield f"gain.{party}"


@dataclass(frozen=True)
class Records:
    """The records of many runs, seen by name; days are -1 where something never happened.

    Attributes:
        game: What was played.
        rows: [runs, columns].
    """

    game: Game
    rows: Floats

    def __len__(self) -> int:
        """Return how many runs there are."""
        return len(self.rows)

    @property
    def state(self) -> Ints:
        """[runs] the state in force at the end."""
        return self.rows[:, 0].astype(np.int64)

    @property
    def first_deal(self) -> Floats:
        """[runs] the day of the first deal."""
        return self.rows[:, 1]

    @property
    def mediator_left(self) -> Floats:
        """[runs] the day on which the mediator left."""
        return self.rows[:, 2]

    @property
    def reached(self) -> Floats:
        """[runs, watches] the day on which a watch was fulfilled."""
        return self._part(len(SCALARS), len(self.game.watches))

    def ended(self, way: str) -> Floats:
        """[runs, options] the first day on which an option ended in this way."""
        return self._options[:, :, WAYS.index(way)]

    @property
    def renewed(self) -> Floats:
        """[runs, options] the first day of a renewal."""
        return self._options[:, :, 3]

    @property
    def reached_term(self) -> Floats:
        """[runs, options] the first day on which a term was completed."""
        return self._options[:, :, 4]

    @property
    def alleged(self) -> Floats:
        """[runs, options] the first day of an allegation."""
        return self._options[:, :, 5]

    @property
    def alleged_after(self) -> Floats:
        """[runs, options] the shortest time from the start of an option to an allegation, its first day being 1."""
        return self._options[:, :, 6]

    @property
    def first_event(self) -> Floats:
        """[runs, events] the first day of an event or pressure."""
        return self._part(self._after_options, len(self.game.events))

    @property
    def conditions(self) -> Floats:
        """[runs, conditions, 4] decisive credit for refusals and unmade proposals, red line, last suspicion."""
        count = len(self.game.conditions)
        return self._part(self._after_options + len(self.game.events), 4 * count).reshape(len(self), count, 4)

    @property
    def gain(self) -> Floats:
        """[runs, parties] what the deal of the last day is worth over carrying on without any."""
        return self._part(self.rows.shape[1] - 2 * len(self.game.parties), 2 * len(self.game.parties))[:, 1::2]

    @property
    def _options(self) -> Floats:
        count = len(self.game.options)
        return self._part(len(SCALARS) + len(self.game.watches), 7 * count).reshape(len(self), count, 7)

    @property
    def _after_options(self) -> int:
        return len(SCALARS) + len(self.game.watches) + 7 * len(self.game.options)

    def _part(self, start: int, width: int) -> NDArray[np.float64]:
        return self.rows[:, start : start + width]
