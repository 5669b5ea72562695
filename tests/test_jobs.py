"""Long jobs: they belong to a browser, stop when nobody looks, and let go of what they found after an hour."""

import os
import sys
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from sim.reports.asked import Answer
from sim.runs.results import Ensemble
from sim.runs.runner import run
from sim.scenario.documents import load
from sim.ui import aside, jobs
from sim.ui.aside import KEPT as KEPT_ASIDE
from sim.ui.aside import LARGE, Shelf
from sim.ui.jobs import BESIDE, KEPT, UNWATCHED, Book, Job, StoppedError
from sim.ui.work import Order, answer, extended, play_in_parts, stated_cases


def held(release: threading.Event) -> Callable[[Job], None]:
    """Work that goes on until it is let go or cancelled."""

    def work(job: Job) -> None:
        while not release.wait(0.01):
            if job.cancel.is_set():
                raise StoppedError
        job.done = job.wanted

    return work


def until(holds: Callable[[], bool]) -> None:
    last = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.01)


@pytest.fixture
def release() -> threading.Event:
    return threading.Event()


@pytest.fixture
def book() -> Book:
    return Book(workers=2)


def test_another_browser_does_not_see_a_job(book: Book, release: threading.Event) -> None:
    job = book.submit(Job("precise", ("a",), 1, owner="mine"), held(release))
    assert book.get(job.id, "mine") is job
    assert book.get(job.id, "theirs") is None and book.get(job.id) is None
    release.set()


def test_nobody_waits_behind_another_browser(book: Book, release: threading.Event) -> None:
    mine = [book.submit(Job("precise", (str(n),), 1, owner="mine"), held(release)) for n in range(3)]
    theirs = book.submit(Job("precise", ("b",), 1, owner="theirs"), held(release))
    until(lambda: theirs.state == "running")
    assert [job.state for job in mine] == ["running", "waiting", "waiting"]
    assert [book.ahead_of(job) for job in (*mine, theirs)] == [0, 1, 2, 0]
    release.set()
    until(lambda: all(job.state == "done" for job in (*mine, theirs)))


def test_a_job_that_nobody_looks_at_stops_and_one_that_is_looked_at_goes_on(
    book: Book, release: threading.Event
) -> None:
    left = book.submit(Job("precise", ("a",), 1, owner="left"), held(release))
    seen = book.submit(Job("precise", ("b",), 1, owner="seen"), held(release))
    until(lambda: seen.state == "running")
    left.seen -= UNWATCHED
    book.get(seen.id, "seen")
    book.look_after(time.monotonic() + 1)
    until(lambda: left.state == "cancelled")
    assert seen.state == "running"
    release.set()


