"""What an outcome hangs on: known functions, closed forms, games whose answer is known, and what must not matter."""

import json
import threading
from functools import cache
from math import ceil, isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import norm, sobol_indices

import sim
from sim import charts
from sim.analysis.curves import basis, explained, heaviest, weights_of
from sim.analysis.estimates import difference_of, level_of
from sim.analysis.information import Information, information
from sim.analysis.known_functions import KNOWN_FUNCTIONS
from sim.analysis.morris import STEP, effects_of, walks
from sim.analysis.shares import wilson
from sim.analysis.sobol import Indices, SobolDesign, indices_of
from sim.analysis.tornado import Tornado
from sim.arrays import Floats
from sim.charts.spreads import index_bars
from sim.game.build import make_game
from sim.runs.results import Ensemble
from sim.scenario.changes import apply
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread, parse_number
from sim.studies.factors import OTHERS, factors_of
from sim.studies.responses import Response, UncertainInput, of_function, shared_cases, uncertain_inputs
from sim.studies.sensitivity_study import Decision, SensitivityPlan, Shape, known_sensitivity, sensitivity, tornado
from sim.studies.spreads import indices
from tests.small import needs_compiled, steady
from tests.test_cli import parley, refused, told

A, B = "parties.left.no_deal.value", "parties.right.no_deal.value"
UNSURE: dict[str, Any] = {A: "0 to 90", B: "0 to 90", "parties.left.tactic.to": 0, "parties.right.tactic.to": 0}
"""Both sides of the pie have something to fall back on, and in the end hold out for nothing beyond it."""

SMALL = SensitivityPlan(runs=300, arm=60, keep=4, paths=4, shape=Shape(16, 4))


@cache
def unsure() -> Ensemble:
    return sim.run("pie", runs=400, seed=3, changes=[UNSURE])


def uniform(count: int) -> tuple[UncertainInput, ...]:
    spread = Spread(kind="uniform", at=(0.0, 1.0))
    return tuple(UncertainInput(f"x{place}", f"x{place}", "", spread) for place in range(count))


def lottery(shares: Any, inputs: int, seed: int) -> Response:
    """Return runs that end in something with a share that inputs set, under luck that a run's number sets."""
    luck = np.random.default_rng(seed).random(1_000_000)
    return Response(
        "a lottery",
        uniform(inputs),
        lambda values, first: (luck[first : first + len(values)] < shares(values)).astype(np.float64),
    )


def of_lottery(response: Response, seed: int, shape: Shape) -> Indices:
    found = indices(response, factors_of(response, [one.path for one in response.inputs]), shape, seed)
    assert found is not None
    return found


# Estimates and curves


def test_a_mean_of_zeros_and_ones_has_wilsons_interval_and_any_other_students() -> None:
    share = level_of(np.array([1.0, 0.0, 0.0, 1.0, 1.0]))
    assert (share.low, share.high) == wilson(3, 5)
    mean = level_of(np.array([1.0, 2.0, 3.0]))
    assert mean.high - mean.value == pytest.approx(4.302652729911275 / np.sqrt(3))
    assert isnan(level_of(np.empty(0)).value) and isnan(difference_of(np.empty(0), np.empty(0)).value)


def test_a_curve_runs_through_what_is_straight_and_is_straight_beyond_its_knots() -> None:
    x = np.linspace(-3.0, 5.0, 200)
    columns = basis(x)
    assert np.allclose(columns @ weights_of(columns, 2.0 - 0.5 * x), 2.0 - 0.5 * x)
    bent = columns @ weights_of(columns, np.sin(x))
    assert np.allclose(np.diff(bent[:9], 2), 0.0, atol=1e-9) and np.allclose(np.diff(bent[-9:], 2), 0.0, atol=1e-9)


