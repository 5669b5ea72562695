"""Tornado: one input at a time at the ends of its range, all others as stated, under shared cases and luck."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from sim.analysis.asked_about import ends_in
from sim.analysis.curves import heaviest
from sim.analysis.estimates import difference_of, is_share, level_of
from sim.analysis.tornado import Bar, Kind, Tornado, end_of, widest_first
from sim.arrays import Floats
from sim.game.build import make_game
from sim.game.cases import unit_rows
from sim.game.common_causes import drawn_names, groups_of
from sim.game.idle import why_idle
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError
from sim.scenario.levers import LeverInfo, levers
from sim.studies.factors import members, units
from sim.studies.responses import TAIL, CancelledError, Response, Tally, of_outcome, shared_cases

KEEP = 12
"""Bars of uncertain inputs, unless told otherwise."""

ARM = 1_000
"""Runs at each end of a bar, unless told otherwise."""


@dataclass(frozen=True)
class StatedRuns:
    """Runs as stated, with which the ends of bars are compared.

    Attributes:
        scenario: Id of the scenario, or name of the function.
        digest: Fingerprint of what was played; empty for a function.
        seed: Key of all luck.
        outcome: Id of the outcome; empty for another figure.
        response: What is measured.
        values: [runs, inputs] the cases of runs 0, 1, ...
        figures: [runs] what was measured in them.
        unit: [runs, drawn] what was drawn independently for these cases; none if inputs have nothing in common.
    """

    scenario: str
    digest: str
    seed: int
    outcome: str
    response: Response
    values: Floats
    figures: Floats
    unit: Floats | None = None


@dataclass(frozen=True)
class TornadoArm:
    """One end of a bar, to be played.

    Attributes:
        value: What the input is set to.
        response: What is measured.
        values: [runs, inputs] its cases.
    """

    value: float
    response: Response
    values: Floats


@dataclass(frozen=True)
class TornadoPair:
    """A bar, to be played at both ends."""

    path: str
    label: str
    unit: str
    kind: Kind
    low: TornadoArm
    high: TornadoArm
    proof: str = ""


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
    ensemble's first runs, so that every difference is taken run by run. With more uncertain inputs than `keep`, only
    those are played whose curve (`sim.analysis.curves.explained`) accounts for most of the outcome over all runs of
    the ensemble; choosing them costs no run.

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
        ValueError: The scenario has no such outcome, `runs` is not positive, or `keep` is negative.

    Example:
        >>> import sim
        >>> ensemble = sim.run("labour-dispute", 20)
        >>> len(tornado(ensemble, "contract_signed", keep=2, runs=10, with_levers=False).bars)
        2
    """
    subject = subject_of(ensemble, outcome, Tally(PlayOptions(threads, None, progress, cancel)))
    left_out: list[str] = []
    moved = lever_pairs(ensemble, subject, runs, left_out) if with_levers else []
    pairs = [*input_pairs(subject, keep, runs), *moved]
    subject.response.tally.wanted = sum(len(arm.values) for pair in pairs for arm in (pair.low, pair.high))
    return tornado_of(subject, pairs, keep, runs, left_out)


def subject_of(ensemble: Ensemble, outcome: str, tally: Tally) -> StatedRuns:
    """Return an ensemble as the base of a tornado.

    Raises:
        ValueError: The scenario has no such outcome.
    """
    response = of_outcome(ensemble.game, outcome, ensemble.seed, tally)
    figures = ends_in(ensemble.records, (outcome,)).astype(np.float64)
    about = (ensemble.scenario.id, ensemble.digest, ensemble.seed, outcome, response)
    return StatedRuns(*about, ensemble.values, figures, drawn_apart(ensemble))


def tornado_of(
    subject: StatedRuns, pairs: Sequence[TornadoPair], keep: int, runs: int, left_out: Sequence[str] = ()
) -> Tornado:
    """Return what each of the pairs moves.

    Args:
        subject: The base.
        pairs: What to set to two ends.
        keep: How many uncertain inputs were asked for.
        runs: Runs at each end.
        left_out: What has no two ends, with the reason.
    """
    base, considered = subject.figures[:runs], len(subject.response.inputs)
    return Tornado(
        scenario=subject.scenario,
        digest=subject.digest,
        seed=subject.seed,
        runs=len(base),
        outcome=subject.outcome,
        measured=subject.response.what,
        is_share=subject.response.chance and is_share(base),
        base=level_of(base),
        bars=widest_first(list(_bars(pairs, base))),
        considered=considered,
        chosen_on=len(subject.figures) if considered > keep else 0,
        left_out=tuple(left_out),
        wanted=len(pairs),
    )


def _bars(pairs: Sequence[TornadoPair], base: Floats) -> Iterator[Bar]:
    """Play both ends of each bar in turn, until all are done or the caller asks to stop."""
    for pair in pairs:
        try:
            low, high = (arm.response.measure(arm.values, 0) for arm in (pair.low, pair.high))
        except CancelledError:
            return
        ends = end_of(pair.low.value, base, low), end_of(pair.high.value, base, high)
        moved = int(((low != base) | (high != base)).sum())
        about = (pair.path, pair.label, pair.unit, pair.kind)
        yield Bar(*about, *ends, difference_of(low, high), moved, len(base), pair.proof)