def test_the_book_itself_stops_what_is_unwatched_keeps_what_it_found_and_then_lets_go_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The whole way without help, on a clock of fractions of a second for its minutes."""
    monkeypatch.setattr(jobs, "UNWATCHED", 0.3)
    monkeypatch.setattr(jobs, "ROUND", 0.02)
    found = Answer("ask", "What?", ("So far this.",), "Not yet.", "parley ask")
    begun = threading.Event()

    def work(job: Job) -> None:
        for step in range(10_000):
            job.report(step, found)
            begun.set()
            time.sleep(0.01)

    book = Book(kept=1.0)
    watched, left = (book.submit(Job("asked", (), 10_000, owner=whose), work) for whose in ("here", "gone"))
    began = time.monotonic()
    assert begun.wait(10)
    while left.active:
        # A page that is open looks at its job; one that was closed does not.
        assert book.get(watched.id, "here") is watched and time.monotonic() - began < 10
        time.sleep(0.01)
    assert time.monotonic() - began > 0.3
    assert (left.state, left.result, watched.state) == ("cancelled", found, "running")
    ended = left.ended
    until(lambda: left.id not in book._jobs)
    assert time.monotonic() - ended > 1.0
    book.close()
    until(lambda: not watched.active)


def test_what_was_found_is_kept_for_an_hour(book: Book, release: threading.Event) -> None:
    release.set()
    job = book.submit(Job("precise", ("a",), 1), held(release))
    until(lambda: job.state == "done")
    book.look_after(job.ended + KEPT - 1)
    assert book.get(job.id) is job
    book.look_after(job.ended + KEPT + 1)
    assert book.get(job.id) is None


def test_a_waiting_job_that_nobody_looks_at_is_never_started(book: Book, release: threading.Event) -> None:
    first = book.submit(Job("precise", ("a",), 1), held(release))
    second = book.submit(Job("precise", ("b",), 1), held(release))
    until(lambda: first.state == "running")
    second.seen -= UNWATCHED
    book.look_after(time.monotonic() + 1)
    assert second.state == "cancelled"
    release.set()
    until(lambda: first.state == "done")
    assert (second.state, second.done) == ("cancelled", 0)


def test_what_never_began_and_nobody_watches_leaves_no_work_behind() -> None:
    book, release = Book(workers=1), threading.Event()
    first = book.submit(Job("any", (), 1, owner="a"), held(release))
    second = book.submit(Job("any", (), 1, owner="a"), held(release))
    states = [second.state]
    book.look_after(time.monotonic() + UNWATCHED + 1)
    assert [*states, second.state] == ["waiting", "cancelled"] and second.id not in book._work
    until(lambda: not first.active)
    book.close()


def test_what_is_kept_beside_pages_has_an_end() -> None:
    shelf, many = Shelf(), KEPT_ASIDE + 40
    for number in range(many):
        for kind in ("finer", "inert"):
            shelf.put((kind, str(number)), f"{number}")
    for kind, most in (("finer", LARGE["finer"]), ("inert", KEPT_ASIDE)):
        left = [number for number in range(many) if shelf.get((kind, str(number))) is not None]
        assert left == list(range(many - most, many))


def test_what_nobody_waits_for_begins_a_moment_later_and_not_at_all_once_it_is_not_wanted() -> None:
    began: dict[str, float] = {}

    def make(kind: str) -> Callable[[threading.Event], object]:
        return lambda _: began.setdefault(kind, time.monotonic())

    start = time.monotonic()
    for kind in ("finer", "inert"):
        aside._work(make(kind), Shelf())(Job(kind, (kind,), 1))
    assert began["finer"] - start < began["inert"] - began["finer"] >= aside.BREATH
    stopped = Job("band", ("band",), 1)
    stopped.cancel.set()
    aside._work(make("band"), Shelf())(stopped)
    assert "band" not in began


def test_runs_played_in_parts_or_added_later_are_those_of_one_piece() -> None:
    base = load("labour-dispute")
    order = Order(base, ({"parties.union.no_deal.value": 5},), 3, base.digest)
    whole = run(base, 1_100, 3, order.changes)
    job = Job("precise", order.key, 1_100)
    play_in_parts(job, order=order, runs=1_100)
    first = answer(order, 500, stated_cases(order))
    assert isinstance(job.result, Ensemble)
    for found in (job.result, extended(first, 1_100, threading.Event())):
        assert (found.runs, found.wanted, found.changes) == (1_100, 1_100, order.changes)
        for name in ("values", "rows", "days_in"):
            assert np.array_equal(getattr(found, name), getattr(whole, name), equal_nan=True), name
            assert not getattr(found, name).flags.writeable
    stopped = threading.Event()
    stopped.set()
    left = extended(first, 1_100, stopped)
    assert left.runs == 500 and np.array_equal(left.rows, whole.rows[:500], equal_nan=True)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives a thread a priority of its own")
def test_what_runs_beside_pages_stands_back_and_so_does_what_it_starts(book: Book) -> None:
    here, found = os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), []

    def work(job: Job) -> None:
        inner = threading.Thread(
            target=lambda: found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        )
        inner.start()
        inner.join()
        job.done = 1

    job = book.submit(Job("precise", ("a",), 1), work)
    until(lambda: job.state == "done")
    assert found == [BESIDE]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == here
