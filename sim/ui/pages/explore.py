"""Page Explore: one lever, or two, over all their values; a point is loaded with a click."""

from functools import partial
from typing import Any

import streamlit as st

from sim import charts
from sim.analysis.sweeps import Sweep
from sim.charts.heat import CELL
from sim.scenario.levers import LeverInfo
from sim.ui import show, words
from sim.ui.answers import choose_outcome
from sim.ui.desk import Desk, desk, draw_question
from sim.ui.files import stem
from sim.ui.finding_cards import draw_buttons, draw_card
from sim.ui.found import findings, swept_answer
from sim.ui.job_lines import draw_jobs, start
from sim.ui.jobs import Job
from sim.ui.link import without
from sim.ui.offers import offer_table
from sim.ui.places import PLACES
from sim.ui.share import draw_link
from sim.ui.state import heard, heeded, link, put, told, wish, wished
from sim.ui.sweep_jobs import (
    POINT_RUNS,
    STEPS,
    Exploration,
    exploring,
    path_of,
    point_as_moves,
    point_in_words,
    steps_in,
    sweep_job,
    swept,
    taken_over,
    vary_text,
)
from sim.ui.words import plain

NONE = ""

# Seconds between two looks at the points that are finished. Streamlit would print a text that stands alone in a page.
SO_FAR = 1.0


def draw() -> None:
    """Draw the page."""
    here = desk()
    if here is None:
        return
    levers = {lever.path: lever for lever in here.levers}
    draw_question(here)
    if not levers:
        st.info(words.NO_LEVERS)
        return
    _take_over(levers)
    with st.sidebar:
        choose_outcome(here.base)
        chosen, steps, runs = _choices(levers)
    vary = tuple(vary_text(levers[path], steps) for path in chosen)
    asked = Exploration(here.order, vary, runs)
    job = exploring(asked)
    found = swept(job)
    labels = tuple(levers[path].label for path in chosen)
    st.header(words.EXPLORE_HEAD.format(levers=plain(words.AND.join(labels))), anchor=False)
    active, whole = job is not None and job.active, found is not None and found.complete
    if wished("sweep") and not (active or whole):
        start(*sweep_job(asked, labels))
    draw_jobs(here.order.key)
    if not (active or whole):
        _ask(runs, begun=found is not None)
    if job is not None:
        _found(here, asked, job)
    _opened(here)
    draw_link()


def _take_over(levers: dict[str, LeverInfo]) -> None:
    """Make the address name what is explored, and say what else it named."""
    vary, ignored = taken_over(link().vary, levers)
    if vary != link().vary:
        put(vary=vary, ignored=(*link().ignored, *ignored))
        st.rerun()


def _ask(runs: int, *, begun: bool) -> None:
    """Draw the button that plays all points."""
    if not begun:
        st.caption(words.NOT_EXPLORED.format(runs=runs))
    with st.container(horizontal=True):
        st.button(words.PLAY_POINTS, key="sweep", help=words.PLAY_POINTS_HELP, on_click=wish, args=("sweep",))
        if not begun and not link().vary:
            st.button(words.EXAMPLE, "example", words.EXAMPLE_EXPLORE, type="tertiary", on_click=wish, args=("sweep",))


def _found(here: Desk, asked: Exploration, job: Job) -> None:
    """Draw what was found; while points are being played, those that are finished, looked at again and again."""
    if job.active:
        st.fragment(_so_far, run_every=SO_FAR)(here, asked, job)
        return
    found = swept(job)
    if found is None:
        return
    _show(here, asked, found)
    draw_buttons(job, whole=found.complete)
    offer_table("points", f"{stem()}-points", found.to_pandas())


def _so_far(here: Desk, asked: Exploration, job: Job) -> None:
    found = swept(job)
    if found is not None:
        st.caption(words.PARTS_ONLY.format(done=len(found.points), wanted=len(found.plan.design)))
        _picture(here, asked, found)


def _opened(here: Desk) -> None:
    """Draw the sweeps that came with a session's file."""
    for job, about, answer in findings():
        if job.opened and about.text.startswith("sweep ") and about.order.key == here.order.key:
            draw_card(job, about, answer)


