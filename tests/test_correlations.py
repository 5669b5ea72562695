"""Ranges with a cause in common: spread as stated, lying together as the formula says, and moved by nobody else."""

from collections.abc import Sequence
from math import log, sqrt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.arrays import Floats
from sim.game.build import Game, make_game
from sim.game.cases import cases_of, draw, joint_rows, quantiles
from sim.game.common_causes import rank_correlation
from sim.game.layout import CommonCause, Input
from sim.runs.runner import run
from sim.scenario.distributions import NORMAL_95
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from tests.small import needs_compiled, scenario

DRAWS = 100_000
KS_AT_1_PERCENT = 1.6276 / sqrt(DRAWS)
WIDE = {"least": -1e9, "most": 1e9}
KINDS = {
    "uniform": (Spread(kind="uniform", at=(2.0, 5.0)), stats.uniform(2.0, 3.0)),
    "pert": (Spread(kind="pert", at=(0.0, 1.0, 5.0)), stats.beta(1.8, 4.2, 0.0, 5.0)),
    "normal": (Spread(kind="normal", at=(3.0, 2.0), **WIDE), stats.norm(3.0, 2.0)),
    "lognormal": (
        Spread(kind="lognormal", at=(1.0, 9.0), **WIDE),
        stats.lognorm(log(9.0) / (2.0 * NORMAL_95), scale=3.0),
    ),
    "beta": (Spread(kind="beta", at=(2.0, 5.0)), stats.beta(2.0, 5.0)),
}
"""A range of every kind without gaps, and its distribution as scipy knows it."""
CHOICE = Spread(kind="choice", at=(1.0, 2.0, 4.0), odds=(0.2, 0.5, 0.3))


def member(path: str, spread: Spread, strength: float, sign: int = 1, group: str = "correlations.mood") -> Input:
    return Input(path, spread, (), CommonCause(group, strength, sign))


def drawn(inputs: Sequence[Input], runs: int = DRAWS, seed: int = 1, **how: Any) -> Floats:
    unit = joint_rows(inputs, runs, seed, **how)
    return np.column_stack([quantiles(given.spread, unit[:, place]) for place, given in enumerate(inputs)])


def ranks(values: Floats) -> Floats:
    found = np.corrcoef(stats.rankdata(values, axis=0).T)
    return np.asarray(found)


def mixed_group(size: int, strength: float) -> list[Input]:
    kinds = list(KINDS)
    return [
        member(f"{kinds[n % len(kinds)]}.{n}", KINDS[kinds[n % len(kinds)]][0], strength, 1 if n % 3 else -1)
        for n in range(size)
    ]


@pytest.mark.parametrize("size", [2, 5, 20])
@pytest.mark.parametrize("strength", [0.3, 1.0])
def test_every_kind_of_range_is_spread_exactly_as_stated(size: int, strength: float) -> None:
    inputs = mixed_group(size, strength)
    values = drawn(inputs)
    for place, given in enumerate(inputs):
        expected = KINDS[given.path.split(".")[0]][1]
        assert stats.kstest(values[:, place], expected.cdf).statistic < KS_AT_1_PERCENT, given.path


@pytest.mark.parametrize("size", [2, 5, 20])
def test_a_choice_keeps_its_odds(size: int) -> None:
    inputs = [member(f"c.{n}", CHOICE, 0.5, 1 if n % 2 else -1) for n in range(size)]
    for column in drawn(inputs).T:
        counted = [int((column == value).sum()) for value in CHOICE.at]
        assert stats.chisquare(counted, [DRAWS * odds for odds in CHOICE.odds]).pvalue > 0.01


@pytest.mark.parametrize("strength", [0.1, 0.5, 0.9, 1.0])
def test_rank_correlations_are_those_of_the_formula_signs_included(strength: float) -> None:
    inputs = mixed_group(5, strength)
    values = drawn(inputs)
    found = ranks(values)
    for one in range(5):
        for other in range(one):
            expected = rank_correlation(inputs[one], inputs[other])
            assert found[one, other] == pytest.approx(expected, abs=4.0 / sqrt(DRAWS))
            assert (expected > 0) == ((one % 3 == 0) == (other % 3 == 0))


