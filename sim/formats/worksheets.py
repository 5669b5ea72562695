"""The first sheet of a workbook (XLSX), read with the standard library: zip and XML, entities refused, sizes bounded.

The first sheet is the first that is shown, in the workbook's own order of tabs. A cell that is shown as a percentage is
read as it is shown: 20%, not 0.2.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from sim.formats.cells import MOST_BYTES, MOST_ROWS, Row, refused
from sim.formats.figures import percents
from sim.formats.files import bytes_of, one_line
from sim.formats.markup import Element, parse
from sim.scenario.faults import ScenarioError
from sim.texts import shortened

MOST_UNPACKED = 20_000_000
"""Most bytes of one part of the file, unpacked."""
MOST_COLUMNS = 200
MOST_ELEMENTS = 400_000
"""Most rows, cells and texts of one part."""
PERCENT_FORMATS = {9, 10}
"""Numbers of the cell formats that show a percentage and need not be declared."""

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True)
class Worksheet:
    """A sheet of a workbook.

    Attributes:
        rows: Its rows that are not empty; a row's line is its number in the sheet.
        notes: Which sheet it is, if there are several.
    """

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def read_sheet(source: str | Path) -> Worksheet:
    """Return the first sheet of a workbook.

    Raises:
        ScenarioError: It is not an XLSX file, or is too large.
    """
    data, file = bytes_of(Path(source), MOST_BYTES), str(source)
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return _Workbook(packed, file).first()
    except ScenarioError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError, ValueError) as error:
        hint = "Save it as .xlsx in a spreadsheet program."
        raise refused(file, 0, f"a file that is not XLSX ({error})", "a workbook", hint) from None


class _Workbook:
    """The parts of a workbook that say what its first sheet holds."""

    def __init__(self, packed: zipfile.ZipFile, file: str) -> None:
        self.packed, self.file = packed, file
        self.names = set(packed.namelist())

    def first(self) -> Worksheet:
        """Return the first sheet that is shown."""
        part, notes = self._sheet()
        strings, percent = self._strings(), self._percent_styles()
        cells = _Cells(strings, percent, self.file)
        rows = cells.rows(self._part(part))
        return Worksheet(tuple(row for row in rows if any(row.cells)), notes)

    def _sheet(self) -> tuple[str, tuple[str, ...]]:
        """Return the part of the first sheet, in the workbook's own order if it states one."""
        found = sorted((n for n in self.names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)), key=_number)
        listed = self._listed()
        if listed:
            shown = [one for one in listed if one[2] not in {"hidden", "veryHidden"}] or listed
            name, part, _ = shown[0]
            others = [one[0] for one in listed if one[1] != part]
            more = f"the sheet {name!r} was read, the first; not {', '.join(repr(other) for other in others[:5])}"
            return part, ((more,) if others else ())
        if not found:
            raise refused(self.file, 0, "no worksheet", "an XLSX file")
        return found[0], ()

    def _listed(self) -> list[tuple[str, str, str]]:
        """Return name, part and state of the sheets in the order of their tabs; charts have no such part."""
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= self.names:
            return []
        links = self._part("xl/_rels/workbook.xml.rels").within("Relationship")
        targets = {link.given.get("Id", ""): _path(link.given.get("Target", "")) for link in links}
        found = []
        for sheet in self._part("xl/workbook.xml").within("sheet"):
            link = next((value for key, value in sheet.given.items() if key.rpartition(":")[2] == "id"), "")
            part = targets.get(link, "")
            if part in self.names and "chartsheets" not in part:
                found.append((one_line(sheet.given.get("name", part)), part, sheet.given.get("state", "")))
        return found

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.names:
            return []
        root = self._part("xl/sharedStrings.xml")
        return [_written(entry) for entry in root.children if entry.tag == "si"]

    def _percent_styles(self) -> set[int]:
        """Return the numbers of the styles that show figures as percentages."""
        if "xl/styles.xml" not in self.names:
            return set()
        root = self._part("xl/styles.xml")
        codes = {one.given.get("numFmtId", ""): one.given.get("formatCode", "") for one in root.within("numFmt")}
        percent = {str(number) for number in PERCENT_FORMATS}
        percent |= {number for number, code in codes.items() if "%" in _QUOTED.sub("", code)}
        styles = next(iter(root.within("cellXfs")), None)
        listed = styles.children if styles is not None else []
        return {place for place, style in enumerate(listed) if style.given.get("numFmtId", "0") in percent}

    def _part(self, name: str) -> Element:
        if self.packed.getinfo(name).file_size > MOST_UNPACKED:
            size = self.packed.getinfo(name).file_size
            raise refused(self.file, 0, f"{size:,} bytes in {name}", f"at most {MOST_UNPACKED:,}")
        with self.packed.open(name) as part:
            # The size that the directory states need not be true.
            data = part.read(MOST_UNPACKED + 1)
        if len(data) > MOST_UNPACKED:
            raise refused(self.file, 0, f"a larger {name}", f"at most {MOST_UNPACKED:,} bytes")
        return parse(data, f"{self.file}:{name}", MOST_ELEMENTS)


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name)[:9])


