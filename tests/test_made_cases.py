"""Six made cases of talks: a strike with a ballot, a coalition, a truce, a treaty session, a takeover, a budget."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.measures import numbers_of
from sim.scenario.documents import check, read
from sim.scenario.model import Scenario
from tests.small import needs_compiled

CASES = ("ferries", "four_parties", "armistice", "seas", "takeover", "estimates")
PLACE = Path(__file__).parent.parent / "benchmarks" / "cases"
SEED, RUNS, WATCHED = 4, 60, 3


def path_of(name: str) -> Path:
    return PLACE / f"{name}.yaml"


@pytest.fixture(scope="module")
def played() -> dict[str, sim.Ensemble]:
    return {name: sim.run(path_of(name), runs=RUNS, seed=SEED) for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_wrong_with_a_made_case(name: str) -> None:
    assert check(path_of(name)) == []


@needs_compiled
@pytest.mark.parametrize("name", CASES)
def test_watched_runs_of_a_made_case_are_those_of_its_ensemble(name: str, played: dict[str, sim.Ensemble]) -> None:
    ensemble = played[name]
    for run in range(WATCHED):
        seen = sim.watch(path_of(name), seed=SEED, run=run)
        assert seen.outcome == ensemble.outcome_names[run]
        sessions = [session for day in seen.days for session in day.sessions]
        answers = [answer for session in sessions for answer in session.answers]
        record = ensemble.records
        assert record.of("proposals")[run] == sum(session.proposal is not None for session in sessions)
        assert record.of("refusals")[run] == sum(not answer.accepts for answer in answers)
        for issue, stated in ensemble.scenario.issues.items():
            for option in stated.options:
                evenings = sum(day.in_force.get(issue) == option for day in seen.days)
                place = ensemble.game.options.index((issue, option))
                assert record.of("days_in_force")[run, place] == evenings


@needs_compiled
@pytest.mark.parametrize("name", CASES)
def test_the_order_of_parties_in_the_file_changes_no_run(name: str, played: dict[str, sim.Ensemble]) -> None:
    stated = read(path_of(name)).scenario.stated()
    turned: dict[str, Any] = {
        **stated,
        **{word: dict(reversed(stated[word].items())) for word in ("parties", "worth")},
    }
    other = sim.run(Scenario.model_validate(turned), runs=RUNS, seed=SEED)
    assert other.outcome_names == played[name].outcome_names
    for question in other.scenario.numbers_asked:
        before, after = (numbers_of(one.game, one.records, question)[1] for one in (played[name], other))
        np.testing.assert_array_equal(before, after)


@needs_compiled
@pytest.mark.parametrize("name", CASES)
def test_every_run_of_a_made_case_has_an_outcome_and_answers_its_questions_or_has_none(
    name: str, played: dict[str, sim.Ensemble]
) -> None:
    ensemble = played[name]
    assert sum(share.count for share in ensemble.outcomes) == RUNS
    assert "unresolved" not in ensemble.outcome_names
    for answer in ensemble.numbers:
        assert (answer.of, answer.known + answer.never.count) == (RUNS, RUNS)
        assert sum(bar.count for bar in answer.bars) == answer.known
