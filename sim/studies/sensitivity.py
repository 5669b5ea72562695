"""What hangs on what: how far each input moves an outcome, one at a time and together with the others."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from sim.analysis.curves import heaviest
from sim.analysis.estimates import difference_of, level_of
from sim.analysis.tornado import Bar, Kind, Tornado, end_of, widest_first
from sim.changes import apply
from sim.ensemble import Progress
from sim.faults import ScenarioError
from sim.game import Game, make_game
from sim.levers import LeverInfo, levers
from sim.results import Ensemble
from sim.rules.state import Floats
from sim.studies.responses import CancelledError, Tally, Uncertain, ends_in, of_outcome

KEEP = 12
"""Bars of a tornado, unless told otherwise."""

ARM = 1_000
"""Runs at each end of a bar, unless told otherwise."""


@dataclass(frozen=True)
class Arm:
    """One end of a bar, to be played.

    Attributes:
        value: What is set.
        game: The game in which it is set.
        values: [runs, inputs] its cases.
    """

    value: float
    game: Game
    values: Floats


@dataclass(frozen=True)
class Pair:
    """A bar, to be played at both ends."""

    path: str
    label: str
    unit: str
    kind: Kind
    low: Arm
    high: Arm


def tornado(
    ensemble: Ensemble,
    outcome: str,
    *,
    keep: int = KEEP,
    runs: int = ARM,
    with_levers: bool = True,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Tornado:
    """Set one input at a time to the ends of its range, and see how the share of an outcome moves.

    All other inputs stay as stated: those that are uncertain keep being drawn. Cases and luck are those of the
    ensemble's first runs, so that every difference is taken run by run. With more uncertain inputs than `keep`, those
    are played whose curve (`sim.analysis.curves.explained`) accounts for most of the outcome over all runs of the
    ensemble, which costs no run.

    Args:
        ensemble: A finished ensemble: the base.
        outcome: Id of the outcome.
        keep: How many uncertain inputs to play.
        runs: How many of the ensemble's runs to play at each end.
        with_levers: Whether to move declared levers over their ranges too: numbers, whole numbers and flags.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop; the bars finished so far are returned.

    Returns:
        What each input moves, the widest bar first.

    Raises:
        ValueError: The scenario has no such outcome, or `runs` or `keep` is negative.
    """
    if runs < 1 or keep < 0:
        raise ValueError("runs must be at least 1, and keep not negative")
    tally = Tally(progress, cancel, threads)
    response = of_outcome(ensemble.game, outcome, ensemble.seed, tally)
    every = ends_in(ensemble.records, outcome)
    base, values = every[:runs], ensemble.values[:runs]
    chosen = heaviest(ensemble.values, every, keep)
    pairs = [_of_input(ensemble.game, response.inputs[place], place, values) for place in chosen]
    left_out: list[str] = []
    if with_levers:
        pairs += _of_levers(ensemble, values, left_out)
    tally.wanted = 2 * len(pairs) * len(values)
    considered = len(response.inputs)
    return Tornado(
        scenario=ensemble.scenario.id,
        digest=ensemble.digest,
        seed=ensemble.seed,
        runs=len(base),
        outcome=outcome,
        measured=response.what,
        is_share=True,
        base=level_of(base),
        bars=widest_first(list(_played(pairs, base, outcome, ensemble.seed, tally))),
        considered=considered,
        chosen_on=len(every) if considered > keep else 0,
        left_out=tuple(left_out),
        wanted=len(pairs),
    )


def _of_input(game: Game, given: Uncertain, place: int, values: Floats) -> Pair:
    low, high = (Arm(end, game, _with_column(values, place, end)) for end in given.ends)
    return Pair(given.path, given.label, given.unit, "input", low, high)


def _with_column(values: Floats, place: int, value: float) -> Floats:
    changed = values.copy()
    changed[:, place] = value
    return changed


def _of_levers(ensemble: Ensemble, values: Floats, left_out: list[str]) -> Iterator[Pair]:
    """Yield the levers that have two ends, and note the others with the reason."""
    for lever in levers(ensemble.scenario):
        ends = _ends(lever)
        if ends is None:
            left_out.append(f"{lever.path}: a {lever.kind} has no two ends")
            continue
        try:
            low, high = (_lever_arm(ensemble, lever.path, end, values) for end in ends)
        except ScenarioError as error:
            left_out.append(f"{lever.path}: {error.faults[0]}")
            continue
        yield Pair(lever.path, lever.label, lever.unit, "lever", low, high)


def _ends(lever: LeverInfo) -> tuple[float, float] | None:
    if lever.kind == "flag":
        return 0.0, 1.0
    if lever.low is None or lever.high is None or not (isfinite(lever.low) and isfinite(lever.high)):
        return None
    return lever.low, lever.high


def _lever_arm(ensemble: Ensemble, path: str, value: float, values: Floats) -> Arm:
    """Return a lever at one end: a column set if it is an uncertain input, else the scenario changed."""
    columns = {given.path: place for place, given in enumerate(ensemble.game.inputs)}
    if path in columns:
        return Arm(value, ensemble.game, _with_column(values, columns[path], value))
    kind = next(lever.kind for lever in levers(ensemble.scenario) if lever.path == path)
    stated = {"flag": bool, "whole": int}.get(kind, float)(value)
    game = make_game(apply(ensemble.base, (*ensemble.changes, {path: stated})))
    return Arm(value, game, values[:, [columns[given.path] for given in game.inputs]])


def _played(pairs: Sequence[Pair], base: Floats, outcome: str, seed: int, tally: Tally) -> Iterator[Bar]:
    """Play both ends of each bar in turn, until all are done or the caller asks to stop."""
    for pair in pairs:
        try:
            low, high = (ends_in(tally.played(arm.game, arm.values, seed, 0), outcome) for arm in (pair.low, pair.high))
        except CancelledError:
            return
        ends = end_of(pair.low.value, base, low), end_of(pair.high.value, base, high)
        yield Bar(pair.path, pair.label, pair.unit, pair.kind, *ends, difference_of(low, high))
