"""Cases: one row of inputs per run, drawn from what the scenario leaves uncertain.

Drawn once per run (uncertainty about the world), never to be mixed with what is drawn every day (chance in the world).
Monte Carlo and Sobol rows depend on the number of the run alone, so that the first thousand of ten thousand are the
same as a thousand, and any run can be replayed alone; a Latin hypercube depends on how many runs there are, and is
exempt.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.arrays import Floats, Ints
from sim.game.build import Game
from sim.game.common_causes import coupled, drawn_names, groups_of
from sim.game.layout import Input
from sim.game.records import column_names
from sim.kernel.chance import CASE, address, inverse_normal, uniform
from sim.kernel.compile import rule
from sim.memory import check_memory
from sim.scenario.distributions import beta_shape, log_shape, share_below
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread

Method = Literal["monte_carlo", "latin_hypercube", "sobol"]
METHODS: tuple[Method, ...] = ("monte_carlo", "latin_hypercube", "sobol")

HALVINGS = 64
"""How often the gap is halved in which a quantile of a mixture lies: to the last bit."""


@dataclass(frozen=True)
class Cases:
    """Cases of a game, and how they were drawn.

    Attributes:
        game: Whose uncertain numbers they are.
        seed: Key of the ensemble.
        runs: How many they were drawn for.
        method: How.
        values: [rows, inputs] the first of them; all, or as many as were needed.
    """

    game: Game
    seed: int
    runs: int
    method: Method
    values: Floats


def cases_of(
    game: Game,
    runs: int,
    seed: int,
    *,
    method: Method = "monte_carlo",
    only: int | None = None,
    like: Cases | None = None,
) -> Cases:
    """Return the cases of a game.

    Args:
        game: What is played.
        runs: How many they are drawn for.
        seed: Key of the ensemble.
        method: How the unit cube of inputs is covered.
        only: Return only this many, the first ones.
        like: Cases of another game, from which columns are taken over that are the same here. Changes no number.

    Raises:
        ScenarioError: They cannot be drawn that way.
    """
    check_method(game, method)
    rows = runs if only is None else min(runs, only)
    # The rows of a Latin hypercube depend on how many there are.
    drawn = runs if method == "latin_hypercube" else rows
    if like is not None and _serves(like, drawn, runs, seed, method):
        values = _drawn_like(game, like, drawn)
    else:
        values = draw(game, drawn, seed, method=method)
    return Cases(game, seed, runs, method, values[:rows])


def _serves(like: Cases, rows: int, runs: int, seed: int, method: Method) -> bool:
    """Return whether cases have the rows that are wanted, drawn by the same luck in the same way."""
    alike = (like.seed, like.method) == (seed, method) and len(like.values) >= rows
    return alike and (method != "latin_hypercube" or like.runs == runs)


def _drawn_like(game: Game, like: Cases, rows: int) -> Floats:
    """Return what `draw` returns, number by number, taking over the columns that other cases have."""
    known = {(given.path, *given.drawn_as): place for place, given in enumerate(like.game.inputs)}
    places = {given.path: known.get((given.path, *given.drawn_as)) for given in game.inputs}
    from_other = {path: place for path, place in places.items() if place is not None}
    if like.method == "sobol" and len(from_other) < max(len(game.inputs), len(like.game.inputs)):
        # Where an input stands in a Sobol sequence depends on all inputs.
        return draw(game, rows, like.seed, method=like.method)
    fresh = [given for given in game.inputs if given.path not in from_other]
    unit = joint_rows(fresh, rows, like.seed, method=like.method)
    columns = {given.path: quantiles(given.spread, unit[:, place]) for place, given in enumerate(fresh)}
    columns |= {path: like.values[:rows, place] for path, place in from_other.items()}
    return np.column_stack([columns[given.path] for given in game.inputs]) if columns else np.empty((rows, 0))


def draw(game: Game, runs: int, seed: int, *, first: int = 0, method: Method = "monte_carlo") -> Floats:
    """Draw the uncertain numbers of runs `first`, `first` + 1, ...

    Args:
        game: What is played.
        runs: How many rows.
        seed: Key of the ensemble.
        first: Number of the first run (Monte Carlo and Sobol).
        method: How the unit cube of inputs is covered.

    Returns:
        An array [runs, inputs] in the order of `game.inputs`.

    Raises:
        ScenarioError: It is a Latin hypercube, and ranges have a cause in common.
        ValueError: The method is unknown, or a Latin hypercube is asked for a part.
        NotEnoughMemoryError: They take more memory than there is.
    """
    check_method(game, method)
    # The unit cube, the values and room to draw them, and what the runs will leave behind.
    wide = 3 * len(game.inputs) + sum(1 for _ in column_names(game))
    check_memory(8 * runs * wide, f"{runs:,} runs of {game.scenario.id}")
    return drawn_at(game, unit_rows(drawn_names(game.inputs), runs, seed, first=first, method=method))


def drawn_at(game: Game, unit: Floats) -> Floats:
    """Return the values of the inputs of a game, given what is drawn independently for them.

    Args:
        game: Whose inputs they are.
        unit: [runs, inputs + groups] numbers in (0, 1), in the order of `sim.game.common_causes.drawn_names`.
    """
    values = coupled(game.inputs, unit)
    for column, given in enumerate(game.inputs):
        values[:, column] = quantiles(given.spread, values[:, column])
    return values


def joint_rows(
    inputs: Sequence[Input], runs: int, seed: int, *, first: int = 0, method: Method = "monte_carlo"
) -> Floats:
    """Return where inputs lie in their ranges, [runs, inputs], those with a cause in common drawn together.

    Raises:
        ValueError: The method is unknown, or a Latin hypercube is asked for a part.
    """
    return coupled(inputs, unit_rows(drawn_names(inputs), runs, seed, first=first, method=method))


def even_method(scenario: Scenario) -> Method:
    """Return the method that covers ranges most evenly: Sobol where any have a cause in common."""
    return "sobol" if scenario.correlations else "latin_hypercube"


def check_method(game: Game, method: Method) -> None:
    """Make sure that the cases of a game can be drawn by a method.

    Raises:
        ScenarioError: It is a Latin hypercube, and ranges have a cause in common.
    """
    groups = groups_of(game.inputs)
    if method == "latin_hypercube" and groups:
        hint = "A cause in common moves ranges out of the slices that a Latin hypercube cuts them into."
        found, expected = "a Latin hypercube of ranges with a cause in common", "the method monte_carlo or sobol"
        raise ScenarioError([Fault(game.scenario.id, 0, 0, groups[0], found, expected, hint)])


def unit_rows(paths: list[str], runs: int, seed: int, *, first: int = 0, method: Method = "monte_carlo") -> Floats:
    """Return numbers in (0, 1), [runs, paths]; each column depends on its own path only (Sobol: on all paths).

    Raises:
        ValueError: The method is unknown, or a Latin hypercube is asked for a part.
        NotEnoughMemoryError: They take more memory than there is.
    """
    check_memory(8 * runs * len(paths), f"{runs:,} rows of {len(paths):,} inputs")
    if method == "monte_carlo":
        addresses = np.array([address(path) for path in paths], np.int64)
        return _monte_carlo(addresses, runs, seed, first)
    if method == "latin_hypercube":
        if first:
            raise ValueError("a Latin hypercube is drawn whole: its rows depend on how many there are")
        return _latin_hypercube(paths, runs, seed)
    if method == "sobol":
        return _sobol(len(paths), runs, seed, first)
    raise ValueError(f"unknown method {method!r}; one of {', '.join(METHODS)}")


def repeated(values: Floats, times: int) -> Floats:
    """Return rows of inputs, each so many times in succession.

    Raises:
        NotEnoughMemoryError: They take more memory than there is.
    """
    rows = len(values) * times
    check_memory(8 * rows * values.shape[1], f"{rows:,} runs")
    return np.repeat(values, times, axis=0)


@rule
def _monte_carlo(addresses: Ints, runs: int, seed: int, first: int) -> Floats:
    rows = np.empty((runs, addresses.shape[0]))
    for run in range(runs):
        for column in range(addresses.shape[0]):
            rows[run, column] = uniform(seed, first + run, 0, CASE, addresses[column])
    return rows


def _latin_hypercube(paths: list[str], runs: int, seed: int) -> Floats:
    """Put one point in each of `runs` equal slices of every input, the slices shuffled by the input's own luck."""
    places = _monte_carlo(np.array([address(path) for path in paths], np.int64), runs, seed, 0)
    lots = _monte_carlo(np.array([address(path, "slice") for path in paths], np.int64), runs, seed, 0)
    slices = np.argsort(np.argsort(lots, axis=0), axis=0)
    rows: Floats = (slices + places) / max(1, runs)
    return rows


