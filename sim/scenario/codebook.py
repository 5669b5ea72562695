"""The codebook: how words about a negotiation become ranges, as data with a number and a digest."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from sim.paths import codebook_path
from sim.scenario import files
from sim.scenario.base import Id, Text, Word
from sim.scenario.faults import ScenarioError, known
from sim.scenario.numbers import parse_number
from sim.scenario.party_words import TACTICS
from sim.scenario.validation_words import faults_of
from sim.scenario.yaml_tree import compose, plain

MOST_BYTES = 2_000_000
"""Largest book that is read."""

MOST_CLASSES = 2
"""Most classes that one unit may be given: where more are possible, it is open."""

OPEN = "open"
"""What a coder says where the text does not tell."""

Unit = Literal["condition", "party", "party_issue", "party_option", "pair", "option", "pressure", "group", "case"]
"""What gets one class: a condition, a party, a party's stake, ... or the whole case."""

Stated = str | float | Mapping[str, Any]
"""A stated number, or the name of a tactic."""


class Meaning(Word):
    """What a class stands for, and why."""

    gives: Annotated[Mapping[str, Any], Field(min_length=1)]
    """The ranges by field, below the places of the kind; `*` is any id."""
    rests_on: list[Id] = Field(default_factory=list)
    """The literature that the range rests on."""
    assumed: Text | None = None
    """Why it was assumed, where no literature gives it."""

    @model_validator(mode="after")
    def _numbers(self) -> "Meaning":
        for field, stated in self.gives.items():
            if field == "kind":
                known(str(stated), TACTICS, "tactic")
            else:
                parse_number(stated)
        return self


class CodedClass(Meaning):
    """One class of a kind: what a reader can tell from the text, and its range."""

    label: Text
    """What it is called, in a few words."""
    definition: Text
    """When a unit is in it."""
    examples: Annotated[list[Text], Field(min_length=2, max_length=2)]
    """Two short examples, made up."""
    was: list[Id] = Field(default_factory=list)
    """Classes of earlier books that are merged into it."""


class CodedKind(Word):
    """A kind of input with its classes, in order."""

    label: Text
    """What it is called."""
    asks: Text
    """The question that its classes answer."""
    unit: Unit
    """What gets one class."""
    at: list[Text]
    """Where its ranges stand in a scenario; `*` is any id. Empty: nowhere yet."""
    ordered: bool = True
    """Whether the classes stand in order; those that do not are not coded."""
    everyone: bool = True
    """Whether every unit of its form is coded; else only those that it is about."""
    unsaid: Id | None = None
    """The class of a unit that a coder does not name; none: it is missing."""
    tests: list[Text] = Field(default_factory=list)
    """Questions to be asked in order: the first that fits decides. None: the rule of the book on order does."""
    classes: Annotated[Mapping[Id, CodedClass], Field(min_length=1)]
    """The classes by name, in order."""
    open: Meaning | None = None
    """What stands where the text does not tell."""
    rests_on: list[Id] = Field(default_factory=list)
    """The literature that all classes rest on."""
    assumed: Text | None = None
    """What is assumed of all classes."""

    @model_validator(mode="after")
    def _complete(self) -> "CodedKind":
        if OPEN in self.classes:
            raise ValueError(f"a class named {OPEN!r}, which says that the text does not tell")
        if self.unsaid is not None:
            known(self.unsaid, self.classes, "class")
        earlier = [old for one in self.classes.values() for old in one.was]
        if len({*earlier, *self.classes, OPEN}) < len(earlier) + len(self.classes) + 1:
            raise ValueError("`was` names a class twice, or one that there still is")
        fields = {field for one in self.classes.values() for field in one.gives}
        if self.ordered and (self.open is None or not set(self.open.gives) <= fields):
            raise ValueError("a kind with ordered classes needs `open`, which gives what they give")
        if not self.rests_on and not self.assumed and not all(one.rests_on or one.assumed for one in self.meanings):
            raise ValueError("say for the kind or for every class what it rests on, or what is assumed")
        return self

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """All that a unit of the kind may be given: its classes, and what stands where the text does not tell."""
        return (*self.classes.values(), *([self.open] if self.open else []))

    def named_now(self, name: str) -> str:
        """Return what a class of an earlier book is called now: the class that it is merged into, or its own name."""
        return next((now for now, one in self.classes.items() if name in one.was), name)

    def meaning(self, name: str) -> Meaning:
        """Return what a class stands for.

        Raises:
            ValueError: The kind has no such class.
        """
        if name == OPEN and self.open is not None:
            return self.open
        return self.classes[known(name, [*self.classes, *([OPEN] if self.open else [])], "class")]

    def given(self, names: Sequence[str]) -> dict[str, Stated]:
        """Return the ranges of a class by field, or of two possible ones as an even mixture.

        Tactics of different kinds have no mixture: the first stands alone.

        Raises:
            ValueError: There is no such class, or there are more than two.
        """
        if not 1 <= len(names) <= MOST_CLASSES:
            raise ValueError(f"found {len(names)} classes, expected one, or two that are both possible")
        meanings = [self.meaning(name) for name in names]
        first = meanings[0].gives
        if len(meanings) == 1 or first.get("kind") != meanings[1].gives.get("kind"):
            return dict(first)
        return {field: _mixed([one.gives[field] for one in meanings if field in one.gives]) for field in first}

    def field_at(self, path: Sequence[str | int]) -> str | None:
        """Return the field of the kind that stands at a path of a scenario; None if none does."""
        fields = dict.fromkeys(field for one in self.meanings for field in one.gives)
        for place in self.at:
            for field in fields:
                if _fits((*place.split("."), *field.split(".")), path):
                    return field
        return None


