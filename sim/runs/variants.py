"""Arms: what-ifs played beside an ensemble, under its luck and in its cases."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from sim.runs.ensemble import Progress
from sim.runs.results import Ensemble
from sim.runs.runner import Ready, prepare
from sim.scenario.changes import ChangeLike

T = TypeVar("T")


def play_arms(
    ensemble: Ensemble,
    changes: Sequence[ChangeLike],
    *,
    runs: int | None = None,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Ensemble]:
    """Play what-ifs beside an ensemble, each made ready while the one before is played.

    Args:
        ensemble: What they change.
        changes: The what-ifs, each by itself, in order.
        runs: How many of the ensemble's runs to play with each; none: all that were wanted.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted), over all of them.
        cancel: Set it to stop; the one being played ends with the runs it has, and those after it are left out.

    Yields:
        The ensemble with each: what `sim.run` returns for the first so many runs.

    Raises:
        sim.scenario.faults.ScenarioError: A what-if has faults.
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
    """
    each = ensemble.wanted if runs is None else runs
    done = 0
    for ready in one_ahead([_maker(ensemble, change, runs) for change in changes]):
        if cancel is not None and cancel.is_set():
            return
        told = shifted(progress, done, each * len(changes))
        arm = ready.play(threads=threads, block=block, progress=told, cancel=cancel)
        done += arm.runs
        yield arm


def _maker(ensemble: Ensemble, change: ChangeLike, runs: int | None) -> Callable[[], Ready]:
    return partial(
        prepare,
        ensemble.base,
        (*ensemble.changes, change),
        ensemble.wanted,
        ensemble.seed,
        method=ensemble.method,
        only=runs,
        like=ensemble.cases,
    )


def one_ahead(makers: Iterable[Callable[[], T]]) -> Iterator[T]:
    """Yield what each of some functions makes, in order; each is at work while what the one before made is in use."""
    coming: deque[Future[T]] = deque()
    with ThreadPoolExecutor(1) as aside:
        for maker in makers:
            coming.append(aside.submit(maker))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def shifted(progress: Progress | None, before: int, wanted: int) -> Progress | None:
    """Return progress for a part of what is played: so many runs were done before it, so many are wanted in all."""
    return None if progress is None else lambda done, _: progress(before + done, wanted)
