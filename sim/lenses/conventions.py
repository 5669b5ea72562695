"""Conventions of bargaining theory: among which deals each point is sought, and by which score.

The textbook's is the default. GENIUS and NegMAS seek points of the same names in other ways, which gives other deals in
several of their own domains; each convention carries a sentence that says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.arrays import Flags, Floats


@dataclass(frozen=True)
class DealTable:
    """The deals among which a point is sought.

    Attributes:
        worth: [C, P] what they are worth.
        gain: [C, P] how far that is above the disagreement point; never below 0 for deals that are rational.
        best: [P] the largest gain of each party among all individually rational deals.
        top: [P] the largest gain of each party among all deals.
        rational: [C] whether nobody is worse off than at the disagreement point.
        weights: [P] how much each party counts in the Nash product; their mean is 1.
    """

    worth: Floats
    gain: Floats
    best: Floats
    top: Floats
    rational: Flags
    weights: Floats


Score = Callable[[DealTable], Floats]
"""Gives every deal of a table a score; the largest is best."""


def product_of_gains(table: DealTable) -> Floats:
    """Return the weighted product of gains, each as a share of the party's best: prod (gain / best)^weight.

    Dividing by the best changes no ranking (Nash's solution does not depend on the units of worth) and keeps the
    product within [0, 1]. A party that no rational deal gives anything is left out: it would make every product zero.

    Source:
        Nash (1950); weighted: Kalai (1977), Nonsymmetric Nash solutions.
    """
    can = table.best > 0
    shares: Floats = (table.gain[:, can] / table.best[can]) ** table.weights[can]
    product: Floats = shares.prod(axis=1)
    return product


def least_share_of_best(table: DealTable) -> Floats:
    """Return the smallest ratio of a gain to the party's best rational gain, over parties that can gain.

    Source:
        Kalai and Smorodinsky (1975); for deals that are not a convex set: Conley and Wilkie (1991).
    """
    can = table.best > 0
    if not can.any():
        return np.zeros(len(table.gain))
    least: Floats = (table.gain[:, can] / table.best[can]).min(axis=1)
    return least


def least_gain(table: DealTable) -> Floats:
    """Return the smallest gain. Source: Kalai (1977), the egalitarian solution."""
    least: Floats = table.gain.min(axis=1)
    return least


def total_worth(table: DealTable) -> Floats:
    """Return the sum of worths: the utilitarian score, which takes the parties' points to be comparable."""
    total: Floats = table.worth.sum(axis=1)
    return total


def least_worth(table: DealTable) -> Floats:
    """Return the smallest worth, whatever anybody has without a deal. Source: Rawls (1971), maximin."""
    least: Floats = table.worth.min(axis=1)
    return least


def raw_product(table: DealTable) -> Floats:
    """Return the product of signed gains, in which two losses make a gain."""
    product: Floats = (np.sign(table.gain) * np.abs(table.gain) ** table.weights).prod(axis=1)
    return product


def evenness_of_worth(table: DealTable) -> Floats:
    """Return minus the sum of differences of worth between any two parties."""
    apart = np.zeros(len(table.worth))
    for one, other in combinations(range(table.worth.shape[1]), 2):
        apart += np.abs(table.worth[:, one] - table.worth[:, other])
    return -apart


def evenness_of_shares(table: DealTable) -> Floats:
    """Return minus the largest difference between two parties' shares of their best gain over all deals."""
    shares = table.gain / np.where(table.top > 0, table.top, 1.0)
    return _only_rational(table, shares.min(axis=1) - shares.max(axis=1))


def least_rational_gain(table: DealTable) -> Floats:
    """Return the smallest gain of rational deals."""
    return _only_rational(table, least_gain(table))


def least_rational_worth(table: DealTable) -> Floats:
    """Return the smallest worth of rational deals."""
    return _only_rational(table, least_worth(table))


def _only_rational(table: DealTable, score: Floats) -> Floats:
    only: Floats = np.where(table.rational, score, -np.inf)
    return only


@dataclass(frozen=True)
class Convention:
    """Over which deals points are sought and by which scores.

    Attributes:
        among: `rational`: deals at or above everyone's disagreement point; `frontier`: Pareto-efficient deals.
        scores: What each point makes as large as it can be.
        why: In a sentence, what it does and why it differs from the others.
        floor: Whether a disagreement worth below the party's worst deal counts as that worst deal.
    """

    among: str
    scores: Mapping[str, Score]
    why: str
    floor: bool = False


CONVENTIONS: Mapping[str, Convention] = {
    "textbook": Convention(
        among="rational",
        scores={
            "nash": product_of_gains,
            "kalai_smorodinsky": least_share_of_best,
            "egalitarian": least_gain,
            "utilitarian": total_worth,
            "maximin": least_worth,
        },
        why=(
            "Textbook: only deals at or above everyone's disagreement point count; Nash makes the product of gains "
            "over it largest, Kalai-Smorodinsky the smallest ratio of a gain to the party's best rational gain, "
            "egalitarian the smallest gain, utilitarian the sum, maximin the smallest worth."
        ),
    ),
    "genius": Convention(
        among="frontier",
        scores={
            "nash": raw_product,
            "kalai_smorodinsky": evenness_of_worth,
            "egalitarian": least_worth,
            "utilitarian": total_worth,
            "maximin": least_worth,
        },
        why=(
            "GENIUS: points are sought on the whole Pareto frontier, deals below a reservation value included, so that "
            "two losses can make a product; its Kalai-Smorodinsky point is the one where worths differ least, which is "
            "the textbook's only if everyone's reservation value is 0 and best deal worth the same. It has no "
            "egalitarian, utilitarian or maximin point: smallest worth and sum on the frontier stand in."
        ),
    ),
    "negmas": Convention(
        among="frontier",
        scores={
            "nash": raw_product,
            "kalai_smorodinsky": evenness_of_shares,
            "egalitarian": least_rational_gain,
            "utilitarian": total_worth,
            "maximin": least_rational_worth,
        },
        why=(
            "NegMAS: points are sought on the Pareto frontier; a reserve below a party's worst deal counts as that "
            "deal; Nash and utilitarian (its max welfare) take deals below a reserve too; Kalai-Smorodinsky is where "
            "shares of the best gain over all deals, rational or not, differ least; egalitarian is its Kalai point, "
            "maximin its modified Kalai. A frontier of single deals seldom has one where shares are equal, so that the "
            "most even and the largest smallest share are different deals."
        ),
        floor=True,
    ),
}
"""How points are sought, by name; the first is the default."""
