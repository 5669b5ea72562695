"""What an outcome hangs on: parts add up to the whole, fractions are computed, what flips it flips it."""

import threading
from collections.abc import Mapping
from functools import cache
from itertools import combinations
from math import inf, sqrt

import numpy as np
import pytest
from scipy.stats import t

import sim
from sim import charts
from sim.analysis.ablation import Ablation, ablation_of
from sim.analysis.binding_conditions import shares_by_run
from sim.analysis.break_even import Flip, written
from sim.analysis.fractions import Fraction, fraction_of, named
from sim.analysis.shares import share_of
from sim.arrays import Floats
from sim.reports.pictures import svg_of
from sim.scenario.levers import all_paths
from sim.studies.ablation import AblationStudy, ablate
from sim.studies.aims import aim_of
from sim.studies.break_even import FlipStudy, flip
from sim.studies.tracks import GRID, tracks_of
from tests.test_cli import parley, refused, told

NAME = "labour-dispute"
RUNS = 60


# Fractions


def drawn(seed: int, runs: int = 400) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    whole = (rng.random(runs) < 0.4).astype(float) - (rng.random(runs) < 0.05)
    return whole * (rng.random(runs) < 0.6), whole


def test_the_ends_of_a_fraction_are_where_it_is_just_told_apart() -> None:
    part, whole = drawn(1)
    found = fraction_of(part, whole)
    assert found.value == pytest.approx(part.mean() / whole.mean())
    for end in (found.low, found.high):
        apart = part - end * whole
        assert abs(apart.mean()) / (apart.std(ddof=1) / sqrt(len(apart))) == pytest.approx(t.ppf(0.975, len(apart) - 1))
    assert found.low < found.value < found.high


def test_the_interval_of_a_fraction_holds_the_true_one_about_as_often_as_it_says() -> None:
    found = [fraction_of(*drawn(seed)) for seed in range(400)]
    assert 0.92 <= np.mean([one.low <= 0.6 <= one.high for one in found]) <= 0.98


def test_nothing_has_no_parts() -> None:
    rng = np.random.default_rng(2)
    whole = rng.choice([-1.0, 0.0, 1.0], 500)
    found = fraction_of(np.abs(whole), whole)
    assert (found.low, found.high, found.bounded) == (-inf, inf, False)
    assert found.says == "a part that cannot be told"
    assert not fraction_of(np.zeros(3), np.zeros(3)).bounded


def test_what_is_the_same_in_every_run_is_not_sure_of_itself_with_few() -> None:
    whole = np.array([1.0] * 4 + [0.0] * 96)
    few, many = fraction_of(whole, whole), fraction_of(np.ones(10_000), np.ones(10_000))
    assert few.value == many.value == 1.0
    assert few.low < 0.6 and many.low > 0.999


@pytest.mark.parametrize(
    ("fraction", "says"),
    [
        (Fraction(0.66, 0.62, 0.70), "about two thirds"),
        (Fraction(0.5, 0.35, 0.65), "between a third and two thirds"),
        (Fraction(0.03, 0.01, 0.05), "next to nothing"),
        (Fraction(0.99, 0.97, 1.01), "practically all"),
        (Fraction(1.4, 1.2, 1.6), "more than all"),
        (Fraction(0.1, -0.1, 0.3), "no part that can be told apart from 0"),
        (Fraction(-0.3, -0.4, -0.2), "less than nothing"),
    ],
)
def test_fractions_are_said_as_sure_as_they_are(fraction: Fraction, says: str) -> None:
    assert fraction.says == says


def test_the_nearest_name_is_taken() -> None:
    assert [named(value) for value in (0.0, 0.24, 0.34, 0.52, 0.68, 0.77, 1.0, 2.0)] == [
        "next to nothing",
        "a quarter",
        "a third",
        "half",
        "two thirds",
        "three quarters",
        "all",
        "more than all",
    ]


# Conditions dropped


def found_in(values: Mapping[frozenset[str], Floats], *names: str) -> Ablation:
    base = values[frozenset()]
    share = share_of("peace", "peace", int(base.sum()), len(base))
    shared = shares_by_run(names, lambda removed: values[removed])
    return ablation_of(share, {name: f"demand {name}" for name in names}, values, shared)


