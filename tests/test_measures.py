"""Questions for a number or a date: what every run says, and how that is distributed, against distributions by hand."""

import json
from collections.abc import Mapping
from datetime import date
from io import StringIO
from itertools import pairwise
from math import isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import sim
from sim import charts
from sim.analysis.measures import MOST_BARS, NumberAnswer, number_answer, numbers_of, quantile
from sim.analysis.predicates import evaluate
from sim.analysis.shares import wilson
from sim.cli.run_table import show_ensemble
from sim.game.build import Game, make_game
from sim.game.records import column_names
from sim.reports.run_table import run_columns, run_table
from sim.scenario.asked_words import Predicate
from sim.scenario.changes import apply
from sim.scenario.documents import read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.scenario.overview import show
from tests.small import day, game, needs_compiled, stated, steady
from tests.test_predicates import records

LAST = 6
"""The day on which questions resolve."""

MADE_UP = {"value": 0, "assumed": "Made up."}
PARTIES = {"a": {"no_deal": MADE_UP}, "b": {"precision": 0, "no_deal": MADE_UP}, "c": {"no_deal": MADE_UP}}


def made(number: Mapping[str, Any], **words: Any) -> dict[str, Any]:
    """Return a scenario in which a proposes every day what b answers by the toss of a coin, with one question."""
    question = {"asks": "What?", "by": day(LAST), "number": dict(number), **words.pop("question", {})}
    return stated(
        **{
            "parties": PARTIES,
            "issues": {
                "pay": {"none": {"quantity": 0}, "rise": {"quantity": 2.5}},
                "aid": {"no": {}, "yes": {"quantity": 7}},
            },
            "controlled_by": {"pay": ["b"], "aid": ["c"]},
            "worth": {"a": {"pay": [0, 10], "aid": [0, 0]}, "b": {"pay": [0, 1], "aid": [0, 0]}, "c": {}},
            "protocol": {"horizon_days": 12, "sessions_per_day": 1, "speaks": {"a": 1}},
            "questions": {"q": question},
            **words,
        }
    )


def asked(number: Mapping[str, Any], **words: Any) -> Game:
    """Return the game of `made`."""
    return make_game(Scenario.model_validate(made(number, **words)))


def values(number: Mapping[str, Any], *runs: Mapping[str, Any], **words: Any) -> list[float | None]:
    """Return the number of runs of which only what is said has happened; none where there is none."""
    played = asked(number, **words)
    found = numbers_of(played, records(played, *(dict(run) for run in runs)), "q")[1]
    return [None if isnan(value) else value for value in found.tolist()]


RISE = {"pay": "rise"}


# One run at a time


def test_the_day_of_something_counts_up_to_the_day_of_the_question() -> None:
    runs = [{"reached.pay=rise": 1}, {"reached.pay=rise": LAST}, {"reached.pay=rise": LAST + 1}, {}]
    assert values({"day_of": {"ever": RISE}}, *runs) == [1, LAST, None, None]
    assert values({"day_of": {"ever": RISE}, "otherwise": 70}, *runs) == [1, LAST, 70, 70]


def test_days_since_a_date_count_that_date_as_0() -> None:
    runs = [{"agreed.pay.rise": 3}, {}]
    assert values({"day_of": {"agreed": RISE}, "since": "2024-12-30"}, *runs) == [5, None]
    assert values({"day_of": {"agreed": RISE}, "since": day(0)}, *runs) == [3, None]


def test_a_quantity_is_that_of_the_option_in_force_on_the_day() -> None:
    def standing(**deal: str) -> dict[str, Any]:
        return {f"reached.{issue}={option}.on_day_{LAST}": LAST for issue, option in deal.items()}

    both = {"quantity_in_force": ["pay", "aid"]}
    assert values({"quantity_in_force": "pay"}, standing(pay="rise"), standing(pay="none"), {}) == [2.5, 0, None]
    runs = [standing(pay="rise", aid="yes"), standing(pay="none", aid="yes"), standing(pay="rise", aid="no")]
    assert values(both, *runs) == [9.5, 7, None]
    assert values({**both, "otherwise": -1}, *runs) == [9.5, 7, -1]


