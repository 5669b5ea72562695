"""Sheets -> a workbook: formatted sheets of text and numbers, never a formula; its origin in sheets of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import isfinite
from typing import Any

from sim.reports.extras import need
from sim.reports.origin import Origin
from sim.texts import shortened
from sim.texts.places import for_sheet, starts_formula

CREATED = datetime(1980, 1, 1)
"""What the workbook says of when it was made: the first date that its container knows, so that bytes do not differ."""

MOST_LETTERS = 32_767
"""Letters that a cell can hold."""

Cell = str | float | int | None


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook.

    Attributes:
        name: On its tab.
        columns: The heads; none if the sheet is not a table.
        rows: The cells.
        percents: Columns of shares, shown as percent.
        widths: How wide columns are, in letters.
        verbatim: Whether it is read back, so that no letter of it may change.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    percents: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()
    verbatim: bool = False


def book_of(title: str, sheets: Iterable[WorkbookSheet]) -> bytes:
    """Return sheets as an XLSX file."""
    need("A workbook", "xlsxwriter")
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": shortened(for_sheet(title), 255), "author": "Parley", "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EAF1F8", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        # Text that would be a formula if it were typed in stays text when somebody edits the cell.
        "quoted": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
        "percent": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return buffer.getvalue()


def _write(page: Any, sheet: WorkbookSheet, formats: dict[str, Any]) -> None:
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    for place, name in enumerate(sheet.columns):
        page.write_string(0, place, for_sheet(name), formats["head"])
    first = 1 if sheet.columns else 0
    for line, row in enumerate(sheet.rows, start=first):
        for place, cell in enumerate(row):
            said = for_sheet(cell) if isinstance(cell, str) and not sheet.verbatim else cell
            _put(page, (line, place), said, formats, place in sheet.percents)
    if sheet.columns:
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    elif sheet.rows:
        page.set_row(0, 22, formats["title"])


def _put(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any], percent: bool) -> None:
    """Write a cell as what it is: texts as texts, whatever they begin with; nothing for a missing number."""
    if isinstance(cell, str):
        said = shortened(cell, MOST_LETTERS, size=_units)
        page.write_string(*place, said, formats["quoted" if starts_formula(said) else "text"])
    elif cell is not None and isfinite(cell):
        page.write_number(*place, cell, formats["percent" if percent else "number"])


def _units(text: str) -> int:
    """Return how long a text is as spreadsheets count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def origin_sheets(origin: Origin) -> Iterator[WorkbookSheet]:
    """Yield the sheets in which a workbook carries its manifest and its scenario."""
    yield WorkbookSheet(
        "Manifest", (), tuple((line,) for line in origin.manifest_text.splitlines()), widths=(110,), verbatim=True
    )
    yield WorkbookSheet(
        "Scenario", (), tuple((line,) for line in origin.scenario.splitlines()), widths=(130,), verbatim=True
    )
