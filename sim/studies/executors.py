"""Who plays the points of a sweep: threads of this process, other processes here, or workers of a Dask cluster.

Each yields points as they are finished, in whatever order that is. Who plays them changes no number.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any

from sim.analysis.points import SweepPoint
from sim.provenance import versions
from sim.runs.options import NO_OPTIONS, PlayOptions, processors
from sim.studies.sweep_points import Stencil, play_point, stencil_of

AHEAD = 1
"""Points handed to another process ahead of the one it plays, so that it need not wait for the next."""
CONNECT_S = 10
"""Seconds that a Dask scheduler has to answer."""


class ExecutorError(Exception):
    """Whoever should play the points cannot; the message says why in a sentence."""


@dataclass(frozen=True)
class Executor:
    """Who plays the points.

    Attributes:
        threads: Threads of this process; none: one per processor.
        processes: This many processes on this machine instead, each with one thread; none: only this one.
        dask: The workers of the Dask scheduler at this address instead; none: no cluster.
        block: Runs played at a stretch between looks at whether to stop.
    """

    threads: int | None = None
    processes: int | None = None
    dask: str | None = None
    block: int | None = None

    def play(self, stencil: Stencil, numbers: list[int], options: PlayOptions = NO_OPTIONS) -> Iterator[SweepPoint]:
        """Yield the points with these numbers as they are finished, until all are or the caller cancels.

        Args:
            stencil: What all points share.
            numbers: Which of them to play.
            options: Who may stop it; threads and block are this executor's own.

        Raises:
            ExecutorError: Dask is not installed, its scheduler does not answer, or it plays with other versions.
            sim.scenario.faults.ScenarioError: The values of a point cannot be combined.
            sim.game.plug_ins.PluginError: A plug-in tactic failed.
        """
        own = replace(options, threads=self.threads or processors(), block=self.block)
        if self.dask is not None:
            return _on_dask(stencil, numbers, self.dask, own)
        if self.processes is not None:
            return _in_processes(stencil, numbers, self.processes, own)
        return _in_threads(stencil, numbers, own)


def _in_threads(stencil: Stencil, numbers: list[int], options: PlayOptions) -> Iterator[SweepPoint]:
    # Points side by side, so that one is made ready while another's runs are played; few points share the threads.
    side_by_side = max(1, min(options.workers, len(numbers)))
    each = replace(options.told(None), threads=options.workers // side_by_side)
    work = partial(play_point, stencil, options=each)
    with ThreadPoolExecutor(side_by_side) as pool:
        yield from _finished(lambda number: pool.submit(work, number), numbers, side_by_side, options)


def _in_processes(stencil: Stencil, numbers: list[int], processes: int, options: PlayOptions) -> Iterator[SweepPoint]:
    work = partial(play_point, stencil, options=PlayOptions(1, options.block))
    # Spawned, never forked: a child forked beside other threads may hang.
    side_by_side, spawned = max(1, min(processes, len(numbers))), get_context("spawn")
    with ProcessPoolExecutor(side_by_side, spawned, _serve) as pool:
        try:
            yield from _finished(lambda number: pool.submit(work, number), numbers, (1 + AHEAD) * processes, options)
        except BrokenProcessPool as error:
            if options.cancelled:
                return  # Ctrl-C reached a process that had yet to learn that it is not the one to answer.
            raise ExecutorError("A process that played points ended before it was done; --resume goes on.") from error


def _serve() -> None:
    """Be a process that plays for another: that one handles Ctrl-C, and when it ends, for any reason, so does this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _on_dask(stencil: Stencil, numbers: list[int], address: str, options: PlayOptions) -> Iterator[SweepPoint]:
    with _client(address) as client:
        _check_workers(client, address)
        # Made there, not sent there: what is lost with a worker is made again by another.
        shared = client.submit(stencil_of, stencil.plan, pure=False)
        away = PlayOptions(1, options.block)
        work = partial(client.get_executor(pure=False).submit, play_point, shared, options=away)
        try:
            yield from _finished(work, numbers, (1 + AHEAD) * sum(client.nthreads().values()), options)
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
    options: PlayOptions,
) -> Iterator[SweepPoint]:
    """Yield points as they are finished, at most `most` of them handed out at a time; after a cancel none is begun."""
    waiting = iter(numbers)
    running: set[Future[SweepPoint | None]] = set()
    try:
        while True:
            if options.cancelled:
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
