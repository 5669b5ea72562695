"""What was played and cannot be written where it should be is offered another place, rather than lost."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from sim.cli.doors import BadInputError, complain
from sim.texts.places import for_terminal

ASKED = "--out, another place for it (nothing: leave it)"
"""What is asked on a terminal."""
UNNAMED = "result"
"""What is left among temporary files is called so, where it had no name of its own."""


def all_written(write: Callable[[Path], object], places: Iterable[Path], what: str) -> None:
    """Write something to several places, as `written` does; one that fails does not keep the others from being written.

    Raises:
        BadInputError: It is not everywhere that it should be.
    """
    failed = []
    for place in places:
        try:
            written(write, place, what)
        except BadInputError as error:
            failed.append(error)
    if failed:
        complain(failed[:-1])
        raise failed[-1]


def written(write: Callable[[Path], object], out: Path, what: str) -> Path:
    """Write something where it should be, or where the user says instead.

    On a terminal another place is asked for. Where nobody can be asked it is left in a new temporary folder.

    Args:
        write: Writes it under a name.
        out: That name.
        what: What it is, in words: `the result`.

    Returns:
        Where it was written.

    Raises:
        BadInputError: It is nowhere, or not where it should be; the message says where it is.
    """
    there, misplaced = placed(write, out, what)
    if misplaced is not None:
        raise misplaced
    return there


def placed(write: Callable[[Path], object], out: Path, what: str) -> tuple[Path, BadInputError | None]:
    """Write something as `written` does, for a command that goes on where it was written.

    Returns:
        Where it was written and, if that is not where it should be, the error with which the command should end.

    Raises:
        BadInputError: It is nowhere.
    """
    try:
        write(out)
        return out, None
    except OSError as error:
        why = _why(error)
    complain([f"--out: {what} cannot be saved in {out} ({why})."])
    there = _asked(write) if _somebody_there() else None
    if there is not None:
        return there, None
    left = _left(write, Path(os.path.realpath(out)).name or UNNAMED)
    if left is None:
        raise BadInputError(f"--out: {what} could not be saved anywhere, not among temporary files either.")
    return left, BadInputError(f"--out: {what} is in {left} instead; move it where it should be.")


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).rstrip(".")


def _somebody_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _asked(write: Callable[[Path], object]) -> Path | None:
    """Ask for a place until one takes it; none if none is named."""
    while True:
        try:
            named = typer.prompt(ASKED, default="", show_default=False, err=True)
        except typer.Abort:
            return None
        if not named:
            return None
        try:
            write(Path(named).expanduser())
            return Path(named).expanduser()
        except (OSError, ValueError, RuntimeError) as error:  # the last: ~ of nobody
            complain([for_terminal(f"{named}: {error}")])


def _left(write: Callable[[Path], object], name: str) -> Path | None:
    """Leave it in a new folder that nobody else may look into; none if that cannot be written either."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="parley-"))
    except OSError:
        return None
    try:
        write(folder / name)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return folder / name
