"""Actors of KTAB's spatial model of politics: its CSV and its XML, in and out.

CSV: a row with name, description, numbers of actors and of dimensions; a row of column names; then for each actor name,
description, power, and position and salience for each dimension, 0 to 100. XML says the same in elements, and also
which sub-models to use, a seed, and how far ideals follow positions; these have no counterpart in a scenario.

Source:
    KAPSARC Toolkit for Behavioral Analysis (KTAB); Wise, Lester and Efird (2015), "An introduction to the KAPSARC
    toolkit for behavioral analysis using one-dimensional spatial models".
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats.actor_tables import FULL, ActorTable, scenario_data, table_of
from sim.formats.cells import Row, csv_rows, csv_text, figure, plain_figure, refused, text_of
from sim.formats.markup import Element, Markup, loosely
from sim.scenario.model import Scenario
from sim.texts import shortened
from sim.texts.places import for_xml

MOST_ACTORS = 200
MOST_DIMENSIONS = 16
MOST_POWER = 1e8
POINTS = (0.0, 100.0)
_ROUNDING = 1e-6


def read(source: str | Path) -> tuple[dict[str, Any], list[str]]:
    """Return a KTAB file as a scenario in plain data, and what the file says that a scenario cannot hold.

    Args:
        source: The path of a file, or its text; XML if it begins with <, else CSV.

    Raises:
        ScenarioError: It cannot be read; the fault says where, what was found and what was expected.
    """
    table, left_out = _read(source)
    data, more = scenario_data(table)
    return data, [*left_out, *more]


def read_placed(source: str | Path) -> tuple[ActorTable, list[str]]:
    """Return the actors of a KTAB file, and what was left out or read with some doubt.

    Raises:
        ScenarioError: It cannot be read.
    """
    return _read(source)


def is_ktab(rows: Sequence[Row]) -> bool:
    """Return whether rows look like KTAB's: two whole numbers end the first row, and column names follow."""
    if len(rows) < 2:
        return False
    numbers = [cell for cell in rows[0].cells if cell][-2:]
    return len(numbers) == 2 and all(cell.isdecimal() for cell in numbers) and rows[1].cell(0).lower() == "actor"


def _read(source: str | Path) -> tuple[ActorTable, list[str]]:
    text = text_of(source, "ktab")
    if text.said.lstrip("\ufeff \t\r\n").startswith("<"):
        table, notes = _of_xml(loosely(text.said, text.file), text.file)
    else:
        table, notes = _of_csv(list(csv_rows(text.said, text.file)), text.file), []
    small = [
        what for what, column in (("positions", table.mode), ("saliences", table.salience)) if 0 < column.max() <= 1
    ]
    doubts = [f"All {what} are at most 1; they were read as points of 0 to 100, as KTAB has them." for what in small]
    return table, [*text.notes, *notes, *doubts]


def _of_csv(rows: Sequence[Row], file: str) -> ActorTable:
    if len(rows) < 3:
        line = rows[-1].line if rows else 1
        raise refused(file, line, f"{len(rows)} rows", "a row of names and numbers, one of columns, one for each actor")
    head, columns, actors = rows[0], rows[1], rows[2:]
    count, dimensions = (
        _whole(head, 2, file, "actors", MOST_ACTORS),
        _whole(head, 3, file, "dimensions", MOST_DIMENSIONS),
    )
    if count != len(actors):
        raise refused(file, head.line, f"{count} actors", f"{len(actors)}, as many as there are rows")
    wanted = 3 + 2 * dimensions
    for row in (columns, *actors):
        used = len(row.cells) - (not row.cells[-1])
        if used != wanted:
            raise refused(
                file, row.line, f"{used} cells", f"{wanted}: three, and two for each of {dimensions} dimensions"
            )
    names = tuple(columns.cell(3 + 2 * k) or f"Dimension {k + 1}" for k in range(dimensions))
    power = [figure(row, 2, file, "the power", (0.0, MOST_POWER)) for row in actors]
    position = [[figure(row, 3 + 2 * k, file, names[k], POINTS) for k in range(dimensions)] for row in actors]
    salience = [
        [figure(row, 4 + 2 * k, file, f"the salience of {names[k]}", POINTS) for k in range(dimensions)]
        for row in actors
    ]
    lines = [row.line for row in actors]
    labels = [(row.cell(0), row.cell(1)) for row in actors]
    title = (head.cell(0) or "KTAB", head.cell(1))
    return _placed(title, names, labels, (power, position, salience), (file, lines))


