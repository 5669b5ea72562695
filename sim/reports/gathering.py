"""What a report is made of: an ensemble, what changes change, what mechanisms do, what the outcome leans on."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.analysis.compare import Difference
from sim.analysis.leaning import Leaning, leanings_of
from sim.analysis.shares import Share
from sim.analysis.tornado import Tornado
from sim.ensemble import Progress
from sim.language import fields
from sim.results import ChangeLike, Ensemble
from sim.saving import change_text
from sim.scenario import Features, Scenario
from sim.studies.comparing import compare
from sim.studies.one_at_a_time import tornado

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
        differences: Of every outcome.
    """

    name: str
    label: str
    why: str
    digest: str
    runs: int
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
        changes: The declared changes beside the base.
        doubt: Each mechanism switched off, beside the base.
        tornado: One input at a time at the ends of its range; of a full report only.
    """

    ensemble: Ensemble
    outcome: str
    full: bool
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
    def leanings(self) -> tuple[Leaning, ...]:
        """What the outcome leans on."""
        hits = np.array([name == self.outcome for name in self.ensemble.outcome_names], bool)
        return leanings_of([given.path for given in self.ensemble.game.inputs], self.ensemble.values, hits)

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
        full: Play as many runs of every change and mechanism as the ensemble has, and a tornado; else `ARM_RUNS` at most.
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
    changes, doubt = _arms(ensemble, ensemble.runs if full else min(ARM_RUNS, ensemble.runs), how)
    moved = tornado(ensemble, about, **how) if full and not (cancel is not None and cancel.is_set()) else None
    return Findings(ensemble, about, full, changes, doubt, moved)


def alone(ensemble: Ensemble, outcome: str | None = None) -> Findings:
    """Return what an ensemble says by itself, nothing else being played; see `gather`."""
    return Findings(ensemble, _about(ensemble, outcome), False, (), ())


def _about(ensemble: Ensemble, outcome: str | None) -> str:
    outcomes = ensemble.scenario.outcomes
    about = next(iter(outcomes)) if outcome is None else outcome
    if about not in outcomes:
        raise ValueError(f"no outcome is called {about!r}; there are {', '.join(outcomes)}")
    if not ensemble.runs:
        raise ValueError("found an ensemble without runs, expected at least one")
    return about


def _arms(ensemble: Ensemble, runs: int, how: Mapping[str, Any]) -> tuple[tuple[Arm, ...], tuple[Arm, ...]]:
    """Return the declared changes, and each mechanism off, beside the base."""
    scenario, cancel = ensemble.scenario, how["cancel"]
    off = mechanisms_off(scenario)
    wanted: list[ChangeLike] = [*scenario.changes, *off.values()]
    if not wanted or (cancel is not None and cancel.is_set()):
        return (), ()
    found = compare(ensemble.base, wanted, runs, ensemble.seed, base=ensemble.changes, method=ensemble.method, **how)
    by_name = {name: tuple(one for one in found.differences if one.change == name) for name in found.arms}
    changes = [_change(scenario, name, found.arms[name], by_name[name]) for name in scenario.changes if name in by_name]
    doubt = [
        _mechanism(name, found.arms[text], by_name[text])
        for name, change in off.items()
        if (text := change_text(change)) in by_name
    ]
    return tuple(changes), tuple(doubt)


def mechanisms_off(scenario: Scenario) -> dict[str, Mapping[str, Any]]:
    """Return for each mechanism that is on the change that switches it off."""
    on = scenario.protocol.features
    return {name: {f"protocol.features.{name}": False} for name in Features.model_fields if getattr(on, name)}


def _change(scenario: Scenario, name: str, arm: Ensemble, found: tuple[Difference, ...]) -> Arm:
    return Arm(name, scenario.name_of("changes", name), scenario.changes[name].why or "", arm.digest, arm.runs, found)


def _mechanism(name: str, arm: Ensemble, found: tuple[Difference, ...]) -> Arm:
    meaning = fields(Features)[name].help
    return Arm(name, name.replace("_", " "), meaning, arm.digest, arm.runs, found)
