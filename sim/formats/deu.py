"""Data in the form of DEU, Decision-making in the European Union: issues with outcomes, actors with positions.

Two CSV files in a folder. `issues.csv`: issue, outcome, and, if known, dossier and reference_point. `positions.csv`:
issue, actor, position, salience and a column of capabilities. Positions, outcomes and saliences are points from 0 to
100. An empty cell, NA or a dot is a missing value.

Source:
    Thomson, Stokman, Achen and König (eds., 2006), The European Union Decides; Arregui and Perarnaud, DEU III data set,
    doi:10.34810/data53.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.arrays import Floats
from sim.formats.cells import Row, csv_rows, figure, refused, text_of
from sim.texts import shortened

MISSING = {"", "na", "nan", ".", "n/a", "null"}
POINTS = (0.0, 100.0)
MOST_CAPABILITY = 1e9


@dataclass(frozen=True)
class DecidedIssue:
    """One issue that was decided.

    Attributes:
        id: Its id.
        dossier: The dossier it belongs to, whose issues were decided together.
        outcome: Where the decision ended up.
        reference_point: What would have held without a decision; NaN if unknown.
        actors: [N] those who had a position.
        capability: [N] from 0 up.
        position: [N] 0 to 100.
        salience: [N] 0 to 1.
    """

    id: str
    dossier: str
    outcome: float
    reference_point: float
    actors: tuple[str, ...]
    capability: Floats
    position: Floats
    salience: Floats


@dataclass(frozen=True)
class DecidedIssues:
    """A data set.

    Attributes:
        issues: The issues that can be tested.
        left_out: What was left out, in words.
    """

    issues: tuple[DecidedIssue, ...]
    left_out: tuple[str, ...]


def read(folder: str | Path, capability: str = "cap_treaty") -> DecidedIssues:
    """Return the issues of a folder that have an outcome and an actor with position, salience and capability.

    A row in which one of these three is missing is left out of its issue; an issue without an outcome, or without a row
    left whose capability × salience is above 0, is left out. Nothing is filled in.

    Args:
        folder: Where `issues.csv` and `positions.csv` are.
        capability: The column of capabilities; `capability` is used if there is no such column.

    Raises:
        ScenarioError: A file cannot be read, a column is missing, or a figure is wrong.
    """
    notes: list[str] = []
    issue_rows, issue_file, issue_at = _table(Path(folder) / "issues.csv", ("issue", "outcome"), notes)
    rows, file, at = _table(Path(folder) / "positions.csv", ("issue", "actor", "position", "salience"), notes)
    column = at.get(capability, at.get("capability"))
    if column is None:
        raise refused(file, 1, f"no column {capability}", f"one of {', '.join(at)}")
    known = {row.cell(issue_at["issue"]) for row in issue_rows}
    whole: dict[str, list[tuple[str, float, float, float]]] = {}
    missing = 0
    for row in rows:
        name = row.cell(at["issue"])
        if name not in known:
            raise refused(file, row.line, f"the issue {shortened(name, 40)!r}", f"one of {issue_file}")
        if any(_is_missing(row, place) for place in (column, at["position"], at["salience"])):
            missing += 1
            continue
        power = figure(row, column, file, capability, (0.0, MOST_CAPABILITY))
        position = figure(row, at["position"], file, "position", POINTS)
        salience = figure(row, at["salience"], file, "salience", POINTS)
        whole.setdefault(name, []).append((row.cell(at["actor"]), power, position, salience))
    issues, left_out = _issues(issue_rows, issue_at, issue_file, whole)
    if missing:
        left_out.append(f"{missing} rows of positions in which a position, a salience or a capability is missing")
    if not issues:
        raise refused(issue_file, 0, "no issue that has an outcome and positions", "at least one")
    return DecidedIssues(tuple(issues), (*notes, *left_out))


def _table(path: Path, needed: Sequence[str], notes: list[str]) -> tuple[list[Row], str, dict[str, int]]:
    text = text_of(path, path.name)
    notes += text.notes
    file, rows = text.file, list(csv_rows(text.said, text.file))
    at = {name.lower(): place for place, name in enumerate(rows[0].cells)} if rows else {}
    for name in needed:
        if name not in at:
            raise refused(file, 1, f"no column {name}", f"the columns {', '.join(needed)}")
    return rows[1:], file, at


def _is_missing(row: Row, place: int) -> bool:
    return row.cell(place).lower() in MISSING


def _issues(
    rows: Sequence[Row], at: Mapping[str, int], file: str, whole: Mapping[str, list[tuple[str, float, float, float]]]
) -> tuple[list[DecidedIssue], list[str]]:
    found: list[DecidedIssue] = []
    undecided, empty, seen = 0, 0, set()
    for row in rows:
        name = row.cell(at["issue"])
        if name in seen:
            raise refused(file, row.line, f"the issue {shortened(name, 40)!r} again", "each issue once")
        seen.add(name)
        actors = whole.get(name, [])
        if _is_missing(row, at["outcome"]):
            undecided += 1
        elif not any(c * s > 0 for _, c, _, s in actors):
            empty += 1
        else:
            found.append(_issue(row, at, file, actors))
    left_out = [f"{undecided} issues without an outcome"] if undecided else []
    return found, [*left_out, *([f"{empty} issues without an actor that counts"] if empty else [])]


def _issue(
    row: Row, at: Mapping[str, int], file: str, actors: Sequence[tuple[str, float, float, float]]
) -> DecidedIssue:
    name, place = row.cell(at["issue"]), at.get("reference_point", -1)
    numbers = np.array([numbers for _, *numbers in actors])
    return DecidedIssue(
        id=name,
        dossier=row.cell(at.get("dossier", -1)) or name,
        outcome=figure(row, at["outcome"], file, "the outcome", POINTS),
        reference_point=float("nan") if _is_missing(row, place) else figure(row, place, file, "the reference", POINTS),
        actors=tuple(actor for actor, *_ in actors),
        capability=numbers[:, 0],
        position=numbers[:, 1],
        salience=numbers[:, 2] / 100.0,
    )
