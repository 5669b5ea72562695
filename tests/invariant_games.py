"""Games drawn at random, whose equilibria must not depend on units, zero points or payoffs that play cannot reach.

`python -m tests.invariant_games 10000` looks at so many; the suite looks at a sample.
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.matrices import MatrixGame
from sim.lenses.mixed_equilibria import Equilibria, nash
from sim.lenses.rationals import Rationals

HUGE = -(10**8)
Answers = set[tuple[tuple[Fraction, ...], ...]]


def made(payoffs: Floats) -> MatrixGame:
    """Return a game with numbers as names."""
    names = tuple(tuple(str(n + 1) for n in range(size)) for size in payoffs.shape[1:])
    return MatrixGame("made", tuple(f"p{n}" for n in range(len(payoffs))), names, np.asarray(payoffs, np.float64))


def answers(found: Equilibria) -> Answers:
    """Return exact equilibria as a set."""
    assert found.complete
    return {tuple(tuple(x.tolist()) for x in one.exact or ()) for one in found.found}


def drawn(rng: Generator) -> Floats:
    """Return the payoffs of a small game of two, many of them tied."""
    rows, columns = rng.integers(2, 5, 2)
    top = int(rng.choice([2, 9, 1000]))
    return rng.integers(0, top + 1, (2, rows, columns)).astype(float)


def moved(payoffs: Floats, rng: Generator) -> tuple[Floats, list[tuple[Fraction, int]]]:
    """Return a game with each player's payoffs in another unit and from another zero, and by what they were moved."""
    by = [(Fraction(int(rng.integers(1, 400)), int(rng.choice([1, 10, 100]))), int(rng.integers(-(10**8), 10**8)))]
    by.append((Fraction(int(rng.integers(1, 400)), int(rng.choice([1, 10, 100]))), int(rng.integers(-9, 9))))
    tables = [float(unit) * table + zero for table, (unit, zero) in zip(payoffs, by, strict=True)]
    return np.array(tables), by


def with_ruin(payoffs: Floats, rng: Generator) -> Floats:
    """Return a game in which the first player has one more strategy, which is ruinous in one case and always bad."""
    rows = payoffs.shape[1] + 1
    wider = np.full((2, rows, payoffs.shape[2]), 5.0)
    wider[:, :-1] = payoffs
    wider[0, -1] = payoffs[0].min() - 1.0
    wider[0, -1, rng.integers(payoffs.shape[2])] = HUGE
    return wider


def by_supports(game: MatrixGame) -> Iterator[tuple[tuple[Fraction, ...], ...]]:
    """Yield equilibria whose supports are of the same size, by one linear system for each pair of supports."""
    first, second = game.exact[0], game.exact[1].T
    for size in range(1, min(game.sizes) + 1):
        for mine in combinations(range(game.sizes[0]), size):
            for yours in combinations(range(game.sizes[1]), size):
                y, x = _indifferent(first, mine, yours), _indifferent(second, yours, mine)
                if x is not None and y is not None and _best(first, mine, y) and _best(second, yours, x):
                    yield tuple(x.tolist()), tuple(y.tolist())


def _indifferent(table: Rationals, mine: tuple[int, ...], yours: tuple[int, ...]) -> Rationals | None:
    """Return chances of the other's strategies at which mine are equally good; none if there are none, or many."""
    size = len(mine)
    left = np.array([[*table[row, list(yours)], Fraction(-1)] for row in mine] + [[Fraction(1)] * size + [Fraction(0)]])
    right = np.array([Fraction(0)] * size + [Fraction(1)], object)
    for place in range(size + 1):
        rows = [row for row in range(place, size + 1) if left[row, place] != 0]
        if not rows:
            return None
        for part in (left, right):
            part[[place, rows[0]]] = part[[rows[0], place]]
        right[place] /= left[place, place]
        left[place] = left[place] / left[place, place]
        for row in range(size + 1):
            if row != place:
                right[row] -= left[row, place] * right[place]
                left[row] = left[row] - left[row, place] * left[place]
    chances = np.array([Fraction(0)] * table.shape[1], object)
    chances[list(yours)] = right[:size]
    return chances if min(right[:size]) > 0 else None


def _best(table: Rationals, mine: tuple[int, ...], chances: Rationals) -> bool:
    gets = table @ chances
    return bool(max(gets) == gets[mine[0]])


def check(seed: int) -> None:
    """Look at one game, the same in other units, with a ruin added, and with one of its cells made huge."""
    rng = np.random.default_rng(seed)
    payoffs = drawn(rng)
    found = nash(made(payoffs))
    known = answers(found)
    assert all(one.regret == 0.0 for one in found.found) and known >= set(by_supports(made(payoffs))), seed

    other, by = moved(payoffs, rng)
    again = nash(made(other))
    assert answers(again) == known, seed
    for one, two in zip(found.found, again.found, strict=True):
        for before, after, (unit, zero) in zip(one.payoffs, two.payoffs, by, strict=True):
            assert abs(float(unit) * before + zero - after) <= 1e-14 * max(1.0, abs(after)), seed

    wider = answers(nash(made(with_ruin(payoffs, rng))))
    assert wider == {((*x, Fraction(0)), y) for x, y in known}, seed

    payoffs[rng.integers(2), rng.integers(payoffs.shape[1]), rng.integers(payoffs.shape[2])] = HUGE
    game = made(payoffs)
    found = nash(game)
    assert all(one.regret == 0.0 for one in found.found) and answers(found) >= set(by_supports(game)), seed
    assert found.degenerate or answers(found) == set(by_supports(game)), seed


if __name__ == "__main__":
    games = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for number in range(games):
        check(number)
    print(f"{games:,} games, each four times: the same equilibria, and all that an enumeration of supports finds.")
