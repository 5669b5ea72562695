"""One challenge in spatial bargaining: how far others seem, how likely one prevails over another, where the two meet.

Source:
    The spatial model of politics of the toolkit KTAB; Wise, Lester and Efird (2015) on it in one dimension;
    Bueno de Mesquita, 1997, "A decision making model: its structure and form", International Interactions 23.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sim.arrays import Floats
from sim.lenses.influence import VOTING

_TIE_BREAK = 1e-6
"""Weight that both always have when they meet, so that whoever cares about nothing stays."""
_EMPTY = 1e-10
"""Weight that both sides of a fight always have, so that neither is empty."""
NAMED = {
    "transition": ("deterministic", "stochastic"),
    "third_party": ("full", "semi", "none"),
    "risk_range": ("min", "mid", "max"),
    "interpolation": ("s1p1", "s2p2", "s2pmax"),
    "bargain": ("initiator", "both", "weighted"),
}


@dataclass(frozen=True)
class Choices:
    """The sub-models.

    Attributes:
        voting: How hard actors throw their weight; a key of `sim.lenses.influence.VOTING`.
        victory: How leads become chances; one of `sim.lenses.influence.VICTORY`.
        choice: How one of many is chosen; one of `sim.lenses.influence.CHOICE`.
        transition: Whether the likeliest bargain is taken, or one by its chance.
        third_party: When third parties give up their own position for the winner's: always (full), if they backed the
            loser (semi), or never (none).
        risk_range: What R runs over: 0 to 1 (min), -1/2 to 1 (mid), -1 to 1 (max).
        risk_seen: How much of another's own R one sees in it, the rest being one's own: 0 to 1.
        interpolation: How two meet on a dimension: by salience × chance (s1p1), by their squares (s2p2), or the weaker
            moves by how much weaker it is (s2pmax).
        bargain: Whose view of a bargain counts: the challenger's (initiator), both as two bargains (both), or one
            between by weight (weighted).
        follow: [N, N] how far ideals follow positions: i's ideal becomes sum_j f_ij x_j, the rest of it staying where
            it was; none: ideals are positions.
    """

    voting: str = "proportional"
    victory: str = "linear"
    choice: str = "conditional"
    transition: Literal["deterministic", "stochastic"] = "deterministic"
    third_party: Literal["full", "semi", "none"] = "semi"
    risk_range: Literal["min", "mid", "max"] = "mid"
    risk_seen: float = 1.0 / 3.0
    interpolation: Literal["s1p1", "s2p2", "s2pmax"] = "s2p2"
    bargain: Literal["initiator", "both", "weighted"] = "initiator"
    follow: Floats | None = field(default=None, compare=False)


MAIN_CHOICES = Choices()
"""What is taken unless told otherwise."""


def seen_distances(salience: Floats, ideals: Floats, positions: Floats) -> Floats:
    """Return how far each position is from each actor's ideal, in its own eyes, 0 to 1.

    d_ij = sqrt(sum_k (s_ik (y_ik - x_jk))^2 / sum_k s_ik^2); whoever cares about nothing sees all dimensions alike.
    """
    weights = np.where(salience.sum(axis=1, keepdims=True) > 0, salience, 1.0) ** 2
    apart = (ideals[:, None, :] - positions[None, :, :]) ** 2
    return np.asarray(np.sqrt((weights[:, None, :] * apart).sum(axis=2) / weights.sum(axis=1)[:, None]), np.float64)


def utility_at(distance: Floats, risk: Floats) -> Floats:
    """Return u = (1 - d)(1 + d R): 1 at the ideal, 0 at the far end, bent by R."""
    return np.asarray((1.0 - distance) * (1.0 + np.minimum(distance, 1.0) * risk), np.float64)


def risk_attitudes(chances: Floats, risk_range: str) -> Floats:
    """Return R: the greatest for whoever is likeliest to prevail, the least for whoever is least likely."""
    low, high = float(chances.min()), float(chances.max())
    if high <= low:
        return np.zeros_like(chances)
    rank = (chances - low) / (high - low)
    return {"min": rank, "mid": 1.5 * rank - 0.5, "max": 2.0 * rank - 1.0}[risk_range]


def challenge(
    weight: Floats, care: Floats, utility: Floats, pair: tuple[int, int], choices: Choices
) -> tuple[float, float]:
    """Return the chance of i to prevail over j, and what i gains by trying, as one observer sees it.

    i and j throw their weight for their own positions; each third party compares how a fight of three would end with
    it on either side, and votes for the side with which it does better. j resists as much as it cares (s_j), so that i
    gains (1 - s_j) 2 u_ii + s_j (p 2 u_ii + (1 - p) 2 u_ij) - (u_ii + u_ij).

    Args:
        weight: [N] capability × salience.
        care: [N] salience in all, 0 to 1.
        utility: [N, N] to each of each one's position, as the observer sees it.
        pair: i, who challenges, and j, who is challenged.
        choices: The sub-models.
    """
    i, j = pair
    vote = VOTING[choices.voting]
    votes = weight * vote(utility[:, i] - utility[:, j])
    own = votes[[i, j]]
    base = (_EMPTY + float(np.maximum(own, 0.0).sum()), _EMPTY + float(np.maximum(-own, 0.0).sum()))
    third = weight * vote(_taking_sides(utility, pair, base, votes, choices.third_party))
    third[[i, j]] = 0.0
    for_i, for_j = base[0] + np.maximum(third, 0.0).sum(), base[1] + np.maximum(-third, 0.0).sum()
    chance = float(for_i / (for_i + for_j))
    won, lost = 2.0 * utility[i, i], 2.0 * utility[i, j]
    tried = (1.0 - care[j]) * won + care[j] * (chance * won + (1.0 - chance) * lost)
    return chance, float(tried - (won + lost) / 2.0)


def _taking_sides(
    utility: Floats, pair: tuple[int, int], base: tuple[float, float], votes: Floats, commitment: str
) -> Floats:
    """Return by how much each third party does better with i than with j, three positions being at stake.

    The loser takes over the winner's position, and so does a third party that is fully committed, or committed by half
    and backed the loser. How likely i is to win counts the third party's vote for whom it likes better (p), as in KTAB;
    with that single chance, full commitment and none would come to nothing, so for these the third party compares what
    its vote on either side does to the chance.
    """
    of_i, of_j, own = utility[:, pair[0]], utility[:, pair[1]], np.diag(utility)
    effort = np.abs(votes)
    total = base[0] + base[1] + effort
    if commitment == "semi":
        p = (base[0] + np.maximum(votes, 0.0)) / total
        backing_i = p * (2.0 * of_i + own) + (1.0 - p) * 3.0 * of_j
        backing_j = p * 3.0 * of_i + (1.0 - p) * (2.0 * of_j + own)
        return np.asarray(backing_i - backing_j, np.float64)
    stakes = 3.0 if commitment == "full" else 2.0
    return np.asarray(effort / total * stakes * (of_i - of_j), np.float64)


def meet(
    places: tuple[Floats, Floats], saliences: tuple[Floats, Floats], chance: float, how: str
) -> tuple[Floats, Floats]:
    """Return where a challenger and its target would settle, dimension by dimension.

    s1p1, s2p2: both at (w_i x_i + w_j x_j) / (w_i + w_j) with w = (salience × chance)^n, n = 1 or 2; each stays where
    neither weighs anything. s2pmax: each moves towards the other by d s_other^2 / (d s_other^2 + (1 - d) s_own^2),
    where d is by how much its chance is smaller, so that only the weaker one moves.

    Args:
        places: [K] positions of the two, 0 to 1.
        saliences: [K] of the two.
        chance: The challenger's chance to prevail.
        how: s1p1, s2p2 or s2pmax.
    """
    (x, y), (s, t) = places, saliences
    if how == "s2pmax":
        lag, lead = max(0.0, 1.0 - 2.0 * chance), max(0.0, 2.0 * chance - 1.0)
        by_x = lag * t**2 / (lag * t**2 + _TIE_BREAK + (1.0 - lag) * s**2)
        by_y = lead * s**2 / (lead * s**2 + _TIE_BREAK + (1.0 - lead) * t**2)
        return _placed(x + by_x * (y - x)), _placed(y + by_y * (x - y))
    power = 1 if how == "s1p1" else 2
    w, v = (s * chance) ** power, (t * (1.0 - chance)) ** power
    total = w + v + _TIE_BREAK
    return _placed(((w + _TIE_BREAK) * x + v * y) / total), _placed((w * x + (v + _TIE_BREAK) * y) / total)


def _placed(x: Floats) -> Floats:
    """Return places to a hundredth of a point, as KTAB has them, so that those who settle stand at the same place."""
    return np.asarray(np.floor(x * 10_000.0 + 0.5) / 10_000.0, np.float64)
