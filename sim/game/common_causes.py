"""Ranges with a cause in common: one normal number per group and run, in which every member has a part.

With Z the number of the group and eps_i that of member i, both standard normal, the member lies in its range at

    u_i = Phi(s_i sqrt(r) Z + sqrt(1 - r) eps_i)

so that each u_i is uniform, and every range is spread exactly as stated. Z is drawn at an address made of the group's
id and eps_i at the member's own: adding or removing a member moves no other. The normal scores of two members have the
correlation s_i s_j r, and values from ranges without gaps have the rank correlation 6 / pi asin(s_i s_j r / 2).

Source:
    Kruskal (1958) for the rank correlation of a bivariate normal.
"""

from collections.abc import Iterable, Sequence
from math import asin, erfc, pi, sqrt
from typing import Protocol

import numpy as np

from sim.arrays import Floats
from sim.game.layout import CommonCause
from sim.kernel.chance import inverse_normal
from sim.kernel.compile import rule

NEAREST = 2.0**-53
"""No quantile is nearer to 0 or 1 than that; nor is one that is drawn alone."""


class Drawn(Protocol):
    """An input, whatever else is known of it: where it is stated, and what it has in common with others."""

    @property
    def path(self) -> str:
        """Where it is stated."""

    @property
    def cause(self) -> CommonCause | None:
        """What it has in common with others; none if nothing."""


def groups_of(inputs: Iterable[Drawn]) -> tuple[str, ...]:
    """Return the groups in which inputs have a part, in the order in which the inputs name them."""
    return tuple(dict.fromkeys(given.cause.group for given in inputs if given.cause is not None))


def drawn_names(inputs: Sequence[Drawn]) -> list[str]:
    """Return what is drawn independently for inputs: their own parts by path, then the common cause of every group."""
    return [*(given.path for given in inputs), *groups_of(inputs)]


def coupled(inputs: Sequence[Drawn], unit: Floats) -> Floats:
    """Return where inputs lie in their ranges, given what is drawn independently.

    Args:
        inputs: The inputs.
        unit: [runs, inputs + groups] numbers in (0, 1), in the order of `drawn_names`.

    Returns:
        [runs, inputs] quantiles; those of an input without a group, or of one of strength 0, as they were drawn.
    """
    groups = groups_of(inputs)
    rows = np.array(unit[:, : len(inputs)])
    for place, given in enumerate(inputs):
        if given.cause is not None and given.cause.strength > 0.0:
            common = unit[:, len(inputs) + groups.index(given.cause.group)]
            own = np.ascontiguousarray(unit[:, place])
            rows[:, place] = _joined(own, np.ascontiguousarray(common), given.cause.strength, given.cause.sign)
    return rows


@rule
def _joined(own: Floats, common: Floats, strength: float, sign: int) -> Floats:
    rows = np.empty(own.shape[0])
    for run in range(own.shape[0]):
        score = sign * sqrt(strength) * inverse_normal(common[run]) + sqrt(1.0 - strength) * inverse_normal(own[run])
        rows[run] = min(max(0.5 * erfc(-score / sqrt(2.0)), NEAREST), 1.0 - NEAREST)
    return rows


def rank_correlation(one: Drawn, other: Drawn) -> float:
    """Return the rank correlation of two inputs whose ranges have no gaps: 6 / pi asin(s_i s_j r / 2)."""
    if one.cause is None or other.cause is None or one.cause.group != other.cause.group:
        return 0.0
    return 6.0 / pi * asin(one.cause.sign * other.cause.sign * one.cause.strength / 2.0)
