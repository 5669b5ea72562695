"""The arrays that numbers stand in, as types: what every room calls them, and all that it must import to say so."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
"""Whole numbers."""

Floats: TypeAlias = NDArray[np.float64]
"""Numbers."""

Flags: TypeAlias = NDArray[np.bool_]
"""True or false."""
