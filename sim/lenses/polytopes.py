"""Corners and best points of {z >= 0, A z <= b}, in whole numbers without any rounding.

A dictionary says what the basic variables are if all others are 0; a pivot swaps one of either kind. Entries stay whole
numbers over one common denominator. Ties are broken as if every limit b were larger by a different hair
(lexicographically), so that no corner is visited for ever and none is missed where more sides than needed meet.

Source:
    Edmonds (1967) for pivots in whole numbers; Dantzig, Orden and Wolfe (1955) for ties; Avis (2000).
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from sim.lenses.rationals import Integers

MOST_ENTRIES = 500_000
"""How many numbers in all dictionaries are looked at: some seconds of work."""


@dataclass(frozen=True)
class Corner:
    """A corner of a polytope.

    Attributes:
        place: The values of z.
        tight: Which of the constraints z_i >= 0, then the rows of A, hold with equality: a bit for each.
    """

    place: tuple[Fraction, ...]
    tight: int


class _Dictionary:
    """det x_basic = first column - rest @ x_nonbasic, for z_0 ... z_n-1 and one slack for each row."""

    def __init__(self, table: Integers, limits: Integers) -> None:
        self.rows, self.columns = table.shape
        self.entries = np.column_stack([limits, table]).astype(object)
        self.denominator: Any = 1
        self.basic = list(range(self.columns, self.columns + self.rows))
        self.free = list(range(self.columns))

    def leaving(self, column: int) -> int | None:
        """Return the row that limits how far a free variable may grow; none if nothing does."""
        entries = self.entries[: self.rows]
        tied = [row for row in range(self.rows) if entries[row, column + 1] > 0]
        tied = self._least(tied, entries[:, 0], column)
        for number in range(self.columns, self.columns + self.rows):
            if len(tied) <= 1:
                break
            if number in self.free:
                tied = self._least(tied, entries[:, 1 + self.free.index(number)], column)
            elif (row := self.basic.index(number)) in tied:
                tied.remove(row)
        return tied[0] if tied else None

    def _least(self, rows: list[int], values: Integers, column: int) -> list[int]:
        """Return the rows in which a value divided by the entry of a column is least."""
        kept: list[int] = []
        for row in rows:
            beaten = self._compare(row, kept[0], values, column) if kept else -1
            if beaten < 0:
                kept = [row]
            elif beaten == 0:
                kept.append(row)
        return kept

    def _compare(self, one: int, two: int, values: Integers, column: int) -> int:
        ahead = values[one] * self.entries[two, column + 1] - values[two] * self.entries[one, column + 1]
        return int((ahead > 0) - (ahead < 0))

    def neighbours(self, seen: set[frozenset[int]]) -> "Iterator[_Dictionary]":
        """Yield the dictionaries one pivot away whose basic variables were not seen yet, and note them as seen."""
        for column in range(self.columns):
            row = self.leaving(column)
            if row is None:
                continue
            basic = frozenset(self.basic) - {self.basic[row]} | {self.free[column]}
            if basic not in seen:
                seen.add(basic)
                beside = copy(self)
                beside.pivot(row, column)
                yield beside

    def pivot(self, row: int, column: int) -> None:
        """Let a free variable in, and the basic one of a row out."""
        entries, at = self.entries, column + 1
        entry, line, by = entries[row, at], entries[row].copy(), entries[:, at].copy()
        entries = (entries * entry - np.outer(by, line)) // self.denominator
        entries[row], entries[:, at] = line, -by
        entries[row, at] = self.denominator
        self.entries, self.denominator = entries, entry
        entering, leaving = self.free[column], self.basic[row]
        self.basic = [*self.basic[:row], entering, *self.basic[row + 1 :]]
        self.free = [*self.free[:column], leaving, *self.free[column + 1 :]]

    def corner(self) -> Corner:
        """Return the corner at which it stands."""
        place = [Fraction(0)] * self.columns
        tight = sum(1 << number for number in self.free)
        for row, number in enumerate(self.basic):
            value = self.entries[row, 0]
            if value == 0:
                tight |= 1 << number
            elif number < self.columns:
                place[number] = Fraction(value, self.denominator)
        return Corner(tuple(place), tight)


def corners(table: Integers, most: int = MOST_ENTRIES) -> tuple[list[Corner], bool]:
    """Return the corners of {z >= 0, table z <= 1}, and whether these are all.

    Args:
        table: [rows, columns] whole numbers, all positive, so that z is bounded.
        most: How many entries of dictionaries are looked at before giving up.
    """
    start = _Dictionary(table, np.ones(len(table), object))
    seen, found = {frozenset(start.basic)}, [start.corner()]
    waiting = [start]
    while waiting:
        at = waiting.pop()
        for beside in at.neighbours(seen):
            if len(seen) * at.entries.size > most:
                return _different(found), False
            found.append(beside.corner())
            waiting.append(beside)
    return _different(found), True


def _different(found: list[Corner]) -> list[Corner]:
    """Return each corner once, whichever variables were basic in it."""
    return list({corner.tight: corner for corner in reversed(found)}.values())[::-1]


def maximise(gain: Integers, table: Integers, limits: Integers) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Return the most that gain z comes to over {z >= 0, table z <= limits}, and where; an exact linear programme.

    Args:
        gain: [columns] whole numbers.
        table: [rows, columns] whole numbers.
        limits: [rows] whole numbers, none negative.

    Raises:
        ValueError: It has no bound.
    """
    at = _Dictionary(table, limits)
    # The last row is the gain: what it is at 0, less what each free variable takes away.
    at.entries = np.vstack([at.entries, np.concatenate([np.zeros(1, object), -gain])])
    while (least := min(at.entries[-1, 1:])) < 0:
        column = int(np.flatnonzero(at.entries[-1, 1:] == least)[0])
        row = at.leaving(column)
        if row is None:
            raise ValueError("found a linear programme without a bound, expected a bounded one")
        at.pivot(row, column)
    return Fraction(at.entries[-1, 0], at.denominator), at.corner().place
