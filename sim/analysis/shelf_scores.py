"""Scores of a shelf of cases: each case weighs one, and every forecaster is scored on the same questions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.case_means import CaseMean, case_mean
from sim.analysis.proper_scores import (
    MurphyParts,
    ReliabilityBin,
    brier,
    crps,
    log_score,
    murphy,
    reliability_bins,
    share_said,
)
from sim.arrays import Flags, Floats

MODEL = "model"
HALF = "half"
UNCHANGED = "nothing_changes"
BASE_RATE = "base_rate"
REFERENCE = "reference_class"
FORECASTERS = {
    MODEL: "the model",
    HALF: "one half",
    UNCHANGED: "nothing changes",
    BASE_RATE: "the shelf's base rate for the kind of question, this case left out",
    REFERENCE: "the stated reference class",
}
"""Who is scored; others are named by the answers."""

FIRST = "s1"
"""The question that stands first in every case."""

IMAGINED = 1_000
"""Shelves that are imagined for consistency bands."""


@dataclass(frozen=True)
class BinaryForecast:
    """What a scenario says of a question for yes or no.

    Attributes:
        id: The question.
        asks: What is asked, so that questions that ask the same are known: equal texts, one question.
        outside: Whether something else than the negotiation decides it.
        flags: [runs] whether a run answers yes; of a question asked of some runs, those alone.
        unchanged: Share of runs that answer yes where nothing is agreed and nothing happens; None if it was not played.
        reference: Share that a stated reference class gives; None if there is none.
    """

    id: str
    asks: str
    outside: bool
    flags: Flags
    unchanged: float | None = None
    reference: float | None = None

    @property
    def share(self) -> float:
        """What the model says: (k + 1/2) / (n + 1) of its runs."""
        return share_said(float(self.flags.sum()), float(len(self.flags)))


@dataclass(frozen=True)
class NumberForecast:
    """What a scenario says of a question for a number or a date.

    Attributes:
        id: The question.
        outside: Whether something else than the negotiation decides it.
        draws: [runs] the number, or the day counted from day 0; NaN where it never comes.
        last: The last day of a question for a date, at which what never comes is cut off; None of a number.
        unchanged: The number where nothing is agreed and nothing happens, one per run played so; empty if not played.
    """

    id: str
    outside: bool
    draws: Floats
    last: float | None = None
    unchanged: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class CaseForecasts:
    """What a scenario says of all its questions.

    Attributes:
        id: The case.
        field: Its field.
        binary: Its questions for yes or no, in the order of the scenario.
        numbers: Its questions for numbers and dates.
        recalls: What its author recalled of how it ended before it was stated; empty if that is not said.
    """

    id: str
    field: str
    binary: tuple[BinaryForecast, ...]
    numbers: tuple[NumberForecast, ...] = ()
    recalls: str = ""


@dataclass(frozen=True)
class CaseAnswers:
    """How a case came out, as numbers.

    Attributes:
        id: The case.
        answers: The answer by question; None is void. Days are counted from day 0, NaN if it never came.
        arguable: The questions that a careful judge would argue about.
        others: What others said, by who, then by question.
    """

    id: str
    answers: Mapping[str, float | None]
    arguable: frozenset[str] = frozenset()
    others: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoredQuestion:
    """One question of one case, scored.

    Attributes:
        case: The case.
        field: Its field.
        question: The question.
        kind: Its kind on the shelf: s1 to s5, u30, u60 or other.
        outside: Whether something else than the negotiation decides it.
        arguable: Whether a careful judge would argue about the answer.
        answer: 1 or 0.
        shares: What each forecaster said.
        recalls: What the author of the case recalled of how it ended; empty if that is not said.
    """

    case: str
    field: str
    question: str
    kind: str
    outside: bool
    arguable: bool
    answer: float
    shares: Mapping[str, float]
    recalls: str = ""

    @property
    def brier(self) -> dict[str, float]:
        """The Brier score of each forecaster."""
        return {who: brier(share, self.answer) for who, share in self.shares.items()}

    @property
    def log(self) -> dict[str, float]:
        """The log score of each forecaster."""
        return {who: log_score(share, self.answer) for who, share in self.shares.items()}


@dataclass(frozen=True)
class ScoredNumber:
    """One question for a number or a date, scored.

    Attributes:
        case: The case.
        question: The question.
        outside: Whether something else than the negotiation decides it.
        arguable: Whether a careful judge would argue about the answer.
        answer: The number, or the day counted from day 0; None if it never came.
        median: The median of the draws; None if in half of them it never comes.
        crps: The score, in the unit of the answer.
        unchanged: The score of what comes where nothing changes; None if that was not played.
        scaled: Of a date, the score over the days to the last; None of a number.
    """

    case: str
    question: str
    outside: bool
    arguable: bool
    answer: float | None
    median: float | None
    crps: float
    unchanged: float | None
    scaled: float | None


@dataclass(frozen=True)
class ForecasterScore:
    """How one forecaster did beside the model, on the questions that both answered.

    Attributes:
        who: The forecaster.
        cases: Cases with such questions.
        questions: Such questions.
        brier: Its mean Brier score, each case weighing one.
        log: Its mean log score.
        model_brier: The model's Brier score on the same questions.
        model_log: The model's log score on the same questions.
        brier_gain: How much better the model's Brier score is than this one; above 0 the model wins.
        log_gain: The same of the log score.
    """

    who: str
    cases: int
    questions: int
    brier: float
    log: float
    model_brier: float
    model_log: float
    brier_gain: CaseMean
    log_gain: CaseMean


@dataclass(frozen=True)
class ScoredGroup:
    """Some questions of a shelf, scored.

    Attributes:
        name: Which: the first question, all, a field, a kind ...
        forecasters: How each forecaster did beside the model, the model's losses first; the model itself stands first.
        parts: The model's Brier score taken apart; None without questions.
    """

    name: str
    forecasters: tuple[ForecasterScore, ...]
    parts: MurphyParts | None


def kind_of(question: str) -> str:
    """Return the kind of a question on the shelf: those that every case asks by their id, the others together."""
    return question if question in {"s1", "s2", "s3", "s4", "s5", "u30", "u60"} else "other"


def counted_once(questions: Sequence[BinaryForecast]) -> tuple[BinaryForecast, ...]:
    """Return the questions of a case, each that asks the same as an earlier one left out."""
    first: dict[str, BinaryForecast] = {}
    for one in questions:
        first.setdefault(one.asks, one)
    return tuple(first.values())


def scored_questions(forecasts: Sequence[CaseForecasts], answers: Mapping[str, CaseAnswers]) -> list[ScoredQuestion]:
    """Return every question for yes or no that has an answer, with what each forecaster said of it.

    Void answers are left out; questions that ask the same count once.
    """
    asked = [
        (case, one, float(answer))
        for case in forecasts
        if case.id in answers
        for one in counted_once(case.binary)
        if (answer := answers[case.id].answers.get(one.id)) is not None
    ]
    rates = _base_rates([(case.id, kind_of(one.id), answer) for case, one, answer in asked])
    return [
        ScoredQuestion(
            case.id,
            case.field,
            one.id,
            kind_of(one.id),
            one.outside,
            one.id in answers[case.id].arguable,
            answer,
            _shares(one, rates(case.id, kind_of(one.id)), answers[case.id].others),
            case.recalls,
        )
        for case, one, answer in asked
    ]


def _base_rates(known: Sequence[tuple[str, str, float]]) -> Callable[[str, str], float]:
    """Return what the answers of the other cases say of a kind of question: (k + 1/2) / (n + 1) of case means."""

    def rate(case: str, kind: str) -> float:
        by_case: dict[str, list[float]] = {}
        for other, of_kind, answer in known:
            if other != case and of_kind == kind:
                by_case.setdefault(other, []).append(answer)
        return share_said(sum(sum(one) / len(one) for one in by_case.values()), float(len(by_case)))

    return rate


def _shares(one: BinaryForecast, rate: float, others: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    runs = float(len(one.flags))
    said: dict[str, float | None] = {
        MODEL: one.share,
        HALF: 0.5,
        UNCHANGED: None if one.unchanged is None else share_said(one.unchanged * runs, runs),
        BASE_RATE: rate,
        REFERENCE: one.reference,
        **{who: shares.get(one.id) for who, shares in others.items()},
    }
    return {who: _inside(share) for who, share in said.items() if share is not None}


def _inside(share: float) -> float:
    """Return a share that a log score can take: somebody who says 0 or 1 is taken to mean a hundredth less."""
    return min(0.99, max(0.01, share)) if share in (0.0, 1.0) else share


def scored_numbers(forecasts: Sequence[CaseForecasts], answers: Mapping[str, CaseAnswers]) -> list[ScoredNumber]:
    """Return every question for a number or a date that has an answer, scored."""
    return [
        _scored_number(case.id, one, float(answer), one.id in answers[case.id].arguable)
        for case in forecasts
        if case.id in answers
        for one in case.numbers
        if (answer := answers[case.id].answers.get(one.id)) is not None
    ]


def _scored_number(case: str, one: NumberForecast, answer: float, arguable: bool) -> ScoredNumber:
    score = crps(one.draws, answer, one.last)
    median = float(np.median(np.where(np.isnan(one.draws), np.inf, one.draws)))
    return ScoredNumber(
        case,
        one.id,
        one.outside,
        arguable,
        None if np.isnan(answer) else answer,
        median if np.isfinite(median) else None,
        score,
        crps(one.unchanged, answer, one.last) if len(one.unchanged) else None,
        score / one.last if one.last else None,
    )


def group_of(name: str, rows: Sequence[ScoredQuestion], seed: int = 1) -> ScoredGroup:
    """Return some questions scored: every forecaster beside the model on what both answered."""
    names = dict.fromkeys(who for row in rows for who in row.shares)
    scores = [_forecaster(who, [row for row in rows if who in row.shares], seed) for who in names]
    first = [one for one in scores if one.who == MODEL]
    rest = sorted((one for one in scores if one.who != MODEL), key=lambda one: one.brier_gain.mean or 0.0)
    return ScoredGroup(name, (*first, *rest), _parts(rows))


def _forecaster(who: str, rows: Sequence[ScoredQuestion], seed: int) -> ForecasterScore:
    theirs = np.array([[row.brier[who], row.log[who]] for row in rows])
    ours = np.array([[row.brier[MODEL], row.log[MODEL]] for row in rows])
    cases = [row.case for row in rows]
    own, model = by_case(theirs, cases), by_case(ours, cases)
    briers, logs = (case_mean(own[:, place] - model[:, place], seed) for place in (0, 1))
    theirs_brier, theirs_log, model_brier, model_log = (float(one) for one in (*own.mean(axis=0), *model.mean(axis=0)))
    return ForecasterScore(who, len(own), len(rows), theirs_brier, theirs_log, model_brier, model_log, briers, logs)


def by_case(values: Floats, cases: Sequence[str]) -> Floats:
    """Return the mean of every case, [cases, ...]: each case weighs one, however many questions it has."""
    names = {name: place for place, name in enumerate(dict.fromkeys(cases))}
    member = np.array([names[case] for case in cases])
    sums = np.zeros((len(names), *values.shape[1:]))
    np.add.at(sums, member, values)
    counts = np.bincount(member, minlength=len(names)).astype(np.float64)
    return sums / counts.reshape(-1, *([1] * (values.ndim - 1)))


def weights_of(rows: Sequence[ScoredQuestion]) -> Floats:
    """Return how much each question counts, so that each case weighs one."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.case] = counts.get(row.case, 0) + 1
    return np.array([1.0 / counts[row.case] for row in rows])


