"""What pydantic finds, said in the words of the language and at the place where it is stated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.base import FORMAT
from sim.scenario.checks.view import View
from sim.scenario.data import value_at
from sim.scenario.faults import UNKNOWN_KEY, Path, Problem, did_you_mean, one_of, shown
from sim.scenario.language import Place, fields, others, place_at
from sim.scenario.model import Scenario

GAP = "an entry that contradicts itself or says too little"
"""What is found where a model's own rule fails; checks that say more about the same entry take precedence."""


@dataclass(frozen=True)
class SoundData:
    """Stated data that were found to be sound, and the scenario that they make.

    Attributes:
        view: The data.
        scenario: What they make.
    """

    view: View
    scenario: Scenario


def structure(data: Any, known: SoundData | None = None) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario that stated data make, or everything that keeps them from being one.

    Args:
        data: Plain data, readings in use.
        known: Much the same data; words that are the same are not checked again.
    """
    if not isinstance(data, Mapping):
        return None, [Problem((), shown(data), "a mapping with format, id, title, ...")]
    if isinstance(data.get("format"), bool | float):
        return None, [Problem(("format",), shown(data["format"]), f"{FORMAT}")]
    if isinstance(stated := data.get("format"), int) and stated > FORMAT:
        hint = "A newer Parley wrote this; use that one."
        expected = f"format {FORMAT}, the newest that this Parley reads"
        return None, [Problem(("format",), f"format {stated}", expected, hint)]
    try:
        mixed = data if known is None else _partly_made(data, known.view.data, known.scenario)
        return Scenario.model_validate(mixed, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, list(_problems(data, error))


def _partly_made(data: Any, before: Any, made: Any) -> Any:
    """Return data in which every word that has not changed is the model that was made from it before."""
    if isinstance(made, BaseModel) and data is before:
        return made
    if not isinstance(data, Mapping) or not isinstance(before, Mapping):
        return data
    if isinstance(made, BaseModel):
        names = {info.alias or name: name for name, info in type(made).model_fields.items()}
        inner: Mapping[str, Any] = {key: getattr(made, name) for key, name in names.items()}
    elif isinstance(made, Mapping):
        inner = made
    else:
        return data
    return {key: _partly_made(value, before.get(key), inner.get(key)) for key, value in data.items()}


def _problems(data: Any, error: ValidationError) -> Iterator[Problem]:
    """Yield one problem per place; a union of types reports each of its types, but the place is wrong only once."""
    found: dict[tuple[Path, bool], Any] = {}
    for detail in error.errors(include_url=False, include_context=False):
        path, at_key = _place_in(data, detail)
        found.setdefault((path, at_key), detail)
    unknown: dict[Path, list[str]] = {}
    for path, _ in (key for key, detail in found.items() if detail["type"] == "extra_forbidden"):
        unknown.setdefault(path[:-1], []).append(str(path[-1]))
    for (path, at_key), detail in found.items():
        deeper = any(other != path and other[: len(path)] == path for other, _ in found)
        if deeper and detail["type"] != "extra_forbidden" and not at_key:
            continue
        if detail["type"] == "missing" and _misspelt(str(path[-1]), unknown.get(path[:-1], [])):
            continue
        yield _problem(data, path, at_key, detail)


def _place_in(data: Any, detail: Mapping[str, Any]) -> tuple[Path, bool]:
    """Return the path in the data for a pydantic location, which also names union types, and whether it is a key."""
    path: list[str | int] = []
    location = detail["loc"]
    for part in location:
        if part == "[key]":
            return tuple(path), True
        if (isinstance(data, Mapping) and part in data) or (isinstance(data, list) and isinstance(part, int)):
            data = data[part]
            path.append(part)
    if detail["type"] == "missing":
        path.append(location[-1])
    return tuple(path), detail["type"] == "extra_forbidden"


def _misspelt(name: str, unknown: list[str]) -> bool:
    """Return whether an unknown key beside it probably meant a missing field, so that one fault is enough."""
    return any(did_you_mean(key, [name]) for key in unknown)


def _problem(data: Any, path: Path, at_key: bool, detail: Mapping[str, Any]) -> Problem:
    place = place_at(path)
    if detail["type"] == "missing":
        meaning = place.help.rstrip(".") if place else ""
        return Problem(path, "nothing", f"{path[-1]}" + (f" ({meaning[:1].lower()}{meaning[1:]})" if meaning else ""))
    if detail["type"] == "extra_forbidden":
        return _unknown_key(path)
    if at_key:
        expected = "an id of small letters, digits, - and _ that begins with a letter or digit"
        return Problem(path, f"the key {shown(str(path[-1]))}", expected, at_key=True)
    value = value_at(data, path)
    if detail["type"] == "too_short" and isinstance(value, Mapping | list):
        return _too_short(path, value, str(detail["msg"]))
    return _wrong_value(path, value, place, detail)


def _unknown_key(path: Path) -> Problem:
    place = place_at(path[:-1])
    form = place.form("word") if place else None
    names = list(fields(form.word)) if form is not None and form.word is not None else []
    return Problem(path, UNKNOWN_KEY, one_of(names), did_you_mean(str(path[-1]), names), at_key=True)


def _too_short(path: Path, value: Any, message: str) -> Problem:
    least = next((word for word in message.split() if word.isdigit()), "1")
    held = "nothing in it" if not value else f"only {len(value)}"
    return Problem(path, held, f"at least {least}", at_key=True)


def _wrong_value(path: Path, value: Any, place: Place | None, detail: Mapping[str, Any]) -> Problem:
    message = str(detail["msg"]).removeprefix("Value error, ")
    own = detail["type"] == "value_error" and not message.startswith("expected")
    sentence = f"{message[:1].upper()}{message[1:]}."
    if own and place is not None and isinstance(value, Mapping) and place.form("word"):
        return Problem(path, GAP, "one that holds together", sentence, at_key=True)
    expected = place.expected(value) if place else message
    return Problem(path, shown(value), expected, sentence if own else _hint(value, place))


def _hint(value: Any, place: Place | None) -> str:
    """Return what was probably meant by a value of the wrong kind."""
    if place is None:
        return ""
    choice, word = place.form("choice"), place.form("word")
    if isinstance(value, str):
        names = [str(name) for name in choice.choices] if choice else []
        return did_you_mean(value, names)
    if place.form("text", "id") and isinstance(value, int | float):
        text = "true" if value is True else "false" if value is False else str(value)
        return f'Put it in quotes: "{text}".'
    if word is not None and word.word is not None and isinstance(value, int | float) and "value" in fields(word.word):
        return f"Write value: {value} below it, and source or assumed."
    return "" if word is None or word.word is None or not others(word.word) else "Write weight and a value per option."
