"""Numbers as JSON and people read them."""

import math


def json_number(value: float | None) -> float | None:
    """Return a number for JSON: a missing one is null, never NaN."""
    return None if value is None or not math.isfinite(value) else float(value)
