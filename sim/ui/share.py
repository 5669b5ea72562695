"""How to come back to what a page shows: its address, and the command that plays the same."""

from urllib.parse import urlencode

import streamlit as st

from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.state import link


def draw_share(ensemble: Ensemble) -> None:
    """Draw the address and the command, in a box that is filled when it is opened."""
    box = st.expander(words.SHARE, key="share", on_change="rerun", icon=":material/link:")
    if not box.open:
        return
    with box:
        st.caption(words.SHARE_LINK if link().portable else words.NOT_PORTABLE)
        st.code(address(), language=None, wrap_lines=True)
        st.caption(words.SHARE_COMMAND)
        st.code(str(ensemble.manifest()["command"]), language="bash", wrap_lines=True)


def address() -> str:
    """Return the address of the page as it stands."""
    page = (st.context.url or "").split("?")[0]
    query = urlencode(link().query(), doseq=True)
    return f"{page}?{query}" if query else page
