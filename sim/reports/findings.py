"""What a report is made of: an ensemble, what changes change, what mechanisms do, what the outcome leans on.

All of it is played with the ensemble's own runs: the same cases and the same luck, as many of them. So a share in one
table is the share in every other, and what can be told apart in one place can be told apart in all.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.analysis.paired_differences import Difference, outcome_differences
from sim.analysis.predicates import among, check_outcome
from sim.analysis.quintile_contrast import QuintileContrast, quintile_contrasts
from sim.analysis.shares import Share
from sim.analysis.three_parts import ThreeParts
from sim.analysis.tornado import Tornado
from sim.provenance import change_text
from sim.reports.what_if import label_of, why_of
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import variant
from sim.runs.variants import play_variants
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.studies.one_at_a_time import tornado
from sim.studies.structural import variants_of
from sim.studies.variance_split import NestedDesign, variance_parts


@dataclass(frozen=True)
class ReportArm:
    """A change beside what it is compared with, under common random numbers.

    Attributes:
        name: How the command line names it.
        label: Its name on screen.
        why: Why one would look at it; may be empty.
        digest: Fingerprint of the scenario with it.
        runs: Runs of both sides that are compared.
        outcomes: The shares with it.
        differences: Of every outcome.
    """

    name: str
    label: str
    why: str
    digest: str
    runs: int
    outcomes: tuple[Share, ...]
    differences: tuple[Difference, ...]

    def of(self, outcome: str) -> Difference:
        """Return the difference of one outcome."""
        return next(one for one in self.differences if one.id == outcome)


@dataclass(frozen=True, eq=False)
class Findings:
    """What a report says.

    Attributes:
        ensemble: The runs it is about.
        outcome: The outcome that it is about.
        full: Whether a tornado was asked for.
        changes: The declared changes beside the ensemble.
        doubt: Each mechanism switched off, beside the ensemble.
        stated: The scenario as it is stated, in as many runs; none if the ensemble has no changes.
        what_if: The ensemble beside the scenario as it is stated; none if it has no changes.
        tornado: One input at a time at the ends of its range; of a full report only.
        left_out: Declared changes that were not compared, by name, and why.
        parts: How the variance is shared among case, minds and talks; none of few runs.
    """

    ensemble: Ensemble
    outcome: str
    full: bool
    changes: tuple[ReportArm, ...] = ()
    doubt: tuple[ReportArm, ...] = ()
    stated: Ensemble | None = None
    what_if: ReportArm | None = None
    tornado: Tornado | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    parts: ThreeParts | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario that was played."""
        return self.ensemble.scenario

    @property
    def share(self) -> Share:
        """The share of runs that end in the outcome."""
        return next(share for share in self.ensemble.outcomes if share.id == self.outcome)

    @cached_property
    def leanings(self) -> tuple[QuintileContrast, ...]:
        """What the outcome leans on."""
        hits = among(self.ensemble.outcome_names, (self.outcome,))
        return quintile_contrasts([given.path for given in self.ensemble.game.inputs], self.ensemble.values, hits)

    @property
    def settings(self) -> dict[str, Any]:
        """What determines a report beside its ensemble."""
        return {"outcome": self.outcome, "full": self.full}


