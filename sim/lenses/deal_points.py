"""Points of bargaining theory on plain arrays: which deals of a table each theory singles out.

`worth` has a row per deal and a column per party, `disagreement` what each party has without a deal. Points are those
of the textbook (`sim.lenses.conventions`): among deals that leave nobody worse off; deals tied for one are all given.
"""

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Floats, Ints
from sim.lenses.points import bargain


def nash_product(worth: ArrayLike, disagreement: ArrayLike) -> Floats:
    """Return the product of gains of every deal; 0 where somebody is worse off than without a deal.

    Example:
        >>> nash_product([[4.0, 1.0], [2.0, 3.0], [-1.0, 9.0]], [0.0, 0.0]).tolist()
        [4.0, 6.0, 0.0]

    Source:
        Nash (1950).
    """
    gain = np.asarray(worth, np.float64) - np.asarray(disagreement, np.float64)
    product: Floats = np.maximum(gain, 0.0).prod(axis=1)
    return product


def nash_point(worth: ArrayLike, disagreement: ArrayLike) -> Ints:
    """Return the deals with the largest product of gains, by row.

    Example:
        >>> nash_point([[4.0, 1.0], [2.0, 3.0], [0.0, 4.0]], [0.0, 0.0]).tolist()
        [1]

    Source:
        Nash (1950).
    """
    return _point(worth, disagreement, "nash")


def kalai_smorodinsky_point(worth: ArrayLike, disagreement: ArrayLike) -> Ints:
    """Return the deals whose smallest gain, as a part of the most that its party could gain, is largest.

    Example:
        >>> kalai_smorodinsky_point([[8.0, 0.0], [5.0, 2.0], [1.0, 4.0]], [0.0, 0.0]).tolist()
        [1]

    Source:
        Kalai and Smorodinsky (1975).
    """
    return _point(worth, disagreement, "kalai_smorodinsky")


def egalitarian_point(worth: ArrayLike, disagreement: ArrayLike) -> Ints:
    """Return the deals whose smallest gain is largest.

    Example:
        >>> egalitarian_point([[8.0, 0.0], [5.0, 2.0], [3.0, 3.0]], [0.0, 0.0]).tolist()
        [2]

    Source:
        Kalai (1977).
    """
    return _point(worth, disagreement, "egalitarian")


def utilitarian_point(worth: ArrayLike, disagreement: ArrayLike) -> Ints:
    """Return the deals with the largest sum of worths.

    Example:
        >>> utilitarian_point([[8.0, 0.0], [5.0, 2.0], [3.0, 3.0]], [0.0, 0.0]).tolist()
        [0]
    """
    return _point(worth, disagreement, "utilitarian")


def _point(worth: ArrayLike, disagreement: ArrayLike, name: str) -> Ints:
    return bargain(np.asarray(worth, np.float64), np.asarray(disagreement, np.float64)).points[name].deals
