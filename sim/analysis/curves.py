"""How a figure hangs on one input, read off many runs in which all inputs vary: a smooth curve fitted to them.

The curve estimates the mean of the figure given the input, all other inputs and all luck averaged over.
"""

import numpy as np

from sim.arrays import Floats

KNOTS = 6
"""Knots of a curve, at equal steps of the input's quantiles; with no more values than that, each has its own mean."""


def basis(values: Floats, knots: int = KNOTS) -> Floats:
    """Return the columns of which a curve through one input is made, the first of them constant.

    A natural cubic spline: with knots k_1 < ... < k_K the columns are 1, x and d_j(x) - d_{K-1}(x), j = 1 ... K - 2,
    where d_j(x) = ((x - k_j)+^3 - (x - k_K)+^3) / (k_K - k_j). It is straight beyond the outer knots.

    Args:
        values: [runs] the input.
        knots: How many knots.

    Returns:
        [runs, columns].

    Source:
        Hastie, Tibshirani and Friedman (2009), section 5.2.1.
    """
    different = np.unique(values)
    if len(different) <= knots:
        steps: Floats = (values[:, None] == different[None, 1:]).astype(np.float64)
        return np.column_stack([np.ones(len(values)), steps])
    span = float(different[-1] - different[0])
    x = (values - different[0]) / span
    at: Floats = np.unique(np.quantile(x, np.linspace(0.05, 0.95, knots)))
    if len(at) < 3:
        return np.column_stack([np.ones(len(x)), x])
    above: Floats = np.maximum(x[:, None] - at, 0.0)
    cubes = above * above * above
    bends = (cubes[:, :-1] - cubes[:, -1:]) / (at[-1] - at[:-1])
    return np.column_stack([np.ones(len(x)), x, bends[:, :-1] - bends[:, -1:]])


def weights_of(columns: Floats, measured: Floats) -> Floats:
    """Return the weights of the columns that fit best, by least squares.

    Args:
        columns: [runs, columns] from `basis`.
        measured: [runs] or [runs, figures].
    """
    return np.asarray(np.linalg.lstsq(columns, measured, rcond=None)[0], np.float64)


def explained(values: Floats, measured: Floats) -> float:
    """Return the share of a figure's variance that a curve through one input accounts for, less what chance would fit.

    1 - (RSS / (n - columns)) / (TSS / (n - 1)): about 0 for an input that does nothing, and a little below as often as
    above. 0 if the figure does not vary or there are too few runs.

    Args:
        values: [runs] the input.
        measured: [runs] the figure.
    """
    columns = basis(values)
    runs, count = columns.shape
    total = float(((measured - measured.mean()) ** 2).sum()) if runs else 0.0
    if runs <= count or total == 0.0:
        return 0.0
    rest = float(((measured - columns @ weights_of(columns, measured)) ** 2).sum())
    return float(1.0 - (rest / (runs - count)) / (total / (runs - 1)))


def heaviest(values: Floats, measured: Floats, keep: int) -> list[int]:
    """Return the inputs whose curves account for the most of a figure's variance, the heaviest first.

    Args:
        values: [runs, inputs].
        measured: [runs].
        keep: How many.
    """
    shares = np.array([explained(values[:, place], measured) for place in range(values.shape[1])])
    return [int(place) for place in np.argsort(-shares, kind="stable")[:keep]]
