"""Long work outside the script that draws a page: it reports, can be cancelled, and survives a reload.

A page may be drawn again at any time and cannot be interrupted by what it waits for. So it hands work to the book,
keeps the job's id in its address, and looks in from time to time.
"""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from sim.runs.results import Ensemble

State = Literal["waiting", "running", "done", "cancelled", "failed"]

KEPT = 64
"""Jobs remembered; the oldest finished ones are forgotten first."""
WORKERS = 4
"""Jobs that run at a time, so that one long job is not everybody's queue."""
UNWATCHED_S = 600.0
"""Seconds after which a job at which nobody looks stops."""
KEPT_S = 3600.0
"""Seconds for which what a job found stays after nobody looked at it any more."""
LOOK_S = 15.0
"""Seconds between two looks for jobs that nobody watches."""


class StoppedError(Exception):
    """Work that noticed that it was cancelled and has nothing to hand over."""


@dataclass
class Job:
    """One piece of long work; its thread writes, pages read.

    Attributes:
        kind: What sort of work it is.
        key: What it works on; a page shows its result where this is what the page is about.
        wanted: Steps in all.
        id: Its name in addresses; nobody can guess it.
        done: Steps done.
        state: How it stands.
        result: What there is so far.
        error: What went wrong, in one line.
        began: When it began to run, on the clock of `time.monotonic`.
        cancel: Set it to stop the work.
        owner: What tells the browser that started it from others; nobody else sees it.
        beside: What it found of what it is compared with, if it is.
        ended: When it ended, on the same clock; 0 before.
        seen: When a page last looked at it, on the same clock.
    """

    kind: str
    key: tuple[str, ...]
    wanted: int
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    done: int = 0
    state: State = "waiting"
    result: Ensemble | None = None
    error: str = ""
    began: float = 0.0
    cancel: threading.Event = field(default_factory=threading.Event)
    owner: str = ""
    beside: Ensemble | None = None
    ended: float = 0.0
    seen: float = field(default_factory=time.monotonic)

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {"waiting", "running"}

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return min(1.0, self.done / self.wanted) if self.wanted else 0.0

    def seconds_left(self) -> float | None:
        """Return how long it will go on, if it goes on as it did; None before the first step is done."""
        if not self.done or self.state != "running":
            return None
        return (time.monotonic() - self.began) / self.done * (self.wanted - self.done)

    def report(self, done: int, result: Ensemble | None = None) -> None:
        """Note progress, and what there is so far.

        Raises:
            StoppedError: The job was cancelled.
        """
        self.done = done
        self.result = result or self.result
        if self.cancel.is_set():
            raise StoppedError


Work = Callable[[Job], None]
"""Does a job: reports to it, and leaves its result in it."""


class Book:
    """All jobs of one server; so many run at a time, the others wait their turn.

    Args:
        workers: How many run at a time.
        clock: Seconds that only go up.
    """

    def __init__(self, workers: int = WORKERS, clock: Callable[[], float] = time.monotonic) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._clock = clock
        self._closed = threading.Event()
        threading.Thread(target=self._watch, name="job-watch", daemon=True).start()

    def submit(self, job: Job, work: Work) -> Job:
        """Take a job and start it as soon as there is a free worker."""
        job.seen = self._clock()
        with self._lock:
            self._jobs[job.id] = job
            self._forget()
        self._pool.submit(self._run, job, work)
        return job

    def get(self, name: str, owner: str = "") -> Job | None:
        """Return a job by its id to whom it belongs; None if it is somebody else's, unknown or forgotten."""
        job = self._jobs.get(name)
        if job is None or job.owner != owner:
            return None
        job.seen = self._clock()
        return job

    def sweep(self) -> None:
        """Stop jobs at which nobody has looked for some time, and later forget what they found."""
        now = self._clock()
        with self._lock:
            for name, job in list(self._jobs.items()):
                unseen = now - job.seen
                if job.active and unseen > UNWATCHED_S:
                    job.cancel.set()
                elif not job.active and unseen > UNWATCHED_S + KEPT_S:
                    del self._jobs[name]

    def _watch(self) -> None:
        while not self._closed.wait(LOOK_S):
            self.sweep()

    def ahead_of(self, job: Job) -> int:
        """Return how many jobs wait before this one."""
        if job.state != "waiting":
            return 0
        names = list(self._jobs)
        before = names[: names.index(job.id)] if job.id in names else []
        return sum(self._jobs[name].state == "waiting" for name in before)

    def close(self) -> None:
        """Stop everything."""
        self._closed.set()
        for job in list(self._jobs.values()):
            job.cancel.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _forget(self) -> None:
        """Drop the oldest finished jobs beyond those kept."""
        finished = [name for name, job in self._jobs.items() if not job.active]
        for name in finished[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[name]

    @staticmethod
    def _run(job: Job, work: Work) -> None:
        job.began = time.monotonic()
        job.state = "running" if not job.cancel.is_set() else "cancelled"
        try:
            if job.state == "running":
                work(job)
                job.state = "cancelled" if job.cancel.is_set() and job.done < job.wanted else "done"
        except StoppedError:
            job.state = "cancelled"
        # Whatever goes wrong in a thread would vanish; the page shows it instead.
        except Exception as error:
            job.error = f"{type(error).__name__}: {error}".splitlines()[0]
            job.state = "failed"
        finally:
            job.ended = time.monotonic()
