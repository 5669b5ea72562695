"""Means over runs with their doubt."""

from math import nan, sqrt

from sim.arrays import Floats

TAIL = 0.975
"""Quantile at the upper end of a two-sided 95 % interval."""


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """Return a mean with its 95 % interval: mean -+ t s / sqrt(n), t with n - 1 degrees of freedom; NaN for too few.

    Example:
        >>> import numpy as np
        >>> mean, low, high = mean_interval(np.array([1.0, 2.0, 3.0, 4.0]))
        >>> (mean, round(low, 2), round(high, 2))
        (2.5, 0.45, 4.55)

    Source:
        Student (1908).
    """
    from scipy.special import stdtrit

    runs = len(values)
    if runs == 0:
        return nan, nan, nan
    mean = float(values.mean())
    if runs == 1:
        return mean, nan, nan
    error = float(stdtrit(runs - 1, TAIL)) * float(values.std(ddof=1)) / sqrt(runs)
    return mean, mean - error, mean + error
