"""Nothing infeasible is reached: what falls back where an end or an event would leave an infeasible combination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.states import Hanging, Rows, fallen, matching


@dataclass(frozen=True)
class Ban:
    """A combination that is not allowed.

    Attributes:
        when: Issue number to option numbers within the issue.
        gives_way: The issues that fall back first where it would be reached.
        carried: The issues whose option does not run out where that would lead to it.
    """

    when: Mapping[int, Sequence[int]]
    gives_way: frozenset[int]
    carried: frozenset[int]


@dataclass(frozen=True)
class Mender:
    """Makes states feasible.

    Attributes:
        hanging: What hangs on other options.
        bans: The combinations that are not allowed.
    """

    hanging: Hanging
    bans: Sequence[Ban]

    @property
    def first(self) -> Sequence[int]:
        """The first option of every issue; the last entry is the number of options."""
        return self.hanging.first

    def banned(self, rows: Rows) -> Flags:
        """Return which states are infeasible combinations."""
        found = np.zeros(len(rows), bool)
        for ban in self.bans:
            found |= matching(rows, self.first, ban.when)
        return found

    def carried(self, rows: Rows) -> Ints:
        """Return, for every state, the issues whose option does not run out if that would lead to it, as a mask."""
        masks = np.zeros(len(rows), np.int64)
        for ban in self.bans:
            masks[matching(rows, self.first, ban.when)] |= sum(1 << issue for issue in ban.carried)
        return masks

    def mend(self, rows: Rows, forced: frozenset[int] = frozenset()) -> Rows:
        """Return what is left of states once nothing infeasible is in them, if falling back can bring that about.

        Args:
            rows: The states.
            forced: Issues that have just been forced, which do not fall back.
        """
        out = rows.copy()
        while (falls := self._falling(out, forced)).any():
            for issue in np.flatnonzero(falls.any(axis=0)).tolist():
                hit = falls[:, issue]
                out[hit] = fallen(out[hit], issue, self.hanging)
        return out

    def _falling(self, rows: Rows, forced: frozenset[int]) -> Flags:
        """Return which issues of which states fall back next: what gives way, else all that a combination names."""
        away = np.stack([fallen(rows, i, self.hanging)[:, i] != rows[:, i] for i in range(rows.shape[1])], axis=1)
        away[:, sorted(forced)] = False
        falls = np.zeros(rows.shape, bool)
        for ban in self.bans:
            hit = matching(rows, self.first, ban.when)
            named, yielding = sorted(ban.when), sorted(ban.gives_way)
            yields = hit & away[:, yielding].any(axis=1)
            falls[:, yielding] |= yields[:, None] & away[:, yielding]
            falls[:, named] |= (hit & ~yields)[:, None] & away[:, named]
        return falls
