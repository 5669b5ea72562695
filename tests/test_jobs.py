"""Long jobs: they belong to a browser, stop when nobody looks, and let go of what they found after an hour."""

import threading
import time
from collections.abc import Callable

import pytest

from sim.ui.aside import KEPT as KEPT_ASIDE
from sim.ui.aside import LARGE, Shelf
from sim.ui.jobs import KEPT, UNWATCHED, Book, Job, StoppedError


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
    shelf = Shelf()
    for number in range(40):
        for kind in ("finer", "inert"):
            shelf.put((kind, str(number)), f"{number}")
    for kind, most in (("finer", LARGE["finer"]), ("inert", KEPT_ASIDE)):
        left = [number for number in range(40) if shelf.get((kind, str(number))) is not None]
        assert left == list(range(40 - most, 40))
