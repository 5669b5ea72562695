"""Boxes: planted ones are found, published ones are found again, nothing is found where nothing is."""

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from math import inf, isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

import sim
from sim import charts
from sim.analysis.box_words import BoxAxis, limit_words, sentence
from sim.analysis.boxes import Bounds, Sample, everything, pruned, quasi_p, step_of
from sim.analysis.discovery import Discovery, DiscoveryQuestion
from sim.analysis.halves import halved
from sim.analysis.prim import chosen, paste, peel, reproduced
from sim.analysis.shares import share_of
from sim.analysis.tree import split
from sim.arrays import Flags, Floats
from sim.charts import Picture, words
from sim.charts.picture import percent
from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError
from sim.studies.aims import aim_of
from sim.studies.branches import BranchOrder, table
from sim.studies.discovery import BoxSearch, boxes_in, discover
from sim.studies.widened_levers import widened_levers
from tests.small import needs_compiled, steady
from tests.test_cli import parley, refused, told

PUBLISHED = "examples/data/bryant et al 2010 data.csv"


def uniform(runs: int, axes: int, seed: int = 1) -> Floats:
    seed_of_test = np.random.default_rng(seed)
    return seed_of_test.random((runs, axes))


def numbers(values: Floats, hits: Flags) -> Sample:
    return Sample(values, hits, (False,) * values.shape[1])


def asked(label: str = "it happens") -> DiscoveryQuestion:
    return DiscoveryQuestion("planted", "A planted box", "none", (), (), 1, 0, "monte_carlo", "it", label, False)


def planted(noise: float = 0.0) -> tuple[tuple[BoxAxis, ...], Sample]:
    """Return runs in which something happens inside a box of two numbers and a category, and nowhere else."""
    values = uniform(8_000, 6)
    values[:, 5] = np.floor(3 * values[:, 5])
    inside = (values[:, 1] > 0.3) & (values[:, 1] < 0.8) & (values[:, 4] < 0.6) & (values[:, 5] != 1)
    hits = inside ^ (uniform(8_000, 1, 2)[:, 0] < noise)
    axes = tuple(BoxAxis(f"x{place}", f"x{place}", "", 0.0, 1.0) for place in range(5))
    says = ("colour is red", "colour is green", "colour is blue")
    colour = BoxAxis("colour", "colour", "", 0.0, 2.0, says, ("red", "green", "blue"))
    return (*axes, colour), Sample(values, hits, (False,) * 5 + (True,))


def found_in(axes: tuple[BoxAxis, ...], sample: Sample, search: BoxSearch | None = None) -> Discovery:
    return boxes_in(halved(axes, sample, 1), asked(), search or BoxSearch(repeats=5))


# Planted boxes


def test_a_planted_box_is_found_with_coverage_and_density_of_nine_tenths() -> None:
    box = found_in(*planted()).boxes[0]
    assert box.coverage.share >= 0.9
    assert box.density.share >= 0.9
    limits = {limit.axis.path: limit for limit in box.limits}
    assert set(limits) == {"x1", "x4", "colour"}
    assert (limits["x1"].low, limits["x1"].high) == pytest.approx((0.3, 0.8), abs=0.03)
    assert limits["x4"].low is None
    assert limits["x4"].high == pytest.approx(0.6, abs=0.03)
    assert limits["colour"].kept == ("red", "blue")
    assert all(limit.again == 1.0 for limit in limits.values())


def test_a_planted_box_is_found_under_noise_and_its_scores_are_those_of_other_runs() -> None:
    axes, sample = planted(noise=0.05)
    box = found_in(axes, sample).boxes[0]
    assert {limit.axis.path for limit in box.limits} == {"x1", "x4", "colour"}
    # Of the planted box 0.95 are hits; its hits are 0.95 m of m + 0.05 (1 - 2 m) hits in all, m = 0.5 * 0.6 * 2/3.
    assert box.density.low <= 0.95 <= box.density.high + 0.02
    assert box.coverage.share == pytest.approx(0.19 / 0.23, abs=0.05)
    assert box.density.of + box.found.count < len(sample)


