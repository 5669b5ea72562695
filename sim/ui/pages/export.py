"""Page Export: the brief of what was asked, report, tables, pictures, command, link, and the session as one file."""

from functools import partial
from pathlib import PurePath

import streamlit as st

from sim.reports.session_file import ENDING, MOST_BYTES, session_in
from sim.runs.results import Ensemble
from sim.scenario.faults import ScenarioError
from sim.ui import show, words
from sim.ui.answers import choose_outcome, focus
from sim.ui.desk import Desk, desk, draw_question
from sim.ui.engine import ensemble_of
from sim.ui.files import LONGEST_NAME, MEGABYTE, other_door, stem
from sim.ui.found import Found, findings, grounds, rests_on, runs_behind
from sim.ui.headline import answer_in_a_sentence
from sim.ui.job_lines import draw_jobs, result_of, start
from sim.ui.offers import offer
from sim.ui.places import PLACES
from sim.ui.question_jobs import Asked, askable, asked_job, offered
from sim.ui.sessions import session_as_file, take_over
from sim.ui.share import draw_share
from sim.ui.state import link, wish, wished
from sim.ui.takeaways import (
    BRIEFS,
    PAPERS,
    TABLES,
    brief_file,
    brief_of,
    ending,
    figures,
    picture_file,
    report_file,
)
from sim.ui.words import plain


def draw() -> None:
    """Draw the page."""
    with st.sidebar:
        _open()
    here = desk()
    if here is None:
        return
    with st.sidebar:
        choose_outcome(here.base)
    with show.playing(link().at_once):
        ensemble = result_of("precise", here.order.key) or ensemble_of(here.order, link().at_once)
    share = focus(ensemble)
    draw_question(here)
    st.header(answer_in_a_sentence(ensemble, share), anchor=False)
    st.caption(words.PROVENANCE.format(runs=ensemble.runs, seed=ensemble.seed, digest=ensemble.digest))
    if wished("example"):
        start(*asked_job(Asked(here.order, share.id, runs_behind(), offered(here.base)[0])))
    draw_jobs(here.order.key)
    _brief(here)
    left, right = st.columns(2, gap="large")
    with left:
        _report(here, ensemble, share.id)
        _tables(here, ensemble, share.id)
    with right:
        _pictures(here, ensemble, share.id)
        _session(here)
    draw_share(ensemble)


def _named(what: str, suffix: str) -> str:
    return words.AS_FILE[what].format(kind=words.KINDS_OF_FILE[suffix])


def _brief(here: Desk) -> None:
    """Draw the brief of what was asked in this session, one brief for all answers that rest on the same runs."""
    st.subheader(words.BRIEF, anchor=False, help=words.BRIEF_HEAD_HELP)
    chosen = grounds([one for one in findings() if one[0].in_brief and askable(one[1])])
    if not chosen:
        st.markdown(words.BRIEF_EMPTY)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(PLACES["explain"].path, label=words.TO_EXPLAIN, icon=":material/psychology_alt:")
            text = words.EXAMPLE_EXPORT.format(title=words.WHYS[offered(here.base)[0]][0])
            st.button(words.EXAMPLE, "example", text, type="tertiary", on_click=wish, args=("example",))
    for place, found in enumerate(chosen.values()):
        asked = found[0][1]
        st.markdown("\n".join(f"- {plain(answer.question)} {plain(answer.sentences[0])}" for _, _, answer in found))
        st.caption(words.BRIEF_MADE.format(count=len(found), **rests_on(asked)))
        with st.container(horizontal=True):
            for suffix in BRIEFS:
                name = f"{stem()}-brief{suffix}"
                make = partial(_brief_bytes, found, suffix)
                offer(_named("brief", suffix), f"brief.{place}{suffix}", name, make, words.BRIEF_FILE_HELP)


def _brief_bytes(found: list[Found], suffix: str) -> bytes:
    return brief_file(brief_of(found), suffix)


