"""What an outcome leans on: how its share differs between runs in which an input came out low and came out high.

Read off one ensemble, so it costs no further runs. Uncertain numbers are drawn independently of each other, so that the
difference along one of them is its own average effect and not another's; a joint effect of two does not show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from sim.analysis.shares import Z95, Share, share_of, wilson
from sim.arrays import Flags, Floats

PARTS = 5
"""Into how many parts of equal size the runs are ordered by an input; the lowest and the highest are compared."""


@dataclass(frozen=True)
class QuintileContrast:
    """How the share of an outcome differs along one uncertain input.

    Attributes:
        path: Where the input is stated.
        low_end: The largest value in the lowest part of the runs.
        high_end: The smallest value in the highest part.
        low: The outcome's share of the runs in which the input came out lowest, with its 95 % interval.
        high: Its share of the runs in which it came out highest.
        difference: high - low.
        least: Lower end of the interval of the difference, 95 % for all inputs together.
        most: Upper end.
        clear: Whether that interval leaves out 0.
    """

    path: str
    low_end: float
    high_end: float
    low: Share
    high: Share
    difference: float
    least: float
    most: float

    @property
    def clear(self) -> bool:
        """Whether the difference can be told apart from 0."""
        return self.least > 0.0 or self.most < 0.0


def quintile_contrasts(
    paths: Sequence[str], values: Floats, hits: Flags, parts: int = PARTS
) -> tuple[QuintileContrast, ...]:
    """Return how an outcome leans on each input, the largest difference first.

    Looking at many inputs at once, some differ by luck alone; so the intervals of differences are widened until all of
    them hold together with 95 % (Bonferroni): each has the level 1 - 0.05/inputs.

    Args:
        paths: The inputs.
        values: [runs, inputs] what was drawn.
        hits: [runs] whether the outcome holds.
        parts: Into how many parts of equal size runs are ordered.

    Returns:
        An entry for each input that differs between runs.

    Example:
        >>> import numpy as np
        >>> x = np.linspace(0.0, 1.0, 1000)
        >>> (found,) = quintile_contrasts(["x"], x[:, None], x > 0.5)
        >>> (found.low.share, found.high.share)
        (0.0, 1.0)
    """
    if len(hits) < parts:
        return ()
    z = joint_quantile(len(paths))
    found = [_leaning(path, values[:, place], hits, parts, z) for place, path in enumerate(paths)]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (-abs(one.difference), one.path)))


def joint_quantile(intervals: int) -> float:
    """Return the normal quantile at which so many two-sided intervals hold together with 95 % (Bonferroni)."""
    return Z95 if intervals <= 1 else NormalDist().inv_cdf(1.0 - 0.025 / intervals)


def _leaning(path: str, values: Floats, hits: Flags, parts: int, z: float) -> QuintileContrast | None:
    low_end, high_end = (float(end) for end in np.quantile(values, (1.0 / parts, 1.0 - 1.0 / parts)))
    if not low_end < high_end:
        return None
    low, high = _share(path, hits[values <= low_end]), _share(path, hits[values >= high_end])
    least, most = difference_interval(low, high, z)
    return QuintileContrast(path, low_end, high_end, low, high, high.share - low.share, least, most)


def _share(path: str, hits: Flags) -> Share:
    return share_of(path, path, int(hits.sum()), len(hits))


def difference_interval(first: Share, second: Share, z: float = Z95) -> tuple[float, float]:
    """Return the interval of second - first, two shares of different runs.

    With Wilson's intervals (l, u) of both shares: from d - sqrt((p2 - l2)^2 + (u1 - p1)^2) to
    d + sqrt((u2 - p2)^2 + (p1 - l1)^2).

    Args:
        first: One share.
        second: The other.
        z: Normal quantile of the interval.

    Source:
        Newcombe (1998), method 10.
    """
    (low_1, high_1), (low_2, high_2) = (wilson(share.count, share.of, z) for share in (first, second))
    d, p_1, p_2 = second.share - first.share, first.share, second.share
    return d - sqrt((p_2 - low_2) ** 2 + (high_1 - p_1) ** 2), d + sqrt((high_2 - p_2) ** 2 + (p_1 - low_1) ** 2)