def _parts(rows: Sequence[ScoredQuestion]) -> MurphyParts | None:
    if not rows:
        return None
    said = np.array([row.shares[MODEL] for row in rows])
    return murphy(said, np.array([row.answer for row in rows]), weights_of(rows))


def reliability_of(
    rows: Sequence[ScoredQuestion], forecasts: Iterable[CaseForecasts], seed: int = 1
) -> tuple[ReliabilityBin, ...]:
    """Return the reliability diagram of the model, with bands from shelves on which it would be right.

    On such a shelf one run answers a whole case, so that questions of a case hang together as they do in its runs.
    """
    if not rows:
        return ()
    said = np.array([row.shares[MODEL] for row in rows])
    came = np.array([row.answer for row in rows])
    return reliability_bins(said, came, weights_of(rows), imagined_answers(rows, forecasts, seed))


def imagined_answers(
    rows: Sequence[ScoredQuestion], forecasts: Iterable[CaseForecasts], seed: int, shelves: int = IMAGINED
) -> Flags:
    """Return answers to the same questions as the model draws them, [shelves, n]: one run answers a whole case."""
    luck = np.random.default_rng(seed % 2**64)
    known = {case.id: {one.id: one.flags for one in case.binary} for case in forecasts}
    drawn = np.zeros((shelves, len(rows)), bool)
    for case in dict.fromkeys(row.case for row in rows):
        lots = luck.random(shelves)
        for place, row in enumerate(rows):
            if row.case == case:
                flags = known[case][row.question]
                drawn[:, place] = flags[(lots * len(flags)).astype(np.int64)]
    return drawn
