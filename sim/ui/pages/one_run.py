"""Page One run: a run picked, watched day by day, with the reasons in words."""

import json
from collections.abc import Iterator
from functools import partial

import streamlit as st

from sim import charts
from sim.analysis.examples import Pick, picked, runs_ending_in
from sim.analysis.spans import options_named, spans_of
from sim.charts.picture import percent
from sim.charts.run_lines import What
from sim.kernel.chance import uniform
from sim.runs.results import Ensemble
from sim.scenario.model import Scenario
from sim.trace.narrative import deal_in_words
from sim.trace.transcript import Transcript
from sim.ui import show, words
from sim.ui.desk import Desk, desk, draw_edited
from sim.ui.engine import ensemble_of, transcript_of
from sim.ui.files import stem
from sim.ui.film import draw_film
from sim.ui.state import heard, heeded, link, put, told, wish, wished
from sim.ui.words import plain

# Streamlit would print texts that stand alone in a page, so what these are is said in comments.

# Any outcome.
ANY = ""

# Address of the luck that picks a run by lot; no rule draws there.
LOT = 0x0A11

# Which pictures stand under which tab.
TABS: dict[str, tuple[What | str, ...]] = {
    words.TAB_OFFERS: ("answers", "holds", "expected"),
    words.TAB_TRUST: ("trust", "ledger"),
    words.TAB_BELIEFS: ("red_lines", "no_deal"),
}


def draw() -> None:
    """Draw the page."""
    here = desk()
    if here is None:
        return
    with show.playing(link().at_once):
        ensemble = ensemble_of(here.order, link().at_once)
    with st.sidebar:
        _pick(here, ensemble)
    transcript = transcript_of(here.order, link().run)
    with st.sidebar:
        _downloads(transcript)
    top, key = st.container(), (*here.order.key, str(link().run))
    # Whoever opens a run on one of its days, or is shown it day by day, is not told how it ends.
    ends_here = draw_film(key, transcript)
    with top:
        if link().day > transcript.end_day:
            st.warning(words.DAY_BEYOND.format(day=link().day, last=transcript.end_day))
        if ends_here:
            _head(ensemble, transcript)
        else:
            _opening(transcript)
    if ends_here:
        _lines(key, transcript)
        show.text_below("log.all", words.LOG_ALL, transcript.to_text)


@heeded
def _set_run() -> None:
    put(run=int(heard("run")))


def _pick(here: Desk, ensemble: Ensemble) -> None:
    """Draw the ways to come to a run."""
    counts = {share.id: share.count for share in ensemble.outcomes}
    chosen = st.selectbox(
        words.PICK_OUTCOME,
        [ANY, *counts],
        key="pick_outcome",
        format_func=lambda name: _counted(ensemble.scenario, name, counts, ensemble.runs),
        help=words.PICK_OUTCOME_HELP,
        persist_state="session",
    )
    pick = wished("pick")
    if pick is not None:
        _go(ensemble, chosen, pick)
    if wished("next"):
        _next(ensemble, chosen)
    st.button(words.EXAMPLE, "example", words.EXAMPLE_RUN, type="tertiary", on_click=wish, args=("pick", "typical"))
    with st.container(horizontal=True):
        for pick, label in words.PICKS.items():
            st.button(label, key=f"pick.{pick}", help=words.PICK_HELP[pick], on_click=wish, args=("pick", pick))
    st.button(
        words.ANOTHER,
        key="another",
        icon=":material/skip_next:",
        help=words.ANOTHER_HELP,
        on_click=wish,
        args=("next",),
        width="stretch",
    )
    st.number_input(
        words.RUN,
        min_value=0,
        max_value=10**9,
        value=link().run,
        step=1,
        key=told("run", link().run),
        help=words.RUN_HELP,
        on_change=_set_run,
    )


def _counted(scenario: Scenario, name: str, counts: dict[str, int], runs: int) -> str:
    if name == ANY:
        return words.PICK_ANY.format(count=runs)
    return words.PICK_LABEL.format(label=scenario.name_of("outcomes", name), count=counts.get(name, 0))


def _go(ensemble: Ensemble, outcome: str, pick: Pick) -> None:
    """Go to a typical or unusual run, or to one drawn by lot."""
    draw_number = st.session_state.get("lots", 0)
    st.session_state["lots"] = draw_number + 1
    lot = uniform(ensemble.seed, draw_number, 0, LOT, 0)
    run = picked(ensemble.records, runs_ending_in(ensemble.outcome_names, outcome or None), pick, lot)
    _show(run)


