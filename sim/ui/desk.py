"""What a page that plays begins with: a scenario without faults, and levers that fit it."""

from dataclasses import dataclass

import streamlit as st

from sim.scenario.changes import levers
from sim.scenario.faults import ScenarioError
from sim.scenario.levers import LeverInfo
from sim.scenario.model import Scenario
from sim.ui import preparation, show, words
from sim.ui.engine import changed, document_of, faults_of, order_of
from sim.ui.link import Link
from sim.ui.main import PAGES
from sim.ui.state import link, put
from sim.ui.words import plain
from sim.ui.work import Order


@dataclass(frozen=True)
class Desk:
    """What a page works on.

    Attributes:
        base: The scenario before changes.
        levers: Its levers, with the values that hold before any was moved by hand.
        order: What is to be played.
    """

    base: Scenario
    levers: tuple[LeverInfo, ...]
    order: Order


def desk() -> Desk | None:
    """Return what the page works on; where that cannot be played, show why and return None."""
    current = link()
    if current.lost:
        st.warning(words.LOST_TEXT.format(name=plain(current.lost)))
        st.page_link(PAGES / "scenario.py", label=words.CHOOSE_ANOTHER, icon=":material/description:")
        return None
    document = document_of(current)
    if document.read is None:
        show.faults(faults_of(document), document.text)
        st.page_link(PAGES / "scenario.py", label=words.TO_SCENARIO, icon=":material/edit:")
        return None
    if preparation.draw(document.read.asks or document.read.title):
        return None
    try:
        return _desk(current, document.read)
    except ScenarioError as error:
        st.error(words.LEVER_FAULTS, icon=":material/error:")
        st.table(
            show.readable(show.fault_table(error.faults)), hide_index=True, border="horizontal", alt=words.LEVER_FAULTS
        )
        st.button(words.RESET_ALL, key="reset_faults", help=words.LEVER_FAULTS_HELP, on_click=reset_all)
        return None


def _desk(current: Link, base: Scenario) -> Desk:
    named = order_of(Link(changes=current.changes, seed=current.seed), base)
    order = order_of(current, base)
    changed(order)
    return Desk(base, levers(changed(named)), order)


def reset_all() -> None:
    """Put every lever, switch and named change back."""
    put(moves=(), changes=())
