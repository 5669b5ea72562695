"""How far point forecasts were off, and how sure that is, by resampling what belongs together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats

NEAR = 10.0
"""A forecast no farther than this from the outcome, in points of 100, is a hit; our own limit, as none is agreed on."""
ROUNDING = 1e-9
"""Points by which sums of floats may miss the edge of a hit."""
RESAMPLES = 2_000
"""Resamples of the bootstrap: 50 lie beyond either end of an interval."""
ENDS = (0.025, 0.975)
"""Shares of resamples below the ends of an interval: 95 % lie within."""


@dataclass(frozen=True)
class Error:
    """How far a method was off, each figure with its 95 % bootstrap interval.

    Attributes:
        method: Its name.
        n: How many forecasts.
        mae: Mean absolute error.
        mae_low: Lower end of its interval.
        mae_high: Upper end.
        rmse: Root of the mean squared error.
        rmse_low: Lower end of its interval.
        rmse_high: Upper end.
        hits: Share of forecasts that hit.
        hits_low: Lower end of its interval.
        hits_high: Upper end.
        behind: By how much its mean absolute error is larger than the yardstick's; negative if it is better.
        behind_low: Lower end of its interval, issues paired.
        behind_high: Upper end.
    """

    method: str
    n: int
    mae: float
    mae_low: float
    mae_high: float
    rmse: float
    rmse_low: float
    rmse_high: float
    hits: float
    hits_low: float
    hits_high: float
    behind: float
    behind_low: float
    behind_high: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data without the method's name."""
        return {key: value for key, value in asdict(self).items() if key != "method"}


def resampled(groups: Sequence[str], resamples: int, rng: Generator) -> Floats:
    """Return how often each forecast counts in each resample, whole groups being drawn with replacement.

    Issues of one dossier are decided together, so drawing them one by one would make results look surer than they
    are (the cluster bootstrap).

    Returns:
        [resamples, n] counts.
    """
    names = {name: place for place, name in enumerate(dict.fromkeys(groups))}
    member = np.array([names[group] for group in groups])
    drawn = rng.integers(0, len(names), (resamples, len(names)))
    counts = np.zeros((resamples, len(names)))
    np.add.at(counts, (np.arange(resamples)[:, None], drawn), 1.0)
    return counts[:, member]


def errors(forecasts: Mapping[str, Floats], outcomes: Floats, counts: Floats, yardstick: str) -> dict[str, Error]:
    """Return how far each method was off.

    Args:
        forecasts: [n] by method.
        outcomes: [n] what came about.
        counts: [resamples, n] how often each counts in each resample; see `resampled`.
        yardstick: The method with which all others are compared.

    Raises:
        ValueError: A forecast is missing, or the yardstick is.
    """
    if yardstick not in forecasts:
        raise ValueError(f"found no method {yardstick!r}, expected one of {', '.join(forecasts)}")
    off = {name: np.abs(values - outcomes) for name, values in forecasts.items()}
    for name, values in off.items():
        if not np.isfinite(values).all():
            raise ValueError(f"found a missing forecast of {name}, expected one for every issue")
    beside = off[yardstick]
    return {name: _error(name, values, beside, counts) for name, values in off.items()}


def _error(name: str, off: Floats, beside: Floats, counts: Floats) -> Error:
    sizes = counts.sum(axis=1)

    def of(values: Floats) -> tuple[float, float, float]:
        low, high = np.quantile(counts @ values / sizes, ENDS)
        return float(values.mean()), float(low), float(high)

    squares = of(off * off)
    # Means of many equal forecasts differ from the edge of a hit in the last bits.
    hit = (off <= NEAR + ROUNDING).astype(np.float64)
    root = [float(np.sqrt(value)) for value in squares]
    return Error(name, len(off), *of(off), root[0], root[1], root[2], *of(hit), *of(off - beside))
