"""A word for the direction and size of a difference, from the number and its interval alone."""

from bisect import bisect_right

SIZES = ("hardly", "a little", "clearly", "much")
"""Sizes of a difference that can be told apart from 0, smallest first."""

POINTS = (0.01, 0.05, 0.15)
"""Where sizes of a difference of shares of runs begin: at 1, 5 and 15 percentage points."""

DAYS = (1.0, 3.0, 10.0)
"""Where sizes of a difference of mean days begin: at a day, three and ten. How far runs scatter does not count here:
ten days are ten days to whoever waits for a deal."""

SPREADS = (0.2, 0.5, 0.8)
"""Where sizes of a difference of mean points begin, in standard deviations of the runs it is measured against: points
are on each party's own scale, on which no number is large by itself."""

UNCLEAR = "not told apart"
"""The interval includes no difference as well as differences of some size."""


def size_of_difference(difference: float, low: float, high: float) -> str:
    """Return what a difference of two shares of runs amounts to: `clearly more often`.

    Args:
        difference: Of two shares, in [-1, 1].
        low: Lower end of its interval.
        high: Upper end.
    """
    return _sized((difference, low, high), POINTS, ("less often", "more often", "about as often"))


def size_of_shift(shift: tuple[float, float, float], spread: float, unit: str) -> str:
    """Return what a difference of two means amounts to: `a little earlier`, `much more`.

    Args:
        shift: The difference with the lower and upper end of its interval.
        spread: Standard deviation of the runs it is measured against, in the same unit; used for points.
        unit: `days` or `points`.

    Source:
        Cohen (1988) for the limits of 0.2, 0.5 and 0.8 standard deviations.
    """
    if unit == "days":
        return _sized(shift, DAYS, ("earlier", "later", "about as early"))
    limits = (SPREADS[0] * spread, SPREADS[1] * spread, SPREADS[2] * spread)
    return _sized(shift, limits, ("less", "more", "about as much"))


def _sized(found: tuple[float, float, float], limits: tuple[float, ...], words: tuple[str, str, str]) -> str:
    difference, low, high = found
    fewer, more, alike = words
    if not low <= 0.0 <= high:
        return f"{SIZES[bisect_right(limits, abs(difference))]} {more if difference > 0.0 else fewer}"
    return alike if max(-low, high) < limits[0] or low == high else UNCLEAR
