"""How to come back to what a page shows: its address, and the command that plays the same."""

import shlex
from urllib.parse import urlencode

import streamlit as st

from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.files import file_name
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
        command = shlex.split(str(ensemble.manifest()["command"]))
        if link().yaml or link().edits:
            # The scenario stands in no file that the command line knows by name.
            name = file_name(link())
            st.caption(words.SHARE_FILE.format(name=plain(name)))
            command[2] = name
        else:
            st.caption(words.SHARE_COMMAND)
        st.code(shlex.join(command), language="bash", wrap_lines=True)


def address() -> str:
    """Return the address of the page as it stands; jobs belong to whoever started them and are left out."""
    page = (st.context.url or "").split("?")[0]
    query = urlencode({key: said for key, said in link().query().items() if key != "job"}, doseq=True)
    return f"{page}?{query}" if query else page
