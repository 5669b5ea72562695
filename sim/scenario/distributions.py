"""Named distributions by their formulas: how much of one lies below a value, and where a share of a bell lies."""

import math
from collections.abc import Sequence
from statistics import NormalDist

NORMAL_95 = 1.6448536269514722
"""The 95 % quantile of the standard normal."""

TAIL = 0.05
"""What lies beyond either end that is shown of a distribution without ends."""


def pert_shape(at: Sequence[float]) -> tuple[float, float]:
    """Return the parameters of the beta distribution on low, mode, high: 1 + 4 (m − a)/(b − a), 1 + 4 (b − m)/(b − a).

    Source:
        Malcolm, Roseboom, Clark and Fazar (1959).
    """
    low, mode, high = at
    width = high - low
    return 1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width


def log_shape(at: Sequence[float]) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm, given the 5 % and 95 % points."""
    low, high = at
    return math.log(low * high) / 2.0, math.log(high / low) / (2.0 * NORMAL_95)


def share_below(kind: str, at: Sequence[float], value: float) -> float:
    """Return how much of a distribution lies below a value.

    Args:
        kind: `normal`, `lognormal`, `pert` or `beta`.
        at: Its parameters, as people write them.
        value: The value, which may be infinite.
    """
    if kind == "lognormal":
        return _bell(kind, at).cdf(math.log(value)) if 0.0 < value < math.inf else float(value > 0.0)
    if kind == "normal":
        if at[1] == 0.0:
            return float(value >= at[0])
        return _bell(kind, at).cdf(value)
    from scipy.special import betainc

    low, high = (0.0, 1.0) if kind == "beta" else (at[0], at[2])
    rise, fall = (at[0], at[1]) if kind == "beta" else pert_shape(at)
    place = min(1.0, max(0.0, (value - low) / (high - low)))
    return float(betainc(rise, fall, place))


def point_of(kind: str, at: Sequence[float], share: float) -> float:
    """Return the value below which a share of a `normal` or `lognormal` distribution lies."""
    if kind == "normal" and at[1] == 0.0:
        return at[0]
    place = _bell(kind, at).inv_cdf(share)
    return math.exp(place) if kind == "lognormal" else place


def _bell(kind: str, at: Sequence[float]) -> NormalDist:
    mean, deviation = log_shape(at) if kind == "lognormal" else (at[0], at[1])
    return NormalDist(mean, deviation)
