"""Fact sheets of negotiations: what a sheet numbers, so that it can be seen that nothing was passed over.

A sheet is a page of Markdown with the sections Parties, Issues, Stated conditions, Pressures and Questions. The rows of
its tables are numbered P01, I01, C01; the lines of Pressures (its sentences, where it has no list) are numbered here
E01, E02 and so on, and so are the offers, O01.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sim.scenario import files
from sim.scenario.coded_case import FactSheet, SheetUnits
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.likeness import SHEET, told_apart

MOST_BYTES = 1_000_000
"""Largest sheet that is read."""

_HEAD = re.compile(r"id: (?P<id>[a-z0-9-]+) .*?day 0: (?P<day>\d{4}-\d\d-\d\d) .*?horizon: (?P<days>\d+) days")
_ROW = re.compile(r"^\|\s*(?P<id>[PIC]\d\d)\s*\|(?P<cells>.*)\|\s*$")
_QUESTION = re.compile(r"^[-*]\s+\*\*(?P<id>[SUQ]\d+)\*\*\s*(?P<asks>.*)")
_STOP = re.compile(r"(?<=[a-z0-9\])])\.\s+(?=[A-Z])")
_SEPARATORS = (re.compile(r"\s+/\s+"), re.compile(r"\s+·\s+"), re.compile(r";\s+"))


def read_sheet(path: Path) -> FactSheet:
    """Return what a sheet numbers.

    Raises:
        ScenarioError: It is not a sheet: it has no line with id, day 0 and horizon, or no parties, issues or questions.
    """
    with told_apart(path, SHEET):
        return sheet_of(files.read_text(path, MOST_BYTES, "a fact sheet"), str(path))


def sheet_of(text: str, name: str) -> FactSheet:
    """Return what the text of a sheet numbers; `name` is what faults call it.

    Raises:
        ScenarioError: It is not a sheet.
    """
    head = _HEAD.search(text)
    if head is None:
        raise _no_sheet(name, 2, "no line with id, day 0 and horizon", "id: ... · day 0: YYYY-MM-DD · horizon: N days")
    rows = {match["id"]: match["cells"] for match in map(_ROW.match, text.splitlines()) if match}
    issues = {one: _options(cells) for one, cells in rows.items() if one[0] == "I"}
    pressures, offers = numbered(text, "Pressures", "E"), numbered(text, "Offers", "O")
    asked = {match["id"].lower(): match["asks"] for match in map(_QUESTION.match, text.splitlines()) if match}
    kinds = {letter: tuple(one for one in rows if one[0] == letter) for letter in "PC"}
    units = SheetUnits(kinds["P"], issues, kinds["C"], tuple(pressures), tuple(asked))
    for what, found in (("parties", units.parties), ("issues", issues), ("questions", asked)):
        if not found:
            raise _no_sheet(name, 1, f"no {what}", "a sheet with parties, issues and questions")
    texts = {one: cells.strip() for one, cells in rows.items()} | pressures | offers
    return FactSheet(head["id"], date.fromisoformat(head["day"]), int(head["days"]), units, texts, asked)


def numbered(text: str, section: str, letter: str) -> dict[str, str]:
    """Return the lines of a section's list, or its sentences where it has none, numbered in order."""
    body = list(_section(text, section))
    listed = [line[2:].strip() for line in body if line.startswith("- ")]
    parts = listed or [part.strip() for part in _STOP.split(" ".join(body)) if part.strip()]
    return {f"{letter}{place:02d}": part for place, part in enumerate(parts, 1)}


def _section(text: str, name: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if line.startswith("## "):
            inside = line.startswith(f"## {name}")
        elif inside and line.strip():
            yield line


def _options(cells: str) -> int:
    """Return how many options a row of Issues names, told apart by ` / `, ` · ` or `; `."""
    named = cells.split("|")
    return max(len(separator.split(named[1].strip())) for separator in _SEPARATORS) if len(named) > 1 else 0


def _no_sheet(name: str, line: int, found: str, expected: str) -> ScenarioError:
    return ScenarioError([Fault(name, line, 1, "", found, expected)])