def _sobol(inputs: int, runs: int, seed: int, first: int) -> Floats:
    """Return a part of one scrambled Sobol sequence."""
    from scipy.stats import qmc

    if inputs == 0:
        return np.empty((runs, 0))
    sequence = qmc.Sobol(inputs, scramble=True, bits=30, rng=np.random.default_rng(seed % 2**64))
    if first:
        sequence.fast_forward(first)
    return np.clip(_quietly(sequence.random, runs), 2.0**-31, 1.0 - 2.0**-31)


def _quietly(points: Callable[[int], Floats], runs: int) -> Floats:
    """Draw without the warning that only powers of two are balanced: no interval here leans on that balance."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return points(runs)


def quantiles(spread: Spread, unit: Floats) -> Floats:
    """Return the quantiles of a stated number at `unit`, within the bounds of its field.

    A PERT with low a, mode m, high b is a + (b - a) Beta(1 + 4 (m - a)/(b - a), 1 + 4 (b - m)/(b - a)). Where a number
    is truncated to [l, h], its quantile at u is that of the whole at F(l) + u (F(h) - F(l)).

    Source:
        Malcolm, Roseboom, Clark and Fazar (1959) for the PERT.
    """
    if spread.truncated:
        low, high = spread.kept
        raw = np.clip(_raw_quantiles(spread, low + (high - low) * unit), *spread.cut)
    else:
        raw = _raw_quantiles(spread, unit)
    return np.clip(raw, spread.least, spread.most)


def _raw_quantiles(spread: Spread, unit: Floats) -> Floats:
    at = spread.at
    if spread.kind == "fixed":
        return np.full(unit.shape, at[0])
    if spread.kind == "uniform":
        return at[0] + (at[1] - at[0]) * unit
    if spread.kind == "normal":
        return at[0] + at[1] * _normals(unit)
    if spread.kind == "lognormal":
        centre, width = log_shape(at)
        return np.exp(centre + width * _normals(unit))
    if spread.kind == "mixture":
        return _mixture_quantiles(spread, unit)
    if spread.kind == "choice":
        place = np.searchsorted(np.cumsum(spread.odds), unit, side="right")
        return np.array(at)[np.minimum(place, len(at) - 1)]
    return _beta_quantiles(spread, unit)


def _mixture_quantiles(spread: Spread, unit: Floats) -> Floats:
    """Return the quantiles of an even mixture: where the mean of the parts' distribution functions reaches `unit`.

    They lie between the smallest and the largest quantile of the parts, and are found there by halving.
    """
    ends = np.array([_raw_quantiles(part, unit) for part in spread.parts])
    low, high = ends.min(axis=0), ends.max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        reached = share_below(spread, middle) >= unit
        before = low, high
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        if np.array_equal(low, before[0]) and np.array_equal(high, before[1]):
            break  # no number lies between them
    return np.asarray(high, np.float64)


def _beta_quantiles(spread: Spread, unit: Floats) -> Floats:
    from scipy.special import betaincinv

    rise, fall = beta_shape(spread)
    if spread.kind == "beta":
        return np.asarray(betaincinv(rise, fall, unit), np.float64)
    low, high = spread.at[0], spread.at[2]
    return np.asarray(low + (high - low) * betaincinv(rise, fall, unit), np.float64)


@rule
def _normals(unit: Floats) -> Floats:
    out = np.empty(unit.shape[0])
    for place in range(unit.shape[0]):
        out[place] = inverse_normal(unit[place])
    return out
