"""Files written where a user says: nothing replaced unasked, and what was left out told."""

from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from sim.cli.doors import BadInputError
from sim.storage import check_writable


def free(paths: Iterable[Path], replace: bool) -> None:
    """Make sure that files can be written, and that nothing is written over unasked.

    Raises:
        BadInputError: One cannot be written, or is there already.
    """
    for path in paths:
        try:
            make = not path.parent.is_dir()
            check_writable(path.parent if make else path, folder=make)
            there = path.exists()
        except OSError as error:
            raise BadInputError(f"{error}.") from error
        if there and not replace:
            raise BadInputError(f"{path} is there already; say --replace to write over it.")


def written(path: Path, write: Callable[[], None]) -> None:
    """Write, and say in a sentence if it cannot be done."""
    try:
        write()
    except OSError as error:
        raise BadInputError(f"{path}: cannot be written ({error.strerror or error}).") from error


def tell_left_out(left_out: Iterable[str], err: bool = False) -> None:
    """List what was left out."""
    listed = list(left_out)
    if listed:
        typer.echo("\n".join(["Left out:", *(f"  {text}" for text in listed)]), err=err)
