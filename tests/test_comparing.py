"""What-ifs beside each other: paired numbers add up, turn round, and are as narrow as they say; flows lose no run."""

import threading
from collections import Counter
from functools import cache
from itertools import pairwise
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

import sim
from sim import charts
from sim.analysis.means import mean_interval
from sim.analysis.paired_differences import contrast, narrower
from sim.analysis.shares import Z95, paired_interval, wilson
from sim.analysis.sizes import SIZES, UNCLEAR, size_of_difference, size_of_shift
from sim.analysis.structural import spans_of
from sim.charts import words
from sim.game.cases import METHODS, Method
from sim.runs.options import PlayOptions
from sim.runs.variants import play_variants
from sim.scenario.table_words import Features
from sim.studies.comparison import Comparison, compare
from sim.studies.structural import doubt, variants_of
from tests.small import steady
from tests.test_cli import parley, refused, told

NAME = "labour-dispute"
ARMS = ("conditions_soft", "no_ballot")
pairs_of_flags = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80)


@cache
def compared() -> Comparison:
    return compare(NAME, ARMS, 120, 5)


def flags(pairs: list[tuple[bool, bool]]) -> tuple[np.ndarray, np.ndarray]:
    before, after = zip(*pairs, strict=True)
    return np.array(before), np.array(after)


def unpaired_width(before: np.ndarray, after: np.ndarray) -> float:
    """The width of Agresti and Caffo's interval for two independent samples."""
    size = len(before) + 2
    shares = [(flags.sum() + 1) / size for flags in (before, after)]
    return float(2 * Z95 * sqrt(sum(share * (1 - share) / size for share in shares)))


# How narrow


@steady
@given(pairs_of_flags)
def test_narrower_is_the_unpaired_width_over_the_paired_one(pairs: list[tuple[bool, bool]]) -> None:
    before, after = flags(pairs)
    _, low, high = paired_interval(before, after)
    times, _ = narrower(before, after)
    if low > -1.0 and high < 1.0:
        assert times == pytest.approx(unpaired_width(before, after) / (high - low))


@steady
@given(pairs_of_flags)
def test_no_interval_is_narrower_than_shares_so_far_apart_allow(pairs: list[tuple[bool, bool]]) -> None:
    times, most = narrower(*flags(pairs))
    assert 0.0 < times <= most + 1e-12


def test_the_bound_is_reached_where_runs_switch_one_way_only() -> None:
    before = np.arange(100_000) < 30_000
    after = np.arange(100_000) < 40_000
    times, most = narrower(before, after)
    p, q, d = 0.3, 0.4, 0.1
    assert times == pytest.approx(most, rel=1e-3)
    assert most == pytest.approx(sqrt((p * (1 - p) + q * (1 - q)) / (d - d * d)), rel=1e-3)
    assert narrower(before, before)[1] == inf


def test_luck_of_their_own_makes_no_interval_narrower() -> None:
    rng = np.random.default_rng(11)
    before, after = rng.random(40_000) < 0.3, rng.random(40_000) < 0.4
    assert narrower(before, after)[0] == pytest.approx(1.0, abs=0.02)


# Words for sizes


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ((0.004, 0.001, 0.007), "hardly more often"),
        ((-0.02, -0.03, -0.01), "a little less often"),
        ((0.09, 0.05, 0.13), "clearly more often"),
        ((-0.4, -0.5, -0.3), "much less often"),
        ((0.001, -0.004, 0.006), "about as often"),
        ((0.03, -0.01, 0.07), UNCLEAR),
    ],
)
def test_a_difference_of_shares_has_a_word(found: tuple[float, float, float], says: str) -> None:
    assert size_of_difference(*found) == says


@steady
@given(st.floats(0.001, 1.0), st.floats(0.001, 1.0))
def test_a_larger_difference_never_gets_a_smaller_word(one: float, other: float) -> None:
    def rank(size: float) -> int:
        return next(place for place, word in enumerate(SIZES) if size_of_difference(size, size, size).startswith(word))

    assert (rank(one) <= rank(other)) if one <= other else (rank(one) >= rank(other))


def test_days_and_points_are_measured_in_standard_deviations() -> None:
    assert size_of_shift((2.0, 1.5, 2.5), 100.0, "days") == "a little later"
    assert size_of_shift((-10.0, -10.5, -9.5), 100.0, "days") == "much earlier"
    assert size_of_shift((-6.0, -6.5, -5.5), 1.0, "days") == "clearly earlier"
    assert size_of_shift((0.4, 0.3, 0.5), 0.1, "days") == "hardly later"
    assert size_of_shift((6.0, 5.0, 7.0), 10.0, "points") == "clearly more"
    assert size_of_shift((1.0, -1.0, 3.0), 10.0, "points") == UNCLEAR
    assert size_of_shift((0.0, 0.0, 0.0), 0.0, "points") == "about as much"


# Flows and shifts