def test_a_quantity_agreed_is_that_of_the_first_option_agreed_by_the_day() -> None:
    runs = [{"agreed.pay.rise": 4}, {"agreed.pay.rise": 4, "agreed.pay.none": 2}, {"agreed.pay.rise": LAST + 1}, {}]
    assert values({"quantity_agreed": "pay"}, *runs) == [2.5, 0, None, None]


def test_days_in_force_are_evenings_up_to_the_day_and_what_still_stands_may_count_as_stated() -> None:
    name, stands = f"counted.evenings.pay=rise.to_day_{LAST}", f"reached.pay=rise.on_day_{LAST}"
    runs = [{name: 0}, {name: 4}, {name: 4, stands: LAST}]
    assert values({"days_in_force": RISE}, *runs[:2]) == [0, 4]
    assert values({"days_in_force": RISE, "still": 42}, *runs) == [0, 4, 42]


def test_days_before_day_0_count_where_the_start_states_them() -> None:
    start = {"in_force": {"pay": {"option": "rise", "since": "2024-12-20", "signed_by": ["a", "b"]}}}
    for option, before in (("rise", 13), ("none", 0)):
        name = f"counted.evenings.pay={option}.to_day_{LAST}"
        assert values({"days_in_force": {"pay": option}}, {name: 4}, start=start) == [4 + before]


def test_how_many_counts_those_that_hold_by_the_day() -> None:
    parts = [{"ever": RISE}, {"agreed": {"aid": "yes"}}, {"not": {"ever": RISE}}]
    runs = [{"reached.pay=rise": 2, "agreed.aid.yes": 3}, {"reached.pay=rise": 2, "agreed.aid.yes": LAST + 1}, {}]
    assert values({"how_many": parts}, *runs) == [2, 1, 1]


def test_times_counts_what_was_done_by_whom_it_is_asked_of() -> None:
    runs = [{f"counted.refused.pay=rise.by=b.to_day_{LAST}": 3}]
    assert values({"times": {"refused": RISE, "party": "b"}}, *runs) == [3]


def test_so_many_of_several_hold_from_the_day_on_which_that_many_have_come_to_hold() -> None:
    parts = [{"ever": RISE}, {"ever": {"aid": "yes"}}, {"agreed": RISE}]
    predicate = {"any": parts, "at_least": 2}
    played = asked({"day_of": predicate})
    runs = [
        {"reached.pay=rise": 5, "reached.aid=yes": 2, "agreed.pay.rise": 4},
        {"reached.pay=rise": 5},
        {"reached.pay=rise": 5, "reached.aid=yes": 5},
    ]
    found = evaluate(played, records(played, *runs), Predicate.model_validate(predicate))
    assert found.holds.tolist() == [True, False, True]
    np.testing.assert_array_equal(found.day, [4, nan, 5])


# Distributions


def answer_of(numbers: list[float], **words: Any) -> NumberAnswer:
    """Return the answer to a question for the numbers of refusals, of runs that have these."""
    played = asked({"times": {"refused": "anything"}}, **words)
    name = f"counted.refused.to_day_{LAST}"
    return number_answer(played, records(played, *({name: number} for number in numbers)), "q")


def test_quantiles_are_numbers_that_so_many_runs_do_not_exceed() -> None:
    found = answer_of([5, 1, 2, 3, 4, 6, 7, 8, 9, 10])
    assert [(one.at, one.value) for one in found.quantiles] == [(0.05, 1), (0.25, 3), (0.5, 5), (0.75, 8), (0.95, 10)]
    assert (found.least, found.most, found.mean, found.known, found.of) == (1, 10, 5.5, 10, 10)
    assert [(bar.low, bar.count, bar.share) for bar in found.bars[:2]] == [(1, 1, 0.1), (2, 1, 0.1)]


