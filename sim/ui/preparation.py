"""The first visitor of a machine on which nothing has been compiled: say so at once, compile beside, then answer.

Compiling in the thread that draws a page would starve the whole server: not even the words that say so would reach the
browser. So another process compiles, and the page looks in once a second.
"""

import os
import subprocess

import streamlit as st

from sim.kernel.first_compilation import STARTED, end, start
from sim.ui import words
from sim.ui.state import again
from sim.ui.words import plain

LOOK = 1.0
"""Seconds between two looks at the process that compiles."""


def _release(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None:
        end(process)


@st.cache_resource(show_spinner=False, on_release=_release)
def _own() -> subprocess.Popen[bytes] | None:
    """Start the compilation of this server, once, where `parley app` has not."""
    return None if os.environ.get(STARTED) else start()


def under_way() -> bool:
    """Return whether the rules are being compiled right now."""
    process = _own()
    if process is not None:
        return process.poll() is None
    told = os.environ.get(STARTED, "")
    return told.isdecimal() and _alive(int(told))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def draw(asks: str) -> bool:
    """Say that the rules are being prepared, and what comes then; return whether that is so.

    Args:
        asks: The scenario's question.
    """
    if not under_way():
        return False
    st.info(words.PREPARING.format(asks=plain(asks)), icon=":material/hourglass_top:")
    st.fragment(_look, run_every=LOOK)()
    return True


def _look() -> None:
    if not under_way():
        again()