def made_up(effects: Mapping[str, int], runs: int = 900) -> dict[frozenset[str], Floats]:
    """Return outcomes of every subset: dropping `x+y` lets so many more runs end well as `effects` says of it."""
    names = sorted({name for text in effects for name in text.split("+")})
    subsets = [frozenset(s) for size in range(len(names) + 1) for s in combinations(names, size)]
    starts = dict(zip(effects, np.cumsum([0, *effects.values()]), strict=False))
    values = {}
    for subset in subsets:
        hits = np.zeros(runs)
        for text, count in effects.items():
            if set(text.split("+")) <= subset:
                hits[starts[text] : starts[text] + count] = 1.0
        values[subset] = hits
    return values


def test_what_one_condition_does_alone_is_said_as_a_fraction_of_the_whole() -> None:
    found = found_in(made_up({"a": 400, "b": 200}), "a", "b")
    assert found.whole is not None
    assert found.whole.difference == pytest.approx(600 / 900)
    assert found.singles[0].part.value == pytest.approx(2 / 3)
    assert any("demand a. That alone accounts for about two thirds of it (67 %, " in line for line in found.sentences)
    assert found.together.value == pytest.approx(1.0)
    (pair,) = found.pairs
    assert pair.beyond == 0.0


def test_conditions_that_lock_each_other_are_told_apart_from_those_that_do_not() -> None:
    locked = found_in(made_up({"a": 30, "b": 30, "a+b": 400}), "a", "b")
    assert locked.pairs[0].beyond == pytest.approx(400 / 900)
    assert any("appears only when several are dropped together" in line for line in locked.sentences)
    assert [one.part.value for one in locked.shared] == pytest.approx([0.5, 0.5])


def test_the_two_that_do_most_together_are_named_where_there_are_others() -> None:
    found = found_in(made_up({"a": 30, "b": 30, "c": 30, "a+b": 400}), "a", "b", "c")
    (line,) = [line for line in found.sentences if line.startswith("Of two dropped together")]
    assert "demand a and demand b. They account for " in line
    assert "+44.4 points beyond what they do one at a time" in line


def test_conditions_that_do_the_same_add_up_to_more_than_all() -> None:
    values = made_up({"a": 300})
    both = {s | other: values[s] for s in values for other in (frozenset(), frozenset("b"))}
    both[frozenset("b")] = both[frozenset("a")]
    found = found_in(both, "a", "b")
    assert found.together.value == pytest.approx(2.0)
    assert any("more than all of it" in line for line in found.sentences)


def test_a_condition_that_helps_is_said_to_work_the_other_way() -> None:
    base = np.array([1.0] * 100 + [0.0] * 800)
    worse, better = np.zeros(900), np.array([1.0] * 500 + [0.0] * 400)
    values = {frozenset(): base, frozenset("a"): better, frozenset("b"): worse, frozenset("ab"): better}
    found = found_in(values, "a", "b")
    assert any(
        line.startswith("demand b works the other way: without it alone, -11.1 points") for line in found.sentences
    )


def test_no_fraction_is_given_of_an_effect_that_cannot_be_told_from_none() -> None:
    found = found_in(made_up({"a": 1, "b": 1}), "a", "b")
    assert len(found.sentences) == 2
    assert "cannot be told apart from no effect" in found.sentences[1]


@cache
def study() -> AblationStudy:
    return ablate(NAME, "contract_signed", RUNS, 4)


def test_the_parts_of_all_conditions_add_up_to_what_dropping_all_does() -> None:
    found = study().finding
    assert study().complete
    assert found.whole is not None
    assert len(found.singles) == len(found.shared) == 4 and len(found.pairs) == 6
    assert sum(one.attribution.share for one in found.shared) == pytest.approx(found.whole.difference, abs=1e-12)
    assert found.whole.share == found.base.share + found.whole.difference


def test_dropping_is_playing_without() -> None:
    one, pair = study().finding.singles[1], study().finding.pairs[2]
    for dropped in (one, pair):
        changes = [{f"conditions.{name}": None for name in dropped.conditions}]
        alone = sim.run(NAME, RUNS, 4, changes)
        assert dropped.share == next(share.share for share in alone.outcomes if share.id == "contract_signed")


