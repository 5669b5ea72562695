"""Who prevails when actors throw their weight behind options: votes, coalitions, victories, one choice among many.

Source:
    Wise, Lester and Efird (2015), "An introduction to the KAPSARC toolkit for behavioral analysis (KTAB) using
    one-dimensional spatial models".
"""

from collections.abc import Callable

import numpy as np

from sim.arrays import Floats

LEAST_COALITION = 1e-8
"""Weight, of actors' own, that stands behind everything, so that no two coalitions are both empty."""
_INDIFFERENT = 1e-8
"""Difference in utility, of 1, from which on a binary vote is cast in full."""
_LEAST_INCENTIVE = 1e-10
"""Incentive by which an option challenges itself, so that its column is never empty."""
_ADVANTAGE = 1.1
"""Lead, as a ratio of weights, from which on a binary victory is certain."""
_LEAST_VICTORY = 1e-6
"""Chance, of 1, that the weaker side of a binary victory keeps."""


def _binary(du: Floats) -> Floats:
    return np.clip(du / _INDIFFERENT, -1.0, 1.0)


VOTING: dict[str, Callable[[Floats], Floats]] = {
    "binary": _binary,
    "proportional_binary": lambda du: 0.8 * du + 0.2 * _binary(du),
    "proportional": lambda du: du,
    "proportional_cubic": lambda du: 0.5 * du + 0.5 * du**3,
    "cubic": lambda du: du**3,
    "prospect": lambda du: np.where(du > 0, du * 2.0 / 3.0, du),
}
"""How hard an actor throws its weight, by the difference in utility: in full, in proportion, or for large ones only."""

_POWERS = {"linear": 1, "square": 2, "quartic": 4, "octic": 8}
VICTORY = (*_POWERS, "binary")
"""How a stronger coalition's chance grows with its lead; binary: a tenth more weight wins for sure."""

CHOICE = ("conditional", "markov_uniform", "markov_incentive")
"""How one option emerges from many duels; see `choice`."""


def coalitions(weight: Floats, utility: Floats, voting: str) -> Floats:
    """Return the weight behind each option against each other.

    c_ij = sum over actors of max(0, w_k f(u_ki - u_kj)), and a little everywhere.

    Args:
        weight: [N] of actors.
        utility: [N, M] of options to actors.
        voting: A rule of `VOTING`.

    Returns:
        [M, M] weight for i against j.
    """
    votes = weight[:, None, None] * VOTING[voting](utility[:, :, None] - utility[:, None, :])
    return np.asarray(LEAST_COALITION + np.maximum(votes, 0.0).sum(axis=0), np.float64)


def victories(strength: Floats, victory: str) -> Floats:
    """Return the chance that i beats j, by the strengths of i against j and of j against i.

    c_ij^n / (c_ij^n + c_ji^n) with n = 1, 2, 4, 8; binary: certain from a lead of a tenth, between linear in the share.
    """
    share = strength / (strength + strength.T)
    if victory == "binary":
        lead = np.clip((share * (_ADVANTAGE + 1.0) - 1.0) / (_ADVANTAGE - 1.0), 0.0, 1.0)
        return np.asarray(np.clip(lead, _LEAST_VICTORY, 1.0 - _LEAST_VICTORY), np.float64)
    power = _POWERS[victory]
    return np.asarray(share**power / (share**power + share.T**power), np.float64)


def choice(strength: Floats, victory: str, model: str) -> Floats:
    """Return the chance of each option to be chosen.

    conditional: that it beats all others in one round, given that some option does. markov_uniform: how long it is the
    favourite in the long run, if any option challenges it next. markov_incentive: likewise, if those challenge more
    often who have more weight and better chances to do so.

    Args:
        strength: [M, M] weight for i against j.
        victory: One of `VICTORY`.
        model: One of `CHOICE`.

    Returns:
        [M] chances, their sum 1.
    """
    wins = victories(strength, victory)
    if model == "conditional":
        logs = np.log(wins).sum(axis=1)
        chances = np.exp(logs - logs.max())
        return np.asarray(chances / chances.sum(), np.float64)
    count = len(wins)
    if model == "markov_uniform":
        challenges = np.full((count, count), 1.0 / count)
    else:
        incentive = strength * wins
        np.fill_diagonal(incentive, LEAST_COALITION * 0.5 + _LEAST_INCENTIVE)
        challenges = incentive / incentive.sum(axis=0)
    return _long_run(wins, challenges)


def _long_run(wins: Floats, challenges: Floats) -> Floats:
    """Return the stationary chances where i challenges the favourite j by chance c_ij and beats it by w_ij."""
    moves = wins * challenges
    np.fill_diagonal(moves, 0.0)
    moves += np.diag(1.0 - moves.sum(axis=0))
    system = moves - np.eye(len(moves))
    system[-1] = 1.0
    found = np.linalg.solve(system, np.eye(len(moves))[-1])
    return np.asarray(np.maximum(found, 0.0) / np.maximum(found, 0.0).sum(), np.float64)
