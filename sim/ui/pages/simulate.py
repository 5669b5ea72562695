"""Page Simulate: levers left; right how runs end, what blocks a deal, when things come, and the outside view."""

import streamlit as st

from sim.ui import answers, show, words
from sim.ui.answers import Answer
from sim.ui.desk import Desk, desk, reset_all
from sim.ui.engine import ensemble_of
from sim.ui.job_lines import draw_jobs, result_of, start
from sim.ui.levers import draw_levers, draw_named_changes, draw_other_settings, draw_switches
from sim.ui.link import QUICK
from sim.ui.share import draw_share
from sim.ui.state import heard, link, put, told, wish, wished
from sim.ui.words import plain
from sim.ui.work import PRECISE, Order, precise_job


def draw() -> None:
    """Draw the page."""
    here = desk()
    if here is None:
        return
    with st.sidebar:
        _levers(here)
        _runs()
    order, runs = _asked(here.order)
    if wished("precise"):
        start(*precise_job(here.order, st.session_state["precise_runs"]))
    top = st.container()
    draw_jobs(here.order.key)
    with show.playing(runs):
        answer = _answer(here, order, runs)
    with top:
        _head(here, answer)
    answers.how_runs_end(answer)
    answers.what_blocks(answer)
    answers.questions(answer)
    left, right = st.columns(2, gap="large")
    with left:
        answers.day_by_day(answer)
    with right:
        answers.first_comes(answer)
    draw_share(answer.ensemble)


def _answer(here: Desk, order: Order, runs: int) -> Answer:
    """Return what to show: a precise answer if there is one, beside what was stated if levers were moved."""
    precise = result_of("precise", order.key)
    stated = ensemble_of(Order(here.base, (), order.seed, order.digest), runs) if order.changes else None
    if precise is not None and precise.runs > runs:
        return Answer(order, precise, stated)
    return Answer(order, ensemble_of(order, runs), stated)


def _levers(here: Desk) -> None:
    """Draw the levers, with how many were moved and the way back."""
    moved = len(link().moves) + len(link().changes)
    said = words.MOVED.format(count=moved) if moved else words.MOVED_NONE
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{words.LEVERS}.** {said}")
        st.button(
            words.RESET_ALL,
            key="reset_all",
            icon=":material/undo:",
            type="tertiary",
            help=words.RESET_ALL_HELP,
            disabled=not moved,
            on_click=reset_all,
        )
    st.caption(words.LEVERS_HELP)
    draw_levers(here.base, here.levers)
    if here.base.switches:
        draw_switches(here.base)
    if here.base.changes:
        draw_named_changes(here.base)
    draw_other_settings(here.base, here.levers)


def _runs() -> None:
    """Draw how many runs are played on every move, and under which luck."""
    with st.expander(words.RUNS_GROUP, key="group.runs"):
        st.selectbox(
            words.RUNS,
            QUICK,
            key=told("runs", link().runs if link().runs in QUICK else QUICK[1]),
            format_func=lambda runs: f"{runs:,}",
            help=words.RUNS_HELP,
            on_change=lambda: put(runs=heard("runs")),
        )
        st.number_input(
            words.SEED,
            min_value=-(2**53) + 1,
            max_value=2**53 - 1,
            step=1,
            key=told("seed", link().seed),
            help=words.SEED_HELP,
            on_change=lambda: put(seed=int(heard("seed"))),
        )
        st.toggle(words.AUTO, value=True, key="auto", help=words.AUTO_HELP, persist_state="session")


def _asked(order: Order) -> tuple[Order, int]:
    """Return what to show: the levers as they stand, or as they stood when Play was pressed."""
    if wished("play") or st.session_state["auto"] or "asked" not in st.session_state:
        st.session_state["asked"] = (order, link().runs)
    asked: tuple[Order, int] = st.session_state["asked"]
    return asked


def _head(here: Desk, answer: Answer) -> None:
    """Draw the headline, what was played for it, and how to ask about another outcome or make it sharper."""
    st.caption(plain(here.base.title))
    answers.headline(answer)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        answers.choose_outcome(here.base)
        more = st.selectbox(
            words.PRECISE_RUNS,
            PRECISE,
            index=1,
            key="precise_runs",
            format_func=lambda runs: f"{runs:,}",
            help=words.PRECISE_RUNS_HELP,
            persist_state="session",
            width=190,
        )
        st.button(
            words.PRECISE,
            key="precise",
            icon=":material/target:",
            help=words.PRECISE_HELP.format(runs=more),
            on_click=wish,
            args=("precise",),
        )
    _badges(here, answer)


def _badges(here: Desk, answer: Answer) -> None:
    """Say what was played, and whether levers moved since."""
    ensemble = answer.ensemble
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            words.PROVENANCE.format(runs=ensemble.runs, seed=ensemble.seed, digest=ensemble.digest), width="content"
        )
        if link().edits:
            st.badge(words.EDITED_BADGE, icon=":material/edit:", color="blue", help=words.EDITED_HELP)
        if answer.order.key != here.order.key:
            st.badge(words.STALE, icon=":material/history:", color="orange")
            st.button(words.PLAY, key="play", help=words.PLAY_HELP, on_click=wish, args=("play",))


if __name__ == "__main__":
    draw()
