"""Bargaining with reputation: each may be a type that never yields, and so both hold out.

Source:
    Abreu and Gul (2000), "Bargaining and reputation", Econometrica 68.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.overtime.checks import above, need, share


@dataclass(frozen=True)
class Standoff:
    """The war of attrition that two demands for more than there is lead to.

    Attributes:
        hazards: Rates at which the two concede after the start: l_i = r_j (1 - a_i) / (a_i + a_j - 1), which makes the
            other just willing to wait.
        times: T_i = -ln(z_i) / l_i, when each would be known to be stubborn if nobody conceded at the start.
        end: T_0, the lesser of these: by then every rational party has conceded.
        at_once: Chance of each that it concedes at the start; only the weaker one, with the later T, does.
        values: What each rational party expects.
    """

    hazards: tuple[float, float]
    times: tuple[float, float]
    end: float
    at_once: tuple[float, float]
    values: tuple[float, float]

    @property
    def weaker(self) -> int | None:
        """Who gives way at the start with some chance; none if they are equal."""
        return None if self.times[0] == self.times[1] else int(self.times[0] < self.times[1])


def standoff(demands: tuple[float, float], rates: tuple[float, float], stubborn: tuple[float, float]) -> Standoff:
    """Return the equilibrium of two demands that cannot both be met.

    Whoever concedes gets what the other's demand leaves, 1 - a_j. Conceding at constant rates keeps the other
    indifferent, and both must reach certainty at the same time, so that the one with the later T_i concedes at once
    with chance 1 - z_i exp(l_i T_0).

    Args:
        demands: a_1, a_2, what each demands of a pie of 1; together more than 1, each below 1.
        rates: r_1, r_2, impatience per unit of time.
        stubborn: z_1, z_2, chance that each never yields.

    Raises:
        ValueError: The numbers cannot be used.
    """
    for value in demands:
        share(value, "demand", inside=True)
    for value in stubborn:
        share(value, "chance of being stubborn", inside=True)
    for value in rates:
        above(value, "rate")
    need(sum(demands) > 1.0, f"demands of {sum(demands):g} in all", "more than 1: else both can be met")
    # Rules are compiled; theories that need none of them do without the compiler.
    from sim.rules.formulas import concession_hazard, exhaustion_day

    hazards = (
        concession_hazard(demands[0], demands[1], rates[1]),
        concession_hazard(demands[1], demands[0], rates[0]),
    )
    times = (exhaustion_day(stubborn[0], hazards[0]), exhaustion_day(stubborn[1], hazards[1]))
    end = min(times)
    at_once = tuple(
        max(0.0, 1.0 - z * exp(rate * end)) if t > end else 0.0
        for z, rate, t in zip(stubborn, hazards, times, strict=True)
    )
    first = at_once[1] * demands[0] + (1.0 - at_once[1]) * (1.0 - demands[1])
    second = at_once[0] * demands[1] + (1.0 - at_once[0]) * (1.0 - demands[0])
    return Standoff(hazards, times, end, (at_once[0], at_once[1]), (first, second))


def reputation(found: Standoff, stubborn: tuple[float, float], time: float) -> tuple[float, float]:
    """Return how surely each is thought to be stubborn if nobody has yielded by a time: z_i exp(l_i t) / (1 - c_i)."""
    t = min(time, found.end)
    one, two = (
        z * exp(rate * t) / (1.0 - c) if c < 1.0 else 1.0  # who is all but sure to yield at once and has not
        for z, rate, c in zip(stubborn, found.hazards, found.at_once, strict=True)
    )
    return one, two


def play_standoff(
    demands: tuple[float, float], rates: tuple[float, float], stubborn: tuple[float, float], runs: int, rng: Generator
) -> tuple[Floats, Floats, Floats]:
    """Play a standoff: draw types, then when each gives way.

    Returns:
        [runs] when it ended (infinite if both are stubborn), who conceded (0, 1 or -1 for nobody), and what the first
        got, discounted to the start. The first may be stubborn too, so that the mean of that is not
        `Standoff.values[0]`, which is what a type that may give way expects.
    """
    found = standoff(demands, rates, stubborn)
    when = np.stack([_concedes(found, stubborn, party, runs, rng) for party in (0, 1)])
    ends = when.min(axis=0)
    who = np.where(np.isinf(ends), -1, np.where(when[0] == when[1], rng.integers(0, 2, runs), when.argmin(axis=0)))
    got = np.where(who == 0, 1.0 - demands[1], np.where(who == 1, demands[0], 0.0))
    return (
        ends,
        who.astype(np.float64),
        got * np.where(np.isinf(ends), 0.0, np.exp(-rates[0] * np.where(who < 0, 0.0, ends))),
    )


def _concedes(found: Standoff, stubborn: tuple[float, float], party: int, runs: int, rng: Generator) -> Floats:
    """Return when a party gives way: the time at which its chance of having done so, 1 - (1 - c) e^{-l t}, is met.

    `sim.rules.formulas.concession_day` for many draws at once; a test holds the two together.

    At the end that chance is 1 - z: what is left is stubborn.
    """
    luck = rng.random(runs)
    c, rate = found.at_once[party], found.hazards[party]
    with np.errstate(divide="ignore"):
        later = -np.log((1.0 - luck) / max(1.0 - c, np.finfo(float).tiny)) / rate
    return np.where(luck >= 1.0 - stubborn[party], np.inf, np.where(luck < c, 0.0, later))
