"""Shares carry their doubt, differences are paired, and what conditions share adds up."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sim.analysis.binding_conditions import EXACT_UP_TO, attribute, binding_of, most_subsets
from sim.analysis.outside import outside_comparisons
from sim.analysis.paired_differences import outcome_differences
from sim.analysis.shares import outcome_shares, paired_interval, question_shares, share_of, wilson
from sim.arrays import Floats
from sim.game.build import Game
from sim.game.records import Records, column_names
from sim.scenario.numbers import parse_number
from sim.scenario.reader_words import OutsideView
from tests.small import day, game, steady


def small_game() -> Game:
    """A truce and an aid package, an outcome for each, and questions of all runs and of some."""
    return game(
        issues={"truce": {"open": {}, "month": {"term_days": 30}}, "aid": ["none", "some"]},
        worth={"a": {"truce": [0, 10], "aid": [0, 5]}, "b": {"truce": [0, 10], "aid": [0, 5]}},
        conditions={"first": {"party": "a", "when": {"truce": "month"}, "require": {"aid": "some"}, "firmness": 0.5}},
        outcomes={
            "truce": {"label": "a truce", "when": {"ever": {"truce": "month"}}},
            "aid": {"when": {"ever": {"aid": "some"}}},
        },
        questions={
            "truce_by_10": {"asks": "A truce by day 10?", "by": day(10), "when": {"ever": {"truce": "month"}}},
            "renewed": {
                "label": "Renewed",
                "asks": "Of truces that reach their term, is one renewed?",
                "by": day(30),
                "when": {"renewed": {"truce": "month"}},
                "of": {"reached_term": {"truce": "month"}},
            },
            "no_aid": {"asks": "Is there no aid?", "by": day(5), "when": {"not": {"ever": {"aid": "some"}}}},
        },
    )


def records(played: Game, *runs: Mapping[str, float]) -> Records:
    """Return records in which nothing happened but what is said of each run."""
    names = list(column_names(played))
    rows = np.full((len(runs), len(names)), -1.0)
    rows[:, 0] = 0
    for place, said in enumerate(runs):
        for name, value in said.items():
            rows[place, names.index(name)] = value
    return Records(played, rows)


TRUCE = "reached.truce=month"
AID = "reached.aid=some"
TERM = "reached_term.truce.month"
RENEWED = "renewed.truce.month"


def test_wilson_gives_the_published_interval() -> None:
    assert wilson(30, 100) == pytest.approx((0.21894885, 0.39584854), abs=1e-8)


def test_wilson_reaches_the_ends_exactly_and_says_nothing_of_no_runs() -> None:
    assert wilson(0, 50)[0] == 0.0
    assert wilson(50, 50)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@steady
@given(st.integers(1, 10_000), st.data())
def test_wilson_is_the_mirror_of_itself_and_holds_the_share(runs: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, runs))
    low, high = wilson(count, runs)
    assert 0.0 <= low <= count / runs <= high <= 1.0
    assert wilson(runs - count, runs) == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


def test_wilson_covers_the_truth_as_often_as_it_says() -> None:
    runs, counts = 100, np.arange(101)
    ends = np.array([wilson(count, runs) for count in range(101)])
    truths = np.linspace(0.005, 0.995, 199)
    covered = [binom.pmf(counts[(ends[:, 0] <= p) & (p <= ends[:, 1])], runs, p).sum() for p in truths]
    assert float(np.mean(covered)) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.83


def test_a_share_knows_the_median_day_of_the_runs_in_which_it_came_to_hold() -> None:
    share = share_of("x", "X", 3, 4, np.array([4.0, nan, 10.0, 5.0]))
    assert (share.share, share.median_day) == (0.75, 5.0)
    assert share_of("x", "X", 1, 4, np.array([nan])).median_day is None
    assert share_of("x", "X", 1, 4).median_day is None


def test_a_share_of_no_runs_is_unknown_and_its_interval_is_everything() -> None:
    share = share_of("x", "X", 0, 0)
    assert np.isnan(share.share)
    assert (share.low, share.high) == (0.0, 1.0)


def test_every_run_has_one_outcome_the_first_that_holds() -> None:
    played = small_game()
    found = outcome_shares(played, records(played, {TRUCE: 5, AID: 2}, {AID: 3}, {AID: 9}, {}))
    assert [(share.id, share.count, share.of) for share in found] == [
        ("truce", 1, 4),
        ("aid", 2, 4),
        ("unresolved", 1, 4),
    ]
    assert [share.median_day for share in found] == [5.0, 6.0, None]
    assert [share.label for share in found] == ["a truce", "aid", "unresolved"]


def test_a_question_is_answered_on_its_day_and_asked_of_its_own_runs() -> None:
    played = small_game()
    late, early = {TRUCE: 11, AID: 7}, {TRUCE: 10}
    term, renewed = {TRUCE: 1, TERM: 30}, {TRUCE: 1, TERM: 30, RENEWED: 30}
    # A renewal in a run that is not asked of counts for nothing.
    unasked = {RENEWED: 3}
    found = {s.id: s for s in question_shares(played, records(played, late, early, term, renewed, unasked, {}))}
    assert (found["truce_by_10"].count, found["truce_by_10"].of) == (3, 6)
    assert (found["renewed"].count, found["renewed"].of, found["renewed"].share) == (1, 2, 0.5)
    assert (found["renewed"].low, found["renewed"].high) == wilson(1, 2)
    # Aid that comes after the question's day does not make it untrue that there was none.
    assert found["no_aid"].count == 6
    assert (found["renewed"].label, found["truce_by_10"].label) == ("Renewed", "A truce by day 10?")


def test_a_run_that_comes_to_be_asked_after_the_day_of_a_question_is_not_asked() -> None:
    played = small_game()
    in_time, late = {TRUCE: 1, TERM: 30}, {TRUCE: 2, TERM: 31, RENEWED: 31}
    found = {s.id: s for s in question_shares(played, records(played, in_time, late))}
    assert (found["renewed"].count, found["renewed"].of) == (0, 1)


def test_a_question_that_no_run_is_asked_has_no_share() -> None:
    played = small_game()
    found = {share.id: share for share in question_shares(played, records(played, {}, {TRUCE: 3}))}
    assert found["renewed"].of == 0
    assert np.isnan(found["renewed"].share)


def test_a_paired_difference_has_the_interval_of_agresti_and_min() -> None:
    # 1,600 people asked twice about a prime minister: 150 turned away, 86 came round (Agresti 2002, table 10.1).
    before = np.array([True] * 944 + [False] * 656)
    after = np.array([True] * 794 + [False] * 150 + [True] * 86 + [False] * 570)
    difference, low, high = paired_interval(after, before)
    assert difference == pytest.approx(64 / 1600)
    assert (low, high) == pytest.approx((0.0212172, 0.0586829), abs=1e-7)


@steady
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_a_paired_difference_turns_round_with_its_arms(pairs: list[tuple[bool, bool]]) -> None:
    before, after = (np.array(side) for side in zip(*pairs, strict=True))
    difference, low, high = paired_interval(before, after)
    assert -1.0 <= low <= difference <= high <= 1.0
    back = paired_interval(after, before)
    assert back == pytest.approx((-difference, -high, -low), abs=1e-12)


def test_a_paired_difference_is_sure_of_more_than_the_two_shares_are() -> None:
    before = np.arange(1000) < 500
    after = np.arange(1000) < 520
    _, low, high = paired_interval(before, after)
    assert low > 0.0
    assert wilson(500, 1000)[1] > wilson(520, 1000)[0]
    assert high < 0.035


def test_nothing_changed_leaves_a_difference_of_zero_with_an_interval_around_it() -> None:
    same = np.array([True, False, True])
    difference, low, high = paired_interval(same, same)
    assert difference == 0.0
    assert low < 0.0 < high
    empty = np.zeros(0, bool)
    assert paired_interval(empty, empty)[1:] == (-1.0, 1.0)


def test_differences_pair_run_by_run_and_add_up_to_nothing() -> None:
    played = small_game()
    base = records(played, {TRUCE: 5}, {AID: 3}, {AID: 9})
    arm = records(played, {TRUCE: 5}, {TRUCE: 2}, {AID: 9})
    found = outcome_differences("change", base, arm)
    assert [(one.id, one.base, one.share) for one in found] == [("truce", 1 / 3, 2 / 3), ("aid", 2 / 3, 1 / 3)]
    assert sum(one.difference for one in found) == pytest.approx(0.0)
    with pytest.raises(ValueError, match="same number of runs"):
        outcome_differences("change", base, records(played, {}))


def glove(removed: frozenset[str]) -> Floats:
    """The glove game: a left glove is worth one with either right glove."""
    return np.array([1.0 if "left" in removed and removed & {"right1", "right2"} else 0.0, 0.0])


def test_conditions_share_as_shapley_does() -> None:
    found = attribute(("left", "right1", "right2"), glove)
    assert [2 * found[name].share for name in found] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def values_of(names: tuple[str, ...], runs: int = 200) -> dict[frozenset[str], Floats]:
    """Return made-up outcomes of every subset."""
    rng = np.random.default_rng(3)
    subsets = [frozenset(s) for size in range(len(names) + 1) for s in combinations(names, size)]
    return {subset: (rng.random(runs) < 0.5).astype(float) for subset in subsets}


@pytest.mark.parametrize("count", [1, 2, 5, EXACT_UP_TO, EXACT_UP_TO + 2])
def test_shares_of_conditions_add_up_to_what_removing_all_does(count: int) -> None:
    names = tuple(f"c{number}" for number in range(count))
    value = values_of(names)
    asked: set[frozenset[str]] = set()

    def played(removed: frozenset[str]) -> Floats:
        asked.add(removed)
        return value[removed]

    found = attribute(names, played)
    total = value[frozenset(names)].mean() - value[frozenset()].mean()
    assert sum(one.share for one in found.values()) == pytest.approx(total, abs=1e-12)
    assert len(asked) <= most_subsets(count)
    assert all(one.low < one.share < one.high for one in found.values())


def test_a_condition_that_changes_nothing_gets_nothing_and_equals_get_the_same() -> None:
    def played(removed: frozenset[str]) -> Floats:
        return np.array([1.0, 1.0 if {"a", "b"} <= removed else 0.0, 0.0])

    found = attribute(("a", "b", "idle"), played)
    assert found["idle"].share == 0.0
    assert found["a"] == found["b"]
    assert attribute((), played) == {}


def test_credit_for_refusals_is_per_run() -> None:
    played = small_game()
    first = {"refused.first": 2.5, "unmade.first": 1.0}
    (found,) = binding_of(records(played, first, {"refused.first": 0.5, "unmade.first": 0.0}))
    assert (found.condition, found.refused, found.unmade, found.attribution) == ("first", 1.5, 0.5, None)


def test_base_rates_stand_beside_the_share_of_their_question() -> None:
    shares = [share_of("q", "Q", 30, 100), share_of("r", "R", 0, 0)]
    view = OutsideView(label="Crowds", question="q", range=parse_number("0.02 to 0.24"))
    views = {
        "out": view,
        "in": view.model_copy(update={"range": parse_number("0.3 to 0.5")}),
        "unasked": view.model_copy(update={"question": "r"}),
        "alone": view.model_copy(update={"question": None}),
    }
    found = {one.id: one for one in outside_comparisons(views, shares)}
    assert {name: one.inside for name, one in found.items()} == {
        "out": False,
        "in": True,
        "unasked": None,
        "alone": None,
    }
    assert found["out"].share == shares[0]
    assert found["alone"] == replace(found["alone"], share=None)
