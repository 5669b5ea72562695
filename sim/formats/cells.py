"""Cells of tables that others wrote: text from files, rows with their lines, figures; what is wrong is a fault."""

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.formats.files import bytes_of, fault
from sim.scenario.faults import ScenarioError, shown

MOST_BYTES = 2_000_000
"""Largest file that is read."""
MOST_ROWS = 20_000
"""Most rows of a table."""
MOST_DIGITS = 40
"""Longest figure that is read."""

_FIGURE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        line: Where it begins, counted from 1.
        cells: Its cells, blanks around them taken away.
    """

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """Return a cell; empty where the row is shorter."""
        return self.cells[place] if 0 <= place < len(self.cells) else ""


def refused(file: str, line: int, found: str, expected: str, hint: str = "") -> ScenarioError:
    """Return the error that a file has one fault."""
    return fault(file, (line, 1 if line else 0), found, expected, hint)


def text_of(source: str | Path, kind: str) -> tuple[str, str]:
    """Return a text and the name under which its faults are told.

    Args:
        source: A path, or the text itself: a string with a line break in it is text.
        kind: What the text is called where it has no file.

    Raises:
        ScenarioError: The file cannot be read, is too large, or is not UTF-8.
    """
    if isinstance(source, str) and ("\n" in source or "\r" in source or not source.strip()):
        if len(source) > MOST_BYTES:
            raise refused(kind, 0, f"{len(source):,} characters", f"at most {MOST_BYTES:,}")
        return source.removeprefix("\ufeff"), kind
    data, name = bytes_of(Path(source), MOST_BYTES), str(source)
    try:
        return data.decode("utf-8-sig"), name
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(name, line, "bytes that are no UTF-8", "a file saved as UTF-8") from None


def csv_rows(text: str, file: str) -> Iterator[Row]:
    """Yield the rows of a CSV text that are not empty; fields are parted by comma, semicolon or tab.

    Raises:
        ScenarioError: It is no CSV, or too long.
    """
    if "\x00" in text:
        raise refused(file, text.count("\n", 0, text.index("\x00")) + 1, "a NUL character", "text")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise refused(file, line, f"more than {MOST_ROWS:,} rows", "fewer")
            if any(cell.strip() for cell in cells):
                yield Row(line, tuple(cell.strip() for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise refused(file, reader.line_num, f"no CSV ({error})", "rows of cells") from None


def figure(row: Row, place: int, file: str, what: str, bounds: tuple[float, float]) -> float:
    """Return a cell as a number.

    Raises:
        ScenarioError: It is none, or outside its bounds.
    """
    text, (low, high) = row.cell(place), bounds
    expected = f"{what}, a number from {low:g} to {high:g}"
    if len(text) > MOST_DIGITS or not _FIGURE.fullmatch(text):
        raise refused(file, row.line, shown(text) if text else "nothing", expected)
    value = float(text)
    if not math.isfinite(value) or not low <= value <= high:
        raise refused(file, row.line, shown(text), expected)
    return value


def plain_figure(value: float) -> str:
    """Return a number as people write it: whole where it is whole, else as few digits as give it back."""
    rounded = round(float(value), 9)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV text."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
