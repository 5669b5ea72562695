"""Strategies that spread by doing well: evolutionary stability and replicator dynamics."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from sim.arrays import Floats
from sim.lenses.linear_systems import determinant
from sim.lenses.matrices import MatrixGame, Profile, deviations, expected
from sim.lenses.mixed_equilibria import extreme_equilibria
from sim.lenses.rationals import Rationals


def symmetric(game: MatrixGame) -> bool:
    """Return whether both of two players have the same strategies and payoffs."""
    same = len(game.players) == 2 and game.sizes[0] == game.sizes[1]
    return same and bool((game.exact[0] == game.exact[1].T).all())


def stable_strategies(game: MatrixGame) -> list[Floats]:
    """Return the evolutionarily stable strategies of a symmetric game: a few who play otherwise do not spread.

    u(x, x) >= u(y, x) for all y, and u(x, y) > u(y, y) where they are equal and y is not x.

    Raises:
        ValueError: The game is not symmetric, or too large.

    Example:
        >>> from sim.lenses import bimatrix
        >>> game = bimatrix("Hawk and dove", [[(-1, -1), (2, 0)], [(0, 2), (1, 1)]])
        >>> [x.round(3).tolist() for x in stable_strategies(game)]
        [[0.5, 0.5]]

    Source:
        Maynard Smith and Price (1973).
    """
    if not symmetric(game):
        raise ValueError(f"found {game.title!r}, which is not symmetric, expected a symmetric game of two")
    found = extreme_equilibria(game)
    if found is None:
        raise ValueError(f"found {game.sizes[0]} strategies of each player, expected fewer to look at all equilibria")
    alike = [x for x, y in found[0] if (x == y).all()]
    # An evolutionarily stable strategy is isolated, hence not a mixture of extreme equilibria.
    return [x.astype(np.float64) for x in alike if is_stable(game.exact[0], x)]


def is_stable(table: Rationals, strategy: Rationals) -> bool:
    """Return whether a strategy is evolutionarily stable, in exact fractions.

    Among the best answers to x, with one that x plays left out, from which the others take their chances, the form
    z -> sum z_i z_j (a_kj + a_ik - a_ij - a_kk) must be positive for all z that only add to what x does not play.

    Args:
        table: [n, n] payoff to the first of two who play.
        strategy: [n] chances.

    Source:
        Haigh (1975); Bomze (1992).
    """
    gets = table @ strategy
    if max(gets) > strategy @ gets:
        return False
    best = [place for place, value in enumerate(gets) if value == max(gets)]
    kept = next(place for place in best if strategy[place] > 0)
    rest = [place for place in best if place != kept]
    form = table[kept][None, rest] + table[rest, kept][:, None] - table[np.ix_(rest, rest)] - table[kept, kept]
    # What the strategy plays may shrink or grow; those places are taken out one by one, each at its best.
    return _positive((form + form.T) / 2, [bool(strategy[place] > 0) for place in rest])


def _positive(form: Rationals, free: Sequence[bool]) -> bool:
    """Return whether z' form z > 0 for all z other than 0 that are not negative outside the free places."""
    if not any(free):
        return _copositive(form)
    place = list(free).index(True)
    if form[place, place] <= 0:
        return False
    others = [other for other in range(len(form)) if other != place]
    line = form[place, others]
    left = form[np.ix_(others, others)] - np.outer(line, line) / form[place, place]
    return _positive(left, [free[other] for other in others])


def _copositive(form: Rationals) -> bool:
    """Return whether z' form z > 0 for all z >= 0 other than 0.

    It is unless some part of the form has no positive determinant though all cofactors of its last row are positive.

    Source:
        Hadeler (1983), after Keller.
    """
    for size in range(1, len(form) + 1):
        for chosen in combinations(range(len(form)), size):
            part = form[np.ix_(chosen, chosen)]
            signed = [(-1) ** (size - 1 + column) * _minor(part, column) for column in range(size)]
            if all(value > 0 for value in signed) and sum(part[-1] * np.array(signed, object)) <= 0:
                return False
    return True


def _minor(form: Rationals, column: int) -> Fraction:
    """Return the determinant without the last row and one column."""
    return determinant(np.delete(form[:-1], column, axis=1))


def replicate(game: MatrixGame, start: Profile, days: float = 100.0, step: float = 0.01) -> Floats:
    """Follow populations, one for each player, in which strategies grow as they do better than the mean.

    dx_ia/dt = x_ia (u_i(a, x_-i) - u_i(x)), by Runge and Kutta's fourth-order rule

    Args:
        game: The game.
        start: Shares of strategies in each population.
        days: How long.
        step: Length of a step.

    Returns:
        [steps + 1, strategies of all players] shares, one population after another.

    Raises:
        ValueError: Shares do not add up to 1, or the time is not positive.

    Example:
        >>> import numpy as np
        >>> from sim.lenses import bimatrix
        >>> game = bimatrix("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]])
        >>> replicate(game, (np.array([0.5, 0.5]),) * 2, days=20.0)[-1].round(3).tolist()
        [0.0, 1.0, 0.0, 1.0]

    Source:
        Taylor and Jonker (1978).
    """
    sound = len(start) == len(game.players) and all(len(x) == n for x, n in zip(start, game.sizes, strict=False))
    if not sound or any((x < 0).any() or abs(float(x.sum()) - 1.0) > 1e-9 for x in start):
        raise ValueError("found shares that do not fit the game, expected some per population that add up to 1")
    if not (0 < step <= days < np.inf) or days / step > 1e7:
        raise ValueError(
            f"found {days} days in steps of {step}, expected a positive step and at most ten million steps"
        )
    places = np.cumsum(game.sizes)[:-1]

    def growth(flat: Floats) -> Floats:
        parts = tuple(np.split(flat, places))
        means = expected(game, parts)
        return np.concatenate([x * (deviations(game, parts, p) - means[p]) for p, x in enumerate(parts)])

    path = [np.concatenate(start).astype(np.float64)]
    for _ in range(round(days / step)):
        now = path[-1]
        one = growth(now)
        two = growth(now + step / 2 * one)
        three = growth(now + step / 2 * two)
        four = growth(now + step * three)
        moved = np.clip(now + step / 6 * (one + 2 * two + 2 * three + four), 0.0, None)
        path.append(np.concatenate([part / part.sum() for part in np.split(moved, places)]))
    return np.array(path)
