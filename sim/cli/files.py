"""Files written where a user says: refusals in a sentence, and what was left out told."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sim.cli.doors import BadInputError, tell

T = TypeVar("T")


def writing(made: Callable[[], T]) -> T:
    """Return what a conversion makes, and say in a sentence if it cannot be read or written.

    Raises:
        BadInputError: It cannot be.
    """
    try:
        return made()
    except OSError as error:
        said = f"{error.filename}: cannot be written ({error.strerror})" if error.filename else str(error)
        raise BadInputError(f"{said}.") from error
    except ValueError as error:
        raise BadInputError(str(error)) from error


def tell_left_out(left_out: Iterable[str], err: bool = False) -> None:
    """List what was left out of other people's files, or read with some doubt."""
    listed = list(left_out)
    if listed:
        tell("\n".join(["Left out or read in doubt:", *(f"  {text}" for text in listed)]), err=err)
