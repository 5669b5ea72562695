"""What pydantic finds in data, in the words of our faults: none of its own sentences reaches a user."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.faults import UNKNOWN_KEY, Fault, did_you_mean, dotted, one_of, shown

_KINDS = {
    "a whole number": ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
    "a number": ("float_type", "float_parsing"),
    "a finite number": ("finite_number",),
    "true or false": ("bool_type", "bool_parsing"),
    "text": ("string_type", "string_unicode", "string_sub_type"),
    "a mapping": ("dict_type", "mapping_type", "model_type", "model_attributes_type"),
    "a list": ("list_type", "tuple_type", "iterable_type"),
    "nothing": ("none_required",),
    "a date, YYYY-MM-DD": ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
}
_EXPECTED = {kind: words for words, kinds in _KINDS.items() for kind in kinds}
"""Kind of error -> what should be there."""

_BOUNDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "greater_than_equal": lambda said: f"at least {said['ge']}",
    "greater_than": lambda said: f"more than {said['gt']}",
    "less_than_equal": lambda said: f"at most {said['le']}",
    "less_than": lambda said: f"less than {said['lt']}",
    "too_short": lambda said: f"at least {said['min_length']} in it",
    "too_long": lambda said: f"at most {said['max_length']} in it",
    "string_too_short": lambda said: f"text of at least {said['min_length']} letters",
    "string_too_long": lambda said: f"text of at most {said['max_length']} letters",
    "string_pattern_mismatch": lambda said: f"text of the form {said['pattern']}",
    "literal_error": lambda said: str(said["expected"]),
}
"""Kind of error -> what should be there, as its particulars say."""


def expected_words(item: Mapping[str, Any]) -> str:
    """Return what was expected where pydantic found an error, as the end of a fault's sentence.

    Args:
        item: One of `ValidationError.errors()`.
    """
    kind = str(item["type"])
    if kind in _BOUNDS:
        return _BOUNDS[kind](item["ctx"])
    said = str(item["msg"]).removeprefix("Input should be ").removeprefix("Value error, ").rstrip(".")
    return _EXPECTED.get(kind) or f"{said[:1].lower()}{said[1:]}"


def faults_of(file: str, error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """Yield what is wrong with data that pydantic refused.

    Args:
        file: The file that states them.
        error: What it found.
        model: What the data should have been.
    """
    names = {info.alias or name: info.description for name, info in model.model_fields.items()}
    for item in error.errors(include_url=False):
        where, last = dotted(item["loc"]), str(item["loc"][-1]) if item["loc"] else ""
        if item["type"] == "extra_forbidden":
            top = len(item["loc"]) == 1
            hint = did_you_mean(last, names) if top else ""
            yield Fault(file, 0, 0, where, UNKNOWN_KEY, one_of(names) if top else "no such key", hint)
        elif item["type"] == "missing":
            yield Fault(file, 0, 0, where, "nothing", _named(last, names if len(item["loc"]) == 1 else {}))
        else:
            yield Fault(file, 0, 0, where, shown(item["input"]), expected_words(item))


def _named(name: str, described: Mapping[str, str | None]) -> str:
    """Return the name of a key, with what it means where that is said."""
    meaning = (described.get(name) or "").split("\n\n")[0].replace("\n", " ").rstrip(".")
    return f"{name} ({meaning[:1].lower()}{meaning[1:]})" if meaning else name
