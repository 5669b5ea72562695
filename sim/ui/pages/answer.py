"""Page Answer: levers left; right how runs end, what blocks a deal, when things come, and the outside view."""

from functools import partial

import streamlit as st

from sim.runs.results import Ensemble
from sim.scenario.model import Scenario
from sim.ui import answers, show, words, work
from sim.ui.answers import AnswerView
from sim.ui.aside import watch
from sim.ui.desk import Desk, desk, draw_question, reset_all
from sim.ui.engine import ensemble_of
from sim.ui.files import stem
from sim.ui.finer import finer
from sim.ui.inert import inert_levers
from sim.ui.job_lines import draw_jobs, result_of, start
from sim.ui.levers import draw_levers, draw_named_changes, draw_other_settings, draw_switches
from sim.ui.link import AT_ONCE, LATER_ON, MOST_ARMS, QUICK
from sim.ui.narrowed_levers import draw_mode, uncertain
from sim.ui.offers import offer
from sim.ui.pinned import here_as_arm, pin
from sim.ui.places import PLACES
from sim.ui.share import draw_share
from sim.ui.state import heard, heeded, link, put, told, wish, wished
from sim.ui.words import capital
from sim.ui.work import Order, precise_job

# Pixels in which an outcome's name stands whole, on a phone too. (Streamlit prints texts that stand alone in a page.)
OUTCOME_WIDTH = 320


def draw() -> None:
    """Draw the page."""
    here = desk()
    if here is None:
        return
    if wished("pin"):
        pin(here_as_arm())
        st.rerun()
    order, runs = _asked(here.order)
    more = None if link().runs else finer(order)
    with st.sidebar:
        # More runs come first; then which levers move nothing.
        precise = result_of("precise", order.key)
        _levers(here, at_rest=bool(link().runs) or more is not None or precise is not None)
        _runs()
    if wished("precise"):
        start(*precise_job(here.order, st.session_state["precise_runs"]))
    top = st.container()
    draw_jobs(here.order.key)
    with show.playing(runs):
        answer = _answer(here, order, runs, more)
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
    _rows(answer)
    draw_share(answer.ensemble)
    if not link().runs:
        _finer(here, answer)
    watch()


def _rows(answer: AnswerView) -> None:
    """Draw the button that hands out all runs of the answer."""
    ensemble, outcome = answer.ensemble, answers.focus(answer.ensemble).id
    name = f"{stem()}-rows"
    make = partial(_workbook, ensemble, outcome, name)
    offer(words.ROWS_BUTTON.format(runs=ensemble.runs), "rows", f"{name}.xlsx", make, words.ROWS_FILE_HELP)


def _workbook(ensemble: Ensemble, outcome: str, stem: str) -> bytes:
    # Only whoever presses waits for what writes files.
    from sim.ui.takeaways import report_file

    return report_file(ensemble, outcome, ".xlsx", stem)


def _answer(here: Desk, order: Order, runs: int, more: Ensemble | None) -> AnswerView:
    """Return what to show: a precise answer if there is one, beside what was stated if levers were moved."""
    precise = result_of("precise", order.key)
    if precise is None or precise.runs <= runs:
        precise = more or ensemble_of(order, runs)
    return AnswerView(order, precise, _stated(_unmoved(order, here.base), precise, runs) if order.changes else None)


def _unmoved(order: Order, base: Scenario) -> Order:
    """Return an order of a scenario as it was before levers were moved."""
    return Order(base, (), order.seed, order.digest)


def _stated(before: Order, shown: Ensemble, runs: int) -> Ensemble:
    """Return as many runs of what is stated as are at hand, and no more than are shown of what levers make of it."""
    more = None if link().runs or shown.runs < LATER_ON else finer(before, place="stated")
    return more or ensemble_of(before, runs)


