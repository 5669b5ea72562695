"""Quantal response: players who choose better strategies more often, but not always.

p_ia = exp(lambda u_ia(p)) / sum_b exp(lambda u_ib(p))

At lambda = 0 all strategies are equally likely; as lambda grows, the branch that starts there leads to a Nash
equilibrium. The branch is followed by its length, not by lambda, since it may turn back.

Source:
    McKelvey and Palfrey (1995); Turocy (2005).
"""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.lenses.matrices import MatrixGame, Profile, deviations, is_equilibrium

MOST_STRATEGIES = 128
"""How many strategies all players may have together: each step solves linear systems of that size."""
STEPS = 4_000
"""How many steps are taken along the branch at most."""
EXACT = 1e-13
"""By how much equations may be off and still count as met."""
SHARP = 1e6
"""Precision, per range of payoffs, at which answers count as best ones."""


@dataclass(frozen=True)
class Branch:
    """The principal branch of logit equilibria.

    Attributes:
        precision: [N] lambda, per unit of payoff.
        profiles: [N, strategies of all players] probabilities, one player after another.
    """

    precision: Floats
    profiles: Floats


def logit(game: MatrixGame, precision: float) -> Profile:
    """Return the logit equilibrium of the principal branch at a precision: the first that the branch meets.

    Args:
        game: The game.
        precision: lambda, per unit of payoff; 0: all alike.

    Raises:
        ValueError: The precision is negative or not finite, or the branch could not be followed so far.

    Example:
        >>> from sim.lenses import bimatrix
        >>> game = bimatrix("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]])
        >>> [x.round(2).tolist() for x in logit(game, 1.0)]
        [[0.23, 0.77], [0.23, 0.77]]
    """
    if not 0.0 <= precision < np.inf:
        raise ValueError(f"found a precision of {precision}, expected 0 or more")
    scaled, scale = _scaled(game)
    branch = _follow(scaled, precision * scale)
    if branch.precision[-1] < precision * scale:
        raise ValueError(f"found no way along the branch to a precision of {precision}, expected one")
    above = int(np.argmax(branch.precision >= precision * scale))
    start = np.log(np.maximum(branch.profiles[above], 1e-300))
    point = _pinned(scaled, start, precision * scale)
    if point is None:
        raise ValueError(f"found no logit equilibrium at a precision of {precision}, expected one")
    return _split(game, np.exp(point))


def principal_branch(game: MatrixGame, precision: float) -> Branch:
    """Return the principal branch from 0 up to a precision, as far as it can be followed.

    Args:
        game: The game.
        precision: lambda, per unit of payoff, at which to stop.

    Example:
        >>> from sim.lenses import bimatrix
        >>> game = bimatrix("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]])
        >>> principal_branch(game, 5.0).profiles[0].tolist()
        [0.5, 0.5, 0.5, 0.5]
    """
    scaled, scale = _scaled(game)
    branch = _follow(scaled, precision * scale)
    return Branch(branch.precision / scale, branch.profiles)


def traced(game: MatrixGame) -> Profile | None:
    """Return the Nash equilibrium that the principal branch leads to, made sharp; none if it could not be reached.

    Each player's precision is counted in the range of its own payoffs, so that units do not matter. Games with more
    than `MOST_STRATEGIES` strategies are not followed.
    """
    if sum(game.sizes) > MOST_STRATEGIES:
        return None
    scaled = in_own_ranges(game)
    branch = _follow(scaled, SHARP)
    if branch.precision[-1] < 10.0:
        return None
    rough = _split(game, branch.profiles[-1])
    for least in (1e-3, 1e-2, 1e-5, 0.05):
        exact = _polished(scaled, rough, least)
        if exact is not None:
            return exact
    return None


def in_own_ranges(game: MatrixGame) -> MatrixGame:
    """Return the same game with each player's payoffs counted from its least and in its range: 0 to 1."""
    tables = [(table / (max(table.reshape(-1)) or 1)).astype(np.float64) for table in game.whole]
    return MatrixGame(game.title, game.players, game.strategies, np.stack(tables))


def _scaled(game: MatrixGame) -> tuple[MatrixGame, float]:
    """Return the game with payoffs counted from each player's least, in units of the largest range; and that range."""
    tables = [table - min(table.reshape(-1)) for table in game.exact]
    scale = max(max(table.reshape(-1)) for table in tables) or 1
    payoffs = np.stack([(table / scale).astype(np.float64) for table in tables])
    return MatrixGame(game.title, game.players, game.strategies, payoffs), float(scale)


def _split(game: MatrixGame, flat: Floats) -> Profile:
    parts = np.split(flat, np.cumsum(game.sizes)[:-1])
    return tuple(part / part.sum() for part in parts)


def _utilities(game: MatrixGame, chances: Profile) -> tuple[Floats, Floats]:
    """Return u of every strategy and its derivative by every chance."""
    places = np.concatenate([[0], np.cumsum(game.sizes)])
    value = np.concatenate([deviations(game, chances, p) for p in range(len(game.players))])
    slope = np.zeros((len(value), len(value)))
    for one in range(len(game.players)):
        for two in range(len(game.players)):
            if one != two:
                table = game.payoffs[one]
                for other in range(len(game.players) - 1, -1, -1):
                    if other not in (one, two):
                        table = np.tensordot(table, chances[other], axes=(other, 0))
                block = table if one < two else table.T
                slope[places[one] : places[one + 1], places[two] : places[two + 1]] = block
    return value, slope