def test_two_planted_boxes_are_found_one_after_the_other() -> None:
    values = uniform(8_000, 3)
    low, high = (values[:, :2] < 0.35).all(axis=1), (values[:, 1:] > 0.7).all(axis=1)
    axes = tuple(BoxAxis(f"x{place}", f"x{place}", "", 0.0, 1.0) for place in range(3))
    found = found_in(axes, numbers(values, np.logical_or(low, high)))
    first, second = ({limit.axis.path for limit in box.limits} for box in found.boxes[:2])
    assert sorted((sorted(first), sorted(second))) == [["x0", "x1"], ["x1", "x2"]]
    assert found.together.share > 0.9
    assert found.together.count == sum(box.coverage.count for box in found.boxes)


def test_a_tree_finds_a_planted_box_too() -> None:
    axes, sample = planted()
    box = found_in(axes, sample, BoxSearch(way="tree", depth=4)).boxes[0]
    assert {limit.axis.path for limit in box.limits} == {"x1", "x4", "colour"}
    assert box.density.share >= 0.9
    assert box.coverage.share >= 0.9


@pytest.mark.parametrize("way", ["prim", "tree"])
def test_nothing_is_found_where_nothing_is(way: str) -> None:
    axes = tuple(BoxAxis(f"x{place}", f"x{place}", "", 0.0, 1.0) for place in range(20))
    for seed in range(5):
        hits = uniform(2_000, 1, 100 + seed)[:, 0] < 0.2
        search = BoxSearch(way="tree" if way == "tree" else "prim", repeats=0)
        found = found_in(axes, numbers(uniform(2_000, 20, seed), hits), search)
        # Limits chosen to fit the luck of one half would not fit the other: none may look like more than luck there.
        assert all(limit.p > 1e-4 for box in found.boxes for limit in box.limits)
        assert len(found.boxes) <= 1


def test_a_box_flatters_itself_on_the_runs_on_which_it_was_found() -> None:
    axes = tuple(BoxAxis(f"x{place}", f"x{place}", "", 0.0, 1.0) for place in range(20))
    hits = uniform(2_000, 1, 7)[:, 0] < 0.2
    halves = halved(axes, numbers(uniform(2_000, 20, 8), hits), 1)
    smallest = peel(halves.found)[-1]
    assert smallest.density > 0.4
    assert step_of(halves.scored, smallest.bounds).density < 0.3


def test_halves_share_no_run_and_leave_none_out() -> None:
    values = np.arange(101.0)[:, None]
    halves = halved((BoxAxis("x", "x", "", 0, 100),), numbers(values, np.zeros(101, bool)), 3)
    assert sorted([*halves.found.values[:, 0], *halves.scored.values[:, 0]]) == list(range(101))
    assert (len(halves.found), len(halves.scored)) == (51, 50)


# Peeling, pasting, pruning


@steady
@given(st.integers(0, 10_000), st.integers(30, 200), st.floats(0.02, 0.4), st.booleans())
def test_every_peel_raises_the_density_and_shrinks_the_box(seed: int, runs: int, alpha: float, ties: bool) -> None:
    values = uniform(runs, 3, seed)
    values = np.floor(4 * values) if ties else values
    sample = Sample(values, uniform(runs, 1, seed + 1)[:, 0] < 0.4, (False, False, True))
    steps = peel(sample, alpha=alpha, least=0.1)
    for before, after in pairwise(steps):
        inside = after.bounds.contains(sample.values)
        assert after.density > before.density
        assert not (inside & ~before.bounds.contains(sample.values)).any()
        assert 0.1 * runs <= after.count < before.count
        assert (after.count, after.hits) == (inside.sum(), sample.hits[inside].sum())


@steady
@given(st.integers(0, 10_000))
def test_neither_the_order_of_runs_nor_the_scale_of_an_axis_changes_a_box(seed: int) -> None:
    values, hits = uniform(200, 3, seed), uniform(200, 1, seed + 1)[:, 0] < 0.4
    first = peel(numbers(values, hits))
    turned = peel(numbers(values[::-1], hits[::-1]))
    stretched = peel(numbers(np.exp(values), hits))
    assert [step.count for step in first] == [step.count for step in turned] == [step.count for step in stretched]


def test_a_peel_takes_a_twentieth_off_and_cuts_halfway_between_runs() -> None:
    values = np.arange(100.0)[:, None]
    (_, second, *_) = peel(numbers(values, values[:, 0] >= 50), alpha=0.05)
    assert (second.count, second.hits) == (95, 50)
    assert second.bounds == Bounds((4.5,), (inf,), (frozenset(),))


