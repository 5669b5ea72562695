"""Who can be done without: Shapley–Shubik and Banzhaf power in rules of consent and of voting.

A rule is a simple game: each coalition of parties either can bring something about or cannot. Parties are bits of a
coalition's number, so that a rule of n parties is an array of 2^n flags.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from sim.arrays import Flags, Floats, Ints

MOST_PARTIES = 20
"""How many parties there may be: every coalition is looked at, which gives exact indices."""


@dataclass(frozen=True)
class Power:
    """How often each party is the one that matters.

    Attributes:
        shapley: [P] Shapley–Shubik index: share of orders of joining in which the party turns losing into winning.
        banzhaf: [P] normalised Banzhaf index: share of all swings that are the party's.
        swings: [P] share of coalitions of the others that the party turns from losing into winning (Penrose–Banzhaf).
    """

    shapley: Floats
    banzhaf: Floats
    swings: Floats


def power(winning: Flags) -> Power:
    """Return the power of every party in a simple game.

    Shapley–Shubik: sum over coalitions S without p that p makes win of |S|! (n - |S| - 1)! / n!. Banzhaf: how many
    such coalitions there are, as a share of all parties' swings. All zero where no coalition wins, or where even the
    empty one does.

    Args:
        winning: [2^n] whether each coalition wins; party p is bit p.

    Raises:
        ValueError: The size is not a power of two, there are more than `MOST_PARTIES`, or a coalition loses by growing.

    Example:
        >>> power(weighted_rule(51, [50, 49, 1])).shapley.round(3).tolist()
        [0.667, 0.167, 0.167]

    Source:
        Shapley and Shubik (1954); Banzhaf (1965); Penrose (1946).
    """
    flags = np.asarray(winning, bool)
    parties = max(0, len(flags).bit_length() - 1)
    if flags.ndim != 1 or len(flags) != 1 << parties or parties > MOST_PARTIES:
        raise ValueError(f"found {flags.shape} coalitions, expected 2^n for at most {MOST_PARTIES} parties")
    coalitions = np.arange(len(flags))
    sizes = np.array([int(c).bit_count() for c in coalitions])
    chance = np.array([factorial(s) * factorial(max(0, parties - s - 1)) for s in range(parties + 1)], np.float64)
    chance /= float(factorial(parties))
    shapley, swings = np.zeros(parties), np.zeros(parties)
    for party in range(parties):
        without = coalitions[(coalitions >> party) & 1 == 0]
        joined = flags[without | (1 << party)]
        if (flags[without] & ~joined).any():
            raise ValueError(f"found a winning coalition that loses when party {party} joins, expected none")
        swing = joined & ~flags[without]
        shapley[party] = chance[sizes[without[swing]]].sum()
        swings[party] = swing.sum()
    total = swings.sum()
    return Power(shapley, swings / total if total else swings, swings / max(1, 1 << max(0, parties - 1)))


def weighted_rule(quota: float, votes: Sequence[float]) -> Flags:
    """Return the rule by which a coalition wins if its votes reach a quota.

    Raises:
        ValueError: There are too many parties, or a vote is negative.

    Example:
        >>> weighted_rule(3, [2, 1, 1]).tolist()
        [False, False, False, True, False, True, False, True]
    """
    if len(votes) > MOST_PARTIES or min(votes, default=0) < 0:
        raise ValueError(f"found the votes {list(votes)}, expected at most {MOST_PARTIES} of at least 0")
    total = np.zeros(1)
    for vote in votes:
        total = np.concatenate([total, total + vote])
    return total >= quota


def consent_rule(consents: Ints, parties: int) -> Flags:
    """Return the rule by which a coalition wins if it can bring about one of some deals.

    A coalition can bring about a deal if it holds everybody whose consent the deal needs.

    Args:
        consents: The parties needed for each deal, as bit masks; deals that need nobody are left out.
        parties: How many parties there are.

    Raises:
        ValueError: There are more than `MOST_PARTIES`.
    """
    if parties > MOST_PARTIES:
        raise ValueError(f"found {parties} parties, expected at most {MOST_PARTIES}")
    coalitions = np.arange(1 << parties)
    wins = np.zeros(len(coalitions), bool)
    wins[consents[consents != 0]] = True
    for party in range(parties):
        # Who wins also wins with one party more.
        joined = coalitions[coalitions >> party & 1 == 1]
        wins[joined] |= wins[joined & ~(1 << party)]
    return wins


def mean_power(consents: Ints, parties: int) -> Power:
    """Return the power over a deal picked at random, all equally likely, each of which needs the consent of some.

    For one deal, whoever is needed has an equal share and nobody else has any.

    Raises:
        ValueError: There are more than `MOST_PARTIES`.
    """
    masks, counts = np.unique(consents[consents != 0], return_counts=True)
    return mean_power_in([(int(mask),) for mask in masks], counts, parties)


def mean_power_in(rules: Sequence[Sequence[int]], counts: Ints, parties: int) -> Power:
    """Return the power over a deal picked at random, all equally likely: the mean over deals of everyone's power.

    The Banzhaf index is that of the summed swings, since normalised indices do not add up.

    Args:
        rules: For each kind of deal the coalitions that are enough, as bit masks.
        counts: How many deals are of each kind.
        parties: How many parties there are.

    Raises:
        ValueError: There are more than `MOST_PARTIES`.
    """
    shapley, swings = np.zeros(parties), np.zeros(parties)
    for sets, count in zip(rules, counts, strict=True):
        one = power(consent_rule(np.array(sets, np.int64), parties))
        shapley += one.shapley * count / counts.sum()
        swings += one.swings * count / counts.sum()
    total = swings.sum()
    return Power(shapley, swings / total if total else swings, swings)
