"""What is wrong with stated data as they stand, what-ifs aside."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.scenario.checks.ballots import ballots
from sim.scenario.checks.coded_ranges import coded_ranges
from sim.scenario.checks.common_causes import common_causes
from sim.scenario.checks.conditions import conditions
from sim.scenario.checks.decisions import decisions
from sim.scenario.checks.evidence import dates, evidence
from sim.scenario.checks.happenings import happenings
from sim.scenario.checks.lapses import lapses
from sim.scenario.checks.mechanics import mechanics
from sim.scenario.checks.names import names
from sim.scenario.checks.no_deal import no_deal_values
from sim.scenario.checks.outcomes import outcomes, predicates, questions
from sim.scenario.checks.space import same_space, space
from sim.scenario.checks.start_state import start_state
from sim.scenario.checks.structure import GAP, SoundData, structure
from sim.scenario.checks.view import View
from sim.scenario.checks.worths import worths
from sim.scenario.faults import Path, Problem
from sim.scenario.model import Scenario

CHECKS: tuple[Callable[[View], Iterator[Problem]], ...] = (
    names,
    evidence,
    dates,
    worths,
    no_deal_values,
    mechanics,
    conditions,
    decisions,
    ballots,
    lapses,
    happenings,
    start_state,
    common_causes,
    coded_ranges,
    outcomes,
    predicates,
    questions,
    space,
)
"""What is checked beside the shape of the data; each looks at all of it, however wrong other parts are."""


def problems_in(data: Any, known: SoundData | None = None) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario that data with readings in use make, and everything wrong with them, warnings included.

    Args:
        data: Plain data.
        known: Much the same data, found to be sound; what is the same is not checked again where that saves time.
    """
    scenario, shape = structure(data, known)
    if not isinstance(data, dict) or any(problem.path == ("format",) for problem in shape):
        return scenario, shape
    view = View(data, known.view if known else None)
    checks = [check for check in CHECKS if check is not space or not same_space(view)]
    more = [problem for check in checks for problem in check(view)]
    said = {problem.path for problem in more if problem.severity == "fault"}
    shape = [problem for problem in shape if problem.found != GAP or not _said(problem.path, said)]
    return scenario, list(dict.fromkeys([*shape, *more]))


def _said(path: Path, said: Iterable[Path]) -> bool:
    """Return whether a check has found the fault of an entry, at the entry or right below it."""
    return any(other[: len(path)] == path and len(other) <= len(path) + 1 for other in said)


def faults_in(data: Any, known: SoundData | None = None) -> list[Problem]:
    """Return what keeps data with readings in use from being played; `known` is as for `problems_in`."""
    return [problem for problem in problems_in(data, known)[1] if problem.severity == "fault"]


def blamed(path: Path, places: list[Path]) -> Path | None:
    """Return the setting that is to blame for a problem: the longest whose place holds it or lies in it."""
    holding = [place for place in places if path[: len(place)] == place]
    inside = [place for place in places if place[: len(path)] == path]
    return max(holding, key=len, default=inside[0] if inside else None)
