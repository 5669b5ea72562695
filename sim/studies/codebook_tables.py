"""The codebook and what coders made of texts by it, as findings."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.analysis.coder_agreement import ENOUGH, CoderAgreement, agreement
from sim.finding import Finding, Row, Table
from sim.formats.fact_sheets import read_sheet
from sim.formatting import plain_data
from sim.scenario.codebook import OPEN, Codebook, CodedKind, all_said, book, said
from sim.scenario.coded_case import CodedUnit, Coding, FactSheet, coded_range, missing, ranges_of, read_coding
from sim.scenario.edits import text_of


@dataclass(frozen=True, repr=False)
class BookView(Finding):
    """The codebook, or a part of it.

    Attributes:
        number: Number of the book.
        digest: Its digest.
        name: What was asked for: nothing, KIND or KIND.CLASS.
        title: What is shown, in a line.
        rows: One row per kind, class or field.
        yaml: What a scenario states for a class; empty unless one class was asked for.
        tests: What is asked in order to tell the classes of a kind apart; empty where the book has no such tests.
    """

    number: int
    digest: str
    name: str
    title: str
    rows: tuple[Row, ...]
    yaml: str
    tests: tuple[str, ...] = ()

    def table(self) -> Table:
        """Return one row per kind, class or field."""
        asked = " ".join(f"{place}. {test}" for place, test in enumerate(self.tests, 1))
        return Table(f"{self.title}; book {self.number}, digest {self.digest}", self.rows, asked)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley codebook --json`."""
        return plain_data(asdict(self))


def codebook(name: str = "") -> BookView:
    """Show how words become ranges.

    Args:
        name: Nothing for all kinds of input, KIND for the classes of one, KIND.CLASS for what it states.

    Raises:
        ValueError: There is no such kind or class.

    Example:
        >>> import sim
        >>> sim.codebook("firmness.red_line").rows[0]["stated"]
        '0.45 to 0.85'
    """
    held = book()
    kind, _, one = name.partition(".")
    if not kind:
        return BookView(held.number, held.digest, name, held.title, tuple(_kinds(held)), "")
    found = held.kind(kind)
    if not one:
        return BookView(held.number, held.digest, name, found.asks, tuple(_classes(found)), "", tuple(found.tests))
    stated = coded_range(held, kind, [one])
    rows = tuple({"field": field, "stated": said(given)} for field, given in found.meaning(one).gives.items())
    label = one if one == OPEN else found.classes[one].label
    return BookView(held.number, held.digest, name, f"{found.label}: {label}", rows, text_of(stated))


def _kinds(held: Codebook) -> list[Row]:
    return [
        {"kind": name, "asks": kind.asks, "unit": kind.unit.replace("_", " and "), "classes": ", ".join(kind.classes)}
        for name, kind in held.kinds.items()
    ]


def _classes(kind: CodedKind) -> list[Row]:
    rows: list[Row] = [
        {"class": name, "label": one.label, "definition": one.definition, "range": all_said(one.gives)}
        for name, one in kind.classes.items()
    ]
    if kind.open is not None:
        rows.append(
            {
                "class": OPEN,
                "label": "not told",
                "definition": "The text does not tell.",
                "range": all_said(kind.open.gives),
            }
        )
    return rows


