"""Sheets -> a workbook: formatted sheets of text and numbers, never a formula; its origin in sheets of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import isfinite
from typing import Any

from sim.reports.extras import need
from sim.reports.origin import Origin
from sim.reports.safe import starts_formula

CREATED = datetime(1980, 1, 1)
"""What the workbook says of when it was made: the first date that its container knows, so that bytes do not differ."""

MOST_LETTERS = 32_767
"""Letters that a cell can hold."""

Cell = str | float | int | None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: On its tab.
        columns: The heads; none, if the sheet is no table.
        rows: The cells.
        percents: Columns of shares, shown as percent.
        widths: How wide columns are, in letters.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    percents: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


def book_of(title: str, sheets: Iterable[Sheet]) -> bytes:
    """Return sheets as an XLSX file."""
    need("A workbook", "xlsxwriter")
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": title, "author": "Parley", "created": CREATED})
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


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    for place, name in enumerate(sheet.columns):
        page.write_string(0, place, name, formats["head"])
    first = 1 if sheet.columns else 0
    for line, row in enumerate(sheet.rows, start=first):
        for place, cell in enumerate(row):
            _put(page, (line, place), cell, formats, place in sheet.percents)
    if sheet.columns:
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    elif sheet.rows:
        page.set_row(0, 22, formats["title"])


def _put(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any], percent: bool) -> None:
    """Write a cell as what it is: texts as texts, whatever they begin with; nothing for a missing number."""
    if isinstance(cell, str):
        page.write_string(*place, cell[:MOST_LETTERS], formats["quoted" if starts_formula(cell) else "text"])
    elif cell is not None and isfinite(cell):
        page.write_number(*place, cell, formats["percent" if percent else "number"])


def origin_sheets(origin: Origin) -> Iterator[Sheet]:
    """Yield the sheets in which a workbook carries its manifest and its scenario."""
    yield Sheet("Manifest", (), tuple((line,) for line in origin.manifest_text.splitlines()), widths=(110,))
    yield Sheet("Scenario", (), tuple((line,) for line in origin.scenario.splitlines()), widths=(130,))
