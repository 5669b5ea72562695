"""Experts asked for ranges: each expert's own scenario, all pooled with their disagreement kept, and what it does."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.shares import Share
from sim.finding import Finding, Row, Table
from sim.formats.expert_sheets import ExpertSheet, changes_of, pooled_changes, read_expert, spread_of
from sim.formatting import plain_data
from sim.runs.options import PlayOptions, Progress
from sim.runs.runner import prepare
from sim.scenario.changes import apply
from sim.scenario.data import value_at
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.input_names import input_name
from sim.scenario.model import Scenario

STATED, POOLED = "stated", "pooled"
"""The scenario as it stands, and with every number pooled."""

RUNS = 2_000
"""Runs of each scenario, unless others are asked for."""


@dataclass(frozen=True)
class PooledNumber:
    """What experts say of one number.

    Attributes:
        path: Which.
        label: What it is called.
        stated: What the scenario states.
        experts: What each says, by name.
        pooled: The mixture.
        between: Share of the variance of the mixture that is disagreement, not each expert's own doubt.
        moved: Who said something else after talking.
    """

    path: str
    label: str
    stated: str
    experts: Mapping[str, str]
    pooled: str
    between: float
    moved: tuple[str, ...]


@dataclass(frozen=True)
class ExpertOutcome:
    """What an outcome does between experts.

    Attributes:
        id: The outcome.
        label: What it is called.
        stated: Its share as the scenario stands.
        experts: Its share in each expert's own scenario.
        pooled: Its share where every number is drawn from the mixture.
        mean: Its share where each run is one expert's own: the mean over experts.
        spread: Standard deviation between experts, sampling error taken off.
    """

    id: str
    label: str
    stated: Share
    experts: Mapping[str, Share]
    pooled: Share
    mean: float
    spread: float


@dataclass(frozen=True, repr=False)
class Elicitation(Finding):
    """What experts said and what it does.

    Attributes:
        scenario: The scenario that they were asked about.
        digest: Its digest.
        numbers: What they say of each number, those on which they disagree most first.
        outcomes: What that does to each outcome.
        changes: What each scenario states differently, by expert, and pooled.
        digests: The digest of each scenario.
        notes: Who left what open, and whose sheet is of another version of the scenario.
        runs: Runs of each.
        seed: Key of all luck.
        complete: Whether all was played.
    """

    scenario: str
    digest: str
    numbers: tuple[PooledNumber, ...]
    outcomes: tuple[ExpertOutcome, ...]
    changes: Mapping[str, Mapping[str, Any]]
    digests: Mapping[str, str]
    notes: tuple[str, ...]
    runs: int
    seed: int
    complete: bool

    @property
    def experts(self) -> tuple[str, ...]:
        """Who was asked."""
        return tuple(name for name in self.changes if name != POOLED)

    def table(self) -> Table:
        """Return one row per outcome: its share as stated, by expert, and pooled."""
        rows: list[Row] = [
            {
                "outcome": one.label,
                "stated": one.stated.share,
                **{name: share.share for name, share in one.experts.items()},
                "pooled": one.pooled.share,
                "one_expert_a_run": one.mean,
                "between_experts": one.spread,
            }
            for one in self.outcomes
        ]
        title = f"{self.scenario}: {len(self.experts)} experts, {len(self.numbers)} numbers, {self.runs:,} runs each"
        note = (
            "Pooled: each number is drawn from an even mixture of what they say. Between experts: standard deviation."
        )
        return Table(f"{title}, seed {self.seed}; digest {self.digest}", rows, note)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley elicit --json`."""
        return plain_data({**asdict(self), "experts": self.experts})