@steady
@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.sampled_from((0.05, 0.25, 0.5, 0.75, 0.95)))
def test_a_quantile_is_the_least_number_that_enough_runs_do_not_exceed(numbers: list[int], at: float) -> None:
    found = quantile(np.sort(np.array(numbers, float)), at)
    within = [sum(other <= value for other in numbers) / len(numbers) for value in sorted(set(numbers))]
    expected = next(v for v, share in zip(sorted(set(numbers)), within, strict=True) if share >= at - 1e-9)
    assert found.value == expected
    assert found.low <= found.value <= found.high


def test_the_interval_of_a_median_holds_it_as_often_as_it_says() -> None:
    luck = np.random.default_rng(seed=3)
    held = 0
    for _ in range(600):
        found = quantile(np.sort(luck.random(101)), 0.5)
        held += found.low <= 0.5 <= found.high
    low, high = wilson(held, 600)
    assert low - 0.01 <= 0.95 <= high + 0.01


def test_many_different_numbers_share_bars_and_none_is_lost() -> None:
    numbers = list(range(137))
    found = answer_of([float(number) for number in numbers])
    assert len(found.bars) <= MOST_BARS
    assert sum(bar.count for bar in found.bars) == len(numbers)
    assert all(before.high < after.low for before, after in pairwise(found.bars))


def test_without_runs_that_have_a_number_there_is_no_quantile_and_all_is_never() -> None:
    played = asked({"day_of": {"ever": RISE}})
    found = number_answer(played, records(played, {}, {}), "q")
    assert (found.known, found.of, found.never.share, found.quantiles, found.bars) == (0, 2, 1.0, (), ())
    assert isnan(found.mean) and found.shown(found.mean) == ""


def test_only_runs_that_are_asked_count() -> None:
    played = asked({"day_of": {"agreed": RISE}}, question={"of": {"ever": {"aid": "yes"}}})
    runs = [{"agreed.pay.rise": 2, "reached.aid=yes": 1}, {"agreed.pay.rise": 5}, {"reached.aid=yes": 3}]
    found = number_answer(played, records(played, *runs), "q")
    assert (found.of, found.known, found.never.count, found.mean) == (2, 1, 1, 2)


# Played: b answers by the toss of a coin, once a day


RUNS = 3_000


def played_numbers(number: Mapping[str, Any], runs: int = RUNS, **words: Any) -> np.ndarray[Any, Any]:
    ensemble = sim.run(scenario_of(number, **words), runs=runs, seed=5)
    return numbers_of(ensemble.game, ensemble.records, "q")[1]


def scenario_of(number: Mapping[str, Any], **words: Any) -> sim.Scenario:
    return Scenario.model_validate(made(number, **words))


def assert_shares(found: np.ndarray[Any, Any], expected: Mapping[Any, float]) -> None:
    """Hold shares of runs by number to a distribution worked out by hand, each within its interval at 99.9 %."""
    assert sum(expected.values()) == pytest.approx(1)
    for number, share in expected.items():
        count = int(np.isnan(found).sum()) if number is None else int((found == number).sum())
        low, high = wilson(count, len(found), 3.29)
        assert low <= share <= high, (number, count / len(found), share)


GEOMETRIC: dict[Any, float] = {float(t): 0.5**t for t in range(1, LAST + 1)}


@needs_compiled
def test_the_day_of_agreement_by_tosses_of_a_coin_is_geometric_and_never_is_what_is_left() -> None:
    assert_shares(played_numbers({"day_of": {"agreed": RISE}}), {**GEOMETRIC, None: 0.5**LAST})


