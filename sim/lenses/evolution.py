"""Strategies that spread by doing well: evolutionary stability and replicator dynamics."""

from itertools import combinations

import numpy as np

from sim.arrays import Floats
from sim.lenses.matrices import MatrixGame, Profile, deviations, expected
from sim.lenses.mixed_equilibria import nash


def symmetric(game: MatrixGame) -> bool:
    """Return whether both of two players have the same strategies and payoffs."""
    same = len(game.players) == 2 and game.sizes[0] == game.sizes[1]
    return same and bool(np.abs(game.payoffs[0] - game.payoffs[1].T).max() <= game.slack)


def stable_strategies(game: MatrixGame) -> list[Floats]:
    """Return the evolutionarily stable strategies of a symmetric game: a few who play otherwise do not spread.

    u(x, x) >= u(y, x) for all y, and u(x, y) > u(y, y) where they are equal and y is not x.

    Raises:
        ValueError: The game is not symmetric.

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
    alike = [x for x, y in nash(game).profiles if np.abs(x - y).max() < 1e-6]
    # An evolutionarily stable strategy is isolated, hence no mixture of extreme equilibria.
    return [x for x in alike if is_stable(game.payoffs[0], x)]


def is_stable(table: Floats, strategy: Floats) -> bool:
    """Return whether a strategy is evolutionarily stable.

    Among the best answers to x, with one that x plays left out to take the chances of the others from, the form
    z -> sum z_i z_j (a_kj + a_ik - a_ij - a_kk) must be positive for all z that only add to what x does not play.

    Args:
        table: [n, n] payoff to the first of two who play.
        strategy: [n] chances.

    Source:
        Haigh (1975); Bomze (1992).
    """
    gets = table @ strategy
    slack = 1e-9 * max(1.0, float(np.abs(table).max()))
    if gets.max() > strategy @ gets + slack:
        return False
    best = np.flatnonzero(gets >= gets.max() - slack)
    kept = int(np.argmax(strategy))
    rest = best[best != kept]
    if not len(rest):
        return True
    form = table[kept][None, rest] + table[rest, kept][:, None] - table[np.ix_(rest, rest)] - table[kept, kept]
    form = (form + form.T) / 2.0
    free = strategy[rest] > 1e-9
    return _positive(form, free)


def _positive(form: Floats, free: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
    """Return whether z' form z > 0 for all z other than 0 that are not negative outside the free places."""
    inner = form[np.ix_(free, free)]
    scale = 1e-9 * max(1.0, float(np.abs(form).max()))
    if free.any():
        if np.linalg.eigvalsh(inner).min() <= scale:
            return False
        cross = form[np.ix_(free, ~free)]
        form = form[np.ix_(~free, ~free)] - cross.T @ np.linalg.solve(inner, cross)
    return _copositive(form, scale)


def _copositive(form: Floats, slack: float) -> bool:
    """Return whether z' form z > 0 for all z >= 0 other than 0: no part of it has a positive vector of a value <= 0.

    Source:
        Kaplan (2000).
    """
    for size in range(1, len(form) + 1):
        for chosen in combinations(range(len(form)), size):
            values, vectors = np.linalg.eigh(form[np.ix_(chosen, chosen)])
            for value, vector in zip(values, vectors.T, strict=True):
                if value <= slack and ((vector > 1e-12).all() or (vector < -1e-12).all()):
                    return False
    return True


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
