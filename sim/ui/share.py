"""How to come back to what a page shows: its address, and the command that plays the same."""

import shlex
from urllib.parse import urlencode

import streamlit as st

from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.files import file_name
from sim.ui.link import Link
from sim.ui.state import link
from sim.ui.words import plain


def draw_share(ensemble: Ensemble) -> None:
    """Draw the address and the command, in a box that is filled when it is opened."""
    box = st.expander(words.SHARE, key="share", on_change="rerun", icon=":material/link:")
    if not box.open:
        return
    with box:
        st.caption(words.SHARE_LINK if link().portable else words.NOT_PORTABLE)
        st.code(address(), language=None, wrap_lines=True)
        here = link()
        own = bool(here.yaml or here.edits)
        st.caption(words.SHARE_COMMAND_OWN.format(file=plain(file_name(here))) if own else words.SHARE_COMMAND)
        st.code(command_of(ensemble, here), language="bash", wrap_lines=True)


def draw_link() -> None:
    """Draw the address alone, in a box that is filled when it is opened."""
    box = st.expander(words.SHARE_LINK_ONLY, key="share_link", on_change="rerun", icon=":material/link:")
    if box.open:
        with box:
            st.caption(words.SHARE_LINK if link().portable else words.NOT_PORTABLE)
            st.code(address(), language=None, wrap_lines=True)


def command_of(ensemble: Ensemble, here: Link) -> str:
    """Return the command that plays the same; for an uploaded or edited scenario, on the file the page hands out."""
    words_of = shlex.split(str(ensemble.manifest()["command"]))
    if here.yaml or here.edits:
        words_of[words_of.index("run") + 1] = file_name(here)
    return shlex.join(words_of)


def address() -> str:
    """Return the address of the page as it stands."""
    page = (st.context.url or "").split("?")[0]
    query = urlencode(link().query(), doseq=True)
    return f"{page}?{query}" if query else page
