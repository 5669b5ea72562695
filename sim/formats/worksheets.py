"""The first sheet of an XLSX file, read with the standard library: zip and XML, entities refused, sizes bounded."""

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from sim.formats.cells import MOST_BYTES, MOST_ROWS, Row, refused
from sim.formats.files import bytes_of
from sim.formats.markup import Element, parse
from sim.scenario.faults import ScenarioError

MOST_UNPACKED = 20_000_000
"""Most bytes of one part of the file, unpacked."""
MOST_COLUMNS = 200
MOST_ELEMENTS = 400_000
"""Most rows, cells and texts of one part."""

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read_rows(source: str | Path) -> list[Row]:
    """Return the rows of the first sheet; a row's line is its number in the sheet.

    Raises:
        ScenarioError: It is no XLSX file, or too large.
    """
    data, file = bytes_of(Path(source), MOST_BYTES), str(source)
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
            sheet = min(
                (n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)), key=_number, default=None
            )
            if sheet is None:
                raise refused(file, 0, "no worksheet", "an XLSX file")
            strings = _strings(packed, file) if "xl/sharedStrings.xml" in names else []
            root = _part(packed, sheet, file)
    except ScenarioError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError, ValueError) as error:
        raise refused(file, 0, f"no XLSX file ({error})", "a workbook") from None
    return [row for row in _rows(root, strings, file) if any(row.cells)]


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name)[:9])


def _part(packed: zipfile.ZipFile, name: str, file: str) -> Element:
    if packed.getinfo(name).file_size > MOST_UNPACKED:
        raise refused(file, 0, f"{packed.getinfo(name).file_size:,} bytes in {name}", f"at most {MOST_UNPACKED:,}")
    with packed.open(name) as part:
        # What the directory says of a size need not be so.
        data = part.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED:
        raise refused(file, 0, f"a larger {name}", f"at most {MOST_UNPACKED:,} bytes")
    return parse(data, f"{file}:{name}", MOST_ELEMENTS)


def _strings(packed: zipfile.ZipFile, file: str) -> list[str]:
    root = _part(packed, "xl/sharedStrings.xml", file)
    return ["".join(text.said for text in entry.within("t")) for entry in root.children if entry.tag == "si"]


def _rows(root: Element, strings: list[str], file: str) -> list[Row]:
    rows = []
    for count, row in enumerate(root.within("row"), start=1):
        if count > MOST_ROWS:
            raise refused(file, count, f"more than {MOST_ROWS:,} rows", "fewer")
        stated = row.given.get("r", "")
        line = int(stated) if re.fullmatch(r"[0-9]{1,7}", stated) else count
        cells: dict[int, str] = {}
        for place, cell in enumerate(one for one in row.children if one.tag == "c"):
            cells[_column(cell.given.get("r", ""), place, line, file)] = _text(cell, strings, line, file)
        rows.append(Row(line, tuple(cells.get(column, "") for column in range(max(cells, default=-1) + 1))))
    return rows


def _column(reference: str, place: int, line: int, file: str) -> int:
    found = _PLACE.fullmatch(reference)
    if found:
        place = 0
        for letter in found.group(1):
            place = place * 26 + ord(letter) - 64
        place -= 1
    if place >= MOST_COLUMNS:
        raise refused(file, line, f"a cell in column {place + 1}", f"at most {MOST_COLUMNS} columns")
    return place


def _text(cell: Element, strings: list[str], line: int, file: str) -> str:
    kind = cell.given.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.said for text in cell.within("t")).strip()
    value = next((one.said for one in cell.children if one.tag == "v"), "").strip()
    if kind != "s" or not value:
        return value
    if not re.fullmatch(r"[0-9]{1,7}", value) or int(value) >= len(strings):
        raise refused(file, line, f"a reference to text {value[:20]!r}", f"one of {len(strings)}")
    return strings[int(value)].strip()


def write_workbook(rows: list[list[str]], path: str | Path) -> None:
    """Write rows of text to the first sheet of a workbook; cells that are figures become numbers.

    The same rows give the same bytes: the date of making is fixed.

    Raises:
        ModuleNotFoundError: XlsxWriter, of the extra `export`, is not installed.
    """
    from datetime import UTC, datetime

    import xlsxwriter

    # Text that begins with = stays text: a table of others may not bring formulas.
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet("stakeholders")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if r and re.fullmatch(r"-?\d+(?:\.\d+)?", cell):
                    sheet.write_number(r, c, float(cell))
                else:
                    sheet.write_string(r, c, cell)
