"""Long jobs on a page: how they stand, what there is so far, and the buttons that start and stop them."""

from collections.abc import Sequence

import streamlit as st

from sim.charts.picture import percent
from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.engine import book
from sim.ui.jobs import Job, Work
from sim.ui.state import again, follow, heeded, link, put
from sim.ui.visitor import visitor
from sim.ui.words import plain

KEPT_KINDS = ("asked", "sweep")
"""Kinds of jobs whose findings have a place of their own."""

LOOK = 0.5
"""Seconds between two looks at jobs under way."""


def start(job: Job, work: Work) -> None:
    """Hand a job to the book, note it in the address, so that a reload finds it again, and draw the page anew."""
    job.owner = visitor()
    book().submit(job, work)
    put(jobs=(*link().jobs, job.id))
    st.rerun()


def jobs() -> list[Job]:
    """Return the jobs of this page that the server still knows and that this browser started."""
    owner = visitor()
    return [job for name in link().jobs if (job := book().get(name, owner)) is not None]


def result_of(kind: str, key: Sequence[str]) -> Ensemble | None:
    """Return what a job of this page found about something; if there are several, the one with the most runs."""
    found = [job.result for job in jobs() if job.kind == kind and job.key == tuple(key) and not job.active]
    ensembles = [result for result in found if isinstance(result, Ensemble)]
    return max(ensembles, key=lambda result: result.runs, default=None)


def draw_jobs(key: Sequence[str]) -> None:
    """Draw a line for every job of this page; look again from time to time while one is under way.

    Args:
        key: What the page shows now, to tell jobs of other positions of the levers from those of these.
    """
    known = jobs()
    if len(known) < len(link().jobs):
        st.caption(words.JOB_GONE)
        put(jobs=tuple(job.id for job in known))
        follow()
    active = any(job.active for job in known)
    st.fragment(_lines, run_every=LOOK if active else None)(tuple(key), active)


def _lines(key: tuple[str, ...], was_active: bool) -> None:
    known = jobs()
    for job in known:
        # What was found and kept is shown on the pages Explain and Export; a line says how the work is going.
        if job.kind not in KEPT_KINDS or job.state != "done":
            _line(job, key)
    if was_active and not any(job.active for job in known):
        # The page can now show what was found.
        again()


def _line(job: Job, key: tuple[str, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        text = _state(job)
        if job.key[: len(key)] != key:
            text = words.JOB_OTHER.format(state=f"{text}.")
        if job.active:
            st.progress(job.share, text=text)
            st.button(
                words.CANCEL,
                key=f"cancel.{job.id}",
                help=words.CANCEL_HELP,
                icon=":material/stop:",
                on_click=job.cancel.set,
            )
        else:
            st.caption(text)
            draw_dismissal(job)
    if job.active and job.kind == "precise" and isinstance(job.result, Ensemble):
        _so_far(job.result)


def _state(job: Job) -> str:
    what = words.JOB_KINDS[job.kind].format(wanted=job.wanted, title=plain(job.title))
    if job.state == "waiting":
        return words.JOB_WAITING.format(what=what, ahead=book().ahead_of(job))
    if job.state == "running":
        left = job.seconds_left()
        text = words.JOB_LEFT.format(seconds=left) if left is not None else ""
        return words.JOB_RUNNING.format(what=what, done=job.done, wanted=job.wanted, left=text)
    if job.state == "failed":
        return words.JOB_FAILED.format(what=what, error=plain(job.error))
    if job.state == "cancelled":
        return words.JOB_CANCELLED.format(what=what, done=job.done, wanted=job.wanted)
    return words.JOB_DONE.format(what=what)


def _so_far(result: Ensemble) -> None:
    """Say how often the headline's outcome has come so far."""
    share = next((s for s in result.outcomes if s.id == link().outcome), result.outcomes[0])
    numbers = {key: percent(getattr(share, key)) for key in ("share", "low", "high")}
    made = {"runs": result.runs, "seed": result.seed, "digest": result.digest}
    st.caption(words.JOB_SO_FAR.format(label=plain(share.label), **numbers, **made))


def draw_dismissal(job: Job) -> None:
    """Draw the button that removes a job."""
    st.button(
        words.DISMISS,
        key=f"dismiss.{job.id}",
        help=words.DISMISS_HELP,
        type="tertiary",
        on_click=dismiss,
        args=(job,),
    )


@heeded
def dismiss(job: Job) -> None:
    """Remove a job and what it found."""
    put(jobs=tuple(name for name in link().jobs if name != job.id))
