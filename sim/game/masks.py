"""Sets of parties, issues and conditions as bit masks: number n is in a mask whose bit n is set."""

import numpy as np
from numpy.typing import NDArray


def members(mask: int) -> list[int]:
    """Return the numbers in a bit mask, the smallest first."""
    return [number for number in range(int(mask).bit_length()) if int(mask) >> number & 1]


def flags_of(masks: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Return which of the numbers from 0 are in which masks.

    Args:
        masks: [...] bit masks.
        count: How many numbers are looked at.

    Returns:
        [..., count] flags.
    """
    flags: NDArray[np.bool_] = np.asarray(masks)[..., None] >> np.arange(count) & 1 == 1
    return flags