@needs_compiled
def test_refusals_and_proposals_by_tosses_of_a_coin_are_geometric_and_end_on_the_day_of_the_question() -> None:
    refusals = {k: 0.5 ** (k + 1) for k in range(LAST)} | {LAST: 0.5**LAST}
    assert_shares(played_numbers({"times": {"refused": RISE, "party": "b"}}), refusals)
    proposals = {k: 0.5**k for k in range(1, LAST)} | {LAST: 0.5 ** (LAST - 1)}
    assert_shares(played_numbers({"times": {"proposed": "anything"}}), proposals)
    assert not played_numbers({"times": {"proposed": RISE, "party": ["b", "c"]}}, 50).any()
    assert not played_numbers({"times": {"refused": {"aid": "yes"}}}, 50).any()


@needs_compiled
def test_days_in_force_are_the_days_left_after_a_coin_falls() -> None:
    left = {LAST - t + 1: share for t, share in GEOMETRIC.items()}
    assert_shares(played_numbers({"days_in_force": RISE}), {**left, 0: 0.5**LAST})
    alive = {42.0: 1 - 0.5**LAST, 0: 0.5**LAST}
    assert_shares(played_numbers({"days_in_force": RISE, "still": 42}), alive)


@needs_compiled
def test_quantities_follow_the_share_of_runs_that_agree() -> None:
    settled = {2.5: 1 - 0.5**LAST, 0: 0.5**LAST}
    assert_shares(played_numbers({"quantity_in_force": "pay"}), settled)
    assert_shares(played_numbers({"quantity_agreed": "pay"}), {2.5: 1 - 0.5**LAST, None: 0.5**LAST})


@needs_compiled
def test_the_second_refusal_comes_as_a_negative_binomial_without_success() -> None:
    # Both of the first two tosses must fall on no; later ones can only be the first two, since a yes ends it.
    found = played_numbers({"day_of": {"refused": RISE, "at_least": 2}})
    assert_shares(found, {2.0: 0.25, None: 0.75})


@pytest.mark.parametrize("name", ["labour-dispute", "ukraine-2025-03"])
def test_numbers_of_the_ensemble_are_those_of_the_runs_watched(name: str) -> None:
    base = sim.load(name)
    issue = next(iter(base.issues))
    option = list(base.issues[issue].options)[-1]
    by = base.days_played[1].isoformat()
    counted = {
        "proposals": {"times": {"proposed": "anything"}},
        "refusals": {"times": {"refused": "anything"}},
        **{f"refused-by-{p}": {"times": {"refused": "anything", "party": p}} for p in base.parties},
        "of-it": {"times": {"proposed": {issue: option}}},
        "in-force": {"days_in_force": {issue: option}},
    }
    questions = {k: {"asks": "How often?", "by": by, "number": v} for k, v in counted.items()}
    asking = Scenario.model_validate({**base.stated(), "questions": questions, "outside_view": {}})
    ensemble = sim.run(asking, runs=6, seed=2)
    plain = sim.run(base, runs=6, seed=2)
    assert ensemble.outcome_names == plain.outcome_names
    np.testing.assert_array_equal(ensemble.records.of("gain"), plain.records.of("gain"))
    for run in range(6):
        days = sim.watch(asking, seed=2, run=run).days
        sessions = [session for one in days for session in one.sessions if session.proposal is not None]
        answers = [one for session in sessions for one in session.answers]
        expected = {
            "proposals": len(sessions),
            "refusals": sum(not one.accepts for one in answers),
            **{f"refused-by-{p}": sum(not one.accepts for one in answers if one.party == p) for p in base.parties},
            "in-force": sum(one.in_force.get(issue) == option for one in days),
        }
        for key, number in expected.items():
            assert numbers_of(ensemble.game, ensemble.records, key)[1][run] == number, (key, run)


# Where they are shown


@pytest.fixture(scope="module")
def shown() -> sim.Ensemble:
    extra = {
        "when": {"asks": "When?", "by": day(LAST), "number": {"day_of": {"agreed": RISE}}},
        "ever": {"asks": "Ever?", "by": day(LAST), "when": {"ever": RISE}},
    }
    data = made({"times": {"refused": "anything"}, "unit": "refusals"})
    data["questions"] |= extra
    return sim.run(Scenario.model_validate(data), runs=200, seed=1)


