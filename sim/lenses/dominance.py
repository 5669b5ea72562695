"""Strategies that another one, or a mixture of others, beats whatever the others do."""

from typing import Any

import numpy as np

from sim.lenses.matrices import MatrixGame, restricted
from sim.lenses.polytopes import maximise
from sim.lenses.rationals import Integers


def dominated(game: MatrixGame, player: int, strict: bool = True) -> list[int]:
    """Return the strategies of a player that another of its strategies beats, whatever the others do.

    Strictly: better in every case. Weakly: never worse and sometimes better. Only pure strategies are compared; see
    `dominated_by_mixtures`.

    Example:
        >>> from sim.lenses import bimatrix
        >>> dominated(bimatrix("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]]), 0)
        [0]
    """
    table = _flat(game, player)
    found = []
    for one in range(len(table)):
        others = np.delete(table, one, axis=0)
        beaten = _sure(others > table[one])
        worse = beaten.all(axis=1) if strict else _sure(others >= table[one]).all(axis=1) & beaten.any(axis=1)
        if worse.any():
            found.append(one)
    return found


def dominated_by_mixtures(game: MatrixGame, player: int) -> list[int]:
    """Return the strategies of a player that some mixture of its others beats in every case.

    By duality: a is dominated if and only if it is a best answer to no belief q about what the others do, that is if
    no q >= 0 other than 0 has sum_s q_s (u(b, s) - u(a, s)) <= 0 for all b. An exact linear programme.

    Source:
        Pearce (1984).
    """
    table = _flat(game, player)
    best = _sure(table == table.max(axis=0)).any(axis=1)
    return [one for one in np.flatnonzero(~best).tolist() if not _has_a_belief(table, one)]


def _has_a_belief(table: Integers, one: int) -> bool:
    """Return whether a strategy is a best answer to some belief."""
    gaps = np.delete(table, one, axis=0) - table[one]
    sides = np.vstack([gaps, np.ones((1, table.shape[1]), object)])
    limits = np.array([0] * len(gaps) + [1], object)
    return maximise(np.ones(table.shape[1], object), sides, limits)[0] > 0


def survivors(game: MatrixGame) -> tuple[tuple[int, ...], ...]:
    """Return the strategies that are left when strictly dominated ones are taken away again and again.

    The order in which they are taken away does not matter. No strategy that is taken away is played in any Nash or
    correlated equilibrium.

    Example:
        >>> from sim.lenses import bimatrix
        >>> survivors(bimatrix("Dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]]))
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


def _flat(game: MatrixGame, player: int) -> Integers:
    """Return [own strategies, choices of the others] a player's payoffs as whole numbers."""
    return np.moveaxis(game.whole[player], player, 0).reshape(game.sizes[player], -1)


def _sure(answers: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(answers, bool)
