"""Wrong calls of the public functions, generated from their signatures: each must be refused by the argument's name.

`python -m tests.wrong_calls 3000 1` makes so many under a seed, and prints those that were not refused well.
"""

import inspect
import random
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

import sim
from sim import analysis, lenses, studies

FACES = {"": sim, "lenses.": lenses, "analysis.": analysis, "studies.": studies}
"""What people call, and where they find it."""

RIGHT: Mapping[str, Any] = {
    "scenario": sim.load("pie"),
    "outcome": "agreed",
    "target": 0.5,
    "changes": ["left_waits"],
    "vary": ["parties.left.tactic.from=0.1:0.9:3"],
    "choices": [["left_waits"]],
    "ask": ["doubt"],
    "other": sim.load("pie"),
    "name": "prisoners_dilemma",
    "name_or_path": "pie",
    "data": ".",
    "file": "scenario.yaml",
    "folder": ".",
    "files": ["file"],
    "to": "genius",
    "out": "out",
    "path": "path",
    "runs": 1,
}
"""Arguments that functions cannot do without."""


class Odd:
    """A value of a type that nothing expects."""

    def __repr__(self) -> str:
        """Raise, as a stranger's may."""
        raise RuntimeError("no text")


NOTHING = (Odd(), object(), b"bytes", 1 + 2j, {1, 2})
WRONG: Mapping[Any, tuple[Any, ...]] = {
    int: (
        1.5,
        True,
        False,
        "7",
        None,
        [],
        float("nan"),
        float("inf"),
        np.bool_(True),
        np.float64(2.5),
        2**80,
        *NOTHING,
    ),
    float: (True, "0.5", [], float("nan"), float("inf"), -float("inf"), np.bool_(False), 10**400, *NOTHING),
    bool: (0, 1, "yes", 1.0, [], np.int64(1), *NOTHING),
    str: (5, 1.5, True, [], {}, Path("x"), *NOTHING),
    "word": ("monte", "", 5, True, [], *NOTHING),
    "list": ("left_waits", 5, True, 1.5, {"a": 1}, *NOTHING),
    "mapping": ("a=1", 5, True, [1], *NOTHING),
    "array": ("1, 2", 5, 1.5, None, {"a": 1}, ["a", "b"], [[1, 2], [3]], [None], *NOTHING),
    "class": (5, True, 1.5, [], *NOTHING),
}
"""Values that do not fit, by kind of type; what one alternative of several takes is left out."""


def public() -> dict[str, Any]:
    """Return the public functions by name."""
    return {
        f"{face}{name}": one
        for face, module in FACES.items()
        for name in module.__all__
        if inspect.isfunction(one := getattr(module, name))
    }


def _hints(function: Any) -> dict[str, Any]:
    """Return the types of a function's arguments; aliases of `type`, as NumPy's of arrays, are what they stand for."""
    return {name: getattr(hint, "__value__", hint) for name, hint in typing.get_type_hints(function).items()}


def wrong_values(hint: Any) -> list[Any]:
    """Return values that no alternative of a type takes."""
    options = _options(hint)
    if typing.get_origin(hint) is np.ndarray or "_array_like" in str(hint):
        return list(WRONG["array"])
    if any(option is Any for option in options):
        return []
    pools = [WRONG.get(_kind(option), WRONG["class"]) for option in options]
    return [value for value in pools[0] if not any(_takes(option, value) for option in options)]


def _options(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return tuple(inner for option in typing.get_args(hint) for inner in _options(option))
    return (hint,)


def _kind(option: Any) -> Any:
    origin = typing.get_origin(option)
    if origin is Literal:
        return "word"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "mapping"
    return "list" if isinstance(origin, type) and issubclass(origin, typing.Iterable) else option


def _takes(option: Any, value: Any) -> bool:
    """Return whether a value that is wrong for one alternative is right for another."""
    if option is type(None):
        return value is None
    if option is str:
        return isinstance(value, str)
    kind = _kind(option)
    if kind == "mapping":
        return isinstance(value, Mapping)
    if kind == "list":
        return isinstance(value, list)
    return isinstance(option, type) and option not in {int, float, bool} and isinstance(value, option)


def right_value(hint: Any, name: str) -> Any:
    """Return a value of a type, of which nothing more is known than that it may be given."""
    if name in RIGHT:
        return RIGHT[name]
    if typing.get_origin(hint) is np.ndarray:
        return np.ones((2, 2), typing.get_args(typing.get_args(hint)[1])[0])
    option = _options(hint)[0]
    plain = {int: 1, float: 0.5, str: "a", bool: True, "list": [], "mapping": {}, "word": "a"}
    if "_array_like" in str(hint):
        return [[1.0, 2.0]]
    if typing.get_origin(option) is tuple:
        return tuple(right_value(one, "") for one in typing.get_args(option) if one is not ...)
    if typing.get_origin(option) is Callable:
        return print
    kind = _kind(option)
    if kind in plain:
        return plain[kind]
    return np.random.default_rng(1) if kind is np.random.Generator else object.__new__(kind)


def calls(count: int, seed: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield so many wrong calls: the function, the argument that is wrong, and all arguments."""
    luck = random.Random(seed)
    functions = public()
    slots = [
        (name, argument, wrong)
        for name, function in functions.items()
        for argument, hint in _hints(function).items()
        if argument != "return" and (wrong := wrong_values(hint))
    ]
    for _ in range(count):
        name, argument, wrong = luck.choice(slots)
        hints = _hints(functions[name])
        needed = {
            one.name: right_value(hints[one.name], one.name)
            for one in inspect.signature(functions[name]).parameters.values()
            if one.default is inspect.Parameter.empty
        }
        if luck.random() < 0.1:
            yield name, f"{argument}z", {**needed, f"{argument}z": 1}
        else:
            yield name, argument, {**needed, argument: luck.choice(wrong)}


def refused(name: str, argument: str, arguments: Mapping[str, Any]) -> str:
    """Return what is wrong with how a call was refused; empty if nothing is."""
    try:
        public()[name](**arguments)
    except (TypeError, ValueError) as error:
        said = str(error)
        return "" if argument in said and "\n" not in said else f"{type(error).__name__}: {said}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "taken"


def main() -> None:
    """Make wrong calls; print those that were not refused well, and how many there were."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    bad = 0
    for name, argument, arguments in calls(count, seed):
        said = refused(name, argument, arguments)
        if said:
            bad += 1
            print(f"{name}({argument}=<{type(arguments[argument]).__name__}>): {said}")
    print(f"{count} wrong calls of {len(public())} functions, {bad} not refused by name")


if __name__ == "__main__":
    main()