def test_a_curve_through_few_values_is_their_means() -> None:
    x, y = np.array([1.0, 2.0, 2.0, 5.0, 5.0, 5.0]), np.array([0.0, 1.0, 3.0, 1.0, 1.0, 4.0])
    columns = basis(x)
    assert np.allclose(columns @ weights_of(columns, y), [0.0, 2.0, 2.0, 2.0, 2.0, 2.0])


def test_what_a_curve_accounts_for_is_right_on_average_and_nothing_for_nothing() -> None:
    rng = np.random.default_rng(1)
    x, noise = rng.random((300, 200)), rng.standard_normal((300, 200))
    strong = [explained(one, np.sqrt(12.0) * one + other) for one, other in zip(x, noise, strict=True)]
    none = [explained(one, other) for one, other in zip(x, noise, strict=True)]
    assert np.mean(strong) == pytest.approx(0.5, abs=0.01)
    assert np.mean(none) == pytest.approx(0.0, abs=0.005)
    assert explained(np.ones(50), np.arange(50.0)) == pytest.approx(0.0) and explained(x[0], np.ones(200)) == 0.0


def test_the_heaviest_inputs_come_first() -> None:
    x = np.random.default_rng(2).random((2000, 5))
    assert heaviest(x, 3 * x[:, 4] + x[:, 1] + 0.2 * x[:, 0], 3) == [4, 1, 0]


# Indices


