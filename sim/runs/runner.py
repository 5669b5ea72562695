"""The verbs of the library: run an ensemble, play it again without some conditions, say what blocks an outcome."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.binding_conditions import attribute, most_subsets
from sim.analysis.predicates import among, check_outcome
from sim.arrays import Floats
from sim.game.build import make_game
from sim.game.cases import Cases, Method, cases_of
from sim.runs.ensemble import Progress, play
from sim.runs.results import Ensemble
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.model import Scenario


def run(
    scenario: ScenarioLike,
    runs: int = 10_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    method: Method = "monte_carlo",
    only: int | None = None,
    like: Cases | None = None,
) -> Ensemble:
    """Play a scenario many times.

    Args:
        scenario: A scenario, or the name or path of one.
        runs: How many runs.
        seed: Key of all luck, any integer of 64 bits; 0 is a seed.
        changes: What-ifs, applied in order.
        threads: Threads to use; none: one per processor. Changes no number.
        block: Runs a thread plays at a stretch. Changes no number.
        progress: Called with (runs done, runs wanted) between blocks.
        cancel: Set it to stop between blocks; what is finished is returned.
        method: How cases are drawn.
        only: Play no more than the first so many of the runs: what an ensemble had finished when it was cancelled.
        like: Cases of much the same scenario, such as another ensemble's, from which what is the same is taken over.
            Changes no number.

    Returns:
        The ensemble, with as many runs as were finished.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults; `.faults` lists them all.
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
        ValueError: `runs` is not positive, or `seed` has more than 64 bits.

    Example:
        >>> import sim
        >>> ensemble = sim.run("pie", runs=20, seed=1)
        >>> [share.id for share in ensemble.outcomes]
        ['agreed', 'no_deal']
    """
    ready = prepare(scenario, changes, runs, seed, method=method, only=only, like=like)
    return ready.play(threads=threads, block=block, progress=progress, cancel=cancel)


@dataclass(frozen=True)
class Ready:
    """An ensemble about to be played.

    Attributes:
        base: The scenario before changes.
        changes: What-ifs, in order.
        cases: The game with them, and its cases.
        seconds: How long it took to make.
    """

    base: Scenario
    changes: tuple[ChangeLike, ...]
    cases: Cases
    seconds: float

    def play(
        self,
        *,
        threads: int | None = None,
        block: int | None = None,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Ensemble:
        """Play it; see `run`."""
        began, cases = time.perf_counter(), self.cases
        how: dict[str, Any] = {"threads": threads, "block": block, "progress": progress, "cancel": cancel}
        played = play(cases.game, cases.values, cases.seed, **how)
        for array in (played.values, played.records, played.days_in):
            array.flags.writeable = False
        return Ensemble(
            base=self.base,
            changes=self.changes,
            game=cases.game,
            seed=cases.seed,
            wanted=cases.runs,
            method=cases.method,
            values=played.values,
            rows=played.records,
            days_in=played.days_in,
            elapsed_s=self.seconds + time.perf_counter() - began,
        )


def prepare(
    scenario: ScenarioLike,
    changes: Sequence[ChangeLike],
    runs: int,
    seed: int,
    *,
    method: Method = "monte_carlo",
    only: int | None = None,
    like: Cases | None = None,
) -> Ready:
    """Return an ensemble about to be played, rules compiled; arguments and errors are those of `run`."""
    check_runs(runs, seed)
    began = time.perf_counter()
    base = scenario_of(scenario)
    game = make_game(apply(base, changes), None if like is None else like.game)
    cases = cases_of(game, runs, seed, method=method, only=only, like=like)
    return Ready(base, tuple(changes), cases, time.perf_counter() - began)


def check_runs(runs: int, seed: int) -> None:
    """Make sure that so many runs can be played under a seed.

    Raises:
        ValueError: `runs` is not positive, or `seed` has more than 64 bits.
    """
    if runs < 1:
        raise ValueError(f"runs must be at least 1, not {runs}")
    if not -(2**63) <= seed < 2**63:
        raise ValueError("the seed must fit in 64 bits")


def with_attribution(
    ensemble: Ensemble,
    outcome: str,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Ensemble:
    """Return the ensemble with each condition's Shapley share in the change of an outcome when all are removed.

    Plays the ensemble without every subset of conditions under the same luck.

    Args:
        ensemble: A finished ensemble.
        outcome: The outcome to explain.
        threads: Threads to use.
        progress: Called with (subsets done, subsets in all).
        cancel: Set it to stop; the ensemble is then returned as it was given.

    Raises:
        ValueError: The scenario has no such outcome.
    """
    check_outcome(ensemble.scenario, outcome)
    began = time.perf_counter()
    conditions = tuple(ensemble.scenario.conditions)
    done: list[frozenset[str]] = []

    def played(removed: frozenset[str]) -> Floats:
        arm = without(ensemble, removed, threads, cancel) if removed else ensemble
        if arm.runs < ensemble.runs:
            raise _CancelledError
        done.append(removed)
        if progress is not None:
            progress(len(done), most_subsets(len(conditions)))
        return among(arm.outcome_names, (outcome,)).astype(np.float64)

    try:
        shares = attribute(conditions, played, ensemble.seed)
    except _CancelledError:
        return ensemble
    elapsed = ensemble.elapsed_s + time.perf_counter() - began
    return replace(ensemble, attributions=shares, attributed=outcome, elapsed_s=elapsed)


class _CancelledError(Exception):
    """The caller asked to stop while subsets of conditions were played."""


def without(
    ensemble: Ensemble, removed: frozenset[str], threads: int | None, cancel: threading.Event | None
) -> Ensemble:
    """Return the same ensemble without some conditions, under the same luck.

    Args:
        ensemble: A finished ensemble.
        removed: The conditions to leave out; none gives the same runs again.
        threads: Threads to use.
        cancel: Set it to stop between blocks.
    """
    changes = (*ensemble.changes, *({f"conditions.{name}": None} for name in sorted(removed)))
    return run(
        ensemble.base,
        ensemble.wanted,
        ensemble.seed,
        changes,
        threads=threads,
        cancel=cancel,
        method=ensemble.method,
        only=ensemble.runs,
        like=ensemble.cases,
    )
