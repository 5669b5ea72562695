"""Wars of attrition: both pay until one gives up.

Source:
    Maynard Smith, 1974, "The theory of games and the evolution of animal conflicts"; Bishop and Cannings (1978);
    Hendricks, Weiss and Wilson (1988), "The war of attrition in continuous time with complete information".
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.overtime.checks import above, share


@dataclass(frozen=True)
class Attrition:
    """The mixed equilibrium with complete information.

    Attributes:
        hazards: Rates at which the two give up: l_1 = c_2 / v_2 and l_2 = c_1 / v_1, so that the other breaks even.
        mean_time: 1 / (l_1 + l_2).
        first_wins: Chance that the second gives up first: l_2 / (l_1 + l_2). Whoever values the prize more loses more
            often, since it is the other that must be kept indifferent.
    """

    hazards: tuple[float, float]
    mean_time: float
    first_wins: float


def attrition(values: tuple[float, float], costs: tuple[float, float]) -> Attrition:
    """Return the mixed equilibrium of two who know what the prize is worth to each.

    Args:
        values: v_1, v_2, what winning is worth.
        costs: c_1, c_2, what carrying on costs per unit of time.

    Raises:
        ValueError: A number is not above 0.

    Example:
        >>> attrition((10.0, 5.0), (1.0, 1.0)).hazards
        (0.2, 0.1)
    """
    for value in (*values, *costs):
        above(value, "value or cost")
    first, second = costs[1] / values[1], costs[0] / values[0]
    return Attrition((first, second), 1.0 / (first + second), second / (first + second))


def play_attrition(
    values: tuple[float, float], costs: tuple[float, float], runs: int, rng: Generator
) -> tuple[Floats, Floats, Floats]:
    """Play it: each draws when to give up.

    Returns:
        [runs] how long it lasted, 1 where the first won and 0 where it lost, and what the first got, costs deducted.
    """
    found = attrition(values, costs)
    stays = [rng.exponential(1.0 / rate, runs) for rate in found.hazards]
    lasted, won = np.minimum(*stays), (stays[1] < stays[0]).astype(np.float64)
    return lasted, won, won * values[0] - costs[0] * lasted


def stays_until(value: float) -> float:
    """Return when a type gives up if values are private, uniform on 0 to 1, and time costs 1: t(v) = -v - ln(1 - v).

    The highest type never does: its time is infinite.

    Raises:
        ValueError: The value is not in [0, 1].
    """
    share(value, "value")
    return -value - log(1.0 - value) if value < 1.0 else float("inf")


PRIVATE_MEAN_TIME = 1.0 / 6.0
"""How long it lasts on average with private values: half of all surplus is burned, 1/6 by each."""


def expected_cost(value: float) -> float:
    """Return what a type expects to pay: v^2 / 2, and so expects v^2 / 2 of gain.

    Raises:
        ValueError: The value is not in [0, 1].
    """
    share(value, "value")
    return value * value / 2.0


def play_private(runs: int, rng: Generator, value: float | None = None) -> tuple[Floats, Floats]:
    """Play it with private values.

    Args:
        runs: How many runs.
        rng: The random number generator.
        value: The first side's value; none: drawn like the other's.

    Returns:
        [runs] how long it lasted, which is what each paid; and 1 where the first won.

    Raises:
        ValueError: The value is not in [0, 1].
    """
    if value is not None:
        share(value, "value")
    first = rng.random(runs) if value is None else np.full(runs, value)
    second = rng.random(runs)
    with np.errstate(divide="ignore"):  # the highest type stays for ever
        until = [-v - np.log1p(-v) for v in (first, second)]
    return np.minimum(*until), (first > second).astype(np.float64)