def _whole(row: Row, place: int, file: str, what: str, most: int) -> int:
    text = row.cell(place)
    if not text.isdecimal() or len(text) > 6 or not 1 <= int(text) <= most:
        raise refused(file, row.line, repr(shortened(text, 40)), f"how many {what} there are, 1 to {most}")
    return int(text)


Numbers = tuple[list[float], list[list[float]], list[list[float]]]


def _placed(
    title: tuple[str, str],
    dimensions: tuple[str, ...],
    labels: Sequence[tuple[str, str]],
    numbers: Numbers,
    where: tuple[str, Sequence[int]],
) -> ActorTable:
    """Return a table, having made sure that actors can be told apart and that nobody's saliences exceed 100 in all."""
    file, lines = where
    names = [name for name, _ in labels]
    for place, name in enumerate(names):
        if not name:
            raise refused(file, lines[place], "nothing", "the name of an actor")
        if name in names[:place]:
            raise refused(file, lines[place], f"{name!r} again", "each actor once")
        total = sum(numbers[2][place])
        if total > FULL + _ROUNDING:
            raise refused(file, lines[place], f"saliences of {name!r} that sum to {total:g}", "at most 100")
    if len(names) < 2:
        raise refused(file, lines[-1], "one actor", "at least two")
    power, position, salience = (np.array(column, np.float64) for column in numbers)
    # KTAB's XML must say something about each actor, and a note that only repeats the name says nothing.
    notes = tuple("" if note == name else note for name, note in labels)
    story = "" if title[1] == title[0] else shortened(title[1], 4000)
    return ActorTable(
        shortened(title[0], 4000), story, dimensions, tuple(names), notes, power, position, position, position, salience
    )


LEFT_OUT_ELEMENTS = {
    "prngSeed": "the seed of its random numbers",
    "ModelParameters": "which sub-models to use",
    "IdealAdjustment": "how far ideals follow positions",
}


def _of_xml(markup: Markup, file: str) -> tuple[ActorTable, list[str]]:
    root = markup.top
    if root.tag != "Scenario":
        raise refused(file, root.line, f"<{shortened(root.tag, 40)}>", "<Scenario>")
    dimensions = tuple(_said(one) for one in _child(root, "Dimensions", file).all("dName"))
    actors = _child(root, "Actors", file).all("Actor")
    if not actors or len(actors) > MOST_ACTORS:
        raise refused(file, root.line, f"{len(actors)} actors", f"1 to {MOST_ACTORS}")
    if not 1 <= len(dimensions) <= MOST_DIMENSIONS:
        raise refused(file, root.line, f"{len(dimensions)} dimensions", f"1 to {MOST_DIMENSIONS}")
    power, position, salience, labels = [], [], [], []
    for actor in actors:
        labels.append((_said(_child(actor, "name", file)), _said(actor.first("description"))))
        power.append(_number(_child(actor, "capability", file), file, "the capability", (0.0, MOST_POWER)))
        position.append(_vector(actor, "Position", "dCoord", len(dimensions), file))
        salience.append(_vector(actor, "Salience", "dSal", len(dimensions), file))
    title = (_said(root.first("name")) or "KTAB", _said(root.first("desc")))
    left_out = [*markup.notes, *(_left_out(child) for child in root.children if child.tag in LEFT_OUT_ELEMENTS)]
    known = {*LEFT_OUT_ELEMENTS, "name", "desc", "Dimensions", "Actors"}
    left_out += [f"<{child.tag}> (line {child.line})" for child in root.children if child.tag not in known]
    named = tuple(name or f"Dimension {k + 1}" for k, name in enumerate(dimensions))
    lines = [actor.line for actor in actors]
    return _placed(title, named, labels, (power, position, salience), (file, lines)), left_out