def test_a_cancelled_ablation_keeps_what_was_played() -> None:
    cancel = threading.Event()

    def after_three(done: int, _: int) -> None:
        if done >= 4:
            cancel.set()

    found = ablate(NAME, "contract_signed", 20, progress=after_three, cancel=cancel)
    assert not found.complete
    assert found.finding.whole is not None
    assert (len(found.finding.singles), found.finding.shared) == (2, ())
    assert found.to_dict()["attribution"] == []


def test_several_outcomes_count_as_one() -> None:
    scenario = sim.load(NAME)
    names = list(scenario.outcomes)[:2]
    aim = aim_of(scenario, "+".join(names))
    ensemble = sim.run(NAME, 30, 2)
    assert aim.hits(ensemble).sum() == sum(share.count for share in ensemble.outcomes if share.id in names)
    assert " or " in aim.label
    with pytest.raises(ValueError, match="Did you mean contract_signed"):
        aim_of(scenario, "contract_signd")


def test_ablate_tells_and_draws_what_it_found() -> None:
    data = told("ablate", NAME, "--outcome", "contract_signed", "--runs", "30")
    assert {
        "scenario",
        "digest",
        "seed",
        "runs",
        "base",
        "whole",
        "singles",
        "pairs",
        "attribution",
        "sentences",
    } <= set(data)
    assert sum(one["share"] for one in data["attribution"]) == pytest.approx(data["whole"]["difference"], abs=1e-12)
    text = parley("ablate", NAME, "--outcome", "contract_signed", "--runs", "30").stdout
    assert "(Shapley)" in text and "all of them" in text and "contract_signed" not in text
    assert "states no conditions" in parley("ablate", "pie", "--outcome", "agreed", "--runs", "3").stdout
    picture = charts.ablation_bars(study().finding)
    assert charts.dressed(picture).to_dict()["title"]
    assert len(picture.table) == 4


# What flips it

LEFT, RIGHT = "parties.left.no_deal.value", "parties.right.no_deal.value"


@cache
def flipped() -> FlipStudy:
    return flip("pie", "agreed", 0.0, 12, paths=(LEFT, RIGHT), probe_runs=6)


def test_a_pie_is_not_shared_by_those_who_have_more_than_it_elsewhere() -> None:
    found = flipped().finding
    assert (found.base.share, found.complete, found.upwards) == (1.0, True, False)
    (single, *_), (pair, *_) = found.singles, found.pairs
    # Right takes what is left, however little, so that Left alone must have nearly all of a pie elsewhere.
    assert 0.9 < single.size <= 1.0
    assert pair.size < single.size
    assert [move.path for move in pair.moves] == [LEFT, RIGHT]


def test_what_is_found_reaches_the_target_when_it_is_played() -> None:
    for reached in (*flipped().finding.singles, *flipped().finding.pairs):
        changes = [{move.path: move.value for move in reached.moves}]
        again = sim.run("pie", 12, 1, changes)
        share = next(share for share in again.outcomes if share.id == "agreed")
        assert (share.count, share.of) == (reached.share.count, reached.share.of) == (0, 12)
        assert reached.size == pytest.approx(sum(move.size for move in reached.moves))


def test_a_target_that_no_lever_reaches_is_said_to_be_out_of_reach() -> None:
    found = flip("pie", "no_deal", 1.0, 6, paths=["parties.left.tactic.beta"], probe_runs=3).finding
    assert (found.singles, found.pairs, found.nearest_pair) == ((), (), None)
    assert any(line.startswith("No single change within the declared ranges") for line in found.sentences)
    assert any(line.startswith("Of single levers, nearest comes how early Left comes down") for line in found.sentences)


def test_a_target_that_holds_already_needs_no_change() -> None:
    found = flip("pie", "agreed", 1.0, 3, probe_runs=3).finding
    assert (found.tries, found.singles) == (1, ())
    assert found.sentences[-1] == "It is there already."


