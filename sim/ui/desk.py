"""What a page that plays begins with: a scenario without faults, and levers that fit it."""

from dataclasses import dataclass

import streamlit as st

from sim.scenario.changes import levers
from sim.scenario.deals import LIMIT_PLAYED_DEALS
from sim.scenario.faults import ScenarioError
from sim.scenario.levers import LeverInfo
from sim.scenario.model import Scenario
from sim.ui import preparation, show, words
from sim.ui.engine import changed, deals_of, document_of, faults_of, order_of
from sim.ui.link import Link
from sim.ui.places import PAGES
from sim.ui.state import heeded, link, put
from sim.ui.words import plain
from sim.ui.work import Order


@dataclass(frozen=True)
class Desk:
    """What a page works on.

    Attributes:
        base: The scenario before changes.
        levers: Its levers, with the values that hold before any was moved by hand.
        named: What would be played if no lever were moved by hand.
        order: What is to be played.
    """

    base: Scenario
    levers: tuple[LeverInfo, ...]
    named: Order
    order: Order


def desk() -> Desk | None:
    """Return what the page works on; where that cannot be played, show why and return None."""
    current = link()
    if current.lost:
        st.warning(words.lost(current.lost))
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
        found = _desk(current, document.read)
        return found if _can_be_played(found.order) else None
    except ScenarioError as error:
        st.error(words.LEVER_FAULTS, icon=":material/error:")
        st.table(
            show.readable(show.fault_table(error.faults)), hide_index=True, border="horizontal", alt=words.LEVER_FAULTS
        )
        st.button(words.RESET_ALL, key="reset_faults", help=words.LEVER_FAULTS_HELP, on_click=reset_all)
        return None


def draw_question(here: Desk) -> None:
    """Draw which scenario the page is about, whether it was edited, the way to others, and its question in words."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(here.base.title), width="content")
        draw_edited()
        st.page_link(PAGES / "scenario.py", label=words.OTHER_SCENARIO, width="content")
    if here.base.asks:
        st.markdown(words.QUESTION_IS.format(asks=plain(here.base.asks)))


def draw_edited() -> None:
    """Draw a badge where the scenario of the page is another than the one that comes with Parley under its name."""
    if link().edits:
        st.badge(words.EDITED_BADGE, icon=":material/edit:", color="blue", help=words.EDITED_HELP)


def _can_be_played(order: Order) -> bool:
    """Return whether runs can be played of an order; say why not."""
    scenario = changed(order)
    deals = deals_of(scenario)
    ordinal = [scenario.name_of("parties", party) for party, worth in scenario.worth.items() if worth.ordinal]
    if deals > LIMIT_PLAYED_DEALS:
        st.error(words.TOO_MANY_DEALS.format(deals=deals, most=LIMIT_PLAYED_DEALS), icon=":material/error:")
    if ordinal:
        st.error(words.ONLY_AN_ORDER.format(parties=plain(", ".join(ordinal))), icon=":material/error:")
    return deals <= LIMIT_PLAYED_DEALS and not ordinal


def _desk(current: Link, base: Scenario) -> Desk:
    named = order_of(Link(changes=current.changes, seed=current.seed), base)
    order = order_of(current, base)
    changed(order)
    return Desk(base, levers(changed(named)), named, order)


@heeded
def reset_all() -> None:
    """Put every lever, switch and named change back."""
    put(moves=(), changes=())
