"""Payoffs as exact fractions, so that a tie is a tie and no large number drowns a small one."""

from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rationals = NDArray[np.object_]
"""An array of `fractions.Fraction`."""
Integers = NDArray[np.object_]
"""An array of Python's whole numbers, which cannot overflow."""
SURE_DIGITS = 15
"""Digits of a decimal that a float always keeps: with this many or fewer, the float is what was written."""
SHORT_DIGITS = 12
"""Most digits of a decimal for which a float is taken that misses it by a little."""
ROUNDING = 4
"""Units in the last place within which a float is taken for a simpler number: what a few sums may leave."""
CHANCE = 1e-4
"""How likely it may be that a meaningless float lies so near to a fraction that it is taken for it."""


def rational(value: float | Fraction, largest: float = 0.0) -> Fraction:
    """Return the fraction that a number was written as.

    A float stands for the shortest decimal that reads as the same float; if that is so long that it cannot have been
    written, for a simple fraction or a short decimal nearby, as sums of floats leave them.

    Args:
        value: The number.
        largest: The largest number that it may be a sum or difference of.

    Example:
        >>> rational(0.1), rational(0.1 + 0.2), rational(1 / 3)
        (Fraction(1, 10), Fraction(3, 10), Fraction(1, 3))
    """
    if isinstance(value, Fraction):
        return value
    number = float(value)
    if number.is_integer():
        return Fraction(int(number))
    text, unit = repr(number), float(np.spacing(abs(number)))
    miss = ROUNDING * max(unit, float(np.spacing(abs(largest))))
    _, digits, exponent = Decimal(text).as_tuple()
    if len(digits) <= SURE_DIGITS and 10.0 ** int(exponent) > ROUNDING * float(np.spacing(abs(largest))):
        return Fraction(text)
    simple = Fraction(number).limit_denominator(max(1, int(sqrt(CHANCE / unit)))) if unit < CHANCE else Fraction(0)
    if abs(float(simple) - number) <= ROUNDING * unit:
        return simple
    short = Fraction(f"{number:.{SHORT_DIGITS}g}")
    # A sum may miss a short decimal by its own rounding only where that is finer than the decimal.
    meant = abs(float(short) - number) <= miss < abs(number) / 10 ** (SHORT_DIGITS - 2)
    return short if meant else Fraction(text)


def rationals(table: Any) -> Rationals:
    """Return an array of numbers of one unit as an array of fractions."""
    given = np.asarray(table)
    made = np.empty(given.shape, object)
    numbers = given.reshape(-1).tolist()
    largest = max((abs(float(value)) for value in numbers), default=0.0)
    made.reshape(-1)[:] = [rational(value, largest) for value in numbers]
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
