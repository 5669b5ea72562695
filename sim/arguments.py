"""The door of the public functions: every argument is held to what the signature says before anything is done with it.

`checked` wraps a function. Types come from its annotations, ranges from the table `RANGES`, by the argument's name.
NumPy integers are integers and NumPy booleans are flags; a flag is not a number, a number is not a flag, a text is not
a list. A float stands for a whole number only if it is one, and is taken as that. What is wrong is a `TypeError` or a
`ValueError` in a sentence that names the argument.
"""

import inspect
import math
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache, wraps
from numbers import Integral, Real
from typing import Any, Literal, ParamSpec, TypeVar, Union

from sim.scenario.faults import did_you_mean, one_of, shown
from sim.texts import shortened

P = ParamSpec("P")
R = TypeVar("R")

INT64 = (-(2**63), 2**63 - 1)
COUNT = (1, 10**9)
SHARE = (0, 1)
RANGES: Mapping[str, tuple[float, float]] = {
    "alpha": SHARE,
    "backtest.runs": (0, COUNT[1]),
    "beta": (0, 10**6),
    "block": COUNT,
    "boxes": (1, 1_000),
    "cases": COUNT,
    "count": (0, 10**15),
    "d1": SHARE,
    "d2": SHARE,
    "days": (0, 10**6),
    "delta": SHARE,
    "density": SHARE,
    "depth": (1, 1_000),
    "horizon": (1, 10**6),
    "least": SHARE,
    "diff.runs": (0, COUNT[1]),
    "lens_table.runs": (0, COUNT[1]),
    "level": (-(10**12), 10**12),
    "luck": COUNT,
    "members": (1, 10**6),
    "most": COUNT,
    "p": SHARE,
    "parts": (2, 1_000),
    "paths": COUNT,
    "player": (0, 1_000),
    "precision": (0, 10**9),
    "pessimism": SHARE,
    "points": COUNT,
    "probe_runs": COUNT,
    "processes": (1, 4_096),
    "q": SHARE,
    "repeats": COUNT,
    "resamples": COUNT,
    "rounds": (1, 1_000),
    "run": (0, 2**63 - 1),
    "runs": COUNT,
    "samples": COUNT,
    "seed": INT64,
    "step": (10**-9, 10**6),
    "target": SHARE,
    "threads": (1, 4_096),
}
"""What a number may be, by the argument's name, or by FUNCTION.ARGUMENT; others are of 64 bits, or finite."""


class RefusalError(Exception):
    """A value that does not fit; carries what was expected, and whether the type or the value is at fault."""

    def __init__(self, expected: str, kind: type[Exception] = TypeError, hint: str = "") -> None:
        """Keep what was expected."""
        super().__init__(expected)
        self.expected, self.kind, self.hint = expected, kind, hint


def door(found: Any, package: str, name: str) -> Any:
    """Return what a package gives people under a name: a function that holds its arguments to its signature."""
    return checked(found, package, name) if inspect.isfunction(found) else found


def checked(function: Callable[P, R], package: str = "sim", name: str = "") -> Callable[P, R]:
    """Return a public function that holds its arguments to its signature.

    Args:
        function: The function.
        package: Where people find it.
        name: Under which name; by default its own.

    Raises:
        TypeError: An argument is missing, unknown or of another type.
        ValueError: An argument is out of range, or none of the names that there are.
    """
    signature, called = inspect.signature(function), name or function.__name__

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        _check_names(called, signature, kwargs)
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{called}: {error}") from None
        hints = _hints(function)
        for name, value in given.arguments.items():
            kind = signature.parameters[name].kind
            if name in hints and kind not in {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}:
                given.arguments[name] = fitted(called, name, value, hints[name])
        return function(*given.args, **given.kwargs)

    # Found again by that name in other processes.
    guarded.__module__, guarded.__name__, guarded.__qualname__ = package, called, called
    return guarded


def _check_names(called: str, signature: inspect.Signature, given: Mapping[str, Any]) -> None:
    known = signature.parameters
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in known.values()):
        return
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known)
            said = f"{called}: there is no argument {name!r}; expected {one_of(known)}."
            raise TypeError(f"{said}{' ' if hint else ''}{hint}")


@cache
def _hints(function: Callable[..., Any]) -> Mapping[str, Any]:
    """Return the types that a function's arguments have."""
    hints = typing.get_type_hints(function)
    # NumPy names what is like an array by an alias of `type` where Python has such aliases.
    return {name: getattr(hint, "__value__", hint) for name, hint in hints.items() if name != "return"}


