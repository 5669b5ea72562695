"""Long work outside the script that draws a page: it reports, can be cancelled, and survives a reload.

A page may be drawn again at any time and cannot be interrupted by what it waits for. So it hands work to the book,
keeps the job's id in its address, and looks in from time to time. A job belongs to the browser that started it: nobody
else sees, cancels or waits behind it. A job that nobody has looked at for ten minutes stops; what it found stays for an
hour.
"""

import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from sim.analysis.sweeps import Sweep
from sim.reports.asked import Answer
from sim.runs.results import Ensemble

State = Literal["waiting", "running", "done", "cancelled", "failed"]

UNWATCHED = 600.0
"""Seconds without a look after which a job stops."""

KEPT = 3_600.0
"""Seconds for which what a job found is kept after its end, or after somebody last looked at it."""

ROOM = 512_000_000
"""Bytes of results kept; beyond them the oldest are forgotten first."""

ANSWER = 200_000
"""Bytes that an answer with its picture and table is assumed to take."""

ROUND = 5.0
"""Seconds between two rounds in which unwatched and old jobs are looked for."""


class StoppedError(Exception):
    """Work that noticed that it was cancelled and has nothing to hand over."""


@dataclass
class Job:
    """One piece of long work; its thread writes, pages read.

    Attributes:
        kind: What sort of work it is.
        key: What it works on; a page shows its result where this is what the page is about.
        wanted: Steps in all.
        title: What it is called, where its kind alone does not say.
        about: What it works on, as data that pages understand.
        opened: Whether what it found came with a file.
        in_brief: Whether what it finds goes into the brief.
        owner: The browser that it belongs to.
        id: Its name in addresses; nobody can guess it.
        done: Steps done.
        state: How it stands.
        result: What there is so far.
        error: What went wrong, in one line.
        began: When it began to run, on the clock of `time.monotonic`.
        seen: When a page last looked at it, on that clock.
        ended: When it ended, on that clock.
        cancel: Set it to stop the work.
    """

    kind: str
    key: tuple[str, ...]
    wanted: int
    title: str = ""
    about: object = None
    opened: bool = False
    in_brief: bool = True
    owner: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    done: int = 0
    state: State = "waiting"
    result: Ensemble | Answer | Sweep | None = None
    error: str = ""
    began: float = 0.0
    seen: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    cancel: threading.Event = field(default_factory=threading.Event)

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {"waiting", "running"}

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return min(1.0, self.done / self.wanted) if self.wanted else 0.0

    @property
    def size(self) -> int:
        """Bytes of what it found."""
        if isinstance(self.result, Ensemble):
            return self.result.values.nbytes + self.result.rows.nbytes
        return 0 if self.result is None else ANSWER

    def seconds_left(self) -> float | None:
        """Return how long it will go on at its pace so far; None before the first step is done."""
        if not self.done or self.state != "running":
            return None
        return (time.monotonic() - self.began) / self.done * (self.wanted - self.done)

    def report(self, done: int, result: Ensemble | Answer | None = None) -> None:
        """Note progress, and what there is so far.

        Raises:
            StoppedError: The job was cancelled.
        """
        self.done = done
        self.result = result or self.result
        if self.cancel.is_set():
            raise StoppedError


AWAITED = {"finer", "compare"}
"""Kinds of work for which whoever looks at a page waits: the answer with more runs, and the comparison."""

BESIDE = 10
"""How far what runs beside pages stands back, from 0, not at all, to 19."""

Work = Callable[[Job], None]
"""Does a job: reports to it, and leaves its result in it."""


def give_way() -> None:
    """Let this thread, and those that it will start, wait for threads that draw pages: somebody looks at those.

    Only Linux gives a thread a priority of its own; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BESIDE)


class Book:
    """All jobs of one server: a fixed number run at a time, one per browser, so that nobody waits behind another."""

    def __init__(self, workers: int = 4, kept: float = KEPT) -> None:
        self._workers, self._kept = workers, kept
        self._jobs: dict[str, Job] = {}
        self._work: dict[str, Work] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        threading.Thread(target=self._keep_house, name="jobs", daemon=True).start()

    def submit(self, job: Job, work: Work) -> Job:
        """Take a job and start it as soon as there is a free worker."""
        with self._lock:
            self._jobs[job.id] = job
            self._work[job.id] = work
        self._start_next()
        return job

    def shelve(self, job: Job) -> Job:
        """Take a job that is done, as one that came with a file."""
        job.ended = time.monotonic()
        with self._lock:
            self._jobs[job.id] = job
        return job

    def get(self, name: str, owner: str = "") -> Job | None:
        """Return a job by its id, noting that somebody looks; None if it is unknown, forgotten or another browser's."""
        job = self._jobs.get(name)
        if job is None or job.owner != owner:
            return None
        job.seen = time.monotonic()
        return job

    def ahead_of(self, job: Job) -> int:
        """Return how many jobs of the same browser must end before this one begins."""
        if job.state != "waiting":
            return 0
        mine = [other for other in list(self._jobs.values()) if other.owner == job.owner]
        return sum(other.active for other in mine[: mine.index(job)]) if job in mine else 0

    def close(self) -> None:
        """Stop everything."""
        self._closed.set()
        for job in list(self._jobs.values()):
            job.cancel.set()

    def look_after(self, now: float) -> None:
        """Stop what nobody watches, and forget what ended long ago or takes too much room."""
        with self._lock:
            for job in self._jobs.values():
                if job.active and now - job.seen > UNWATCHED:
                    job.cancel.set()
                    if job.state == "waiting":
                        job.state, job.ended = "cancelled", now
                        self._work.pop(job.id, None)
            ended = sorted((job for job in self._jobs.values() if not job.active), key=lambda job: job.ended)
            room = sum(job.size for job in ended)
            for job in ended:
                if now - max(job.ended, job.seen) > self._kept or room > ROOM:
                    room -= job.size
                    del self._jobs[job.id]

    def _keep_house(self) -> None:
        while not self._closed.wait(ROUND):
            self.look_after(time.monotonic())

    def _start_next(self) -> None:
        """Start the jobs whose turn it is: the first one waiting from every browser that has none running."""
        with self._lock:
            running = [job for job in self._jobs.values() if job.state == "running"]
            busy = {job.owner for job in running}
            for job in self._jobs.values():
                if job.state != "waiting" or job.owner in busy or len(busy) >= self._workers:
                    continue
                busy.add(job.owner)
                job.state, job.began = "running", time.monotonic()
                work = self._work.pop(job.id)
                threading.Thread(target=self._run, args=(job, work), name=f"job {job.id}", daemon=True).start()

    def _run(self, job: Job, work: Work) -> None:
        if job.kind not in AWAITED:
            give_way()
        try:
            if not job.cancel.is_set():
                work(job)
            ended: State = "cancelled" if job.cancel.is_set() and job.done < job.wanted else "done"
        except StoppedError:
            ended = "cancelled"
        # Whatever goes wrong in a thread would vanish; the page shows it instead.
        except Exception as error:
            job.error = f"{type(error).__name__}: {error}".splitlines()[0]
            ended = "failed"
        job.ended = time.monotonic()
        job.state = ended
        self._start_next()
