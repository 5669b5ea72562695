"""The frame of the app: its pages, and the state they share."""

from pathlib import Path

import streamlit as st

from sim.scenario.model import RULES
from sim.ui import words
from sim.ui.state import link, put, sync

PAGES = Path(__file__).parent / "pages"
SIDEBAR = 370
"""Pixels of the sidebar: a lever's name fits in two lines."""


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="5.5" cy="8" r="5" fill="#0072B2"/>'
    '<circle cx="10.5" cy="8" r="5" fill="#E69F00" fill-opacity="0.85"/></svg>'
)
"""Drawn here, because browsers would load Streamlit's own icons and emoji from other servers."""


def main() -> None:
    """Draw the page that is asked for."""
    st.set_page_config(page_title=words.APP, page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR)
    page = st.navigation(
        [
            st.Page(PAGES / "scenario.py", title=words.SCENARIO, icon=":material/description:", url_path="scenario"),
            st.Page(
                PAGES / "simulate.py", title=words.SIMULATE, icon=":material/tune:", url_path="simulate", default=True
            ),
            st.Page(PAGES / "one_run.py", title=words.ONE_RUN, icon=":material/timeline:", url_path="one_run"),
            st.Page(PAGES / "learn.py", title=words.LEARN, icon=":material/school:", url_path="learn"),
        ],
        position="top",
    )
    sync(page.url_path)
    # Lessons play by no rulebook.
    if link().rules != RULES and page.url_path != "learn":
        st.info(words.OTHER_RULES.format(made=link().rules, here=RULES))
    _ignored()
    page.run()


def _ignored() -> None:
    """Say what of an address was left out, on whatever page it was opened."""
    if not link().ignored:
        return
    st.warning("\n".join(f"- {words.plain(text)}" for text in link().ignored), title=words.IGNORED)
    st.button(words.DISMISS_IGNORED, key="dismiss_ignored", on_click=lambda: put(ignored=()))