@dataclass(frozen=True, repr=False)
class CodedCases(Finding):
    """What coders made of texts.

    Attributes:
        number: Number of the book.
        digest: Its digest.
        codings: One row per file: case, coder, what she recalls, how many units are coded, what is missing.
        agreement: How far coders of the same case agree, by kind; empty if no case has two.
        numbered: What the sheet numbers, by id; empty if no sheet was given.
        ranges: Of every file, by `CASE.CODER`, the range of every unit: kind, unit, field.
    """

    number: int
    digest: str
    codings: tuple[Row, ...]
    agreement: tuple[CoderAgreement, ...]
    numbered: Mapping[str, str]
    ranges: Mapping[str, Mapping[str, Any]]

    @property
    def to_reword(self) -> tuple[str, ...]:
        """The kinds on which coders agree too little to go on."""
        return tuple(one.kind for one in self.agreement if one.alpha is not None and one.alpha < ENOUGH)

    def table(self) -> Table:
        """Return one row per kind if there are two coders of a case, else one row per file."""
        title = f"{len(self.codings)} coded; book {self.number}, digest {self.digest}"
        if not self.agreement:
            return Table(title, self.codings)
        note = f"Alpha is Krippendorff's, ordinal; below {ENOUGH} a kind is reworded. Intervals draw units anew."
        return Table(title, [asdict(one) for one in self.agreement], note)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley coded --json`."""
        return plain_data({**asdict(self), "to_reword": self.to_reword})


def coded(files: Sequence[str | Path], sheet: str | Path | None = None, seed: int = 1) -> CodedCases:
    """Read coding files: what they give, what they miss, and how far coders of the same case agree.

    Args:
        files: Coding files; those of the same case by different coders are compared.
        sheet: The fact sheet of the case, to see what was passed over.
        seed: Key of the draws for intervals.

    Raises:
        ScenarioError: A file is not a coding by the book that comes with Parley.
        ValueError: The sheet is of another case.

    Example:
        >>> from sim.paths import scenarios_dir
        >>> folder = scenarios_dir() / "coding"
        >>> found = coded([folder / "black-sea-2023.a.yaml", folder / "black-sea-2023.b.yaml"])
        >>> [row["coder"] for row in found.codings]
        ['a', 'b']
    """
    held = book()
    read = [read_coding(Path(file), held) for file in files]
    facts = read_sheet(Path(sheet)) if sheet is not None else None
    _check_case(read, facts)
    return CodedCases(
        held.number,
        held.digest,
        tuple(_coding_row(one, facts, held) for one in read),
        tuple(agreements(read, held, seed)),
        dict(facts.texts) if facts is not None else {},
        {f"{one.case}.{one.coder}": ranges_of(one, held) for one in read},
    )


def _check_case(read: Sequence[Coding], facts: FactSheet | None) -> None:
    for one in read:
        if facts is not None and one.case != facts.id:
            raise ValueError(f"found a coding of {one.case}, expected one of {facts.id}, the case of the sheet")


def _coding_row(coding: Coding, facts: FactSheet | None, held: Codebook) -> Row:
    gone = missing(coding, facts.units, held) if facts is not None else {}
    return {
        "case": coding.case,
        "coder": coding.coder,
        "sheet": coding.sheet,
        "book": f"{coding.codebook.number}" if coding.codebook.digest == held.digest else "another",
        "recalls": coding.recalls.what,
        "units": sum(map(len, coding.units.values())),
        "open": sum(one.classes == (OPEN,) for units in coding.units.values() for one in units.values()),
        "two_classes": sum(len(one.classes) > 1 for units in coding.units.values() for one in units.values()),
        "left_out": len(coding.left_out),
        "missing": "; ".join(f"{kind}: {', '.join(units)}" for kind, units in gone.items()),
    }


def agreements(codings: Sequence[Coding], held: Codebook, seed: int) -> list[CoderAgreement]:
    """Return how far coders of the same case agree, by kind, all cases that have two together."""
    cases = [[one for one in codings if one.case == case] for case in dict.fromkeys(one.case for one in codings)]
    doubled = [case for case in cases if len(case) > 1]
    if not doubled:
        return []
    found = []
    for name, kind in held.kinds.items():
        if kind.ordered:
            units = [unit for case in doubled for unit in _pairs(name, kind, case)]
            found.append(agreement(name, units, len(kind.classes), seed))
    return found


def _pairs(name: str, kind: CodedKind, case: Sequence[Coding]) -> list[list[int | None]]:
    """Return per unit that any coder named the class that each gave, from 0; the likelier of two."""
    place = {one: number for number, one in enumerate(kind.classes)}
    given = [one.units.get(name, {}) for one in case]
    named = dict.fromkeys(unit for units in given for unit in units)
    return [[_placed(units.get(unit), kind, place) for units in given] for unit in named]


def _placed(coded_as: CodedUnit | None, kind: CodedKind, place: Mapping[str, int]) -> int | None:
    if coded_as is None:
        return place[kind.unsaid] if kind.unsaid is not None else None
    return place.get(coded_as.classes[0])
