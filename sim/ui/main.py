"""The frame of the app: its pages, and the state they share."""

from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from sim.scenario.base import FIRST_RULES, RULES
from sim.ui import words
from sim.ui.history import keep_history
from sim.ui.places import FIRST_PAGE, FIRST_PLACE, GUESSED, PLACES, SECTIONS, PagePlace
from sim.ui.state import link, put, sync

SIDEBAR = 370
"""Pixels of the sidebar: a lever's name fits in two lines."""


MOST_TOLD = 8
"""Things in an address that are told one by one, where they were left out."""

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="5.5" cy="8" r="5" fill="#0072B2"/>'
    '<circle cx="10.5" cy="8" r="5" fill="#E69F00" fill-opacity="0.85"/></svg>'
)
"""Drawn here, because browsers would load Streamlit's own icons and emoji from other servers."""


def main() -> None:
    """Draw the page that is asked for."""
    st.set_page_config(page_title=words.APP, page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR)
    pages = {section: [_page(place) for place in places] for section, places in SECTIONS.items()}
    page = st.navigation({**pages, "": [_alias(name, meant) for name, meant in GUESSED.items()]}, position="top")
    if page.url_path in GUESSED:
        page.run()
    place = PLACES.get(page.url_path, FIRST_PLACE)
    # What follows makes the address say what the session holds.
    word = st.query_params.get("open")
    sync(place.id)
    if word:
        _hand_over(word)
    _head(place)
    # Lessons play by no rulebook, and nothing is played of a scenario that is not here.
    if link().rules != RULES and place.id != "learn" and not link().lost:
        said = words.RULES_UNSAID if link().rules == FIRST_RULES else words.OTHER_RULES
        st.info(said.format(made=link().rules, here=RULES))
    _ignored()
    page.run()


def _hand_over(word: str) -> None:
    # Reading sessions takes much that the first words of a page do not wait for.
    from sim.ui.sessions import handed_over

    handed_over(word)


def _page(place: PagePlace) -> StreamlitPage:
    # The first page answers without a name of its own.
    first = place == FIRST_PLACE
    return st.Page(
        place.path, title=place.title, icon=place.icon, url_path=FIRST_PAGE if first else place.id, default=first
    )


def _alias(name: str, meant: str) -> StreamlitPage:
    """Return a page that leads to another and keeps all that the address says."""
    return st.Page(partial(_go_on, meant), title=PLACES[meant].title, url_path=name, visibility="hidden")


def _go_on(meant: str) -> None:
    said = {key: st.query_params.get_all(key) for key in st.query_params}
    st.switch_page(PLACES[meant].path, query_params=said)


def _head(place: PagePlace) -> None:
    """Draw the name of a page and what it is for."""
    st.title(place.title, anchor=False)
    # Without a gap, because what keeps the history takes no room.
    with st.container(gap=None):
        st.caption(place.purpose)
        keep_history()


def _ignored() -> None:
    """Say what was left out of an address, whatever page it was opened on."""
    if not link().ignored:
        return
    told = [words.plain(text) for text in link().ignored[:MOST_TOLD]]
    if len(link().ignored) > MOST_TOLD:
        told.append(words.IGNORED_MORE.format(count=words.counted(len(link().ignored) - MOST_TOLD, *words.THING)))
    st.warning("\n".join(f"- {text}" for text in told), title=words.IGNORED)
    st.button(words.DISMISS_IGNORED, key="dismiss_ignored", on_click=lambda: put(ignored=()))
