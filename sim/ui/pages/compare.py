"""Page Compare: what-ifs side by side, run by run under the same luck."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from sim import charts
from sim.analysis.number_differences import figures as number_figures
from sim.analysis.paired_differences import Contrast, Difference, contrast
from sim.analysis.shifts import Shift
from sim.formatting import MINUS
from sim.scenario.faults import ScenarioError
from sim.ui import show, words
from sim.ui.answers import choose_outcome, focus
from sim.ui.aside import watch
from sim.ui.desk import Desk, desk, draw_question
from sim.ui.files import stem
from sim.ui.job_lines import draw_jobs, start
from sim.ui.link import MOST_ARMS, Arm
from sim.ui.offers import offer_table
from sim.ui.pinned import (
    ComparedSide,
    here_as_arm,
    load,
    order_for,
    pin,
    question_text,
    see_to_more,
    sides_of,
    what_differs,
    without,
)
from sim.ui.places import PLACES
from sim.ui.question_jobs import Asked, asked_job
from sim.ui.share import draw_link
from sim.ui.state import heeded, link, put, wish, wished
from sim.ui.words import capital, plain


def draw() -> None:
    """Draw the page."""
    here = desk()
    if here is None:
        return
    with st.sidebar:
        choose_outcome(here.base)
        _choices(here)
    draw_question(here)
    if not link().arms:
        st.header(words.COMPARE_NOTHING, anchor=False)
        _nothing(here)
        return
    try:
        with show.playing(link().at_once * (1 + len(link().arms))):
            sides = sides_of(here.base, link().arms)
    except ScenarioError as error:
        _faults(error)
        return
    _compared(here, sides)
    see_to_more(here.base, sides)
    watch()


def _nothing(here: Desk) -> None:
    """Say how to begin, with an example."""
    st.info(words.NOTHING_PINNED)
    names = tuple(here.base.changes)[:2]
    if names:
        st.button(words.EXAMPLE, key="example", help=words.EXAMPLE_COMPARE, on_click=_example, args=(names,))


@heeded
def _example(names: Sequence[str]) -> None:
    put(arms=tuple(Arm((name,)) for name in names))


def _faults(error: ScenarioError) -> None:
    st.error(words.ARM_FAULTS, icon=":material/error:")
    st.table(show.readable(show.fault_table(error.faults)), hide_index=True, border="horizontal", alt=words.ARM_FAULTS)
    st.button(words.NO_ARMS, key="no_arms", help=words.NO_ARMS_HELP, on_click=put, kwargs={"arms": ()})


def _choices(here: Desk) -> None:
    """Draw what can be added, and what is pinned with the ways to load it or take it away."""
    st.markdown(f"**{words.PINNED.format(count=len(link().arms), most=MOST_ARMS)}**")
    for place, arm in enumerate(link().arms):
        _pinned(here, place, arm)
    if len(link().arms) >= MOST_ARMS:
        return
    left = [name for name in here.base.changes if Arm((name,)) not in link().arms]
    if left:
        name = st.selectbox(
            words.ADD_NAMED,
            left,
            key="add_named",
            format_func=lambda one: capital(here.base.name_of("changes", one)),
            help=words.ADD_NAMED_HELP,
        )
        st.button(words.ADD, key="add", help=words.ADD_NAMED_HELP, on_click=wish, args=("add",))
        if wished("add"):
            pin(Arm((name,)))
            st.rerun()
    mine = here_as_arm()
    st.button(
        words.ADD_LEVERS,
        key="add_levers",
        help=words.ADD_LEVERS_HELP,
        disabled=mine == Arm() or mine in link().arms,
        on_click=lambda: pin(here_as_arm()),
    )
    st.page_link(PLACES["answer"].path, label=words.TO_LEVERS, icon=":material/tune:")


def _pinned(here: Desk, place: int, arm: Arm) -> None:
    names = [capital(here.base.name_of("changes", name)) for name in arm.changes]
    moved = words.counted(len(arm.moves), *words.MOVED_LEVERS) if arm.moves else ""
    with st.container(border=True, key=f"arm.{place}"):
        st.markdown(f"{place + 1}\\. {plain('; '.join([*names, *([moved] if moved else [])]))}")
        with st.container(horizontal=True):
            st.button(
                words.LOAD_ARM.format(number=place + 1),
                key=f"load.{place}",
                help=words.LOAD_ARM_HELP,
                on_click=load,
                args=(arm,),
            )
            st.button(
                words.REMOVE.format(number=place + 1),
                key=f"remove.{place}",
                help=words.REMOVE_HELP,
                on_click=without,
                args=(arm,),
            )


def _compared(here: Desk, sides: Sequence[ComparedSide]) -> None:
    against = _against(sides)
    base = sides[against]
    others = [side for place, side in enumerate(sides) if place != against]
    found = [contrast(side.label, base.ensemble.records, side.ensemble.records) for side in others]
    asked = focus(base.ensemble).id
    st.header(_sentence(base, found, asked), anchor=False)
    for one in found:
        st.markdown(_difference(one, asked))
    ensemble = base.ensemble
    digests = "; ".join(f"{plain(side.label)}, {side.ensemble.digest}" for side in sides)
    st.caption(words.COMPARED_RUNS.format(runs=ensemble.runs, seed=ensemble.seed, digests=digests))
    key = (*(side.ensemble.digest for side in sides), ensemble.seed, ensemble.runs, against)
    stacks = {side.label: side.ensemble.outcomes for side in sides}
    show.picture("stacks", key, partial(charts.stacked_outcomes, stacks))
    differences = [one for each in found for one in each.differences]
    _panels(key, differences)
    _flow(key, found)
    if any(one.numbers for one in found):
        st.subheader(words.NUMBERS_DIFFER, anchor=False, help=words.NUMBERS_DIFFER_HELP)
        shifts = [number for each in found for number in each.numbers]
        if any(number.known for number in shifts):
            show.picture("numbers", key, partial(charts.number_shifts, shifts), table=False)
        numbers = _number_table(found)
        st.table(show.readable(numbers), hide_index=True, border="horizontal", alt=words.NUMBERS_DIFFER)
    st.subheader(words.SHIFTS, anchor=False, help=words.SHIFTS_HELP)
    table = _shift_table(found)
    st.table(show.readable(table), hide_index=True, border="horizontal", alt=words.SHIFTS)
    st.subheader(words.DIFFERS, anchor=False)
    rows = pd.DataFrame(what_differs(sides), columns=[words.NUMBER, *(side.label for side in sides)])
    st.table(show.readable(rows), hide_index=True, border="horizontal", alt=words.DIFFERS)
    _takeaways(here, asked, _numbers(base, others, found))


def _numbers(base: ComparedSide, others: Sequence[ComparedSide], found: Sequence[Contrast]) -> pd.DataFrame:
    """Return what differs, a row for each what-if and outcome, with all that it rests on."""
    names = ("change", "id", "label", "base", "share", "difference", "low", "high")
    before = {"scenario": base.ensemble.base.id, "runs": base.ensemble.runs, "seed": base.ensemble.seed}
    before |= {"against": base.label, "digest_against": base.ensemble.digest}
    return pd.DataFrame(
        [
            {**{name: getattr(one, name) for name in names}, **before, "digest": side.ensemble.digest}
            for side, each in zip(others, found, strict=True)
            for one in each.differences
        ]
    )


def _against(sides: Sequence[ComparedSide]) -> int:
    """Draw the choice of what all others are compared with."""
    labels = [side.label for side in sides]
    chosen = st.selectbox(
        words.AGAINST, labels, key=f"against.{len(sides)}", help=words.AGAINST_HELP, persist_state="session"
    )
    return labels.index(chosen) if chosen in labels else 0


def _sentence(base: ComparedSide, found: Sequence[Contrast], asked: str) -> str:
    """Return the comparison in a sentence: how often the outcome asked about comes on every side."""
    first = next(one for one in found[0].differences if one.id == asked)
    head = words.COMPARED_HEAD.format(label=plain(capital(first.label)), base=_side(base.label), share=100 * first.base)
    shares = (next(one for one in each.differences if one.id == asked) for each in found)
    tails = (words.COMPARED_ARM.format(label=_side(one.change), share=100 * one.share) for one in shares)
    return f"{'; '.join([head, *tails])}."


def _side(label: str) -> str:
    """Return what a share is found with, as a sentence goes on."""
    return label if label == words.AS_IS else words.WITH.format(label=plain(label))


def _difference(found: Contrast, asked: str) -> str:
    one = next(difference for difference in found.differences if difference.id == asked)
    numbers = {name: 100 * getattr(one, name) for name in ("difference", "low", "high")}
    switched = sum(flow.count for flow in found.flows if flow.switched)
    return words.COMPARED_DIFFERENCE.format(
        label=plain(found.change), says=one.says, switched=switched, runs=found.runs, **numbers
    ).replace("-", MINUS)


def _panels(key: tuple[object, ...], found: Sequence[Difference]) -> None:
    """Draw what differs, a panel for every outcome; on a phone they stand below each other."""
    outcomes = list(dict.fromkeys(one.id for one in found))
    st.markdown(f"**{words.PANELS_TITLE}**")
    for left in range(0, len(outcomes), 2):
        for place, outcome in zip(st.columns(2), outcomes[left : left + 2], strict=False):
            mine = [one for one in found if one.id == outcome]
            with place:
                make = partial(charts.difference_panels, mine, titled=False)
                show.picture(f"panel.{outcome}", (*key, outcome), make, width="content", table=False)
    whole = charts.difference_panels(found)
    show.table_below("table.panels", words.TABLE, whole.table, whole.alt)


def _flow(key: tuple[object, ...], found: Sequence[Contrast]) -> None:
    """Draw which runs end otherwise under one of the what-ifs."""
    st.subheader(words.FLOW, anchor=False, help=words.FLOW_HELP)
    names = [one.change for one in found]
    chosen = names[0]
    if len(names) > 1:
        chosen = st.selectbox(words.FLOW_OF, names, key=f"flow.{len(names)}", help=words.FLOW_HELP)
    one = next((each for each in found if each.change == chosen), found[0])
    if any(flow.switched and flow.count for flow in one.flows):
        show.picture("flow", (*key, one.change), partial(charts.outcome_flow, one))
    else:
        st.markdown(words.FLOW_NONE.format(runs=one.runs))


def _shift_table(found: Sequence[Contrast]) -> pd.DataFrame:
    """Return how days and worths shift, a row for each and what-if."""
    rows = [
        (
            each.change,
            f"{shift.label} ({shift.unit})",
            words.FROM_TO.format(before=_figure(shift.base), after=_figure(shift.mean)),
            f"{_signed(shift.shift)} ({_ends(shift)})",
        )
        for each in found
        for shift in each.shifts
    ]
    return pd.DataFrame(rows, columns=list(words.SHIFT_COLUMNS))


def _number_table(found: Sequence[Contrast]) -> pd.DataFrame:
    """Return how answers that are numbers or dates differ: mean, median and quantiles, a row for each and what-if."""
    rows = [
        (each.change, plain(number.label), *row)
        for each in found
        for number in each.numbers
        for row in number_figures(number)
    ]
    return pd.DataFrame(rows, columns=list(words.NUMBER_COLUMNS))


def _figure(value: float) -> str:
    return f"{value:.1f}".replace("-", MINUS)


def _signed(value: float) -> str:
    return f"{value:+z.2f}".replace("-", MINUS)


def _ends(shift: Shift) -> str:
    return f"{_signed(shift.low)} to {_signed(shift.high)}"


def _takeaways(here: Desk, asked: str, table: pd.DataFrame) -> None:
    """Draw the way into the brief, and the link that carries all of it."""
    text = question_text(link().arms)
    if text:
        st.button(words.COMPARE_ASK, key="compare_ask", help=words.COMPARE_ASK_HELP, on_click=wish, args=("compare",))
        if wished("compare"):
            order = order_for(here.base, Arm())
            start(*asked_job(Asked(order, asked, link().at_once, text)))
    draw_jobs(order_for(here.base, Arm()).key)
    offer_table("differences", f"{stem()}-compared", table)
    draw_link()


if __name__ == "__main__":
    draw()
