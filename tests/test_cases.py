"""Uncertain numbers are drawn as stated, each from an address of its own."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.game.build import Game
from sim.game.cases import METHODS, Method, draw, quantiles, unit_rows
from sim.scenario.numbers import parse_number, within
from tests.small import game

RUNS = 4_000
PATHS = ["parties.a.no_deal.value", "parties.b.no_deal.value", "conditions.first.firmness"]

STATED: dict[str, tuple[Any, Any]] = {
    "uniform": ("2 to 5", stats.uniform(2, 3)),
    "pert": ("0 to 2 to 10", stats.beta(1 + 4 * 0.2, 1 + 4 * 0.8, 0, 10)),
    "normal": ({"normal": [3, 2]}, stats.norm(3, 2)),
    "beta": ({"beta": [2, 5]}, stats.beta(2, 5)),
    # Stated by its 5 % and 95 % points.
    "lognormal": ({"lognormal": [1, 4]}, stats.lognorm(np.log(4) / 2 / stats.norm.ppf(0.95), scale=2)),
}

CUTS = {"uniform": (3, 4.5), "pert": (1, 4), "normal": (2, None), "beta": (0.1, 0.3), "lognormal": (None, 3)}


def small_game(stated: dict[str, Any], **words: Any) -> Game:
    """Return a game in which a's no-deal value is what is stated, b's is uncertain, and so is a firmness."""
    return game(
        parties={"a": {"no_deal": stated}, "b": {"no_deal": {"value": "-5 to 5"}}},
        issues={"truce": ["open", "month"], "aid": ["none", "some"]},
        worth={"a": {"truce": [0, 10], "aid": [0, 5]}, "b": {"truce": [0, 10], "aid": [0, 5]}},
        **words,
    )


CONDITION = {"first": {"party": "a", "when": {"truce": "month"}, "require": {"aid": "some"}, "firmness": "0 to 1"}}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", STATED)
def test_draws_have_the_distribution_that_was_stated(name: str, method: Method) -> None:
    stated, truth = STATED[name]
    played = small_game({"value": stated})
    (column,) = (place for place, given in enumerate(played.inputs) if given.path == PATHS[0])
    drawn = draw(played, RUNS, 5, method=method)[:, column]
    assert stats.kstest(drawn, truth.cdf).pvalue > 0.01
    assert drawn.mean() == pytest.approx(truth.mean(), abs=4 * truth.std() / RUNS**0.5)


def test_quantiles_are_those_of_scipy() -> None:
    unit = np.array([0.001, 0.05, 0.3, 0.5, 0.95, 0.999])
    for stated, truth in STATED.values():
        assert quantiles(parse_number(stated), unit) == pytest.approx(truth.ppf(unit), rel=1e-9)


@pytest.mark.parametrize("name", STATED)
def test_a_truncated_number_is_the_whole_one_given_that_it_lies_within_its_bounds(name: str) -> None:
    (low, high), (stated, whole) = CUTS[name], STATED[name]
    bounds = {word: end for word, end in (("from", low), ("to", high)) if end is not None}
    spread = parse_number({"truncated": {"of": stated, **bounds}})
    below = 0.0 if low is None else whole.cdf(low)
    above = 1.0 if high is None else whole.cdf(high)
    unit = np.array([0.001, 0.05, 0.3, 0.5, 0.95, 0.999])
    found = quantiles(spread, unit)
    assert found == pytest.approx(whole.ppf(below + unit * (above - below)), rel=1e-9)
    assert (spread.low, spread.high) == pytest.approx(
        (
            low if low is not None else whole.ppf(below + 0.05 * (above - below)),
            high if high is not None else whole.ppf(above - 0.05 * (above - below)),
        )
    )
    assert parse_number(spread.stated()) == spread


def test_a_mixture_is_cut_as_a_whole_and_a_value_at_a_bound_is_kept() -> None:
    apart = {"truncated": {"of": {"mixture": ["0 to 1", "3 to 4"]}, "from": 0.5, "to": 3.75}}
    assert quantiles(parse_number(apart), np.array([0.2, 0.7])) == pytest.approx([0.75, 3.375])
    heap = {"truncated": {"of": {"mixture": [1, "0 to 2"]}, "from": 1}}
    assert quantiles(parse_number(heap), np.array([0.01, 0.6, 0.9])) == pytest.approx([1.0, 1.0, 1.7])


def test_a_choice_is_cut_to_the_values_within_bounds_and_a_cut_that_leaves_one_is_certain() -> None:
    whole = {"choice": {"1": 0.5, "2": 0.2, "3": 0.3}}
    assert parse_number({"truncated": {"of": whole, "from": 2}}) == parse_number({"choice": {"2": 0.4, "3": 0.6}})
    assert parse_number({"truncated": {"of": whole, "to": 1}}) == parse_number(1)


def test_a_choice_gives_each_value_its_share_and_a_figure_is_certain() -> None:
    unit = np.array([0.0001, 0.6999, 0.7001, 0.9999])
    assert quantiles(parse_number({"choice": {"1": 7, "4": 3}}), unit).tolist() == [1, 1, 4, 4]
    assert quantiles(parse_number(0.4), unit).tolist() == [0.4] * 4
    assert quantiles(parse_number({"normal": [3, 0]}), unit).tolist() == [3.0] * 4


def test_draws_stay_within_the_bounds_of_their_field() -> None:
    spread = within(parse_number({"normal": [0.5, 1]}), 0.0, 1.0)
    drawn = quantiles(spread, np.linspace(0.001, 0.999, 500))
    assert drawn.min() == 0.0
    assert drawn.max() == 1.0


@pytest.mark.parametrize("method", METHODS)
def test_numbers_lie_strictly_between_0_and_1_and_differ_by_seed(method: Method) -> None:
    rows = {seed: unit_rows(PATHS, 200, seed, method=method) for seed in (0, 1, -1, 2**63 - 1, -(2**63))}
    assert all(((one > 0.0) & (one < 1.0)).all() for one in rows.values())
    seen = [one.tobytes() for one in rows.values()]
    assert len(set(seen)) == len(seen)
    assert (unit_rows(PATHS, 200, 0, method=method) == rows[0]).all()


@pytest.mark.parametrize("method", METHODS)
def test_columns_are_uncorrelated(method: Method) -> None:
    rows = unit_rows([f"path.{number}" for number in range(12)], RUNS, 3, method=method)
    off = np.corrcoef(rows.T) - np.eye(12)
    assert np.abs(off).max() < 4.5 / RUNS**0.5


def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_input() -> None:
    rows = unit_rows(PATHS, 250, 9, method="latin_hypercube")
    for column in rows.T:
        assert sorted((column * 250).astype(int).tolist()) == list(range(250))


def test_a_latin_hypercube_is_drawn_whole() -> None:
    with pytest.raises(ValueError, match="drawn whole"):
        unit_rows(PATHS, 10, 1, first=5, method="latin_hypercube")


def test_a_power_of_two_of_sobol_points_fills_every_slice() -> None:
    rows = unit_rows(PATHS, 1024, 9, method="sobol")
    for column in rows.T:
        assert sorted((column * 1024).astype(int).tolist()) == list(range(1024))


@pytest.mark.parametrize("method", ["monte_carlo", "sobol"])
def test_fewer_runs_are_the_first_of_more_and_any_part_can_be_drawn_alone(method: Method) -> None:
    rows = unit_rows(PATHS, 1000, 4, method=method)
    assert (unit_rows(PATHS, 100, 4, method=method) == rows[:100]).all()
    assert (unit_rows(PATHS, 37, 4, first=600, method=method) == rows[600:637]).all()


@pytest.mark.parametrize("method", ["monte_carlo", "latin_hypercube"])
def test_adding_an_input_moves_no_other(method: Method) -> None:
    few = small_game({"value": "2 to 5"})
    more = small_game({"value": "2 to 5"}, conditions=CONDITION)
    before, after = (draw(played, 50, 7, method=method) for played in (few, more))
    columns = {given.path: place for place, given in enumerate(more.inputs)}
    assert set(columns) == set(PATHS)
    for place, given in enumerate(few.inputs):
        assert (before[:, place] == after[:, columns[given.path]]).all()


@pytest.mark.parametrize("method", METHODS)
def test_nothing_uncertain_needs_no_numbers(method: Method) -> None:
    assert unit_rows([], 5, 1, method=method).shape == (5, 0)


def test_an_unknown_method_is_refused() -> None:
    wrong: Any = "halton"
    with pytest.raises(ValueError, match="one of monte_carlo, latin_hypercube, sobol"):
        unit_rows(PATHS, 5, 1, method=wrong)
