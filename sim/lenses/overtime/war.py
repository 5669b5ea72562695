"""War as a failure to bargain: the range of deals, the gamble of asking for more, power that shifts, threats in public.

A and B divide a prize of 1; a war gives it to A with chance p and costs them cA and cB.

Source:
    Fearon (1995), "Rationalist explanations for war", International Organization 49; Fearon (1994), "Domestic political
    audiences"; Powell (1999), In the Shadow of Power; Powell (2006), "War as a commitment problem", IO 60.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from sim.arrays import Flags, Floats
from sim.lenses.overtime.checks import above, need, share


def bargaining_range(p: float, cost_a: float, cost_b: float) -> tuple[float, float]:
    """Return the least and greatest share of A that both prefer to war: [p - cA, p + cB], cA + cB wide.

    The ends may lie outside 0 to 1; what can be agreed is the part inside.

    Raises:
        ValueError: The numbers cannot be used.

    Example:
        >>> [round(end, 2) for end in bargaining_range(0.6, 0.1, 0.2)]
        [0.5, 0.8]
    """
    _war(p, cost_a, cost_b)
    return p - cost_a, p + cost_b


@dataclass(frozen=True)
class Gamble:
    """What A asks for if it does not know what war costs B.

    Attributes:
        asks: x* = p + (C - cA) / 2, within p and 1: more would be refused too often, less would give away too much.
        war: Chance that B refuses: (x* - p) / C, which is (C - cA) / (2 C) inside.
        worth: What A expects: x* (1 - war) + (p - cA) war.
    """

    asks: float
    war: float
    worth: float


def risk_return(p: float, cost_a: float, most: float) -> Gamble:
    """Return A's best demand when cB is uniform on 0 to `most` and B can only accept or fight.

    B accepts x if 1 - x >= 1 - p - cB.

    Args:
        p: Chance that A wins.
        cost_a: What war costs A.
        most: C, the most that it may cost B.

    Raises:
        ValueError: The numbers cannot be used.
    """
    _war(p, cost_a, 0.0)
    above(most, "largest cost")
    asks = min(1.0, p + max(0.0, (most - cost_a) / 2.0))
    war = min(1.0, (asks - p) / most)
    return Gamble(asks, war, asks * (1.0 - war) + (p - cost_a) * war)


def play_demand(p: float, cost_a: float, most: float, asks: float, runs: int, rng: Generator) -> tuple[Flags, Floats]:
    """Play a demand: draw what war costs B, and who wins the wars.

    Returns:
        [runs] whether it came to war, and what A got.
    """
    war = rng.random(runs) * most < asks - p
    prize = (rng.random(runs) < p).astype(np.float64)
    return war, np.where(war, prize - cost_a, asks)


@dataclass(frozen=True)
class PowerShift:
    """Whether a falling power fights while it still can.

    Attributes:
        war: What A expects of war now, per period: p - cA.
        peace: The best that peace can give it: everything now, and later what its power then is worth,
            (1 - d) + d (p' - cA).
        fights: Whether war is worth more.
        threshold: The least p' at which A keeps the peace.
    """

    war: float
    peace: float
    fights: bool
    threshold: float


def preventive_war(p: float, later: float, cost_a: float, discount: float) -> PowerShift:
    """Return whether A attacks because its chance of winning falls from p to `later` and B cannot promise restraint.

    Args:
        p: Chance that A wins now.
        later: Chance that it wins later.
        cost_a: What war costs A, per period.
        discount: d, weight of the future, between 0 and 1, both excluded.

    Raises:
        ValueError: The numbers cannot be used.
    """
    _war(p, cost_a, 0.0)
    share(later, "later chance of winning")
    share(discount, "discount factor", inside=True)
    war, peace = p - cost_a, (1.0 - discount) + discount * (later - cost_a)
    return PowerShift(war, peace, war > peace, (p - cost_a - (1.0 - discount)) / discount + cost_a)


def chance_of_preventive_war(p: float, cost_a: float, discount: float) -> float:
    """Return how likely it is that A attacks if its later chance of winning is uniform on 0 to p: threshold / p."""
    found = preventive_war(p, p, cost_a, discount)
    return min(1.0, max(0.0, found.threshold / p)) if p > 0 else float(found.fights)


def play_shifts(p: float, cost_a: float, discount: float, runs: int, rng: Generator) -> Flags:
    """Play shifts of power: draw what A's chance will be, let it choose between war now and the best peace.

    Returns:
        [runs] whether it attacked.
    """
    later = rng.random(runs) * p
    return np.asarray(p - cost_a > (1.0 - discount) + discount * (later - cost_a), bool)


def inefficiency_condition(
    power: tuple[float, float], later: float, pie: float, discount: float
) -> tuple[float, float]:
    """Return both sides of Powell's condition: if d M_A(t+1) - M_A(t) > B - [M_A(t) + M_B(t)], no peace is efficient.

    Where A's outside option grows faster than what is left over for bribes, B, whose power falls, cannot be bought off:
    A cannot promise today to ask for less tomorrow.

    Args:
        power: M_A(t), M_B(t), what each can lock in by force now.
        later: M_A(t+1).
        pie: B, what there is to share.
        discount: d.
    """
    share(discount, "discount factor")
    return discount * later - power[0], pie - (power[0] + power[1])


def audience_cost(p: float, audience: float, most: float) -> float:
    """Return the chance that a threat is meant: P(c <= p + a) = min(1, (p + a) / C), cost of war uniform on 0 to C.

    Backing down after a public threat costs a, so that more types would rather fight.

    Args:
        p: What fighting wins on average.
        audience: a, what backing down costs.
        most: C, the most that war may cost.

    Raises:
        ValueError: The numbers cannot be used.

    Example:
        >>> audience_cost(0.25, 0.25, 1.0)
        0.5
    """
    share(p, "p")
    need(audience >= 0, f"audience cost {audience:g}", "0 or more")
    above(most, "largest cost")
    return min(1.0, (p + audience) / most)


def _war(p: float, cost_a: float, cost_b: float) -> None:
    share(p, "chance of winning")
    for cost in (cost_a, cost_b):
        need(0 <= cost < float("inf"), f"cost {cost:g}", "a number from 0 up")