def _next(ensemble: Ensemble, outcome: str) -> None:
    """Go to the next run that ends so, starting again from the first after the last."""
    runs = runs_ending_in(ensemble.outcome_names, outcome or None).tolist()
    _show(next((run for run in runs if run > link().run), runs[0] if runs else None))


def _show(run: int | None) -> None:
    if run is None:
        st.toast(words.NO_SUCH_RUN, icon=":material/search_off:")
    else:
        put(run=run)
        st.rerun()


def _downloads(transcript: Transcript) -> None:
    name = f"{stem()}-{transcript.seed}-{transcript.run}"
    for label, key, ending, make in (
        (words.TRANSCRIPT_TEXT, "text", "txt", transcript.to_text),
        (words.TRANSCRIPT_JSON, "json", "json", partial(_json, transcript)),
    ):
        st.download_button(
            label,
            make,
            file_name=f"{name}.{ending}",
            mime="application/json" if key == "json" else "text/plain",
            key=f"transcript.{key}",
            icon=":material/download:",
            help=words.TRANSCRIPT_HELP,
            on_click="ignore",
            width="stretch",
        )


def _json(transcript: Transcript) -> str:
    return json.dumps(transcript.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _case(scenario: Scenario) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(scenario.title), width="content")
        draw_edited()


def _opening(transcript: Transcript) -> None:
    """Draw the head of a run that is watched and has not come to its end."""
    _case(transcript.scenario)
    st.header(words.RUN_WATCHED.format(run=transcript.run), anchor=False)
    st.markdown(words.RUN_OPEN.format(day=transcript.end_day))
    st.caption(words.RUN_PLAYED.format(seed=transcript.seed, digest=transcript.digest))


def _head(ensemble: Ensemble, transcript: Transcript) -> None:
    scenario = transcript.scenario
    _case(scenario)
    label = scenario.name_of("outcomes", transcript.outcome)
    st.header(words.RUN_TITLE.format(run=transcript.run, label=plain(label)), anchor=False)
    deal = deal_in_words(scenario, transcript.deal)
    st.markdown(words.IN_FORCE.format(day=transcript.end_day, deal=plain(deal)))
    for sentence in _stood(transcript):
        st.markdown(sentence)
    share = next((share for share in ensemble.outcomes if share.id == transcript.outcome), None)
    if share is not None:
        numbers = {"share": percent(share.share), "low": percent(share.low), "high": percent(share.high)}
        st.caption(
            words.RUN_STANDS.format(runs=ensemble.runs, seed=transcript.seed, digest=transcript.digest, **numbers)
        )


def _stood(transcript: Transcript) -> Iterator[str]:
    """Yield how long what the outcome is about stood in this run: true of the run, whatever the outcome is called."""
    scenario = transcript.scenario
    rule = scenario.outcomes.get(transcript.outcome)
    about = options_named(rule, scenario.issues) if rule is not None else ()
    for issue, option in about:
        spans = spans_of(transcript.days, issue, option)
        if not spans:
            continue
        label = words.ANY_OF.format(issue=scenario.name_of("issues", issue), option=scenario.option_name(issue, option))
        told = "; ".join(_span(transcript, issue, first, last) for first, last in spans)
        yield words.STOOD_ON.format(label=plain(label), spans=told)


def _span(transcript: Transcript, issue: str, first: int, last: int) -> str:
    """Return from when to when an option stood, and how often it was made to stand longer than its term."""
    form = words.STOOD_TO_END if last >= transcript.end_day else words.STOOD
    span, days = form.format(first=first, last=last), transcript.days[first - 1 : last]
    count = sum(move.issue == issue and move.how in {"extended", "renewed"} for day in days for move in day.moves)
    if not count:
        return span
    times = words.TIMES[count - 1] if count <= len(words.TIMES) else words.MORE_TIMES.format(count=count)
    return words.STOOD_LONGER.format(span=span, times=times)


def _lines(key: tuple[str, ...], transcript: Transcript) -> None:
    """Draw offers, demands, trust, ledgers and beliefs; only the tab that is open is made."""
    st.subheader(words.LINES, anchor=False, help=words.LINES_HELP)
    for tab, names in zip(st.tabs(list(TABS), key="lines", on_change="rerun"), TABS.values(), strict=True):
        if tab.open:
            with tab:
                for name in names:
                    show.picture(f"line.{name}", key, partial(_picture, transcript, name))


def _picture(transcript: Transcript, name: str) -> charts.Picture:
    return charts.answers_by_day(transcript) if name == "answers" else charts.lines(transcript, name)  # type: ignore[arg-type]  # a theme: the others went before


if __name__ == "__main__":
    draw()
