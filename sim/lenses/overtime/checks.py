"""What numbers may be: one line each for the doors of the models."""

from math import isfinite


def need(holds: bool, found: object, expected: str) -> None:
    """Make sure that something holds.

    Raises:
        ValueError: It does not; the message says what was found and what was expected.
    """
    if not holds:
        raise ValueError(f"found {found}, expected {expected}")


def share(value: float, name: str, *, inside: bool = False) -> None:
    """Make sure that a number is a share: 0 to 1, ends excluded if it must be inside.

    Raises:
        ValueError: It is not.
    """
    holds = 0.0 < value < 1.0 if inside else 0.0 <= value <= 1.0
    need(holds, f"{name} {value:g}", "a number between 0 and 1" if inside else "a number from 0 to 1")


def above(value: float, name: str, least: float = 0.0) -> None:
    """Make sure that a number is finite and above another.

    Raises:
        ValueError: It is not.
    """
    need(isfinite(value) and value > least, f"{name} {value:g}", f"a number above {least:g}")


def count(value: int, name: str) -> None:
    """Make sure that a number is whole and at least 1.

    Raises:
        ValueError: It is not.
    """
    need(value >= 1 and int(value) == value, f"{name} {value:g}", "a whole number from 1 up")
