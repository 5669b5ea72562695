"""The verbs of the library: run an ensemble, play it again without some conditions, say what blocks an outcome."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.asked_about import check_asked, ends_in
from sim.analysis.binding_conditions import attribute, most_subsets
from sim.arrays import Floats
from sim.game.build import make_game
from sim.game.cases import Cases, Method, cases_of
from sim.runs.bands import with_bands
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions, Progress
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
    cases: int = 0,
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
        cases: How many of the cases are played ten times more, for a band over cases beside every outcome; 0: none.

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
    options = PlayOptions(threads, block, progress, cancel)
    return with_bands(prepare(scenario, changes, runs, seed, method=method).play(options), cases, options)


@dataclass(frozen=True)
class PreparedRuns:
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

    def play(self, options: PlayOptions = PlayOptions()) -> Ensemble:
        """Play it; see `run`."""
        began, cases = time.perf_counter(), self.cases
        played = play(cases.game, cases.values, cases.seed, options=options)
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
) -> PreparedRuns:
    """Return an ensemble about to be played; its errors are those of `run`.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, applied in order.
        runs: How many runs the cases are drawn for.
        seed: Key of all luck.
        method: How cases are drawn.
        only: Play only this many of the runs, the first ones: what an ensemble had finished when it was cancelled.
        like: Cases of much the same scenario, such as another ensemble's, from which what is the same is taken over.
            Changes no number.
    """
    check_runs(runs, seed)
    began = time.perf_counter()
    base = scenario_of(scenario)
    game = make_game(apply(base, changes), None if like is None else like.game)
    cases = cases_of(game, runs, seed, method=method, only=only, like=like)
    return PreparedRuns(base, tuple(changes), cases, time.perf_counter() - began)


def check_runs(runs: int, seed: int) -> None:
    """Make sure that this many runs can be played under a seed.

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

    Plays the ensemble without every subset of conditions under common random numbers.

    Args:
        ensemble: A finished ensemble.
        outcome: The outcome, or question for yes or no, to explain.
        threads: Threads to use.
        progress: Called with (subsets done, subsets in all).
        cancel: Set it to stop; the ensemble is then returned as it was given.

    Raises:
        ValueError: The scenario has no such outcome.
    """
    options = PlayOptions(threads, None, progress, cancel)
    check_asked(ensemble.scenario, outcome)
    began = time.perf_counter()
    conditions = tuple(ensemble.scenario.conditions)
    done: list[frozenset[str]] = []

    def played(removed: frozenset[str]) -> Floats:
        arm = without(ensemble, removed, options.told(None)) if removed else ensemble
        if arm.runs < ensemble.runs:
            raise _AttributionCancelledError
        done.append(removed)
        options.tell(len(done), most_subsets(len(conditions)))
        return ends_in(arm.records, (outcome,)).astype(np.float64)

    try:
        shares = attribute(conditions, played, ensemble.seed)
    except _AttributionCancelledError:
        return ensemble
    elapsed = ensemble.elapsed_s + time.perf_counter() - began
    return replace(ensemble, attributions=shares, attributed=outcome, elapsed_s=elapsed)


class _AttributionCancelledError(Exception):
    """The caller asked to stop while subsets of conditions were played."""


def without(ensemble: Ensemble, removed: frozenset[str], options: PlayOptions) -> Ensemble:
    """Return the same ensemble without some conditions, under common random numbers.

    Args:
        ensemble: A finished ensemble.
        removed: The conditions to leave out; none gives the same runs again.
        options: How.
    """
    changes = (*ensemble.changes, *({f"conditions.{name}": None} for name in sorted(removed)))
    return variant(ensemble, changes, ensemble.runs).play(options)


def variant(ensemble: Ensemble, changes: Sequence[ChangeLike], runs: int | None = None) -> PreparedRuns:
    """Return an ensemble under other changes, under the luck and in the cases of one that was played.

    Args:
        ensemble: What it is a variant of.
        changes: All its changes, in order.
        runs: How many of the runs to play; none: all that were wanted.
    """
    base, seed, cases = ensemble.base, ensemble.seed, ensemble.cases
    return prepare(base, changes, ensemble.wanted, seed, method=ensemble.method, only=runs, like=cases)