class Cited(Word):
    """A work of the literature."""

    cite: Text
    """How it is cited."""
    year: int
    """When it was published."""
    says: Text
    """What it is cited for, in a sentence."""


class Codebook(Word):
    """How words become ranges."""

    format: Literal[1]
    """Version of the form of the book."""
    number: Annotated[int, Field(ge=1)]
    """Which book it is; it rises with every change of a class, a range or a rule."""
    title: Text
    """Its name."""
    rules: Mapping[Id, Text]
    """How units are coded, by name of the rule."""
    literature: Mapping[Id, Cited]
    """What the ranges rest on."""
    kinds: Annotated[Mapping[Id, CodedKind], Field(min_length=1)]
    """Every kind of input."""

    @model_validator(mode="after")
    def _cited(self) -> "Codebook":
        for name, kind in self.kinds.items():
            cited = [*kind.rests_on, *(work for one in kind.meanings for work in one.rests_on)]
            for work in cited:
                known(work, self.literature, f"work cited by {name}")
        return self

    @property
    def digest(self) -> str:
        """A fingerprint of all that the book says: equal digests, equal books, whatever the layout."""
        canonical = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def kind(self, name: str) -> CodedKind:
        """Return a kind.

        Raises:
            ValueError: There is none of that name.
        """
        return self.kinds[known(name, self.kinds, "kind")]

    def classes(self) -> Iterator[str]:
        """Yield every class as `KIND.CLASS`, `open` ones included."""
        for name, kind in self.kinds.items():
            yield from (f"{name}.{one}" for one in kind.classes)
            if kind.open is not None:
                yield f"{name}.{OPEN}"

    def stated_at(self, path: Sequence[str | int], names: Sequence[str]) -> Stated | None:
        """Return what classes, as `KIND.CLASS`, state at a path of a scenario; None if nothing stands there.

        Raises:
            ValueError: There is no such class, or they are of two kinds.
        """
        split = [name.partition(".") for name in names]
        kinds = dict.fromkeys(head for head, _, _ in split)
        if len(kinds) != 1:
            raise ValueError("two possible classes must be of one kind")
        kind = self.kind(split[0][0])
        given, field = kind.given([tail for _, _, tail in split]), kind.field_at(path)
        return given.get(field) if field is not None else None


@cache
def book() -> Codebook:
    """Return the book that comes with Parley."""
    return read(codebook_path())


def read(path: Path) -> Codebook:
    """Return the book that a file states.

    Raises:
        ScenarioError: It is not one; the faults say where and why.
    """
    text = files.read_text(path, MOST_BYTES, "a codebook")
    tree = compose(text, str(path))
    if tree.root is None or tree.faults:
        raise ScenarioError(tree.faults)
    try:
        return Codebook.model_validate(plain(tree.root))
    except ValidationError as error:
        raise ScenarioError(faults_of(str(path), error, Codebook)) from error


def _fits(pattern: Sequence[str], path: Sequence[str | int]) -> bool:
    pairs = zip(pattern, path, strict=False)
    return len(pattern) == len(path) and all(part in ("*", str(step)) for part, step in pairs)


def _mixed(stated: Sequence[Any]) -> Any:
    """Return an even mixture of stated numbers, plain where they are the same."""
    if len(stated) == 1 or all(one == stated[0] for one in stated):
        return stated[0]
    return {"mixture": list(stated)}


def all_said(gives: Mapping[str, Any]) -> str:
    """Return the ranges of a class in a line: field and range, or the range alone where any id may stand."""
    return ", ".join(said(stated) if field == "*" else f"{field} {said(stated)}" for field, stated in gives.items())


def said(stated: Any) -> str:
    """Return a stated number in a line."""
    return str(stated).replace("'", "") if isinstance(stated, Mapping) else str(stated)