def _finer(here: Desk, answer: AnswerView) -> None:
    """See to it that more runs are played of the answer, and of what it stands beside."""
    if answer.ensemble.runs < LATER_ON:
        finer(answer.order, answer.ensemble)
    if answer.stated is not None and answer.stated.runs < LATER_ON:
        finer(_unmoved(answer.order, here.base), answer.stated, place="stated")


def _levers(here: Desk, *, at_rest: bool) -> None:
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
    st.caption(words.LEVERS_HELP if here.levers else words.NO_LEVERS)
    if any(uncertain(lever.value) for lever in here.levers if lever.kind == "number"):
        draw_mode()
    draw_levers(here.base, here.levers, inert_levers(here.named, wanted=at_rest))
    if here.base.switches:
        draw_switches(here.base)
    if here.base.changes:
        draw_named_changes(here.base)
    draw_other_settings(here.base, here.levers)


def _pin_button() -> None:
    """Draw the button that pins the levers as they stand, or the way to where they are compared."""
    if here_as_arm() in link().arms:
        st.page_link(PLACES["compare"].path, label=words.PINNED_NOW, icon=":material/compare_arrows:", width="content")
        return
    full = len(link().arms) >= MOST_ARMS
    st.button(
        words.PIN,
        key="pin",
        help=words.PINS_FULL if full else words.PIN_HELP,
        type="tertiary",
        disabled=full,
        on_click=wish,
        args=("pin",),
    )


@heeded
def _set_runs() -> None:
    put(runs=heard("runs"))


@heeded
def _set_seed() -> None:
    put(seed=int(heard("seed")))


def _runs() -> None:
    """Draw how many runs are played on every move, and under which luck."""
    with st.expander(words.RUNS_GROUP, key="group.runs"):
        runs = link().runs if link().runs in QUICK else 0
        st.selectbox(
            words.RUNS,
            (0, *QUICK),
            (0, *QUICK).index(runs),
            key=told("runs", runs),
            format_func=lambda runs: f"{runs:,}" if runs else words.RUNS_BOTH.format(first=AT_ONCE, later=LATER_ON),
            help=words.RUNS_HELP,
            on_change=_set_runs,
        )
        st.number_input(
            words.SEED,
            min_value=-(2**53) + 1,
            max_value=2**53 - 1,
            value=link().seed,
            step=1,
            key=told("seed", link().seed),
            help=words.SEED_HELP,
            on_change=_set_seed,
        )
        st.toggle(words.AUTO, value=True, key="auto", help=words.AUTO_HELP, persist_state="session")


def _asked(order: Order) -> tuple[Order, int]:
    """Return what to show: the levers as they stand, or as they stood when Play was pressed."""
    if wished("play") or st.session_state.get("auto", True) or "asked" not in st.session_state:
        st.session_state["asked"] = (order, link().at_once)
    asked: tuple[Order, int] = st.session_state["asked"]
    return asked


def _head(here: Desk, answer: AnswerView) -> None:
    """Draw the headline, what was played for it, and how to ask about another outcome or make it sharper."""
    draw_question(here)
    answers.headline(answer)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        answers.choose_outcome(here.base, OUTCOME_WIDTH)
        more = st.selectbox(
            words.PRECISE_RUNS,
            work.PRECISE,
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


def _badges(here: Desk, answer: AnswerView) -> None:
    """Say what was played, and whether levers moved since."""
    ensemble = answer.ensemble
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            words.PROVENANCE.format(runs=ensemble.runs, seed=ensemble.seed, digest=ensemble.digest), width="content"
        )
        if here.order.changes:
            _pin_button()
        elif here.base.changes:
            name = next(iter(here.base.changes))
            text = words.EXAMPLE_ANSWER.format(label=capital(here.base.name_of("changes", name)))
            st.button(words.EXAMPLE, "example", text, type="tertiary", on_click=put, kwargs={"changes": (name,)})
        if answer.order.key != here.order.key:
            st.badge(words.STALE, icon=":material/history:", color="orange")
            st.button(words.PLAY, key="play", help=words.PLAY_HELP, on_click=wish, args=("play",))


if __name__ == "__main__":
    draw()
