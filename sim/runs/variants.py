"""Variants: what-ifs played beside an ensemble, under its luck and in its cases."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import variant
from sim.scenario.changes import ChangeLike

T = TypeVar("T")


def play_variants(
    ensemble: Ensemble,
    changes: Sequence[ChangeLike],
    runs: int | None = None,
    options: PlayOptions = PlayOptions(),
) -> Iterator[Ensemble]:
    """Play what-ifs beside an ensemble, each prepared while the one before is played.

    Args:
        ensemble: What they change.
        changes: The what-ifs, each by itself, in order.
        runs: How many of the ensemble's runs to play with each; none: all that were wanted.
        options: How; progress is told over all of them. If it is cancelled, the one being played ends with the runs it
            has, and those after it are left out.

    Yields:
        The ensemble with each: what `sim.run` returns for that many of the first runs.

    Raises:
        sim.scenario.faults.ScenarioError: A what-if has faults.
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
    """
    each = ensemble.wanted if runs is None else runs
    done = 0
    for prepared in one_ahead([partial(variant, ensemble, (*ensemble.changes, change), runs) for change in changes]):
        if options.cancelled:
            return
        arm = prepared.play(options.part(done, each * len(changes)))
        done += arm.runs
        yield arm


def one_ahead(makers: Iterable[Callable[[], T]]) -> Iterator[T]:
    """Yield what each function makes, in order; each works while what the one before it made is in use."""
    coming: deque[Future[T]] = deque()
    with ThreadPoolExecutor(1) as aside:
        for maker in makers:
            coming.append(aside.submit(maker))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
