"""Figures as people write them in tables: decimal points and commas, blanks between thousands, percent signs."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

MOST_DIGITS = 40
"""Longest figure that is read."""

_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_GAPS = re.compile("(?<=[0-9])[\\s\u00a0\u2009\u202f'\u2019](?=[0-9]{3}(?![0-9]))")
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")
_BOTH = re.compile(r"([-+]?[0-9]{1,3})((?:[.,][0-9]{3})*)([.,])([0-9]+)")


class AmbiguousFigureError(ValueError):
    """A figure that could mean either of two numbers; the message says which."""


@dataclass(frozen=True)
class CellNumber:
    """A number in a cell.

    Attributes:
        value: The number that is written, without the percent sign.
        percent: Whether a percent sign stands behind it.
    """

    value: float
    percent: bool


def figure_in(text: str) -> CellNumber | None:
    """Return a text as a figure; None if it is not one, or not finite.

    Raises:
        AmbiguousFigureError: A comma could separate thousands or decimals.
    """
    bare = text.strip()
    percent = bare.endswith("%")
    bare = _GAPS.sub("", bare.removesuffix("%").strip()).replace("\u2212", "-")
    if len(bare) > MOST_DIGITS:
        return None
    if not _PLAIN.fullmatch(bare):
        bare = _with_point(bare)
    if not _PLAIN.fullmatch(bare):
        return None
    value = float(bare)
    return CellNumber(value, percent) if math.isfinite(value) else None


def _with_point(text: str) -> str:
    """Return a figure with a decimal comma, or with marks between thousands, as one with a decimal point."""
    if _THOUSANDS.fullmatch(text) and text.count(",") == 1:
        raise AmbiguousFigureError(f"{text.replace(',', '.')} or {text.replace(',', '')}")
    if _DECIMAL_COMMA.fullmatch(text):
        return text.replace(",", ".")
    if _THOUSANDS.fullmatch(text) or _THOUSANDS.fullmatch(text.replace(".", ",")):
        return text.replace(",", "").replace(".", "")
    both = _BOTH.fullmatch(text)
    if both and both[2] and both[3] not in both[2] and len(set(both[2]) & {".", ","}) == 1:
        return f"{both[1]}{both[2].replace('.', '').replace(',', '')}.{both[4]}"
    return text


def percents(text: str) -> str:
    """Return a number that a program shows as a percentage, as it shows it: 0.2 is 20%."""
    try:
        shown = Decimal(text).scaleb(2)
    except ArithmeticError:
        return text
    return f"{float(shown):.15g}%" if shown.is_finite() and abs(shown) < Decimal("1e15") else text