def gather(
    ensemble: Ensemble,
    outcome: str | None = None,
    *,
    full: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Findings:
    """Play what a report needs beside its ensemble, in as many runs as the ensemble has.

    Args:
        ensemble: What it is about.
        outcome: The outcome that it is about; by default the scenario's first.
        full: Play a tornado too.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted), first over all changes and mechanisms, then over the tornado.
        cancel: Set it to stop; what was not played to its end is then left out.

    Returns:
        The findings.

    Raises:
        ValueError: The scenario has no such outcome, or the ensemble has no runs.
    """
    about = _about(ensemble, outcome)
    options = PlayOptions(threads, None, progress, cancel)
    wanted = _wanted(ensemble)
    total = ensemble.runs * (len(wanted.changes) + bool(ensemble.changes))
    stated = _as_stated(ensemble, options.part(0, total))
    changes, doubt = _arms(ensemble, wanted, options.part(0 if stated is None else stated.runs, total))
    what_if = None if stated is None else _arm(stated, ensemble, *_names(ensemble))
    moved = None
    if full and not options.cancelled:
        moved = tornado(ensemble, about, runs=ensemble.runs, **options.keywords)
    parts = _parts(ensemble, about, full, options)
    return Findings(ensemble, about, full, changes, doubt, stated, what_if, moved, wanted.left_out, parts)


def _parts(ensemble: Ensemble, outcome: str, full: bool, options: PlayOptions) -> ThreeParts | None:
    """Return the three parts of the variance, of a tenth of the ensemble's cases at most unless all is asked for."""
    cases = ensemble.runs // PART_OF_CASES
    if options.cancelled or cases < LEAST_CASES:
        return None
    design = NestedDesign() if full else NestedDesign(min(cases, MOST_CASES), 3, 3)
    return variance_parts(ensemble, outcome, design=design, **options.told(None).keywords)


def alone(ensemble: Ensemble, outcome: str | None = None) -> Findings:
    """Return what an ensemble says by itself, nothing else being played; see `gather`."""
    return Findings(ensemble, _about(ensemble, outcome), False)


def _about(ensemble: Ensemble, outcome: str | None) -> str:
    about = next(iter(ensemble.scenario.outcomes)) if outcome is None else outcome
    check_outcome(ensemble.scenario, about)
    if not ensemble.runs:
        raise ValueError("found an ensemble without runs, expected at least one")
    return about


@dataclass(frozen=True)
class _ComparisonPlan:
    """What is to be played beside an ensemble.

    Attributes:
        changes: All of it, in order.
        declared: Those that the scenario declares: (name, label, why).
        doubt: Mechanisms off, likewise.
        left_out: Declared changes that are not played, and why.
    """

    changes: tuple[ChangeLike, ...]
    declared: tuple[tuple[str, str, str], ...]
    doubt: tuple[tuple[str, str, str], ...]
    left_out: dict[str, str]


PART_OF_CASES, LEAST_CASES, MOST_CASES = 50, 20, 200
"""Of how many cases the variance is split: one in so many of those played, none if that is too few."""
SAME = "it changes nothing here: it holds already"
CANNOT = "it cannot be made on top of the what-if of this report: {fault}"


def _wanted(ensemble: Ensemble) -> _ComparisonPlan:
    # A what-if may take away what another one sets, and with it that one; it is left out with the reason.
    scenario, stated = ensemble.scenario, ensemble.base
    reasons = {name: _not_compared(ensemble, name) for name in stated.changes}
    declared = tuple(
        (name, stated.name_of("changes", name), one.why or "")
        for name, one in stated.changes.items()
        if not reasons[name]
    )
    variants = [pair for pair in variants_of(scenario) if getattr(scenario.protocol.features, pair[1].id)]
    doubt = tuple((one.change, one.label, one.help) for _, one in variants)
    played = (*(name for name, *_ in declared), *(change for change, _ in variants))
    return _ComparisonPlan(played, declared, doubt, {name: why for name, why in reasons.items() if why})


def _not_compared(ensemble: Ensemble, name: str) -> str:
    """Return why a declared change is not compared with an ensemble; empty if it is."""
    try:
        same = apply(ensemble.base, (*ensemble.changes, name)).digest == ensemble.digest
    except ScenarioError as error:
        return CANNOT.format(fault=error.faults[0])
    return SAME if same else ""


def _as_stated(ensemble: Ensemble, options: PlayOptions) -> Ensemble | None:
    """Return the scenario before its changes, in the same cases and luck; none if there are no changes."""
    if not ensemble.changes or options.cancelled:
        return None
    played = variant(ensemble, (), ensemble.runs).play(options)
    return played if played.runs == ensemble.runs else None


def _names(ensemble: Ensemble) -> tuple[str, str, str]:
    """Return the name, label and reason of the changes that an ensemble has."""
    return ", ".join(map(change_text, ensemble.changes)), label_of(ensemble), why_of(ensemble)


def _arms(
    ensemble: Ensemble, wanted: _ComparisonPlan, options: PlayOptions
) -> tuple[tuple[ReportArm, ...], tuple[ReportArm, ...]]:
    """Return the declared changes and each mechanism off, over the runs of the ensemble."""
    if not wanted.changes or options.cancelled:
        return (), ()
    arms = play_variants(ensemble, wanted.changes, ensemble.runs, options)
    played = {
        name: arm
        for name, arm in zip(map(change_text, wanted.changes), arms, strict=False)
        if arm.runs == ensemble.runs
    }

    def kept(told: Iterable[tuple[str, str, str]]) -> tuple[ReportArm, ...]:
        return tuple(_arm(ensemble, played[one[0]], *one) for one in told if one[0] in played)

    return kept(wanted.declared), kept(wanted.doubt)


def _arm(before: Ensemble, after: Ensemble, name: str, label: str, why: str) -> ReportArm:
    differences = outcome_differences(name, before.records, after.records)
    return ReportArm(name, label, why, after.digest, after.runs, after.outcomes, differences)