def test_ties_go_together() -> None:
    values = np.repeat([0.0, 1.0, 2.0, 3.0], 25)[:, None]
    steps = peel(numbers(values, values[:, 0] == 2.0), alpha=0.05)
    assert [step.count for step in steps] == [100, 75, 50, 25]
    assert steps[-1].density == 1.0


def test_what_never_differs_is_never_limited() -> None:
    values = np.column_stack([np.full(100, 7.0), np.arange(100.0)])
    steps = peel(numbers(values, values[:, 1] > 80))
    assert {axis for step in steps for axis in step.bounds.restricted} == {1}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_without_hits_or_misses_there_is_nothing_to_peel(share: float) -> None:
    sample = numbers(uniform(50, 2), np.full(50, bool(share)))
    assert len(peel(sample)) == 1
    assert split(sample)[0].bounds == everything(2)


def test_pasting_puts_back_what_was_peeled_off_too_much() -> None:
    values = np.arange(200.0)[:, None]
    sample = numbers(values, values[:, 0] >= 100)
    tight = everything(1).with_low(0, 120.5).with_high(0, 198.5)
    # Hits only are out there, so that a mix inside gets denser by taking them in.
    mixed = Sample(values, (values[:, 0] >= 100) & (values[:, 0] != 150), (False,))
    wide = paste(mixed, tight)
    assert step_of(mixed, wide).density > step_of(mixed, tight).density
    assert wide.low[0] == pytest.approx(99.5, abs=4)
    assert wide.high[0] == inf
    assert paste(sample, tight) == tight


def test_pasting_puts_back_a_code() -> None:
    values = np.repeat([0.0, 1.0, 2.0], 30)[:, None]
    sample = Sample(values, (values[:, 0] > 0) & (np.arange(90) != 35), (True,))
    box = everything(1).with_barred(0, frozenset({0.0, 2.0}))
    assert paste(sample, box).barred == (frozenset({0.0}),)


def test_the_quasi_p_value_is_the_one_sided_binomial_test() -> None:
    sample = numbers(uniform(500, 2), uniform(500, 1, 5)[:, 0] < 0.3)
    box = everything(2).with_low(0, 0.5).with_high(1, 0.7)
    inside, wider = step_of(sample, box), step_of(sample, box.without(0))
    wanted = binomtest(inside.hits, inside.count, wider.density, alternative="greater").pvalue
    assert quasi_p(sample, box, 0) == pytest.approx(wanted, rel=1e-12)


def test_a_limit_that_does_nothing_is_dropped() -> None:
    values = uniform(1_000, 2)
    sample = numbers(values, values[:, 0] > 0.6)
    box = everything(2).with_low(0, 0.6).with_high(1, 0.9)
    assert pruned(sample, box, 0.05).restricted == (0,)
    assert quasi_p(sample, box, 1) == 1.0


def test_limits_that_matter_come_again_on_half_of_the_runs() -> None:
    values = uniform(1_000, 4)
    sample = numbers(values, (values[:, 0] > 0.6) & (values[:, 2] < 0.5))
    steps = peel(sample)
    halves = tuple(np.sort(np.random.default_rng(seed).permutation(1_000)[:500]) for seed in range(10))
    coverage, density = reproduced(sample, steps[chosen(steps)], halves)
    assert coverage[[0, 2]].tolist() == density[[0, 2]].tolist() == [1.0, 1.0]
    assert max(*coverage[[1, 3]], *density[[1, 3]]) < 0.5


def test_the_box_taken_is_the_largest_that_is_dense_enough() -> None:
    steps = peel(planted()[1])
    place = chosen(steps, 0.5)
    assert steps[place].density >= 0.5 > steps[place - 1].density
    assert steps[chosen(steps, 2.0)].density == max(step.density for step in steps)


# Published boxes


