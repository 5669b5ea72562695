"""Choices weighed: the criteria on published tables, luck kept apart from cases, and the command."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim import charts
from sim.analysis.criteria import CRITERIA, Weights, regrets
from sim.analysis.luck import luck_left, regret_apart
from sim.analysis.robustness import Robustness, weigh
from sim.arrays import Floats
from sim.charts import Picture
from sim.game.build import make_game
from sim.game.cases import draw
from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError
from sim.studies.choices import doubts, label_of_choice, own_choices, own_levers, owner_of
from sim.studies.robustness import Stakes, robust
from tests.small import needs_compiled, steady
from tests.test_cli import parley, refused, told

MILNOR = np.array([[2.0, 2.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0], [0.0, 4.0, 0.0, 0.0], [1.0, 3.0, 0.0, 0.0]]).T
"""[states, acts] the table in which each classical criterion takes another act: Laplace the first, Wald the second,
Hurwicz (above a quarter of optimism) the third, Savage the fourth. Milnor (1954)."""

ACTS = (("a1", "first"), ("a2", "second"), ("a3", "third"), ("a4", "fourth"))


def verdicts(
    brought: Floats, names: tuple[tuple[str, str], ...] = ACTS, **told_them: float
) -> dict[str, tuple[str, ...]]:
    found = weigh(brought[:, None, :], names, Weights(**{"level": 1.0, **told_them}), 1)
    return {one.criterion: one.best for one in found.verdicts}


# Published and closed forms


def test_each_criterion_takes_the_act_that_milnor_says() -> None:
    found = verdicts(MILNOR, pessimism=0.5)
    assert (found["mean"], found["worst"], found["hurwicz"], found["regret_most"]) == (
        ("a1",),
        ("a2",),
        ("a3",),
        ("a4",),
    )


def test_regrets_of_milnors_table() -> None:
    wanted = [[0, 2, 1, 0], [1, 3, 0, 0], [2, 0, 1, 1], [1, 1, 1, 1]]
    assert regrets(MILNOR).T.tolist() == wanted


def test_hurwicz_lies_between_the_worst_and_the_best_case() -> None:
    assert verdicts(MILNOR, pessimism=1.0)["hurwicz"] == ("a2",)
    assert verdicts(MILNOR, pessimism=0.0)["hurwicz"] == ("a3",)
    # With optimism o act 3 is worth 4 o and act 2 is worth 1.
    assert verdicts(MILNOR, pessimism=0.76)["hurwicz"] == ("a2",)
    assert verdicts(MILNOR, pessimism=0.74)["hurwicz"] == ("a3",)


def test_enough_is_counted_case_by_case() -> None:
    found = weigh(MILNOR[:, None, :], ACTS, Weights(level=1.0), 1)
    assert [(one.enough.count, one.enough.of) for one in found.choices] == [(3, 4), (4, 4), (1, 4), (2, 4)]
    assert verdicts(MILNOR, level=2.0)["satisficing"] == ("a1",)
    assert verdicts(MILNOR, level=5.0)["satisficing"] == ("a1", "a2", "a3", "a4")


def test_nine_cases_in_ten_regret_less_than_the_tail() -> None:
    brought = np.column_stack([np.zeros(100), np.arange(100.0)])
    first, second = weigh(brought[:, None, :], ACTS[:2], Weights(level=0.0), 1).choices
    assert (first.values["regret_90"], first.values["regret_most"]) == (90.0, 99.0)
    assert (first.regret.value, second.regret.value) == (49.5, 0.0)
    assert (regrets(brought)[:, 0] <= 90.0).mean() == pytest.approx(0.91)


@steady
@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 4), st.integers(1, 5))
def test_what_always_holds(seed: int, cases: int, luck: int, acts: int) -> None:
    payoffs = np.random.default_rng(seed).normal(size=(cases, luck, acts))
    names = tuple((str(act), str(act)) for act in range(acts))
    found = weigh(payoffs, names, Weights(level=0.0), 1)
    assert (found.brought == payoffs.mean(axis=1)).all()
    for one in found.choices:
        values = one.values
        assert 0.0 <= one.regret.value <= values["regret_most"]
        assert 0.0 <= values["regret_90"] <= values["regret_most"]
        assert values["worst"] <= values["hurwicz"] <= found.brought.max()
        assert values["worst"] <= one.mean.value
        assert values["satisficing"] == one.enough.share
    least = min(one.regret.value for one in found.choices)
    (mean,) = (one for one in found.verdicts if one.criterion == "mean")
    assert all(one.regret.value == pytest.approx(least, abs=1e-8) for one in found.choices if one.name in mean.best)
    for verdict in found.verdicts:
        assert verdict.again is None or sum(verdict.again) == pytest.approx(1.0)


@steady
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 10))
def test_a_shift_and_a_scale_change_no_verdict(seed: int, shift: float, scale: float) -> None:
    brought = np.random.default_rng(seed).integers(-5, 5, size=(12, 4)).astype(float)
    moved = verdicts(shift + scale * brought, level=shift)
    assert moved == verdicts(brought, level=0.0)


def test_a_choice_that_is_never_better_is_never_regretted_less() -> None:
    brought = np.random.default_rng(3).normal(size=(50, 2))
    worse = np.column_stack([brought, brought[:, 0] - 1.0])
    found = weigh(worse[:, None, :], ACTS[:3], Weights(level=0.0), 1)
    assert found.choices[2].regret.value == pytest.approx(found.choices[0].regret.value + 1.0)
    assert all("a3" not in verdict.best for verdict in found.verdicts if verdict.criterion != "satisficing")


# Luck


def test_luck_inflates_regret_from_above_and_the_halves_keep_it_from_below() -> None:
    # All choices are equal, so that nothing is to be regretted: what is printed is luck alone.
    payoffs = np.random.default_rng(5).normal(size=(2_000, 10, 3))
    found = weigh(payoffs, ACTS[:3], Weights(level=0.0), 1)
    # The mean of the largest of three standard normals is 3 / (2 sqrt(pi)) = 0.8463; a mean of ten has sd 1 / sqrt(10).
    for one in found.choices:
        assert one.regret.value == pytest.approx(0.8463 / sqrt(10), abs=0.02)
        assert one.regret_apart == pytest.approx(0.0, abs=0.03)
        assert one.luck == pytest.approx(1 / sqrt(10), rel=0.03)
        assert one.spread < 0.1


def test_true_regret_lies_between_the_two_estimates() -> None:
    luck = np.random.default_rng(6).normal(size=(3_000, 8, 2))
    tilt = np.random.default_rng(7).normal(size=3_000)
    payoffs = luck + np.stack([tilt, -tilt], axis=1)[:, None, :]
    found = weigh(payoffs, ACTS[:2], Weights(level=0.0), 1)
    # The regret of the first is 2 max(0, -tilt), 2 / sqrt(2 pi) on average.
    assert found.choices[0].regret_apart < 2 / sqrt(2 * np.pi) < found.choices[0].regret.value
    assert found.choices[0].spread == pytest.approx(1.0, abs=0.05)


def test_a_single_draw_of_luck_says_nothing_about_luck() -> None:
    payoffs = MILNOR[:, None, :]
    assert all(isnan(value) for value in (*luck_left(payoffs), *regret_apart(payoffs)))
    assert all(isnan(one.luck) and isnan(one.spread) for one in weigh(payoffs, ACTS, Weights(level=0.0), 1).choices)


def test_the_interval_of_a_mean_covers_cases_and_luck() -> None:
    covered = 0
    for seed in range(100):
        cases = np.random.default_rng(seed).normal(size=(20, 1, 1))
        luck = np.random.default_rng(seed + 500).normal(size=(20, 2, 1))
        (one,) = weigh(cases + luck, ACTS[:1], Weights(level=0.0), 1).choices
        covered += one.mean.low <= 0.0 <= one.mean.high
    assert 88 <= covered <= 100


def test_resamples_say_how_sure_a_verdict_is() -> None:
    sure = np.column_stack([np.ones(50), np.zeros(50)])
    tied = np.ones((50, 2))
    for brought, wanted in ((sure, (1.0, 0.0)), (tied, (0.5, 0.5))):
        found = weigh(brought[:, None, :], ACTS[:2], Weights(level=0.0), 1)
        again = {one.criterion: one.again for one in found.verdicts}
        assert again["mean"] == wanted
        assert {name for name, shares in again.items() if shares is None} == {
            one.id for one in CRITERIA if not one.resampled
        }


@pytest.mark.parametrize("shape", [(0, 2, 2), (2, 0, 2), (2, 2, 0)])
def test_nothing_to_weigh_is_refused(shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="a case, a draw of luck and a choice"):
        weigh(np.zeros(shape), ACTS[: shape[2]], Weights(level=0.0), 1)


# Who chooses what


def test_a_party_chooses_its_tactic_its_conditions_and_its_pressure() -> None:
    scenario = sim.load("ukraine-2025-03")
    owners = {
        "parties.russia.tactic.aspiration": "russia",
        "conditions.aid_halt.firmness": "russia",
        "conditions.no_limits.backdown_cost": "ukraine",
        "pressures.sanctions.chance": "united_states",
        "protocol.mediator_patience": "united_states",
        "protocol.mediator_weights.europe": "united_states",
        "parties.russia.no_deal.value": None,
        "parties.russia.trust.ukraine.initial": None,
        "worth.russia.minerals.weight": None,
        "protocol.sessions_per_day": None,
    }
    assert {path: owner_of(scenario, path) for path in owners} == owners
    assert {info.path.split(".")[0] for info in own_levers(scenario, "russia")} == {"conditions", "parties"}


def test_its_choices_are_the_ends_of_its_levers_but_not_what_holds_already() -> None:
    pie = sim.load("pie")
    paths = [(path, value) for choice in own_choices(pie, "left") for path, value in choice.items()]
    assert paths == [
        ("parties.left.tactic.from", 0),
        ("parties.left.tactic.from", 1),
        ("parties.left.tactic.beta", 0.1),
        ("parties.left.tactic.beta", 10),
    ]
    at_the_end = apply(pie, ["parties.left.tactic.from=1"])
    assert {"parties.left.tactic.from": 1} not in own_choices(at_the_end, "left")


def test_what_is_not_the_partys_own_is_named() -> None:
    scenario = sim.load("ukraine-2025-03")
    said = list(doubts(scenario, "russia", ["aid_halted", "conditions.aid_halt.firmness=0"], worth=True))
    assert len(said) == 1
    assert "“Ukraine, no concession on aid”" in said[0]
    measured = list(doubts(scenario, "russia", ["parties.russia.no_deal.value=30"], worth=True))
    assert "measures deals by" in measured[1]
    assert len(list(doubts(scenario, "russia", ["parties.russia.no_deal.value=30"], worth=False))) == 1


def test_choices_in_words() -> None:
    pie = sim.load("pie")
    assert (
        label_of_choice(pie, "left_waits+left_falls_back")
        == "Left comes down late and Left has something to fall back on"
    )
    assert label_of_choice(pie, "parties.left.tactic.beta=2") == "how early Left comes down: 2"
    assert label_of_choice(pie, {"parties.left.tactic.beta": 10.0}) == "how early Left comes down: 10"


# Played


@needs_compiled
def test_without_luck_every_case_is_its_worth_and_waiting_pays() -> None:
    found = robust("pie", ["left_waits"], Stakes(party="left"), cases=3, luck=2)
    assert found.weighing is not None
    stated, waits = found.weighing.choices
    assert (stated.mean.value, stated.luck) == (50.0, 0.0)
    assert waits.mean.value > stated.mean.value
    assert all(
        verdict.best == ("left_waits",) for verdict in found.weighing.verdicts if verdict.criterion != "satisficing"
    )
    assert found.digests["as stated"] == found.digest == sim.load("pie").digest


@needs_compiled
def test_every_choice_meets_the_cases_and_luck_of_the_others() -> None:
    same = robust(
        "labour-dispute", [{"conditions.calm_for_pay.label": "the same"}], Stakes(outcome="no_deal"), cases=6, luck=4
    )
    assert same.weighing is not None
    first, second = same.weighing.choices
    assert (same.weighing.brought[:, 0] == same.weighing.brought[:, 1]).all()
    assert first.regret.value == second.regret.value == 0.0


@needs_compiled
def test_what_counts_can_be_an_outcome_or_its_absence() -> None:
    shares = robust("labour-dispute", ["no_ballot"], Stakes(outcome="no_deal"), cases=6, luck=4)
    others = robust("labour-dispute", ["no_ballot"], Stakes(outcome="no_deal", avoid=True), cases=6, luck=4)
    assert shares.weighing is not None
    assert others.weighing is not None
    assert shares.weighing.brought == pytest.approx(1.0 - others.weighing.brought)
    assert (shares.level, shares.unit) == (0.5, "share of runs")


@needs_compiled
def test_threads_blocks_and_turns_change_no_number() -> None:
    first = robust("labour-dispute", ["no_ballot"], Stakes(party="union"), cases=7, luck=3, threads=1, block=2)
    second = robust("labour-dispute", ["no_ballot"], Stakes(party="union"), cases=7, luck=3, threads=2)
    assert first.weighing is not None
    assert second.weighing is not None
    assert (first.weighing.brought == second.weighing.brought).all()
    bare = replace(first, weighing=None, elapsed_s=0.0)
    assert bare == replace(second, weighing=None, elapsed_s=0.0)


@needs_compiled
def test_the_table_of_cases_holds_inputs_worths_and_regrets() -> None:
    found = weighed()
    assert found.weighing is not None
    table = found.to_pandas()
    game = make_game(sim.load("labour-dispute"))
    assert list(table.columns[: len(game.inputs)]) == [given.path for given in game.inputs]
    assert np.array_equal(table.iloc[:, : len(game.inputs)], draw(game, 8, 1, method="latin_hypercube"))
    assert table["brings.no_ballot"].mean() == pytest.approx(found.weighing.choices[1].mean.value)
    assert table["regret.as stated"].mean() == pytest.approx(found.weighing.choices[0].regret.value)


@needs_compiled
def test_cases_finished_under_every_choice_are_weighed_when_somebody_cancels() -> None:
    stop = threading.Event()

    def told_of(done: int, wanted: int) -> None:
        if done > wanted / 2:
            stop.set()

    how = partial(robust, "labour-dispute", ["no_ballot"], Stakes(party="union"), cases=20, luck=2, threads=1, block=1)
    found, whole = how(progress=told_of, cancel=stop), how()
    assert found.weighing is not None
    assert whole.weighing is not None
    assert 0 < found.cases < 20
    assert not found.complete
    assert (found.weighing.brought == whole.weighing.brought[: found.cases]).all()
    assert robust("labour-dispute", ["no_ballot"], Stakes(party="union"), cancel=stop).weighing is None


def test_faults_of_all_choices_are_said_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        robust("pie", ["left_wait", "parties.left.tactic.beta=no"], Stakes(party="left"))
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("stakes", "said"),
    [
        (Stakes(), "Say what counts"),
        (Stakes(party="lef"), "Did you mean left"),
        (Stakes(outcome="agree"), "Did you mean agreed"),
    ],
)
def test_what_cannot_be_weighed_is_refused(stakes: Stakes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        robust("pie", ["left_waits"], stakes)


def test_nothing_to_choose_is_refused() -> None:
    with pytest.raises(ValueError, match="Say what to choose between"):
        robust("pie", (), Stakes(outcome="agreed"))


# The command


@needs_compiled
def test_the_command_tells_every_choice_and_verdict() -> None:
    words = ("robust", "labour-dispute", "--for", "union", "--choose", "no_ballot", "--cases", "6", "--luck", "3")
    data = told(*words)
    assert [choice["choice"] for choice in data["choices"]] == ["as stated", "no_ballot"]
    assert {one["criterion"] for one in data["verdicts"]} == {one.id for one in CRITERIA}
    assert (data["cases"], data["luck"], data["party"], data["outcome"], data["level"]) == (6, 3, "union", None, 0.0)
    assert {**data, "elapsed_s": 0} == {**told(*words), "elapsed_s": 0}
    text = parley(*words).stdout
    for part in (
        "6 cases",
        "3 draws of luck",
        "seed 1",
        data["digest"],
        "What each choice brings",
        "Regret",
        "stands up best",
    ):
        assert part in text


@needs_compiled
def test_a_party_weighs_its_own_levers_when_no_choice_is_named() -> None:
    data = told("robust", "pie", "--for", "right", "--cases", "2", "--luck", "1")
    assert {choice["choice"].split("=")[0] for choice in data["choices"]} == {
        "as stated",
        "parties.right.tactic.from",
        "parties.right.tactic.beta",
    }
    assert data["choices"][0]["luck_sd"] is None


def test_the_command_refuses_in_plain_lines() -> None:
    assert refused("robust", "pie", "--choose", "left_waits")[0].startswith("Say what counts")
    both = refused("robust", "pie", "--for", "left", "--choose", "left_wait", "--choose", "nothing=1")
    assert len(both) == 2


# Pictures


@cache
def weighed() -> Robustness:
    return robust("labour-dispute", ["no_ballot"], Stakes(party="union"), cases=8, luck=3)


@needs_compiled
@pytest.mark.parametrize("draw", [charts.choice_regrets, charts.enough_lines])
def test_pictures_of_choices_are_charts_with_a_sentence_and_a_table(
    draw: Callable[[Robustness], Picture],
) -> None:
    shares = robust("labour-dispute", ["no_ballot"], Stakes(outcome="no_deal"), cases=3, luck=1)
    for found in (weighed(), shares):
        picture = draw(found)
        assert charts.dressed(picture).to_dict()["title"]
        assert picture.alt.endswith(".")
        assert "nan" not in picture.alt.lower()
        assert len(picture.table) == 2
        assert not picture.table.isna().to_numpy().any()
    with pytest.raises(ValueError, match="no case was finished"):
        draw(replace(shares, weighing=None))


@needs_compiled
def test_lines_of_enough_fall_from_all_cases_to_the_best_one() -> None:
    (rows,) = charts.enough_lines(weighed()).chart.to_dict()["datasets"].values()
    for name in {row["what"] for row in rows}:
        shares = [row["share"] for row in rows if row["what"] == name]
        assert shares == sorted(shares, reverse=True)
        assert shares[0] == 100
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)
