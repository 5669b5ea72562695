"""Nash equilibria in mixed strategies: all extreme ones of two players, and what can be traced with more.

Two players are solved by looking at every corner of their best-answer polytopes, which misses nothing in degenerate
games. Nashpy, where it is installed, gives a second opinion (`by_nashpy`); nothing here needs it.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np

from sim.arrays import Flags, Floats
from sim.lenses.matrices import MatrixGame, Profile, expected, is_equilibrium, pure, pure_equilibria, regret
from sim.lenses.quantal import traced

LIMIT_CORNERS = 400_000
"""Candidates for corners up to which all are looked at: 9 strategies each."""
BATCH = 20_000
"""Linear systems that are solved at a time."""


@dataclass(frozen=True)
class Equilibria:
    """Nash equilibria of a game.

    Attributes:
        profiles: Each a probability per strategy for each player, pure ones first.
        complete: Whether these are all; of a degenerate game, all extreme ones, of which others are mixtures.
        degenerate: Whether a strategy has more best answers than strategies are mixed in it, so that equilibria may
            form whole edges; unknown where not all were looked for.
        method: How they were found, in words.
    """

    profiles: tuple[Profile, ...]
    complete: bool
    degenerate: bool | None
    method: str


def nash(game: MatrixGame) -> Equilibria:
    """Return the Nash equilibria of a game, each checked for best answers.

    Of one or two players with few strategies all are found. Of others: all pure ones and one that logit answers lead
    to.

    Example:
        >>> from sim.lenses import bimatrix
        >>> found = nash(bimatrix("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]))
        >>> len(found.profiles), found.complete
        (3, True)

    Source:
        Nash (1951); Mangasarian (1964) for the corners; Turocy (2005) for tracing.
    """
    if len(game.players) == 1:
        alone = tuple(pure(game, choice) for choice in pure_equilibria(game))
        return Equilibria(alone, True, len(alone) > 1, "the best strategies")
    if len(game.players) == 2 and comb(sum(game.sizes), game.sizes[0]) <= LIMIT_CORNERS:
        found, degenerate = extreme_equilibria(game)
        return Equilibria(_sorted(found), True, degenerate, "every corner of both best-answer polytopes")
    listed = [pure(game, choice) for choice in pure_equilibria(game)]
    method = "all pure ones, and logit answers traced until they are best answers"
    limit = traced(game)
    if limit is not None:
        listed.append(limit)
    sound = [profile for profile in listed if is_equilibrium(game, profile, 1e3 * game.slack)]
    return Equilibria(_sorted(_distinct(sound)), False, None, method)


def extreme_equilibria(game: MatrixGame) -> tuple[list[Profile], bool]:
    """Return all extreme equilibria of a game of two, and whether it is degenerate.

    With payoffs made positive, corners of P = {x >= 0, B' x <= 1} and Q = {y >= 0, A y <= 1} are answers up to scale.
    Two corners are an equilibrium if every strategy of either player is played with no chance or is a best answer.
    Every other equilibrium is a mixture of these.

    Source:
        Mangasarian (1964); von Stengel (2002).
    """
    first, second = (table - table.min() + max(1.0, float(np.ptp(table))) for table in game.payoffs)
    rows, columns = game.sizes
    # Labels: the row player's strategies, then the column player's.
    mine, my_labels = _corners(second.T / second.max())
    yours, your_labels = _corners(first / first.max())
    your_labels = np.roll(your_labels, rows, axis=1)
    many = (my_labels.sum(axis=1) > rows).any() or (your_labels.sum(axis=1) > columns).any()
    found = []
    for x, labels in zip(mine, my_labels, strict=True):
        for place in np.flatnonzero((your_labels | labels).all(axis=1)):
            y = yours[place]
            if x.sum() > 0 and y.sum() > 0:
                found.append((x / x.sum(), y / y.sum()))
    return [profile for profile in _distinct(found) if is_equilibrium(game, profile, 10 * game.slack)], bool(many)


def _corners(table: Floats) -> tuple[Floats, Flags]:
    """Return the corners of {z >= 0, table z <= 1}, and which of the constraints z_i >= 0, then rows, are tight."""
    size = table.shape[1]
    sides = np.concatenate([-np.eye(size), table])
    limits = np.concatenate([np.zeros(size), np.ones(len(table))])
    corners: list[Floats] = []
    for chosen in _batches(len(sides), size):
        systems, right = sides[chosen], limits[chosen]
        sound = np.abs(np.linalg.det(systems)) > 1e-12
        points = np.linalg.solve(systems[sound], right[sound][..., None])[..., 0]
        corners.append(points[(points @ sides.T <= limits + 1e-9).all(axis=1)])
    # Adding 0 makes a 0 of a negative one.
    found = np.unique(np.round(np.concatenate(corners), 10) + 0.0, axis=0) if corners else np.zeros((0, size))
    return found, np.asarray(np.abs(found @ sides.T - limits) < 1e-7)


def _batches(count: int, size: int) -> Iterator[np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    left = combinations(range(count), size)
    while chosen := list(islice(left, BATCH)):
        yield np.array(chosen, np.int64).reshape(len(chosen), size)


def by_nashpy(game: MatrixGame) -> list[Profile]:
    """Return the equilibria that nashpy finds, each checked.

    Its support enumeration loses equilibria to rounding (a chance of -1e-17 is no chance to it), its enumeration of
    corners does not, and both may miss some of a degenerate game; so both are asked.

    Raises:
        ValueError: The game is not of two players.
        ImportError: Nashpy is not installed (`pip install "parley-sim[theory]"`).
    """
    if len(game.players) != 2:
        raise ValueError(f"found {len(game.players)} players, expected two")
    import nashpy

    with warnings.catch_warnings():
        # It warns of degenerate games, which `extreme_equilibria` tells of too.
        warnings.simplefilter("ignore")
        asked = nashpy.Game(*game.payoffs)
        listed = [*asked.support_enumeration(tol=1e-10), *asked.vertex_enumeration()]
    found = [tuple(np.clip(np.asarray(x, np.float64), 0.0, None) for x in pair) for pair in listed]
    return [profile for profile in _distinct(found) if is_equilibrium(game, profile, 1e3 * game.slack)]


def _distinct(found: list[Profile] | list[tuple[Floats, Floats]]) -> list[Profile]:
    """Return the profiles of which none is nearly another."""
    kept: list[Profile] = []
    for profile in found:
        flat = np.concatenate(profile)
        if all(np.abs(np.concatenate(other) - flat).max() > 1e-6 for other in kept):
            kept.append(profile)
    return kept


def _sorted(found: list[Profile]) -> tuple[Profile, ...]:
    """Return pure equilibria first, then mixed, each in the order of strategies."""

    def key(profile: Profile) -> tuple[int, list[float]]:
        return sum(int((x > 1e-7).sum()) for x in profile), [-round(float(p), 9) for x in profile for p in x]

    return tuple(sorted(found, key=key))


def described(game: MatrixGame, profile: Profile) -> dict[str, object]:
    """Return an equilibrium as plain data: chances by name, payoffs, and what a deviation would gain at most."""
    chances = {
        player: {name: float(p) for name, p in zip(game.strategies[place], profile[place], strict=True) if p > 1e-9}
        for place, player in enumerate(game.players)
    }
    gets = {player: float(value) for player, value in zip(game.players, expected(game, profile), strict=True)}
    return {"profile": chances, "payoffs": gets, "regret": max(0.0, regret(game, profile))}