def fitted(function: str, name: str, value: Any, hint: Any) -> Any:
    """Return an argument as the function takes it.

    Args:
        function: The function's name.
        name: The argument's.
        value: What was given.
        hint: The type it should have.

    Raises:
        TypeError: It is of another type.
        ValueError: It is out of range.
    """
    try:
        own = f"{function}.{name}"
        return _fit(own if own in RANGES else name, value, hint)
    except RefusalError as refusal:
        hint_text = f" {refusal.hint}" if refusal.hint else ""
        said = f"{function}: {name} is {described(value)}, expected {refusal.expected}.{hint_text}"
        raise refusal.kind(said) from None


def described(value: Any) -> str:
    """Return what was given, in a few words of one line."""
    if isinstance(value, bool | str | int | float | type(None) | Mapping | list | tuple):
        text = "None" if value is None else repr(value) if isinstance(value, bool) else shown(value)
        return text if not isinstance(value, Mapping | list | tuple) or not value else f"{text} ({_start(value)})"
    return f"{_start(value)}, of the type {type(value).__name__}"


def _start(value: Any) -> str:
    try:
        text = " ".join(repr(value).split())
    except Exception:  # whatever a stranger's repr does
        text = "something"
    return shortened(text, 60)


def _fit(name: str, value: Any, hint: Any) -> Any:
    origin, options = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or isinstance(hint, TypeVar):
        return value
    if (numbers := _array_of(hint, origin, options)) is not None:
        return _fit_array(value, numbers)
    if origin in {Union, types.UnionType}:
        return _fit_any(name, value, options)
    if origin is Literal:
        return _fit_word(value, options)
    if origin is typing.Annotated:
        return _fit(name, value, options[0])
    scalar = SCALARS.get(hint) if isinstance(hint, type) else None
    if scalar is not None:
        return scalar(name, value)
    if origin is not None and isinstance(origin, type):
        return _fit_container(name, value, (origin, options))
    if hint is None or hint is type(None):
        return _instance(value, type(None), "None")
    if not isinstance(hint, type):
        return value
    return _fit_settings(_instance(value, hint, f"{_article(hint.__name__)} {hint.__name__}"))


def _fit_any(name: str, value: Any, options: Sequence[Any]) -> Any:
    """Return a value as the first of several types that it fits; say all that it may be, or what the nearest says."""
    refusals = []
    for option in options:
        try:
            return _fit(name, value, option)
        except RefusalError as refusal:
            refusals.append(refusal)
    wrong = [refusal for refusal in refusals if refusal.kind is ValueError]
    if wrong:
        raise wrong[0]
    hint = next((refusal.hint for refusal in refusals if refusal.hint), "")
    raise RefusalError(" or ".join(dict.fromkeys(refusal.expected for refusal in refusals)), hint=hint)


def _fit_settings(value: Any) -> Any:
    """Return a value of which each field is checked, if it only bundles plain settings."""
    if not is_dataclass(value) or isinstance(value, type) or not type(value).__module__.startswith("sim."):
        return value
    hints = typing.get_type_hints(type(value))
    if not all(_is_setting(hints[field.name]) for field in fields(value)):
        return value
    return replace(value, **{field.name: _field(value, field.name, hints[field.name]) for field in fields(value)})


def _is_setting(hint: Any) -> bool:
    options = typing.get_args(hint) if typing.get_origin(hint) in {Union, types.UnionType} else (hint,)
    return all(one in {int, float, bool, str, type(None)} or typing.get_origin(one) is Literal for one in options)


def _field(value: Any, name: str, hint: Any) -> Any:
    given = getattr(value, name)
    try:
        return _fit(name, given, hint)
    except RefusalError as refusal:
        found = f"{type(value).__name__} whose {name} is {refusal.expected}, not {described(given)}"
        raise RefusalError(found, refusal.kind, refusal.hint) from None


def _fit_word(value: Any, words: Sequence[Any]) -> Any:
    if not isinstance(value, str):
        if value in words and not isinstance(value, float):
            return value
        raise RefusalError(one_of(repr(word) for word in words))
    if value not in words:
        raise RefusalError(
            one_of(repr(word) for word in words), ValueError, did_you_mean(value, [str(word) for word in words])
        )
    return str(value)


def _fit_container(name: str, value: Any, kind: tuple[Any, Sequence[Any]]) -> Any:
    origin, options = kind
    if origin is Callable:
        return _function(value)
    if issubclass(origin, Mapping):
        return _fit_mapping(name, value, options)
    if origin is type:
        return _instance(value, type, "a class")
    if issubclass(origin, Iterable) and origin is not str:
        length = len(options) if origin is tuple and options and options[-1] is not Ellipsis else None
        return _fit_list(name, value, options[0] if options else Any, length)
    return _instance(value, origin, f"{_article(origin.__name__)} {origin.__name__}")


