"""What only tests need of the theories: slow or second ways to what `sim.lenses` works out, and plays of its models."""

from math import log

import numpy as np
from numpy.random import Generator

from sim.arrays import Flags, Floats, Ints
from sim.game.masks import members
from sim.lenses.overtime.offers import baron_ferejohn
from sim.lenses.overtime.truces import Payoffs
from sim.lenses.pareto import rounded


def stahl_equal(delta: float, rounds: int) -> float:
    """Return the first proposer's share with one discount factor: (1 - (-delta)^N) / (1 + delta)."""
    return float((1.0 - (-delta) ** rounds) / (1.0 + delta))


def play_legislature(members: int, delta: float, runs: int, rng: Generator) -> Floats:
    """Play the closed rule: a random proposer pays a random minimal majority what going on is worth to each.

    Returns:
        [runs, members] shares; their means are 1/n each, whoever proposes.
    """
    price = delta / members
    keeps = baron_ferejohn(members, delta)
    shares = np.zeros((runs, members))
    order = rng.permuted(np.tile(np.arange(members), (runs, 1)), axis=1)
    rows = np.arange(runs)
    shares[rows, order[:, 0]] = keeps
    for place in range(1, (members - 1) // 2 + 1):
        shares[rows, order[:, place]] = price
    return shares


def grim_worth(payoffs: Payoffs, delta: float, false_alarm: float, breaks: bool) -> float:
    """Return what a truce under threat of ending is worth per day to a side that keeps it, or breaks it on day 1.

    Keeping is worth V = (1 - d) R + d ((1 - e) V + e P), breaking (1 - d) T + d P.
    """
    if breaks:
        return (1.0 - delta) * payoffs.temptation + delta * payoffs.punishment
    top = (1.0 - delta) * payoffs.reward + delta * false_alarm * payoffs.punishment
    return top / (1.0 - delta * (1.0 - false_alarm))


def play_grim(payoffs: Payoffs, delta: float, false_alarm: float, runs: int, rng: Generator) -> Floats:
    """Play kept truces that the first false alarm ends for ever; days go on with chance delta.

    Returns:
        [runs] payoffs of one side in all, times 1 - delta; the mean is `grim_worth`.
    """
    days = rng.geometric(1.0 - delta, runs)
    kept = np.minimum(days, rng.geometric(false_alarm, runs)) if false_alarm > 0 else days
    return (1.0 - delta) * (kept * payoffs.reward + (days - kept) * payoffs.punishment)


def play_breaches(error: float, days: int, runs: int, rng: Generator) -> Floats:
    """Play so many days of truce.

    Returns:
        [runs] how many breaches there were.
    """
    return rng.binomial(days, error, runs).astype(np.float64)


def play_battles(high: float, low: float, stop: float, runs: int, rng: Generator) -> tuple[Floats, Flags]:
    """Play wars until one belief is held with confidence `stop`; the truth is that the side is strong.

    Returns:
        [runs] how many battles each took, and whether the truth was believed in the end.
    """
    bound, up, down = log(stop / (1.0 - stop)), log(high / low), log((1.0 - high) / (1.0 - low))
    odds, battles = np.zeros(runs), np.zeros(runs)
    going = np.ones(runs, bool)
    while going.any():
        odds += np.where(going, np.where(rng.random(runs) < high, up, down), 0.0)
        battles += going
        going &= np.abs(odds) < bound
    return battles, odds >= bound


def play_walks(p: float, forts: int, all_forts: int, runs: int, rng: Generator) -> tuple[Flags, Floats]:
    """Play such wars.

    Returns:
        [runs] whether A took all, and how many battles it took.
    """
    held, battles = np.full(runs, forts), np.zeros(runs)
    going = np.ones(runs, bool)
    while going.any():
        held += np.where(going, np.where(rng.random(runs) < p, 1, -1), 0)
        battles += going
        going &= (held > 0) & (held < all_forts)
    return held == all_forts, battles


def play_threats(p: float, audience: float, most: float, runs: int, rng: Generator) -> Flags:
    """Play threats: draw the cost of war, fight if that beats backing down.

    Returns:
        [runs] whether the threat was carried out.
    """
    return np.asarray(p - rng.random(runs) * most >= -audience, bool)


def blockers(place: int, worth: Floats, disagreement: Floats, consent: Ints) -> tuple[tuple[int, int | None], ...]:
    """Return who blocks one deal, and with which: (coalition, deal), the deal none for a party that would refuse.

    Of several deals with which a coalition blocks, the one that is best for whoever of it gains least by it is named.
    """
    values, outside = rounded(worth), rounded(disagreement)
    found: list[tuple[int, int | None]] = []
    for party in range(worth.shape[1]):
        if party in members(consent[place]) and values[place, party] < outside[party]:
            found.append((1 << party, None))
    for mask in np.unique(consent[consent != 0]):
        joined = members(mask)
        own = np.flatnonzero(consent == mask)
        gain = (values[own][:, joined] - values[place, joined]).min(axis=1)
        if gain.max() > 0:
            found.append((int(mask), int(own[int(np.argmax(gain))])))
    return tuple(found)