def pool(
    scenario: ScenarioLike,
    sheets: Sequence[str | Path],
    runs: int = RUNS,
    seed: int = 1,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Elicitation:
    """Read what experts wrote, pool it with their disagreement kept, and play each one's scenario and all pooled.

    All are played under the same luck.

    Args:
        scenario: The scenario that they were asked about.
        sheets: Their sheets.
        runs: Runs of each scenario.
        seed: Key of all luck.
        threads: Threads to use.
        progress: Called with (scenarios played, scenarios).
        cancel: Set it to stop; what is finished is told.

    Raises:
        ScenarioError: A sheet cannot be used, or is of another scenario.
    """
    base = scenario_of(scenario)
    read = [read_expert(Path(one)) for one in sheets]
    check_sheets(base, read)
    changes = {sheet.expert: changes_of(sheet) for sheet in read} | {POOLED: pooled_changes(read)}
    shares, digests = {}, {}
    options = PlayOptions(threads, None, None, cancel)
    for name, change in ((STATED, {}), *changes.items()):
        ensemble = prepare(base, [change] if change else [], runs, seed).play(options)
        if cancel is not None and cancel.is_set():
            break
        shares[name], digests[name] = {one.id: one for one in ensemble.outcomes}, ensemble.digest
        if progress is not None:
            progress(len(shares), len(changes) + 1)
    complete = len(shares) == len(changes) + 1
    numbers = sorted((_number(base, path, read) for path in changes[POOLED]), key=lambda one: -one.between)
    outcomes = tuple(_outcome(name, shares) for name in shares[STATED]) if complete else ()
    notes = tuple(_notes(base, read))
    return Elicitation(base.id, base.digest, tuple(numbers), outcomes, changes, digests, notes, runs, seed, complete)


def check_sheets(base: Scenario, sheets: Sequence[ExpertSheet]) -> None:
    """Make sure that sheets are of a scenario, of different experts, and that what they say can be played.

    Raises:
        ScenarioError: They are not.
    """
    names = [sheet.expert for sheet in sheets]
    faults = []
    for sheet in sheets:
        if sheet.scenario != base.id:
            faults.append(Fault(sheet.expert, 0, 0, "", f"a sheet of {sheet.scenario}", f"one of {base.id}"))
        if names.count(sheet.expert) > 1 or sheet.expert in {STATED, POOLED}:
            hint = "Name each file after its expert."
            faults.append(Fault(sheet.expert, 0, 0, "", f"the name {sheet.expert!r}", "a name of its own", hint))
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    for sheet in sheets:
        apply(base, [changes_of(sheet)])


def _number(base: Scenario, path: str, sheets: Sequence[ExpertSheet]) -> PooledNumber:
    said = {sheet.expert: spread_of(path, sheet.estimates[path]) for sheet in sheets if path in sheet.estimates}
    moved = tuple(s.expert for s in sheets if path in s.first and s.first[path] != s.estimates.get(path))
    pooled = pooled_changes(sheets)[path]
    stated = value_at(base.stated(), tuple(path.split(".")))
    return PooledNumber(
        path,
        input_name(base, path),
        "not stated" if stated is None else str(stated),
        {name: str(spread) for name, spread in said.items()},
        str(pooled).replace("'", ""),
        _between([_moments(spread.at) for spread in said.values()]),
        moved,
    )


def _moments(at: Sequence[float]) -> tuple[float, float]:
    """Return mean and variance of a PERT (low, most likely, high); of a figure, itself and none."""
    if len(at) == 1:
        return at[0], 0.0
    low, mode, high = at
    mean = (low + 4.0 * mode + high) / 6.0
    return mean, (mean - low) * (high - mean) / 7.0


def _between(moments: Sequence[tuple[float, float]]) -> float:
    """Return how much of the variance of an even mixture is between its parts."""
    means, variances = np.array(moments).T
    between = float(means.var())
    whole = between + float(variances.mean())
    return between / whole if whole > 0.0 else 0.0


def _outcome(name: str, shares: Mapping[str, Mapping[str, Share]]) -> ExpertOutcome:
    experts = {who: found[name] for who, found in shares.items() if who not in {STATED, POOLED}}
    values = np.array([one.share for one in experts.values()])
    noise = float(np.mean([one.share * (1.0 - one.share) / max(1, one.of) for one in experts.values()]))
    spread = float(np.sqrt(max(0.0, values.var(ddof=1) - noise))) if len(values) > 1 else 0.0
    stated, pooled = shares[STATED][name], shares[POOLED][name]
    return ExpertOutcome(name, stated.label, stated, experts, pooled, float(values.mean()), spread)


def _notes(base: Scenario, sheets: Sequence[ExpertSheet]) -> list[str]:
    paths = dict.fromkeys(path for sheet in sheets for path in sheet.estimates)
    found = []
    for sheet in sheets:
        gone = [path for path in paths if path not in sheet.estimates]
        if gone:
            found.append(f"{sheet.expert} left {', '.join(gone)} open; the others stand alone there")
        if sheet.digest != base.digest:
            found.append(f"{sheet.expert}'s sheet is of another version of the scenario, digest {sheet.digest}")
    return found
