"""Page Explain: why it ends so: questions asked of the levers as they stand, each a job whose answer is kept."""

import streamlit as st

from sim.ui import show, words
from sim.ui.answers import choose_outcome, focus
from sim.ui.desk import Desk, desk, draw_question
from sim.ui.engine import ensemble_of
from sim.ui.finding_cards import draw_card
from sim.ui.found import findings, grounds
from sim.ui.headline import answer_in_a_sentence
from sim.ui.job_lines import dismiss, draw_jobs, jobs, start
from sim.ui.places import PLACES
from sim.ui.question_jobs import ASK_RUNS, Asked, asked_job, choosers, offered
from sim.ui.share import draw_link
from sim.ui.state import heeded, link, wish, wished
from sim.ui.words import plain


def draw() -> None:
    """Draw the page."""
    here = desk()
    if here is None:
        return
    with show.playing(link().at_once):
        ensemble = ensemble_of(here.order, link().at_once)
    with st.sidebar:
        choose_outcome(here.base)
        runs = _runs()
        _levers()
    share = focus(ensemble)
    text = wished("ask")
    if text is not None:
        _ask(Asked(here.order, share.id, runs, text))
    draw_question(here)
    st.header(answer_in_a_sentence(ensemble, share), anchor=False)
    st.caption(words.PROVENANCE.format(runs=ensemble.runs, seed=ensemble.seed, digest=ensemble.digest))
    draw_jobs(here.order.key)
    _answers(here)
    _questions(here, plain(share.label))
    _elsewhere(here)
    draw_link()


def _runs() -> int:
    """Draw how many runs stand behind every answer."""
    return st.selectbox(
        words.ASK_RUNS,
        ASK_RUNS,
        index=1,
        key="ask_runs",
        format_func=lambda runs: f"{runs:,}",
        help=words.ASK_RUNS_HELP,
        persist_state="session",
    )


def _levers() -> None:
    """Say what holds throughout, and where it is moved."""
    moved = len(link().moves) + len(link().changes)
    st.caption(words.HOLDS.format(said=words.MOVED.format(count=moved) if moved else words.MOVED_NONE))
    st.page_link(PLACES["answer"].path, label=words.TO_LEVERS, icon=":material/tune:")


def _ask(asked: Asked) -> None:
    """Start a question, unless it is being answered or was; an answer in parts makes room for the whole one."""
    same = [job for job in jobs() if job.key == asked.key]
    if not any(job.state in {"waiting", "running", "done"} for job in same):
        for job in same:
            dismiss(job)
        start(*asked_job(asked))


def _questions(here: Desk, label: str) -> None:
    """Draw the questions that can be asked, each with what its answer says."""
    st.subheader(words.ASK_HEAD, anchor=False)
    verbs = offered(here.base)
    for left, right in zip(verbs[::2], [*verbs[1::2], None], strict=False):
        for place, verb in zip(st.columns(2, gap="medium"), (left, right), strict=True):
            if verb is not None:
                with place.container(border=True, height="stretch", key=f"ask.{verb}.box"):
                    _question(here, verb, label)


def _question(here: Desk, verb: str, label: str) -> None:
    title, purpose = words.WHYS[verb]
    st.button(
        title,
        key=f"ask.{verb}",
        help=words.ASK_HELP.format(title=title),
        icon=":material/play_arrow:",
        width="stretch",
        on_click=_wish,
        args=(verb,),
    )
    st.caption(purpose.format(label=label))
    if verb == "flip":
        st.slider(
            words.TARGET, 5, 95, 50, 5, key="ask_target", format="%d", help=words.TARGET_HELP, persist_state="session"
        )
    if verb == "robust":
        st.selectbox(
            words.CHOOSER,
            choosers(here.base),
            key="ask_party",
            format_func=lambda name: here.base.name_of("parties", name),
            help=words.CHOOSER_HELP,
            persist_state="session",
        )


@heeded
def _wish(verb: str) -> None:
    """Note a question in the words of the command line; what stands beside its button says the rest."""
    session = st.session_state
    more = {"flip": lambda: f" {session['ask_target'] / 100:g}", "robust": lambda: f" --for {session['ask_party']}"}
    wish("ask", verb + more.get(verb, str)())


def _answers(here: Desk) -> None:
    """Draw the answers for the levers as they stand, the latest first; before the first of all, an example."""
    found = findings()
    if not found:
        st.caption(words.NOTHING_ASKED)
        verb = offered(here.base)[0]
        text = words.EXAMPLE_EXPLAIN.format(title=words.WHYS[verb][0])
        st.button(words.EXAMPLE, "example", text, type="tertiary", on_click=_wish, args=(verb,))
    for one in reversed(found):
        if one[1].order.key == here.order.key:
            draw_card(*one)


def _elsewhere(here: Desk) -> None:
    """Draw the answers for other positions of the levers."""
    others = [one for one in findings() if one[1].order.key != here.order.key]
    if others:
        st.subheader(words.ASKED_ELSEWHERE, anchor=False, help=words.ASKED_ELSEWHERE_HELP)
        for group in grounds(others).values():
            for one in group:
                draw_card(*one)


if __name__ == "__main__":
    draw()
