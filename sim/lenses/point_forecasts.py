"""Where a decision comes to lie, in one formula each: weighted means, medians, the Nash point; and the power landscape.

All take capability [N], position [N] and salience [N] and return a place on the same line as the positions.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.arrays import Floats

TIE = 1e-9
"""By what part of all weight a balance may miss being even and still counts as even."""
LONGEST_SEARCH = 100
"""Steps of golden-section search at most; each leaves 0.618 of the line, so that 44 reach a billionth of it."""


def checked(capability: Any, position: Any, salience: Any) -> tuple[Floats, Floats, Floats]:
    """Return capability, position and salience as arrays, salience as a share.

    Salience may be given as shares up to 1 or, where any number is above 1, as points of 100.

    Args:
        capability: [N] not negative.
        position: [N] any finite numbers.
        salience: [N] 0 to 1, or 0 to 100.

    Raises:
        ValueError: Lengths differ, there is no actor, or a number is not finite or outside its range.
    """
    try:
        columns = [np.asarray(column, np.float64) for column in (capability, position, salience)]
    except (TypeError, ValueError):
        raise ValueError("found what is not a number among capability, position and salience") from None
    names = ("capability", "position", "salience")
    if any(column.ndim != 1 for column in columns) or len({column.shape for column in columns}) > 1:
        shapes = ", ".join(f"{name} {column.shape}" for name, column in zip(names, columns, strict=True))
        raise ValueError(f"found {shapes}, expected three lists of the same length")
    if not len(columns[0]):
        raise ValueError("found no actor, expected at least one")
    for name, column in zip(names, columns, strict=True):
        if not np.isfinite(column).all():
            raise ValueError(f"found {name} {column[~np.isfinite(column)][0]}, expected finite numbers")
    c, x, s = columns
    if c.min() < 0:
        raise ValueError(f"found capability {c.min():g}, expected numbers from 0 up")
    if s.min() < 0 or s.max() > 100:
        raise ValueError(f"found salience {s.min() if s.min() < 0 else s.max():g}, expected 0 to 1 or 0 to 100")
    return c, x, s / 100.0 if s.max() > 1 else s


def weighted_mean(position: Floats, weight: Floats) -> float:
    """Return sum(w x) / sum(w); the plain mean where all weights are 0.

    Example:
        >>> import numpy as np
        >>> round(weighted_mean(np.array([0.0, 100.0]), np.array([3.0, 1.0])), 9)
        25.0
    """
    top = float(weight.max(initial=0.0))
    if top <= 0:
        return float(position.mean())
    shares = weight / top
    return float((shares * position).sum() / shares.sum())


def median_interval(position: Floats, weight: Floats) -> tuple[float, float]:
    """Return the first and the last place of those that beat or tie every other, when all vote for the nearer of two.

    Half of all weight stands at or below each of them, and half at or above. They are one place unless the balance is
    even; then every place between is as good a median. The plain interval where all weights are 0.

    Example:
        >>> import numpy as np
        >>> weighted_median(np.array([0.0, 40.0, 100.0]), np.array([1.0, 1.0, 1.0]))
        40.0

    Source:
        Black (1948), "On the rationale of group decision-making".
    """
    counted = weight if weight.max(initial=0.0) > 0 else np.ones_like(position)
    order = np.argsort(position, kind="stable")
    below = np.cumsum(counted[order] / counted.max())
    # Weights that were written with fewer digits, or summed in another order, must not tip an even balance.
    half, least = below[-1] / 2.0, below[-1] / 2.0 * TIE
    first, last = np.searchsorted(below, [half - least, half + least])
    return float(position[order][first]), float(position[order][last])


def weighted_median(position: Floats, weight: Floats) -> float:
    """Return the median by weight: the middle of `median_interval`, so that mirrored positions give a mirrored one.

    Example:
        >>> import numpy as np
        >>> weighted_median(np.array([0.0, 40.0, 100.0]), np.array([1.0, 1.0, 1.0]))
        40.0
    """
    low, high = median_interval(position, weight)
    return low + (high - low) / 2.0


def support_behind(position: Floats, weight: Floats, places: Floats) -> Floats:
    """Return how much of all power stands behind each place: what spatial theories call the power landscape.

    L(y) = sum_i w_i (1 - |x_i - y| / range) / sum_i w_i, where the range is that of positions and places together: 1
    where everyone stands already, falling by distance. Its peak is the weighted median.

    Args:
        position: [N] where actors stand.
        weight: [N] capability × salience.
        places: [M] where to look.

    Returns:
        [M] support, 0 to 1.
    """
    both = np.concatenate([position, places])
    reach = float(both.max() - both.min()) or 1.0
    counted = weight if weight.max(initial=0.0) > 0 else np.ones_like(position)
    loss = np.abs(position[None, :] - places[:, None]) / reach
    return np.asarray(1.0 - loss @ (counted / counted.sum()), np.float64)


def nash_linear(capability: Floats, position: Floats, salience: Floats) -> float:
    """Return the Nash bargaining point of actors with linear loss who lose everything without a decision.

    The place y between the outermost positions that maximises sum_i c_i ln(1 - s_i |x_i - y| / range): capability is
    bargaining weight, salience scales the loss, and no agreement is worth 0, which a full loss at full salience just
    reaches. The sum is concave in y, so golden-section search finds it.

    Source:
        Nash (1950); the weighted product is Kalai's (1977); linear loss as in Achen (2006).
    """
    low, high = float(position.min()), float(position.max())
    reach = high - low
    if reach <= 0 or (capability * salience).max() <= 0:
        return weighted_mean(position, capability * salience)

    def value(y: float) -> float:
        left = 1.0 - salience * np.abs(position - y) / reach
        return float((capability * np.log(np.maximum(left, 1e-300))).sum())

    ratio, tolerance = (5**0.5 - 1) / 2, 1e-9 * reach
    for _ in range(LONGEST_SEARCH):
        if high - low <= tolerance:
            break
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (a, high) if value(a) < value(b) else (low, b)
    return (low + high) / 2.0


MEDIANS: dict[str, Callable[[Floats, Floats, Floats], tuple[float, float]]] = {
    "weighted_median": lambda c, x, s: median_interval(x, c * s),
    "median": lambda c, x, s: median_interval(x, np.ones_like(x)),
}
"""The methods among `METHODS` that may leave a tie: all places from the first to the last."""

Method = Callable[[Floats, Floats, Floats], float]

METHODS: dict[str, Method] = {
    "weighted_mean": lambda c, x, s: weighted_mean(x, c * s),
    "weighted_median": lambda c, x, s: weighted_median(x, c * s),
    "salience_mean": lambda c, x, s: weighted_mean(x, s),
    "capability_mean": lambda c, x, s: weighted_mean(x, c),
    "mean": lambda c, x, s: float(x.mean()),
    "median": lambda c, x, s: weighted_median(x, np.ones_like(x)),
    "nash": nash_linear,
}
"""Every one-formula forecast by name; the weighted mean and median weigh by capability × salience."""