def input_pairs(subject: StatedRuns, keep: int, runs: int) -> list[TornadoPair]:
    """Return the uncertain inputs that account for most, each at the ends of its range, groups as one.

    Raises:
        ValueError: `runs` is not positive, or `keep` is negative.
    """
    if runs < 1 or keep < 0:
        raise ValueError("runs must be at least 1, and keep not negative")
    inputs = subject.response.inputs
    places = range(len(inputs)) if len(inputs) <= keep else heaviest(subject.values, subject.figures, keep)
    taken_as = units(subject.response)
    kept = list(dict.fromkeys(taken_as[inputs[place].path] for place in places))
    return [pair for path in kept for pair in _pairs_of(subject, path, runs)]


def _pairs_of(subject: StatedRuns, path: str, runs: int) -> Iterator[TornadoPair]:
    """Yield the bar of an input; for a group, the bar of its common cause, then of each member given that cause."""
    response, count = subject.response, len(subject.response.inputs)
    groups = [group.path for group in response.groups]
    if path not in groups:
        yield _input_pair(subject, [one.path for one in response.inputs].index(path), subject.values[:runs])
        return
    inside = members(response, path)
    label = f"{response.groups[groups.index(path)].label} ({len(inside)} inputs as one)"
    yield _caused_pair(subject, count + groups.index(path), (path, label, "quantile", "group"), runs)
    for place in inside:
        own, name = response.drawn[place]
        yield _caused_pair(subject, place, (own, name, response.inputs[place].unit, "input"), runs)


def _input_pair(subject: StatedRuns, place: int, values: Floats) -> TornadoPair:
    given = subject.response.inputs[place]
    low, high = (TornadoArm(end, subject.response, with_column(values, place, end)) for end in given.ends)
    return TornadoPair(given.path, given.label, given.unit, "input", low, high)


def _caused_pair(subject: StatedRuns, column: int, about: tuple[str, str, str, Kind], runs: int) -> TornadoPair:
    """Return the bar of one thing that is drawn independently, at its 5 % and 95 % points, the others as drawn.

    The setting that the bar shows is the point itself for a common cause, and the mean over runs for an input.
    """
    assert subject.unit is not None, "what has a cause in common was drawn apart"
    low, high = (_caused_arm(subject.response, subject.unit[:runs], column, point) for point in (TAIL, 1.0 - TAIL))
    return TornadoPair(*about, low, high)


def _caused_arm(response: Response, unit: Floats, column: int, point: float) -> TornadoArm:
    values = response.values(with_column(unit, column, point))
    value = float(values[:, column].mean()) if column < values.shape[1] else point
    return TornadoArm(value, response, values)


def drawn_apart(ensemble: Ensemble) -> Floats | None:
    """Return what was drawn independently for the cases of an ensemble; none if inputs have nothing in common."""
    inputs = ensemble.game.inputs
    if not groups_of(inputs):
        return None
    return unit_rows(drawn_names(inputs), ensemble.wanted, ensemble.seed, method=ensemble.method)[: ensemble.runs]


def with_column(values: Floats, place: int, value: float) -> Floats:
    """Return rows of inputs in which one input has a value."""
    # A copy, also because compiled rules would be compiled again for rows that are read-only.
    changed = np.array(values)
    changed[:, place] = value
    return changed


def lever_pairs(ensemble: Ensemble, subject: StatedRuns, runs: int, left_out: list[str]) -> list[TornadoPair]:
    """Return the declared levers that have two ends, and note the others with the reason."""
    found = []
    for lever in levers(ensemble.scenario):
        ends = lever_ends(lever)
        if ends is None:
            left_out.append(f"{lever.path}: a {lever.kind} has no two ends")
            continue
        try:
            low, high = (_lever_arm(ensemble, subject, lever, end, runs) for end in ends)
        except ScenarioError as error:
            left_out.append(f"{lever.path}: {error.faults[0]}")
            continue
        proof = why_idle(ensemble.game, lever.path)
        found.append(TornadoPair(lever.path, lever.label, lever.unit, "lever", low, high, proof))
    return found


def lever_ends(lever: LeverInfo) -> tuple[float, float] | None:
    """Return the ends of a lever's range, those of a flag as 0 and 1; none if it has no two ends."""
    if lever.kind == "flag":
        return 0.0, 1.0
    if lever.low is None or lever.high is None or not (isfinite(lever.low) and isfinite(lever.high)):
        return None
    return lever.low, lever.high


def _lever_arm(ensemble: Ensemble, subject: StatedRuns, lever: LeverInfo, value: float, runs: int) -> TornadoArm:
    """Return a lever at one end: a column set if it is an uncertain input, else the scenario changed."""
    columns = {given.path: place for place, given in enumerate(ensemble.game.inputs)}
    values = subject.values[:runs]
    if lever.path in columns:
        return TornadoArm(value, subject.response, with_column(values, columns[lever.path], value))
    stated = {"flag": bool, "whole": int}.get(lever.kind, float)(value)
    game = make_game(apply(ensemble.base, (*ensemble.changes, {lever.path: stated})), ensemble.game)
    response = of_outcome(game, subject.outcome, subject.seed, subject.response.tally)
    return TornadoArm(value, response, shared_cases(ensemble, game)[:runs])
