"""Cells of tables that others wrote: text from files, rows with their lines, figures; what is wrong is a fault."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.formats.figures import AmbiguousFigureError, figure_in
from sim.formats.files import CONTROL, bytes_of, fault, one_line
from sim.formats.text_encodings import decoded
from sim.scenario.faults import ScenarioError, shown
from sim.texts.places import for_plain_csv, from_csv

MOST_BYTES = 2_000_000
"""Largest file that is read."""
MOST_ROWS = 20_000
"""Most rows of a table."""


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        line: Where it begins, counted from 1.
        cells: Its cells, with the blanks around them removed.
    """

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """Return a cell; empty where the row is too short to have it."""
        return self.cells[place] if 0 <= place < len(self.cells) else ""


def refused(file: str, line: int, found: str, expected: str, hint: str = "") -> ScenarioError:
    """Return the error for a file that has one fault."""
    return fault(file, (line, 1 if line else 0), found, expected, hint)


@dataclass(frozen=True)
class TableText:
    """The text of a table.

    Attributes:
        said: The text.
        file: The name under which its faults are reported.
        notes: What was read with some doubt, a sentence each.
    """

    said: str
    file: str
    notes: tuple[str, ...] = ()


def text_of(source: str | Path, kind: str) -> TableText:
    """Return a text and the name under which its faults are reported.

    Args:
        source: A path, or the text itself: a string with a line break in it is text.
        kind: What the text is called if it has no file.

    Raises:
        ScenarioError: The file cannot be read, is too large, or is not text.
    """
    if isinstance(source, str) and ("\n" in source or "\r" in source or not source.strip()):
        if len(source) > MOST_BYTES:
            raise refused(kind, 0, f"{len(source):,} characters", f"at most {MOST_BYTES:,}")
        return TableText(source.removeprefix("\ufeff"), kind)
    said, notes = decoded(bytes_of(Path(source), MOST_BYTES), str(source))
    return TableText(said, str(source), notes)


def csv_rows(text: str, file: str) -> Iterator[Row]:
    """Yield the rows of a CSV text that are not empty; fields are separated by commas, semicolons or tabs.

    Raises:
        ScenarioError: It is not CSV, is too long, or holds control characters.
    """
    control = CONTROL.search(text)
    if control:
        name = f"the control character U+{ord(control.group()):04X}"
        raise refused(file, text.count("\n", 0, control.start()) + 1, name, "text", "Remove it.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise refused(file, line, f"more than {MOST_ROWS:,} rows", "fewer")
            if any(cell.strip() for cell in cells):
                yield Row(line, tuple(from_csv(one_line(cell).strip()) for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise refused(file, reader.line_num, f"text that is not CSV ({error})", "rows of cells") from None


def figure(row: Row, place: int, file: str, what: str, bounds: tuple[float, float]) -> float:
    """Return a cell as a number; a percent sign behind it changes nothing.

    Raises:
        ScenarioError: It is not a number, is outside its bounds, or could mean either of two numbers.
    """
    text, (low, high) = row.cell(place), bounds
    expected = f"{what}, a number from {low:g} to {high:g}"
    try:
        found = figure_in(text)
    except AmbiguousFigureError as error:
        raise refused(file, row.line, f"{shown(text)}, which may mean {error}", "a decimal point") from None
    if found is None or not low <= found.value <= high:
        raise refused(file, row.line, shown(text) if text else "nothing", expected)
    return found.value


def plain_figure(value: float) -> str:
    """Return a number as people write it: whole where it is whole, else with as few digits as reproduce it."""
    rounded = round(float(value), 9)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV text."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([for_plain_csv(cell) for cell in row] for row in rows)
    return out.getvalue()
