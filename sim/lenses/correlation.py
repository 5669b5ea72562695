"""Correlated equilibria: somebody whom all trust draws a choice of strategies and tells each player its own."""

from collections.abc import Sequence

import numpy as np

from sim.arrays import Floats
from sim.lenses.dominance import survivors
from sim.lenses.matrices import MatrixGame, restricted
from sim.lenses.polytopes import maximise
from sim.lenses.rationals import Integers, rational, whole_numbers

MOST_ENTRIES = 4_000_000
"""How many entries the linear programme may have."""
MOST_EXACT = 20_000
"""How many entries the linear programme may have and still be solved in whole numbers, within some seconds."""


def correlated(game: MatrixGame, weights: Sequence[float] | None = None) -> Floats:
    """Return the correlated equilibrium with the largest weighted sum of payoffs.

    Nobody gains by playing another strategy than it is told. A linear programme over the probabilities q of all
    choices s, exact unless the game is large:

    sum_{s: s_i = a} q(s) (u_i(b, s_-i) - u_i(s)) <= 0 for every player i and strategies a, b

    Args:
        game: The game.
        weights: How much each player's payoff counts; none: all alike.

    Returns:
        [n_1, ..., n_P] the probability of each choice.

    Raises:
        ValueError: The game is too large, or the solver found none, though one always exists.

    Example:
        >>> from sim.lenses import bimatrix
        >>> game = bimatrix("Chicken", [[(6, 6), (2, 7)], [(7, 2), (0, 0)]])
        >>> correlated(game).round(3).tolist()
        [[0.5, 0.25], [0.25, 0.0]]

    Source:
        Aumann (1974).
    """
    kept = survivors(game)
    left = restricted(game, kept)
    share = np.ones(len(game.players)) if weights is None else np.asarray(weights, np.float64)
    entries = sum(size * (size - 1) for size in left.sizes) * int(np.prod(left.sizes))
    if entries > MOST_ENTRIES:
        raise ValueError(f"found a linear programme of {entries:,} numbers, expected at most {MOST_ENTRIES:,}")
    sides = obedience(left)
    found = _exactly(left, share, sides) if sides.size <= MOST_EXACT else _nearly(left, share, sides)
    chances = np.zeros(game.sizes)
    chances[np.ix_(*kept)] = found.reshape(left.sizes)
    return chances


def _exactly(game: MatrixGame, share: Floats, sides: Integers) -> Floats:
    total = sum(rational(weight) * table for weight, table in zip(share.tolist(), game.exact, strict=True))
    # More than 0 for every choice, so that all of the probability is spent.
    gain = whole_numbers(np.asarray(total, object)).reshape(-1) + 1
    table = np.vstack([sides, np.ones((1, len(gain)), object)])
    limits = np.array([0] * len(sides) + [1], object)
    return np.array([float(chance) for chance in maximise(gain, table, limits)[1]])


def _nearly(game: MatrixGame, share: Floats, sides: Integers) -> Floats:
    from scipy.optimize import linprog

    scale = np.array([max(map(abs, row)) or 1 for row in sides], object)
    above = (sides / scale[:, None]).astype(np.float64)
    cost = -np.tensordot(share, game.payoffs, axes=(0, 0)).reshape(-1)
    cost = (cost - cost.min()) / (float(np.ptp(cost)) or 1.0)
    limits = np.zeros(len(above))
    done = linprog(cost, A_ub=above, b_ub=limits, A_eq=np.ones((1, len(cost))), b_eq=[1.0], bounds=(0, None))
    if done.status != 0 or done.x is None:
        raise ValueError(f"found no correlated equilibrium ({done.message}), expected one")
    chances: Floats = np.clip(done.x, 0.0, None)
    chances /= chances.sum()
    return chances


def obedience(game: MatrixGame) -> Integers:
    """Return [constraints, choices] what a player gains who plays b whenever told a; no entry of A q may exceed 0.

    In whole numbers, in a unit of each player's own.
    """
    rows = []
    for player, size in enumerate(game.sizes):
        table = np.moveaxis(game.whole[player], player, 0)
        for told in range(size):
            for other in range(size):
                if told != other:
                    gain = np.zeros(game.sizes, object)
                    np.moveaxis(gain, player, 0)[told] = table[other] - table[told]
                    rows.append(gain.reshape(-1))
    return np.array(rows, object).reshape(-1, int(np.prod(game.sizes)))
