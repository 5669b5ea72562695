"""Nash equilibria in mixed strategies: all extreme ones of two players, and what can be traced with more.

Two players are solved by looking at every corner of their best-answer polytopes, in exact fractions, which misses
nothing in degenerate games and loses nothing next to large numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.lenses.dominance import survivors
from sim.lenses.matrices import (
    ExactProfile,
    MatrixGame,
    Profile,
    against,
    is_equilibrium,
    pure,
    pure_equilibria,
    restricted,
)
from sim.lenses.polytopes import Corner, corners
from sim.lenses.quantal import traced
from sim.lenses.rationals import Rationals, rationals


@dataclass(frozen=True)
class Equilibrium:
    """One Nash equilibrium.

    Attributes:
        chances: For each player the probability of each strategy.
        payoffs: What each player expects.
        regret: The most that a player could gain by playing otherwise: 0, or what rounding leaves.
        exact: The chances as fractions; none where they are known as floats only.
    """

    chances: Profile
    payoffs: tuple[float, ...]
    regret: float
    exact: ExactProfile | None


@dataclass(frozen=True)
class Equilibria:
    """Nash equilibria of a game.

    Attributes:
        found: Each of them, pure ones first.
        complete: Whether these are all; for a degenerate game, all extreme ones, of which others are mixtures.
        degenerate: Whether a strategy has more best answers than it has strategies mixed in it, so that equilibria may
            form whole edges; unknown where not all were looked for.
        method: How they were found, in words.
    """

    found: tuple[Equilibrium, ...]
    complete: bool
    degenerate: bool | None
    method: str

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The chances of each."""
        return tuple(one.chances for one in self.found)


def nash(game: MatrixGame) -> Equilibria:
    """Return the Nash equilibria of a game.

    With one or two players and few strategies all are found; otherwise, all pure ones and one that logit answers lead
    to. Strictly dominated strategies are removed first, since no equilibrium plays them.

    Example:
        >>> from sim.lenses import bimatrix
        >>> found = nash(bimatrix("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]))
        >>> len(found.profiles), found.complete
        (3, True)

    Source:
        Nash (1951); Mangasarian (1964) for the corners; Turocy (2005) for tracing.
    """
    pure_ones = [tuple(rationals(x) for x in pure(game, choice)) for choice in pure_equilibria(game)]
    if len(game.players) == 1:
        return _told(game, pure_ones, True, len(pure_ones) > 1, "the best strategies")
    if len(game.players) == 2:
        corner_ones = extreme_equilibria(game)
        if corner_ones is not None:
            return _told(game, *corner_ones, "every corner of both best-answer polytopes, in exact fractions")
    method = "all pure ones, and logit answers traced until they are best answers"
    listed = _told(game, pure_ones, False, None, method)
    limit = _limit_of_logit_answers(game)
    if limit is None or any(_same(limit.chances, one) for one in listed.profiles):
        return listed
    return Equilibria((*listed.found, limit), False, None, method)


def _told(game: MatrixGame, found: list[ExactProfile], complete: bool, degenerate: bool | None, how: str) -> Equilibria:
    """Return exact equilibria in order: pure ones first, then by strategies."""

    def key(profile: ExactProfile) -> tuple[int, list[Any]]:
        return sum(int((x > 0).sum()) for x in profile), [-chance for x in profile for chance in x]

    return Equilibria(tuple(_exactly(game, one) for one in sorted(found, key=key)), complete, degenerate, how)


def _exactly(game: MatrixGame, profile: ExactProfile) -> Equilibrium:
    gets = [against(game.exact[p], profile, p) for p in range(len(game.players))]
    own = [mine @ x for mine, x in zip(gets, profile, strict=True)]
    gain = max(max(mine) - has for mine, has in zip(gets, own, strict=True))
    floats = tuple(x.astype(np.float64) for x in profile)
    return Equilibrium(floats, tuple(float(has) for has in own), float(gain), profile)


