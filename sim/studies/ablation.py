"""Stated conditions dropped under common random numbers: each alone, in pairs, all at once, every subset between."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sim.analysis.ablation import Ablation, DropEffect, ablation_of
from sim.analysis.binding_conditions import EXACT_UP_TO, Attribution, most_subsets, shares_by_run
from sim.analysis.shares import share_of
from sim.arrays import Floats
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.game.cases import Method
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare, without
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.studies.aims import Aim, aim_of
from sim.studies.responses import CancelledError

NOTE = "Differences in shares of runs under common random numbers; intervals are sampling error only (95 %)."
SHAPLEY_UNKNOWN: Row = {"shapley": None, "shapley_low": None, "shapley_high": None}


@dataclass(frozen=True, repr=False)
class AblationStudy(Finding):
    """What stated conditions do to an outcome, with what was played to find out.

    Attributes:
        base: The ensemble with all conditions in place.
        aim: The outcome, or several that count as one.
        finding: What was found.
        complete: Whether all that the study needs was played.
        elapsed_s: Seconds it took.
    """

    base: Ensemble
    aim: Aim
    finding: Ablation
    complete: bool
    elapsed_s: float

    def table(self) -> Table:
        """Return what dropping each condition, every two and all of them does to the outcome's share."""
        base, found = self.base, self.finding
        shared = {one.condition: one.attribution for one in found.shared}
        dropped = (*([found.whole] if found.whole else ()), *found.singles, *found.pairs)
        share = f"{100.0 * found.base.share:.1f} % of {base.runs:,} runs, seed {base.seed}, digest {base.digest}"
        title = f"{base.scenario.title}: conditions dropped; {self.aim.label} as it stands in {share}"
        return Table(title, [_row(one, shared) for one in dropped], NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: what identifies it, the outcome, and what was found."""
        summary = self.base.summary()
        names = ("scenario", "title", "digest", "version", "changes", "seed", "runs", "wanted", "method", "note")
        head = {name: summary[name] for name in names}
        outcome = {"outcome": self.aim.id, "label": self.aim.label, "complete": self.complete}
        return plain_data({**head, **outcome, **self.finding.to_dict()})


def _row(one: DropEffect, shared: Mapping[str, Attribution]) -> Row:
    """Return a row of the table; a condition by itself has its Shapley share too."""
    names = ("share", "difference", "low", "high")
    figures = {name: getattr(one, name) for name in names}
    fair = shared.get(one.conditions[0]) if len(one.conditions) == 1 else None
    shapley = {"shapley": fair.share, "shapley_low": fair.low, "shapley_high": fair.high} if fair else SHAPLEY_UNKNOWN
    return {"dropped": " + ".join(one.conditions), "label": one.label, **figures, "part": one.part.value, **shapley}


def ablate(
    scenario: ScenarioLike,
    outcome: str,
    runs: int = 2_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    method: Method = "monte_carlo",
) -> AblationStudy:
    """Play a scenario without some of its conditions, in all ways, under common random numbers.

    With up to eight conditions every subset is played, 2^n ensembles; with more, all pairs and whatever sampled orders
    of dropping need.

    Args:
        scenario: A scenario, or the name or path of one.
        outcome: The outcome to explain; several joined by `+` count as one.
        runs: Runs of every ensemble.
        seed: The luck they share.
        changes: What-ifs that hold throughout.
        threads: Threads to use.
        progress: Called with (ensembles done, ensembles at most).
        cancel: Set it to stop; what was played by then is the result, without the shares that need all subsets.
        method: How cases are drawn.

    Raises:
        ValueError: The scenario has no such outcome.
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.

    Example:
        >>> import sim
        >>> found = sim.ablate("labour-dispute", "contract_signed", runs=20)
        >>> len(found.finding.singles)
        4
    """
    began = time.perf_counter()
    stated = scenario_of(scenario)
    aim = aim_of(stated, outcome)
    options = PlayOptions(threads, None, progress, cancel)
    base = prepare(stated, changes, runs, seed, method=method).play(options.told(None))
    conditions = tuple(base.scenario.conditions)
    labels = {name: base.scenario.name_of("conditions", name) for name in conditions}
    values = {frozenset[str](): aim.hits(base)}

    def played(removed: frozenset[str]) -> Floats:
        if removed not in values:
            arm = without(base, removed, options.told(None))
            if arm.runs < base.runs:
                raise CancelledError
            values[removed] = aim.hits(arm)
            options.tell(len(values), _most(len(conditions)))
        return values[removed]

    shared: dict[str, Floats] = {}
    complete = base.runs == runs
    try:
        for removed in _first(conditions) if complete else ():
            played(removed)
        shared = shares_by_run(conditions, played, seed) if complete else {}
    except CancelledError:
        complete = False
    share = share_of(aim.id, aim.label, int(values[frozenset()].sum()), base.runs)
    finding = ablation_of(share, labels, values, shared)
    return AblationStudy(base, aim, finding, complete, time.perf_counter() - began)


def _first(conditions: tuple[str, ...]) -> list[frozenset[str]]:
    """Return what is dropped first, so that it is there if the study is cancelled: all, each, every two."""
    subsets = [conditions, *((name,) for name in conditions), *combinations(conditions, 2)]
    return list(dict.fromkeys(frozenset(names) for names in subsets))


def _most(conditions: int) -> int:
    """Return how many ensembles are played at most, the base among them."""
    pairs = conditions * (conditions - 1) // 2 if conditions > EXACT_UP_TO else 0
    return most_subsets(conditions) + pairs
