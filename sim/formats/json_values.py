"""JSON that somebody else made -> values that know where they stand, so that faults have a line and a column.

The text is read by Python's own parser. Where a value stands is looked up only when something is wrong with it, by
going through the tokens a second time.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from sim.formats.files import bytes_of, fault, number
from sim.formats.text_encodings import SAVE_AS_UTF8
from sim.scenario.faults import ScenarioError, shown

Keys = tuple[str | int, ...]
"""The way to a value: keys of objects and places in lists, from the outermost in."""
MOST_DEPTH = 100
"""Deepest nesting at which the place of a value is reported."""
MOST_DIGITS = 4_300
"""Longest whole number that Python reads."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")


class _RefusedError(ValueError):
    """A fault that only a hook of the parser sees, which does not know where it is."""


@dataclass(frozen=True)
class Value:
    """A value in a file.

    Attributes:
        file: The file.
        text: What the file says.
        keys: The way to the value.
        said: The value as Python has it; None if there is none.
    """

    file: Path
    text: str
    keys: Keys
    said: Any

    def inside(self, key: str | int) -> "Value":
        """Return a value inside an object or a list."""
        held = self.said
        if isinstance(held, dict):
            return Value(self.file, self.text, (*self.keys, key), held.get(key))
        there = isinstance(held, list) and isinstance(key, int) and 0 <= key < len(held)
        return Value(self.file, self.text, (*self.keys, key), held[key] if there else None)

    def table(self, key: str) -> "Value":
        """Return an object inside another one.

        Raises:
            ScenarioError: It is not an object.
        """
        inner = self.inside(key)
        if not isinstance(inner.said, dict):
            raise inner.fault(f"{shown(inner.said)} as {key}", "an object")
        return inner

    def number(self, what: str) -> float:
        """Return a finite number.

        Raises:
            ScenarioError: It is not one.
        """
        try:
            return number(self.said, self.file, (0, 0), what)
        except ScenarioError as error:
            (told,) = error.faults
            raise self.fault(told.found, told.expected) from None

    def fault(self, found: str, expected: str) -> ScenarioError:
        """Return the error that this value is wrong or, if there is none, that what should hold it is."""
        known, offset = -1, 0
        for token in _tokens(self.text, len(self.keys)):
            deep = len(token.keys)
            if not token.is_key and deep > known and token.keys == self.keys[:deep]:
                known, offset = deep, token.offset
        return fault(self.file, place_of(self.text, offset), found, expected)


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def parsed(file: Path) -> Value:
    """Return the object that a JSON file holds.

    Raises:
        ScenarioError: It cannot be read, or is not a JSON object with finite numbers, distinct keys and
            whole characters.
    """
    data = bytes_of(file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = (data.count(b"\n", 0, error.start) + 1, 1)
        raise fault(file, place, "text that is not UTF-8", "JSON in UTF-8", SAVE_AS_UTF8) from error
    try:
        said = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise fault(file, (error.lineno, error.colno), f"text that is not JSON ({error.msg})", "JSON") from error
    except ScenarioError:
        raise
    except (RecursionError, ValueError) as error:
        raise _located(file, text) from error
    if not isinstance(said, dict):
        raise fault(file, (1, 1), shown(said), "an object")
    if _HALF.search(json.dumps(said, ensure_ascii=False)):
        raise _located(file, text)
    return Value(file, text, (), said)


def _refuse(name: str) -> NoReturn:
    raise _RefusedError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _RefusedError("a key that stands twice")
    return made


def _located(file: Path, text: str) -> ScenarioError:
    """Return the error for something that is JSON but is refused, at the first place where it occurs."""
    for token in _tokens(text, MOST_DEPTH + 1):
        said, place = token.said, place_of(text, token.offset)
        if token.again:
            return fault(file, place, f"the key {shown(token.keys[-1])}, which stands twice in one object", "each once")
        if said.startswith('"') and _HALF.search(json.loads(said, strict=False)):
            return fault(file, place, "half a character (a lone surrogate)", "whole characters")
        if said.strip("-") in ("NaN", "Infinity"):
            return fault(file, place, said, "finite numbers")
        if len(token.keys) > MOST_DEPTH or (said[0] in "-0123456789" and len(said) > MOST_DIGITS):
            return fault(file, place, "values nested too deep, or a number too long", "an ordinary profile")
    return fault(file, (1, 1), "values that cannot be read", "an ordinary profile")


@dataclass(frozen=True)
class _Token:
    """A key or the beginning of a value: the way to it, where it stands, and what stands there."""

    keys: Keys
    offset: int
    said: str
    is_key: bool
    again: bool = False


@dataclass
class _OpenContainer:
    """An object or list being read: which key or place comes next (None: a key), and the keys so far."""

    is_object: bool
    key: str | int | None
    seen: set[str]


def _tokens(text: str, deepest: int) -> Iterator[_Token]:
    """Yield the keys and values of a JSON text down to a given depth, in the order of the text."""
    inside: list[_OpenContainer] = []
    for match in _TOKEN.finditer(text):
        said, offset = match.group(), match.start()
        last = inside[-1] if inside else None
        if said in "}]":
            inside.pop()
        elif said == "," and last is not None:
            last.key = None if last.is_object else int(last.key or 0) + 1
        elif last is not None and last.key is None:
            last.key = str(json.loads(said, strict=False))
            if len(inside) <= deepest:
                yield _Token(_way(inside), offset, said, True, last.key in last.seen)
            last.seen.add(last.key)
        elif said != ":":
            if len(inside) <= deepest:
                yield _Token(_way(inside), offset, said, False)
            if said in "{[":
                inside.append(_OpenContainer(said == "{", None if said == "{" else 0, set()))


def _way(inside: list[_OpenContainer]) -> Keys:
    return tuple(one.key for one in inside if one.key is not None)
