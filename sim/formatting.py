"""Numbers as people and JSON read them: the one home of rounding, signs and what stands for a missing number.

Rooms put their own words and spaces around these; none rounds or tests for missing numbers by itself.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import pairwise
from typing import Any

MINUS = "−"
NO_BREAK = "\u00a0"
MISSING = "–"
"""What is shown where a value is missing."""
MOST_DECIMALS = 17
"""Decimals of a number at most."""


def plain_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping as JSON has it: a missing number is null, never NaN, and dates are text."""
    return {str(key): plain(value) for key, value in data.items()}


def plain(value: Any) -> Any:
    """Return data as JSON has it: a missing number is null, never NaN, dates are text, frozen values mappings."""
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, Mapping):
        return plain_data(value)
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def json_number(value: float | None) -> float | None:
    """Return a number for JSON: a missing one is null, never NaN."""
    return None if value is None or not math.isfinite(value) else float(value)


def number(value: float, digits: int = 6) -> str:
    """Return a number as people write it: no needless zeros, a real minus."""
    return f"{value:z.{digits}g}".replace("-", MINUS)


def with_minus(text: str) -> str:
    """Return a text whose negative numbers have a real minus; dates and ids keep their hyphens."""
    return _HYPHEN.sub(MINUS, text)


_HYPHEN = re.compile(r"(?<![\w\-.])-(?=\d)")


def counted(count: int, one: str, more: str) -> str:
    """Return how many of something there are: `1 deal`, `1,200 deals`, the words for one and for any other number."""
    return f"{count:,} {one if count == 1 else more}"


def of_hundred(share: float, sign: str = "") -> str:
    """Return a share as so many of 100, to a tenth: `10.5`; with the sign `+`, a difference of shares: `+2.0`."""
    return MISSING if math.isnan(share) else f"{100 * share:{sign}z.1f}"


def between(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as so many of 100: `9.9 to 11.1`."""
    return MISSING if math.isnan(low) or math.isnan(high) else f"{of_hundred(low, sign)} to {of_hundred(high, sign)}"


def percent(share: float, sign: str = "") -> str:
    """Return a share as a percentage: `10.5 %`."""
    return MISSING if math.isnan(share) else f"{of_hundred(share, sign)} %"


def percent_between(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as percentages: `9.9 to 11.1 %`."""
    return MISSING if math.isnan(low) or math.isnan(high) else f"{between(low, high, sign)} %"


def rounded_percent(share: float) -> str:
    """Return a share as a whole percentage; what is possible but rare is not rounded to nothing, nor the reverse."""
    if 0.0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1.0:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def signed(value: float) -> str:
    """Return a number with its sign, to a tenth: `+6.1`, `−15.0`, `0.0`."""
    text = f"{abs(value):.1f}"
    return text if text == "0.0" else f"{MINUS if value < 0 else '+'}{text}"


def signed_points(difference: float) -> str:
    """Return a difference of shares in percentage points, with its sign: `+25.0`."""
    return MISSING if math.isnan(difference) else signed(100 * difference)


def apart(values: Sequence[float], decimals: int, among: Sequence[float] = (), *, strip: bool = True) -> list[str]:
    """Return numbers with as many decimals as tell those that differ apart, and from some others.

    Args:
        values: What is written.
        decimals: How many there are at least; a number below 1 gets as many digits that count.
        among: What values must not be taken for either.
        strip: Whether zeros at the end are left out.
    """
    known = sorted({*values, *among})
    # What the rounding of sums leaves of 0 is not a difference.
    gaps = [two - one for one, two in pairwise(known) if two - one > 1e-13 * max(abs(one), abs(two))]
    least = min([*gaps, *(abs(value) for value in values if value)], default=1.0)
    wanted = max(decimals, decimals - 1 - math.floor(math.log10(least))) if least < 1.0 else decimals
    while wanted < MOST_DECIMALS and len({f"{one:.{wanted}f}" for one in known}) <= len(gaps):
        wanted += 1
    texts = [f"{value:.{min(wanted, MOST_DECIMALS)}f}" for value in values]
    if strip:
        texts = [text.rstrip("0").rstrip(".") if "." in text else text for text in texts]
    return ["0" if strip and text == "-0" else text for text in texts]
