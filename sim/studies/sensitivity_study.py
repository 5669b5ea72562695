"""What hangs on what: how an outcome hangs on what is uncertain, and how much of it is chance.

An ensemble and a function whose indices are known go through the same steps: `_explored`.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sim.analysis.curves import heaviest
from sim.analysis.known_functions import KnownFunction
from sim.analysis.morris import Screening
from sim.analysis.sensitivity import Sensitivity, exact_of
from sim.game.cases import unit_rows
from sim.provenance import change_text, parley_version
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike
from sim.studies.decision import Decision, decide
from sim.studies.factors import factors_of
from sim.studies.one_at_a_time import (
    StatedRuns,
    input_pairs,
    lever_pairs,
    subject_of,
    tornado,
    tornado_of,
)
from sim.studies.responses import Tally, of_function
from sim.studies.spreads import Shape, indices, screening
from sim.studies.variance_split import NestedDesign, parts_of

__all__ = ["Decision", "SensitivityPlan", "Shape", "known_sensitivity", "sensitivity", "tornado"]


@dataclass(frozen=True)
class SensitivityPlan:
    """How many runs each part of the study plays.

    Attributes:
        runs: Of the base, and of every arm of a decision.
        arm: Of the base's runs at each end of a bar of the tornado.
        keep: Uncertain inputs that are looked at one by one.
        paths: Random paths of the screening, each of one run per input; walked if there are more inputs than `keep`.
        shape: How large the design for indices is.
        with_levers: Whether the tornado moves declared levers too.
        nested: How often case, minds and talks are drawn to share the variance among them.
    """

    runs: int = 4_000
    arm: int = 500
    keep: int = 10
    paths: int = 200
    shape: Shape = field(default_factory=Shape)
    with_levers: bool = True
    nested: NestedDesign = field(default_factory=NestedDesign)

    def __post_init__(self) -> None:
        """Make sure that there is something to play.

        Raises:
            ValueError: A number is too small.
        """
        for name, least in (("runs", 2), ("arm", 1), ("keep", 1), ("paths", 2)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, not {getattr(self, name)}")

    def spread_runs(self, inputs: int) -> int:
        """Return how many runs screening and indices take."""
        screened = inputs > self.keep
        factors = self.keep + 1 if screened else inputs
        return (inputs + 1) * self.paths * screened + (factors + 2) * self.shape.rows * self.shape.lucks


DEFAULT = SensitivityPlan()


def sensitivity(
    scenario: ScenarioLike,
    outcome: str,
    runs: int | None = None,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    plan: SensitivityPlan = DEFAULT,
    decision: Decision | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Sensitivity:
    """Say how an outcome hangs on what a scenario leaves uncertain.

    Args:
        scenario: A scenario, or the name or path of one.
        outcome: Id of the outcome.
        runs: Runs of the base, and of every arm of a decision; none: as many as the plan says.
        seed: Key of all cases and luck.
        changes: What-ifs, applied in order.
        plan: How many runs each part plays.
        decision: A choice between changes, if knowing an input is to be valued.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop; the parts finished so far are returned.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
        ValueError: The scenario has no such outcome or party.

    Example:
        >>> import sim
        >>> from sim.studies import SensitivityPlan, Shape
        >>> plan = SensitivityPlan(arm=10, keep=2, paths=2, shape=Shape(rows=8, lucks=2))
        >>> sim.sensitivity("labour-dispute", "contract_signed", 20, plan=plan).finished
        True
    """
    plan = plan if runs is None else replace(plan, runs=runs)
    options = PlayOptions(threads, None, progress, cancel)
    tally = Tally(options)
    tally.wanted = plan.runs
    base = prepare(scenario, changes, plan.runs, seed).play(options)
    tally.done = base.runs
    subject = subject_of(base, outcome, tally)
    finished = base.runs == base.wanted
    found = replace(_nothing(subject), title=base.scenario.title, changes=tuple(change_text(c) for c in changes))
    if finished:
        found = _explored(found, subject, plan, base, decision)
    return replace(found, runs=tally.done)


def known_sensitivity(known: KnownFunction, seed: int = 1, plan: SensitivityPlan = DEFAULT) -> Sensitivity:
    """Take a function whose indices are known through the same steps as a scenario.

    Args:
        known: The function.
        seed: Key of all cases.
        plan: How many evaluations each part takes.

    Example:
        >>> from sim.analysis.known_functions import KNOWN_FUNCTIONS
        >>> plan = SensitivityPlan(runs=200, arm=50, paths=4, shape=Shape(rows=64, lucks=2))
        >>> known_sensitivity(KNOWN_FUNCTIONS["ishigami"], 1, plan).inputs
        3
    """
    response = of_function(known)
    values = response.values(unit_rows([given.path for given in response.inputs], plan.runs, seed))
    subject = StatedRuns(known.name, "", seed, "", response, values, response.measure(values, 0))
    found = _explored(replace(_nothing(subject), title=known.label), subject, plan, None, None)
    count = len(response.inputs)
    evaluations = plan.runs + 2 * min(plan.keep, count) * min(plan.arm, plan.runs) + plan.spread_runs(count)
    exact = exact_of(known, found.indices) if found.indices is not None else ()
    return replace(found, runs=evaluations, exact=exact)


def _nothing(subject: StatedRuns) -> Sensitivity:
    """Return what is known before anything but the base was played."""
    return Sensitivity(
        scenario=subject.scenario,
        title="",
        digest=subject.digest,
        version=parley_version(),
        changes=(),
        seed=subject.seed,
        runs=0,
        outcome=subject.outcome,
        measured=subject.response.what,
        inputs=len(subject.response.inputs),
        tornado=None,
        screening=None,
        indices=None,
        information=None,
        finished=False,
    )


def _explored(
    found: Sensitivity, subject: StatedRuns, plan: SensitivityPlan, base: Ensemble | None, decision: Decision | None
) -> Sensitivity:
    """Take all steps in turn, as far as the caller allows: an ensemble or a function, it makes no difference.

    Args:
        found: What is known beforehand.
        subject: The base.
        plan: How many runs each step plays.
        base: The ensemble, if it is one: it may have levers.
        decision: A choice between changes of that ensemble.
    """
    response, left_out = subject.response, list[str]()
    pairs = input_pairs(subject, plan.keep, plan.arm)
    if base is not None and plan.with_levers:
        pairs += lever_pairs(base, subject, plan.arm, left_out)
    _count(subject, plan, 2 * len(pairs), decision)
    found = replace(found, tornado=tornado_of(subject, pairs, plan.keep, plan.arm, left_out))
    if base is not None:
        found = replace(found, parts=parts_of(response, subject.values, plan.nested))
    if decision is not None and base is not None:
        found = replace(found, information=decide(base, subject.outcome, decision, response.tally))
    if len(response.inputs) > plan.keep:
        first = heaviest(subject.values, subject.figures, plan.keep)
        found = replace(found, screening=screening(response, plan.paths, first, subject.seed))
    kept = _kept(found.screening, subject)
    found = replace(found, indices=indices(response, factors_of(response, kept), plan.shape, subject.seed))
    return replace(found, finished=_finished(found, decision is not None))


def _count(subject: StatedRuns, plan: SensitivityPlan, arms: int, decision: Decision | None) -> None:
    """Add up the runs that are to be played."""
    response = subject.response
    response.tally.wanted = (
        plan.runs * (1 + len(decision.arms if decision is not None else ()))
        + arms * min(plan.arm, plan.runs)
        + plan.spread_runs(len(response.inputs))
        + (0 if response.measure_at is None else plan.nested.runs(plan.runs))
    )


def _kept(screened: Screening | None, subject: StatedRuns) -> tuple[str, ...]:
    return tuple(path for path, _ in subject.response.drawn) if screened is None else screened.kept


def _finished(found: Sensitivity, decided: bool) -> bool:
    parts = [found.tornado is not None and len(found.tornado.bars) == found.tornado.wanted]
    parts.append(found.indices is not None and len(found.indices.indices) == found.indices.wanted)
    parts.append(found.parts is not None or not found.digest)
    parts.append(found.information is not None or not decided)
    return all(parts)
