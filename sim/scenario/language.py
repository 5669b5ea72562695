"""The scenario language as something to walk: which word stands where, and what it may say.

Everything is read from the pydantic models, so that faults, what-ifs and levers know every field that is added there.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from sim.scenario.faults import Path, one_of
from sim.scenario.model import Scenario
from sim.scenario.numbers import NUMBER_FORMS, Bounded, Spread

_WORDS = {
    "flag": "true or false",
    "id": "an id of small letters, digits, - and _",
    "text": "text of 1 to 4000 characters",
    "date": "a date such as 2025-03-19",
    "table": "a mapping by id",
    "list": "a list",
}


@dataclass(frozen=True)
class Form:
    """One form in which a value may be written.

    Attributes:
        kind: number (certain or not), whole, figure (the same in every run), flag, choice, text, id, date, word (a
            model), table (by id), list or any.
        least: Smallest number.
        most: Largest number.
        unit: What a number is counted in.
        choices: The values of a choice.
        word: The model of a word.
        inner: What a table or list holds.
    """

    kind: str
    least: float = -math.inf
    most: float = math.inf
    unit: str = ""
    choices: tuple[Any, ...] = ()
    word: type[BaseModel] | None = None
    inner: "Place | None" = None


@dataclass(frozen=True)
class Place:
    """What the language says about one place.

    Attributes:
        forms: The forms in which its value may be written.
        help: What it means, in a sentence.
        required: Whether it must be stated.
        default: What holds when it is not stated, as people state it; None for nothing.
        filled: Whether it is a word that is full of defaults when it is not stated.
    """

    forms: tuple[Form, ...]
    help: str = ""
    required: bool = False
    default: Any = None
    filled: bool = False

    def form(self, *kinds: str) -> Form | None:
        """Return the first form of one of these kinds."""
        return next((form for form in self.forms if form.kind in kinds), None)

    def expected(self, value: Any = None) -> str:
        """Return what may be written here, in words that help whoever wrote `value`."""
        return " or ".join(dict.fromkeys(_in_words(form, value) for form in self.forms))


@dataclass(frozen=True)
class Use:
    """A word in use: a mapping in a scenario with the model that describes it.

    Attributes:
        path: Where it is.
        word: The name of its model.
        data: What is stated.
    """

    path: Path
    word: str
    data: Mapping[str, Any]


@cache
def fields(word: type[BaseModel]) -> Mapping[str, Place]:
    """Return the fields of a word by the names under which people write them."""
    return {info.alias or name: _place_of(info) for name, info in word.model_fields.items()}


@cache
def others(word: type[BaseModel]) -> Place | None:
    """Return what a word says about keys that are not fields, such as a worth's options; None if it allows none."""
    if word.model_config.get("extra") != "allow":
        return None
    hints = get_type_hints(word, include_extras=True)
    return Place(forms_of(get_args(hints["__pydantic_extra__"])[1]))


def step(place: Place, part: str | int) -> Place | None:
    """Return the place one step further down a path; None if the language has none there."""
    for form in place.forms:
        if form.word is not None:
            known = fields(form.word).get(str(part)) or others(form.word)
            if known is not None:
                return known
        elif form.kind == ("list" if isinstance(part, int) else "table"):
            return form.inner
    return None


def top() -> Place:
    """Return the place of a whole scenario."""
    return Place((Form("word", word=Scenario),))


def place_at(path: Path) -> Place | None:
    """Return what the language says about a path; None if it has no such place."""
    place: Place | None = top()
    for part in path:
        place = step(place, part) if place is not None else None
    return place


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    """Return whether a value is a mapping; of the plain ones that nearly all are, at once."""
    return isinstance(value, dict) or (not isinstance(value, _NO_MAPPINGS) and isinstance(value, Mapping))


_NO_MAPPINGS = (str, int, float, list, NoneType)