def bryant_and_lempert() -> tuple[list[str], Sample]:
    """Return the 882 cases of Bryant and Lempert (2010), which come with EMA workbench; it need not be importable."""
    home = find_spec("ema_workbench")
    assert home is not None and home.origin is not None
    with (Path(home.origin).parent / PUBLISHED).open(encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    values = np.array([[float(cell) for cell in row[2:11]] for row in rows])
    return head[2:11], Sample(values, np.array([row[15] == "1" for row in rows]), (False,) * 9)


@pytest.mark.peers
def test_the_published_box_of_bryant_and_lempert_is_found_again() -> None:
    names, sample = bryant_and_lempert()
    assert (len(sample), sample.hits.sum()) == (882, 89)
    steps = peel(sample, alpha=0.1)
    # As printed in EMA workbench's documentation, "Performing scenario discovery in Python", box 21 and the last.
    assert (steps[-1].coverage, steps[-1].density) == pytest.approx((0.5056179775280899, 1.0))
    assert steps[-1].mass == pytest.approx(0.05102040816326531)
    box = steps[21]
    assert (box.coverage, box.density, box.mass) == pytest.approx((0.752809, 0.770115, 0.0986395), abs=5e-7)
    limits = {names[axis]: (box.bounds.low[axis], box.bounds.high[axis]) for axis in box.bounds.restricted}
    assert set(limits) == {"Total biomass", "Demand elasticity", "Biomass backstop price", "Cellulosic cost"}
    assert limits["Total biomass"] == pytest.approx((-inf, 755.799988))
    assert limits["Demand elasticity"] == pytest.approx((-0.422, inf))
    assert limits["Biomass backstop price"] == pytest.approx((150.049995, inf))
    assert limits["Cellulosic cost"] == pytest.approx((72.650002, inf))
    assert {names[axis]: quasi_p(sample, box.bounds, axis) for axis in box.bounds.restricted} == {
        "Total biomass": pytest.approx(4.716968553178765e-06),
        "Demand elasticity": pytest.approx(1.1849299115762218e-16),
        "Biomass backstop price": pytest.approx(3.515112530263049e-11),
        "Cellulosic cost": pytest.approx(0.15741333528927348),
    }


@pytest.mark.peers
def test_dropping_the_limit_that_the_published_box_does_not_need_gives_the_published_shares() -> None:
    names, sample = bryant_and_lempert()
    box = step_of(sample, pruned(sample, peel(sample, alpha=0.1)[21].bounds, 0.05))
    assert {names[axis] for axis in box.bounds.restricted} == {
        "Total biomass",
        "Demand elasticity",
        "Biomass backstop price",
    }
    assert (box.coverage, box.density, box.mass) == pytest.approx((0.764045, 0.715789, 0.10771), abs=5e-6)


@pytest.mark.peers
def test_the_published_tree_has_the_same_dense_parts() -> None:
    _, sample = bryant_and_lempert()
    # EMA workbench asks for at least 44 of 882 runs in a part; the rows with hits, "box 8", "box 5", "box 6", ...
    parts = split(sample, depth=None, least=44 / 882, level=None)
    shares = [(part.coverage, part.density, part.mass) for part in parts if part.hits]
    wanted = [
        (0.606742, 0.642857, 0.095238),
        (0.224719, 0.434783, 0.052154),
        (0.112360, 0.227273, 0.049887),
        (0.044944, 0.090909, 0.049887),
        (0.011236, 0.021739, 0.052154),
    ]
    assert np.array(shares) == pytest.approx(np.array(wanted), abs=5e-7)


# How it uses pandas is its own affair.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.peers
def test_ema_workbench_takes_the_same_steps_on_its_own_example() -> None:
    import pandas as pd
    from ema_workbench.analysis import prim

    names, sample = bryant_and_lempert()
    theirs = prim.Prim(
        pd.DataFrame(sample.values, columns=names), sample.hits.astype(int), threshold=0.8, peel_alpha=0.1
    )
    trajectory = theirs.find_box().peeling_trajectory
    ours = peel(sample, alpha=0.1)
    assert [step.count for step in ours] == trajectory["n"].tolist()
    assert [step.hits for step in ours] == trajectory["k"].tolist()
    assert [len(step.bounds.restricted) for step in ours] == trajectory["res_dim"].tolist()


# Words


def test_limits_in_words() -> None:
    trust = BoxAxis("p", "trust", "share", 0, 1)
    patience = BoxAxis("q", "patience", "days", 0, 90)
    colour = BoxAxis("c", "colour", "", 0, 2, ("it is red", "it is green", "it is blue"), ("red", "green", "blue"))
    assert limit_words(trust, 0.6, None) == "“trust” is at least 0.6"
    assert limit_words(patience, None, 30.25) == "“patience” is at most 30.2 days"
    assert limit_words(patience, 10.0, 30.0) == "“patience” is between 10 and 30 days"
    assert limit_words(colour, None, None, (0, 2)) == "it is red or it is blue"


@pytest.mark.parametrize(
    ("hits", "word"), [(98, "almost always"), (70, "mostly"), (40, "more often"), (22, "hardly more often")]
)
def test_the_word_for_how_often_is_what_the_interval_allows(hits: int, word: str) -> None:
    base, coverage = share_of("base", "all", 200, 1_000), share_of("c", "", hits, 200)
    said = sentence("“peace”", ["a is b", "c is d"], share_of("d", "", hits, 100), base, coverage)
    assert said.startswith(f"“peace” {word} when a is b and c is d: in {hits}.0 %")
    assert "against 20.0 % of all;" in said


def test_a_box_without_runs_to_score_says_so() -> None:
    nothing = share_of("d", "", 0, 0)
    assert "no run to score" in sentence("“peace”", ["a is b"], nothing, share_of("b", "all", 1, 9), nothing)


# What is made to vary


def test_a_lever_varies_over_its_declared_range() -> None:
    pie = sim.load("pie")
    assert widened_levers(pie, ["parties.left.no_deal.value"]).ranges == {"parties.left.no_deal.value": "0.0 to 100.0"}
    assert widened_levers(pie, ["parties.left.no_deal.value=10:20"]).ranges == {
        "parties.left.no_deal.value": "10.0 to 20.0"
    }


def test_flags_choices_and_changes_are_forks() -> None:
    scenario = sim.load("ukraine-2025-03")
    wide = widened_levers(scenario, ["protocol.features.trust", "aid_halted+trust_high"])
    assert [fork.values for fork in wide.forks] == [("false", "true"), ("as stated", "aid_halted+trust_high")]
    assert len(wide.branches) == len(wide.codes) == 4
    assert wide.branches[0] == ({"protocol.features.trust": False},)
    assert wide.branches[3] == ({"protocol.features.trust": True}, "aid_halted+trust_high")


def test_all_that_cannot_vary_is_said_at_once() -> None:
    vary = ["left_wait", "protocol.horizon_days", "parties.left.tactic.beta=2:1", "parties.left.volatility"]
    with pytest.raises(ScenarioError) as caught:
        widened_levers(sim.load("pie"), vary)
    said = [str(fault) for fault in caught.value.faults]
    assert len(said) == len(vary)
    assert "Did you mean left_waits?" in said[0]
    assert "found a whole number" in said[1]
    assert "a range from 2 to 1" in said[2]
    assert "no lever gives a range, expected parties.left.volatility=LOW:HIGH" in said[3]


def test_too_many_branches_are_refused() -> None:
    features = ("trust", "learning", "misread", "retaliation", "pressure", "backdown", "time_pricing")
    with pytest.raises(ScenarioError, match="128 combinations"):
        widened_levers(sim.load("pie"), [f"protocol.features.{name}" for name in features])


# Played


HALF_FALLBACK = "parties.right.no_deal.value=50"
"""With half of the pie to fall back on, Right leaves Left the rest: they agree if Left falls back on less."""


@needs_compiled
def test_a_known_answer_is_found_in_a_game_that_is_played() -> None:
    vary = ["parties.left.no_deal.value"]
    found = discover("pie", "agreed", 1_000, 1, [HALF_FALLBACK], vary=vary, search=BoxSearch(repeats=5))
    (box,) = found.boxes
    (limit,) = box.limits
    assert limit.axis.path == "parties.left.no_deal.value"
    assert limit.low is None
    assert limit.high == pytest.approx(50, abs=6)
    assert min(box.density.share, box.coverage.share) >= 0.9
    opposite = discover("pie", "agreed", 1_000, 1, [HALF_FALLBACK], vary=vary, absent=True)
    assert opposite.base.count + found.base.count == found.scored
    assert opposite.boxes[0].limits[0].low == pytest.approx(limit.high, abs=3)


@needs_compiled
def test_runs_are_those_of_an_ensemble_played_alone() -> None:
    scenario = sim.load("labour-dispute")
    axes, sample = table(
        scenario, widened_levers(scenario, []), aim_of(scenario, "no_deal"), BranchOrder(60, 3, "monte_carlo")
    )
    ensemble = sim.run(scenario, 60, 3)
    assert sample.hits.tolist() == [name == "no_deal" for name in ensemble.outcome_names]
    places = [place for place, axis in enumerate(axes) if not axis.category]
    assert [axes[place].path for place in places] == [given.path for given in ensemble.game.inputs]
    assert np.array_equal(sample.values[:, places], ensemble.values)
    red = [place for place, axis in enumerate(axes) if axis.path.startswith("red_line.")]
    assert np.array_equal(sample.values[:, red], ensemble.records.of("red_line"), equal_nan=True)


@needs_compiled
def test_runs_of_a_fork_are_those_of_its_branches() -> None:
    scenario = sim.load("labour-dispute")
    wide = widened_levers(scenario, ["no_ballot"])
    axes, sample = table(scenario, wide, aim_of(scenario, "no_deal"), BranchOrder(160, 3, "monte_carlo"))
    fork = [axis.path for axis in axes].index("no_ballot")
    assert sample.values[:, fork].tolist() == [float(run // 10 % 2) for run in range(160)]
    alone = (sim.run(scenario, 160, 3), sim.run(scenario, 160, 3, ["no_ballot"]))
    wanted = [alone[run // 10 % 2].outcome_names[run] == "no_deal" for run in range(160)]
    assert sample.hits.tolist() == wanted


@needs_compiled
def test_a_discovery_that_is_cancelled_stands_on_what_was_finished() -> None:
    stop = threading.Event()

    def told_of(done: int, wanted: int) -> None:
        if done >= 200:
            stop.set()

    found = discover(
        "labour-dispute",
        "no_deal",
        2_000,
        threads=1,
        block=50,
        progress=told_of,
        cancel=stop,
        search=BoxSearch(repeats=0),
    )
    assert 200 <= found.runs < 2_000
    assert not found.complete
    stop.set()
    nothing = discover("labour-dispute", "no_deal", 2_000, cancel=stop)
    assert (nothing.runs, nothing.boxes) == (0, ())
    assert isnan(nothing.base.share)


@needs_compiled
def test_threads_and_blocks_change_no_box() -> None:
    first = discover("labour-dispute", "no_deal", 400, threads=1, block=64, search=BoxSearch(repeats=2))
    second = discover("labour-dispute", "no_deal", 400, threads=2, search=BoxSearch(repeats=2))
    assert replace(first, elapsed_s=0.0) == replace(second, elapsed_s=0.0)


@pytest.mark.parametrize(
    ("outcome", "runs", "said"), [("agree", 500, "Did you mean agreed"), ("agreed", 99, "at least 100")]
)
def test_what_cannot_be_discovered_is_refused(outcome: str, runs: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        discover("pie", outcome, runs)


# The command

VARY = ("--vary", "parties.left.no_deal.value")


@needs_compiled
def test_the_command_tells_all_that_the_contract_names() -> None:
    words = ("discover", "pie", "--outcome", "agreed", "--set", HALF_FALLBACK, *VARY, "--runs", "400")
    data = told(*words, "--repeats", "3")
    assert {"scenario", "digest", "seed", "runs", "scored", "base", "boxes", "note"} <= set(data)
    (box,) = data["boxes"]
    assert {"limits", "coverage", "density", "mass"} <= set(box)
    assert box["limits"][0]["path"] == "parties.left.no_deal.value"
    assert box["intervals"]["density"]["low"] <= box["density"] <= box["intervals"]["density"]["high"]
    assert box["trajectory"][0]["coverage"] == 1.0
    widened_digest = apply(sim.load("pie"), [HALF_FALLBACK, "parties.left.no_deal.value=0.0 to 100.0"]).digest
    assert data["digest"] == widened_digest
    assert {**told(*words, "--repeats", "3"), "elapsed_s": 0} == {**json.loads(json.dumps(data)), "elapsed_s": 0}


@needs_compiled
def test_the_tables_give_every_share_its_interval_runs_seed_and_digest() -> None:
    words = ("discover", "pie", "--outcome", "agreed", "--set", HALF_FALLBACK, *VARY, "--runs", "400")
    text = parley(*words, "--seed", "5", "--repeats", "3").stdout
    head = ("400 runs, 200 of them for scoring", "seed 5", "digest ", "made to vary: parties.left.no_deal.value")
    assert all(part in text for part in (*head, "“what Left gets without a deal” is at most", "3 of 3", "Coverage"))


@needs_compiled
def test_the_tables_say_when_no_box_is_as_dense_as_asked_for() -> None:
    # They agree where the two fallbacks leave room for both: a triangle, of which no box of nearly half is full.
    words = ("discover", "pie", "--outcome", "agreed", *VARY, "--vary", "parties.right.no_deal.value", "--runs", "300")
    text = parley(*words, "--least", "0.45", "--density", "1", "--repeats", "0").stdout
    assert "is as dense as asked, 100.0 %; this is the densest" in text


def test_a_density_that_is_asked_for_is_there_after_limits_were_dropped() -> None:
    axes, sample = planted(noise=0.2)
    for density in (0.4, 0.6, 0.75):
        (box, *_) = found_in(axes, sample, BoxSearch(density=density, repeats=0)).boxes
        assert box.found.density >= density
    largest = [
        found_in(axes, sample, BoxSearch(density=one, repeats=0)).boxes[0].found.mass for one in (0.4, 0.6, 0.75)
    ]
    assert largest == sorted(largest, reverse=True)


@needs_compiled
def test_the_tables_say_when_there_is_no_box() -> None:
    words = ("discover", "pie", "--outcome", "agreed", "--vary", "parties.left.tactic.from=0.8:0.9", "--runs", "200")
    assert "No box does better than all runs together" in parley(*words).stdout
    assert "None of the runs kept for scoring has it" in parley(*words, "--absent").stdout


def test_the_command_refuses_in_plain_lines() -> None:
    assert refused("discover", "pie", "--outcome", "agreed") == [
        "nothing differs between runs; make a number uncertain, or let a lever vary"
    ]
    assert "Did you mean agreed?" in refused("discover", "pie", "--outcome", "agree")[0]
    both = refused("discover", "pie", "--outcome", "agreed", "--vary", "nothing", "--vary", "protocol.horizon_days")
    assert len(both) == 2


# Pictures


@cache
def drawn() -> tuple[Discovery, tuple[Picture, ...]]:
    axes, sample = planted(noise=0.05)
    found = found_in(axes, sample)
    (box, *_) = found.boxes
    return found, (charts.box_tradeoff(found, box), charts.box_limits(found, box))


@pytest.mark.parametrize("place", [0, 1])
def test_pictures_of_boxes_are_valid_charts_with_a_sentence_and_a_table(place: int) -> None:
    picture = drawn()[1][place]
    for dark in (False, True):
        assert charts.dressed(picture, dark).to_dict()["title"]
    assert picture.alt.endswith(".")
    assert "nan" not in picture.alt.lower()
    assert not picture.table.isna().to_numpy().any()


def test_the_tradeoff_shows_every_box_on_the_way_and_the_one_taken_twice() -> None:
    found, (tradeoff, _) = drawn()
    assert len(tradeoff.table) == len(found.boxes[0].trajectory) + 2
    scored = tradeoff.table.iloc[-1]
    assert scored[words.COVERAGE].startswith(percent(found.boxes[0].coverage.share))
    assert " to " in scored[words.DENSITY]


def test_limits_are_drawn_where_they_lie_on_their_range() -> None:
    found, (_, limits) = drawn()
    (data,) = limits.chart.to_dict()["datasets"].values()
    rows = {row["name"]: row for row in data}
    assert (rows["x1"]["from"], rows["x1"]["to"]) == pytest.approx((30, 80), abs=3)
    assert (rows["x4"]["from"], rows["x4"]["to"]) == pytest.approx((0, 60), abs=3)
    assert rows["x4"]["said"].startswith("up to 0.6")
    assert rows["colour"]["said"] == "red or blue"
    assert len(limits.table) == len(found.boxes[0].limits)


@needs_compiled
@pytest.mark.parametrize(
    "words",
    [
        ("discover", "labour-dispute", "--outcome", "no_deal"),
        ("robust", "labour-dispute", "--for", "union", "--choose", "no_ballot"),
    ],
)
def test_a_command_that_is_cancelled_leaves_with_its_own_code_and_no_half_truth(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def at_once() -> Iterator[threading.Event]:
        stop = threading.Event()
        stop.set()
        yield stop

    monkeypatch.setattr("sim.cli.console.interruptible", at_once)
    done = parley(*words, "--json")
    data = json.loads(done.stdout)
    assert done.exit_code == 130
    assert done.stderr.startswith("Cancelled:")
    assert data.get("runs", data.get("cases")) == 0
    assert data.get("boxes", data.get("choices")) == []
