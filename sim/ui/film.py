"""One run played day by day: the picture up to a day, and what happened on it."""

from functools import partial

import streamlit as st

from sim.charts import timeline
from sim.trace.days import Day
from sim.trace.narrative import tell_day
from sim.trace.transcript import Transcript
from sim.ui import show, words
from sim.ui.state import again, follow, heard, heeded, link, put, told
from sim.ui.words import plain

SECONDS = 1.2
"""Between two days of a film."""


def draw_film(key: tuple[str, ...], transcript: Transcript) -> bool:
    """Draw a run with the controls that step through its days; return whether its last day is shown.

    Args:
        key: What tells this run from others; another run starts with all its days shown.
        transcript: The run.
    """
    session = st.session_state
    if session.get("film") != key:
        # The first run of a session may come with a day in its address; another run starts at its end.
        said = link().day if "film" not in session else 0
        _show(said, transcript)
        session["film"] = key
    elif link().day != session["day_said"]:
        # The browser's way back or forward, or another address.
        _show(link().day, transcript)
    session["day_said"] = link().day
    session["to_the_end"] = bool(session["day_shown"] >= transcript.end_day)
    st.fragment(_film, run_every=SECONDS if session["playing"] else None)(key, transcript)
    return bool(session["to_the_end"])


def _show(day: int, transcript: Transcript) -> None:
    """Show a day that an address names; where it names none, or one after the end, the last."""
    shown = day if 0 < day < transcript.end_day else transcript.end_day
    st.session_state.update(day_shown=shown, playing=False)


def _film(key: tuple[str, ...], transcript: Transcript) -> None:
    session = st.session_state
    last = transcript.end_day
    if session["playing"]:
        _step(transcript)
        if session["day_shown"] >= last:
            session["playing"] = False
            again()
    _controls(transcript, last)
    day = session["day_shown"]
    if not session["playing"]:
        _into_address(day if day < last else 0)
    if day >= last and not session["to_the_end"]:
        # What stands above and below waits for the last day.
        again()
    until = None if day >= last else day
    show.picture("timeline", (*key, until), partial(timeline, transcript, until))
    _log(transcript, transcript.days[day - 1])


@heeded
def _set_day() -> None:
    st.session_state.update(day_shown=heard("day"))


def _controls(transcript: Transcript, last: int) -> None:
    """Draw the day slider and the buttons."""
    session = st.session_state
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            words.DAY,
            1,
            last,
            session["day_shown"],
            key=told("day", session["day_shown"], [str(last)]),
            help=words.DAY_HELP,
            on_change=_set_day,
        )
        back, on = partial(_step, transcript, back=True), partial(_step, transcript)
        st.button(
            words.STEP_BACK, key="step_back", icon=":material/skip_previous:", help=words.STEP_BACK_HELP, on_click=back
        )
        st.button(words.STEP, key="step", icon=":material/skip_next:", help=words.STEP_HELP, on_click=on)
        playing = session["playing"]
        if st.button(
            words.PAUSE if playing else words.PLAY_DAYS,
            key="film_button",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            help=words.PAUSE_HELP if playing else words.PLAY_DAYS_HELP,
        ):
            _toggle(last)


def _toggle(last: int) -> None:
    """Start or stop playing, from the first day if the last was shown. The whole page must be drawn for the clock."""
    session = st.session_state
    session["playing"] = not session["playing"]
    if session["playing"] and session["day_shown"] >= last:
        session["day_shown"] = 1
    again()


def _step(transcript: Transcript, back: bool = False) -> None:
    """Go to the next day on which something happens, or to the last one before."""
    session = st.session_state
    now = session["day_shown"]
    days = [1, *(day.day for day in transcript.days if day.eventful), transcript.end_day]
    session["day_shown"] = (
        max((d for d in days if d < now), default=1) if back else min((d for d in days if d > now), default=now)
    )


def _log(transcript: Transcript, day: Day) -> None:
    """Say what happened on a day, with its reasons; on a quiet day, what happened last before it."""
    st.markdown(f"**{_dated(transcript, day)}**")
    if not day.eventful and not day.breaches:
        before = [earlier for earlier in transcript.days if earlier.eventful and earlier.day < day.day]
        st.caption(words.LOG_QUIET_SINCE if before else words.LOG_QUIET)
        if not before:
            return
        day = before[-1]
        st.markdown(f"**{_dated(transcript, day)}**")
    _, *lines = tell_day(transcript.scenario, day)
    st.markdown("\n".join(f"{'  - ' if _deep(line) else '- '}{plain(in_short(line))}" for line in lines))
    if any(in_short(line) != line.strip() for line in lines):
        show.text_below("log.terms", words.LOG_TERMS, lambda: "\n".join(line.removeprefix("  ") for line in lines))


def _deep(line: str) -> bool:
    """Return whether a line says why, or who said what: these are indented by four spaces, what happened by two."""
    return line.startswith("    ")


def in_short(line: str) -> str:
    """Return a line of a log without its terms: what was said, and the first reason for it."""
    told = line.strip()
    if not _deep(line) or "; " not in told:
        return told
    return f"{told.split('; ')[0]}."


def _into_address(day: int) -> None:
    """Let the address name the day that is shown; while days are playing, it stays as it is."""
    if day != link().day:
        put(day=day)
        follow()
        st.session_state["day_said"] = day


def _dated(transcript: Transcript, day: Day) -> str:
    return words.DAY_OF.format(day=day.day, last=transcript.end_day, date=day.date)
