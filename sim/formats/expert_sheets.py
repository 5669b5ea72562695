"""What experts wrote on their sheets, by the steps of the IDEA protocol: lowest, highest, best, how sure, twice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.formats.cells import Row, refused
from sim.formats.worksheets import read_sheet
from sim.scenario.faults import ScenarioError
from sim.scenario.language import Form, place_at
from sim.scenario.likeness import FORM, told_apart
from sim.scenario.numbers import Spread, parse_number, within

ASKED = ("Path", "What", "Unit", "Smallest allowed", "Largest allowed", "Stated now")
ROUND = ("lowest", "highest", "best", "how sure, %", "notes")
ROUNDS = ("First round", "After talking")
COLUMNS = (*ASKED, *(f"{name}: {one}" for name in ROUNDS for one in ROUND))
"""The heads of a sheet; the first also names the scenario and its digest."""

LEAST_SURE = 50.0
"""Percent below which a range says too little to be used: one would rather bet against it."""

_HEAD = re.compile(r"Path in (?P<id>[a-z0-9_-]+), digest (?P<digest>[0-9a-f]{16})")


@dataclass(frozen=True)
class ExpertEstimate:
    """What an expert says of a number.

    Attributes:
        lowest: Realistically the lowest that it may be.
        highest: Realistically the highest.
        best: The best guess.
        sure: How sure she is that it lies between the two, percent.
        notes: Why.
        round: 1 before talking, 2 after.
    """

    lowest: float
    highest: float
    best: float
    sure: float
    notes: str
    round: int

    def spread(self, least: float, most: float) -> Spread:
        """Return the range: its ends drawn out to what she would be wholly sure of, the best guess most likely.

        L = B - (B - l) 100 / c and H = B + (h - B) 100 / c, within the bounds of the field.

        Source:
            Hemming et al. (2018), linear extrapolation.
        """
        wider = 100.0 / self.sure
        low = max(least, self.best - (self.best - self.lowest) * wider)
        high = min(most, self.best + (self.highest - self.best) * wider)
        ends = [round(value, 9) for value in (low, self.best, high)]
        return parse_number(" to ".join(f"{value:.9g}" for value in ends) if ends[0] < ends[2] else ends[1])


@dataclass(frozen=True)
class ExpertSheet:
    """What one expert wrote.

    Attributes:
        expert: Who: the name of the file without its end.
        scenario: The scenario that she was asked about.
        digest: Its digest.
        estimates: Her last word on each number, by path; numbers that she left open are not there.
        first: Her first word, before talking.
    """

    expert: str
    scenario: str
    digest: str
    estimates: Mapping[str, ExpertEstimate]
    first: Mapping[str, ExpertEstimate]


def read_expert(path: Path) -> ExpertSheet:
    """Return what an expert wrote on a sheet.

    Raises:
        ScenarioError: It is no such sheet, or what is written cannot be a range; the fault names the row.
    """
    with told_apart(path, FORM, expected="a sheet made by parley elicit --out"):
        rows, head = _read(path)
    rounds: list[dict[str, ExpertEstimate]] = [{}, {}]
    faults: list[ScenarioError] = []
    for row in rows[1:]:
        for place in (0, 1):
            try:
                said = _estimate(str(path), row, place)
            except ScenarioError as error:
                faults.append(error)
                continue
            if said is not None:
                rounds[place][row.cells[0]] = said
    if faults:
        raise ScenarioError(fault for error in faults for fault in error.faults)
    return ExpertSheet(path.stem, head["id"], head["digest"], {**rounds[0], **rounds[1]}, rounds[0])


def _read(path: Path) -> tuple[Sequence[Row], re.Match[str]]:
    """Return the rows of a sheet, and what its head says of the scenario."""
    rows = read_sheet(path).rows
    head = _HEAD.match(rows[0].cells[0]) if rows and rows[0].cells else None
    if head is None:
        raise refused(str(path), 1, "no head 'Path in SCENARIO, digest ...'", "a sheet made by parley elicit --out")
    return rows, head


def _estimate(file: str, row: Row, place: int) -> ExpertEstimate | None:
    first = len(ASKED) + place * len(ROUND)
    cells = [*row.cells, *[""] * len(COLUMNS)][first : first + len(ROUND)]
    *figures, notes = cells
    if not any(figures):
        return None
    if not all(figures):
        gone = ", ".join(name for name, cell in zip(ROUND, figures, strict=False) if not cell)
        raise refused(file, row.line, f"{ROUNDS[place].lower()} without {gone}", "lowest, highest, best and how sure")
    lowest, highest, best, sure = (_figure(file, row, cell) for cell in figures)
    if not lowest <= best <= highest:
        raise refused(file, row.line, f"lowest {lowest:g}, best {best:g}, highest {highest:g}", "numbers that rise")
    if not LEAST_SURE <= sure <= 100.0:
        hint = "If you are less sure than that, write a wider range."
        raise refused(file, row.line, f"{sure:g} % sure", f"{LEAST_SURE:g} to 100", hint)
    _check_bounds(file, row, (lowest, highest))
    return ExpertEstimate(lowest, highest, best, sure, notes, place + 1)


def _figure(file: str, row: Row, cell: str) -> float:
    try:
        return float(cell.rstrip("%").replace(",", "."))
    except ValueError:
        raise refused(file, row.line, repr(cell), "a number") from None


def _check_bounds(file: str, row: Row, ends: Sequence[float]) -> None:
    form = form_at(row.cells[0])
    if form is None:
        raise refused(file, row.line, f"the path {row.cells[0]!r}", "a number of the scenario")
    try:
        for end in ends:
            within(parse_number(end), form.least, form.most)
    except ValueError as error:
        raise refused(
            file, row.line, " to ".join(f"{end:g}" for end in ends), str(error).removeprefix("expected ")
        ) from None


def form_at(path: str) -> Form | None:
    """Return the form of the number at a path; None if there is none in the language."""
    place = place_at(tuple(path.split(".")))
    return place.form("number") if place is not None else None


def changes_of(sheet: ExpertSheet) -> dict[str, object]:
    """Return what an expert's scenario states differently: path to range."""
    return {path: spread_of(path, one).stated() for path, one in sheet.estimates.items()}


def spread_of(path: str, one: ExpertEstimate) -> Spread:
    """Return the range of an estimate, within the bounds of its field."""
    form = form_at(path)
    return one.spread(*((form.least, form.most) if form is not None else (float("-inf"), float("inf"))))


def pooled_changes(sheets: Sequence[ExpertSheet]) -> dict[str, object]:
    """Return what the pooled scenario states: of every number an even mixture of what the experts say of it.

    A mixture keeps their disagreement: where two see two worlds, it has two hills, and no weight on the valley between,
    as a mean would have.
    """
    paths = dict.fromkeys(path for sheet in sheets for path in sheet.estimates)
    found: dict[str, object] = {}
    for path in paths:
        said = [spread_of(path, sheet.estimates[path]).stated() for sheet in sheets if path in sheet.estimates]
        found[path] = said[0] if len(said) == 1 else {"mixture": said}
    return found
