"""A paper as plain data, the same for every format: figures numbered and drawn, tables as texts."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any

import pandas as pd

from sim.formatting import NO_BREAK
from sim.reports.paper import Block, Code, Figure, Grid, Paper, Points, Text, grid
from sim.reports.pictures import NARROW, WIDTH, size_of, svg_of
from sim.texts.places import for_document


@dataclass
class Pieces:
    """A paper as templates take it.

    Attributes:
        summary: The blocks of the summary.
        sections: Id, title and blocks of each section.
        svgs: The drawing of every figure, by name.
    """

    summary: list[dict[str, Any]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    svgs: dict[str, str] = field(default_factory=dict)


def beside_tables(paper: Paper) -> frozenset[str]:
    """Return the names of the figures that a table follows, beside which they can stand."""
    pairs = (pair for section in paper.sections for pair in pairwise(section.blocks))
    return frozenset(
        one.name for one, after in pairs if isinstance(one, Figure) and isinstance(after, Grid) and not _wordy(after)
    )


def _wordy(block: Grid) -> bool:
    """Return whether a table needs the whole width of a page."""
    return len(block.columns) > NARROW_COLUMNS or any(len(cell) > NARROW_LETTERS for row in block.rows for cell in row)


def pieces_of(paper: Paper, draw: bool = True, narrow: Set[str] = frozenset()) -> Pieces:
    """Return a paper as plain data.

    Args:
        paper: The report.
        draw: Whether figures are drawn, for formats that can hold them.
        narrow: Names of figures that have about half of the page's width.
    """
    svgs = _drawn(paper.figures, narrow) if draw else {}
    numbers = count(1)
    summary = [_piece(block, numbers, svgs) for block in paper.summary]
    sections = [
        {"id": one.id, "title": one.title, "blocks": [_piece(block, numbers, svgs) for block in one.blocks]}
        for one in paper.sections
    ]
    return Pieces(summary, sections, svgs)


def _drawn(figures: Sequence[Figure], narrow: Set[str]) -> dict[str, str]:
    """Return the drawing of every figure; one is put together while another is drawn.

    Raises:
        ValueError: Two figures have the same name.
    """
    if twice := [name for name, times in Counter(figure.name for figure in figures).items() if times > 1]:
        raise ValueError(f"two figures of a paper are called {twice[0]}")
    widths = [NARROW if figure.name in narrow else WIDTH for figure in figures]
    with ThreadPoolExecutor(2) as pool:
        svgs = pool.map(lambda figure, width: svg_of(figure.picture, width=width), figures, widths)
        return {figure.name: distinct(svg, figure.name) for figure, svg in zip(figures, svgs, strict=True)}


def _piece(block: Block, numbers: Iterator[int], svgs: dict[str, str]) -> dict[str, Any]:
    match block:
        case Text():
            return {"kind": "Text", "text": block.text, "lead": block.lead}
        case Points():
            return {"kind": "Points", "items_": [[said_before(name), text] for name, text in block.items]}
        case Code():
            return {"kind": "Code", "text": block.text, "language": block.language, "long": "\n" in block.text}
        case Grid():
            return {"kind": "Grid", **_grid(block)}
        case Figure():
            return _figure(block, next(numbers), svgs)


def said_before(name: str) -> str:
    """Return what an item is about as it stands before what is said: with a colon, unless it ends a sentence itself."""
    return f"{name}:" if name and name[-1] not in "?!.:" else name


def _grid(block: Grid) -> dict[str, Any]:
    widths = block.widths or (1.0,) * len(block.columns)
    return {
        "caption": block.caption,
        "columns": list(block.columns),
        "rows": [list(row) for row in block.rows],
        "numeric": sorted(block.numeric),
        "widths": list(widths),
        "percents": [round(100 * width / sum(widths), 1) for width in widths],
        "note": block.note,
        "long": block.long,
        "wordy": _wordy(block),
        "whole": len(block.rows) <= WHOLE_ROWS
        and sum(len(cell) for row in block.rows for cell in row) <= WHOLE_LETTERS,
        "kept": all(len(cell) <= ROW_LETTERS for row in block.rows for cell in row),
    }


WHOLE_ROWS, WHOLE_LETTERS = 14, 2_200
"""The largest table that stands on one page whole, so that none of its rows is alone."""

NARROW_COLUMNS, NARROW_LETTERS = 6, 160
"""Columns, and letters of the longest cell, with which a table stands beside a picture."""

ROW_LETTERS = 900
"""Letters of the longest cell with which rows are not broken between two pages."""


def _figure(block: Figure, number: int, svgs: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "Figure",
        "name": block.name,
        "number": number,
        "alt": block.picture.alt,
        "said": block.said,
        "code": block.code,
        "table": {**_grid(table_of(block.picture.table)), "percents": []},
        "half": round(size_of(svgs[block.name])[0] / NARROW, 4) if svgs else 1.0,
        "part": _part(*size_of(svgs[block.name])) if svgs else 1.0,
        "tall": bool(svgs) and _tall(*size_of(svgs[block.name])),
    }


COLUMN, TALLEST = 736.0, 1_000.0
"""Pixels of a column of text across, and of the tallest picture that stands on a page with its caption."""


TALL = 0.55
"""Height of a picture, in widths of the column, from which it moves to the next place with room for it."""


def _tall(width: float, height: float) -> bool:
    return _part(width, height) * height / width > TALL


def _part(width: float, height: float) -> float:
    """Return how much of the column's width a picture takes, so that letters keep their size and it fits on a page."""
    return round(min(1.0, width / COLUMN, width / COLUMN * TALLEST / height), 4)


def table_of(table: pd.DataFrame) -> Grid:
    """Return a picture's table; columns in which every cell begins like a number are flush right."""
    rows = [[for_document(str(cell)).replace(NO_BREAK, " ") for cell in row] for row in table.itertuples(index=False)]
    heads = [str(head) for head in table.columns]
    numeric = [place for place in range(1, len(heads)) if rows and all(_figured(row[place]) for row in rows)]
    return grid("", heads, rows, numeric=numeric)


def _figured(cell: str) -> bool:
    return cell[:1].isdigit() or cell[:1] in "+−-–" or not cell


def distinct(svg: str, name: str) -> str:
    """Return an SVG with ids that no other on the same page has."""
    return svg.replace('id="', f'id="{name}-').replace("url(#", f"url(#{name}-").replace('href="#', f'href="#{name}-')
