"""A brief as a file: HTML, PDF, Word, a workbook, Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sim.reports.book import Cell, WorkbookSheet, book_of, origin_sheets
from sim.reports.endings import ending_of
from sim.reports.extras import need
from sim.reports.paper import Figure, Grid, Paper
from sim.reports.short_report import Brief, compose_brief
from sim.storage.writer import write


def _html(found: Brief) -> bytes:
    from sim.reports.html import html_of

    return html_of(compose_brief(found)).encode()


def _pdf(found: Brief) -> bytes:
    from sim.reports.pdf import pdf_of

    return pdf_of(compose_brief(found))


def _docx(found: Brief) -> bytes:
    from sim.reports.word_file import docx_of

    return docx_of(compose_brief(found))


def _markdown(found: Brief) -> bytes:
    from sim.reports.markdown import markdown_of

    return markdown_of(_told_once(compose_brief(found))).encode()


def _told_once(paper: Paper) -> Paper:
    """Return a paper without the pictures that a table follows: text has a table in place of a picture anyway."""
    from sim.reports.pieces import beside_tables

    left_out = beside_tables(paper)
    parts = (
        replace(part, blocks=tuple(b for b in part.blocks if not (isinstance(b, Figure) and b.name in left_out)))
        for part in paper.sections
    )
    return replace(paper, sections=tuple(parts))


def _xlsx(found: Brief) -> bytes:
    return book_of(found.ensemble.scenario.title, [*_sheets(found), *origin_sheets(found.origin)])


def _sheets(found: Brief) -> Iterator[WorkbookSheet]:
    """Yield a sheet of answers, then a sheet with the table of each."""
    rows = tuple(
        (one.question, one.sentences[0], " ".join(one.sentences[1:]), one.sure, one.command) for one in found.answers
    )
    heads = ("Question", "Answer", "More", "How sure", "To ask this alone")
    yield WorkbookSheet("Answers", heads, rows, widths=(34, 60, 80, 60, 60))
    for place, (asked, one) in enumerate(zip(found.questions, found.answers, strict=False), start=1):
        if one.table is not None:
            verb = asked.verb if asked.kept is None else asked.kept.asked
            yield WorkbookSheet(f"{place} {verb}", one.table.columns, tuple(_rows(one.table)), widths=(44, 30))


def _rows(table: Grid) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a table, numbers as numbers where a column is of numbers."""
    for row in table.rows:
        yield tuple(_number(cell) if place in table.numeric else cell for place, cell in enumerate(row))


def _number(cell: str) -> Cell:
    try:
        return float(cell.replace("−", "-").replace(",", ""))
    except ValueError:
        return cell


FORMATS: dict[str, tuple[str, Callable[[Brief], bytes], tuple[str, ...]]] = {
    ".html": ("An HTML brief", _html, ("jinja2", "vl_convert")),
    ".pdf": ("A PDF", _pdf, ("typst", "vl_convert")),
    ".docx": ("A Word file", _docx, ("docx", "vl_convert")),
    ".xlsx": ("A workbook", _xlsx, ("xlsxwriter",)),
    ".md": ("A Markdown brief", _markdown, ("jinja2",)),
}
"""The kinds of files that a brief is written as: what it is called, how it is made, and the libraries it needs."""


def brief_bytes(found: Brief, suffix: str) -> bytes:
    """Return a brief as a file that ends so.

    Raises:
        KeyError: There is no such format.
        sim.reports.extras.MissingExtraError: A library is not installed.
    """
    name, make, modules = FORMATS[suffix.lower()]
    need(name, *modules)
    return make(found)


def write_brief(found: Brief, path: Path) -> None:
    """Write a brief, whole or not at all.

    Raises:
        ValueError: No kind of file that a brief can be has a name that ends so.
        OSError: It cannot be written.
    """
    write(path, brief_bytes(found, ending_of(path, FORMATS, "brief")))