def test_a_cancelled_search_keeps_what_it_found() -> None:
    cancel = threading.Event()
    done: list[int] = []

    def soon(runs: int, _: int) -> None:
        done.append(runs)
        if len(done) == 3:
            cancel.set()

    found = flip("pie", "agreed", 0.0, 6, paths=(LEFT, RIGHT), probe_runs=3, progress=soon, cancel=cancel).finding
    assert not found.complete
    assert done == sorted(done)
    assert found.singles == ()


def test_a_change_is_as_large_as_it_moves_the_average_run() -> None:
    base = sim.run(NAME, 200, 1)
    tracks, left_out = tracks_of(base)
    assert left_out == {}
    for track in tracks:
        low, high = track.ends
        stops = track.stops
        assert (stops[0], stops[-1], len(stops)) == (low, high, GRID)
        assert track.inward(high) < high and track.inward(low) > low
        paths = [given.path for given in base.game.inputs]
        drawn_there = base.values[:, paths.index(track.lever.path)] if track.lever.path in paths else track.drawn
        assert track.size(high) == pytest.approx(float(np.abs(high - drawn_there).mean()) / (high - low))


def test_a_certain_lever_is_moved_by_the_distance() -> None:
    (track,), _ = tracks_of(sim.run("pie", 2), [LEFT])
    assert (track.size(0.0), track.size(25.0), track.centre) == (0.0, 0.25, 0.0)


def test_flags_and_choices_are_moved_whole_and_dates_not_at_all() -> None:
    base = sim.run("ukraine-2025-03", 2)
    paths = ["protocol.features.trust", "protocol.mediator_patience", "events.aid_ended.on"]
    known = {lever.path for lever in all_paths(base.scenario)}
    tracks, left_out = tracks_of(base, [path for path in paths if path in known])
    flag = next(track for track in tracks if track.lever.kind == "flag")
    assert (flag.stops, flag.size(False)) == ((False,), 1.0)
    assert all("date" in reason or "range" in reason for reason in left_out.values())
    with pytest.raises(ValueError, match=r"Did you mean protocol\.floor"):
        tracks_of(base, ["protocol.flor"])


def test_flip_tells_and_draws_what_it_found() -> None:
    words = (
        "--outcome",
        "agreed",
        "--target",
        "0",
        "--lever",
        LEFT,
        "--lever",
        RIGHT,
        "--runs",
        "12",
        "--probe-runs",
        "6",
    )
    data = told("flip", "pie", *words)
    assert {"scenario", "digest", "seed", "base", "target", "singles", "pairs", "nearest", "sentences"} <= set(data)
    assert data["singles"][0]["moves"][0]["path"] in {LEFT, RIGHT}
    text = parley("flip", "pie", *words).stdout
    assert "Two levers, smallest change first" in text
    picture = charts.reach_dots(flipped().finding)
    assert ">How near each lever alone brings it: they agree</text>" in svg_of(picture)
    assert len(picture.table) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["flip", "pie", "--outcome", "agree", "--target", "0.5"], "Did you mean agreed?"),
        (
            ["flip", "pie", "--outcome", "agreed", "--target", "0.5", "--lever", "protocol.flor"],
            "Did you mean protocol.floor?",
        ),
        (["ablate", "pie", "--outcome", "agreed+nothing"], "There is no outcome 'nothing'"),
    ],
)
def test_what_does_not_exist_is_answered_in_one_line(given: list[str], says: str) -> None:
    (line,) = refused(*given)
    assert says in line


def test_a_target_is_a_share() -> None:
    with pytest.raises(ValueError, match="share of runs from 0 to 1, not 2"):
        flip("pie", "agreed", 2.0)


def test_stated_values_are_written_as_people_read_them() -> None:
    assert [written(value) for value in (None, True, False, 0.12345, "0.3 to 0.8", {"normal": [1, 2]})] == [
        "nothing stated",
        "on",
        "off",
        "0.1235",
        "0.3 to 0.8",
        "normal [1, 2]",
    ]


def test_findings_are_frozen() -> None:
    found: Flip = flipped().finding
    with pytest.raises(AttributeError):
        found.target = 0.5  # type: ignore[misc]  # frozen: that is the test