def test_the_summary_has_quantiles_and_the_share_of_never(shown: sim.Ensemble) -> None:
    data = json.loads(json.dumps(shown.to_dict()))
    assert [one["id"] for one in data["questions"]] == ["ever"]
    refusals, when = data["numbers"]
    assert (refusals["id"], refusals["unit"], refusals["n"], refusals["known"]) == ("q", "refusals", 200, 200)
    assert [one["at"] for one in refusals["quantiles"]] == [0.05, 0.25, 0.5, 0.75, 0.95]
    assert sum(bar["count"] for bar in refusals["bars"]) == 200
    assert when["quantiles"][0]["date"] == day(int(when["quantiles"][0]["value"]))
    never = when["never"]
    assert never["count"] + when["known"] == 200
    assert [never["low"], never["high"]] == list(wilson(never["count"], 200))


def test_the_table_of_runs_has_every_answer(shown: sim.Ensemble, tmp_path: Path) -> None:
    table = run_table(shown)
    asked_runs, numbers = numbers_of(shown.game, shown.records, "when")
    assert asked_runs.all()
    written = [nan if one is None else one for one in table["question_when"].to_pylist()]
    np.testing.assert_array_equal(written, numbers)
    means = {one.name: one for one in run_columns(shown)}
    assert means["question_when"].unit == "day"
    assert "the day on which pay: rise was agreed" in means["question_when"].means
    assert "1 yes, 0 no" in means["question_ever"].means
    parquet.write_table(table, tmp_path / "runs.parquet")
    assert parquet.read_table(tmp_path / "runs.parquet")["question_q"].null_count == 0


def test_pictures_show_the_median_and_never(shown: sim.Ensemble) -> None:
    refusals, when = shown.numbers
    picture = charts.number_bars(when)
    never = when.never.share
    assert "in half of the runs that have an answer 2025-01-01 at most" not in picture.alt
    assert f"Never, or none, in {100 * never:.1f}" in picture.alt
    data: Any = picture.chart.data
    rows = data["values"]
    assert sum(row["share"] for row in rows) == pytest.approx(100)
    assert rows[-1]["number"] == "never, or none" and rows[-1]["from"] > when.most
    panels = charts.number_panels([refusals, when])
    assert panels.table["question"].tolist() == ["What?", "When?"]
    panels.chart.to_json()


def test_a_terminal_shows_them_with_intervals(shown: sim.Ensemble) -> None:
    console = Console(width=200, record=True, file=StringIO())
    show_ensemble(console, shown)
    text = console.export_text()
    assert "Questions for a number or a date" in text
    assert "What? (by 2025-01-07, refusals)" in text and "Never or none, %" in text


def test_show_says_what_is_measured() -> None:
    found = {one["id"]: one for one in show(scenario_of({"times": {"refused": RISE, "party": "b"}})).questions}
    assert found["q"]["number"] == "how often pay: rise was refused by b"
    words: dict[str, Mapping[str, Any]] = {
        "days with pay: rise in force, 42 where it still is": {"days_in_force": RISE, "still": 42},
        "the day on which pay: rise was agreed, in days from 2025-01-01; 70 where there is none": {
            "day_of": {"agreed": RISE},
            "since": "2025-01-01",
            "otherwise": 70,
        },
        "quantity in force: pay and aid": {"quantity_in_force": ["pay", "aid"]},
        "quantity first agreed: pay": {"quantity_agreed": "pay"},
        "how many hold: pay: rise was in force on some day; a left the table at least 2 times": {
            "how_many": [{"ever": RISE}, {"walked_out": "a", "at_least": 2}]
        },
    }
    for said, number in words.items():
        assert show(scenario_of(number)).questions[0]["number"] == said


