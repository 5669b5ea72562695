"""How a finding shows itself: a few lines in a console, a table in a notebook, a data frame, plain data.

A finding states one thing, its main table (`Finding.table`); everything else follows from it here. So a finding of a
million runs prints as a few lines, and a notebook shows the same numbers that `to_pandas()` returns.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from sim.formatting import MISSING, plain_data
from sim.texts.places import for_html

if TYPE_CHECKING:
    import pandas

Row = Mapping[str, Any]
"""A row of a table: column to text, number, flag, or None where there is nothing."""

FEW = 8
"""Rows that a console shows."""
MANY = 200
"""Rows that a notebook shows."""
WIDEST = 36
"""Letters of a cell that a console shows."""
LINE = 116
"""Letters of a line that a console shows."""


@dataclass(frozen=True)
class Table:
    """The main table of a finding.

    Attributes:
        title: What was found, and what determines it, in a line.
        rows: The rows, each with the same columns.
        note: What a reader must know to read the numbers.
    """

    title: str
    rows: Sequence[Row] = ()
    note: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row))


class Finding:
    """What a question to a scenario is answered with; subclasses state `table`."""

    def table(self) -> Table:
        """Return the main table.

        Raises:
            NotImplementedError: The subclass states none.
        """
        raise NotImplementedError(f"{type(self).__name__} states no table")

    def to_pandas(self) -> "pandas.DataFrame":
        """Return the main table as a data frame; what is missing is NA."""
        return frame_of(self.table())

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        told = self.table()
        return plain_data({"title": told.title, "rows": told.rows, "note": told.note})

    def __repr__(self) -> str:
        return "\n".join(_lines(type(self).__name__, self.table()))

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        """Return the table for notebooks."""
        return html_of(self.table())


def frame_of(table: Table) -> "pandas.DataFrame":
    """Return a table as a data frame; a column of whole numbers or flags stays one where values are missing."""
    import pandas as pd

    frame = pd.DataFrame.from_records([dict(row) for row in table.rows], columns=list(table.columns))
    for name in table.columns:
        kinds = {type(row.get(name)) for row in table.rows}
        if kinds == {int, type(None)}:
            frame[name] = frame[name].astype("Int64")
        elif kinds == {bool, type(None)}:
            frame[name] = frame[name].astype("boolean")
    return frame


def html_of(table: Table) -> str:
    """Return a table as HTML, with what it is above and how to read it below."""
    columns, shown = table.columns, table.rows[:MANY]
    head = "".join(f"<th>{for_html(name)}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{for_html(cell_text(row.get(name)))}</td>' for name in columns)}</tr>" for row in shown
    )
    left = len(table.rows) - MANY
    more = f"<p>{counted(left, 'more row')}; <code>to_pandas()</code> has all.</p>" if left > 0 else ""
    grid = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if columns else ""
    note = f"<p>{for_html(table.note)}</p>" if table.note else ""
    return f"<p>{for_html(table.title)}</p>{grid}{more}{note}"


def cell_text(value: Any) -> str:
    """Return a cell as people read it."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.2g}" if 0.0 < abs(value) < 0.001 else f"{value:,.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(cell_text(one) for one in value)
    return str(value)


def counted(number: int, word: str) -> str:
    """Return a number with the word for what is counted: `1 file`, `2 files`."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def _lines(kind: str, table: Table) -> Iterator[str]:
    """Yield what a console shows: the title, the first rows as far as a line is wide, and what is left out."""
    yield from wrap(f"{kind}: {table.title}", LINE, subsequent_indent="  ", break_on_hyphens=False)
    shown = table.rows[:FEW]
    columns = [[name, *(_clipped(cell_text(row.get(name))) for row in shown)] for name in table.columns]
    widths = [max(map(len, column)) for column in columns]
    kept = _fitting(widths)
    numeric = [all(_is_number(row.get(name)) for row in shown) for name in table.columns]
    for place in range(len(shown) + 1 if columns else 0):
        cells = [
            columns[at][place].rjust(widths[at]) if numeric[at] else columns[at][place].ljust(widths[at])
            for at in range(kept)
        ]
        yield "  " + "  ".join(cells).rstrip()
    yield from _left_out(len(table.rows) - len(shown), table.columns[kept:])


def _left_out(rows: int, columns: Iterable[str]) -> Iterator[str]:
    parts = [
        *([counted(rows, "more row")] if rows else []),
        *([f"columns {', '.join(columns)}"] if columns else []),
    ]
    if parts:
        yield f"  … {'; '.join(parts)}: see to_pandas()"


def _fitting(widths: Sequence[int]) -> int:
    """Return how many columns fit in a line; the first always does."""
    used = 0
    for place, width in enumerate(widths):
        used += width + 2
        if place and used > LINE:
            return place
    return len(widths)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"
