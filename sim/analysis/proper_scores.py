"""How good forecasts were: Brier, log and CRPS, each least in expectation when one says what one believes."""

from dataclasses import dataclass
from math import log

import numpy as np

from sim.arrays import Flags, Floats, Ints

EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Between which shares forecasts are taken together where their reliability is shown; the last bin holds its end."""


def brier(share: float, answer: float) -> float:
    """Return the Brier score of a share: (share - answer)^2; 0 the best, 1 the worst.

    Source:
        Brier (1950).
    """
    return (share - answer) ** 2


def share_said(count: float, runs: float) -> float:
    """Return the share that so many runs say, never 0 or 1: (count + 1/2) / (runs + 1)."""
    return (count + 0.5) / (runs + 1.0)


def log_score(share: float, answer: float) -> float:
    """Return the log score: -ln of what was said of what came about; 0 the best, ln 2 for one half.

    Raises:
        ValueError: The share is 0 or 1, so that a wrong answer would be infinitely bad.

    Source:
        Good (1952).
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"found a share of {share:g}, expected one between 0 and 1; see share_said")
    return -log(share if answer >= 0.5 else 1.0 - share)


def crps(draws: Floats, answer: float, last: float | None = None) -> float:
    """Return the continuous ranked probability score of draws: the area between their distribution and the answer.

    CRPS = mean |x - y| - (1/2) mean |x - x'|, in the unit of the answer. What never came is missing, and counts as the
    last day, on both sides: a forecast is not asked when after its end something would come.

    Args:
        draws: One number per run; NaN where it never came.
        answer: What came about; NaN where it never came.
        last: The last day; none: nothing is cut off, and nothing may be missing.

    Raises:
        ValueError: Something is missing and there is no last day, or there are no draws.

    Source:
        Matheson and Winkler (1976); Gneiting and Raftery (2007), equation 21.

    Example:
        >>> import numpy as np
        >>> crps(np.array([1.0, 3.0]), 2.0)
        0.5
    """
    x = np.sort(_cut(np.asarray(draws, np.float64), last))
    y = float(_cut(np.array([answer], np.float64), last)[0])
    if not len(x) or np.isnan(x).any() or np.isnan(y):
        raise ValueError("found a number that is missing, or none; expected draws and an answer, or a last day")
    n = len(x)
    apart = float((x * (2.0 * np.arange(1, n + 1) - n - 1.0)).sum()) / (n * n)
    return float(np.abs(x - y).mean()) - apart


def _cut(values: Floats, last: float | None) -> Floats:
    return values if last is None else np.minimum(np.where(np.isnan(values), last, values), last)


@dataclass(frozen=True)
class MurphyParts:
    """A Brier score taken apart: brier = reliability - resolution + uncertainty + within.

    Attributes:
        brier: The score.
        reliability: How far shares lie from how often it came about where they were said; 0 the best.
        resolution: How far these frequencies lie apart; more is better.
        uncertainty: What always saying the overall frequency would score.
        within: What is left because shares that differ were taken together.
    """

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


def murphy(shares: Floats, answers: Floats, weights: Floats, edges: tuple[float, ...] = EDGES) -> MurphyParts:
    """Take a Brier score apart.

    With weights w that add up to 1, bins b of weight W_b, mean share f_b and frequency o_b, and overall frequency o:
    reliability = sum W_b (f_b - o_b)^2, resolution = sum W_b (o_b - o)^2, uncertainty = o (1 - o).

    Args:
        shares: [n] what was said.
        answers: [n] 1 or 0.
        weights: [n] how much each counts; they are normalised.
        edges: Where bins begin, and where the last ends.

    Source:
        Murphy (1973); Stephenson, Coelho and Jolliffe (2008) for what is left within bins.
    """
    w = weights / weights.sum()
    score = float((w * (shares - answers) ** 2).sum())
    mass, said, came = binned(bins_of(shares, edges), shares, answers, w, len(edges) - 1)
    full = mass > 0.0
    overall = float((w * answers).sum())
    reliability = float((mass * (said - came) ** 2)[full].sum())
    resolution = float((mass * (came - overall) ** 2)[full].sum())
    uncertainty = overall * (1.0 - overall)
    return MurphyParts(score, reliability, resolution, uncertainty, score - reliability + resolution - uncertainty)


def bins_of(shares: Floats, edges: tuple[float, ...] = EDGES) -> Ints:
    """Return the bin of every share, from 0; a share at an edge is in the bin that it begins, 1 in the last."""
    return np.clip(np.searchsorted(edges, shares, side="right") - 1, 0, len(edges) - 2).astype(np.int64)


def binned(bins: Ints, shares: Floats, answers: Floats, weights: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """Return the weight of every bin, the mean share in it, and how often it came about; NaN for an empty one."""
    mass = np.bincount(bins, weights, count).astype(np.float64)
    with np.errstate(invalid="ignore"):
        said = np.bincount(bins, weights * shares, count) / mass
        came = np.bincount(bins, weights * answers, count) / mass
    return mass, said, came


@dataclass(frozen=True)
class ReliabilityBin:
    """Forecasts of much the same share, beside how often it came about.

    Attributes:
        low: Where the bin begins.
        high: Where it ends.
        questions: How many forecasts are in it.
        weight: What they count, of all.
        said: Their mean share; None if there are none.
        came: How often it came about.
        band_low: Lower end of what came about would be in 95 % of shelves if the forecasts were right.
        band_high: Upper end.
    """

    low: float
    high: float
    questions: int
    weight: float
    said: float | None
    came: float | None
    band_low: float | None
    band_high: float | None


def reliability_bins(
    shares: Floats, answers: Floats, weights: Floats, imagined: Flags, edges: tuple[float, ...] = EDGES
) -> tuple[ReliabilityBin, ...]:
    """Return the reliability diagram: bins with consistency bands.

    Args:
        shares: [n] what was said.
        answers: [n] 1 or 0.
        weights: [n] how much each counts.
        imagined: [draws, n] answers as they would be if the forecasts were right, whole cases drawn together.
        edges: Where bins begin, and where the last ends.

    Source:
        Bröcker and Smith (2007) for consistency bands.
    """
    w, count = weights / weights.sum(), len(edges) - 1
    bins = bins_of(shares, edges)
    mass, said, came = binned(bins, shares, answers, w, count)
    drawn = np.array([binned(bins, shares, one.astype(np.float64), w, count)[2] for one in imagined])
    found = []
    for place in range(count):
        ends = np.quantile(drawn[:, place], (0.025, 0.975)) if mass[place] > 0.0 and len(drawn) else (None, None)
        found.append(
            ReliabilityBin(
                edges[place],
                edges[place + 1],
                int((bins == place).sum()),
                float(mass[place]),
                *((float(one[place]) if mass[place] > 0.0 else None) for one in (said, came)),
                *(None if end is None else float(end) for end in ends),
            )
        )
    return tuple(found)
