"""Games as matrices: what each player gets for each choice of strategies, best answers, dominance.

Strategies and players are numbered from 0. A profile is a probability per strategy for each player.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from sim.arrays import Floats

Profile = tuple[Floats, ...]
"""For each player the probability of each strategy."""
LIMIT_CELLS = 1_000_000
"""Most payoffs of a game in matrix form."""
TIE = 1e-9
"""By how much of the range of payoffs something must be better to count as better."""


@dataclass(frozen=True)
class MatrixGame:
    """A game in strategic (normal) form.

    Attributes:
        title: What it is called.
        players: Names of the players.
        strategies: Names of each player's strategies.
        payoffs: [P, n_1, ..., n_P] what each player gets.
        low: The lower ends of intervals around the payoffs, of the same shape, where they are known with doubt only.
        high: The upper ends.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: Floats
    low: Floats | None = None
    high: Floats | None = None

    def __post_init__(self) -> None:
        """Make sure that everything fits.

        Raises:
            ValueError: It does not.
        """
        shape = (len(self.players), *(len(names) for names in self.strategies))
        if not self.players or len(self.strategies) != len(self.players) or 0 in shape:
            raise ValueError(f"found {len(self.players)} players, expected some, each with at least one strategy")
        for table in (self.payoffs, self.low, self.high):
            if table is not None and table.shape != shape:
                raise ValueError(f"found payoffs of shape {table.shape}, expected {shape}")
        if not np.isfinite(self.payoffs).all():
            raise ValueError("found a payoff that is no finite number, expected finite ones")

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many strategies each player has."""
        return self.payoffs.shape[1:]

    @property
    def slack(self) -> float:
        """The difference of payoffs that counts as none."""
        return TIE * max(1.0, float(np.ptp(self.payoffs)), float(np.abs(self.payoffs).max()))


def two_players(
    title: str,
    rows: Sequence[Sequence[tuple[float, float]]],
    players: Sequence[str] = ("row", "column"),
    strategies: Sequence[Sequence[str]] | None = None,
) -> MatrixGame:
    """Return a game of two from its table of (row's payoff, column's payoff).

    Example:
        >>> two_players("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]).sizes
        (2, 2)
    """
    table = np.array(rows, np.float64)
    named = strategies or [[str(n + 1) for n in range(size)] for size in table.shape[:2]]
    return MatrixGame(title, tuple(players), tuple(tuple(names) for names in named), np.moveaxis(table, 2, 0))


def everybody(cell: Sequence[int]) -> tuple[Any, ...]:
    """Return the index of all players' payoffs of a choice of one strategy each."""
    return (slice(None), *cell)


def profiles(game: MatrixGame) -> Iterator[tuple[int, ...]]:
    """Yield every choice of one strategy each, the last player's changing fastest."""
    yield from product(*(range(size) for size in game.sizes))


def pure(game: MatrixGame, choice: Sequence[int]) -> Profile:
    """Return the profile in which each player surely plays one strategy."""
    return tuple(np.eye(size)[chosen] for size, chosen in zip(game.sizes, choice, strict=True))


def deviations(game: MatrixGame, profile: Profile, player: int) -> Floats:
    """Return what a player expects of each of its strategies if the others keep to a profile."""
    table = game.payoffs[player]
    for other in range(len(game.players) - 1, -1, -1):
        if other != player:
            table = np.tensordot(table, profile[other], axes=(other, 0))
    return np.asarray(table, np.float64)


def expected(game: MatrixGame, profile: Profile) -> Floats:
    """Return what each player expects of a profile."""
    return np.array([deviations(game, profile, p) @ profile[p] for p in range(len(game.players))])


def regret(game: MatrixGame, profile: Profile) -> float:
    """Return the most that a player could gain by playing otherwise; 0 in a Nash equilibrium.

    max over players i and strategies a of u_i(a, x_-i) - u_i(x)
    """
    gains = [deviations(game, profile, p) for p in range(len(game.players))]
    return float(max((gain - gain @ x).max() for gain, x in zip(gains, profile, strict=True)))


def is_equilibrium(game: MatrixGame, profile: Profile, slack: float | None = None) -> bool:
    """Return whether probabilities are such and nobody gains by playing otherwise."""
    allowed = game.slack if slack is None else slack
    sound = all((x >= -TIE).all() and abs(float(x.sum()) - 1.0) < 1e-8 for x in profile)
    return sound and regret(game, profile) <= allowed


def pure_equilibria(game: MatrixGame) -> list[tuple[int, ...]]:
    """Return every choice of one strategy each from which nobody gains by deviating alone.

    Example:
        >>> pure_equilibria(two_players("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]))
        [(0, 1), (1, 0)]

    Source:
        Nash (1951).
    """
    best = np.ones(game.sizes, bool)
    for player in range(len(game.players)):
        table = game.payoffs[player]
        best &= table >= table.max(axis=player, keepdims=True) - game.slack
    return [tuple(int(s) for s in cell) for cell in np.argwhere(best)]


def dominated(game: MatrixGame, player: int, strict: bool = True) -> list[int]:
    """Return the strategies of a player than which another is better whatever the others do.

    Strictly: better in every case. Weakly: never worse and sometimes better. Only pure strategies are compared; see
    `dominated_by_mixtures`.

    Example:
        >>> dominated(two_players("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]]), 0)
        [0]
    """
    table = np.moveaxis(game.payoffs[player], player, 0).reshape(game.sizes[player], -1)
    found = []
    for one in range(len(table)):
        gaps = np.delete(table, one, axis=0) - table[one]
        beaten = gaps > game.slack
        worse = beaten.all(axis=1) if strict else (gaps >= -game.slack).all(axis=1) & beaten.any(axis=1)
        if worse.any():
            found.append(one)
    return found


def dominated_by_mixtures(game: MatrixGame, player: int) -> list[int]:
    """Return the strategies of a player than which some mixture of others is better in every case.

    A linear programme: the mixture x with the largest e such that sum_b x_b u(b, s) >= u(a, s) + e for all s; a is
    dominated if e > 0.
    """
    from scipy.optimize import linprog

    table = np.moveaxis(game.payoffs[player], player, 0).reshape(game.sizes[player], -1)
    found = []
    for one in range(len(table)):
        others = np.delete(table, one, axis=0)
        if not len(others):
            continue
        cost = np.append(np.zeros(len(others)), -1.0)
        above = np.column_stack([-others.T, np.ones(table.shape[1])])
        sums = np.append(np.ones(len(others)), 0.0)[None, :]
        bounds = [(0, None)] * len(others) + [(None, None)]
        done = linprog(cost, A_ub=above, b_ub=-table[one], A_eq=sums, b_eq=[1.0], bounds=bounds)
        if done.status == 0 and -float(done.fun or 0.0) > 1e-7 * max(1.0, float(np.abs(table).max())):
            found.append(one)
    return found


def survivors(game: MatrixGame) -> tuple[tuple[int, ...], ...]:
    """Return the strategies that are left when strictly dominated ones are taken away again and again.

    The order in which they are taken away does not matter. No strategy that is taken away is played in any Nash or
    correlated equilibrium.

    Example:
        >>> survivors(two_players("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]]))
        ((1,), (1,))
    """
    kept = [list(range(size)) for size in game.sizes]
    shrinking = True
    while shrinking:
        shrinking = False
        for player in range(len(kept)):
            gone = dominated_by_mixtures(restricted(game, kept), player)
            if gone:
                kept[player] = [name for place, name in enumerate(kept[player]) if place not in gone]
                shrinking = True
    return tuple(tuple(names) for names in kept)


def restricted(game: MatrixGame, kept: Sequence[Sequence[int]]) -> MatrixGame:
    """Return the game in which only some strategies are left."""
    table = game.payoffs
    for player, mine in enumerate(kept):
        table = np.take(table, mine, axis=player + 1)
    names = tuple(tuple(game.strategies[p][s] for s in mine) for p, mine in enumerate(kept))
    return MatrixGame(game.title, game.players, names, table)


def correlated(game: MatrixGame, weights: Sequence[float] | None = None) -> Floats:
    """Return the correlated equilibrium with the largest weighted sum of payoffs.

    Somebody whom all trust draws a choice of strategies and tells each player its own; nobody gains by playing another
    than it is told. A linear programme over the probabilities q of all choices s:

    sum_{s: s_i = a} q(s) (u_i(b, s_-i) - u_i(s)) <= 0 for every player i and strategies a, b

    Args:
        game: The game.
        weights: How much each player's payoff counts; none: all alike.

    Returns:
        [n_1, ..., n_P] the probability of each choice.

    Raises:
        ValueError: The solver found none, though one always exists.

    Example:
        >>> game = two_players("Chicken", [[(6, 6), (2, 7)], [(7, 2), (0, 0)]])
        >>> correlated(game).round(3).tolist()
        [[0.5, 0.25], [0.25, 0.0]]

    Source:
        Aumann (1974).
    """
    from scipy.optimize import linprog

    share = np.ones(len(game.players)) if weights is None else np.asarray(weights, np.float64)
    cost = -np.tensordot(share, game.payoffs, axes=(0, 0)).reshape(-1)
    above = obedience(game)
    limits = np.zeros(len(above))
    done = linprog(cost, A_ub=above, b_ub=limits, A_eq=np.ones((1, len(cost))), b_eq=[1.0], bounds=(0, None))
    if done.status != 0 or done.x is None:
        raise ValueError(f"found no correlated equilibrium ({done.message}), expected one")
    chances: Floats = np.clip(done.x, 0.0, None).reshape(game.sizes)
    chances /= chances.sum()
    return chances


def obedience(game: MatrixGame) -> Floats:
    """Return [constraints, choices] what a player gains who plays b whenever told a; no entry of A q may exceed 0."""
    rows = []
    cells = int(np.prod(game.sizes))
    for player, size in enumerate(game.sizes):
        table = np.moveaxis(game.payoffs[player], player, 0)
        for told in range(size):
            for other in range(size):
                if told != other:
                    gain = np.zeros(game.sizes)
                    np.moveaxis(gain, player, 0)[told] = table[other] - table[told]
                    rows.append(gain.reshape(-1))
    return np.array(rows, np.float64).reshape(-1, cells)
