"""Nash equilibria of two players by support enumeration, on plain payoff matrices."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Floats
from sim.lenses.linear_systems import solution
from sim.lenses.rationals import Rationals, rationals


def support_enumeration(row: ArrayLike, column: ArrayLike) -> list[tuple[Floats, Floats]]:
    """Return the Nash equilibria in which both players mix equally many strategies.

    For every two sets of equally many strategies, the chances are sought that make the other player indifferent among
    its set; they are an equilibrium if all are positive and no strategy outside a set does better, compared in exact
    fractions, so that neither units nor huge payoffs elsewhere matter. That finds every equilibrium of a game that is
    not degenerate; for others it finds some (`sim.lenses.nash_equilibria` finds all extreme ones).

    Args:
        row: [m, n] payoffs of the player who chooses the row.
        column: [m, n] payoffs of the other.

    Raises:
        ValueError: The matrices have no strategies, differ in size, or hold numbers that are not finite.

    Example:
        >>> for x, y in support_enumeration([[2, 0], [0, 1]], [[1, 0], [0, 2]]):
        ...     print(x.round(3).tolist(), y.round(3).tolist())
        [1.0, 0.0] [1.0, 0.0]
        [0.0, 1.0] [0.0, 1.0]
        [0.667, 0.333] [0.333, 0.667]

    Source:
        Dickhaut and Kaplan (1991); Porter, Nudelman and Shoham (2008).
    """
    a, b = np.asarray(row, np.float64), np.asarray(column, np.float64)
    if a.ndim != 2 or a.shape != b.shape or not a.size:
        raise ValueError(f"found payoffs of the sizes {a.shape} and {b.shape}, expected two matrices of one size")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError("found a payoff that is not finite, expected finite numbers")
    found = _equilibria(rationals(a), rationals(b))
    return [(x.astype(np.float64), y.astype(np.float64)) for x, y in found]


def _equilibria(a: Rationals, b: Rationals) -> Iterator[tuple[Rationals, Rationals]]:
    for size in range(1, min(a.shape) + 1):
        for rows in combinations(range(a.shape[0]), size):
            for columns in combinations(range(a.shape[1]), size):
                x = _indifferent(b.T[np.ix_(columns, rows)], rows, a.shape[0])
                y = _indifferent(a[np.ix_(rows, columns)], columns, a.shape[1])
                if x is not None and y is not None and _best(a @ y, rows) and _best(x @ b, columns):
                    yield x, y


def _indifferent(payoffs: Rationals, support: tuple[int, ...], size: int) -> Rationals | None:
    """Return the chances of a support, among all strategies, that make every row of payoffs worth the same.

    Args:
        payoffs: [k, k] of the other player; a row per strategy of its support, a column per strategy of this one.
        support: Where these k strategies are among all.
        size: How many strategies there are.
    """
    k = len(support)
    system = rationals(np.zeros((k + 1, k + 1)))
    system[:k, :k], system[:k, k], system[k, :k] = payoffs, Fraction(-1), Fraction(1)
    found = solution(system, rationals([0.0] * k + [1.0]))
    if found is None or min(found[:k]) <= 0:
        return None
    chances = rationals(np.zeros(size))
    chances[list(support)] = found[:k]
    return chances


def _best(worth: Rationals, support: tuple[int, ...]) -> bool:
    """Return whether no strategy does better than those of a support."""
    return bool(max(worth) == worth[support[0]])
