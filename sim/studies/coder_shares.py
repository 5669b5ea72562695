"""How far the answers of a scenario hang on who coded it: the same case played with each coder's classes."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.predicates import outcomes_of
from sim.analysis.shares import paired_interval, question_flags, wilson
from sim.arrays import Flags
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.codebook import book
from sim.scenario.coded_case import Coding, read_coding
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.model import Scenario
from sim.scenario.restated import Restated, restated

STATED = "stated"
"""The scenario as it stands."""

RUNS = 2_000
"""Runs of each statement, unless others are asked for."""


@dataclass(frozen=True)
class CoderShare:
    """How often an outcome comes about, or a question is answered with yes, by one statement of a case.

    Attributes:
        id: The outcome or question.
        label: Its name on screen.
        coder: Whose classes; `stated` for the scenario as it stands.
        share: Share of its runs.
        low: Lower end of the 95 % Wilson interval.
        high: Upper end.
        of: Runs that it is asked of.
    """

    id: str
    label: str
    coder: str
    share: float
    low: float
    high: float
    of: int


@dataclass(frozen=True)
class CoderDifference:
    """By how much two coders of a case differ in an answer, the same luck under both.

    Attributes:
        id: The outcome or question.
        label: Its name on screen.
        first: A coder.
        second: The other.
        difference: Share of the second less that of the first, over the runs that it is asked of under both.
        low: Lower end of its 95 % interval: sampling error only.
        high: Upper end.
    """

    id: str
    label: str
    first: str
    second: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class CoderShares(Finding):
    """A case played with each coder's classes.

    Attributes:
        scenario: Its id.
        title: Its title.
        digest: Digest of the scenario as it stands.
        runs: Runs of each statement.
        seed: The luck that they share.
        statements: One row per coder: places whose class is another than stated, the same, and not coded by her.
        shares: Every outcome and question by every statement.
        differences: Of every two coders; those against the scenario as it stands first.
    """

    scenario: str
    title: str
    digest: str
    runs: int
    seed: int
    statements: tuple[Row, ...]
    shares: tuple[CoderShare, ...]
    differences: tuple[CoderDifference, ...]

    def table(self) -> Table:
        """Return one row per outcome and question, with the share by every statement."""
        rows: dict[str, dict[str, Any]] = {}
        for one in self.shares:
            row = rows.setdefault(one.id, {"id": one.id, "label": one.label})
            row |= {one.coder: one.share, f"{one.coder}_low": one.low, f"{one.coder}_high": one.high}
        title = f"{self.title}: {self.runs:,} runs of each statement, seed {self.seed}, digest {self.digest}"
        return Table(title, list(rows.values()), NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley coded --play --json`."""
        return plain_data(asdict(self))


NOTE = "Of runs, under each coder's classes, with the same luck. How far they differ is the doubt that is the coder's."


def coder_shares(
    scenario: ScenarioLike,
    files: Sequence[str | Path],
    runs: int = RUNS,
    seed: int = 1,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> CoderShares:
    """Play a case as it is stated and with the classes of each of its coders, under common random numbers.

    Where a coder named a class for a place that carries one, hers stands in its stead; what she did not code stays.

    Args:
        scenario: A scenario that is stated by the codebook, or the name or path of one.
        files: Coding files of the same case.
        runs: Runs of each statement.
        seed: The luck that they share.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted) between blocks.
        cancel: Set it to stop between blocks.

    Raises:
        ScenarioError: A file is not a coding by the book that comes with Parley.
        ValueError: A coding is of another case, or the scenario states no codebook.
    """
    base, held = scenario_of(scenario), book()
    codings = [read_coding(Path(file), held) for file in files]
    _check(base, codings)
    found = {one.coder: restated(base.stated(), one, held) for one in codings}
    options = PlayOptions(threads, None, progress, cancel)
    played = {
        name: prepare(base, [one.changes] if one is not None and one.changes else [], runs, seed).play(options)
        for name, one in {STATED: None, **found}.items()
    }
    return CoderShares(
        base.id,
        base.title,
        played[STATED].digest,
        min(one.runs for one in played.values()),
        seed,
        tuple(_statement(name, one) for name, one in found.items()),
        tuple(share for name, one in played.items() for share in _shares(name, one)),
        tuple(difference for pair in combinations(played, 2) for difference in _differences(played, *pair)),
    )


def _check(base: Scenario, codings: Sequence[Coding]) -> None:
    if base.codebook is None:
        raise ValueError(f"found {base.id}, which states no codebook, expected a scenario stated by it")
    for one in codings:
        if one.case != base.id:
            raise ValueError(f"found a coding of {one.case}, expected one of {base.id}")
    names = [one.coder for one in codings]
    for name in names:
        if names.count(name) > 1 or name == STATED:
            raise ValueError(
                f"found the coder {name} twice, or called as the statement is, expected one coding of each"
            )


def _statement(name: str, one: Restated) -> Row:
    return {"coder": name, "other": len(one.changes), "alike": one.alike, "passed_over": list(one.passed_over)}


def _answers(ensemble: Ensemble) -> Iterator[tuple[str, str, Flags, Flags]]:
    """Yield every outcome and question: id, label, the runs that it is asked of, and those that say yes."""
    game, records = ensemble.game, ensemble.records
    ends = np.array(outcomes_of(game, records)[0], object)
    for name, outcome in ensemble.scenario.outcomes.items():
        yield name, outcome.label or name, np.ones(len(ends), bool), ends == name
    for share in ensemble.questions:
        asked, yes, _ = question_flags(game, records, share.id)
        yield share.id, share.label, asked, yes


def _shares(coder: str, ensemble: Ensemble) -> Iterator[CoderShare]:
    for name, label, asked, yes in _answers(ensemble):
        of, count = int(asked.sum()), int((asked & yes).sum())
        yield CoderShare(name, label, coder, count / of if of else float("nan"), *wilson(count, of), of)


def _differences(played: dict[str, Ensemble], first: str, second: str) -> Iterator[CoderDifference]:
    for before, after in zip(_answers(played[first]), _answers(played[second]), strict=True):
        runs = min(len(before[2]), len(after[2]))
        both = before[2][:runs] & after[2][:runs]
        if both.any():
            ends = paired_interval(before[3][:runs][both], after[3][:runs][both])
            yield CoderDifference(before[0], before[1], first, second, *ends)
