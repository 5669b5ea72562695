"""A paper as a Word file: real headings, tables whose heads repeat, pictures described."""

import zipfile
from io import BytesIO
from typing import Any

from sim.reports import words
from sim.reports.extras import need
from sim.reports.origin import Origin
from sim.reports.paper import Block, Code, Figure, Grid, Paper, Points, Text, presentable
from sim.reports.pictures import png_of
from sim.reports.pieces import COLUMN, WHOLE_ROWS, said_before
from sim.texts.places import for_xml

ORIGIN = "customXml/itemParley.xml"
"""Where a Word file carries its manifest and scenario: other programs keep such parts."""

WIDTH = 6.3
"""Inches of a column of text."""

BESIDE = 0.72
"""How wide a picture is in a compact paper, as a part of the column."""
_DATED = (1980, 1, 1, 0, 0, 0)
_RELATED = '<Relationship Id="rIdParley" Type="{type}" Target="../customXml/itemParley.xml"/></Relationships>'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def docx_of(paper: Paper) -> bytes:
    """Return a paper as DOCX; its manifest and scenario in a part of its own."""
    need("A Word file", "docx", "vl_convert")
    paper = presentable(paper)
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin = section.bottom_margin = Cm(1.6 if paper.compact else 2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(9.5 if paper.compact else 10.5)
    if paper.compact:
        for name in ("Normal", "List Bullet"):
            document.styles[name].paragraph_format.space_after = Pt(3)
            document.styles[name].paragraph_format.line_spacing = 1.0
        document.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    document.core_properties.title, document.core_properties.author = paper.title, "Parley"
    document.core_properties.comments = paper.subtitle
    document.add_heading(paper.title, 1 if paper.compact else 0)
    document.add_paragraph(paper.subtitle).runs[0].italic = True
    document.add_paragraph(" · ".join(paper.facts)).runs[0].font.size = Pt(8.5)
    document.add_heading(words.IN_SHORT, 1)
    numbers = iter(range(1, len(paper.figures) + 1))
    part = BESIDE if paper.compact else 1.0
    for block in paper.summary:
        _put(document, block, numbers, part)
    for asked in paper.sections:
        document.add_heading(asked.title, 1)
        for block in asked.blocks:
            _put(document, block, numbers, part)
    buffer = BytesIO()
    document.save(buffer)
    return _dressed(buffer.getvalue(), paper.origin)


def _put(document: Any, block: Block, numbers: Any, part: float) -> None:
    from docx.shared import Pt

    match block:
        case Text():
            run = document.add_paragraph(block.text).runs[0]
            run.bold = block.lead
            if block.lead:
                run.font.size = Pt(12)
        case Points():
            for name, text in block.items:
                paragraph = document.add_paragraph(style="List Bullet")
                if name:
                    paragraph.add_run(f"{said_before(name)} ").bold = True
                paragraph.add_run(text)
        case Code():
            run = document.add_paragraph(block.text).runs[0]
            run.font.name, run.font.size = "Consolas", Pt(8.5)
        case Grid():
            _table(document, block)
        case Figure():
            _figure(document, block, next(numbers), part)


def _figure(document: Any, figure: Figure, number: int, most: float) -> None:
    """Put a picture with its number and what it says, at most so much of the column wide."""
    from docx.shared import Inches

    png = png_of(figure.picture)
    part = most * min(1.0, int.from_bytes(png[16:20], "big") / 2.0 / COLUMN)
    shape = document.add_picture(BytesIO(png), width=Inches(WIDTH * part))
    # Those who listen to the file hear what a picture says.
    shape._inline.docPr.set("descr", figure.picture.alt)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{words.FIGURE} {number}. ").bold = True
    paragraph.add_run(figure.said)


def _table(document: Any, block: Grid) -> None:
    """Put a table: its caption with it, its head on every page, no row broken between two pages."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Inches, Pt

    caption = document.add_paragraph()
    caption.add_run(block.caption).bold = True
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.columns))
    table.style, table.autofit = "Light List", False
    widths = block.widths if len(block.widths) == len(block.columns) else (1.0,) * len(block.columns)
    for place, column in enumerate(table.columns):
        column.width = Inches(WIDTH * widths[place] / sum(widths))
    for line, row in enumerate((block.columns, *block.rows)):
        cells = table.rows[0].cells if line == 0 else table.add_row().cells
        properties = table.rows[line]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if line == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for place, text in enumerate(row):
            cells[place].width = Inches(WIDTH * widths[place] / sum(widths))
            paragraph = cells[place].paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(8.5), line == 0
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = line < len(block.rows) <= WHOLE_ROWS
            if place in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    note = document.add_paragraph(block.note)
    for run in note.runs:
        run.font.size = Pt(8.5)


def _dressed(data: bytes, origin: Origin) -> bytes:
    """Return a Word file with its origin, every part dated alike, so that the same paper gives the same bytes."""
    carried = f'<?xml version="1.0" encoding="UTF-8"?><parley xmlns="urn:parley:origin">{for_xml(origin.line)}</parley>'
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", _RELATED.format(type=_TYPE).encode())
            new.writestr(zipfile.ZipInfo(name, _DATED), part, zipfile.ZIP_DEFLATED)
        new.writestr(zipfile.ZipInfo(ORIGIN, _DATED), carried, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def carried_in(packed: zipfile.ZipFile, most: int) -> str:
    """Return the line that a Word file carries.

    Args:
        packed: The file.
        most: Most bytes of a part that are read.

    Raises:
        ValueError: It carries none.
    """
    import re
    from html import unescape

    for name in packed.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml"):
            with packed.open(name) as part:
                found = re.search(r'<parley xmlns="urn:parley:origin">(.*?)</parley>', part.read(most).decode(), re.S)
            if found is not None:
                return unescape(found[1])
    raise ValueError("none in it")
