"""Games as matrices: what each player gets for each choice of strategies, and best answers.

Strategies and players are numbered from 0, since names may repeat or be empty. A profile is a probability per strategy
for each player. Payoffs are compared as the fractions that they were written as (`sim.lenses.rationals`), each player's
on their own, so that neither a unit nor one huge payoff decides what counts as equal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.lenses.rationals import Integers, Rationals, rationals, whole_numbers

Profile = tuple[Floats, ...]
"""For each player the probability of each strategy."""
ExactProfile = tuple[Rationals, ...]
"""The same as fractions."""
LIMIT_CELLS = 1_000_000
"""How many payoffs a game in matrix form may have."""
TIE = 1e-9
"""By what part of what is at stake something must be better to count as better, where chances are floats."""


@dataclass(frozen=True)
class MatrixGame:
    """A game in strategic (normal) form.

    Attributes:
        title: What it is called.
        players: Names of the players.
        strategies: Names of each player's strategies.
        payoffs: [P, n_1, ..., n_P] what each player gets.
        low: The lower ends of intervals around the payoffs, of the same shape, where they are not known for certain.
        high: The upper ends.
        stated: The payoffs as fractions, where they were stated more finely than floats can say.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: Floats
    low: Floats | None = None
    high: Floats | None = None
    stated: Rationals | None = None

    def __post_init__(self) -> None:
        """Make sure that everything fits.

        Raises:
            ValueError: It does not.
        """
        shape = (len(self.players), *(len(names) for names in self.strategies))
        if not self.players or len(self.strategies) != len(self.players) or 0 in shape:
            raise ValueError(f"found {len(self.players)} players, expected some, each with at least one strategy")
        for table in (self.payoffs, self.low, self.high, self.stated):
            if table is not None and table.shape != shape:
                raise ValueError(f"found payoffs of shape {table.shape}, expected {shape}")
        if not np.isfinite(self.payoffs).all():
            raise ValueError("found a payoff that is not a finite number, expected finite ones")

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many strategies each player has."""
        return self.payoffs.shape[1:]

    @cached_property
    def exact(self) -> Rationals:
        """[P, n_1, ..., n_P] the payoffs as fractions."""
        return np.stack([rationals(table) for table in self.payoffs]) if self.stated is None else self.stated

    @property
    def given(self) -> Any:
        """[P, n_1, ..., n_P] the payoffs as they were given: fractions where there are any, otherwise floats."""
        return self.payoffs if self.stated is None else self.stated

    @cached_property
    def whole(self) -> tuple[Integers, ...]:
        """For each player its payoffs as whole numbers from 0 up: moved and scaled, which changes no best answer."""
        return tuple(whole_numbers(table) for table in self.exact)

    @property
    def player_labels(self) -> tuple[str, ...]:
        """The players' names, told apart where they repeat or are empty."""
        return labels(self.players, "player")

    @property
    def strategy_labels(self) -> tuple[tuple[str, ...], ...]:
        """The names of each player's strategies, told apart where they repeat or are empty."""
        return tuple(labels(names, "strategy") for names in self.strategies)


def labels(names: Sequence[str], kind: str) -> tuple[str, ...]:
    """Return names that tell things apart: an empty one becomes its kind and number, a repeated one gets its number.

    Example:
        >>> labels(["", "stay", "go", "stay"], "strategy")
        ('strategy 1', 'stay (2)', 'go', 'stay (4)')
    """
    plain = [name if name.strip() else f"{kind} {place}" for place, name in enumerate(names, 1)]
    if len(set(plain)) < len(plain):
        plain = [f"{name} ({place})" if plain.count(name) > 1 else name for place, name in enumerate(plain, 1)]
    return tuple(plain) if len(set(plain)) == len(plain) else labels(plain, kind)


