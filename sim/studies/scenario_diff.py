"""Two scenarios beside each other: what they state differently, and what that does to how runs end."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.number_differences import NumberDifference, number_differences
from sim.analysis.paired_differences import Difference, narrower
from sim.analysis.shares import paired_interval
from sim.analysis.shifts import Shift, shifts_of
from sim.arrays import Flags
from sim.finding import Finding, Row, Table, counted
from sim.formatting import plain_data
from sim.game.cases import Method
from sim.game.records import Records
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.model import Scenario
from sim.scenario.stated_difference import StatedDifference, stated_differences

NOTE = (
    "Differences in shares of runs under common random numbers, the second less the first; intervals are sampling "
    "error only (95 %)."
)


@dataclass(frozen=True, repr=False)
class ScenarioDiff(Finding):
    """What two scenarios state differently, and what that does.

    Attributes:
        first: The first scenario, changes applied.
        second: The second.
        entries: What they state differently.
        differences: How the share of every outcome that either has differs; empty if nothing was played.
        runs: Runs that both have; 0 if nothing was played.
        wanted: Runs asked for.
        seed: The luck they share.
        shifts: How days and the worth of each party that both have shift.
        numbers: How the answers to questions for a number or a date that both ask differ.
    """

    first: Scenario
    second: Scenario
    entries: tuple[StatedDifference, ...]
    differences: tuple[Difference, ...]
    runs: int
    wanted: int
    seed: int
    shifts: tuple[Shift, ...] = ()
    numbers: tuple[NumberDifference, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all runs were played."""
        return self.runs == self.wanted

    def table(self) -> Table:
        """Return what is stated differently; if both were played, how the outcomes differ."""
        shown = counted(len(self.entries), "difference")
        names = f"{self.first.id} ({self.first.digest}) and {self.second.id} ({self.second.digest})"
        if not self.runs:
            rows: list[Row] = [asdict(one) for one in self.entries]
            return Table(f"{names}: {shown} in what they state", rows)
        figures = ("id", "label", "base", "share", "difference", "low", "high", "says")
        rows = [{name: getattr(one, name) for name in figures} for one in self.differences]
        return Table(f"{names}: {shown} in what they state; {self.runs:,} runs each, seed {self.seed}", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley diff --json`."""
        sides = {
            name: {"scenario": one.id, "title": one.title, "digest": one.digest}
            for name, one in (("first", self.first), ("second", self.second))
        }
        entries = [{**asdict(one), "says": str(one)} for one in self.entries]
        told = {
            name: [{**asdict(one), "says": one.says} for one in found]
            for name, found in (("differences", self.differences), ("shifts", self.shifts), ("numbers", self.numbers))
        }
        played = {"runs": self.runs, "wanted": self.wanted, "seed": self.seed}
        return plain_data({**sides, **played, "entries": entries, **told})


def diff(
    scenario: ScenarioLike,
    other: ScenarioLike,
    runs: int = 0,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    method: Method = "monte_carlo",
) -> ScenarioDiff:
    """Say what two scenarios state differently, and what that does to outcomes.

    Args:
        scenario: A scenario, or the name or path of one.
        other: The scenario to set beside it.
        runs: Runs of both under common random numbers; 0: nothing is played.
        seed: The luck they share.
        changes: What-ifs that hold in both.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted), over both.
        cancel: Set it to stop between blocks; they are then compared over the runs that both have.
        method: How cases are drawn.

    Raises:
        sim.scenario.faults.ScenarioError: A scenario or a change has faults.

    Example:
        >>> import sim
        >>> changed = sim.load("pie", ["parties.left.no_deal.value=10 to 30"])
        >>> print(sim.diff("pie", changed).entries[0])
        what Left gets without a deal: 10 to 30 instead of 0
    """
    first, second = apply(scenario_of(scenario), changes), apply(scenario_of(other), changes)
    entries = stated_differences(first, second)
    if not runs:
        return ScenarioDiff(first, second, entries, (), 0, 0, seed)
    options = PlayOptions(threads, block, progress, cancel)
    before = prepare(first, (), runs, seed, method=method).play(options.part(0, 2 * runs))
    after = prepare(second, (), runs, seed, method=method).play(options.part(runs, 2 * runs))
    played = min(before.runs, after.runs)
    was, now = (Records(one.records.game, one.records.rows[:played]) for one in (before, after))
    return ScenarioDiff(
        first,
        second,
        entries,
        tuple(_differences(before, after, played)),
        played,
        runs,
        seed,
        tuple(shifts_of(second.id, was, now)) if played else (),
        tuple(number_differences(second.id, was, now)) if played else (),
    )


def _differences(before: Ensemble, after: Ensemble, runs: int) -> Iterable[Difference]:
    """Yield how the share of every outcome that either scenario has differs, over the first runs of both."""
    was, now = (np.array(one.outcome_names[:runs], object) for one in (before, after))
    names = [
        *before.scenario.outcomes,
        *(name for name in after.scenario.outcomes if name not in before.scenario.outcomes),
    ]
    for name in [*names, *(["unresolved"] if "unresolved" in {*was, *now} else [])]:
        known = before.scenario if name in before.scenario.outcomes else after.scenario
        yield _difference(after.scenario.id, name, known.name_of("outcomes", name), (was == name, now == name))


def _difference(change: str, name: str, label: str, held: tuple[Flags, Flags]) -> Difference:
    before, after = (float(flags.mean()) if len(flags) else float("nan") for flags in held)
    difference, low, high = paired_interval(*held)
    times, most = narrower(*held)
    return Difference(change, name, label, before, after, difference, low, high, times, most)