def _path(target: str) -> str:
    """Return the part that a link in the workbook leads to."""
    parts: list[str] = [] if target.startswith("/") else ["xl"]
    for one in PurePosixPath(target.lstrip("/")).parts:
        parts = parts[:-1] if one == ".." else [*parts, one]
    return "/".join(parts)


def _written(entry: Element) -> str:
    """Return the text of an entry, without the pronunciation that East Asian workbooks add."""
    spoken = {id(text) for said in entry.within("rPh") for text in said.within("t")}
    whole = "".join(text.said for text in entry.within("t") if id(text) not in spoken)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), whole)


@dataclass(frozen=True)
class _Cells:
    """How the cells of a sheet are read: shared texts, and styles that show percentages."""

    strings: list[str]
    percent: set[int]
    file: str

    def rows(self, root: Element) -> list[Row]:
        rows = []
        for count, row in enumerate(root.within("row"), start=1):
            if count > MOST_ROWS:
                raise refused(self.file, count, f"more than {MOST_ROWS:,} rows", "fewer")
            stated = row.given.get("r", "")
            line = int(stated) if re.fullmatch(r"[0-9]{1,7}", stated) else count
            cells: dict[int, str] = {}
            for place, cell in enumerate(one for one in row.children if one.tag == "c"):
                cells[self._column(cell.given.get("r", ""), place, line)] = self._text(cell, line)
            rows.append(Row(line, tuple(cells.get(column, "") for column in range(max(cells, default=-1) + 1))))
        return rows

    def _column(self, reference: str, place: int, line: int) -> int:
        found = _PLACE.fullmatch(reference)
        if found:
            place = 0
            for letter in found.group(1):
                place = place * 26 + ord(letter) - 64
            place -= 1
        if place >= MOST_COLUMNS:
            raise refused(self.file, line, f"a cell in column {place + 1}", f"at most {MOST_COLUMNS} columns")
        return place

    def _text(self, cell: Element, line: int) -> str:
        kind = cell.given.get("t", "n")
        if kind == "inlineStr":
            return one_line(_written(cell)).strip()
        value = next((one.said for one in cell.children if one.tag == "v"), "").strip()
        if not value and any(one.tag == "f" for one in cell.children):
            hint = "Open it in a spreadsheet program and save it, so that values stand beside formulas."
            raise refused(self.file, line, "a formula without its value", "a value", hint)
        if kind == "n":
            style = cell.given.get("s", "")
            return percents(value) if style.isdecimal() and int(style[:6]) in self.percent else value
        if kind != "s" or not value:
            return one_line(value)
        if not re.fullmatch(r"[0-9]{1,7}", value) or int(value) >= len(self.strings):
            raise refused(
                self.file, line, f"a reference to text {shortened(value, 20)!r}", f"one of {len(self.strings)}"
            )
        return one_line(self.strings[int(value)]).strip()


def write_workbook(rows: list[list[str]], path: str | Path) -> None:
    """Write rows of text to the first sheet of a workbook; cells that are figures become numbers.

    The same rows give the same bytes: the creation date is fixed.

    Raises:
        ModuleNotFoundError: XlsxWriter, from the extra `export`, is not installed.
    """
    from datetime import UTC, datetime

    import xlsxwriter

    # Text that begins with = stays text: somebody else's table must not bring in formulas.
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
