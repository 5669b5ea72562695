"""Proposals that keep an option in force for longer: rows of a board beside the states that they leave in force."""

from collections.abc import Mapping

import numpy as np

from sim.arrays import Flags, Ints
from sim.kernel.chance import MASK, mix
from sim.rules.state import Board

DEADLINES = ("deadline_met", "deadline_left", "situation")
"""What a board says by state of deadlines and situations."""


class Extensions:
    """The extensions of a board.

    Attributes:
        kept_in: For every row of the board that has them, the state that is in force after it.
        extends: For every row the issue whose option it extends, -1 if none.
        longer: [I, rows] the row in which what a state has on an issue is extended, -1 if none.
    """

    def __init__(self, listed: Ints, proposable: Flags, extendable: Mapping[int, int]) -> None:
        """Number the extensions of all feasible deals.

        Args:
            listed: The states.
            proposable: Which of them are feasible deals.
            extendable: Options that can be extended, with their issues.
        """
        self.states = len(listed)
        kept, extends = [np.arange(self.states)], [np.full(self.states, -1)]
        for option, issue in extendable.items():
            rows = np.flatnonzero(proposable & (listed[:, issue] == option))
            kept.append(rows)
            extends.append(np.full(len(rows), issue))
        self.kept_in: Ints = np.concatenate(kept).astype(np.int64)
        self.extends: Ints = np.concatenate(extends).astype(np.int64)
        self.longer = np.full((listed.shape[1], len(self.kept_in)), -1, np.int64)
        added = np.arange(self.states, len(self.kept_in))
        self.longer[self.extends[added], self.kept_in[added]] = added

    def none(self) -> dict[str, Ints]:
        """Return the fields of a board without any."""
        places = np.arange(self.states, dtype=np.int64)
        issues = len(self.longer)
        return {
            "extends": np.full(self.states, -1, np.int64),
            "kept_in": places,
            "longer": np.full((issues, self.states), -1, np.int64),
        }

    def added_to(self, board: Board) -> Board:
        """Return a board with the extensions as further rows."""
        if len(self.kept_in) == self.states:
            return board
        by_state = ("option", "broken", "revert", "mended", "carried", "in_bonus", "watched", "met")
        grown = {name: np.ascontiguousarray(getattr(board, name)[self.kept_in]) for name in by_state}
        grown |= {
            name: np.ascontiguousarray(getattr(board, name)[:, self.kept_in])
            for name in ("pledged", "forced", *DEADLINES)
        }
        proposable = board.proposable[self.kept_in] & (self.extends < 0)
        return board._replace(
            **grown,
            proposable=proposable,
            tie=self._ties(board),
            extends=self.extends,
            kept_in=self.kept_in,
            longer=self.longer,
        )

    def _ties(self, board: Board) -> Ints:
        """Return addresses in which an extended option differs from one that is agreed."""
        ties = board.tie[self.kept_in].copy()
        for row in range(self.states, len(ties)):
            option = board.luck_option[board.option[self.kept_in[row], self.extends[row]]]
            ties[row] += mix(int(option), 2) - mix(int(option), 1)
        return ties & MASK
