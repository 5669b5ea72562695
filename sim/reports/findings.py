"""What a report is made of: an ensemble, what changes change, what mechanisms do, what the outcome leans on."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.analysis.paired_differences import Difference, outcome_differences
from sim.analysis.predicates import among, check_outcome
from sim.analysis.quintile_contrast import QuintileContrast, quintile_contrasts
from sim.analysis.shares import Share, outcome_shares
from sim.analysis.tornado import Tornado
from sim.game.records import Records
from sim.provenance import change_text
from sim.runs.ensemble import Progress
from sim.runs.results import Ensemble
from sim.runs.variants import play_arms
from sim.scenario.changes import ChangeLike
from sim.scenario.model import Scenario
from sim.studies.one_at_a_time import tornado
from sim.studies.structural import variants_of

ARM_RUNS = 500
"""Runs of every comparison of a standard report, so that it is there in seconds; a full one has as many as the base."""


@dataclass(frozen=True)
class Arm:
    """A change beside the base, under shared luck.

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


@dataclass(frozen=True)
class Findings:
    """What a report says.

    Attributes:
        ensemble: The runs it is about.
        outcome: The outcome that it is about.
        full: Whether comparisons have as many runs as the ensemble.
        base: The shares of the base over as many runs as what it is compared with.
        changes: The declared changes beside the base.
        doubt: Each mechanism switched off, beside the base.
        tornado: One input at a time at the ends of its range; of a full report only.
    """

    ensemble: Ensemble
    outcome: str
    full: bool
    base: tuple[Share, ...]
    changes: tuple[Arm, ...]
    doubt: tuple[Arm, ...]
    tornado: Tornado | None = None

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
    """Play what a report needs beside its ensemble.

    Args:
        ensemble: What it is about.
        outcome: The outcome that it is about; by default the scenario's first.
        full: Play as many runs of every change and mechanism as the ensemble has, and a tornado; else `ARM_RUNS` each
            at most.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted), first over all changes and mechanisms, then over the tornado.
        cancel: Set it to stop; what was not played is then left out.

    Returns:
        The findings.

    Raises:
        ValueError: The scenario has no such outcome, or the ensemble has no runs.
    """
    about = _about(ensemble, outcome)
    how: dict[str, Any] = {"threads": threads, "progress": progress, "cancel": cancel}
    base, changes, doubt = _arms(ensemble, ensemble.runs if full else min(ARM_RUNS, ensemble.runs), how)
    moved = tornado(ensemble, about, **how) if full and not (cancel is not None and cancel.is_set()) else None
    return Findings(ensemble, about, full, base, changes, doubt, moved)


def alone(ensemble: Ensemble, outcome: str | None = None) -> Findings:
    """Return what an ensemble says by itself, nothing else being played; see `gather`."""
    return Findings(ensemble, _about(ensemble, outcome), False, (), (), ())


def _about(ensemble: Ensemble, outcome: str | None) -> str:
    about = next(iter(ensemble.scenario.outcomes)) if outcome is None else outcome
    check_outcome(ensemble.scenario, about)
    if not ensemble.runs:
        raise ValueError("found an ensemble without runs, expected at least one")
    return about


def _arms(
    ensemble: Ensemble, runs: int, how: Mapping[str, Any]
) -> tuple[tuple[Share, ...], tuple[Arm, ...], tuple[Arm, ...]]:
    """Return the base, the declared changes and each mechanism off, all over the same runs."""
    scenario, cancel = ensemble.scenario, how["cancel"]
    variants = [pair for pair in variants_of(scenario) if getattr(scenario.protocol.features, pair[1].id)]
    wanted: list[ChangeLike] = [*scenario.changes, *(change for change, _ in variants)]
    if not wanted or (cancel is not None and cancel.is_set()):
        return (), (), ()
    arms = zip(map(change_text, wanted), play_arms(ensemble, wanted, runs=runs, **how), strict=False)
    played = {name: arm for name, arm in arms if arm.runs}

    def kept(told: Iterable[tuple[str, str, str]]) -> tuple[Arm, ...]:
        return tuple(_arm(ensemble, played[name], name, label, why) for name, label, why in told if name in played)

    changes = kept((name, scenario.name_of("changes", name), one.why or "") for name, one in scenario.changes.items())
    base = outcome_shares(ensemble.game, _first(ensemble, runs))
    return base, changes, kept((one.change, one.label, one.help) for _, one in variants)


def _arm(ensemble: Ensemble, arm: Ensemble, name: str, label: str, why: str) -> Arm:
    differences = outcome_differences(name, _first(ensemble, arm.runs), arm.records)
    return Arm(name, label, why, arm.digest, arm.runs, arm.outcomes, differences)


def _first(ensemble: Ensemble, runs: int) -> Records:
    return Records(ensemble.game, ensemble.rows[:runs])
