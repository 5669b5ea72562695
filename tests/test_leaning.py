"""What an outcome leans on, the deals that runs end with, and their pictures."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim import charts
from sim.analysis.final_deals import final_deals
from sim.analysis.quintile_contrast import difference_interval, joint_quantile, quintile_contrasts
from sim.analysis.shares import Z95, share_of
from sim.charts import words
from sim.lenses.bargaining import Solution
from tests.small import steady


def interval(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """Return the interval of first - second, as Newcombe's table has it."""
    return difference_interval(share_of("b", "b", *second), share_of("a", "a", *first))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_intervals_of_differences_are_those_that_newcombe_published(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert interval(first, second) == pytest.approx((low, high), abs=6e-5)


@steady
@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_the_interval_of_a_difference_holds_it_and_turns_with_its_sign(a: int, m: int, b: int, n: int) -> None:
    a, b = min(a, m), min(b, n)
    low, high = interval((a, m), (b, n))
    assert -1 - 1e-12 <= low <= a / m - b / n + 1e-12 <= high + 2e-12 <= 1 + 2e-12
    assert interval((b, n), (a, m)) == pytest.approx((-high, -low))


def test_more_inputs_looked_at_widen_every_interval() -> None:
    assert joint_quantile(1) == pytest.approx(Z95)
    assert joint_quantile(20) == pytest.approx(3.0233, abs=1e-4)


def test_an_outcome_leans_on_what_makes_it_and_on_nothing_else() -> None:
    values = np.random.default_rng(seed=5).random((4_000, 30))
    hits = values[:, 7] > 0.6
    found = quintile_contrasts([f"input{n}" for n in range(30)], values, hits)
    assert [one.path for one in found if one.clear] == ["input7"]
    top = found[0]
    assert (top.low.share, top.high.share, top.difference) == (0.0, 1.0, 1.0)
    assert top.low.of == top.high.of == 800
    assert top.low_end < 0.25 < 0.75 < top.high_end


def test_an_input_that_never_differs_has_no_entry() -> None:
    assert quintile_contrasts(["same"], np.ones((50, 1)), np.ones(50, bool)) == ()
    assert quintile_contrasts(["few"], np.arange(3.0)[:, None], np.ones(3, bool)) == ()


def test_final_deals_are_those_of_the_last_day_and_count_every_run() -> None:
    ensemble = sim.run("labour-dispute", 80, 2)
    found = final_deals(ensemble.records)
    assert sum(one.share.count for one in found) == 80
    assert [one.share.count for one in found] == sorted((one.share.count for one in found), reverse=True)
    most = ensemble.game.state(found[0].deal)
    assert int((ensemble.records.state == most).sum()) == found[0].share.count


@pytest.fixture(scope="module")
def solution() -> Solution:
    return sim.solve("labour-dispute")


def layers(picture: charts.Picture) -> list[list[dict[str, Any]]]:
    spec = picture.chart.to_dict()
    named = [part["data"]["name"] for part in (spec, *spec["layer"]) if "data" in part]
    # Rules have a row of their own, with nothing in it.
    return [rows for name in named if any(rows := spec["datasets"][name])]


def test_the_frontier_shows_every_deal_every_point_and_what_runs_end_with(solution: Solution) -> None:
    deals = final_deals(sim.run("labour-dispute", 80, 2).records)
    picture = charts.frontier(solution, deals)
    every, ends, points = layers(picture)
    assert len(every) == len(solution.found.worth)
    assert sum(row["what"] == words.EFFICIENT for row in every) == int(solution.found.efficient.sum())
    assert len(ends) == len(deals)
    assert {row["point"] for row in points} == {words.POINTS_OF_THEORY[name] for name in solution.found.points}
    first = int(solution.found.points["nash"].deals[0])
    nash = next(row for row in points if row["point"] == words.POINTS_OF_THEORY["nash"])
    assert (nash["x"], nash["y"]) == tuple(solution.found.worth[first, :2])
    assert charts.dressed(picture).to_dict()["title"]


def test_the_frontier_is_seen_by_the_two_parties_named(solution: Solution) -> None:
    first, second = list(solution.parties)[:2]
    across = layers(charts.frontier(solution))[0]
    turned = layers(charts.frontier(solution, across=second, up=first))[0]
    assert [(row["x"], row["y"]) for row in across] == [(row["y"], row["x"]) for row in turned]
    with pytest.raises(ValueError, match="nobody"):
        charts.frontier(solution, across="nobody")


def test_bars_of_what_an_outcome_leans_on_show_the_clear_ones() -> None:
    values = np.random.default_rng(seed=5).random((2_000, 4))
    found = quintile_contrasts(["a", "b", "c", "d"], values, values[:, 2] > 0.5)
    picture = charts.leaning_bars(found, {name: f"input {name}" for name in "abcd"}, "the end", 0.5)
    assert {row["name"] for row in layers(picture)[0]} == {"input c"}
    assert "input c" in picture.alt
    assert list(picture.table[words.INPUT]) == ["input c"]


def test_dots_beside_bars_tell_what_their_colours_mean() -> None:
    ensemble = sim.run("pie", 40, 1)
    picture = charts.dots_and_bars(ensemble.outcomes)
    assert len(picture.chart.to_dict()["concat"]) == 2
    assert list(picture.table[words.OF_100]) == list(charts.hundred_dots(ensemble.outcomes).table[words.OF_100])


def test_an_ensemble_shows_itself_as_a_chart() -> None:
    ensemble = sim.run("pie", 40, 1)
    assert ensemble.chart().to_dict() == charts.outcome_bars(ensemble.outcomes).chart.to_dict()
