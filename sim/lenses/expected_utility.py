"""The expected-utility challenge model: who can make whom move, round by round.

Each actor weighs a challenge to each other one: what it gains if the other gives in, times the chance that votes would
carry it, against staying as it is. Whoever stands safe takes few risks. Then everybody weighs what the others propose,
as seen through its own eyes, and takes the best of what it must.

Source:
    Bueno de Mesquita, 1994, "Political forecasting: an expected utility method", in European Community Decision
    Making; Scholz, Calbert and Smith (2011), "Unravelling Bueno de Mesquita's group decision model", Journal of
    Theoretical Politics 23(4), whose reading is followed: the denominator of a chance sums over all ordered pairs of
    actors' positions, votes are curved by each voter's risk exponent, an actor judges both sides with its own exponent,
    and of several compromises it keeps the one whose mean position, weighted by both expected utilities, is smallest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Flags, Floats
from sim.lenses.point_forecasts import checked, median_interval, weighted_mean, weighted_median

CONFLICT, COMPROMISE, CAPITULATION = "conflict", "compromise", "capitulation"
KINDS = (CONFLICT, COMPROMISE, CAPITULATION)
"""Kinds of offers in the order in which they are heeded."""


@dataclass(frozen=True)
class ChallengeOffer:
    """What one actor makes another one do.

    Attributes:
        by: Who challenges, by number.
        to: Who moves.
        kind: conflict (both expect to gain, the mover less), compromise (the mover expects to lose, less than the other
            gains) or capitulation (it expects to lose more).
        position: Where it moves to.
        own: The mover's expected utility of challenging, in its own eyes.
        other: The challenger's expected utility, in the mover's eyes.
    """

    by: int
    to: int
    kind: str
    position: float
    own: float
    other: float


@dataclass(frozen=True)
class Round:
    """One round: what everybody thought, what was offered, where all stand after it.

    Attributes:
        risk: [N] risk exponents, 0.5 (takes risks) to 2 (avoids them).
        own: [N, N] expected utility to i of challenging j, in the eyes of i.
        other: [N, N] expected utility to j of challenging i, in the eyes of i.
        offers: Every offer that could be made.
        heeded: The offers that made somebody move.
        positions: [N] after the round.
    """

    risk: Floats
    own: Floats
    other: Floats
    offers: tuple[ChallengeOffer, ...]
    heeded: tuple[ChallengeOffer, ...]
    positions: Floats


@dataclass(frozen=True)
class Rounds:
    """The challenge model played out.

    Attributes:
        median: [n] capability × salience median after rounds 1 to n.
        medians: [n, 2] the first and the last median; two places where the balance is even.
        mean: [n] capability × salience mean after rounds 1 to n.
        positions: [n, N] where everybody stands after rounds 1 to n.
        risk: [n, N] risk exponents of each round.
        rounds: Everything of each round.
    """

    median: Floats
    medians: Floats
    mean: Floats
    positions: Floats
    risk: Floats
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class _Contest:
    """What does not change: weights, saliences, the range of the first positions, Q."""

    weight: Floats
    salience: Floats
    reach: float
    q: float


def expected_utility(
    capability: ArrayLike, position: ArrayLike, salience: ArrayLike, rounds: int = 10, q: float = 1.0
) -> Rounds:
    """Play the challenge model.

    Args:
        capability: [N] not negative, in any unit.
        position: [N] in any unit.
        salience: [N] 0 to 1, or 0 to 100 where any number is above 1.
        rounds: How many rounds.
        q: How sure an actor is that the other stays where it is if it is not challenged; 1 in Scholz et al., 0.5 in
            some of Bueno de Mesquita's work.

    Returns:
        The rounds. Where nobody can gain (all stand together, one actor, no weight) nobody moves.

    Raises:
        ValueError: The numbers cannot be used.

    Example:
        >>> found = expected_utility([40, 60, 80], [0, 50, 100], [80, 50, 60], rounds=2)
        >>> len(found.rounds)
        2
    """
    c, x, s = checked(capability, position, salience)
    if rounds < 1 or int(rounds) != rounds:
        raise ValueError(f"found {rounds} rounds, expected a whole number from 1 up")
    if not 0.0 <= q <= 1.0:
        raise ValueError(f"found q {q}, expected 0 to 1")
    table = _Contest(_scaled(c) * s, s, float(x.max() - x.min()), q)
    played: list[Round] = []
    for _ in range(int(rounds)):
        # Where nobody moved, the next round is the same.
        still = played and np.array_equal(played[-1].positions, x) and not played[-1].heeded
        played.append(played[-1] if still else _round(table, x))
        x = played[-1].positions
    return Rounds(
        median=np.array([weighted_median(one.positions, table.weight) for one in played]),
        medians=np.array([median_interval(one.positions, table.weight) for one in played]),
        mean=np.array([weighted_mean(one.positions, table.weight) for one in played]),
        positions=np.array([one.positions for one in played]),
        risk=np.array([one.risk for one in played]),
        rounds=tuple(played),
    )


def _scaled(capability: Floats) -> Floats:
    """Return capabilities as shares of the largest: the model knows ratios only, and squares stay finite."""
    top = capability.max()
    return capability / top if top > 0 else capability


def _round(table: _Contest, x: Floats) -> Round:
    if table.reach <= 0:
        still = np.zeros((len(x), len(x)))
        return Round(np.ones(len(x)), still, still, (), (), x)
    neutral = np.ones(len(x))
    risk = risk_exponents(_challenges(table, x, neutral)[0])
    own, other = _challenges(table, x, risk)
    offers = tuple(_offers(own, other, x))
    heeded = tuple(offer for i in range(len(x)) if (offer := _best(offers, i, x)) is not None)
    after = x.copy()
    for offer in heeded:
        after[offer.to] = offer.position
    return Round(risk, own, other, offers, heeded, after)


def risk_exponents(own: Floats) -> Floats:
    """Return how much risk each actor takes: the safer it stands where it is, the less it dares.

    R_i = (2 D_i - max D - min D) / (max D - min D), where D_i is what all others expect of challenging i, and
    r_i = (1 - R_i/3) / (1 + R_i/3), from 1/2 for the most endangered to 2 for the safest.

    Args:
        own: [N, N] expected utility to i of challenging j, nobody's risk counted.
    """
    danger = np.where(np.eye(len(own), dtype=bool), 0.0, own).sum(axis=0)
    spread = float(danger.max() - danger.min())
    if spread <= 0:
        return np.ones(len(own))
    acceptance = (2.0 * danger - danger.max() - danger.min()) / spread
    return np.asarray((1.0 - acceptance / 3.0) / (1.0 + acceptance / 3.0), np.float64)


def _challenges(table: _Contest, x: Floats, risk: Floats) -> tuple[Floats, Floats]:
    """Return the expected utilities of challenges in the eyes of i, its own to j and j's to i."""
    apart = np.minimum(np.abs(x[:, None] - x[None, :]) / table.reach, 1.0)
    chance = chances(table.weight, apart, risk, x)
    r = risk[:, None]
    won, lost = 2.0 - 4.0 * (0.5 - 0.5 * apart) ** r, 2.0 - 4.0 * (0.5 + 0.5 * apart) ** r
    to_median = np.minimum(np.abs(x - weighted_median(x, table.weight)) / table.reach, 1.0)
    resists = table.salience
    own = resists[None, :] * (chance * won + (1.0 - chance) * lost) + (1.0 - resists[None, :]) * won
    other = resists[:, None] * (chance.T * won + (1.0 - chance.T) * lost) + (1.0 - resists[:, None]) * won
    left_alone = _left_alone(apart, r, table.q, to_median[:, None])
    return own - left_alone, other - _left_alone(apart, r, table.q, to_median[None, :])


