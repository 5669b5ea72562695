"""What-ifs beside the base and beside each other, all under common random numbers, run by run."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from sim.analysis.number_differences import NumberDifference
from sim.analysis.paired_differences import Contrast, Difference, Flow, contrast
from sim.analysis.shifts import Shift
from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.game.cases import Method
from sim.provenance import change_text
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.runs.variants import play_variants
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike

NOTE = "Differences in shares of runs under common random numbers; intervals are sampling error only (95 %)."


@dataclass(frozen=True, repr=False)
class Comparison(Finding):
    """What-ifs beside the base and beside each other.

    Attributes:
        base: The ensemble without any of the changes.
        arms: The ensembles with them, by name.
        asked: The names of all arms asked for, including those that were cancelled before their first run.
        contrasts: Every arm against the base, in order, then every two arms, the later against the earlier; each over
            the runs that both have.
    """

    base: Ensemble
    arms: Mapping[str, Ensemble]
    asked: tuple[str, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def complete(self) -> bool:
        """Whether all runs of all arms were played."""
        played = (self.base, *self.arms.values())
        return set(self.asked) == set(self.arms) and all(one.runs == one.wanted for one in played)

    @property
    def against_base(self) -> tuple[Contrast, ...]:
        """Every arm against the base."""
        return tuple(one for one in self.contrasts if one.against is None)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How the share of every outcome differs, for every arm, from the base."""
        return tuple(difference for one in self.against_base for difference in one.differences)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """From every outcome at the base to every outcome of every arm."""
        return tuple(flow for one in self.against_base for flow in one.flows)

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """How days and worths shift, for every arm, from the base."""
        return tuple(shift for one in self.against_base for shift in one.shifts)

    @property
    def numbers(self) -> tuple[NumberDifference, ...]:
        """How answers that are numbers or dates differ, for every arm, from the base."""
        return tuple(number for one in self.against_base for number in one.numbers)

    def table(self) -> Table:
        """Return how much each change moves the share of every outcome, run by run."""
        base = self.base
        played = f"{len(self.arms)} of {len(self.asked)} changes, {base.runs:,} runs each, seed {base.seed}"
        names = ("change", "id", "label", "base", "share", "difference", "low", "high")
        rows = [{name: getattr(one, name) for name in names} | {"says": one.says} for one in self.differences]
        return Table(f"{base.scenario.title}: {played}, digest {base.digest}", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: what identifies it, base, arms, what differs from the base and between arms."""
        summary = self.base.summary()
        names = ("scenario", "title", "digest", "version", "seed", "runs", "wanted", "method", "note")
        among = (one for one in self.contrasts if one.against is not None)
        return plain_data(
            {
                **{name: summary[name] for name in names},
                "base": summary,
                "arms": [{"change": name, **arm.summary()} for name, arm in self.arms.items()],
                **_plain(self.against_base),
                "narrower": [_narrower(one) for one in self.against_base],
                "between": [{"change": one.change, "against": one.against, **_plain([one])} for one in among],
            }
        )


def _plain(contrasts: Sequence[Contrast]) -> dict[str, Any]:
    return {
        "differences": [_said(difference) for one in contrasts for difference in one.differences],
        "flows": [asdict(flow) for one in contrasts for flow in one.flows],
        "shifts": [_said(shift) for one in contrasts for shift in one.shifts],
        "numbers": [_said(number) for one in contrasts for number in one.numbers],
    }


def _said(one: Difference | Shift | NumberDifference) -> dict[str, Any]:
    return {**asdict(one), "says": one.says}


def _narrower(one: Contrast) -> dict[str, Any]:
    by_outcome = {difference.id: difference.narrower for difference in one.differences}
    return {"change": one.change, "median": one.median_narrower, "outcomes": by_outcome}


def compare(
    scenario: ScenarioLike,
    changes: Sequence[ChangeLike],
    runs: int = 10_000,
    seed: int = 1,
    *,
    base: Sequence[ChangeLike] = (),
    among: bool = True,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    method: Method = "monte_carlo",
) -> Comparison:
    """Play what-ifs beside the base under common random numbers.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: One arm each; two that say the same are one arm.
        runs: Runs of every arm.
        seed: The luck they share.
        base: Changes made to the base, and to every arm before its own.
        among: Whether to compare the arms with each other too.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted), over the base and all arms.
        cancel: Set it to stop between blocks; an arm is then compared over the runs that it has, or left out.
        method: How cases are drawn.

    Returns:
        The base, the arms, and all that differs between any two of them.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults; `.faults` lists them all.
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
        ValueError: `runs` is not positive, or `seed` has more than 64 bits.

    Example:
        >>> import sim
        >>> found = sim.compare("pie", ["left_waits"], runs=20)
        >>> list(found.to_pandas()["change"].unique())
        ['left_waits']
    """
    named = {change_text(change): change for change in changes}
    options = PlayOptions(threads, block, progress, cancel)
    wanted = runs * (1 + len(named))
    stated = prepare(scenario, base, runs, seed, method=method).play(options.part(0, wanted))
    each = play_variants(stated, list(named.values()), options=options.part(runs, wanted))
    arms = dict(zip(named, each, strict=False))
    played = {name: arm for name, arm in arms.items() if arm.runs}
    return Comparison(stated, played, tuple(named), contrasts_of(stated, played, among=among))


def contrasts_of(base: Ensemble, arms: Mapping[str, Ensemble], *, among: bool = True) -> tuple[Contrast, ...]:
    """Return all that differs: every arm from the base, then every two arms, the later against the earlier."""
    alone = [contrast(name, base.records, arm.records) for name, arm in arms.items()]
    pairs = combinations(arms, 2) if among else ()
    return (*alone, *(contrast(late, arms[early].records, arms[late].records, early) for early, late in pairs))
