"""Buttons that hand out files: each is made when somebody presses it."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from sim.ui import words

TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "md": "text/markdown",
    "json": "application/json",
    "csv": "text/csv",
    "zip": "application/zip",
    "png": "image/png",
    "svg": "image/svg+xml",
}
"""What a browser is told that a file is, by how its name ends; for others nothing in particular."""


def offer(label: str, key: str, name: str, make: Callable[[], bytes], text: str) -> None:
    """Draw a button that makes a file when it is pressed.

    Args:
        label: What it says.
        key: Key of the button.
        name: Name of the file; how it ends says what it is.
        make: Makes it, outside the session.
        text: What the file is, as help.
    """
    st.download_button(
        label,
        make,
        file_name=name,
        mime=TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
        key=key,
        icon=":material/download:",
        help=text,
        on_click="ignore",
    )


def offer_table(key: str, name: str, table: pd.DataFrame) -> None:
    """Draw a button that hands out the numbers of a page, as a spreadsheet reads them."""
    offer(words.NUMBERS_CSV, key, f"{name}.csv", partial(_csv, table), words.NUMBERS_CSV_HELP)


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode("utf-8-sig")