def uses_in(data: Any, part: str) -> Iterator[Use]:
    """Yield every word in use in one part of a scenario, however wrong it is, top down.

    Args:
        data: What is stated there.
        part: A field of the scenario, such as `parties`.
    """
    inner = step(top(), part)
    if inner is not None:
        yield from _uses(data, inner, (part,))


def _uses(data: Any, place: Place, path: Path) -> Iterator[Use]:
    if is_mapping(data):
        form = place.form("word")
        if form is not None and form.word is not None:
            yield Use(path, form.word.__name__, data)
        items: Iterator[tuple[str | int, Any]] = iter(data.items())
    elif isinstance(data, list):
        items = iter(enumerate(data))
    else:
        return
    for key, value in items:
        inner = step(place, key) if isinstance(value, (dict, list)) or is_mapping(value) else None
        if inner is not None:
            yield from _uses(value, inner, (*path, key))


def forms_of(annotation: Any, notes: tuple[Any, ...] = ()) -> tuple[Form, ...]:
    """Return the forms that a type annotation allows; None is the absence of a value and not a form."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        flat = [note for m in more for note in (m.metadata if isinstance(m, FieldInfo) else [m])]
        return forms_of(inner, (*flat, *notes))
    if get_origin(annotation) in {Union, UnionType}:
        return tuple(form for part in get_args(annotation) for form in forms_of(part, notes))
    return () if annotation is NoneType else (_form(annotation, notes),)


def _form(annotation: Any, notes: tuple[Any, ...]) -> Form:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return Form("choice", choices=inner)
    if origin is list:
        return Form("list", inner=Place(forms_of(inner[0])))
    if origin is not None:
        return Form("table", inner=Place(forms_of(inner[1])))
    return _simple_form(annotation, notes)


def _simple_form(annotation: Any, notes: tuple[Any, ...]) -> Form:
    if annotation is Spread:
        bounds = next((note for note in notes if isinstance(note, Bounded)), Bounded(-math.inf, math.inf, ""))
        return Form("number", bounds.least, bounds.most, bounds.unit)
    if annotation is bool:
        return Form("flag", choices=(True, False))
    if annotation in (int, float):
        # Pydantic turns ge and le into annotations of a package that it depends on; only what they say matters here.
        least = next((float(note.ge) for note in notes if hasattr(note, "ge")), -math.inf)
        most = next((float(note.le) for note in notes if hasattr(note, "le")), math.inf)
        return Form("whole" if annotation is int else "figure", least, most)
    if annotation is str:
        named = any(isinstance(note, StringConstraints) and note.pattern for note in notes)
        return Form("id" if named else "text")
    if annotation is date:
        return Form("date")
    return Form("any") if annotation is Any else Form("word", word=annotation)


def _place_of(info: FieldInfo) -> Place:
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    stated = default.stated() if isinstance(default, Spread) else default
    help_text = (info.description or "").split("\n\n")[0].replace("\n", " ")
    filled = isinstance(default, BaseModel) and not isinstance(default, Spread)
    forms = forms_of(info.annotation, tuple(info.metadata))
    return Place(forms, help_text, info.is_required(), None if filled or stated in ({}, []) else stated, filled)


def _in_words(form: Form, value: Any) -> str:
    if form.kind in {"number", "whole", "figure"}:
        return _number_in_words(form, value)
    if form.kind == "choice":
        return one_of(["true" if choice is True else str(choice) for choice in form.choices])
    if form.word is not None:
        keys = [*fields(form.word), *(["ids"] if others(form.word) else [])]
        return f"a mapping with {', '.join(keys)}"
    return _WORDS.get(form.kind, "a value")


def _number_in_words(form: Form, value: Any) -> str:
    kind = "a whole number" if form.kind == "whole" else "a number"
    bounded = math.isfinite(form.least) and math.isfinite(form.most)
    bounds = f" from {form.least:.15g} to {form.most:.15g}" if bounded else ""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    more = "" if plain or form.kind != "number" else f", {NUMBER_FORMS}"
    return f"{kind}{bounds}{more}"