def test_flows_lose_no_run_and_explain_every_difference() -> None:
    found = compared()
    for one in found.against_base:
        arm = found.arms[one.change]
        pairs = Counter(zip(found.base.outcome_names, arm.outcome_names, strict=True))
        assert {(flow.before, flow.after): flow.count for flow in one.flows if flow.count} == dict(pairs)
        assert sum(flow.count for flow in one.flows) == one.runs == 120
        for difference in one.differences:
            gained = sum(flow.count for flow in one.flows if flow.after == difference.id and flow.switched)
            lost = sum(flow.count for flow in one.flows if flow.before == difference.id and flow.switched)
            assert difference.difference == pytest.approx((gained - lost) / one.runs)
        assert all((flow.low, flow.high) == wilson(flow.count, one.runs) for flow in one.flows)


def test_shifts_are_means_of_differences_with_the_interval_of_student() -> None:
    values = np.array([0.5, -1.0, 2.5, 0.0, 3.0])
    mean, low, high = mean_interval(values)
    ends = ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert (mean, low, high) == pytest.approx((1.0, ends.low, ends.high))
    for shift in compared().shifts:
        assert shift.shift == pytest.approx(shift.mean - shift.base)
    first = next(shift for shift in compared().shifts if shift.id == "first_deal")
    arm = compared().arms[ARMS[0]]
    days = [np.nan_to_num(one.records.first_deal, nan=60) for one in (compared().base, arm)]
    assert first.shift == pytest.approx(float((days[1] - days[0]).mean()))


def test_what_left_gains_of_a_pie_right_loses() -> None:
    found = compare("pie", ["left_waits"], 10)
    shifts = {shift.id: shift.shift for shift in found.shifts}
    assert shifts["worth.left"] == -shifts["worth.right"] > 0.0
    assert shifts["first_deal"] > 0.0
    assert {difference.says for difference in found.differences} <= {"about as often", UNCLEAR}


def test_a_comparison_turns_round_with_its_arms() -> None:
    base, arm = compared().base, compared().arms[ARMS[1]]
    there, back = contrast("x", base.records, arm.records), contrast("x", arm.records, base.records)
    for one, other in zip(there.differences, back.differences, strict=True):
        assert (one.difference, one.low, one.high) == pytest.approx((-other.difference, -other.high, -other.low))
        assert one.narrower == pytest.approx(other.narrower)
    shifts = {shift.id: shift.shift for shift in back.shifts}
    assert {shift.id: -shift.shift for shift in there.shifts} == pytest.approx(shifts)


def test_two_arms_differ_by_what_each_differs_from_the_base() -> None:
    (among,) = [one for one in compared().contrasts if one.against is not None]
    assert (among.change, among.against) == (ARMS[1], ARMS[0])
    first, second = ({one.id: one.difference for one in arm.differences} for arm in compared().against_base)
    found = {one.id: one.difference for one in among.differences}
    assert found == pytest.approx({name: second[name] - first[name] for name in first})


def test_a_change_of_nothing_switches_no_run() -> None:
    found = compare(NAME, ["protocol.features.trust=true"], 30)
    (one,) = found.contrasts
    assert one.switched == 0
    assert all(difference.difference == 0.0 for difference in one.differences)
    assert "None of 30 runs" in charts.outcome_flow(one).alt


def test_two_changes_that_say_the_same_are_one_arm() -> None:
    found = compare("pie", ["left_waits", "left_waits"], 3)
    assert list(found.arms) == ["left_waits"]
    assert found.complete


def test_changes_of_the_base_hold_in_every_arm() -> None:
    found = compare("pie", ["left_falls_back"], 2, base=["parties.left.tactic.beta=0.5"])
    assert found.base.digest == sim.load("pie", ["parties.left.tactic.beta=0.5"]).digest
    both = sim.load("pie", ["parties.left.tactic.beta=0.5", "left_falls_back"])
    assert found.arms["left_falls_back"].digest == both.digest


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("runs", [None, 13])
def test_an_arm_is_what_its_changes_play_alone(method: Method, runs: int | None) -> None:
    base = sim.run(NAME, 40, 5, ["protocol.misperception=3"], method=method)
    told: list[tuple[int, int]] = []
    arms = play_variants(base, ARMS, runs, PlayOptions(progress=lambda done, wanted: told.append((done, wanted))))
    for change, arm in zip(ARMS, arms, strict=True):
        alone = sim.run(NAME, 40, 5, ["protocol.misperception=3", change], method=method)
        assert (arm.digest, arm.wanted, arm.changes) == (alone.digest, 40, alone.changes)
        assert np.array_equal(arm.values, alone.values[:runs])
        assert np.array_equal(arm.rows, alone.rows[:runs], equal_nan=True)
    wanted = 2 * (40 if runs is None else runs)
    assert told == sorted(told)
    assert told[-1] == (wanted, wanted)


def test_a_cancelled_comparison_keeps_what_was_played() -> None:
    cancel = threading.Event()

    def after_the_base(done: int, wanted: int) -> None:
        assert wanted == 60
        if done >= 20:
            cancel.set()

    found = compare("pie", ["left_waits", "left_falls_back"], 20, progress=after_the_base, cancel=cancel)
    assert found.base.runs == 20
    assert (found.arms, found.complete, found.asked) == ({}, False, ("left_waits", "left_falls_back"))


