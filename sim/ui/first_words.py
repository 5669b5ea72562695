"""What the first visitor reads while the app is still being loaded.

Nothing heavy is imported here. Importing what draws and plays takes seconds, in which no word of a script would reach
the browser: so it is said first, and only then is there work.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from sim.kernel.cache import cold

LOADING = (
    "**Parley is being loaded.** Then this page shows how talks end, as shares of many simulated runs under stated "
    "assumptions, with levers beside it that can be moved."
)
COMPILING = "On this machine the rules are compiled once before the first runs, which takes up to a minute."
SENT_S = 0.3
"""Seconds after which what was said has left for the browser."""


@contextmanager
def said_first(module: str) -> Iterator[None]:
    """Say what is going on while a module is imported, unless it was imported before."""
    if module in sys.modules:
        yield
        return
    place = st.empty()
    place.info(f"{LOADING} {COMPILING}" if cold() else LOADING, icon=":material/hourglass_top:")
    time.sleep(SENT_S)
    yield
    place.empty()