def _choices(levers: dict[str, LeverInfo]) -> tuple[tuple[str, ...], int, int]:
    """Draw the choice of levers, of how many values, and of runs; what is explored is kept in the address."""
    known = [path_of(text) for text in link().vary] or [next(iter(levers))]
    first, second = known[0], known[1] if len(known) > 1 else NONE
    steps = steps_in(link().vary, levers)
    _lever(words.FIRST_LEVER, words.FIRST_LEVER_HELP, "vary_first", (first, list(levers)), levers)
    others = [NONE, *(path for path in levers if path != first)]
    _lever(words.SECOND_LEVER, words.SECOND_LEVER_HELP, "vary_second", (second, others), levers)
    st.selectbox(
        words.STEPS,
        STEPS,
        STEPS.index(steps),
        key=told("vary_steps", steps),
        help=words.STEPS_HELP,
        on_change=_moved,
        args=(levers,),
    )
    runs = st.selectbox(
        words.POINT_RUNS,
        POINT_RUNS,
        index=1,
        key="point_runs",
        format_func=lambda count: f"{count:,}",
        help=words.POINT_RUNS_HELP,
        persist_state="session",
    )
    return tuple(path for path in (first, second) if path), steps, runs


def _lever(label: str, help_text: str, name: str, chosen: tuple[str, list[str]], levers: dict[str, LeverInfo]) -> None:
    value, paths = chosen
    labels = [_label(levers, path) for path in paths]
    st.selectbox(
        label,
        paths,
        paths.index(value),
        key=told(name, value, labels),
        format_func=lambda path: _label(levers, path),
        help=help_text,
        on_change=_moved,
        args=(levers,),
    )


def _label(levers: dict[str, LeverInfo], path: str) -> str:
    return levers[path].label if path else words.NO_SECOND


@heeded
def _moved(levers: dict[str, LeverInfo]) -> None:
    """Take over what is explored."""
    paths = dict.fromkeys(path for path in (heard("vary_first"), heard("vary_second")) if path)
    put(vary=tuple(vary_text(levers[path], heard("vary_steps")) for path in paths))


def _show(here: Desk, asked: Exploration, found: Sweep) -> None:
    """Draw what was found, and the ways to load a point."""
    if found.complete:
        st.markdown(f"**{plain(swept_answer(asked, found)[1].sentences[0])}**")
    else:
        st.warning(words.PARTS_ONLY.format(done=len(found.points), wanted=len(found.plan.design)))
    clicked = _picture(here, asked, found)
    st.caption(words.EXPLORED.format(runs=asked.runs, points=len(found.points), seed=asked.order.seed))
    _load(found, clicked)
    show.text_below("sweep.command", words.CARD_COMMAND, lambda: found.plan.command)


def _picture(here: Desk, asked: Exploration, found: Sweep) -> object:
    """Draw lines along one lever, or the map of two; return the point that was clicked, if any."""
    outcome = link().outcome if link().outcome in here.base.outcomes else next(iter(here.base.outcomes))
    key = (*asked.key, str(len(found.points)))
    if len(found.plan.design.varied) == 2:
        clicked = show.clicked("heat", (*key, outcome), lambda: charts.heat_map(found, outcome), CELL, "point")
        for one in found.points[0].numbers if found.points else ():
            show.picture(f"heat.{one.id}", (*key, one.id), partial(charts.heat_of_numbers, found, one.id))
        return clicked
    show.picture("fan", key, lambda: charts.fan(found))
    for one in found.points[0].numbers if found.points else ():
        show.picture(f"fan.{one.id}", (*key, one.id), partial(charts.fan_of_numbers, found, one.id))
    return None


def _load(found: Sweep, clicked: Any) -> None:
    """Draw the choice of a point, at first the one that was clicked, and the button that loads it."""
    numbers = [point.number for point in found.points]
    if clicked in numbers and st.session_state.get("clicked") != clicked:
        st.session_state["clicked"] = st.session_state["sweep_point"] = clicked
    if st.session_state.get("sweep_point") not in numbers:
        st.session_state["sweep_point"] = numbers[0]
    number = st.selectbox(
        words.POINT,
        numbers,
        key="sweep_point",
        format_func=lambda one: point_in_words(found, one),
        help=words.POINT_HELP,
    )
    st.button(words.LOAD_POINT, key="load_point", help=words.LOAD_POINT_HELP, on_click=wish, args=("load_point",))
    if wished("load_point"):
        moves = point_as_moves(found, number)
        put(moves=(*without(link().moves, [path for path, _ in moves]), *moves))
        st.switch_page(PLACES["answer"].path)


if __name__ == "__main__":
    draw()