def test_choices_and_clipped_ranges_keep_the_order_of_ranks() -> None:
    clipped = Spread(kind="normal", at=(0.0, 1.0), least=0.0, most=1.0)
    for strength in (0.3, 0.8):
        values = drawn([member("a", CHOICE, strength), member("b", clipped, strength, -1)])
        assert ranks(values)[0, 1] < -0.1
        assert values[:, 1].min() == 0.0
        assert values[:, 1].max() == 1.0


def test_a_member_more_or_less_changes_no_other_column() -> None:
    inputs = mixed_group(6, 0.6)
    whole = drawn(inputs, 1000)
    for left_out in range(6):
        kept = [place for place in range(6) if place != left_out]
        assert np.array_equal(drawn([inputs[place] for place in kept], 1000), whole[:, kept])
    assert np.array_equal(drawn(inputs[:1], 1000), whole[:, :1])


def test_runs_keep_their_prefixes_and_any_can_be_drawn_alone() -> None:
    inputs = mixed_group(5, 0.6)
    whole = drawn(inputs, 200)
    assert np.array_equal(drawn(inputs, 50), whole[:50])
    assert np.array_equal(drawn(inputs, 1, first=137), whole[137:138])


def test_two_groups_have_nothing_in_common_and_what_has_no_cause_is_as_it_was() -> None:
    first, second = mixed_group(2, 0.9), mixed_group(2, 0.9)
    other = [member(f"other {given.path}", given.spread, 0.9, 1, "correlations.weather") for given in second]
    alone = Input("alone", KINDS["uniform"][0], ())
    values = drawn([*first, alone, *other])
    assert np.array_equal(values[:, 2], drawn([alone])[:, 0])
    assert abs(ranks(values)[0, 3]) < 4.0 / sqrt(DRAWS)


def test_strength_0_is_no_group_at_all_bit_for_bit() -> None:
    inputs = mixed_group(5, 0.0)
    bare = [Input(given.path, given.spread, ()) for given in inputs]
    assert np.array_equal(drawn(inputs, 500), drawn(bare, 500))


def test_sobol_rows_keep_margins_and_correlation() -> None:
    inputs = mixed_group(5, 0.6)
    values = drawn(inputs, 4096, method="sobol")
    for place, given in enumerate(inputs):
        assert stats.kstest(values[:, place], KINDS[given.path.split(".")[0]][1].cdf).statistic < 0.01
    assert ranks(values)[1, 2] == pytest.approx(rank_correlation(inputs[1], inputs[2]), abs=0.03)


WORDS: dict[str, Any] = {
    "issues": {"truce": ("war", "signed"), "aid": ("on", "off")},
    "worth": {"a": {"truce": (0, 40), "aid": (30, 0)}, "b": {"truce": (0, 30), "aid": (0, 30)}},
}
MEMBERS = {"parties.a.no_deal.value": "up", "parties.b.no_deal.value": "down"}


def with_group(strength: float = 0.7, members: dict[str, str] = MEMBERS, **more: Any) -> Scenario:
    parties = {name: {"no_deal": {"value": "-5 to 25", "assumed": "test"}, "precision": 0.2} for name in ("a", "b")}
    group = {"strength": strength, "assumed": "test", "members": members}
    return scenario(parties=parties, correlations={"mood": group}, **WORDS, **more)


def values_of(game: Game, ensemble_values: Floats) -> dict[str, Floats]:
    return {given.path: ensemble_values[:, place] for place, given in enumerate(game.inputs)}


def test_the_language_states_a_group_and_runs_draw_it() -> None:
    ensemble = run(with_group(), 2000)
    found = values_of(ensemble.game, ensemble.values)
    first, other = found["parties.a.no_deal.value"], found["parties.b.no_deal.value"]
    expected = rank_correlation(*(g for g in ensemble.game.inputs if g.cause is not None))
    assert expected < -0.6
    assert ranks(np.column_stack([first, other]))[0, 1] == pytest.approx(expected, abs=0.05)


