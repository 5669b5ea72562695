"""Payoffs as exact fractions, so that a tie is a tie and no large number drowns a small one."""

from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rationals = NDArray[np.object_]
"""An array of `fractions.Fraction`."""
Integers = NDArray[np.object_]
"""An array of Python's whole numbers, which know no overflow."""
SIMPLE = 1_000_000
"""Largest denominator of a fraction that a float is taken for."""
ROUNDING = 4
"""Units in the last place within which a float is taken for a simple fraction: what a few sums may leave."""


def rational(value: float | Fraction) -> Fraction:
    """Return the fraction that a number was written as.

    A float stands for the simplest fraction nearby (0.1 for 1/10, and so does the 0.1 that a sum has come out at), or
    for the shortest decimal that reads as the same float.

    Example:
        >>> rational(0.1), rational(0.1 + 0.2), rational(1 / 3)
        (Fraction(1, 10), Fraction(3, 10), Fraction(1, 3))
    """
    if isinstance(value, Fraction):
        return value
    number = float(value)
    if number.is_integer():
        return Fraction(int(number))
    simple = Fraction(number).limit_denominator(SIMPLE)
    near = abs(float(simple) - number) <= ROUNDING * float(np.spacing(abs(number)))
    return simple if near else Fraction(repr(number))


def rationals(table: Any) -> Rationals:
    """Return an array of numbers as an array of fractions."""
    given = np.asarray(table)
    made = np.empty(given.shape, object)
    made.reshape(-1)[:] = [rational(value) for value in given.reshape(-1).tolist()]
    return made


def whole_numbers(table: Rationals) -> Integers:
    """Return fractions as whole numbers from 0 up with no common divisor, in the same order and proportion.

    A positive affine map: in a game it changes nobody's best answers.

    Example:
        >>> whole_numbers(rationals([0.5, 2.0, 0.75])).tolist()
        [0, 6, 1]
    """
    flat = table.reshape(-1).tolist()
    common = lcm(*(value.denominator for value in flat))
    numbers = [value.numerator * (common // value.denominator) for value in flat]
    least = min(numbers)
    divisor = gcd(*(number - least for number in numbers)) or 1
    made = np.empty(table.shape, object)
    made.reshape(-1)[:] = [(number - least) // divisor for number in numbers]
    return made