def _function(value: Any) -> Any:
    if not callable(value):
        raise RefusalError("a function")
    return value


ARRAYS: Mapping[str, tuple[str, str]] = {
    "float64": ("iuf", "numbers"),
    "int64": ("iu", "whole numbers"),
    "bool": ("b", "flags"),
}
"""What an array of a type may be made of: NumPy's kinds of figures, and what they are called."""


def _array_of(hint: Any, origin: Any, options: Sequence[Any]) -> str | None:
    """Return the type of an array's figures, none for another type; told by names, so that NumPy is not imported."""
    if getattr(origin, "__module__", "") == "numpy" and origin.__name__ == "ndarray":
        return str(typing.get_args(options[1])[0].__name__).rstrip("_")
    return "float64" if origin is Union and any("_array_like" in str(one) for one in options) else None


def _fit_array(value: Any, figures: str) -> Any:
    import numpy as np

    kinds, called = ARRAYS[figures]
    refusal = RefusalError(f"an array of {called}")
    if not isinstance(value, np.ndarray | list | tuple):
        raise refusal
    try:
        made = np.asarray(value)
    except ValueError:
        raise RefusalError(f"an array of {called}, as many in every row", ValueError) from None
    if made.ndim == 0 or (made.dtype.kind not in kinds and made.size):
        raise refusal
    return made.astype(figures, copy=False)


def _fit_mapping(name: str, value: Any, options: Sequence[Any]) -> Any:
    if not isinstance(value, Mapping):
        raise RefusalError("a mapping")
    if not options:
        return value
    return {_fit(name, key, options[0]): _fit(name, inner, options[1]) for key, inner in value.items()}


def _fit_list(name: str, value: Any, item: Any, length: int | None = None) -> tuple[Any, ...]:
    if isinstance(value, str | bytes | Mapping | set | frozenset) or not isinstance(value, Iterable):
        raise RefusalError("a list", hint="A single one goes into a list too." if isinstance(value, str) else "")
    try:
        fitted_ones = tuple(_fit(name, one, item) for one in value)
    except RefusalError as refusal:
        raise RefusalError(f"a list of which each is {refusal.expected}", refusal.kind, refusal.hint) from None
    if length is not None and len(fitted_ones) != length:
        raise RefusalError(f"a list of {length}", ValueError)
    return fitted_ones


def _whole(name: str, value: Any) -> int:
    low, high = RANGES.get(name, INT64)
    expected = f"a whole number of {_range(low, high)}"
    if isinstance(value, bool) or _is_flag(value) or not isinstance(value, Real):
        raise RefusalError(expected)
    # NumPy's integers are not Integral to type checkers, but they are when asked.
    if not isinstance(value, Integral) and not float(value).is_integer():
        raise RefusalError(expected)
    whole = int(value) if isinstance(value, Integral) else int(float(value))
    if not low <= whole <= high:
        raise RefusalError(expected, ValueError)
    return whole


def _number(name: str, value: Any) -> float:
    low, high = RANGES.get(name, (-math.inf, math.inf))
    expected = f"a number of {_range(low, high)}" if name in RANGES else "a finite number"
    if isinstance(value, bool) or _is_flag(value) or not isinstance(value, Real):
        raise RefusalError(expected)
    try:
        number = float(value)
    except OverflowError:
        raise RefusalError(expected, ValueError) from None
    if not math.isfinite(number) or not low <= number <= high:
        raise RefusalError(expected, ValueError)
    return number


def _flag(name: str, value: Any) -> bool:
    if isinstance(value, bool) or _is_flag(value):
        return bool(value)
    raise RefusalError("True or False")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise RefusalError("a text")
    return str(value)


SCALARS: Mapping[type, Callable[[str, Any], Any]] = {int: _whole, float: _number, bool: _flag, str: _text}
"""How values of the plain types are checked."""


def _is_flag(value: Any) -> bool:
    """Return whether a value is a boolean of NumPy's, told by its type's name, so that NumPy need not be imported."""
    return type(value).__module__ == "numpy" and type(value).__name__ in {"bool", "bool_"}


def _instance(value: Any, kind: Any, expected: str) -> Any:
    if not isinstance(value, kind):
        raise RefusalError(expected)
    return value


def _range(low: float, high: float) -> str:
    if low == INT64[0]:
        return "64 bits"
    return f"at least {low:,}" if high >= 10**9 else f"{low:,} to {high:,}"


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"