# What cannot be asked


def faults(number: Mapping[str, Any], **question: Any) -> list[str]:
    data = made(number)
    data["questions"]["q"] |= question
    return [str(one) for one in read_text(text_of(data), "f").faults if one.path.startswith("questions")]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ({}, "found nothing to count or measure, expected one of days_in_force, day_of"),
        ({"days_in_force": RISE, "times": {"refused": RISE}}, "found days_in_force and times"),
        ({"days_in_force": RISE, "since": "2025-01-01"}, "found since alone, expected day_of beside it"),
        ({"day_of": {"ever": RISE}, "still": 3}, "found still alone, expected days_in_force beside it"),
        (
            {"times": {"ever": RISE}},
            "found ever, expected one of proposed, refused, rejected, vetoed, walked_out",
        ),
        ({"times": {"refused": RISE, "by": day(3)}}, "found refused and by"),
        ({"times": {"refused": {"pay": "raise"}}}, "Did you mean rise?"),
        ({"times": {"refused": RISE, "party": "bb"}}, "found the unknown party 'bb'"),
        ({"times": {"prolonged": "strike"}}, "found the unknown deadline 'strike'"),
        ({"day_of": {"ever": RISE, "party": "a"}}, "found party alone, expected proposed or refused or rejected"),
        ({"day_of": {"ever": RISE, "at_least": 2}}, "found at_least alone"),
        ({"quantity_in_force": "wages"}, "found the unknown issue 'wages'"),
        ({"day_of": {"not": {"ever": RISE}}}, "warning: questions.q.number.day_of: found not alone"),
        ({"quantity_in_force": "aid"}, "warning: questions.q.number.quantity_in_force: found no quantity of no"),
    ],
)
def test_what_no_run_can_answer_is_told(number: Mapping[str, Any], said: str) -> None:
    found = faults(number)
    assert any(said in one for one in found), found


def test_a_question_has_one_kind_of_answer() -> None:
    [both] = faults({"times": {"refused": RISE}}, when={"ever": RISE})
    assert "found both, expected either when (yes or no) or number" in both
    assert faults({"quantity_in_force": "aid", "otherwise": 0}) == []
    assert faults({"quantity_in_force": "pay"}) == []


def test_base_rates_stand_beside_questions_for_yes_or_no_only() -> None:
    data = made({"times": {"refused": RISE}})
    data["outside_view"] = {"v": {"label": "x", "question": "q", "range": "0.1 to 0.2", "assumed": "x"}}
    [fault] = [one for one in read_text(text_of(data), "f").faults if one.path.startswith("outside_view")]
    assert "the unknown question that asks for yes or no 'q'" in str(fault)


def test_a_question_survives_being_written_and_read() -> None:
    number = {"times": {"refused": RISE, "party": "b"}, "otherwise": 1.5, "unit": "refusals"}
    again = read_text(text_of(scenario_of(number).stated()), "f").scenario
    assert again.digest == scenario_of(number).digest
    with pytest.raises(ScenarioError):
        apply(again, ["questions.q.by=2031-01-01"])
    assert again.numbers_asked["q"].counted_in == "refusals"
    assert date.fromisoformat(day(LAST)) == again.questions["q"].by


def test_records_have_columns_for_what_is_asked_alone() -> None:
    plain = game(issues={"pay": ["none", "rise"]}, worth={"a": {"pay": [0, 1]}, "b": {"pay": [0, 1]}})
    assert plain.tallies == ()
    asks = asked({"times": {"refused": RISE, "party": "b"}})
    assert [tally.name for tally in asks.tallies] == [f"refused.pay=rise.by=b.to_day_{LAST}"]
    assert set(column_names(asks)) - {*column_names(asked({"day_of": {"agreed": RISE}}))} == {
        f"counted.refused.pay=rise.by=b.to_day_{LAST}",
        f"enough.refused.pay=rise.by=b.to_day_{LAST}",
    }
