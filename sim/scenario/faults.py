"""Faults: what is wrong with a scenario, where it stands, what was expected, and what was probably meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["fault", "warning"]
Path = tuple[str | int, ...]
"""Keys and list positions from the top of a scenario to a place in it."""

UNKNOWN_KEY = "an unknown key"
"""What is found where no field or entry has that name."""

_LONGEST = 60
_MOST_NAMES = 20


@dataclass(frozen=True)
class Problem:
    """Something wrong with stated data, before it is known in which file and where it was written.

    Attributes:
        path: Where in the data.
        found: What is there, in words.
        expected: What should be there, in words.
        hint: A sentence on what was probably meant or what to do; may be empty.
        severity: A fault keeps the scenario from being played, a warning does not.
        at_key: Whether the key at the path is wrong, not the value.
    """

    path: Path
    found: str
    expected: str
    hint: str = ""
    severity: Severity = "fault"
    at_key: bool = False


@dataclass(frozen=True)
class Fault:
    """Something wrong with a scenario, and where it is written.

    Attributes:
        file: The file, or the command-line option, in which it stands.
        line: Line, counted from 1; 0 where lines mean nothing, as on the command line.
        column: Column, counted from 1; 0 in the same cases.
        path: Dotted ids of the place; empty for the whole file.
        found: What is there, in words.
        expected: What should be there, in words.
        hint: A sentence on what was probably meant or what to do; may be empty.
        severity: A fault keeps the scenario from being played, a warning does not.
    """

    file: str
    line: int
    column: int
    path: str
    found: str
    expected: str
    hint: str = ""
    severity: Severity = "fault"

    def __str__(self) -> str:
        """Return one plain line."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        kind = "warning: " if self.severity == "warning" else ""
        path = f"{self.path}: " if self.path else ""
        hint = f" {self.hint}" if self.hint else ""
        return _one_line(f"{where}: {kind}{path}found {self.found}, expected {self.expected}.{hint}")


class ScenarioError(ValueError):
    """A scenario that cannot be used, with everything that is wrong with it.

    Attributes:
        faults: All faults, in the order in which they are written.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults; the message lists them, one a line."""
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Fault, ...]]]:
        """Pickle as the faults, since the message is made from them."""
        return type(self), (self.faults,)


def dotted(path: Path) -> str:
    """Return a path as dotted ids."""
    return ".".join(str(part) for part in path)


def shown(value: Any) -> str:
    """Return what was found, in a few words on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def one_of(names: Iterable[str]) -> str:
    """Return the names that are allowed, as an expectation."""
    listed = list(names)
    if not listed:
        return "none, since there are none"
    if len(listed) == 1:
        return listed[0]
    more = f" and {len(listed) - _MOST_NAMES} more" if len(listed) > _MOST_NAMES else ""
    return f"one of {', '.join(listed[:_MOST_NAMES])}{more}"


def known(name: str, names: Iterable[str], kind: str) -> str:
    """Return a name, having made sure that it is one of the existing names.

    Raises:
        ValueError: It is not.
    """
    listed = list(names)
    if name not in listed:
        if not listed:
            raise ValueError(f"There is no {kind} {name!r}; there are none.")
        hint = did_you_mean(name, listed)
        raise ValueError(f"There is no {kind} {name!r}; expected {one_of(listed)}.{' ' if hint else ''}{hint}")
    return name


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return the question whether the nearest name was meant; empty if none is near."""
    near = nearest(word, names)
    return "" if near is None else f"Did you mean {near}?"


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the name most like a word; none if none is near."""
    by_form = {_form(name): name for name in names}
    near = get_close_matches(_form(word[:200]), by_form, n=1, cutoff=0.6)
    return by_form[near[0]] if near else None


def _form(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")


def _one_line(text: str) -> str:
    """Return text with every line break and control character written out, so that a fault stays one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
