"""What is worked out beside a page while somebody looks at it: more runs, and which levers move nothing.

It runs outside the script that draws the page, so that the next move of a lever waits for nothing; what is no longer
asked for stops. What was found is kept for all sessions, the latest few of each kind.
"""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable

import streamlit as st

from sim.ui.jobs import AWAITED, Book, Job
from sim.ui.state import again

LOOK = 0.25
"""Seconds between two looks at what is under way."""

KEPT, LARGE = 256, {"finer": 10, "compare": 2}
"""Largest number of findings kept of each kind, and of those that are ensembles: thousands of runs are megabytes.

A class of students, each with a luck of its own, asks for as many as there are students, again and again.
"""

BREATH = 3.0
"""Seconds until what nobody waits for begins: a page that was just drawn is still on its way to the browser."""

FORGOTTEN = 60.0
"""Seconds after which what was worked out beside a page is no longer remembered as work; what it found is."""

Key = tuple[str, ...]
Make = Callable[[threading.Event], object | None]
"""Works something out until it is cancelled; None if it was."""


class Shelf:
    """What was found, by what was asked; what was asked for longest ago makes room."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> object | None:
        """Return what was found, if it is still here."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, found: object) -> None:
        """Keep what was found."""
        with self._lock:
            self._kept[key] = found
            alike = [other for other in self._kept if other[0] == key[0]]
            for other in alike[: -LARGE.get(key[0], KEPT)]:
                del self._kept[other]


@st.cache_resource(show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


@st.cache_resource(show_spinner=False, on_release=Book.close)
def _book() -> Book:
    """Return the book of what is played beside pages; it is not the one of long jobs, so that neither waits."""
    return Book(workers=4, kept=FORGOTTEN)


def _under_way() -> dict[str, Job]:
    jobs: dict[str, Job] = st.session_state.setdefault("aside", {})
    return jobs


def aside(kind: str, key: Key, make: Make, *, wanted: bool = True, place: str = "") -> object | None:
    """Return what is worked out beside the page, if it has been by now; otherwise see to it that it will be.

    Args:
        kind: What sort of thing it is.
        key: What it is worked out from.
        make: Works it out.
        wanted: Whether to begin where it has not been; otherwise it is only looked up.
        place: For what a page asks; for each it asks for one thing at a time. By itself the kind.
    """
    jobs, whole, place = _under_way(), (kind, *key), place or kind
    found = _shelf().get(whole)
    job = jobs.get(place)
    if job is not None and (job.key != whole or not job.active):
        jobs.pop(place).cancel.set()
        # What failed or was forgotten at once is not tried again and again.
        if job.key == whole and found is None:
            jobs[place] = job
            return None
    if found is None and wanted and place not in jobs:
        # One for each place at a time, and none waits behind another.
        owner = st.session_state.setdefault("me", uuid.uuid4().hex)
        job = Job(kind, whole, 1, owner=f"{owner}.{place}")
        jobs[place] = job
        _book().submit(job, _work(make, _shelf()))
    return found


def _work(make: Make, shelf: Shelf) -> Callable[[Job], None]:
    def work(job: Job) -> None:
        if job.kind not in AWAITED:
            job.cancel.wait(BREATH)
        found = None if job.cancel.is_set() else make(job.cancel)
        if found is not None:
            shelf.put(job.key, found)
        job.done = 1

    return work


def watch() -> None:
    """Look from time to time whether something under way is done; then draw the page anew."""
    active = tuple(job.id for job in _under_way().values() if job.active)
    if active:
        st.fragment(_look, run_every=LOOK)(active)


def _look(active: tuple[str, ...]) -> None:
    jobs = list(_under_way().values())
    for job in jobs:
        _book().get(job.id, job.owner)
    if any(job.id in active and not job.active for job in jobs):
        again()
