"""The one way in which files are read back: ordinary files of bounded size, and JSON of bounded depth and digits."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from sim.scenario.faults import Fault, ScenarioError
from sim.storage.reader import ordinary_bytes
from sim.texts import shortened, shortened_inside

JsonValue = dict[str, Any] | list[Any] | str | int | float | bool | None
"""What a JSON text holds."""

MOST_BYTES = 64_000_000
"""Largest file that is read unless a reader says otherwise."""

MOST_DEPTH = 60
"""Deepest nesting of JSON that is read; Parley writes at most a dozen levels."""

MOST_DIGITS = 400
"""Longest number in JSON that is read."""


def read(path: str | Path, most: int = MOST_BYTES, expected: str = "a file") -> bytes:
    """Return what an ordinary file holds.

    Pipes and devices are never waited for, and a file that grows or lies about its size is read only up to the limit.

    Args:
        path: Which file.
        most: Most bytes that it may hold.
        expected: What should be there, for the fault.

    Raises:
        ScenarioError: It is not an ordinary file, is larger than `most`, or cannot be read.
    """
    named = Path(path)
    try:
        data = ordinary_bytes(named, most)
    except (OSError, ValueError) as error:
        raise unreadable(named, _why(error), expected) from error
    if len(data) > most:
        raise unreadable(named, f"a file of {_size(named, most)} bytes", f"at most {most:,}")
    return data


def _size(path: Path, most: int) -> str:
    """Return how large a file says it is; some say less than they hold."""
    size = path.stat().st_size
    return f"{size:,}" if size > most else f"more than {most:,}"


def read_text(path: str | Path, most: int = MOST_BYTES, expected: str = "a file of text") -> str:
    """Return what an ordinary file of UTF-8 text holds.

    Raises:
        ScenarioError: It is not one.
    """
    data = read(path, most, expected)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise unreadable(Path(path), found, expected, (line, column)) from error


def read_json(path: str | Path, most: int = MOST_BYTES, expected: str = "a file of JSON") -> JsonValue:
    """Return what an ordinary file of JSON holds.

    Raises:
        ScenarioError: It is not one, is nested too deep, or holds numbers or text that Parley never writes.
    """
    return parse_json(read_text(path, most, expected), Path(path), expected)


def parse_json(text: str, source: Path, expected: str = "JSON") -> JsonValue:
    """Return what a text of JSON holds.

    Args:
        text: The text.
        source: Where it stands, for the fault.
        expected: What should be there, for the fault.

    Raises:
        ScenarioError: It is not JSON, or is beyond the limits.
    """
    try:
        value: JsonValue = json.loads(
            text,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
            object_pairs_hook=_mapping,
        )
    except json.JSONDecodeError as error:
        found = f"text that is not JSON ({error.msg[:1].lower()}{error.msg[1:]})"
        raise unreadable(source, found, expected, (error.lineno, error.colno)) from error
    except RecursionError as error:
        raise unreadable(source, "JSON that is nested too deep", f"at most {MOST_DEPTH} levels") from error
    except ValueError as error:
        raise unreadable(source, str(error), expected) from error
    _check(value, source)
    return value


def unreadable(path: Path, found: str, expected: str, place: tuple[int, int] = (0, 0)) -> ScenarioError:
    """Return the error for a file that cannot be used.

    Args:
        path: Which file.
        found: What is there, in words.
        expected: What should be there.
        place: Line and column from 1; zeros where the whole file is meant.
    """
    return ScenarioError([Fault(shortened_inside(str(path), 300), *place, "", found, expected)])


def _why(error: Exception) -> str:
    """Return in words what kept a file from being read."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return f"a file that cannot be read ({error.strerror or error})"
    return "a name that cannot be opened" if "null" in str(error) else str(error)


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number of {len(digits):,} digits")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if len(digits) > MOST_DIGITS or not math.isfinite(value):
        raise ValueError(f"the number {shortened(digits, 40)}, which is out of range")
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which JSON does not have")


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise ValueError(f"the key {shortened(twice, 60)!r} twice")
    return made


def _check(value: JsonValue, source: Path) -> None:
    """Make sure that nothing is nested too deep and that every text is valid."""
    todo: list[tuple[Any, int]] = [(value, 1)]
    while todo:
        part, depth = todo.pop()
        if depth > MOST_DEPTH:
            raise unreadable(source, "JSON that is nested too deep", f"at most {MOST_DEPTH} levels")
        if isinstance(part, str):
            _check_text(part, source)
        elif isinstance(part, Mapping):
            todo += [(inner, depth + 1) for pair in part.items() for inner in pair]
        elif isinstance(part, list):
            todo += [(inner, depth + 1) for inner in part]


def _check_text(text: str, source: Path) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        found = f"half a character (\\u{ord(text[error.start]):04x}) in a text"
        raise unreadable(source, found, "whole characters") from error
