"""Plain stakeholder tables: actor, influence, position (one number, or low, mode and high), salience; CSV or XLSX.

An actor with several issues has several rows, told apart by a column `issue`. Positions and saliences are points from 0
to 100, or shares from 0 to 1 (`units` tells which); influence is any number from 0 up. Headers may be the usual words,
in either case, with blanks or underscores. A column `title` may say once what the table is about; else its file name
does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats.actor_tables import ONLY, ActorTable, scenario_data, table_of
from sim.formats.cells import Row, csv_rows, csv_text, figure, plain_figure, refused, text_of
from sim.formats.headers import Header, header_of
from sim.formats.units import POINTS, Unit, unit_of
from sim.scenario.model import Scenario
from sim.texts import shortened

MOST_ACTORS = 200
MOST_INFLUENCE = 1e9


def read(source: str | Path) -> tuple[dict[str, Any], list[str]]:
    """Return a stakeholder table as a scenario in plain data, and what the table says that a scenario cannot hold.

    Args:
        source: The path of a CSV or XLSX file, or CSV as text.

    Raises:
        ScenarioError: It cannot be read; the fault says where, what was found and what was expected.
    """
    table, left_out = read_placed(source)
    data, more = scenario_data(table)
    return data, [*left_out, *more]


def read_placed(source: str | Path) -> tuple[ActorTable, list[str]]:
    """Return the actors of a stakeholder table, and what was left out or read with some doubt.

    Raises:
        ScenarioError: It cannot be read.
    """
    is_path = isinstance(source, Path) or not ("\n" in source or "\r" in source)
    title = Path(source).stem.replace("_", " ").strip() if is_path else ""
    if is_path and str(source).lower().endswith((".xlsx", ".xlsm")):
        from sim.formats.worksheets import read_sheet

        sheet = read_sheet(source)
        rows, file, notes = list(sheet.rows), str(source), list(sheet.notes)
    else:
        text = text_of(source, "stakeholders")
        rows, file, notes = list(csv_rows(text.said, text.file)), text.file, list(text.notes)
    return _table(rows, file, title or "Stakeholders", notes), notes


@dataclass(frozen=True)
class _Entries:
    """The rows of a table by actor and issue, and how to read them."""

    file: str
    header: Header
    rows: Mapping[tuple[str, str], Row]
    position: Unit
    salience: Unit

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor for actor, _ in self.rows))

    @property
    def issues(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(issue for _, issue in self.rows))


def _table(rows: Sequence[Row], file: str, title: str, notes: list[str]) -> ActorTable:
    header, below = header_of(rows, file, notes)
    if not below:
        raise refused(file, header.line, "no actor", "a row for each")
    entries = _Entries(
        file,
        header,
        _keyed(below, header, file),
        unit_of(below, header, file, ("position", "low", "high"), notes),
        unit_of(below, header, file, ("salience",), notes),
    )
    names, issues = entries.names, entries.issues
    if len(names) > MOST_ACTORS:
        raise refused(file, below[-1].line, f"{len(names)} actors", f"at most {MOST_ACTORS}")
    if len(names) < 2:
        raise refused(file, below[-1].line, "one actor", "at least two")
    remarks = {a: row.cell(header.places.get("note", -1)) for (a, _), row in reversed([*entries.rows.items()])}
    said = (row.cell(header.places.get("title", -1)) for row in below)
    title = shortened(next((one for one in said if one), title), 4000)
    return ActorTable(title, "", issues, names, tuple(remarks[a] for a in names), *_numbers(entries))


def _keyed(rows: Sequence[Row], header: Header, file: str) -> dict[tuple[str, str], Row]:
    """Return the rows by actor and issue, each pair only once."""
    entries: dict[tuple[str, str], Row] = {}
    for row in rows:
        issue = row.cell(header.places["issue"]) if "issue" in header.places else ONLY
        key = (row.cell(header.places["actor"]), issue)
        if not all(key):
            raise refused(file, row.line, "nothing", "an actor" if not key[0] else "an issue")
        if key in entries:
            raise refused(file, row.line, f"{key[0]!r} again", f"it once for an issue (line {entries[key].line})")
        entries[key] = row
    return entries


def _numbers(entries: _Entries) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    names, issues, file, places = entries.names, entries.issues, entries.file, entries.header.places
    influence = np.full(len(names), np.nan)
    low, mode, high, salience = (np.full((len(names), len(issues)), np.nan) for _ in range(4))
    for (actor, issue), row in entries.rows.items():
        n, k = names.index(actor), issues.index(issue)
        given = figure(row, places["influence"], file, "the influence", (0.0, MOST_INFLUENCE))
        if not np.isnan(influence[n]) and influence[n] != given:
            raise refused(file, row.line, f"influence {given:g} of {actor!r}", f"{influence[n]:g}, as before")
        influence[n] = given
        low[n, k], mode[n, k], high[n, k] = _stand(row, entries)
        salience[n, k] = entries.salience.points(row, places["salience"], file, "the salience")
    return influence, low, mode, high, np.nan_to_num(salience)


def _stand(row: Row, entries: _Entries) -> tuple[float, float, float]:
    """Return low, mode and high of a position; what is not given follows from the rest."""
    places, file = entries.header.places, entries.file
    given = {
        name: entries.position.points(row, places[name], file, f"the position ({name})")
        for name in ("low", "position", "high")
        if name in places and row.cell(places[name])
    }
    if "position" not in given and not {"low", "high"} <= given.keys():
        raise refused(file, row.line, "nothing", f"a position, a number from {POINTS[0]:g} to {POINTS[1]:g}")
    mode = given.get("position", (given.get("low", 0.0) + given.get("high", 0.0)) / 2.0)
    low, high = given.get("low", mode), given.get("high", mode)
    if not low <= mode <= high:
        raise refused(file, row.line, f"positions {low:g}, {mode:g}, {high:g}", "low, mode and high in this order")
    return low, mode, high


HEADER = ("actor", "description", "influence", "position_low", "position_mode", "position_high", "salience")


def write(scenario: Scenario) -> str:
    """Return a scenario's parties as a stakeholder table in CSV.

    Raises:
        ValueError: No party's worth gives weights and values.
    """
    return csv_text([[str(cell) for cell in row] for row in rows_of(scenario)])


def rows_of(scenario: Scenario) -> list[list[str]]:
    """Return a stakeholder table as rows of text, the header first; one issue needs no column for it."""
    table = table_of(scenario)
    several = table.dimensions != (ONLY,)
    rows = [[*_header(table), *(["issue"] if several else []), "title"]]
    for n, name in enumerate(table.names):
        for k, issue in enumerate(table.dimensions):
            if np.isnan(table.mode[n, k]):
                continue
            stands = (table.influence[n], table.low[n, k], table.mode[n, k], table.high[n, k], table.salience[n, k])
            title = table.title if len(rows) == 1 else ""
            rows.append([name, table.notes[n], *map(plain_figure, stands), *([issue] if several else []), title])
    return rows


def _header(table: ActorTable) -> list[str]:
    """Return the names of columns, with their unit if figures are so small that they would be taken for shares."""
    small = {
        "position": np.nanmax(table.high) <= 1,
        "salience": np.max(table.salience[~np.isnan(table.mode)]) <= 1,
    }
    return [f"{name} (0-100)" if small.get(name.split("_")[0]) else name for name in HEADER]