def test_compare_tells_flows_shifts_and_how_narrow() -> None:
    data = told("compare", NAME, "--change", ARMS[0], "--change", ARMS[1], "--runs", "40", "--seed", "5")
    assert {"base", "arms", "differences", "flows", "shifts", "narrower", "between"} <= set(data)
    assert all({"change", "id", "difference", "low", "high", "narrower", "says"} <= set(d) for d in data["differences"])
    assert sum(flow["count"] for flow in data["flows"] if flow["change"] == ARMS[0]) == 40
    medians = {one["change"]: one["median"] for one in data["narrower"]}
    for arm in ARMS:
        each = [one["narrower"] for one in data["differences"] if one["change"] == arm]
        assert medians[arm] == pytest.approx(float(np.median(each)))
    text = parley("compare", NAME, "--change", ARMS[0], "--change", ARMS[1], "--runs", "40").stdout
    assert "Runs that end otherwise" in text
    assert ", against: " in text


# Structural doubt


def test_every_mechanism_is_switched_over_once() -> None:
    stated = sim.load("ukraine-2025-03")
    found = list(variants_of(stated))
    assert [variant.id for _, variant in found] == list(Features.model_fields)
    assert all(variant.label.startswith("without ") and variant.help for _, variant in found)
    off = sim.load("ukraine-2025-03", ["protocol.features.trust=false"])
    first, *_ = variants_of(off)
    assert first[0] == {"protocol.features.trust": True}
    assert first[1].label == "with trust"
    readings = list(variants_of(stated, readings=True))[len(found) :]
    assert len(readings) == sum(len(switch.readings) - 1 for switch in stated.switches.values()) > 0
    assert all(sim.load("ukraine-2025-03", [change]) for change, _ in readings)


def test_doubt_plays_what_each_change_plays_alone() -> None:
    found = doubt(NAME, 40, 3)
    arm = found.comparison.arms["protocol.features.learning=false"]
    alone = sim.run(NAME, 40, 3, ["protocol.features.learning=false"])
    assert arm.outcome_names == alone.outcome_names
    assert len(found.comparison.contrasts) == len(Features.model_fields)


def test_a_span_reaches_to_the_variants_that_move_a_share_most() -> None:
    found = doubt(NAME, 40, 3)
    for span in found.spans:
        shares = [d.share for d in found.comparison.differences if d.id == span.base.id]
        assert span.width == pytest.approx(max(*shares, span.base.share) - min(*shares, span.base.share))
        stated = next(share for share in found.comparison.base.outcomes if share.id == span.base.id)
        assert (span.base.count, span.base.low, span.base.high) == (stated.count, stated.low, stated.high)
    assert len(found.sentences) == len(found.comparison.base.outcomes)
    assert spans_of(()) == ()


def test_doubt_is_told_side_by_side() -> None:
    data = told("doubt", NAME, "--runs", "30")
    assert {"base", "arms", "differences", "variants", "spans", "sentences"} <= set(data)
    assert len(data["variants"]) == len(Features.model_fields)
    assert all(variant["switched"] is not None for variant in data["variants"])
    text = parley("doubt", NAME, "--runs", "30").stdout
    assert all(f"without {name.replace('_', ' ')}" in text for name in Features.model_fields)
    assert refused("doubt", "pi")[0].endswith("Did you mean pie?")


# Pictures


def test_ribbons_are_as_wide_as_runs_that_switch_and_do_not_overlap_at_their_ends() -> None:
    one = compared().against_base[0]
    picture = charts.outcome_flow(one)
    spec = charts.dressed(picture).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data if "ribbon" in row]
    widths = {row["ribbon"]: row["high"] - row["low"] for row in rows}
    assert sum(widths.values()) == one.switched == sum(int(cell.split()[0]) for cell in picture.table[words.RUNS])
    for end in (0.0, 1.0):
        spans = sorted((row["low"], row["high"]) for row in rows if row["x"] == end)
        assert all(high <= low + 1e-9 for (_, high), (low, _) in pairwise(spans))


def test_pictures_of_comparisons_are_valid_and_carry_their_tables() -> None:
    found = compared()
    arms = {"as stated": found.base.outcomes, **{name: arm.outcomes for name, arm in found.arms.items()}}
    stacked, panels = charts.stacked_outcomes(arms), charts.difference_panels(found.differences, {"no_ballot": "none"})
    for picture in (stacked, panels, charts.outcome_flow(found.contrasts[0])):
        for dark in (False, True):
            assert charts.dressed(picture, dark).to_dict()["title"]
        assert picture.alt.endswith(".")
        assert not picture.table.isna().to_numpy().any()
    assert list(stacked.table[words.ARM]) == list(arms)
    assert list(panels.table[words.CHANGE]) == ["conditions_soft", "none"]
    assert len(panels.chart.to_dict()["concat"]) == len(found.base.outcomes)
    pieces = next(iter(stacked.chart.to_dict()["datasets"].values()))
    assert {round(row["end"], 6) for row in pieces if row["what"] == found.base.outcomes[-1].label} == {100.0}
    assert charts.difference_panels(()).alt and charts.stacked_outcomes({}).alt