@pytest.mark.parametrize("name", KNOWN_FUNCTIONS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_known_indices_lie_within_the_intervals_on_the_way_that_ensembles_go(name: str, seed: int) -> None:
    known = KNOWN_FUNCTIONS[name]
    found = known_sensitivity(known, seed)
    assert found.indices is not None and found.finished
    assert [one.inside for one in found.exact] == [2] * len(known.first)
    assert (found.indices.chance.value, found.indices.chance.high) == (0.0, 0.0)
    for one, first, total in zip(found.indices.indices, known.first, known.total, strict=True):
        assert one.first.value == pytest.approx(first, abs=0.02) and one.total.value == pytest.approx(total, abs=0.01)
        assert one.of_all == one.first


def test_a_function_of_many_inputs_is_screened_and_the_rest_is_taken_as_one() -> None:
    plan = SensitivityPlan(runs=1000, arm=100, keep=2, paths=20, shape=Shape(512, 4))
    found = known_sensitivity(KNOWN_FUNCTIONS["g"], 1, plan)
    assert found.screening is not None and found.screening.kept == ("x1", "x2")
    assert [one.path for one in found.exact] == ["x1", "x2"] and [one.inside for one in found.exact] == [2, 2]
    assert found.indices is not None and [one.path for one in found.indices.indices] == ["x1", "x2", OTHERS]
    assert found.runs == 1000 + 2 * 2 * 100 + 9 * 20 + (3 + 2) * 2048


def test_known_indices_are_those_published() -> None:
    ishigami = KNOWN_FUNCTIONS["ishigami"]
    assert [round(value, 4) for value in ishigami.first] == [0.3139, 0.4424, 0.0]
    assert [round(value, 4) for value in ishigami.total] == [0.5576, 0.4424, 0.2437]
    assert [round(value, 3) for value in KNOWN_FUNCTIONS["g"].first[:4]] == [0.716, 0.179, 0.024, 0.007]


def played(name: str, rows: int, seed: int) -> SobolDesign:
    """Return a design of plain random rows on a known function."""
    response = of_function(KNOWN_FUNCTIONS[name])
    count = len(response.inputs)
    a, b = (response.values(part) for part in np.random.default_rng(seed).random((2, rows, count)))
    mixed = [np.where(np.arange(count) == place, b, a) for place in range(count)]
    measured = [response.measure(values, 0)[None] for values in (a, b, *mixed)]
    return SobolDesign(measured[0], measured[1], np.array(measured[2:]))


@pytest.mark.parametrize("name", KNOWN_FUNCTIONS)
def test_without_luck_the_indices_are_scipys(name: str) -> None:
    design = played(name, 256, 5)
    names = [(str(place), "") for place in range(len(design.ab))]
    ours = indices_of("", names, design, 1).indices
    theirs = sobol_indices(func={"f_A": design.a, "f_B": design.b, "f_AB": design.ab}, n=256)
    assert np.allclose([one.first.value for one in ours], theirs.first_order, atol=1e-12)
    assert np.allclose([one.total.value for one in ours], theirs.total_order, atol=1e-12)


def test_intervals_of_indices_cover_as_often_as_they_say() -> None:
    known, hits = KNOWN_FUNCTIONS["ishigami"], []
    for seed in range(60):
        found = indices_of("", [("", "")] * 3, played("ishigami", 512, seed), seed).indices
        hits += [one.first.low <= exact <= one.first.high for one, exact in zip(found, known.first, strict=True)]
        hits += [one.total.low <= exact <= one.total.high for one, exact in zip(found, known.total, strict=True)]
    assert 0.90 <= np.mean(hits) <= 0.99


def test_chance_and_inputs_are_told_apart_where_both_are_known() -> None:
    """The share is 0.2 + 0.4 x0 + 0.2 x1: Var p = 0.2 / 12 and Var f = 1/4, so chance is 14/15; indices 0.8, 0.2, 0."""
    hits, chance = [], []
    for seed in range(30):
        found = of_lottery(lottery(lambda x: 0.2 + 0.4 * x[:, 0] + 0.2 * x[:, 1], 3, seed), seed, Shape(256, 16))
        hits.append(found.chance.low <= 14 / 15 <= found.chance.high)
        chance.append(found.chance.value)
        for one, exact in zip(found.indices, (0.8, 0.2, 0.0), strict=True):
            hits += [one.first.low <= exact <= one.first.high, one.total.low <= exact <= one.total.high]
    assert np.mean(chance) == pytest.approx(14 / 15, abs=0.005)
    assert 0.90 <= np.mean(hits) <= 1.0


def test_inputs_that_only_matter_together_have_totals_and_no_first_order() -> None:
    """The share is 1/2 + 2 (x0 - 1/2)(x1 - 1/2): all of its variance belongs to both."""
    response = lottery(lambda x: 0.5 + 2.0 * (x[:, 0] - 0.5) * (x[:, 1] - 0.5), 2, 4)
    found = of_lottery(response, 4, Shape(1024, 16))
    assert found.chance.low <= 1 - (4 / 144) / 0.25 <= found.chance.high
    for one in found.indices:
        assert one.first.low <= 0.0 <= one.first.high and one.total.low <= 1.0 <= one.total.high


def test_of_pure_chance_nothing_is_accounted_for_and_indices_are_unknown() -> None:
    found = of_lottery(lottery(lambda x: np.full(len(x), 0.3), 2, 1), 1, Shape(256, 8))
    assert found.chance.value > 0.98 and found.chance.high == 1.0
    assert all(isnan(one.first.value) and isnan(one.total.low) for one in found.indices)
    assert found.mean.low <= 0.3 <= found.mean.high


def test_what_never_varies_has_no_spread_to_account_for() -> None:
    found = of_lottery(lottery(lambda x: np.zeros(len(x)), 2, 1), 1, Shape(8, 2))
    assert found.variance == 0.0 and isnan(found.chance.value)
    assert "no spread" in index_bars(found).alt


def test_more_lucks_take_noise_off_and_move_no_expectation() -> None:
    def chances(lucks: int) -> Floats:
        shape = Shape(256 // lucks, lucks)
        responses = [lottery(lambda x: 0.2 + 0.4 * x[:, 0], 1, seed) for seed in range(40)]
        return np.array([of_lottery(one, seed, shape).chance.value for seed, one in enumerate(responses)])

    few, many = chances(2), chances(8)
    exact = 1 - (0.16 / 12) / 0.24
    assert few.mean() == pytest.approx(exact, abs=0.02) and many.mean() == pytest.approx(exact, abs=0.01)
    assert many.std() < few.std()


def test_inputs_taken_as_one_account_for_what_they_do_together() -> None:
    response = of_function(KNOWN_FUNCTIONS["ishigami"])
    found = indices(response, factors_of(response, ["x2"]), Shape(512, 8), 1)
    assert found is not None and [one.path for one in found.indices] == ["x2", OTHERS]
    alone, others = found.indices
    known = KNOWN_FUNCTIONS["ishigami"]
    assert others.first.value == pytest.approx(1 - known.first[1], abs=0.02)
    assert others.total.value == pytest.approx(1 - known.first[1], abs=0.02)
    assert alone.total.value == pytest.approx(known.total[1], abs=0.02)


@steady
@given(st.permutations(range(3)))
def test_the_order_of_inputs_changes_nothing(order: list[int]) -> None:
    design = played("ishigami", 64, 1)
    names = [(str(place), "") for place in range(3)]
    found = {one.path: one for one in indices_of("", names, design, 1).indices}
    turned = SobolDesign(design.a, design.b, design.ab[order])
    for one in indices_of("", [names[place] for place in order], turned, 1).indices:
        assert one.first.value == pytest.approx(found[one.path].first.value, abs=1e-12)
        assert one.total.value == pytest.approx(found[one.path].total.value, abs=1e-12)


# Screening


@steady
@given(st.integers(1, 12), st.integers(1, 9), st.integers(0, 1000))
def test_a_path_moves_every_input_once_by_half_of_the_way(inputs: int, paths: int, seed: int) -> None:
    taken = walks(inputs, paths, np.random.default_rng(seed))
    steps = np.diff(taken.points, axis=0)
    assert np.array_equal(np.abs(steps).sum(axis=2), np.full((inputs, paths), STEP))
    assert np.array_equal(np.abs(steps).sum(axis=0), np.full((paths, inputs), STEP))
    assert set(np.unique(taken.points)) <= {0.125, 0.375, 0.625, 0.875}


def test_effects_of_a_plane_are_its_slopes_and_do_not_vary() -> None:
    slopes = np.array([1.5, -3.0, 0.0, 0.25])
    taken = walks(4, 20, np.random.default_rng(3))
    found = effects_of([(str(place), "") for place in range(4)], taken, taken.points @ slopes, 1)
    assert [one.path for one in found] == ["1", "0", "3", "2"]
    for one in found:
        assert one.mu.value == pytest.approx(slopes[int(one.path)])
        assert one.mu_star.value == pytest.approx(abs(slopes[int(one.path)]))
        assert one.sigma.value == pytest.approx(0.0, abs=1e-9)


def test_an_input_that_works_both_ways_has_no_mean_effect_but_an_absolute_one() -> None:
    taken = walks(2, 400, np.random.default_rng(3))
    curved = (taken.points[..., 0] - 0.5) * (taken.points[..., 1] - 0.5)
    for one in effects_of([("0", ""), ("1", "")], taken, curved, 1):
        assert one.mu.low < 0.0 < one.mu.high
        assert one.mu_star.value > 0.2 and one.sigma.value > 0.2
        assert one.mu_star.low <= one.mu_star.value <= one.mu_star.high


def test_of_an_outcome_half_of_mu_star_is_the_share_of_moves_that_decide_it() -> None:
    taken = walks(3, 50, np.random.default_rng(8))
    figures = (taken.points[..., 0] > 0.5).astype(np.float64)
    found = effects_of([("0", ""), ("1", ""), ("2", "")], taken, figures, 1)
    assert (found[0].path, found[0].mu.value, found[0].mu_star.value) == ("0", 2.0, 2.0)
    assert found[1].mu_star.value == 0.0 and found[1].mu_star.high > 0.0


# What knowing is worth


def decision(slopes: Floats, lead: float, runs: int = 20_000, least: bool = False, seed: int = 3) -> Information:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((runs, len(slopes)))
    brings = np.column_stack([np.zeros(runs), lead + x @ slopes + rng.standard_normal(runs)])
    names = [(str(place), "") for place in range(len(slopes))]
    return information("", ["a", "b"], -brings if least else brings, names, x, least=least)


def worth_knowing(slope: float, lead: float) -> float:
    """E max(0, lead + slope x) - max(0, lead) for standard normal x: the closed form of two arms, linear and normal."""
    s = abs(slope)
    return float(s * norm.pdf(lead / s) + lead * ndtr(lead / s) - max(0.0, lead)) if s else 0.0


@pytest.mark.parametrize("lead", [0.3, -0.2, 0.0])
def test_what_knowing_is_worth_is_the_closed_form_of_linear_normal_decisions(lead: float) -> None:
    slopes = np.array([1.0, 0.5, 0.0])
    for one in decision(slopes, lead).inputs:
        exact = worth_knowing(slopes[int(one.path)], lead)
        assert one.value.value == pytest.approx(exact, abs=0.015)
        assert one.value.low - 0.005 <= exact <= one.value.high + 0.01


def test_choosing_the_least_mirrors_choosing_the_most() -> None:
    most, least = decision(np.array([1.0, 0.2]), 0.3), decision(np.array([1.0, 0.2]), 0.3, least=True)
    assert (most.best, least.best) == ("b", "b")
    assert [one.value.value for one in most.inputs] == pytest.approx([one.value.value for one in least.inputs])


def test_chance_alone_makes_nothing_worth_knowing() -> None:
    found = [decision(np.zeros(4), 0.0, 500, seed=seed) for seed in range(30)]
    values = np.array([one.value.value for information in found for one in information.inputs])
    assert values.mean() < 0.0 and np.mean([one.value.low > 0.0 for i in found for one in i.inputs]) < 0.05


def test_arms_that_bring_the_same_leave_nothing_to_know() -> None:
    x = np.random.default_rng(1).random((200, 2))
    same = np.column_stack([x[:, 0], x[:, 0]])
    found = information("", ["a", "b"], same, [("0", ""), ("1", "")], x)
    assert [one.value.value for one in found.inputs] == [0.0, 0.0]


# A game whose answer is known


def splits(a: float, b: float) -> float:
    """Return 1 if some split in steps of 5 leaves both sides what they fall back on."""
    return float(5 * ceil(a / 5) + 5 * ceil(b / 5) <= 100)


@needs_compiled
def test_the_pie_is_split_if_some_split_leaves_both_enough() -> None:
    ends = [name == "agreed" for name in unsure().outcome_names]
    assert ends == [bool(splits(a, b)) for a, b in unsure().values]


@needs_compiled
def test_indices_of_a_game_are_those_of_its_closed_form() -> None:
    """They agree if j + k <= 20, with j = ceil(a / 5) and k = ceil(b / 5) uniform on 1 to 18; no chance is left."""
    agree = np.array([[j + k <= 20 for j in range(1, 19)] for k in range(1, 19)], np.float64)
    variance = agree.mean() * (1.0 - agree.mean())
    first = agree.mean(axis=1).var() / variance
    total = agree.var(axis=0).mean() / variance
    found = sensitivity("pie", "agreed", None, 1, [UNSURE], plan=SensitivityPlan(400, 100, 10, 10, Shape(256, 2)))
    assert found.indices is not None and found.screening is None and found.finished
    assert found.indices.chance.value == 0.0
    for one in found.indices.indices:
        assert one.first.low <= first <= one.first.high and one.total.low <= total <= one.total.high


@needs_compiled
def test_bars_of_a_game_are_those_of_its_closed_form() -> None:
    found = tornado(unsure(), "agreed", runs=400)
    by = {(bar.path, bar.kind): bar for bar in found.bars}
    right = unsure().values[:, 1]
    bar = by[A, "input"]
    assert (bar.low.value, bar.high.value) == (0.0, 90.0)
    assert bar.low.level.value == np.mean([splits(0.0, b) for b in right]) == 1.0
    assert bar.high.level.value == np.mean([splits(90.0, b) for b in right])
    assert bar.swing.value == pytest.approx(bar.high.level.value - 1.0)
    assert bar.swing.low <= bar.swing.value <= bar.swing.high < 0.0


# One input at a time


@cache
def talks() -> Ensemble:
    return sim.run("labour-dispute", runs=200, seed=5)


@cache
def bars() -> Tornado:
    return tornado(talks(), "contract_signed", keep=3, runs=80)


@needs_compiled
def test_an_end_of_a_bar_is_the_ensemble_with_that_value_set() -> None:
    assert {bar.kind for bar in bars().bars} == {"input", "lever"}
    for bar in (next(bar for bar in bars().bars if bar.kind == kind) for kind in ("input", "lever")):
        for end in (bar.low, bar.high):
            change = {bar.path: int(end.value) if bar.unit == "failed sessions" else end.value}
            again = sim.run("labour-dispute", runs=200, seed=5, changes=[change])
            assert end.level.value == np.mean([name == "contract_signed" for name in again.outcome_names[:80]])


@needs_compiled
def test_the_base_is_the_first_runs_of_the_ensemble() -> None:
    ends = [name == "contract_signed" for name in talks().outcome_names[:80]]
    assert bars().base.value == np.mean(ends) and bars().runs == 80
    assert (bars().base.low, bars().base.high) == wilson(sum(ends), 80)
    assert (bars().considered, bars().chosen_on) == (len(talks().game.inputs), 200)
    assert sum(bar.kind == "input" for bar in bars().bars) == 3
    assert sum(bar.kind == "lever" for bar in bars().bars) == len(talks().scenario.levers)


@needs_compiled
def test_the_widest_bar_comes_first_and_a_swing_is_what_lies_between_its_ends() -> None:
    reaches = [bar.reach for bar in bars().bars]
    assert reaches == sorted(reaches, reverse=True) and len(set(reaches)) > 1
    for bar in bars().bars:
        assert bar.swing.value == pytest.approx(bar.high.level.value - bar.low.level.value)
        assert bar.low.difference.value == pytest.approx(bar.low.level.value - bars().base.value)


@pytest.mark.parametrize(
    ("stated", "ends"),
    [
        ("0.2 to 0.6", (0.2, 0.6)),
        ("0.2 to 0.3 to 0.6", (0.2, 0.6)),
        ({"normal": [0.0, 1.0]}, (-1.6449, 1.6449)),
        ({"lognormal": [0.5, 6]}, (0.5, 6.0)),
        ({"beta": [2, 2]}, (0.1354, 0.8646)),
        ({"choice": {"3": 0.2, "1": 0.8}}, (1.0, 3.0)),
    ],
)
def test_a_range_ends_where_it_is_stated_to_or_at_its_outer_twentieths(stated: Any, ends: tuple[float, float]) -> None:
    assert UncertainInput("x", "x", "", parse_number(stated)).ends == pytest.approx(ends, abs=1e-4)


@needs_compiled
def test_cases_are_shared_also_where_a_change_takes_an_input_away_or_brings_one() -> None:
    changed = sim.run("pie", runs=400, seed=3, changes=[{**UNSURE, B: 10, "parties.left.tactic.beta": "1 to 2"}])
    values = shared_cases(unsure(), changed.game)
    assert [one.path for one in changed.game.inputs] == [A, "parties.left.tactic.beta"]
    assert np.array_equal(values[:, 0], unsure().values[:, 0]) and np.array_equal(values, changed.values)


def test_inputs_of_the_same_name_are_told_apart_by_their_paths() -> None:
    data = dict(sim.load("pie").stated())
    data["parties"] = {name: {**party, "label": "The other"} for name, party in data["parties"].items()}
    data["levers"] = {}
    changed = apply(Scenario.model_validate(data), [{A: "0 to 90", B: "0 to 90"}])
    labels = [one.label for one in uncertain_inputs(make_game(changed))]
    assert len(set(labels)) == 2 and all(path in label for path, label in zip((A, B), labels, strict=True))


@needs_compiled
def test_a_flag_is_moved_and_a_choice_is_left_out_with_the_reason() -> None:
    data = dict(sim.load("pie").stated())
    data["levers"] = {
        "protocol.features.trust": {"label": "whether there is trust"},
        "parties.left.tactic.kind": {"label": "how Left concedes"},
    }
    ensemble = sim.run(Scenario.model_validate(data), runs=40)
    found = tornado(ensemble, "agreed", keep=0, runs=40)
    assert [(bar.path, bar.low.value, bar.high.value) for bar in found.bars] == [("protocol.features.trust", 0.0, 1.0)]
    assert found.left_out == ("parties.left.tactic.kind: a choice has no two ends",)


@needs_compiled
def test_what_cannot_be_played_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no outcome 'peace'"):
        tornado(unsure(), "peace")
    with pytest.raises(ValueError, match="runs must be at least 1"):
        tornado(unsure(), "agreed", runs=0)
    with pytest.raises(ValueError, match="no party is called 'nobody'"):
        sensitivity("pie", "agreed", changes=[UNSURE], plan=SMALL, decision=Decision(("left_waits",), "nobody"))
    with pytest.raises(ValueError, match="paths must be at least 2"):
        SensitivityPlan(paths=1)
    with pytest.raises(ValueError, match="at least 2 rows and 2 lucks"):
        Shape(lucks=1)


# All of it


@needs_compiled
def test_a_study_that_is_cancelled_keeps_the_bars_that_were_finished() -> None:
    cancel = threading.Event()

    def stop(done: int, _: int) -> None:
        if done >= 4 * 80:
            cancel.set()

    found = tornado(talks(), "contract_signed", keep=3, runs=80, progress=stop, cancel=cancel)
    assert 0 < len(found.bars) < found.wanted
    assert {bar.path for bar in found.bars} <= {bar.path for bar in bars().bars}


@needs_compiled
def test_a_study_that_is_cancelled_before_it_begins_has_nothing() -> None:
    cancel = threading.Event()
    cancel.set()
    found = sensitivity("pie", "agreed", None, 1, [UNSURE], plan=SMALL, cancel=cancel)
    assert (found.finished, found.runs, found.tornado, found.indices) == (False, 0, None, None)


@needs_compiled
@pytest.mark.parametrize("after", [0, 300, 400, 1200])
def test_a_cancelled_study_says_so_and_has_what_was_finished(after: int) -> None:
    cancel = threading.Event()

    def stop(done: int, _: int) -> None:
        if done >= after:
            cancel.set()

    found = sensitivity("labour-dispute", "contract_signed", plan=SMALL, progress=stop, cancel=cancel)
    assert not found.finished and found.indices is None
    json.dumps(found.to_dict())


@needs_compiled
def test_progress_ends_with_all_that_was_wanted_and_counts_up() -> None:
    seen: list[tuple[int, int]] = []
    choice = Decision(("no_ballot",), "union")
    found = sensitivity(
        "labour-dispute",
        "contract_signed",
        plan=SMALL,
        decision=choice,
        progress=lambda done, wanted: seen.append((done, wanted)),
    )
    done = [one for one, _ in seen]
    assert found.finished and done == sorted(done)
    assert seen[-1] == (found.runs, found.runs)
    assert found.information is not None and [arm.name for arm in found.information.arms] == ["as stated", "no_ballot"]
    base = sim.run("labour-dispute", runs=300)
    assert found.information.arms[0].level.value == pytest.approx(base.records.gain[:, 0].mean())
    assert found.screening is not None and len(found.screening.kept) == 4
    assert found.indices is not None and [one.path for one in found.indices.indices][-1] == OTHERS


@needs_compiled
def test_a_study_repeats_to_the_last_bit_whatever_the_threads() -> None:
    one, two = (
        sensitivity("pie", "agreed", None, 4, [UNSURE], plan=SMALL, threads=threads).to_dict() for threads in (1, 2)
    )
    assert json.dumps(one) == json.dumps(two)


# Command line and pictures


@needs_compiled
def test_sensitivity_tells_all_that_the_contract_names() -> None:
    small = ["--runs", "100", "--arm", "20", "--keep", "3", "--paths", "2", "--rows", "4", "--lucks", "2"]
    data = told("sensitivity", "labour-dispute", "--outcome", "contract_signed", "--decide", "no_ballot", *small)
    assert {"scenario", "digest", "version", "seed", "runs", "outcome", "finished", "chance"} <= set(data)
    assert all({"path", "first", "total", "low", "high", "total_low"} <= set(one) for one in data["indices"])
    assert len(data["indices"]) == 4 and len(data["morris"]["effects"]) == 99
    assert data["tornado"]["bars"] and data["evppi"]["best"] in {"as stated", "no_ballot"}
    shown = parley("sensitivity", "labour-dispute", "--outcome", "contract_signed", "--decide", "no_ballot", *small)
    for heading in ("One input at a time", "What inputs account for", "matter at all", "The decision", "worth"):
        assert heading in shown.stdout


def test_a_function_goes_the_same_way_and_shows_exact_values() -> None:
    shown = parley("sensitivity", "--function", "ishigami")
    assert shown.exit_code == 0 and "6 of 6 exact values lie inside the intervals." in shown.stdout
    assert [one["inside"] for one in told("sensitivity", "--function", "g")["exact"]] == [2] * 8


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["labour-dispute"], "--outcome ID"),
        (["labour-dispute", "--outcome", "contract_sined"], "Did you mean contract_signed?"),
        (["--function", "g", "--outcome", "x"], "it is a formula"),
        (["labour-dispute", "--outcome", "no_deal", "--decide", "no_balot"], "no such change"),
        (["labour-dispute", "--outcome", "no_deal", "--for", "union"], "--decide"),
        (["labour-dispute", "--outcome", "no_deal", "--decide", "no_ballot", "--for", "x"], "There is no party 'x'"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_line(words: list[str], line: str) -> None:
    assert any(line.lower() in said.lower() for said in refused("sensitivity", *words))


@needs_compiled
def test_pictures_of_sensitivity_are_charts_with_a_sentence_and_a_table() -> None:
    known = known_sensitivity(KNOWN_FUNCTIONS["ishigami"], 1)
    assert known.indices is not None and known.tornado is not None
    lot = of_lottery(lottery(lambda x: 0.2 + 0.6 * x[:, 0], 2, 1), 1, Shape(256, 8))
    for picture in (
        charts.tornado(bars()),
        charts.tornado(known.tornado),
        charts.index_bars(known.indices),
        charts.index_bars(lot),
        charts.knowing_bars(decision(np.array([1.0, 0.5]), 0.3, 500)),
    ):
        assert charts.dressed(picture).to_dict()["title"]
        assert picture.alt.endswith(".") and "nan" not in picture.alt.lower()
        assert len(picture.table) and not picture.table.isna().to_numpy().any()
    assert "chance" in charts.index_bars(lot).alt.lower()
    assert "Most worth knowing before that choice" in charts.knowing_bars(decision(np.array([1.0, 0.5]), 0.3)).alt
    assert "No input can be shown" in charts.knowing_bars(decision(np.zeros(2), 0.3)).alt
    assert charts.tornado(tornado(unsure(), "agreed", keep=0, with_levers=False)).alt == "Nothing to show."
