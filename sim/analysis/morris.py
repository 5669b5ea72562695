"""Screening: which of many inputs matter at all, by moving one after the other along random paths.

Inputs are seen through their quantiles, so that every one runs from 0 to 1. A path starts at a random point on the
levels 1/8, 3/8, 5/8, 7/8 and moves every input once, in random order, by half of the way: to the level 1/2 above or
below. How much a figure changes per 1/2 is the elementary effect of the input moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from sim.analysis.estimates import UNKNOWN, Estimate, difference_of, level_of
from sim.arrays import Floats, Ints

LEVELS = 4
STEP = 0.5
"""How far an input moves, in quantiles; with an even number of levels every level is reached equally often."""
RESAMPLES = 1_000
ENDS = (0.025, 0.975)


@dataclass(frozen=True)
class Effect:
    """What moving one input does, over many paths; each figure per whole range, with its 95 % interval.

    Attributes:
        path: Where it is stated.
        label: What it is, in words.
        mu: Mean of its elementary effects: which way it moves the figure.
        mu_star: Mean of their absolute values: how much it moves the figure, whichever way. For an outcome, half of it
            is the share of paths on which the move decided whether the outcome came about.
        sigma: Their standard deviation: how much the effect depends on the other inputs and on luck.
    """

    path: str
    label: str
    mu: Estimate
    mu_star: Estimate
    sigma: Estimate


@dataclass(frozen=True)
class Screening:
    """What moving each input does, those that do most first.

    Attributes:
        measured: What the figure is, in words.
        paths: How many random paths.
        runs: Runs played for them.
        effects: What moving each input does.
        kept: Paths of the inputs that were looked at more closely.
    """

    measured: str
    paths: int
    runs: int
    effects: tuple[Effect, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class Walks:
    """Random paths through the space of inputs.

    Attributes:
        points: [inputs + 1, paths, inputs] where each path is after so many moves, in quantiles.
        moved: [inputs, paths] which input each move moves.
    """

    points: Floats
    moved: Ints


def walks(inputs: int, paths: int, rng: Generator) -> Walks:
    """Return random paths that move every input once.

    Example:
        >>> import numpy as np
        >>> walks(3, 5, np.random.default_rng(seed=1)).points.shape
        (4, 5, 3)

    Source:
        Morris (1991); the levels stand in the middle of four equal parts, so that none is an infinite quantile.
    """
    moved = rng.permuted(np.tile(np.arange(inputs), (paths, 1)), axis=1).T
    points = np.empty((inputs + 1, paths, inputs))
    points[0] = (rng.integers(0, LEVELS, (paths, inputs)) + 0.5) / LEVELS
    every = np.arange(paths)
    for move in range(inputs):
        points[move + 1] = points[move]
        before = points[move, every, moved[move]]
        points[move + 1, every, moved[move]] = np.where(before < 0.5, before + STEP, before - STEP)
    return Walks(points, moved)


def effects_of(names: Sequence[tuple[str, str]], taken: Walks, figures: Floats, seed: int) -> tuple[Effect, ...]:
    """Return what moving each input does, those that do most first.

    Args:
        names: (path, label) of every input.
        taken: The paths.
        figures: [inputs + 1, paths] the figure at every point, under the same luck along each path.
        seed: Key of the bootstrap that gives the interval of sigma.

    Example:
        >>> import numpy as np
        >>> taken = walks(2, 8, np.random.default_rng(seed=1))
        >>> figures = 3.0 * taken.points[..., 0] + taken.points[..., 1]
        >>> found = effects_of([("a", "A"), ("b", "B")], taken, figures, seed=1)
        >>> [(one.path, round(one.mu_star.value, 6)) for one in found]
        [('a', 3.0), ('b', 1.0)]

    Source:
        Campolongo, Cariboni and Saltelli (2007) for mu*.
    """
    before, after = _ends(taken, figures)
    draws = _draws(before.shape[1], seed)
    found = [_effect(*name, before[place], after[place], draws) for place, name in enumerate(names)]
    return tuple(sorted(found, key=lambda effect: -effect.mu_star.value))


def _ends(taken: Walks, figures: Floats) -> tuple[Floats, Floats]:
    """Return the figure with each input at its lower and at its higher level: [inputs, paths] each."""
    low = np.empty((taken.moved.shape[0], taken.moved.shape[1]))
    high = np.empty_like(low)
    every = np.arange(low.shape[1])
    for move, moved in enumerate(taken.moved):
        rises = taken.points[move + 1, every, moved] > taken.points[move, every, moved]
        low[moved, every] = np.where(rises, figures[move], figures[move + 1])
        high[moved, every] = np.where(rises, figures[move + 1], figures[move])
    return low, high


def _draws(paths: int, seed: int) -> Floats:
    """Return how often each path counts in each resample: [RESAMPLES, paths], as shares."""
    if paths == 0:
        return np.empty((RESAMPLES, 0))
    rng = np.random.default_rng(seed % 2**64)
    drawn: Floats = rng.multinomial(paths, np.full(paths, 1.0 / paths), RESAMPLES) / paths
    return drawn


def _effect(path: str, label: str, low: Floats, high: Floats, draws: Floats) -> Effect:
    moves = high - low
    return Effect(
        path, label, _per_range(difference_of(low, high)), _per_range(level_of(np.abs(moves))), _sigma(moves, draws)
    )


def _per_range(found: Estimate) -> Estimate:
    return Estimate(found.value / STEP, found.low / STEP, found.high / STEP)


def _sigma(moves: Floats, draws: Floats) -> Estimate:
    """Return the standard deviation with n - 1, and its percentile interval."""
    paths = len(moves)
    if paths < 2:
        return UNKNOWN
    spread = np.sqrt(np.maximum(0.0, draws @ moves**2 - (draws @ moves) ** 2) * paths / (paths - 1))
    low, high = np.quantile(spread, ENDS)
    return _per_range(Estimate(float(moves.std(ddof=1)), float(low), float(high)))