def _report(here: Desk, ensemble: Ensemble, outcome: str) -> None:
    st.subheader(words.REPORT, anchor=False, help=words.REPORT_HELP)
    with st.container(horizontal=True):
        for suffix in PAPERS:
            _whole(here, ensemble, outcome, suffix, "report", words.REPORT_FILE_HELP)


def _tables(here: Desk, ensemble: Ensemble, outcome: str) -> None:
    st.subheader(words.ROWS, anchor=False, help=words.ROWS_HELP)
    with st.container(horizontal=True):
        for suffix in TABLES:
            _whole(here, ensemble, outcome, suffix, "rows", words.ROWS_FILE_HELP)
        _whole(here, ensemble, outcome, ".bib", "citation", words.CITATION_HELP)


def _whole(here: Desk, ensemble: Ensemble, outcome: str, suffix: str, what: str, text: str) -> None:
    name = f"{stem()}-{what}"
    make = partial(report_file, ensemble, outcome, suffix, name)
    offer(_named(what, suffix), f"{what}{suffix}", f"{name}{ending(suffix)}", make, text)


def _pictures(here: Desk, ensemble: Ensemble, outcome: str) -> None:
    """Draw the choice of a picture and the kinds of files that it comes as."""
    st.subheader(words.PICTURES, anchor=False, help=words.PICTURES_HELP)
    known = figures(ensemble, outcome)
    name = st.selectbox(
        words.PICTURE,
        list(known),
        key="picture",
        format_func=lambda one: words.PICTURE_NAMES.get(one, one),
        help=words.PICTURES_HELP,
        persist_state="session",
    )
    st.caption(plain(known[name]))
    with st.container(horizontal=True):
        for suffix in (".svg", ".png", ".pdf"):
            make = partial(picture_file, ensemble, outcome, name, suffix)
            file = f"{stem()}-{name}{suffix}"
            offer(_named("picture", suffix), f"picture{suffix}", file, make, words.PICTURES_HELP)


def _session(here: Desk) -> None:
    st.subheader(words.SESSION, anchor=False, help=words.SESSION_HELP)
    found = findings()
    st.markdown(words.SESSION_HOLDS.format(answers=words.counted(len(found), *words.ANSWERS), pins=len(link().arms)))
    make = partial(session_as_file, link(), found)
    offer(words.SAVE_SESSION, "session", f"{stem()}{ENDING}", make, words.SAVE_SESSION_HELP)


def _open() -> None:
    """Draw the way back from a file."""
    st.file_uploader(
        words.OPEN_SESSION,
        type=[ENDING.removeprefix("."), "json", "yaml", "yml"],
        max_upload_size=MOST_BYTES // MEGABYTE,
        key="session_file",
        help=words.OPEN_SESSION_HELP,
        on_change=_opened,
    )
    problem = st.session_state.get("open_problem", "")
    if problem:
        st.error(plain(problem), icon=":material/error:")


def _opened() -> None:
    file = st.session_state["session_file"]
    st.session_state["open_problem"] = ""
    if file is None:
        return
    # Only the last part of whatever name the browser sends, and only to show it.
    name = PurePath(file.name.replace("\\", "/")).name[:LONGEST_NAME]
    if file.size > MOST_BYTES:
        told = words.SESSION_TOO_LARGE.format(name=name, size=file.size, limit=MOST_BYTES)
        st.session_state["open_problem"] = words.OPEN_PROBLEM.format(fault=told)
        return
    try:
        take_over(session_in(file.getvalue().decode("utf-8-sig"), name))
    except UnicodeDecodeError:
        st.session_state["open_problem"] = words.OPEN_PROBLEM.format(fault=words.NO_TEXT.format(name=name))
    except ScenarioError as error:
        told = f"{error.faults[0]} {other_door(file.getvalue(), words.EXPORT)}".rstrip()
        st.session_state["open_problem"] = words.OPEN_PROBLEM.format(fault=told)


if __name__ == "__main__":
    draw()
