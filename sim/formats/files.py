"""Files that somebody else made: opened within limits, with faults that say where they stand."""

import math
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sim.scenario.faults import Fault, ScenarioError, shown
from sim.scenario.files import read
from sim.texts import shortened

MOST_BYTES = 5_000_000
"""Largest file that is read."""
LARGEST = 1e12
"""Largest absolute value of a number that is read."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""A character that does not belong in text."""
_UNSEEN = {"Cc", "Zl", "Zp"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def fault(file: Path | str, place: tuple[int, int], found: str, expected: str, hint: str = "") -> ScenarioError:
    """Return the error for one thing that is wrong with a file.

    Args:
        file: Which file.
        place: Line and column from 1; zeros if that is not known.
        found: What is there.
        expected: What should be there.
        hint: What was probably meant or what to do.
    """
    return ScenarioError([Fault(str(file), *place, "", found, expected, hint)])


def bytes_of(file: Path, most: int = MOST_BYTES) -> bytes:
    """Return what a file holds.

    Args:
        file: Which file.
        most: Most bytes that are read.

    Raises:
        ScenarioError: It is not a regular file, is too large, or cannot be read.
    """
    return read(file, most)


def head_of(file: Path) -> bytes:
    """Return how a file begins, without the zeros of wide encodings; nothing if it cannot be read."""
    try:
        if not file.is_file():
            return b""
        with file.open("rb") as opened:
            return opened.read(4096).replace(b"\0", b"")
    except (OSError, ValueError):
        return b""


def number(text: object, file: Path | str, place: tuple[int, int], what: str) -> float:
    """Return a finite number.

    Raises:
        ScenarioError: It is not one, or is larger than `LARGEST`.
    """
    try:
        if isinstance(text, bool) or not isinstance(text, str | int | float) or "_" in str(text)[:400]:
            raise ValueError
        value = float(text)
    except (ValueError, OverflowError):
        raise fault(file, place, f"{shown(text)} as {what}", "a number") from None
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise fault(file, place, f"{shown(text)} as {what}", f"a finite number of at most {LARGEST:g}")
    return value


def one_line(text: str) -> str:
    """Return a text with blanks in place of control characters and line breaks, so that it is one line."""
    return "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)


def today() -> str:
    """Return today, the day on which an imported scenario is said to begin, since such files state none."""
    return datetime.now().astimezone().date().isoformat()


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; a name that no file system accepts is not one."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def in_folders(files: Sequence[Path], suffix: str) -> list[Path]:
    """Return all files that are named, and from folders those with these endings, sorted by name.

    Raises:
        ScenarioError: A folder cannot be read.
    """
    found: list[Path] = []
    for file in files:
        if not is_folder(file):
            found.append(file)
            continue
        try:
            found += sorted(one for one in file.iterdir() if one.suffix.lower() == suffix and one.is_file())
        except OSError as error:
            raise fault(file, (0, 0), f"a folder that cannot be read ({_why(error)})", "a folder of files") from error
    return found


def is_there(path: Path) -> bool:
    """Return whether there is a file or folder of this name.

    Raises:
        ScenarioError: That cannot be known: a folder on the way may not be entered, or the name is too long.
    """
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        raise fault(path, (0, 0), f"a name that cannot be looked up ({_why(error)})", "a file or folder") from error


def _why(error: Exception) -> str:
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "it cannot be opened"


MOST_NAME_BYTES = 200
"""Most bytes of the name of a file that is named after a text."""


def _bytes(text: str) -> int:
    return len(os.fsencode(text))


def file_names(names: Iterable[str], suffix: str) -> list[str]:
    """Return a file name for each name, all different whatever the system, and safe to write."""
    taken: set[str] = set()
    made = []
    for name in names:
        stem = _UNSAFE.sub("_", name).strip(". ")
        # File systems count bytes, and a letter may take several; a number and an ending may follow.
        stem = shortened(shortened(stem, 100, ""), MOST_NAME_BYTES, "", size=_bytes) or "file"
        tried, count = stem, 1
        while tried.lower() in taken:
            count += 1
            tried = f"{stem} {count}"
        taken.add(tried.lower())
        made.append(f"{tried}{suffix}")
    return made
