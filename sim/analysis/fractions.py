"""What part of an effect something accounts for: a ratio of two means with its interval, and in words."""

from dataclasses import dataclass
from math import inf, isfinite, nan, sqrt

import numpy as np

from sim.analysis.means import TAIL
from sim.analysis.shares import wilson
from sim.arrays import Floats

NAMES = (
    (0.0, "next to nothing"),
    (1 / 10, "a tenth"),
    (1 / 6, "a sixth"),
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (2 / 5, "two fifths"),
    (1 / 2, "half"),
    (3 / 5, "three fifths"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
    (4 / 5, "four fifths"),
    (9 / 10, "nine tenths"),
    (1.0, "all"),
)
"""Fractions that have a name."""

MORE, BEYOND = 1.05, "more than all"
"""Where "more than all" begins, and what it is called."""

NARROW = 0.1
"""An interval no wider than this is described by one name, a wider one by the names of its ends."""


@dataclass(frozen=True)
class Fraction:
    """A part of a whole effect.

    Attributes:
        value: The part; negative if it works the other way, NaN if there is no effect to have a part of.
        low: Lower end of its 95 % interval; minus infinity if the whole cannot be told apart from 0.
        high: Upper end; infinity likewise.
    """

    value: float
    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether the whole can be told apart from 0, so that a part of it means something."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def says(self) -> str:
        """The part in words: `about two thirds`, `between a third and half`."""
        if not self.bounded:
            return "a part that cannot be told"
        if self.high < 0.0:
            return "less than nothing"
        if self.low <= 0.0:
            return "no part that can be told apart from 0"
        low, high = named(self.low), named(self.high)
        if low == high or self.high - self.low <= NARROW:
            return _about(named(self.value))
        return f"between {low} and {high}"


def _about(name: str) -> str:
    """Return a single name as people say it."""
    return {"all": "practically all", NAMES[0][1]: NAMES[0][1], BEYOND: BEYOND}.get(name, f"about {name}")


def named(value: float) -> str:
    """Return the name of the nearest fraction that has one."""
    return BEYOND if value >= MORE else min(NAMES, key=lambda pair: abs(pair[0] - value))[1]


def fraction_of(part: Floats, whole: Floats) -> Fraction:
    """Return the ratio of two means over the same runs, with the interval of Fieller's theorem.

    With means a and b, and variances and covariance of means v_aa, v_bb, v_ab: all r with
    (a - r b)^2 <= t^2 (v_aa - 2 r v_ab + r^2 v_bb). They form an interval only where b^2 > t^2 v_bb, that is where the
    whole can be told apart from 0; otherwise none is given. Where the part is the same multiple of the whole in every
    run, the interval is Wilson's for as many runs as the whole changes, none of which is an exception.

    Args:
        part: [runs] what the part does in each run.
        whole: [runs] what the whole does.

    Source:
        Fieller (1954), Wilson (1927).
    """
    from scipy.special import stdtrit

    runs = len(part)
    if runs < 2 or whole.mean() == 0.0:
        return Fraction(nan, -inf, inf)
    a, b = float(part.mean()), float(whole.mean())
    covariance = np.cov(part, whole) * float(stdtrit(runs - 1, TAIL)) ** 2 / runs
    square, middle, rest = b * b - covariance[1, 1], a * b - covariance[0, 1], a * a - covariance[0, 0]
    if square <= 0.0:
        return Fraction(a / b, -inf, inf)
    if np.allclose(part, (a / b) * whole, rtol=0.0, atol=1e-12):
        error = wilson(0.0, float(np.count_nonzero(whole)))[1]
        return Fraction(a / b, a / b - error, a / b + error)
    # Cannot be negative except through rounding: the ratio itself satisfies the inequality.
    root = sqrt(max(0.0, middle * middle - square * rest))
    return Fraction(a / b, float(middle - root) / float(square), float(middle + root) / float(square))