def test_a_change_of_strength_leaves_the_rest_of_luck_alone() -> None:
    stated = with_group(0.0)
    bare = run(stated.model_copy(update={"correlations": {}}), 200)
    same = run(stated, 200)
    moved = run(stated, 200, changes=["correlations.mood.strength=1"])
    assert np.array_equal(same.values, bare.values)
    assert np.array_equal(same.rows, bare.rows, equal_nan=True)
    assert not np.array_equal(moved.values, bare.values)


def test_an_ensemble_taken_over_from_another_is_the_one_drawn_afresh() -> None:
    before, after = make_game(with_group(0.2)), make_game(with_group(0.9))
    like = cases_of(before, 300, 1)
    assert np.array_equal(cases_of(after, 300, 1, like=like).values, draw(after, 300, 1))
    assert np.array_equal(cases_of(before, 300, 1, like=cases_of(after, 300, 1)).values, like.values)


def test_a_latin_hypercube_of_groups_is_refused_with_a_sentence() -> None:
    with pytest.raises(ScenarioError, match=r"Latin hypercube of ranges with a cause in common.*sobol"):
        run(with_group(), 20, method="latin_hypercube")
    assert run(with_group(), 20, method="sobol").runs == 20


def test_what_is_removed_leaves_its_group_and_nobody_else_moves() -> None:
    """Ablation takes conditions away one by one: those that stay are drawn as before, the last one too."""
    names = ("first", "second", "third")
    conditions = {
        name: {"party": "a", "when": {"truce": "signed"}, "require": {"aid": "off"}, "firmness": "0.2 to 0.9"}
        for name in names
    }
    whole = with_group(0.8, {f"conditions.{name}.firmness": "up" for name in names}, conditions=conditions)
    before = run(whole, 100)
    for gone in (("first",), ("first", "third")):
        after = run(whole, 100, changes=[{f"conditions.{name}": None} for name in gone])
        members = after.scenario.correlations["mood"].members
        assert list(members) == [f"conditions.{name}.firmness" for name in names if name not in gone]
        kept = values_of(after.game, after.values)
        assert all(np.array_equal(kept[path], values_of(before.game, before.values)[path]) for path in members)
    assert not run(whole, 20, changes=[{f"conditions.{name}": None} for name in names]).scenario.correlations


def test_a_member_that_is_set_leaves_the_others_where_they_were() -> None:
    before, after = run(with_group(), 100), run(with_group(), 100, changes=["parties.a.no_deal.value=3"])
    path = "parties.b.no_deal.value"
    assert np.array_equal(values_of(before.game, before.values)[path], values_of(after.game, after.values)[path])


SHOCKED: dict[str, Any] = {
    "parties": {name: {"volatility": 2.0, "precision": "exact"} for name in ("a", "b", "c")},
    "issues": {"truce": ("war", "signed")},
    "worth": {name: {"truce": (0, 1)} for name in ("a", "b", "c")},
    "protocol": {"sessions_per_day": 0, "horizon_days": 1},
}


def no_deal_values(**words: Any) -> Floats:
    frame = run(scenario(**SHOCKED, **words), 20_000).to_pandas()
    return frame[[f"no_deal.{name}" for name in ("a", "b", "c")]].to_numpy()


@needs_compiled
def test_what_one_hopes_from_fighting_on_the_other_fears() -> None:
    shock = {"war": {"strength": 0.6, "parties": {"a": "up", "b": "down"}, "assumed": "test"}}
    alone, shared = no_deal_values(), no_deal_values(shared_shocks=shock)
    found = np.asarray(np.corrcoef(shared.T))
    assert found[0, 1] == pytest.approx(-0.6, abs=0.02)
    assert abs(found[0, 2]) < 0.03
    assert np.array_equal(alone[:, 2], shared[:, 2])
    assert shared.std(axis=0) == pytest.approx(2.0, abs=0.04)
    assert stats.kstest(shared[:, 1] / 2.0, "norm").pvalue > 0.01
    nothing = {"war": {**shock["war"], "strength": 0}}
    assert np.array_equal(no_deal_values(shared_shocks=nothing), alone)
