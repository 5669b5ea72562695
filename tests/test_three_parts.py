"""Variance in three parts, and bands over cases: against scenarios whose parts can be written down by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.analysis.case_bands import case_band, fitted
from sim.analysis.predicates import among, outcomes_of
from sim.analysis.three_parts import LABELS, three_parts
from sim.arrays import Floats
from sim.game.build import make_game
from sim.game.cases import draw
from sim.game.records import Records
from sim.runs.bands import DRAWS, with_bands
from sim.runs.ensemble import play
from sim.runs.runner import run
from sim.scenario.model import Scenario
from tests.small import day, needs_compiled, scenario


def coins(**more: Any) -> Scenario:
    """A coin of each kind: the truce is signed if a would gain by it (case) and it is no red line (minds), and the day
    is dry (talks)."""
    return scenario(
        parties={
            "a": {"no_deal": {"value": {"choice": {-20: 0.5, 20: 0.5}}, "assumed": "a coin"}},
            "b": {"no_deal": {"value": 0, "assumed": "test"}},
        },
        issues={"truce": {"war": {}, "signed": {"settles": 1}}},
        worth={"a": {"truce": (0, 1)}, "b": {"truce": (0, 1)}},
        protocol={"horizon_days": 1, "sessions_per_day": 0, "session_dates": [day(1)]},
        conditions={"never": {"party": "a", "when": {"truce": "signed"}, "require": {"truce": "war"}, "firmness": 0.5}},
        events={"dry": {"rate": 0.5}},
        outcomes={
            "signed_and_dry": {"when": {"ever": {"truce": "signed"}, "happened": "dry"}},
            "other": {"otherwise": True},
        },
        **more,
    )


def nested(stated: Scenario, cases: int, minds: int, talks: int, seed: int = 1) -> Floats:
    game = make_game(stated)
    places = np.arange(cases * minds * talks)
    numbers = np.column_stack([places // talks, places])
    values = np.repeat(draw(game, cases, seed), minds * talks, axis=0)
    names = outcomes_of(game, Records(game, play(game, values, seed, numbers=numbers).records))[0]
    return among(names, ("signed_and_dry",)).astype(float).reshape(cases, minds, talks)


@needs_compiled
def test_a_coin_of_each_kind_comes_back_within_error() -> None:
    """P = 1/8. Var E[y | case] = 1/64, E Var E[y | case, minds] = 2/64, E Var [y | case, minds] = 4/64."""
    found = three_parts("signed and dry", nested(coins(), 2_000, 4, 4))
    assert found.mean.low < 1 / 8 < found.mean.high
    for name, part in {"case": 1 / 7, "minds": 2 / 7, "talks": 4 / 7}.items():
        share = found.part(name).share  # type: ignore[arg-type]  # a part's name
        assert share.low < part < share.high
        assert share.high - share.low < 0.1
    assert sum(one.variance for one in found.parts) == pytest.approx(found.variance, rel=1e-12)
    assert sum(one.share.value for one in found.parts) == pytest.approx(1.0, rel=1e-12)


@needs_compiled
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    inside = dict.fromkeys(LABELS, 0)
    for seed in range(60):
        found = three_parts("", nested(coins(), 200, 3, 3, seed))
        for name, part in zip(LABELS, (1 / 7, 2 / 7, 4 / 7), strict=True):
            inside[name] += found.part(name).share.low <= part <= found.part(name).share.high
    assert all(51 <= count <= 60 for count in inside.values()), inside


def test_estimates_are_unbiased_and_raw_ones_sum_to_the_whole() -> None:
    luck = np.random.default_rng(seed=3)
    sums = np.zeros(3)
    for _ in range(400):
        case, minds = luck.normal(0, 1.0, (20, 1, 1)), luck.normal(0, 2.0, (20, 3, 1))
        found = three_parts("", case + minds + luck.normal(0, 1.5, (20, 3, 2)))
        sums += [one.variance for one in found.parts]
        assert sum(one.variance for one in found.parts) == pytest.approx(found.variance)
    assert sums / 400 == pytest.approx([1.0, 4.0, 2.25], abs=0.25)


def test_what_cannot_be_told_from_nothing_says_so_and_is_never_below_nothing() -> None:
    luck = np.random.default_rng(seed=5)
    said = [three_parts("", luck.normal(size=(40, 3, 3))).part("case") for _ in range(40)]
    below = [one for one in said if one.variance <= 0]
    assert len(below) > 10
    assert all(str(one).startswith("cannot tell (at most ") and not one.told for one in below)
    assert all("-" not in str(one) and "−" not in str(one) for one in said)


def test_no_spread_is_said() -> None:
    found = three_parts("", np.ones((5, 2, 2)))
    assert found.sentence() == "All 20 runs gave the same: there is no spread to account for."
    assert [str(one) for one in found.parts] == ["not known"] * 3
    with pytest.raises(ValueError, match="at least 2 cases"):
        three_parts("", np.ones((5, 1, 2)))


def test_run_i_is_case_minds_and_talks_i() -> None:
    ensemble = run(coins(), 50)
    own = np.arange(50)
    again = play(ensemble.game, ensemble.values, 1, numbers=np.column_stack([own, own]))
    assert np.array_equal(again.records, ensemble.rows, equal_nan=True)


def test_minds_and_talks_are_drawn_at_their_own_numbers() -> None:
    game = make_game(coins())
    values = np.repeat(draw(game, 1, 1), 64, axis=0)
    own, same = np.arange(64), np.zeros(64, np.int64)

    def drawn(minds: Any, talks: Any) -> tuple[set[float], set[float]]:
        records = Records(game, play(game, values, 1, numbers=np.column_stack([minds, talks])).records)
        return set(records.red_lines[:, 0].tolist()), set(np.isnan(records.of("happened")[:, 0]).tolist())

    assert [len(found) for found in drawn(same, own)] == [1, 2]
    assert [len(found) for found in drawn(own, same)] == [2, 1]


SHAPES: dict[str, Callable[[Any, int], Floats]] = {
    "5 to 15": lambda luck, n: luck.beta(5, 40, n),
    "widely spread": lambda luck, n: luck.uniform(0, 1, n),
    "mostly small": lambda luck, n: luck.beta(0.3, 2.2, n),
    "many without hope": lambda luck, n: np.where(luck.random(n) < 0.6, 0.0, luck.beta(4, 5, n)),
    "nearly sure": lambda luck, n: luck.beta(20, 3, n),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_band_is_that_of_the_shares_and_not_of_ten_runs_each(shape: str) -> None:
    luck = np.random.default_rng(seed=11)
    truth = np.quantile(SHAPES[shape](luck, 200_000), (0.25, 0.5, 0.75))
    found = []
    for _ in range(20):
        shares = SHAPES[shape](luck, 10_000)
        again = luck.random((200, DRAWS)) < shares[:200, None]
        band = case_band("x", "x", luck.random(10_000) < shares, again)
        found.append((band.low, band.middle, band.high))
    assert np.mean(found, axis=0) == pytest.approx(truth, abs=0.015)
    assert np.std(found, axis=0).max() < 0.06


def test_ten_runs_of_each_case_would_show_too_wide_a_band() -> None:
    luck = np.random.default_rng(seed=2)
    shares = SHAPES["5 to 15"](luck, 10_000)
    again = luck.random((200, DRAWS)) < shares[:200, None]
    raw = np.quantile(again.mean(axis=1), (0.25, 0.75))
    band = case_band("x", "x", luck.random(10_000) < shares, again)
    assert raw[1] - raw[0] > 2 * (band.high - band.low)


def test_a_band_of_what_always_or_never_happens_is_a_point() -> None:
    never = np.zeros(50, bool)
    for flags, share in ((never, 0.0), (~never, 1.0)):
        band = case_band("x", "x", flags, flags[:, None])
        assert (band.low, band.middle, band.high) == (share, share, share)
    assert (case_band("x", "x", ~never, ~never[:, None]).low, case_band("x", "x", ~never, ~never[:, None]).high) == (
        1,
        1,
    )
    assert fitted(np.zeros(3, np.int64), np.full(3, 4)).never == 1.0


@needs_compiled
def test_the_band_of_a_scenario_is_that_of_its_cases() -> None:
    """Half of cases never sign; of the others a quarter of runs do, and are dry."""
    ensemble = run(coins(), 4_000, cases=200)
    [signed, other] = ensemble.bands
    assert (signed.id, signed.cases, signed.draws) == ("signed_and_dry", 200, 1 + DRAWS)
    assert signed.low == 0.0
    assert signed.high == pytest.approx(0.25, abs=0.04)
    assert other.high == 1.0
    assert with_bands(run(coins(), 4_000), 200).bands == ensemble.bands
    assert np.array_equal(run(coins(), 4_000).rows, ensemble.rows, equal_nan=True)
    assert ensemble.summary()["bands"][0]["low"] == 0.0


@needs_compiled
def test_a_saved_band_is_played_again(tmp_path: Any) -> None:
    from sim.reports.recipes import read_recipe
    from sim.runs.replay import differences, follow

    ensemble = run(coins(), 300, cases=60)
    folder = ensemble.save(tmp_path / "kept")
    recipe = read_recipe(folder / "manifest.json")
    assert recipe.cases == 60
    assert "--cases 60" in recipe.command
    assert differences(folder, follow(recipe)) == []