def _left_out(child: Element) -> str:
    said = ", ".join(f"{one.tag} {_said(one)}" for one in child.children if _said(one))
    return f"{LEFT_OUT_ELEMENTS[child.tag]} ({said or _said(child) or f'line {child.line}'})"


def _child(element: Element, name: str, file: str) -> Element:
    found = element.first(name)
    if found is None:
        raise refused(file, element.line, f"<{shortened(element.tag, 40)}> without <{name}>", f"<{name}>")
    return found


def _said(element: Element | None) -> str:
    return "" if element is None else " ".join(element.said.split())


def _number(element: Element, file: str, what: str, bounds: tuple[float, float]) -> float:
    return figure(Row(element.line, (_said(element),)), 0, file, what, bounds)


def _vector(actor: Element, name: str, entry: str, count: int, file: str) -> list[float]:
    entries = _child(actor, name, file).all(entry)
    if len(entries) != count:
        raise refused(file, actor.line, f"{len(entries)} <{entry}>", f"{count}, one for each dimension")
    return [_number(one, file, f"<{entry}>", POINTS) for one in entries]


def write(scenario: Scenario) -> str:
    """Return a scenario's parties in KTAB's CSV.

    Raises:
        ValueError: No party's worth gives weights and values.
    """
    table = table_of(scenario)
    position, salience = _complete(table)
    count, dimensions = len(table.names), len(table.dimensions)
    rows = [[table.title, " ".join(table.story.split()), str(count), str(dimensions), ""]]
    rows.append(["Actor", "Description", "Power", *_headings(table.dimensions), ""])
    for n, name in enumerate(table.names):
        pairs = [plain_figure(x) for k in range(dimensions) for x in (position[n, k], salience[n, k])]
        rows.append([name, table.notes[n], plain_figure(table.influence[n]), *pairs, ""])
    return csv_text(rows)


def _headings(dimensions: Sequence[str]) -> list[str]:
    return [cell for name in dimensions for cell in (name, f"{name} salience")]


def _complete(table: ActorTable) -> tuple[Floats, Floats]:
    """Return positions and saliences as KTAB wants them: a place on every dimension, at most 100 of salience in all."""
    mode = table.actors().position
    salience = np.where(np.isnan(table.mode), 0.0, table.salience)
    most = float(salience.sum(axis=1).max())
    return mode, salience * (FULL / most) if most > FULL + _ROUNDING else salience


def write_xml(scenario: Scenario) -> str:
    """Return a scenario's parties in KTAB's XML, without model parameters, so that KTAB uses its own.

    Raises:
        ValueError: No party's worth gives weights and values.
    """
    table = table_of(scenario)
    position, salience = _complete(table)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<Scenario>"]
    lines += _tags(1, ("name", table.title), ("desc", table.story or table.title), ("prngSeed", "1"))
    lines += ["  <Dimensions>", *_tags(2, *(("dName", name) for name in table.dimensions)), "  </Dimensions>"]
    lines += ["  <Actors>"]
    for n, name in enumerate(table.names):
        power = plain_figure(table.influence[n])
        lines += ["    <Actor>"]
        lines += _tags(3, ("name", name), ("description", table.notes[n] or name), ("capability", power))
        for tag, entry, row in (("Position", "dCoord", position[n]), ("Salience", "dSal", salience[n])):
            lines += [f"      <{tag}>", *_tags(4, *((entry, plain_figure(x)) for x in row)), f"      </{tag}>"]
        lines += ["    </Actor>"]
    return "\n".join([*lines, "  </Actors>", "</Scenario>", ""])


def _tags(depth: int, *entries: tuple[str, str]) -> list[str]:
    return [f"{'  ' * depth}<{name}>{for_xml(' '.join(text.split()))}</{name}>" for name, text in entries]
