"""How pages show things: pictures with their tables, faults with their lines, what a result rests on."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal

import pandas as pd
import streamlit as st

from sim.charts import Picture
from sim.scenario.base import Entry
from sim.scenario.faults import Fault
from sim.scenario.model import Scenario
from sim.ui import words
from sim.ui.engine import drawn
from sim.ui.words import plain

AROUND = 1
"""Lines shown before and after the line of a fault."""

EXCERPTS = 3
"""Faults whose lines are shown; the others are in the list."""


def dark() -> bool:
    """Return whether the page is dark."""
    return st.context.theme.type == "dark"


def playing(runs: int) -> AbstractContextManager[None]:
    """Say that runs are being played, or that the rules must be compiled first."""
    from sim.kernel.cache import cold

    return st.spinner(words.COMPILING if cold() else words.PLAYING.format(runs=runs), show_time=True)


def picture(
    name: str,
    key: tuple[object, ...],
    make: Callable[[], Picture],
    width: Literal["stretch", "content"] = "stretch",
    *,
    table: bool = True,
) -> None:
    """Show a picture with its table beneath.

    Args:
        name: Key of the elements on the page.
        key: What the picture is made from, so that it is drawn once.
        make: Draws it.
        width: Whether it fills the page or keeps its size.
        table: Whether its table stands here; of several pictures side by side it may stand beneath all.
    """
    spec, found = drawn((name, *key), make, dark())
    st.vega_lite_chart(spec, width=width, alt=found.alt, key=f"chart.{name}")
    if table:
        table_below(f"table.{name}", words.TABLE, found.table, found.alt)


def clicked(name: str, key: tuple[object, ...], make: Callable[[], Picture], selection: str, field: str) -> object:
    """Show a picture with its table beneath, and return a field of the mark that was clicked; None if none was.

    Args:
        name: Key of the elements on the page.
        key: What the picture is made from, so that it is drawn once.
        make: Draws it.
        selection: What the picture calls what is selected in it.
        field: The field that is asked for.
    """
    spec, found = drawn((name, *key), make, dark())
    event = st.vega_lite_chart(
        spec, width="stretch", alt=found.alt, key=f"chart.{name}", on_select="rerun", selection_mode=selection
    )
    table_below(f"table.{name}", words.TABLE, found.table, found.alt)
    marks = event.selection.get(selection) or []
    return marks[0].get(field) if marks else None


def table_below(key: str, label: str, table: pd.DataFrame, alt: str) -> None:
    """Show a table that is sent to the browser only when it is opened."""
    box = st.expander(label, key=key, on_change="rerun", type="compact")
    if box.open:
        box.table(readable(table), hide_index=True, border="horizontal", alt=alt)
        box.download_button(
            words.TABLE_CSV,
            table.to_csv(index=False).encode("utf-8-sig"),
            file_name=f"{key.replace('.', '-')}.csv",
            mime="text/csv",
            key=f"{key}.csv",
            icon=":material/download:",
            help=words.TABLE_CSV_HELP,
            on_click="ignore",
        )


def text_below(key: str, label: str, make: Callable[[], str]) -> None:
    """Show a long text that is made when it is opened."""
    box = st.expander(label, key=key, on_change="rerun", type="compact")
    if box.open:
        box.code(make(), language=None, wrap_lines=True, height=480)


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose cells show as they are."""
    return table.astype(str).map(plain).rename(columns=plain)


def faults(found: Sequence[Fault], text: str = "") -> None:
    """Show faults as a list, each with the line in which it stands."""
    title = words.FAULTS.format(count=words.counted(len(found), *words.FAULT))
    st.error(words.FAULTS_HERE, title=title, icon=":material/error:")
    st.table(readable(fault_table(found)), hide_index=True, border="horizontal", alt=title)
    lines = text.splitlines()
    # What is missing at the end is a fault of the line after the last.
    for line in dict.fromkeys(min(fault.line, len(lines)) for fault in found[:EXCERPTS] if fault.line and lines):
        st.code(_excerpt(lines, line), language=None)


def two_columns(entries: Mapping[str, str]) -> pd.DataFrame:
    """Return named reasons as a table."""
    rows = [(name.replace("_", " "), why) for name, why in entries.items()]
    return pd.DataFrame(rows, columns=list(words.LEFT_OUT_COLUMNS))


def fault_table(found: Sequence[Fault]) -> pd.DataFrame:
    """Return faults as a table; a column that would be empty is left out."""
    heads = [words.LINE, words.COLUMN, words.PLACE, words.FOUND, words.EXPECTED, words.HINT]
    rows = [(str(f.line or ""), str(f.column or ""), f.path, f.found, f.expected, f.hint) for f in found]
    return pd.DataFrame({head: cells for head, *cells in zip(heads, *rows, strict=True) if any(cells)})


def _excerpt(lines: Sequence[str], line: int) -> str:
    """Return a line of a text with its neighbours, numbered, the line itself marked."""
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    return "\n".join(f"{'>' if n == line else ' '} {n:5}  {lines[n - 1]}" for n in range(first, last + 1))


def rests_on(scenario: Scenario, entry: Entry) -> str:
    """Return in words what an entry rests on: its sources, and why the rest was assumed."""
    titles = [
        f"{scenario.sources[name].title}, {scenario.sources[name].date}"
        for name in entry.sources
        if name in scenario.sources
    ]
    assumed = [words.ASSUMED.format(why=entry.assumed)] if entry.assumed else []
    return "; ".join([*titles, *assumed])
