"""What a coder made of a text: for every unit the class, with a reason and the place in the text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from sim.scenario import files
from sim.scenario.base import Id, Text, Word
from sim.scenario.codebook import MOST_CLASSES, OPEN, Codebook, CodedKind, Unit
from sim.scenario.faults import Fault, ScenarioError, did_you_mean, one_of
from sim.scenario.likeness import CODING, told_apart
from sim.scenario.reader_words import BookStated, Recall
from sim.scenario.validation_words import faults_of
from sim.scenario.yaml_tree import compose, plain

MOST_BYTES = 2_000_000
"""Largest coding file that is read."""

UNITS: Mapping[Unit, re.Pattern[str]] = {
    "condition": re.compile(r"[CO]\d\d"),
    "party": re.compile(r"P\d\d"),
    "party_issue": re.compile(r"P\d\d/I\d\d"),
    "party_option": re.compile(r"P\d\d/I\d\d/\d+"),
    "pair": re.compile(r"P\d\d>P\d\d"),
    "option": re.compile(r"I\d\d/\d+|deal"),
    "pressure": re.compile(r"E\d\d(>P\d\d)?"),
    "group": re.compile(r"G\d\d"),
    "case": re.compile(r"case"),
}
"""How units are written: C condition, O offer, P party, I issue, E pressure or event, G group; options from 1."""

UNIT_WORDS: Mapping[Unit, str] = {
    "condition": "C01, or O01 for an offer",
    "party": "P01",
    "party_issue": "P01/I01",
    "party_option": "P01/I01/2, options counted from 1",
    "pair": "P01>P02, the trust of the first in the second",
    "option": "I01/2, options counted from 1, or deal",
    "pressure": "E01, or E01>P02 for what it does to one party",
    "group": "G01",
    "case": "case",
}
"""The same in words."""

Place = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class CodedUnit(Word):
    """What one unit was coded as."""

    named: Id | Annotated[list[Id], Field(min_length=1, max_length=MOST_CLASSES)] = Field(alias="class")
    """The class, or two that are both possible, the likelier first."""
    why: Text
    """The reason, in the coder's own words."""
    at: Place
    """Where in the text it rests."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, one or two."""
        return (self.named,) if isinstance(self.named, str) else tuple(self.named)


class Recalled(Word):
    """What a coder recalls of how the case ended, committed before she read the text."""

    what: Recall
    """How much she recalls."""
    said: Text
    """The same in a sentence, without saying how it ended."""


class Coding(Word):
    """A case as one coder read it."""

    format: Literal[1]
    """Version of the form of the file."""
    case: Id
    """The case."""
    coder: Id
    """Who coded it: a letter or a name of no person."""
    codebook: BookStated
    """The book that it was coded by."""
    sheet: Literal["plain", "full"]
    """Which text was read: without the column of firmness and what is implied, or with."""
    recalls: Recalled
    """What the coder recalls of how the case ended."""
    units: Mapping[Id, Mapping[str, CodedUnit]] = Field(default_factory=dict)
    """What every unit was coded as, by kind."""
    left_out: Mapping[str, Text] = Field(default_factory=dict)
    """What the text numbers and the coder leaves out, each with the reason."""


@dataclass(frozen=True)
class SheetUnits:
    """What a text numbers, so that it can be seen that nothing was passed over.

    Attributes:
        parties: Ids of parties, `P01` ...
        issues: Number of options by id of the issue.
        conditions: Ids of conditions.
        pressures: Ids of pressures, deadlines and events.
        questions: Ids of questions, in small letters.
    """

    parties: tuple[str, ...]
    issues: Mapping[str, int]
    conditions: tuple[str, ...]
    pressures: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def numbered(self) -> tuple[str, ...]:
        """All that must be used or left out: parties, issues, conditions, pressures."""
        return (*self.parties, *self.issues, *self.conditions, *self.pressures)


@dataclass(frozen=True)
class FactSheet:
    """What a sheet numbers.

    Attributes:
        id: The case.
        day0: The last day of evidence.
        horizon_days: Days that its questions look ahead.
        units: What it numbers.
        texts: The text of each unit, by id.
        asked: The text of each question, by id in small letters.
    """

    id: str
    day0: date
    horizon_days: int
    units: SheetUnits
    texts: Mapping[str, str]
    asked: Mapping[str, str]


def read_coding(path: Path, book: Codebook) -> Coding:
    """Return what a coding file says, whichever book it was coded by, as long as this one knows its classes.

    Classes of an earlier book that this one has merged are read as what they are merged into.

    Raises:
        ScenarioError: It is not a coding file, or names kinds, units or classes that there are not.
    """
    with told_apart(path, CODING, expected="a coding file"):
        coding = _stated(path)
    if coding.codebook.digest != book.digest:
        coding = _named_now(coding, book)
    wrong = list(_wrong(str(path), coding, book))
    if wrong:
        raise ScenarioError(wrong)
    return coding


