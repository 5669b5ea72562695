"""What a scenario predicts, for the record: every question with its share, interval, and what determines it."""

from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.measures import NumberAnswer
from sim.analysis.shares import Share
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.base import RULES, Entry
from sim.scenario.changes import apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario

RUNS = 5_000
"""Runs of a recorded case."""

NOTHING = "–"
"""What stands where nothing can be said."""

NEARLY_NEVER = 0.01
"""A share below it, or above 1 less it, is said why by the structure of the scenario."""

STATEMENTS = ("conditions", "pledges", "exposures", "ratifiers", "pressures", "events", "deadlines")
"""Entries that can be left out one by one: those that rest on what is told later alone are, for a second look."""


@dataclass(frozen=True)
class RecordedQuestion:
    """One prediction.

    Attributes:
        id: The question.
        by: The day on which it resolves.
        outside: Whether something else than the talks decides it.
        said: Its share of runs in percent, or the median of a number or a date.
        interval: Its 95 % interval, or where nine runs in ten of those that have a number lie.
        of: Runs that it is asked of.
        never: Of a number or a date, the share of runs that have none, in percent; empty otherwise.
        without: What is said without entries that rest on later sources alone; empty if there are none.
    """

    id: str
    by: str
    outside: bool
    said: str
    interval: str
    of: int
    never: str
    without: str


@dataclass(frozen=True)
class RecordedOutcome:
    """How often an outcome came about.

    Attributes:
        id: The outcome.
        said: Its share of runs in percent.
        interval: Its 95 % interval.
    """

    id: str
    said: str
    interval: str


@dataclass(frozen=True, repr=False)
class CaseRecord(Finding):
    """What a scenario predicts.

    Attributes:
        scenario: Its id.
        title: Its title.
        as_of: Its day 0.
        digest: Its digest, rulebook included.
        book: Number and digest of the codebook by which it is stated; empty if by none.
        rules: Number of the rulebook.
        runs: Runs.
        seed: Key of all luck.
        questions: Its predictions.
        outcomes: How often each outcome came about.
        extreme: Outcomes and questions that nearly no run, or nearly every run, answers with yes.
        told_later: Entries that rest on sources that tell later what was public.
    """

    scenario: str
    title: str
    as_of: str
    digest: str
    book: str
    rules: int
    runs: int
    seed: int
    questions: tuple[RecordedQuestion, ...]
    outcomes: tuple[RecordedOutcome, ...]
    extreme: tuple[str, ...]
    told_later: tuple[str, ...]

    def table(self) -> Table:
        """Return one row per question."""
        rows: list[Row] = [asdict(one) for one in self.questions]
        title = f"{self.title}, as of {self.as_of}: {self.runs:,} runs, seed {self.seed}"
        return Table(f"{title}; digest {self.digest}, rules {self.rules}, book {self.book or 'none'}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return plain_data(asdict(self))


def record(scenario: ScenarioLike, runs: int = RUNS, seed: int = 1) -> CaseRecord:
    """Return what a scenario predicts.

    Args:
        scenario: A scenario, or the name or path of one.
        runs: How many runs.
        seed: Key of all luck.
    """
    stated = scenario_of(scenario)
    ensemble = prepare(stated, [], runs, seed).play(PlayOptions())
    later, removed = told_later(stated)
    without = _said(prepare(stated, [removed], runs, seed).play(PlayOptions())) if removed else {}
    said = _said(ensemble)
    questions = tuple(
        RecordedQuestion(
            name,
            question.by.isoformat(),
            question.outside,
            *said[name],
            without[name][0] if name in without else "",
        )
        for name, question in stated.questions.items()
    )
    book = "" if stated.codebook is None else f"{stated.codebook.number}, {stated.codebook.digest}"
    outcomes = tuple(RecordedOutcome(one.id, *_share_said(one)) for one in ensemble.outcomes)
    found = (*ensemble.outcomes, *ensemble.questions)
    extreme = tuple(one.id for one in found if one.of and not NEARLY_NEVER <= one.share <= 1 - NEARLY_NEVER)
    day, digest = stated.as_of.isoformat(), stated.digest
    return CaseRecord(
        stated.id, stated.title, day, digest, book, RULES, runs, seed, questions, outcomes, extreme, later
    )


def told_later(scenario: Scenario) -> tuple[tuple[str, ...], dict[str, None]]:
    """Return the entries that rest on later sources alone, and the what-if that leaves out those that can be."""
    later = {name for name, source in scenario.sources.items() if source.public_since is not None}
    found = [
        f"{head}.{name}"
        for head in STATEMENTS
        for name, entry in getattr(scenario, head).items()
        if isinstance(entry, Entry) and entry.sources and set(entry.sources) <= later
    ]
    return tuple(found), {path: None for path in found if _can_go(scenario, path)}


def _can_go(scenario: Scenario, path: str) -> bool:
    """Return whether an entry can be left out: a question may ask about it."""
    try:
        apply(scenario, [{path: None}])
    except ScenarioError:
        return False
    return True


def _said(ensemble: Ensemble) -> dict[str, tuple[str, str, int, str]]:
    """Return of every question what is said, its interval, of how many runs, and how many have no number."""
    shares = {one.id: (*_share_said(one), one.of, "") for one in ensemble.questions}
    numbers = {one.id: _number_said(one) for one in ensemble.numbers}
    return {**shares, **numbers}


def _share_said(one: Share) -> tuple[str, str]:
    return (f"{100 * one.share:.1f}", f"{100 * one.low:.1f} to {100 * one.high:.1f}") if one.of else (NOTHING, NOTHING)


def _number_said(one: NumberAnswer) -> tuple[str, str, int, str]:
    at = {quantile.at: quantile.value for quantile in one.quantiles}
    never = f"{100 * one.never.share:.1f}" if one.of else NOTHING
    if not at:
        return NOTHING, NOTHING, one.of, never
    return f"median {one.shown(at[0.5])}", f"{one.shown(at[0.05])} to {one.shown(at[0.95])}", one.of, never
