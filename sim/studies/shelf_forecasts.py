"""What scenarios say of all their questions, and how cases came out, as numbers that can be scored."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.analysis.measures import numbers_of
from sim.analysis.shares import question_flags
from sim.analysis.shelf_scores import BinaryForecast, CaseAnswers, CaseForecasts, NumberForecast
from sim.arrays import Floats
from sim.formats.answer_files import Answers, Resolution, day_number
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.model import Scenario

UNCHANGED_RUNS = 200
"""Runs in which nothing is agreed and nothing random happens, to see what the questions then answer."""

SAME_DATE = frozenset({"s1", "s2", "u30", "u60"})
"""Questions that ask whether the deal is announced by a date: with the same date they ask the same."""


def nothing_changes(scenario: Scenario) -> dict[str, Any]:
    """Return the what-if in which everything stays as it is: no session is held and nothing random happens."""
    changes: dict[str, Any] = {"protocol.sessions_per_day": 0, "protocol.session_dates": []}
    if scenario.protocol.sessions_alone is not None:
        changes["protocol.sessions_alone"] = 0
    changes |= {f"events.{name}.rate": 0 for name, event in scenario.events.items() if event.rate is not None}
    return changes


def forecasts_of(
    scenario: Scenario, runs: int, seed: int, changes: Sequence[ChangeLike], options: PlayOptions
) -> tuple[CaseForecasts, Ensemble]:
    """Play a scenario, and once more with nothing changing; return what it says of its questions, and its ensemble."""
    ensemble = prepare(scenario, changes, runs, seed).play(options)
    still = [*changes, nothing_changes(apply(scenario, changes))]
    unchanged = prepare(scenario, still, UNCHANGED_RUNS, seed).play(options.told(None))
    return read_forecasts(ensemble, unchanged), ensemble


def read_forecasts(ensemble: Ensemble, unchanged: Ensemble | None = None) -> CaseForecasts:
    """Return what an ensemble says of its questions.

    Args:
        ensemble: Runs of a scenario.
        unchanged: Runs of the same in which nothing changes; none: that is not said.
    """
    scenario = ensemble.scenario
    reference = {one.question: one.range.middle for one in scenario.outside_view.values() if one.question}
    binary = []
    for name in scenario.yes_or_no:
        question = scenario.questions[name]
        asked, hit, _ = question_flags(ensemble.game, ensemble.records, name)
        if not asked.any():
            continue
        still = None if unchanged is None else _share(unchanged, name)
        binary.append(
            BinaryForecast(name, _asks(scenario, name), question.outside, hit[asked], still, reference.get(name))
        )
    recalls = (scenario.codebook.recalls or "") if scenario.codebook is not None else ""
    return CaseForecasts(scenario.id, scenario.field or "", tuple(binary), _numbers(ensemble, unchanged), recalls)


def _numbers(ensemble: Ensemble, unchanged: Ensemble | None) -> tuple[NumberForecast, ...]:
    """Return what is said of questions for numbers and dates; of a number that some runs do not have, the others."""
    found = []
    for name, measure in ensemble.scenario.numbers_asked.items():
        question = ensemble.scenario.questions[name]
        last = float(ensemble.game.day(question.by)) if measure.dated else None
        draws = _draws(ensemble, name, last)
        if len(draws):
            still = np.empty(0) if unchanged is None else _draws(unchanged, name, last)
            found.append(NumberForecast(name, question.outside, draws, last, still))
    return tuple(found)


def _draws(ensemble: Ensemble, name: str, last: float | None) -> Floats:
    asked, values = numbers_of(ensemble.game, ensemble.records, name)
    return values[asked] if last is not None else values[asked & ~np.isnan(values)]


def _share(ensemble: Ensemble, name: str) -> float | None:
    asked, hit, _ = question_flags(ensemble.game, ensemble.records, name)
    return float(hit.sum() / asked.sum()) if asked.any() else None


def _asks(scenario: Scenario, name: str) -> str:
    """Return what a question asks: the same text for questions that ask the same."""
    question = scenario.questions[name]
    if name in SAME_DATE:
        return f"announced by {question.by}"
    said = question.model_dump(mode="json", by_alias=True, exclude={"label", "asks", "outside"}, exclude_none=True)
    return json.dumps(said, sort_keys=True)


def numbers_of_answers(answers: Answers) -> CaseAnswers:
    """Return answers as numbers: 1 and 0, numbers, days counted from day 0 (NaN: never), None where they are void."""
    others: dict[str, dict[str, float]] = {}
    for one in answers.comparators:
        others.setdefault(one.who, {})[one.question.lower()] = one.p
    return CaseAnswers(
        answers.id,
        {one.name: _as_number(answers, one) for one in answers.questions},
        frozenset(one.name for one in answers.questions if one.sure == "arguable"),
        others,
    )


def _as_number(answers: Answers, one: Resolution) -> float | None:
    if one.answer is None:
        return None
    return day_number(answers, one.answer) if one.kind == "date" else float(one.answer)


def mismatches(scenario: Scenario, answers: Answers) -> list[str]:
    """Return what does not fit between a scenario and the answers to it, a sentence each."""
    named = {one.name: one for one in answers.questions}
    found = [f"{answers.id}: {name} has no answer" for name in scenario.questions if name not in named]
    found += [
        f"{answers.id}: {name} is no question of the scenario" for name in named if name not in scenario.questions
    ]
    found += [
        f"{answers.id}: {one.name} is void ({one.why or 'no reason given'})"
        for one in named.values()
        if one.answer is None
    ]
    if answers.day0 != scenario.as_of:
        found.append(f"{answers.id}: answered from {answers.day0}, stated as of {scenario.as_of}")
    return found


def labels_of(scenario: Scenario) -> dict[str, str]:
    """Return what each question is called."""
    return {name: one.label or one.asks for name, one in scenario.questions.items()}
