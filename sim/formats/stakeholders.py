"""Plain stakeholder tables: actor, influence, position (one number, or low, mode and high), salience; CSV or XLSX.

Several issues stand in several rows of an actor, told apart by a column `issue`. Positions and saliences are points of
0 to 100, influence is any number from 0 up. Names of columns may be written in either case, with blanks or underscores.
A column `title` may say once what the table is about; else its file name does.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats.cells import Row, csv_rows, csv_text, figure, plain_figure, refused, text_of
from sim.formats.placed_tables import Placed, scenario_data, table_of
from sim.lenses.placed import Actors
from sim.scenario.faults import did_you_mean, one_of
from sim.scenario.model import Scenario

ALIASES: dict[str, tuple[str, ...]] = {
    "actor": ("actor", "stakeholder", "party", "name"),
    "influence": ("influence", "capability", "power", "clout"),
    "position": ("position", "position_mode", "mode"),
    "low": ("position_low", "low"),
    "high": ("position_high", "high"),
    "salience": ("salience",),
    "issue": ("issue", "dimension"),
    "note": ("description", "note", "label"),
    "title": ("title",),
}
NEEDED = ("actor", "influence", "position", "salience")
MOST_ACTORS = 200
MOST_INFLUENCE = 1e9
POINTS = (0.0, 100.0)
ONLY = "position"
"""What the one issue of a table without a column `issue` is called."""


def read(source: str | Path) -> tuple[dict[str, Any], list[str]]:
    """Return a stakeholder table as a scenario in plain data, and what it says that a scenario cannot hold.

    Args:
        source: The path of a CSV or XLSX file, or CSV as text.

    Raises:
        ScenarioError: It cannot be read; the fault says where, what was found and what was expected.
    """
    rows, file, title = _rows(source)
    table, left_out = _table(rows, file, title)
    data, more = scenario_data(table)
    return data, [*left_out, *more]


def read_actors(source: str | Path) -> Actors:
    """Return a stakeholder table as actors for the spatial lens.

    Raises:
        ScenarioError: It cannot be read.
    """
    rows, file, title = _rows(source)
    return _table(rows, file, title)[0].actors()


def _rows(source: str | Path) -> tuple[list[Row], str, str]:
    """Return the rows of a table, the name of its file, and a title."""
    is_path = isinstance(source, Path) or not ("\n" in source or "\r" in source)
    title = Path(source).stem.replace("_", " ").strip()[:200] if is_path else ""
    if is_path and str(source).lower().endswith(".xlsx"):
        from sim.formats.worksheets import read_rows

        return read_rows(source), str(source), title or "Stakeholders"
    text, file = text_of(source, "stakeholders")
    return list(csv_rows(text, file)), file, title or "Stakeholders"


def _table(rows: Sequence[Row], file: str, title: str) -> tuple[Placed, list[str]]:
    if not rows:
        raise refused(file, 1, "an empty table", f"a row with the columns {', '.join(NEEDED)}")
    places, unknown = _columns(rows[0], file)
    left_out = [f"the column {name!r}" for name in unknown]
    if len(rows) < 2:
        raise refused(file, rows[0].line, "no actor", "a row for each")
    entries: dict[tuple[str, str], Row] = {}
    for row in rows[1:]:
        key = (row.cell(places["actor"]), row.cell(places["issue"]) if "issue" in places else ONLY)
        if not all(key):
            raise refused(file, row.line, "nothing", "an actor" if not key[0] else "an issue")
        if key in entries:
            raise refused(file, row.line, f"{key[0]!r} again", f"it once for an issue (line {entries[key].line})")
        entries[key] = row
    names, issues = tuple(dict.fromkeys(a for a, _ in entries)), tuple(dict.fromkeys(i for _, i in entries))
    if len(names) > MOST_ACTORS:
        raise refused(file, rows[-1].line, f"{len(names)} actors", f"at most {MOST_ACTORS}")
    if len(names) < 2:
        raise refused(file, rows[-1].line, "one actor", "at least two")
    numbers = _numbers(entries, names, issues, places, file)
    notes = {a: row.cell(places.get("note", -1)) for (a, _), row in reversed(entries.items())}
    title = next((said for row in rows[1:] if (said := row.cell(places.get("title", -1)))), title)[:4000]
    return Placed(title, "", issues, names, tuple(notes[a] for a in names), *numbers), left_out


def _columns(header: Row, file: str) -> tuple[dict[str, int], list[str]]:
    """Return where each column stands, and the names of those that mean nothing here."""
    known = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(header.cells):
        name = known.get(cell.lower().replace(" ", "_").replace("-", "_"))
        if name is None:
            unknown += [cell] if cell else []
        elif name in places:
            raise refused(file, header.line, f"two columns for {name}: {cell!r}", "one")
        else:
            places[name] = place
    if "position" not in places and {"low", "high"} <= places.keys():
        places["position"] = -1
    for name in NEEDED:
        if name not in places:
            hint = next((found for cell in unknown if (found := did_you_mean(cell, [name]))), "")
            raise refused(file, header.line, f"no column {name}", one_of(ALIASES[name]), hint)
    return places, unknown


def _numbers(
    entries: dict[tuple[str, str], Row], names: Sequence[str], issues: Sequence[str], places: dict[str, int], file: str
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    influence = np.full(len(names), np.nan)
    low, mode, high, salience = (np.full((len(names), len(issues)), np.nan) for _ in range(4))
    for (actor, issue), row in entries.items():
        n, k = names.index(actor), issues.index(issue)
        given = figure(row, places["influence"], file, "the influence", (0.0, MOST_INFLUENCE))
        if not np.isnan(influence[n]) and influence[n] != given:
            raise refused(file, row.line, f"influence {given:g} of {actor!r}", f"{influence[n]:g}, as before")
        influence[n] = given
        low[n, k], mode[n, k], high[n, k] = _stand(row, places, file)
        salience[n, k] = figure(row, places["salience"], file, "the salience", POINTS)
    return influence, low, mode, high, np.nan_to_num(salience)


def _stand(row: Row, places: dict[str, int], file: str) -> tuple[float, float, float]:
    """Return low, mode and high of a position; what is not given follows from the rest."""
    given = {
        name: figure(row, places[name], file, f"the position ({name})", POINTS)
        for name in ("low", "position", "high")
        if name in places and row.cell(places[name])
    }
    if "position" not in given and not {"low", "high"} <= given.keys():
        raise refused(file, row.line, "nothing", "a position, a number from 0 to 100")
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
    rows = [[*HEADER, *(["issue"] if several else []), "title"]]
    for n, name in enumerate(table.names):
        for k, issue in enumerate(table.dimensions):
            if np.isnan(table.mode[n, k]):
                continue
            stands = (table.influence[n], table.low[n, k], table.mode[n, k], table.high[n, k], table.salience[n, k])
            title = table.title if len(rows) == 1 else ""
            rows.append([name, table.notes[n], *map(plain_figure, stands), *([issue] if several else []), title])
    return rows
