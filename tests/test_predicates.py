"""Predicates say what held of a run, and since when."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.analysis.asked_about import check_asked, ends_in
from sim.analysis.predicates import evaluate, outcomes_of
from sim.analysis.shares import question_flags
from sim.cli.verbs import app
from sim.game.build import Game
from sim.game.records import Records, column_names
from sim.scenario.asked_words import Predicate
from sim.studies.aims import aim_of
from sim.studies.responses import of_outcome
from tests.small import day, game

SOME = {"truce": "month"}


def make(*predicates: dict[str, Any], **words: Any) -> Game:
    """Return a game that watches for what these predicates ask."""
    outcomes = {f"o{number}": {"when": predicate} for number, predicate in enumerate(predicates)}
    return game(
        issues={"truce": {"open": {}, "month": {"term_days": 10}, "year": {}}, "aid": ["none", "some"]},
        worth={"a": {"truce": [0, 10, 20], "aid": [0, 5]}, "b": {"truce": [0, 10, 20], "aid": [0, 5]}},
        events={"ballot": {"on": day(4)}},
        **{"outcomes": {**outcomes, "rest": {"otherwise": True}}, **words},
    )


def records(played: Game, *runs: dict[str, Any]) -> Records:
    """Return records in which nothing happened but what is said of each run; `end` is the deal at the end."""
    names = list(column_names(played))
    rows = np.full((len(runs), len(names)), -1.0)
    for place, said in enumerate(runs):
        rows[place, 0] = played.state(said.get("end", {}))
        for name, value in said.items():
            if name != "end":
                rows[place, names.index(name)] = value
    return Records(played, rows)


def holding(predicate: dict[str, Any], *runs: dict[str, Any]) -> list[float | bool]:
    """Return for each run the day since which a predicate holds, True if it has no day, False if it does not hold."""
    played = make(predicate)
    found = evaluate(played, records(played, *runs), Predicate.model_validate(predicate))
    since = zip(found.holds.tolist(), found.day.tolist(), strict=True)
    return [False if not holds else True if np.isnan(came) else came for holds, came in since]


EVER = "reached.truce=month"


def test_ever_holds_from_the_first_day_in_force() -> None:
    assert holding({"ever": SOME}, {EVER: 7}, {EVER: 0}, {}) == [7.0, 0.0, False]


def test_ever_names_any_of_several_options_in_any_order() -> None:
    runs = [{"reached.truce=month|year": 3}, {}]
    assert holding({"ever": {"truce": ["year", "month"]}}, *runs) == [3.0, False]


def test_for_days_asks_for_so_many_days_in_a_row() -> None:
    runs = [{EVER: 2, f"{EVER}.for_5_days": 6}, {EVER: 2}]
    assert holding({"ever": SOME, "for_days": 5}, *runs) == [6.0, False]


def test_by_counts_its_own_day_and_none_after() -> None:
    assert holding({"ever": SOME, "by": day(7)}, {EVER: 7}, {EVER: 8}) == [7.0, False]


def test_at_end_looks_at_the_last_day_and_is_dated_by_the_first() -> None:
    still, gone, longer = {"end": SOME, EVER: 4}, {EVER: 4}, {"end": {"truce": "year"}}
    assert holding({"at_end": SOME}, still, gone, longer) == [4.0, False, False]


@pytest.mark.parametrize("way", ["expired", "withdrawn", "collapsed", "renewed", "reached_term"])
def test_each_way_an_option_can_go_is_its_own(way: str) -> None:
    others = {"expired", "withdrawn", "collapsed", "renewed", "reached_term"} - {way}
    elsewhere = {f"{other}.truce.month": 12 for other in others}
    assert holding({way: SOME}, {f"{way}.truce.month": 12}, elsewhere, {f"{way}.truce.year": 12}) == [
        12.0,
        False,
        False,
    ]


def test_alleged_within_days_counts_from_the_start_of_the_truce() -> None:
    soon = {"alleged.truce.month": 9, "alleged_after.truce.month": 3}
    late = {"alleged.truce.month": 9, "alleged_after.truce.month": 4}
    assert holding({"alleged": SOME}, soon, late, {}) == [9.0, 9.0, False]
    assert holding({"alleged": SOME, "within_days": 3}, soon, late, {}) == [9.0, False, False]


def test_events_and_the_mediator_leave_a_day() -> None:
    assert holding({"happened": "ballot"}, {"happened.ballot": 4}, {}) == [4.0, False]
    assert holding({"mediator_left": True}, {"mediator_left": 8}, {}) == [8.0, False]


def test_several_words_must_all_hold_and_the_last_to_come_dates_them() -> None:
    predicate = {"ever": SOME, "collapsed": SOME, "happened": "ballot"}
    full = {EVER: 3, "collapsed.truce.month": 9, "happened.ballot": 4}
    assert holding(predicate, full, {EVER: 3, "happened.ballot": 4}) == [9.0, False]


def test_all_is_dated_by_the_last_and_any_by_the_first() -> None:
    parts = [{"ever": SOME}, {"ever": {"aid": "some"}}]
    runs = [{EVER: 3, "reached.aid=some": 6}, {EVER: 3}, {}]
    assert holding({"all": parts}, *runs) == [6.0, False, False]
    assert holding({"any": parts}, *runs) == [3.0, 3.0, False]


def test_not_turns_round_and_has_no_day() -> None:
    assert holding({"not": {"ever": SOME}}, {EVER: 3}, {}) == [False, True]
    assert holding({"not": {"not": {"ever": SOME}}}, {EVER: 3}, {}) == [True, False]
    # What has no day leaves the date to what has one.
    assert holding({"ever": {"aid": "some"}, "not": {"ever": SOME}}, {"reached.aid=some": 5}) == [5.0]


def test_the_first_outcome_that_holds_names_the_run() -> None:
    played = make({"ever": SOME, "collapsed": SOME}, {"ever": SOME})
    rows = records(played, {EVER: 3, "collapsed.truce.month": 9}, {EVER: 3}, {})
    names, days = outcomes_of(played, rows)
    assert names == ["o0", "o1", "rest"]
    assert days[:2].tolist() == [9.0, 3.0]
    assert np.isnan(days[2])
    assert [outcomes_of(played, Records(played, row[None, :]))[0][0] for row in rows.rows] == names
    assert ends_in(rows, ("o0", "rest")).tolist() == [True, False, True]


def test_a_run_that_no_outcome_catches_is_unresolved() -> None:
    played = make(outcomes={"truce": {"when": {"ever": SOME}}})
    assert outcomes_of(played, records(played, {}, {EVER: 1}))[0] == ["unresolved", "truce"]


def test_no_runs_have_no_outcomes() -> None:
    played = make({"ever": SOME})
    names, days = outcomes_of(played, records(played))
    assert (names, len(days)) == ([], 0)


# What studies may be about


def test_studies_can_be_about_what_a_question_asks() -> None:
    case = "benchmarks/cases/seas.yaml"
    played = sim.run(case, runs=60)
    [share] = [one for one in played.questions if one.id == "islands_leave"]
    aim = aim_of(played.scenario, "islands_leave")
    assert aim.label == "yes to: The islands leave the room"
    assert int(aim.hits(played).sum()) == share.count > 0
    dropped = sim.ablate(case, "islands_leave", runs=60)
    assert dropped.finding.base.count == share.count
    assert "with yes to: The islands leave the room" in of_outcome(played.game, "islands_leave", 1).what
    both = aim_of(played.scenario, "weak+islands_leave")
    assert int(both.hits(played).sum()) >= share.count


def test_studies_are_not_about_numbers_or_of_some_runs_only() -> None:
    case = sim.load("benchmarks/cases/seas.yaml")
    with pytest.raises(ValueError, match="'refused_texts' asks for a number"):
        check_asked(case, "refused_texts")
    with pytest.raises(ValueError, match="There is no outcome 'overtime'"):
        check_asked(case, "overtime")
    flagship = sim.load("ukraine-2025-03")
    some = next(name for name, one in flagship.questions.items() if flagship.questions[name].of is not None)
    with pytest.raises(ValueError, match="is asked of some runs only"):
        check_asked(flagship, some)


def test_the_command_line_asks_what_a_question_asks_wherever_it_asks_about_outcomes() -> None:
    case = "benchmarks/cases/seas.yaml"
    words = ["ablate", case, "--outcome", "islands_leave", "--runs", "20", "--json"]
    assert json.loads(CliRunner().invoke(app, words).stdout)["outcome"] == "islands_leave"
    refused = CliRunner().invoke(app, ["ablate", case, "--outcome", "refused_texts", "--runs", "20"])
    assert refused.exit_code == 2 and "asks for a number" in refused.output
    swept = ["sweep", case, "--vary", "parties.coast.size=40:80:2", "--runs", "20", "--outcome", "islands_leave"]
    assert "The islands leave the room" in CliRunner().invoke(app, swept).stdout


def test_what_a_question_asks_is_shared_out_among_conditions_and_kept(tmp_path: Path) -> None:
    case = "benchmarks/cases/seas.yaml"
    words = ["run", case, "--runs", "60", "--attribution", "islands_leave", "--out", str(tmp_path / "kept")]
    assert "yes to: The islands leave the room" in CliRunner().invoke(app, words, env={"COLUMNS": "200"}).stdout
    data = json.loads((tmp_path / "kept" / "summary.json").read_text("utf-8"))
    assert data["attributed"] == "islands_leave"
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "kept")]).exit_code == 0
    refused = CliRunner().invoke(app, ["run", case, "--runs", "20", "--attribution", "fund_size"])
    assert refused.exit_code == 2 and "asks for a number" in refused.output


def test_what_comes_after_a_questions_day_does_not_make_a_not_of_it_untrue() -> None:
    never = {"not": {"agreed": SOME}}
    both = {
        "all": [
            {"happened": "ballot"},
            {"not": {"any": [{"agreed": SOME}, {"ever": {"aid": "some"}, "by": str(day(9))}]}},
        ]
    }
    for asked, aid, wanted in ((never, -1.0, [True, False]), (both, -1.0, [True, False]), (both, 8.0, [False, False])):
        question = {"asks": "Is it so?", "by": str(day(6)), "when": asked}
        played = make({"ever": SOME}, questions={"q": question})
        said = {"happened.ballot": 4.0, "reached.aid=some": aid}
        runs = records(played, *({"agreed.truce.month": when, **said} for when in (7.0, 5.0)))
        assert question_flags(played, runs, "q")[1].tolist() == wanted, asked
