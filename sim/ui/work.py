"""What is played for a page: an order, answered at once with few runs or by a job with many."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from sim.arrays import Ints
from sim.game.cases import Cases, cases_of
from sim.game.records import column_names
from sim.runs.ensemble import PlayedRuns, play
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import prepare, with_attribution
from sim.scenario.changes import ChangeLike
from sim.scenario.model import Scenario
from sim.ui.jobs import Job
from sim.ui.link import LATER_ON

PRECISE = (10_000, 20_000, 50_000, 100_000)
"""How many runs a precise answer may have."""

PARTS = 20
"""Partial results on the way to a precise answer."""

LEAST_PART = 500
"""Runs between two partial results."""

ATTRIBUTED = 1_000
"""Runs of each ensemble that an attribution plays, one for every subset of conditions."""


@dataclass(frozen=True)
class Order:
    """What to play, except for the number of runs.

    Attributes:
        base: The scenario before changes.
        changes: Named what-ifs, then the levers that were moved.
        seed: Key of all luck.
        digest: Fingerprint of the scenario before changes.
    """

    base: Scenario = field(compare=False, repr=False)
    changes: tuple[ChangeLike, ...] = field(compare=False)
    seed: int
    digest: str

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this order from others."""
        return self.digest, json.dumps([_plain(change) for change in self.changes]), str(self.seed)


def _plain(change: ChangeLike) -> Any:
    return dict(change) if isinstance(change, Mapping) else change


def stated_cases(order: Order) -> Cases | None:
    """Return the cases of what an order's scenario states, from which a move takes over what it does not change.

    None where what is stated cannot be played; a change may mend that.
    """
    try:
        cases = prepare(order.base, (), LATER_ON, order.seed).cases
    except ValueError:
        return None
    # All sessions share them.
    cases.values.flags.writeable = False
    return cases


def answer(order: Order, runs: int, like: Cases | None = None) -> Ensemble:
    """Play an order at once.

    Args:
        order: What to play.
        runs: How many runs.
        like: `stated_cases` of it, if they are at hand. Changes no number.
    """
    return prepare(order.base, order.changes, runs, order.seed, like=like).play()


def precise_job(order: Order, runs: int) -> tuple[Job, "partial[None]"]:
    """Return the job that plays an order many times, and the work it does."""
    return Job("precise", order.key, runs), partial(play_in_parts, order=order, runs=runs)


def attribution_job(order: Order, outcome: str) -> tuple[Job, "partial[None]"]:
    """Return the job that shares an outcome out among conditions, and the work it does."""
    subsets = 2 ** len(order.base.conditions)
    return Job("attribution", (*order.key, outcome), subsets), partial(share_out, order=order, outcome=outcome)


def extended(ensemble: Ensemble, runs: int, cancel: threading.Event) -> Ensemble:
    """Return an ensemble with more runs, its own the first of them; fewer if it is cancelled."""
    game, seed, done = ensemble.game, ensemble.seed, ensemble.runs
    began = time.perf_counter()
    whole = _Whole(ensemble, cases_of(game, runs, seed, like=ensemble.cases))
    whole.take(PlayedRuns(ensemble.values, ensemble.rows, ensemble.days_in, done))
    whole.take(play(game, whole.cases.values[done:], seed, first=done, options=PlayOptions(cancel=cancel)))
    return whole.so_far(ensemble.elapsed_s + time.perf_counter() - began)


def play_in_parts(job: Job, *, order: Order, runs: int) -> None:
    """Play an order part by part, and leave after each part what there is so far."""
    began = time.perf_counter()
    cases = prepare(order.base, order.changes, runs, order.seed).cases
    whole = _Whole(order, cases)
    step = max(LEAST_PART, runs // PARTS)
    for low in range(0, runs, step):
        values = cases.values[low : low + step]
        part = play(cases.game, values, order.seed, first=low, options=PlayOptions(cancel=job.cancel))
        if part.runs == len(values):
            whole.take(part)
            job.result = whole.so_far(time.perf_counter() - began)
        job.report(low + part.runs)


class _Whole:
    """An ensemble that is played part by part; every part is written where it belongs, so that none is held twice."""

    def __init__(self, of: Order | Ensemble, cases: Cases) -> None:
        game = cases.game
        self.of, self.cases, self.done = of, cases, 0
        self.rows = np.empty((len(cases.values), len(tuple(column_names(game)))))
        self.days_in: Ints = np.zeros((game.horizon + 1, len(game.options)), np.int64)

    def take(self, part: PlayedRuns) -> None:
        """Take the next part."""
        self.rows[self.done : self.done + part.runs] = part.records
        self.days_in = self.days_in + part.days_in
        self.done += part.runs

    def so_far(self, elapsed: float) -> Ensemble:
        """Return what there is by now, the same numbers as if it had been played in one piece."""
        of, cases = self.of, self.cases
        values, rows = cases.values[: self.done], self.rows[: self.done]
        for array in (values, rows, self.days_in):
            array.flags.writeable = False
        return Ensemble(
            base=of.base,
            changes=of.changes,
            game=cases.game,
            seed=of.seed,
            wanted=cases.runs,
            method=cases.method,
            values=values,
            rows=rows,
            days_in=self.days_in,
            elapsed_s=elapsed,
        )


def share_out(job: Job, *, order: Order, outcome: str) -> None:
    """Play an order without every subset of conditions, and share the change of an outcome out among them."""
    ensemble = answer(order, ATTRIBUTED)

    def tick(done: int, wanted: int) -> None:
        job.wanted = wanted
        job.report(done)

    job.result = with_attribution(ensemble, outcome, progress=tick, cancel=job.cancel)