def two_players(
    title: str,
    rows: Sequence[Sequence[tuple[float, float]]],
    players: Sequence[str] = ("row", "column"),
    strategies: Sequence[Sequence[str]] | None = None,
) -> MatrixGame:
    """Return a two-player game from its table of (row's payoff, column's payoff).

    Example:
        >>> two_players("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]).sizes
        (2, 2)
    """
    table = np.array(rows, np.float64)
    named = strategies or [[str(n + 1) for n in range(size)] for size in table.shape[:2]]
    return MatrixGame(title, tuple(players), tuple(tuple(names) for names in named), np.moveaxis(table, 2, 0))


def restricted(game: MatrixGame, kept: Sequence[Sequence[int]]) -> MatrixGame:
    """Return the game in which only some strategies are left."""
    places = np.ix_(range(len(game.players)), *kept)
    names = tuple(tuple(game.strategies[p][s] for s in mine) for p, mine in enumerate(kept))
    return MatrixGame(game.title, game.players, names, game.payoffs[places], stated=game.exact[places])


def everybody(cell: Sequence[int]) -> tuple[Any, ...]:
    """Return the index of all players' payoffs of a choice of one strategy each."""
    return (slice(None), *cell)


def profiles(game: MatrixGame) -> Iterator[tuple[int, ...]]:
    """Yield every choice of one strategy each, the last player's changing fastest."""
    yield from product(*(range(size) for size in game.sizes))


def pure(game: MatrixGame, choice: Sequence[int]) -> Profile:
    """Return the profile in which each player surely plays one strategy."""
    return tuple(np.eye(size)[chosen] for size, chosen in zip(game.sizes, choice, strict=True))


def against(table: Any, profile: Sequence[Any], player: int) -> Any:
    """Return what a table [n_1, ..., n_P] comes to for each strategy of a player if the others keep to a profile."""
    for other in range(len(profile) - 1, -1, -1):
        if other != player:
            table = np.tensordot(table, profile[other], axes=(other, 0))
    return table


def deviations(game: MatrixGame, profile: Profile, player: int) -> Floats:
    """Return what a player expects of each of its strategies if the others keep to a profile."""
    return np.asarray(against(game.payoffs[player], profile, player), np.float64)


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
    """Return whether probabilities are valid and nobody gains by playing otherwise.

    Args:
        game: The game.
        profile: Chances as floats, hence never quite exact.
        slack: A gain that counts as none; by default `TIE` of what is at stake for whoever deviates: the mean distance
            of the payoffs that the deviation may bring from what the player has, so that payoffs that play has no
            chance to reach do not matter.
    """
    sound = all((x >= -TIE).all() and abs(float(x.sum()) - 1.0) < 1e-8 for x in profile)
    return sound and all(_content(game, profile, p, slack) for p in range(len(profile)))


def _content(game: MatrixGame, profile: Profile, player: int, slack: float | None) -> bool:
    """Return whether a player gains by none of its strategies."""
    table, weights = game.payoffs[player], tuple(np.abs(x) for x in profile)
    has = float(deviations(game, profile, player) @ profile[player])
    gains = np.asarray(against(table - has, profile, player), np.float64)
    if slack is not None:
        return float(gains.max()) <= slack
    at_stake = against(np.abs(table - has), weights, player)
    noise = 4.0 * np.finfo(float).eps * against(np.abs(table) + abs(has), weights, player)
    return bool((gains <= TIE * at_stake + noise).all())


def pure_equilibria(game: MatrixGame) -> list[tuple[int, ...]]:
    """Return every choice of one strategy each from which nobody gains by deviating alone.

    Example:
        >>> pure_equilibria(two_players("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]))
        [(0, 1), (1, 0)]

    Source:
        Nash (1951).
    """
    best = np.ones(game.sizes, bool)
    for player, table in enumerate(game.whole):
        best &= (table == table.max(axis=player, keepdims=True)).astype(bool)
    return [tuple(int(s) for s in cell) for cell in np.argwhere(best)]
