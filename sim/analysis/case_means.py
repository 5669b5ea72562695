"""Means over cases with their doubt: whole cases are drawn anew, and few skewed cases are allowed for."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from sim.arrays import Floats

RESAMPLES = 2_000
"""How often cases are drawn anew."""

FEWEST = 4
"""Cases below which no interval is given."""

ENDS = (0.975, 0.025)
"""Quantiles of the studentised mean that make a two-sided 95 % interval, lower end first."""

POWERED = 2.801585218
"""1.96 + 0.8416: a difference so many standard errors from 0 is told from 0 in four of five samples."""


@dataclass(frozen=True)
class CaseMean:
    """A mean over cases.

    Attributes:
        cases: How many.
        mean: The mean; None without cases.
        low: Lower end of its 95 % interval; None with too few cases, or where all are alike.
        high: Upper end.
        more: Cases more, all told, that would tell such a mean from 0 in four samples of five; 0 if these do; None
            where none would, or nobody can say.
    """

    cases: int
    mean: float | None
    low: float | None
    high: float | None
    more: int | None


def case_mean(values: Floats, seed: int = 1, resamples: int = RESAMPLES) -> CaseMean:
    """Return the mean of one value per case, with its bootstrap-t interval.

    Cases are drawn with replacement; t* = (mean* - mean) / (s* / sqrt(n)); the interval is
    [mean - t*(0.975) s / sqrt(n), mean - t*(0.025) s / sqrt(n)]. Unlike a percentile interval it keeps what it
    promises with thirty skewed cases. Draws of one case over and over have no s* and are left out.

    Args:
        values: [cases] one value per case.
        seed: Key of the draws.
        resamples: How many.

    Source:
        Efron and Tibshirani (1993), section 12.5.
    """
    n = len(values)
    if n == 0:
        return CaseMean(0, None, None, None, None)
    mean, error = float(values.mean()), _error(values)
    if n < FEWEST or error <= 0.0:
        return CaseMean(n, mean, None, None, None)
    luck = np.random.default_rng(seed % 2**64)
    drawn = values[luck.integers(0, n, (resamples, n))]
    errors = drawn.std(axis=1, ddof=1) / sqrt(n)
    told = errors > 1e-12 * error
    studentised = (drawn.mean(axis=1)[told] - mean) / errors[told]
    upper, lower = np.quantile(studentised, ENDS)
    return CaseMean(n, mean, mean - float(upper) * error, mean - float(lower) * error, _more(values))


def _error(values: Floats) -> float:
    return float(values.std(ddof=1)) / sqrt(len(values)) if len(values) > 1 else 0.0


def _more(values: Floats) -> int | None:
    """Return how many cases more would tell this mean from 0: (2.8 s / mean)^2 of them in all."""
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    if abs(mean) <= 1e-9 * spread:
        return None
    return max(0, ceil((POWERED * spread / mean) ** 2) - len(values))
