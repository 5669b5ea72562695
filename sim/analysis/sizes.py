"""A word for the direction and size of a difference, from the number and its interval alone."""

from bisect import bisect_right

SIZES = ("hardly", "a little", "clearly", "much")
"""Sizes of a difference that is told apart from none, smallest first."""

POINTS = (0.01, 0.05, 0.15)
"""Where sizes of a difference of shares of runs begin: at 1, 5 and 15 percentage points."""

SPREADS = (0.2, 0.5, 0.8)
"""Where sizes of a difference of means begin, in standard deviations of the runs it is measured against."""

UNCLEAR = "not told apart"
"""The interval holds none as well as differences that are more than hardly one."""


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
        spread: Standard deviation of the runs it is measured against, in the same unit.
        unit: `days` or `points`.

    Source:
        Cohen (1988) for the limits of 0.2, 0.5 and 0.8 standard deviations.
    """
    limits = (SPREADS[0] * spread, SPREADS[1] * spread, SPREADS[2] * spread)
    return _sized(
        shift, limits, ("earlier", "later", "about as early") if unit == "days" else ("less", "more", "about as much")
    )


def _sized(found: tuple[float, float, float], limits: tuple[float, ...], words: tuple[str, str, str]) -> str:
    difference, low, high = found
    fewer, more, alike = words
    if not low <= 0.0 <= high:
        return f"{SIZES[bisect_right(limits, abs(difference))]} {more if difference > 0.0 else fewer}"
    return alike if max(-low, high) < limits[0] or low == high else UNCLEAR
