"""Named distributions by their formulas: how much of one lies below a value, and where a share of a bell lies."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    # Not at run time: reading a scenario needs no arrays.

    from sim.arrays import Floats

NORMAL_95 = 1.6448536269514722
"""The 95 % quantile of the standard normal."""

TAIL = 0.05
"""What lies beyond either end that is shown of a distribution without ends."""

TINY = 1e-300
"""The least number of which a logarithm is taken."""


class StatedShape(Protocol):
    """A stated distribution; see `sim.scenario.numbers.Spread`."""

    @property
    def kind(self) -> str:
        """Its shape."""

    @property
    def at(self) -> tuple[float, ...]:
        """Its parameters."""

    @property
    def odds(self) -> tuple[float, ...]:
        """The share of each value of a choice."""

    @property
    def parts(self) -> Sequence["StatedShape"]:
        """What a mixture is drawn from."""


def beta_shape(shape: StatedShape) -> tuple[float, float]:
    """Return the parameters of the beta distribution that a uniform, beta or PERT is, stretched.

    A PERT with low a, mode m, high b has 1 + 4 (m − a)/(b − a) and 1 + 4 (b − m)/(b − a).

    Source:
        Malcolm, Roseboom, Clark and Fazar (1959) for the PERT.
    """
    if shape.kind != "pert":
        return (shape.at[0], shape.at[1]) if shape.kind == "beta" else (1.0, 1.0)
    low, mode, high = shape.at
    width = high - low
    return 1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width


def log_shape(at: Sequence[float]) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm, given the 5 % and 95 % points."""
    low, high = at
    return math.log(low * high) / 2.0, math.log(high / low) / (2.0 * NORMAL_95)


def share_below(shape: StatedShape, value: "Floats | float") -> "Floats":
    """Return the chance that a stated number is at most a value, element by element.

    Args:
        shape: The distribution.
        value: The values, which may be infinite.
    """
    import numpy as np
    from scipy.special import betainc, ndtr

    at = shape.at
    if shape.kind == "mixture":
        return np.asarray(np.mean([share_below(part, value) for part in shape.parts], axis=0), np.float64)
    if shape.kind in {"fixed", "choice"}:
        odds = shape.odds or (1.0,)
        return _array(sum(odd * (np.asarray(value) >= one) for one, odd in zip(at, odds, strict=True)))
    if shape.kind == "normal":
        away = (np.asarray(value) - at[0]) / at[1] if at[1] > 0.0 else np.where(value >= at[0], np.inf, -np.inf)
        return _array(ndtr(away))
    if shape.kind == "lognormal":
        centre, width = log_shape(at)
        return _array(ndtr((np.log(np.maximum(value, TINY)) - centre) / width))
    low, high = (0.0, 1.0) if shape.kind == "beta" else (at[0], at[-1])
    share = np.clip((np.asarray(value) - low) / (high - low), 0.0, 1.0)
    return _array(share if shape.kind == "uniform" else betainc(*beta_shape(shape), share))


def _array(values: Any) -> "Floats":
    import numpy as np

    found: np.ndarray[Any, np.dtype[np.float64]] = np.asarray(values, np.float64)
    return found


def point_of(kind: str, at: Sequence[float], share: float) -> float:
    """Return the value below which a share of a `normal` or `lognormal` distribution lies."""
    if kind == "normal" and at[1] == 0.0:
        return at[0]
    mean, deviation = log_shape(at) if kind == "lognormal" else (at[0], at[1])
    place = NormalDist(mean, deviation).inv_cdf(share)
    return math.exp(place) if kind == "lognormal" else place
