"""Alternating offers: who proposes first and who can wait share a pie of 1.

Source:
    Ståhl (1972), Bargaining Theory; Rubinstein (1982), "Perfect equilibrium in a bargaining model", Econometrica 50;
    Binmore (1987) on chance proposers; Baron and Ferejohn (1989), "Bargaining in legislatures", APSR 83.
"""

from math import expm1

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.overtime.checks import above, count, need, share


def rubinstein(d1: float, d2: float) -> tuple[float, float]:
    """Return the shares of the first proposer and of the responder when offers may alternate for ever.

    x_1 = (1 - d2) / (1 - d1 d2): the responder is left with what waiting one round is worth to it.

    Args:
        d1: What a pie one round later is worth to the first proposer now, 0 to 1.
        d2: The same for the responder; not both may be 1.

    Raises:
        ValueError: They are not such numbers.

    Example:
        >>> [round(share, 3) for share in rubinstein(0.9, 0.8)]
        [0.714, 0.286]
    """
    _discounts(d1, d2)
    return (1.0 - d2) / (1.0 - d1 * d2), d2 * (1.0 - d1) / (1.0 - d1 * d2)


def rubinstein_limit(r1: float, r2: float) -> float:
    """Return the first party's share as rounds become short: x = r2 / (r1 + r2); patience is power.

    Args:
        r1: Its rate of impatience per unit of time; d = exp(-r dt).
        r2: The other's.

    Raises:
        ValueError: A rate is not above 0.
    """
    above(r1, "rate")
    above(r2, "rate")
    return r2 / (r1 + r2)


def rubinstein_timed(r1: float, r2: float, dt: float) -> float:
    """Return the first proposer's share when a round takes `dt`: it tends to `rubinstein_limit` as dt goes to 0.

    Raises:
        ValueError: A number is not above 0.
    """
    for value, name in ((r1, "rate"), (r2, "rate"), (dt, "time of a round")):
        above(value, name)
    return expm1(-r2 * dt) / expm1(-(r1 + r2) * dt)


def stahl(d1: float, d2: float, rounds: int) -> Floats:
    """Return the share of whoever proposes in each round, if nobody gets anything after the last: backward induction.

    In the last round the proposer takes all; before that, the responder is left what it would get next, discounted.

    Args:
        d1: Discount factor of whoever proposes in rounds 1, 3, …
        d2: Discount factor of whoever proposes in rounds 2, 4, …
        rounds: How many rounds there are.

    Returns:
        [rounds] the proposer's share, first round first.

    Raises:
        ValueError: The numbers cannot be used.

    Example:
        >>> stahl(0.5, 0.5, 2).tolist()
        [0.5, 1.0]
    """
    share(d1, "discount factor")
    share(d2, "discount factor")
    count(rounds, "rounds")
    shares = np.ones(rounds)
    for round_ in range(rounds - 2, -1, -1):
        responder = d2 if round_ % 2 == 0 else d1
        shares[round_] = 1.0 - responder * shares[round_ + 1]
    return shares


def thresholds(d1: float, d2: float, slack: float = 0.0) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return what two stationary players demand and least accept: (demand, accepts) of the first, of the second.

    Args:
        d1: Discount factor of the first.
        d2: Discount factor of the second.
        slack: By how much each demands more than the equilibrium says.
    """
    first, second = rubinstein(d1, d2)[0], rubinstein(d2, d1)[0]
    return (min(1.0, first + slack), d1 * first), (min(1.0, second + slack), d2 * second)


def play_offers(d1: float, d2: float, break_off: float, runs: int, rng: Generator) -> tuple[Floats, Floats]:
    """Play alternating offers in which time is costly and talks may break off for ever after each refusal.

    The parties play the equilibrium of the effective factors d (1 - break_off), but each proposer errs: with even odds
    it first asks for too much, which is refused and costs a round. So runs differ in length, and what they are worth on
    average is known: a proposer expects half its share at once, and half what it expects as a responder a round later.

    Args:
        d1: Discount factor of the first proposer.
        d2: Discount factor of the second.
        break_off: Chance of breaking off after a refusal, leaving nothing.
        runs: How many runs.
        rng: The random number generator.

    Returns:
        [runs] the discounted payoffs of the first and of the second.
    """
    e1, e2 = d1 * (1.0 - break_off), d2 * (1.0 - break_off)
    _discounts(e1, e2)
    demands = rubinstein(e1, e2)[0], rubinstein(e2, e1)[0]
    paid = np.zeros((runs, 2))
    alive, round_ = np.ones(runs, bool), 0
    while alive.any():
        proposer = round_ % 2
        sensible = alive & (rng.random(runs) < 0.5)
        keeps = demands[proposer]
        shares = (keeps, 1.0 - keeps) if proposer == 0 else (1.0 - keeps, keeps)
        paid[sensible, 0], paid[sensible, 1] = shares[0] * d1**round_, shares[1] * d2**round_
        alive &= ~sensible & (rng.random(runs) >= break_off)
        round_ += 1
    return paid[:, 0], paid[:, 1]


def value_of_erring(e1: float, e2: float) -> tuple[float, float]:
    """Return what `play_offers` pays on average: both parties' payoffs when the first proposes first.

    With shares x, y of the proposers and effective factors e: V_1 = x/2 + e1 W_1/2 and W_1 = (1 - y)/2 + e1 V_1/2,
    where W is what a party expects when the other proposes; likewise for the second.
    """
    x, y = rubinstein(e1, e2)[0], rubinstein(e2, e1)[0]
    first = (x / 2 + e1 * (1 - y) / 4) / (1 - e1 * e1 / 4)
    second = ((1 - x) / 2 + e2 * y / 4) / (1 - e2 * e2 / 4)
    return first, second


def baron_ferejohn(members: int, delta: float) -> float:
    """Return what a random proposer keeps under majority rule without amendments: 1 - delta (n - 1) / (2 n).

    It buys the (n - 1) / 2 cheapest votes at delta / n each.

    Args:
        members: How many vote, an odd number.
        delta: Discount factor of all.

    Raises:
        ValueError: The numbers cannot be used.

    Example:
        >>> round(baron_ferejohn(5, 0.9), 3)
        0.64
    """
    count(members, "members")
    need(members % 2 == 1, f"{members} members", "an odd number")
    share(delta, "discount factor")
    return 1.0 - delta * (members - 1) / (2.0 * members)


def _discounts(d1: float, d2: float) -> None:
    share(d1, "discount factor")
    share(d2, "discount factor")
    need(d1 * d2 < 1.0, "two discount factors of 1", "at least one below 1: else no round costs anything")