def _equations(game: MatrixGame, point: Floats) -> tuple[Floats, Floats]:
    """Return the equations of a logit equilibrium at (log p, lambda), and their derivatives.

    Per player: sum p = 1, and log p_a - log p_0 = lambda (u_a - u_0) for every strategy a but the first.
    """
    logs, precision = point[:-1], point[-1]
    flat = np.exp(logs)
    chances = tuple(np.split(flat, np.cumsum(game.sizes)[:-1]))
    value, slope = _utilities(game, chances)
    size = len(logs)
    left, by = np.zeros(size), np.zeros((size, size + 1))
    start = 0
    for count in game.sizes:
        mine = slice(start, start + count)
        left[start], by[start, mine] = flat[mine].sum() - 1.0, flat[mine]
        for a in range(start + 1, start + count):
            left[a] = logs[a] - logs[start] - precision * (value[a] - value[start])
            by[a, :size] = -precision * (slope[a] - slope[start]) * flat
            by[a, a] += 1.0
            by[a, start] -= 1.0
            by[a, size] = -(value[a] - value[start])
        start += count
    return left, by


def _follow(game: MatrixGame, sharp: float) -> Branch:
    """Follow the principal branch until the precision is reached, or as far as steps allow.

    Raises:
        ValueError: There are too many strategies.
    """
    if sum(game.sizes) > MOST_STRATEGIES:
        raise ValueError(f"found {sum(game.sizes)} strategies, expected at most {MOST_STRATEGIES} to follow answers")
    point = np.append(np.log(np.concatenate([np.full(size, 1.0 / size) for size in game.sizes])), 0.0)
    kept = [point]
    heading = np.append(np.zeros(len(point) - 1), 1.0)
    step = 0.03
    for _ in range(STEPS):
        if point[-1] >= sharp:
            break
        tangent = _tangent(_equations(game, point)[1], heading)
        found = _corrected(game, point + step * tangent, tangent) if tangent is not None else None
        # Where the branch bends sharply, the nearest point may be one on a part that was passed already.
        if tangent is None or found is None or found[-1] < 0.0 or _far(found - point - step * tangent, step):
            step /= 2.0
            if step < 1e-10:
                break
            continue
        heading, point = found - point, found
        kept.append(point)
        step *= 1.3
    rows = np.array(kept)
    return Branch(rows[:, -1], np.exp(rows[:, :-1]))


def _far(miss: Floats, step: float) -> bool:
    """Return whether a point of the branch is so far from where it was sought that it may belong to another part."""
    return float(np.abs(miss).max()) > 0.25 * step + 1e-9


def _tangent(by: Floats, heading: Floats) -> Floats | None:
    """Return the direction of the branch, the way it was going."""
    if not np.isfinite(by).all():
        return None
    try:
        way: Floats = np.linalg.svd(by)[2][-1]
    except np.linalg.LinAlgError:
        return None
    return way if way @ heading >= 0 else -way


def _corrected(game: MatrixGame, point: Floats, tangent: Floats) -> Floats | None:
    """Return the branch's point near a given one, by Newton's method across the tangent; none if it does not settle."""
    for _ in range(8):
        if not np.isfinite(point).all() or point[:-1].max() > 1.0:
            return None
        left, by = _equations(game, point)
        try:
            change = np.linalg.solve(np.vstack([by, tangent]), np.append(left, 0.0))
        except np.linalg.LinAlgError:
            return None
        point = point - change
        if np.abs(change).max() < 1e-10 * max(1.0, float(np.abs(point).max())):
            return point
    return None


def _pinned(game: MatrixGame, logs: Floats, precision: float) -> Floats | None:
    """Return log p at exactly a precision, by Newton's method from a point near it."""
    for _ in range(60):
        left, by = _equations(game, np.append(logs, precision))
        if not np.isfinite(by).all():
            return None
        if np.abs(left).max() < EXACT:
            return logs
        # Where branches meet there is more than one way on; the shortest leads back to the nearest of their points.
        change = np.linalg.lstsq(by[:, :-1], left, rcond=None)[0]
        logs = logs - change * min(1.0, 1.0 / max(1e-300, float(np.abs(change).max())))
        if np.abs(change).max() < 1e-12 * max(1.0, float(np.abs(logs).max())):
            return logs
    return None


def _polished(game: MatrixGame, rough: Profile, least: float) -> Profile | None:
    """Return the equilibrium in which what is played with more than a least chance is equally good; none if not."""
    played = [np.flatnonzero(x > least) for x in rough]
    flat = np.concatenate([np.where(x > least, x, 0.0) for x in rough])
    places = np.concatenate([[0], np.cumsum(game.sizes)])
    used = np.concatenate([names + places[p] for p, names in enumerate(played)])
    for _ in range(50):
        chances = tuple(np.split(flat, places[1:-1]))
        value, slope = _utilities(game, chances)
        left, by = [], []
        for p, names in enumerate(played):
            mine = names + places[p]
            left.append(flat[mine].sum() - 1.0)
            by.append(np.isin(used, mine).astype(float))
            for a in mine[1:]:
                left.append(value[a] - value[mine[0]])
                by.append(slope[a, used] - slope[mine[0], used])
        change = np.linalg.lstsq(np.array(by), np.array(left), rcond=None)[0]
        flat[used] -= change
        if np.abs(change).max() < 1e-14:
            break
    if (flat < -1e-9).any() or not np.isfinite(flat).all():
        return None
    profile = tuple(np.clip(part, 0.0, None) for part in np.split(flat, places[1:-1]))
    if any(part.sum() <= 0 for part in profile):
        return None
    exact = tuple(part / part.sum() for part in profile)
    return exact if is_equilibrium(game, exact) else None