def _limit_of_logit_answers(game: MatrixGame) -> Equilibrium | None:
    """Return the equilibrium that logit answers lead to; none if they cannot be followed to one."""
    kept = survivors(game)
    limit = traced(restricted(game, kept))
    if limit is None:
        return None
    profile = tuple(_widened(x, mine, size) for x, mine, size in zip(limit, kept, game.sizes, strict=True))
    if not is_equilibrium(game, profile):
        return None
    # Counted from the least payoff up, so that what all payoffs have in common takes no digits.
    bases = [min(table.reshape(-1)) for table in game.exact]
    tables = [(table - base).astype(np.float64) for table, base in zip(game.exact, bases, strict=True)]
    gets = [against(table, profile, p) for p, table in enumerate(tables)]
    own = [float(mine @ x) for mine, x in zip(gets, profile, strict=True)]
    gain = max(float(mine.max()) - has for mine, has in zip(gets, own, strict=True))
    payoffs = tuple(float(base) + has for base, has in zip(bases, own, strict=True))
    return Equilibrium(profile, payoffs, max(0.0, gain), None)


def _same(one: Profile, two: Profile) -> bool:
    return all(float(np.abs(x - y).max()) < 1e-6 for x, y in zip(one, two, strict=True))


def extreme_equilibria(game: MatrixGame) -> tuple[list[ExactProfile], bool, bool] | None:
    """Return all extreme equilibria of a two-player game, that these are all, and whether the game is degenerate.

    With payoffs made positive, corners of P = {x >= 0, B' x <= 1} and Q = {y >= 0, A y <= 1} are answers up to scale.
    Two corners are an equilibrium if every strategy of either player is played with no chance or is a best answer.
    Every other equilibrium is a mixture of these.

    Returns:
        None if the polytopes have too many corners to look at.

    Source:
        Mangasarian (1964); von Stengel (2002).
    """
    kept = survivors(game)
    left = restricted(game, kept)
    rows, columns = left.sizes
    mine, all_mine = corners(np.ascontiguousarray(left.whole[1].T) + 1)
    yours, all_yours = corners(left.whole[0] + 1) if all_mine else ([], False)
    if not all_yours:
        return None
    # Labels: the row player's strategies, then the column player's.
    theirs = [(corner.tight >> columns) | ((corner.tight & ((1 << columns) - 1)) << rows) for corner in yours]
    degenerate = any(c.tight.bit_count() > rows for c in mine) or any(c.tight.bit_count() > columns for c in yours)
    found = [
        tuple(
            _widened(_chances(c), names, n) for c, names, n in zip((mine[i], yours[j]), kept, game.sizes, strict=True)
        )
        for i, j in _matching([corner.tight for corner in mine], theirs, rows + columns)
        if any(mine[i].place) and any(yours[j].place)
    ]
    return found, True, degenerate


def _matching(one: Sequence[int], two: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Return the pairs of sets, each a bit per label, that together hold all labels."""
    width = -(-size // 8)

    def table(masks: Sequence[int]) -> np.ndarray[Any, np.dtype[np.uint8]]:
        return np.frombuffer(b"".join(m.to_bytes(width, "little") for m in masks), np.uint8).reshape(-1, width)

    mine, yours = table(one), table(two)
    full = table([(1 << size) - 1])[0]
    return [
        (place, int(other))
        for place, mask in enumerate(mine)
        for other in np.flatnonzero(((yours | mask) == full).all(axis=1))
    ]


def _chances(corner: Corner) -> Rationals:
    total = sum(corner.place)
    return np.array([value / total for value in corner.place], object)


def _widened(chances: Any, kept: Sequence[int], size: int) -> Any:
    """Return chances of all strategies from those of the ones that are left."""
    whole = np.zeros(size) if chances.dtype == np.float64 else rationals(np.zeros(size))
    whole[list(kept)] = chances
    return whole


def described(game: MatrixGame, one: Equilibrium) -> dict[str, Any]:
    """Return an equilibrium as plain data: chances by name and by position, payoffs, what a deviation would gain."""
    names = zip(game.player_labels, game.strategy_labels, one.chances, strict=True)
    return {
        "profile": {
            player: {name: float(p) for name, p in zip(mine, x, strict=True) if p > 0.0} for player, mine, x in names
        },
        "payoffs": dict(zip(game.player_labels, one.payoffs, strict=True)),
        "regret": one.regret,
        "chances": [x.tolist() for x in one.chances],
        "fractions": None if one.exact is None else [[str(p) for p in x] for x in one.exact],
        "values": list(one.payoffs),
    }