def chances(weight: Floats, apart: Floats, risk: Floats, x: Floats) -> Floats:
    """Return the chance that i carries a challenge to j.

    P_ij = sum of votes for x_i over x_j / sum over all ordered pairs of positions and all voters of |votes|, where
    voter k casts w_k (d_kj^r_k - d_ki^r_k), d being distance as a share of the range. 0 between actors at one place.

    Args:
        weight: [N] capability × salience.
        apart: [N, N] distances as shares of the range.
        risk: [N] each voter's exponent.
        x: [N] positions.
    """
    curved = apart ** risk[:, None]
    votes = weight[:, None, None] * (curved[:, None, :] - curved[:, :, None])
    total = float(np.abs(votes).sum())
    differ: Flags = x[:, None] != x[None, :]
    if total <= 0:
        # Nobody counts: a coin decides.
        return np.where(differ, 0.5, 0.0)
    return np.where(differ, np.maximum(votes, 0.0).sum(axis=0) / total, 0.0)


def _left_alone(apart: Floats, r: Floats, q: float, to_median: Floats) -> Floats:
    """Return what to expect without a challenge.

    Q U(as it is) + (1 - Q) (T U(better) + (1 - T) U(worse)): with chance 1 - Q the other drifts to the median, which is
    better (T = 1) if the median is nearer than the other is, worse (T = 0) if it is farther, and counts half if equal.
    """
    as_is = 2.0 - 4.0 * 0.5**r
    shift = 0.25 * (to_median + apart)
    better, worse = 2.0 - 4.0 * (0.5 - shift) ** r, 2.0 - 4.0 * (0.5 + shift) ** r
    nearer = 0.5 + 0.5 * np.sign(apart - to_median)
    return np.asarray(q * as_is + (1.0 - q) * (nearer * better + (1.0 - nearer) * worse), np.float64)