def _stated(path: Path) -> Coding:
    tree = compose(files.read_text(path, MOST_BYTES, "a coding file"), str(path))
    if tree.root is None or tree.faults:
        raise ScenarioError(tree.faults)
    try:
        return Coding.model_validate(plain(tree.root))
    except ValidationError as error:
        raise ScenarioError(faults_of(str(path), error, Coding)) from error


def _named_now(coding: Coding, book: Codebook) -> Coding:
    """Return the coding with classes of an earlier book as they are called in this one."""
    units = {
        name: {unit: _renamed(one, book.kinds[name]) if name in book.kinds else one for unit, one in coded.items()}
        for name, coded in coding.units.items()
    }
    return coding.model_copy(update={"units": units})


def _renamed(coded: CodedUnit, kind: CodedKind) -> CodedUnit:
    now = list(dict.fromkeys(kind.named_now(one) for one in coded.classes))
    return coded.model_copy(update={"named": now[0] if len(now) == 1 else now})


def _wrong(file: str, coding: Coding, book: Codebook) -> Iterator[Fault]:
    for name, units in coding.units.items():
        if name not in book.kinds:
            hint = did_you_mean(name, book.kinds)
            yield Fault(file, 0, 0, f"units.{name}", "no such kind", one_of(book.kinds), hint)
        else:
            yield from _wrong_units(file, name, units, book.kinds[name])


def _wrong_units(file: str, name: str, units: Mapping[str, CodedUnit], kind: CodedKind) -> Iterator[Fault]:
    for unit, coded in units.items():
        where = f"units.{name}.{unit}"
        if not UNITS[kind.unit].fullmatch(unit):
            yield Fault(file, 0, 0, where, f"the unit {unit!r}", UNIT_WORDS[kind.unit])
        names = [*kind.classes, *([OPEN] if kind.open is not None else [])]
        for one in coded.classes:
            if one not in names:
                yield Fault(file, 0, 0, where, f"the class {one!r}", one_of(names), did_you_mean(one, names))
        if len(coded.classes) > 1 and OPEN in coded.classes:
            yield Fault(file, 0, 0, where, "open beside a class", "one class, two classes, or open")


def ranges_of(coding: Coding, book: Codebook) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the ranges of every coded unit: kind to unit to field to what stands in a scenario.

    Example:
        firmness of C01 coded as `red_line` gives
        `{"firmness": {"C01": {"firmness": {"range": "0.45 to 0.85", "class": "firmness.red_line"}}}}`.
    """
    return {
        name: {unit: coded_range(book, name, one.classes) for unit, one in units.items()}
        for name, units in coding.units.items()
    }


def coded_range(book: Codebook, kind: str, classes: Sequence[str]) -> dict[str, Any]:
    """Return what classes of a kind give, field by field, in the form in which a scenario states it."""
    named = [f"{kind}.{one}" for one in classes]
    said: Any = named[0] if len(named) == 1 else named
    given = book.kind(kind).given(classes)
    return {field: one if field == "kind" else {"range": one, "class": said} for field, one in given.items()}


def missing(coding: Coding, sheet: SheetUnits, book: Codebook) -> dict[str, list[str]]:
    """Return what a text numbers and a coding neither codes nor leaves out, by kind.

    Conditions are wanted under every kind of unit `condition`, parties under every kind of unit `party` that is about
    everyone, and all options of an issue in which a party has a stake under `reach`. Issues and pressures are wanted
    once, under any kind.
    """
    found = {}
    for name, kind in book.kinds.items():
        wanted = _wanted(name, kind, coding, sheet)
        have = coding.units.get(name, {})
        gone = [unit for unit in wanted if unit not in have and not _left(unit, coding)]
        if gone:
            found[name] = gone
    spoken = {part for units in coding.units.values() for unit in units for part in re.split(r"[/>]", unit)}
    unused = [one for one in sheet.numbered if one not in spoken and one not in coding.left_out]
    return {**found, **({"unused": unused} if unused else {})}


def _wanted(name: str, kind: CodedKind, coding: Coding, sheet: SheetUnits) -> list[str]:
    if kind.unit == "condition":
        return list(sheet.conditions)
    if kind.unit == "party" and kind.everyone:
        return list(sheet.parties)
    if name == "reach":
        ranked = coding.units.get("rank", {})
        stakes = [unit for unit, one in ranked.items() if one.classes != ("none",)]
        return [f"{unit}/{n}" for unit in stakes for n in range(1, sheet.issues.get(unit.split("/")[1], 0) + 1)]
    return []


def _left(unit: str, coding: Coding) -> bool:
    return any(part in coding.left_out for part in (unit, *re.split(r"[/>]", unit)))
