"""Predictions put to the test: the questions of one scenario or a shelf of them against how cases came out."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.proper_scores import ReliabilityBin
from sim.analysis.shelf_scores import (
    BASE_RATE,
    FIRST,
    FORECASTERS,
    MODEL,
    CaseAnswers,
    CaseForecasts,
    ScoredGroup,
    ScoredNumber,
    ScoredQuestion,
    group_of,
    reliability_of,
    scored_numbers,
    scored_questions,
)
from sim.finding import Finding, Table
from sim.formats.answer_files import read_answers
from sim.formatting import plain_data
from sim.runs.options import PlayOptions, Progress
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.model import Scenario
from sim.studies.shelf_forecasts import forecasts_of, mismatches, numbers_of_answers

RUNS = 5_000
"""Runs a case, unless others are asked for."""

NOTE = (
    "Each case weighs one; questions that ask the same count once. Gains are the other's score less the model's: above "
    "0 the model is better. Intervals draw whole cases anew (bootstrap-t)."
)
"""What a reader must know to read the numbers."""


@dataclass(frozen=True, repr=False)
class Scores(Finding):
    """How good predictions were.

    Attributes:
        cases: The cases that were scored, in order.
        digests: The digest of the scenario of each, as it was played.
        first: The first question of every case; empty where none has one.
        all: All questions that the talks decide.
        groups: The same by field, by kind of question, by what authors recalled of how cases ended, with clear answers
            alone, and those that others decide.
        questions: Every question for yes or no, those on which the model lost most to the base rate first.
        numbers: Every question for a number or a date.
        bins: The reliability diagram of the model, over all questions that the talks decide.
        unfit: What does not fit: questions without answer, answers without question, void answers.
        runs: Runs a case.
        seed: Key of all luck.
        complete: Whether all was played.
        elapsed_s: Seconds it took.
    """

    cases: tuple[str, ...]
    digests: Mapping[str, str]
    first: ScoredGroup
    all: ScoredGroup
    groups: tuple[ScoredGroup, ...]
    questions: tuple[ScoredQuestion, ...]
    numbers: tuple[ScoredNumber, ...]
    bins: tuple[ReliabilityBin, ...]
    unfit: tuple[str, ...]
    runs: int
    seed: int
    complete: bool
    elapsed_s: float

    @property
    def brier(self) -> float | None:
        """The model's Brier score, each case weighing one; None without a question."""
        return self.all.forecasters[0].brier if self.all.forecasters else None

    @property
    def log(self) -> float | None:
        """The model's log score; None without a question."""
        return self.all.forecasters[0].log if self.all.forecasters else None

    @property
    def verdict(self) -> str:
        """What the scores say, claiming no more than the intervals do."""
        return verdict_of(self.first if self.first.forecasters else self.all)

    def table(self) -> Table:
        """Return how every forecaster did beside the model: the first question, then all, then the groups."""
        rows = [
            {
                "questions": group.name,
                "who": FORECASTERS.get(one.who, one.who),
                "cases": one.cases,
                "asked": one.questions,
                "brier": one.brier,
                "log": one.log,
                "gain": one.brier_gain.mean,
                "low": one.brier_gain.low,
                "high": one.brier_gain.high,
                "cases_more": one.brier_gain.more,
            }
            for group in (self.first, self.all, *self.groups)
            for one in group.forecasters
        ]
        title = f"{len(self.cases):,} cases scored, {self.runs:,} runs each, seed {self.seed}"
        return Table(title, rows, f"{self.verdict} {NOTE}")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley score --json`."""
        return plain_data(
            {
                "brier": self.brier,
                "log": self.log,
                "verdict": self.verdict,
                "note": NOTE,
                "cases": list(self.cases),
                "digests": dict(self.digests),
                "first": asdict(self.first),
                "all": asdict(self.all),
                "groups": [asdict(one) for one in self.groups],
                "questions": [{**asdict(one), "brier": one.brier, "log": one.log} for one in self.questions],
                "numbers": [asdict(one) for one in self.numbers],
                "bins": [asdict(one) for one in self.bins],
                "unfit": list(self.unfit),
                "runs": self.runs,
                "seed": self.seed,
                "complete": self.complete,
                "elapsed_s": self.elapsed_s,
            }
        )


def verdict_of(group: ScoredGroup) -> str:
    """Return what a group's scores say against the base rate, in a sentence."""
    beside = next((one for one in group.forecasters if one.who == BASE_RATE), None)
    if beside is None:
        return "Nothing could be scored."
    gain = beside.brier_gain
    what = "the first question of each case" if group.name == FIRST else "all questions"
    said = f"On {what} the model scores {beside.model_brier:.3f} (Brier), the shelf's own base rate {beside.brier:.3f}"
    if gain.low is None or gain.high is None or gain.mean is None:
        return f"{said}; {gain.cases} cases are too few to say whether that is skill."
    if gain.low > 0.0:
        return f"{said}: better beyond what the choice of cases explains ({gain.low:.3f} to {gain.high:.3f})."
    if gain.high < 0.0:
        return f"{said}: worse beyond what the choice of cases explains ({gain.low:.3f} to {gain.high:.3f})."
    more = "no number of such cases would tell" if gain.more is None else f"about {gain.more:,} cases more would tell"
    return f"{said}; {gain.cases} cases do not tell this from no skill ({gain.low:.3f} to {gain.high:.3f}), {more}."


def score(
    scenarios: ScenarioLike | Sequence[ScenarioLike],
    answers: str | Path | Sequence[str | Path],
    runs: int = RUNS,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Scores:
    """Score predictions against how cases came out.

    Args:
        scenarios: A scenario or several, each a name, a path or a scenario.
        answers: The file of answers, or one per scenario in any order; a folder: every `.json` in it.
        runs: Runs a case.
        seed: Key of all luck, that of the intervals too.
        changes: What-ifs that hold in every scenario, applied in order.
        threads: Threads to use.
        progress: Called with (cases played, cases).
        cancel: Set it to stop; what is finished is scored.

    Raises:
        ScenarioError: A scenario or a file of answers cannot be used, or none belong together.

    Example:
        >>> import json, tempfile
        >>> answer = {"id": "full_ceasefire_by_90", "kind": "binary", "answer": 0, "sure": "clear"}
        >>> said = {"id": "ukraine-2025-03", "day0": "2025-03-19", "horizon_days": 90, "questions": [answer]}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Path(folder, "made_up.json").write_text(json.dumps(said)) > 0
        ...     score("ukraine-2025-03", Path(folder, "made_up.json"), runs=20).cases
        True
        ('ukraine-2025-03',)
    """
    began = time.perf_counter()
    stated = [scenario_of(one) for one in _listed(scenarios)]
    files = _files(answers)
    read = {one.id: one for one in map(read_answers, files)}
    pairs = [(one, read[one.id]) for one in stated if one.id in read]
    if not pairs:
        had = f"answers of {', '.join(read) or 'nothing'}"
        raise ScenarioError([Fault(", ".join(map(str, files)), 0, 0, "id", had, ", ".join(one.id for one in stated))])
    options = PlayOptions(threads, None, None, cancel)
    played: list[CaseForecasts] = []
    digests: dict[str, str] = {}
    for scenario, _ in pairs:
        forecasts, ensemble = forecasts_of(scenario, runs, seed, changes, options)
        if cancel is not None and cancel.is_set():
            break
        played.append(forecasts)
        digests[scenario.id] = ensemble.digest
        if progress is not None:
            progress(len(played), len(pairs))
    unfit = [said for scenario, answer in pairs for said in mismatches(scenario, answer)]
    unfit += [f"{lacking.id}: no answers" for lacking in stated if lacking.id not in read]
    known = {answer.id: numbers_of_answers(answer) for _, answer in pairs}
    found = scores_of(played, known, runs, seed)
    return _finished(found, digests, unfit, len(played) == len(pairs), time.perf_counter() - began)


def scores_of(forecasts: Sequence[CaseForecasts], answers: Mapping[str, CaseAnswers], runs: int, seed: int) -> Scores:
    """Return forecasts scored against answers, all of it as plain numbers."""
    rows = scored_questions(forecasts, answers)
    inside = [row for row in rows if not row.outside]
    first = group_of(FIRST, [row for row in inside if row.question == FIRST], seed)
    groups = [group_of(name, chosen, seed) for name, chosen in _groups(rows, inside) if chosen]
    return Scores(
        cases=tuple(dict.fromkeys(row.case for row in rows)),
        digests={},
        first=first,
        all=group_of("all", inside, seed),
        groups=tuple(sorted(groups, key=_gain)),
        questions=tuple(sorted(rows, key=lambda row: row.brier[BASE_RATE] - row.brier[MODEL])),
        numbers=tuple(scored_numbers(forecasts, answers)),
        bins=reliability_of(inside, forecasts, seed),
        unfit=(),
        runs=runs,
        seed=seed,
        complete=True,
        elapsed_s=0.0,
    )


def _groups(rows: Sequence[ScoredQuestion], inside: Sequence[ScoredQuestion]) -> list[tuple[str, list[ScoredQuestion]]]:
    """Return the groups beside all: fields, kinds of question, clear answers, and what others decide."""
    found = [
        *((f"field: {name}", [row for row in inside if row.field == name]) for name in _each(inside, "field")),
        *((f"kind: {name}", [row for row in inside if row.kind == name]) for name in _each(inside, "kind")),
        *((f"recalled: {name}", [row for row in inside if row.recalls == name]) for name in _each(inside, "recalls")),
    ]
    found.append(("clear answers alone", [row for row in inside if not row.arguable]))
    found.append(("decided outside the talks", [row for row in rows if row.outside]))
    return found


def _each(rows: Sequence[ScoredQuestion], what: str) -> list[str]:
    return [name for name in dict.fromkeys(str(getattr(row, what)) for row in rows) if name]


def _gain(group: ScoredGroup) -> float:
    """Return how far the model beat the base rate, so that losses stand first."""
    beside = [one for one in group.forecasters if one.who == BASE_RATE]
    return beside[0].brier_gain.mean or 0.0 if beside else 0.0


def _finished(
    found: Scores, digests: Mapping[str, str], unfit: Sequence[str], complete: bool, elapsed: float
) -> Scores:
    return replace(found, digests=dict(digests), unfit=tuple(unfit), complete=complete, elapsed_s=elapsed)


def _listed(scenarios: ScenarioLike | Sequence[ScenarioLike]) -> list[ScenarioLike]:
    return [scenarios] if isinstance(scenarios, str | Path | Scenario) else list(scenarios)


def _files(answers: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return the files of answers: those of a folder, or those that are named."""
    named = [Path(answers)] if isinstance(answers, str | Path) else [Path(one) for one in answers]
    return [file for one in named for file in (sorted(one.glob("*.json")) if one.is_dir() else [one])]