def _offers(own: Floats, other: Floats, x: Floats) -> list[ChallengeOffer]:
    """Return what every j could make every i do, as i sees it."""
    found = []
    for i, j in np.argwhere((x[:, None] != x[None, :]) & (other > 0) & (other > own)).tolist():
        mine, theirs = float(own[i, j]), float(other[i, j])
        if mine > 0:
            found.append(ChallengeOffer(j, i, CONFLICT, float(x[j]), mine, theirs))
        elif mine < 0 and theirs > -mine:
            found.append(ChallengeOffer(j, i, COMPROMISE, float(x[i] + (x[j] - x[i]) * (-mine / theirs)), mine, theirs))
        elif mine < 0:
            found.append(ChallengeOffer(j, i, CAPITULATION, float(x[j]), mine, theirs))
    return found


def _best(offers: tuple[ChallengeOffer, ...], i: int, x: Floats) -> ChallengeOffer | None:
    """Return the offer that an actor heeds: conflict before compromise before capitulation, then the smallest move.

    Of compromises the one with the smallest (|own| x_i + |other| x_j) / (|own| + |other|) is kept, as Scholz et al. do.
    """

    def order(offer: ChallengeOffer) -> tuple[int, float]:
        if offer.kind == COMPROMISE:
            own, other = abs(offer.own), abs(offer.other)
            return KINDS.index(offer.kind), float((own * x[i] + other * x[offer.by]) / (own + other))
        return KINDS.index(offer.kind), abs(x[i] - offer.position)

    return min((offer for offer in offers if offer.to == i), key=order, default=None)


def quadrants(own: Floats, other: Floats) -> list[list[str]]:
    """Return the quad map: how each i sees its relation to each j.

    By the signs of what i expects of challenging j (own) and of being challenged (other): `conflict` both gain,
    `status_quo` both lose, `winning` only i gains, `losing` only j gains; split by who expects more into `+` and `-`.
    """
    names = {(True, True): "conflict", (False, False): "status_quo", (True, False): "winning", (False, True): "losing"}

    def of(mine: float, theirs: float) -> str:
        name = names[mine > 0, theirs > 0]
        stronger = mine >= theirs if name in {"conflict", "status_quo"} else abs(mine) >= abs(theirs)
        return f"{name}{'+' if stronger == (name != 'losing') else '-'}"

    return [
        ["" if i == j else of(float(own[i, j]), float(other[i, j])) for j in range(len(own))] for i in range(len(own))
    ]
