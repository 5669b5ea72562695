"""What is played for a page: an order, answered at once with few runs or by a job with many."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.runs.ensemble import PlayedRuns, play
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import run, with_attribution
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.model import Scenario
from sim.ui.jobs import Job

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


def answer(order: Order, runs: int) -> Ensemble:
    """Play an order at once."""
    return run(order.base, runs, order.seed, order.changes)


def precise_job(order: Order, runs: int) -> tuple[Job, "partial[None]"]:
    """Return the job that plays an order many times, and the work it does."""
    return Job("precise", order.key, runs), partial(play_in_parts, order=order, runs=runs)


def attribution_job(order: Order, outcome: str) -> tuple[Job, "partial[None]"]:
    """Return the job that shares an outcome out among conditions, and the work it does."""
    subsets = 2 ** len(order.base.conditions)
    return Job("attribution", (*order.key, outcome), subsets), partial(share_out, order=order, outcome=outcome)


def play_in_parts(job: Job, *, order: Order, runs: int) -> None:
    """Play an order part by part, and leave after each part what there is so far."""
    began = time.perf_counter()
    game = make_game(apply(order.base, order.changes))
    values = draw(game, runs, order.seed)
    parts: list[PlayedRuns] = []
    step = max(LEAST_PART, runs // PARTS)
    for low in range(0, runs, step):
        part = play(game, values[low : low + step], order.seed, first=low, options=PlayOptions(cancel=job.cancel))
        if part.runs == min(step, runs - low):
            parts.append(part)
            elapsed = time.perf_counter() - began
            job.result = _joined(order, game, runs, parts, elapsed)
        job.report(low + part.runs)


def _joined(order: Order, game: Game, wanted: int, parts: list[PlayedRuns], elapsed: float) -> Ensemble:
    """Return the ensemble of all parts so far; the same numbers as if it had been played in one piece."""
    values = np.concatenate([part.values for part in parts])
    rows = np.concatenate([part.records for part in parts])
    days_in = np.sum([part.days_in for part in parts], axis=0)
    for array in (values, rows, days_in):
        array.flags.writeable = False
    return Ensemble(order.base, order.changes, game, order.seed, wanted, "monte_carlo", values, rows, days_in, elapsed)


def share_out(job: Job, *, order: Order, outcome: str) -> None:
    """Play an order without every subset of conditions, and share the change of an outcome out among them."""
    ensemble = answer(order, ATTRIBUTED)

    def tick(done: int, wanted: int) -> None:
        job.wanted = wanted
        job.report(done)

    job.result = with_attribution(ensemble, outcome, progress=tick, cancel=job.cancel)
