"""Page Scenario: what is stated, by whom, on what it rests; numbers edited in place; files in and out."""

from functools import partial

import streamlit as st

from sim.charts import Picture, power_panels, power_table
from sim.scenario.documents import Document
from sim.scenario.model import Scenario
from sim.ui import files, show, words
from sim.ui.engine import deals_of, document_of, faults_of, shelf_rows
from sim.ui.sheets import (
    basis_table,
    decision_table,
    draw_conditions,
    draw_parties,
    draw_pledges,
    issue_table,
    source_table,
    switch_table,
)
from sim.ui.state import link
from sim.ui.words import plain

# Pictures side by side.
PANELS = 2


def draw() -> None:
    """Draw the page."""
    if link().lost:
        with st.sidebar:
            files.draw_choice()
        st.warning(words.lost(link().lost))
        return
    with st.spinner(words.READING):
        document = document_of(link())
    with st.sidebar:
        files.draw(document)
    faults = faults_of(document)
    if faults:
        show.faults(faults, document.text)
    if document.read is not None:
        _story(document.read)
    _sheets(document)
    if document.read is not None:
        _rest(document.read)
    _warnings(document)
    _shelf()


def _shelf() -> None:
    """Draw which scenarios come with Parley, by field and day 0, with the question of each."""
    with st.expander(words.SHELF):
        st.caption(words.SHELF_HELP)
        rows = [{head: row[key] for key, head in words.SHELF_COLUMNS.items()} for row in shelf_rows()]
        st.dataframe(rows, hide_index=True, width="stretch", key="shelf")


def _story(scenario: Scenario) -> None:
    st.header(plain(scenario.title), anchor=False)
    if scenario.asks:
        st.markdown(words.ASKS.format(asks=plain(scenario.asks)))
    if scenario.story:
        st.markdown(plain(scenario.story))
    st.caption(
        words.FACTS.format(
            as_of=scenario.as_of,
            days=words.counted(scenario.protocol.horizon_days, *words.FACT_DAYS),
            parties=words.counted(len(scenario.parties), *words.FACT_PARTIES),
            issues=words.counted(len(scenario.issues), *words.FACT_ISSUES),
            deals=words.counted(deals_of(scenario), *words.FACT_DEALS),
        )
    )


def _sheets(document: Document) -> None:
    """Draw what can be edited in place; it is there even while something else is to be mended."""
    if not isinstance(document.data, dict):
        return
    st.subheader(words.SIDES, anchor=False, help=words.SIDES_HELP)
    draw_parties(document)
    st.subheader(words.STATED, anchor=False, help=words.STATED_HELP)
    draw_conditions(document)
    draw_pledges(document)


def _rest(scenario: Scenario) -> None:
    """Draw what is read and not edited here."""
    st.subheader(words.UNCLEAR, anchor=False, help=words.UNCLEAR_HELP)
    if scenario.switches:
        st.table(show.readable(switch_table(scenario)), hide_index=True, border="horizontal", alt=words.UNCLEAR)
    else:
        st.markdown(words.NO_SWITCHES)
    st.subheader(words.ISSUES, anchor=False)
    st.table(show.readable(issue_table(scenario)), hide_index=True, border="horizontal", alt=words.ISSUES)
    if len(deciding := decision_table(scenario)):
        show.table_below("table.decisions", words.DECISIONS, deciding, words.DECISIONS)
    show.table_below("table.issues", words.ISSUES_REST, basis_table(scenario), words.ISSUES_REST)
    st.subheader(words.POWER, anchor=False, help=words.POWER_HELP)
    _power(scenario)
    show.table_below("table.sources", words.SOURCES, source_table(scenario), words.SOURCES)
    if scenario.left_out:
        show.table_below("table.left_out", words.LEFT_OUT, show.two_columns(scenario.left_out), words.LEFT_OUT)


def _power(scenario: Scenario) -> None:
    """Draw who pulls where, a picture for each issue; on a phone they stand below each other."""
    st.caption(f"{words.POWER_TITLE}. {' '.join(words.POWER_MEANS)}")
    issues = list(scenario.issues)
    for left in range(0, len(issues), PANELS):
        for place, issue in zip(st.columns(PANELS), issues[left : left + PANELS], strict=False):
            with place:
                make = partial(_panel, scenario, issue)
                show.picture(f"power.{issue}", (scenario.digest, issue), make, table=False)
    table, alt = power_table(scenario)
    show.table_below("table.power", words.TABLE, table, alt)


def _panel(scenario: Scenario, issue: str) -> Picture:
    return power_panels(scenario)[issue]


def _warnings(document: Document) -> None:
    found = [fault for fault in document.faults if fault.severity == "warning"]
    if found:
        label = words.counted(len(found), *words.WARNINGS)
        show.table_below("table.warnings", label, show.fault_table(found), label)


if __name__ == "__main__":
    draw()
