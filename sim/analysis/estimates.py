"""A figure with its doubt: means and paired differences of what runs leave behind, with 95 % intervals."""

from dataclasses import dataclass
from math import nan

import numpy as np

from sim.analysis.means import mean_interval
from sim.analysis.shares import paired_interval, wilson
from sim.arrays import Floats


@dataclass(frozen=True)
class Estimate:
    """A figure with the 95 % interval of its sampling error.

    Attributes:
        value: The figure; NaN if there is nothing to take it from.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float


UNKNOWN = Estimate(nan, nan, nan)
"""What is said where there are no runs."""


def is_share(values: Floats) -> bool:
    """Return whether every run says 0 or 1, so that a mean is a share of runs."""
    return bool(np.isin(values, (0.0, 1.0)).all())


def level_of(values: Floats) -> Estimate:
    """Return the mean over runs: Wilson's interval if it is a share of runs, else Student's.

    mean +- t(n - 1) sd / sqrt(n)

    Source:
        Wilson (1927) for shares.
    """
    if len(values) == 0:
        return UNKNOWN
    if is_share(values):
        return Estimate(float(values.mean()), *wilson(float(values.sum()), len(values)))
    return Estimate(*mean_interval(values))


def difference_of(before: Floats, after: Floats) -> Estimate:
    """Return the mean of after - before over runs that share cases and luck, run by run.

    Agresti and Min's interval for matched pairs if both are shares of runs, else Student's of the differences.

    Source:
        Agresti and Min (2005) for shares.
    """
    if len(before) == 0:
        return UNKNOWN
    if is_share(before) and is_share(after):
        return Estimate(*paired_interval(before == 1.0, after == 1.0))
    return Estimate(*mean_interval(after - before))
