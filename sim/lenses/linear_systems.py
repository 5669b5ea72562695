"""Linear systems in exact fractions, small ones."""

from fractions import Fraction

import numpy as np

from sim.lenses.rationals import Rationals


def solution(table: Rationals, right: Rationals) -> Rationals | None:
    """Return the z with table z = right, by Gauss and Jordan's elimination; none if there is none or more than one.

    Args:
        table: [n, n] fractions.
        right: [n] fractions.
    """
    left = np.column_stack([table, right])
    for place in range(len(left)):
        rows = [row for row in range(place, len(left)) if left[row, place] != 0]
        if not rows:
            return None
        left[[place, rows[0]]] = left[[rows[0], place]]
        left[place] = left[place] / left[place, place]
        others = [row for row in range(len(left)) if row != place]
        left[others] = left[others] - np.outer(left[others, place], left[place])
    return left[:, -1]


def determinant(form: Rationals) -> Fraction:
    """Return the determinant of a table of fractions."""
    left, found = form.copy(), Fraction(1)
    for place in range(len(left)):
        rows = [row for row in range(place, len(left)) if left[row, place] != 0]
        if not rows:
            return Fraction(0)
        if rows[0] != place:
            left[[place, rows[0]]] = left[[rows[0], place]]
            found = -found
        found *= left[place, place]
        below = left[place + 1 :, place] / left[place, place]
        left[place + 1 :] = left[place + 1 :] - np.outer(below, left[place])
    return found
