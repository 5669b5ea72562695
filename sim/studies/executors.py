"""Who plays the points of a sweep: threads of this process, other processes here, or workers of a Dask cluster.

Each yields points as they are finished, in whatever order that is. Who plays them changes no number.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any

from sim.analysis.points import SweepPoint
from sim.provenance import versions
from sim.runs.options import PlayOptions, processors
from sim.studies.sweep_points import Stencil, play_point, stencil_of

AHEAD = 1
"""Points handed to another process ahead of the one it plays, so that it need not wait for the next."""
CONNECT_S = 10
"""Seconds that a Dask scheduler has to answer."""


class ExecutorError(Exception):
    """Those who should play the points cannot; the message says in a sentence why."""


@dataclass(frozen=True)
class Executor:
    """Who plays the points.

    Attributes:
        threads: Threads of this process; none: one per processor.
        processes: So many processes of this machine instead, each with one thread; none: no others than this one.
        dask: The workers of the Dask scheduler at this address instead; none: no cluster.
        block: Runs played at a stretch between looks at whether to stop.
    """

    threads: int | None = None
    processes: int | None = None
    dask: str | None = None
    block: int | None = None

    def play(self, stencil: Stencil, numbers: list[int], cancel: threading.Event | None = None) -> Iterator[SweepPoint]:
        """Yield the points with these numbers as they are finished, until all are or the caller cancels.

        Raises:
            ExecutorError: Dask is not installed, its scheduler does not answer, or it plays with other versions.
            sim.scenario.faults.ScenarioError: The values of a point cannot stand together.
            sim.game.plug_ins.PluginError: A plug-in tactic failed.
        """
        if self.dask is not None:
            return _on_dask(stencil, numbers, self.dask, self.block, cancel)
        if self.processes is not None:
            return _in_processes(stencil, numbers, self.processes, self.block, cancel)
        return _in_threads(stencil, numbers, self.threads or processors(), self.block, cancel)


def _in_threads(
    stencil: Stencil, numbers: list[int], threads: int, block: int | None, cancel: threading.Event | None
) -> Iterator[SweepPoint]:
    # Points side by side, so that one is made ready while another's runs are played; few points share the threads.
    side_by_side = max(1, min(threads, len(numbers)))
    work = partial(play_point, stencil, options=PlayOptions(threads // side_by_side, block, None, cancel))
    with ThreadPoolExecutor(side_by_side) as pool:
        yield from _finished(lambda number: pool.submit(work, number), numbers, side_by_side, cancel)


def _in_processes(
    stencil: Stencil, numbers: list[int], processes: int, block: int | None, cancel: threading.Event | None
) -> Iterator[SweepPoint]:
    work = partial(play_point, stencil, options=PlayOptions(1, block))
    # Spawned, never forked: a child forked beside other threads may hang.
    how: dict[str, Any] = {"mp_context": get_context("spawn"), "initializer": _serve}
    with ProcessPoolExecutor(max(1, min(processes, len(numbers))), **how) as pool:
        try:
            yield from _finished(lambda number: pool.submit(work, number), numbers, (1 + AHEAD) * processes, cancel)
        except BrokenProcessPool as error:
            if cancel is not None and cancel.is_set():
                return  # Ctrl-C reached a process that had yet to learn that it is not the one to answer.
            raise ExecutorError("A process that played points ended before it was done; --resume goes on.") from error


def _serve() -> None:
    """Be a process that plays for another: Ctrl-C is that one's to answer, and when it ends, however, so does this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _on_dask(
    stencil: Stencil, numbers: list[int], address: str, block: int | None, cancel: threading.Event | None
) -> Iterator[SweepPoint]:
    with _client(address) as client:
        _check_workers(client, address)
        # Made there, not sent there: what a worker takes with it when it is lost is made again by another.
        shared = client.submit(stencil_of, stencil.plan, pure=False)
        work = partial(client.get_executor(pure=False).submit, play_point, shared, options=PlayOptions(1, block))
        try:
            yield from _finished(work, numbers, (1 + AHEAD) * sum(client.nthreads().values()), cancel)
        except (CancelledError, OSError, _lost_workers()) as error:
            raise ExecutorError(f"The Dask cluster at {address} was lost on the way; --resume goes on.") from error


def _lost_workers() -> type[Exception]:
    """Return what Dask raises for a task under which several workers died."""
    from distributed.scheduler import KilledWorker

    lost: type[Exception] = KilledWorker
    return lost


def _client(address: str) -> Any:
    """Return a connection to a Dask scheduler."""
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise ExecutorError('Dask is not installed; pip install "parley-sim[scale]" brings it.') from error
    try:
        connect: Any = distributed.Client  # ships no types
        return connect(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ExecutorError(f"No Dask scheduler answers at {address} ({error}).") from error


def _check_workers(client: Any, address: str) -> None:
    """Make sure that there are workers, and that they play with the versions that this process has."""
    found: Mapping[str, Mapping[str, str]] = client.run(versions)
    if not found:
        raise ExecutorError(f"The Dask scheduler at {address} has no workers.")
    for worker, theirs in found.items():
        odd = [f"{name} {theirs.get(name)}, not {own}" for name, own in versions().items() if theirs.get(name) != own]
        if odd:
            raise ExecutorError(f"The Dask worker {worker} has {'; '.join(odd)}: its numbers could differ.")


def _finished(
    submit: Callable[[int], "Future[SweepPoint | None]"],
    numbers: Iterable[int],
    most: int,
    cancel: threading.Event | None,
) -> Iterator[SweepPoint]:
    """Yield points as they are finished, no more handed out at a time than `most`; after a cancel none is begun."""
    waiting = iter(numbers)
    running: set[Future[SweepPoint | None]] = set()
    try:
        while True:
            if cancel is not None and cancel.is_set():
                running = {future for future in running if not future.cancel()}
            else:
                running |= {submit(number) for number in islice(waiting, most - len(running))}
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (point for future in done if (point := future.result()) is not None)
    finally:
        for future in running:
            future.cancel()
