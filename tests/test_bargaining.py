"""Frontier, points, core and distances are what their definitions say, and what others computed."""

import json
from itertools import product
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.arrays import Floats
from sim.formats import genius
from sim.lenses.bargaining import solve
from sim.lenses.conventions import CONVENTIONS
from sim.lenses.core import core_of
from sim.lenses.pareto import distinct, frontier
from sim.lenses.points import bargain, distances
from tests import small
from tests.reference import REFERENCE, needs_reference
from tests.second_ways import blockers
from tests.small import steady


def dominates(one: Floats, other: Floats) -> bool:
    return bool((one >= other).all() and (one > other).any())


def slow_frontier(worth: Floats) -> list[bool]:
    return [not any(dominates(other, deal) for other in worth) for deal in worth]


def tables(parties: int, steps: int = 6) -> st.SearchStrategy[Floats]:
    """Return tables of worths with many ties."""
    row = st.lists(st.integers(0, steps), min_size=parties, max_size=parties)
    return st.lists(row, min_size=1, max_size=60).map(lambda rows: np.array(rows, np.float64))


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5])
def test_the_frontier_is_what_nobody_dominates(parties: int) -> None:
    @steady
    @given(tables(parties))
    def holds(worth: Floats) -> None:
        assert frontier(worth).tolist() == slow_frontier(worth)

    holds()


@pytest.mark.parametrize(("parties", "deals"), [(2, 400), (3, 400), (4, 400)])
def test_large_frontiers_are_exact_too(parties: int, deals: int) -> None:
    rng = np.random.default_rng(7)
    cube = rng.random((deals, parties))
    ball = np.abs(rng.normal(size=(deals, parties)))
    ball /= np.linalg.norm(ball, axis=1)[:, None]
    pie = np.column_stack([cube[:, 1:], 10.0 - cube[:, 1:].sum(axis=1)])
    for worth in (cube, ball, pie, np.round(pie, 1), np.concatenate([cube, cube * 0.9])):
        assert frontier(worth).tolist() == slow_frontier(np.round(worth, 12))


def test_three_parties_who_split_a_pie_have_nothing_to_gain_together() -> None:
    shares = np.array([(a, b, 60 - a - b) for a in range(61) for b in range(61 - a)], np.float64)
    assert frontier(shares).all()
    worse = shares - np.array([0.0, 1.0, 0.0])
    flags = frontier(np.concatenate([shares, worse]))
    assert flags[: len(shares)].all()
    assert flags[len(shares) :].tolist() == [False] * len(worse)


def test_ties_stay_and_what_rounding_leaves_is_no_difference() -> None:
    worth = np.array([[0.1 + 0.2, 1.0], [0.3, 1.0], [0.3, 0.5]])
    assert frontier(worth).tolist() == [True, True, False]
    points, counts = distinct(worth)
    assert points.tolist() == [[0.3, 1.0], [0.3, 0.5]]
    assert counts.tolist() == [2, 1]
    assert frontier(np.empty((0, 2))).tolist() == []


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((3, 0)), np.array([[1.0, np.nan]]), np.array([[np.inf, 0.0]])])
def test_what_is_no_table_of_numbers_is_refused(bad: Floats) -> None:
    with pytest.raises(ValueError, match="expected"):
        frontier(bad)


def slow_points(worth: Floats, reserve: Floats) -> dict[str, set[int]]:
    """Return the textbook's points by their definitions, deal by deal."""
    gains = {place: deal - reserve for place, deal in enumerate(worth) if (deal >= reserve).all()}
    if not gains:
        return {name: set() for name in CONVENTIONS["textbook"].scores}
    best = np.max(list(gains.values()), axis=0)
    can = best > 0
    scores = {
        "nash": {place: float(np.prod(gain[can])) for place, gain in gains.items()},
        "kalai_smorodinsky": {
            place: min((g / b for g, b in zip(gain, best, strict=True) if b > 0), default=0.0)
            for place, gain in gains.items()
        },
        "egalitarian": {place: float(min(gain)) for place, gain in gains.items()},
        "utilitarian": {place: float(sum(worth[place])) for place in gains},
        "maximin": {place: float(min(worth[place])) for place in gains},
    }
    return {
        name: {place for place, value in of.items() if value >= max(of.values()) - 1e-12} for name, of in scores.items()
    }


@pytest.mark.parametrize("parties", [2, 3])
def test_points_are_what_their_definitions_say_with_all_ties(parties: int) -> None:
    @steady
    @given(tables(parties), st.lists(st.integers(0, 5), min_size=parties, max_size=parties))
    def holds(worth: Floats, reserve: list[int]) -> None:
        found = bargain(worth, np.array(reserve, np.float64))
        wanted = slow_points(worth, np.array(reserve, np.float64))
        assert {name: set(point.deals.tolist()) for name, point in found.points.items()} == wanted
        for point in found.points.values():
            efficient = found.efficient[point.deals].tolist()
            assert efficient == sorted(efficient, reverse=True)

    holds()


@steady
@given(
    tables(3), st.lists(st.floats(0.1, 50), min_size=3, max_size=3), st.lists(st.floats(-9, 9), min_size=3, max_size=3)
)
def test_nash_and_kalai_smorodinsky_do_not_depend_on_units(
    worth: Floats, factor: list[float], shift: list[float]
) -> None:
    reserve = worth.min(axis=0)
    one = bargain(worth, reserve)
    other = bargain(worth * factor + shift, reserve * factor + shift)
    for name in ("nash", "kalai_smorodinsky"):
        assert set(one.points[name].deals.tolist()) == set(other.points[name].deals.tolist())


GRID = np.linspace(0.0, 1.0, 200_001)


def at(name: str, first: Floats, second: Floats, reserve: tuple[float, float], weights: Any = None) -> float:
    """Return the share at which a point lies when two split one pie."""
    found = bargain(np.column_stack([first, second]), np.array(reserve), weights=weights)
    return float(GRID[found.points[name].deals].mean())


def test_points_of_a_split_pie_are_those_of_the_literature() -> None:
    # Nash (1950): each gets what it has without a deal, and half of the rest; weighted: its part of the rest.
    assert at("nash", GRID, 1 - GRID, (0.2, 0.1)) == pytest.approx(0.2 + 0.5 * 0.7, abs=1e-5)
    assert at("nash", GRID, 1 - GRID, (0.2, 0.1), np.array([3.0, 1.0])) == pytest.approx(0.2 + 0.75 * 0.7, abs=1e-5)
    # Whoever is averse to risk gets less: rho / (1 + rho).
    assert at("nash", GRID**0.5, 1 - GRID, (0, 0)) == pytest.approx(1 / 3, abs=1e-5)
    # Kalai and Smorodinsky (1975), and the sum.
    assert at("kalai_smorodinsky", np.sqrt(GRID), 1 - GRID, (0, 0)) == pytest.approx((3 - sqrt(5)) / 2, abs=1e-5)
    assert at("utilitarian", np.sqrt(GRID), 1 - GRID, (0, 0)) == pytest.approx(0.25, abs=1e-5)
    assert at("egalitarian", GRID, 1 - GRID, (0.2, 0.1)) == pytest.approx(0.55, abs=1e-5)


def zeuthen(step: float) -> float:
    """Return where two end up of whom the one with the smaller risk limit gives way by a step (Zeuthen 1930)."""
    mine, yours = 1.0, 0.0
    while mine - yours > step / 2:
        first = (sqrt(mine) - sqrt(yours)) / sqrt(mine)
        second = ((1 - yours) - (1 - mine)) / (1 - yours)
        if first <= second:
            mine -= step
        else:
            yours += step
    return (mine + yours) / 2


def test_concessions_by_the_smaller_risk_end_at_the_nash_point() -> None:
    assert zeuthen(1e-4) == pytest.approx(at("nash", np.sqrt(GRID), 1 - GRID, (0, 0)), abs=2e-4)


def test_the_zone_of_possible_agreement_is_where_everybody_gains() -> None:
    worth = np.array([[5.0, 1.0], [3.0, 3.0], [1.0, 5.0], [4.0, 2.0]])
    zone = bargain(worth, np.array([1.0, 2.0])).zopa
    assert (zone.exists, zone.deals, zone.rational) == (True, 1, 3)
    assert (zone.low.tolist(), zone.high.tolist()) == ([3.0, 3.0], [3.0, 3.0])
    none = bargain(worth, np.array([9.0, 9.0]))
    assert (none.zopa.exists, none.zopa.rational) == (False, 0)
    assert all(not len(point.deals) for point in none.points.values())
    assert np.isnan(none.ideal).all()


def test_conventions_differ_where_reserves_or_best_deals_do() -> None:
    worth = np.array([[1.0, 0.1], [0.6, 0.3], [0.45, 0.4], [0.1, 0.5]])
    reserve = np.array([0.5, 0.0])
    first = {name: bargain(worth, reserve, name).points["kalai_smorodinsky"].deals.tolist() for name in CONVENTIONS}
    assert first == {"textbook": [0], "genius": [2], "negmas": [1]}
    losing = np.array([[0.6, 0.6], [0.2, 0.0]])
    nash = {name: bargain(losing, np.array([0.5, 0.5]), name).points["nash"].deals.tolist() for name in CONVENTIONS}
    assert nash == {"textbook": [0], "genius": [0], "negmas": [0]}
    for name, convention in CONVENTIONS.items():
        assert bargain(worth, reserve, name).why == convention.why


def test_two_losses_make_a_product_where_reserves_are_not_looked_at() -> None:
    worth = np.array([[0.9, 0.2, 0.2], [0.6, 0.6, 0.6]])
    reserve = np.array([0.5, 0.5, 0.5])
    found = {name: bargain(worth, reserve, name).points["nash"].deals.tolist() for name in CONVENTIONS}
    assert found == {"textbook": [1], "genius": [0], "negmas": [0]}


def test_bad_questions_get_a_sentence() -> None:
    worth = np.eye(2)
    with pytest.raises(ValueError, match="expected 2, one per party"):
        bargain(worth, np.zeros(3))
    with pytest.raises(ValueError, match="expected one of textbook"):
        bargain(worth, np.zeros(2), "mine")
    for weights in ([1.0], [-1.0, 1.0], [0.0, 0.0], [np.nan, 1.0]):
        with pytest.raises(ValueError, match="expected 2 numbers"):
            bargain(worth, np.zeros(2), weights=np.array(weights))


def test_distances_are_straight_lines_to_the_nearest() -> None:
    found = bargain(np.array([[0.0, 4.0], [3.0, 3.0], [4.0, 0.0], [1.0, 1.0]]), np.zeros(2))
    far = distances(found, np.array([[3.0, 3.0], [1.0, 1.0], [0.0, 0.0], [3.0, 3.0]]))
    assert far.frontier == pytest.approx([0.0, sqrt(8.0), 4.0, 0.0])
    assert far.points["nash"] == pytest.approx([0.0, sqrt(8.0), sqrt(18.0), 0.0])
    assert far.dominated.tolist() == [False, True, True, False]
    with pytest.raises(ValueError, match="expected 2"):
        distances(found, np.zeros((1, 3)))


def slow_core(worth: Floats, outside: Floats, consent: list[int]) -> list[bool]:
    """Return the core by looking at every deal, every other and every party."""
    stable = []
    for place, mine in enumerate(worth):
        members = [p for p in range(worth.shape[1]) if consent[place] >> p & 1]
        refused = any(mine[p] < outside[p] for p in members)
        blocked = False
        for other, theirs in enumerate(worth):
            needed = [p for p in range(worth.shape[1]) if consent[other] >> p & 1]
            blocked |= bool(needed) and all(theirs[p] > mine[p] for p in needed)
        stable.append(not refused and not blocked)
    return stable


@steady
@given(tables(3, 4), st.data())
def test_the_core_is_what_no_coalition_blocks(worth: Floats, data: st.DataObject) -> None:
    consent = data.draw(st.lists(st.integers(0, 7), min_size=len(worth), max_size=len(worth)))
    outside = np.array(data.draw(st.lists(st.integers(0, 4), min_size=3, max_size=3)), np.float64)
    found = core_of(worth, outside, np.array(consent))
    assert found is not None
    assert found.stable.tolist() == slow_core(worth, outside, consent)
    named = [not blockers(place, worth, outside, np.array(consent)) for place in range(len(worth))]
    assert named == found.stable.tolist()


def test_three_who_share_by_majority_have_an_empty_core() -> None:
    # The divide-the-dollar game of three by majority (von Neumann and Morgenstern 1944).
    shares = [(a, b, 10 - a - b) for a in range(11) for b in range(11 - a)]
    pairs = [(share, mask) for share in shares for mask in (0b011, 0b101, 0b110)]
    worth = np.array([share for share, _ in pairs], np.float64)
    found = core_of(worth, np.zeros(3), np.array([mask for _, mask in pairs]))
    assert found is not None
    assert not found.stable.any()
    assert [(block.coalition, block.deals) for block in found.blocks] == [(mask, 66) for mask in (3, 5, 6)]


def test_a_scenario_is_solved_from_what_is_in_force() -> None:
    issues = {"x": ["no", "yes"], "y": ["no", "yes"]}
    worth = {"a": {"x": [0, 20], "y": [0, 8]}, "b": {"x": [3, 0], "y": [0, 5]}, "m": {}}
    parties = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    played = small.scenario(issues=issues, worth=worth, parties=parties, controlled_by={"x": ["a"], "y": ["a", "b"]})
    told = solve(played).to_dict()
    assert (told["parties"], told["uncounted"], told["deals"]) == (["a", "b"], ["m"], 4)
    assert told["disagreement"] == {"a": 0.0, "b": 3.0}
    assert told["points"]["nash"]["deal"] == {"x": "yes", "y": "yes"}
    assert told["points"]["nash"]["worth"] == pytest.approx({"a": 28.0, "b": 5.0})
    assert (told["zopa"]["exists"], told["zopa"]["deals"]) == (True, 2)
    # Only `a` is needed for x, so that it can always have that.
    assert {"coalition": ["a"], "deals": 1, "blocks": 2} in told["core"]["coalitions"]
    assert told["power"]["a"]["some_deal"]["shapley_shubik"] == 1.0
    assert told["power"]["b"]["needed"] == 0.5


def test_conditions_given_up_count_unless_told_otherwise() -> None:
    condition = {"party": "a", "when": {"x": "yes"}, "require": {"y": "yes"}, "firmness": 0.5, "backdown_cost": 6}
    played = small.scenario(
        issues={"x": ["no", "yes"], "y": ["no", "yes"]},
        worth={"a": {"x": [0, 10], "y": [0, -0.0]}, "b": {"x": [0, 10], "y": [5, 0]}},
        conditions={"first": condition},
    )
    with_cost, without = solve(played), solve(played, conditions=False)
    place = [with_cost.deal(p) for p in range(4)].index({"x": "yes", "y": "no"})
    assert (without.found.worth - with_cost.found.worth)[place] == pytest.approx([6.0, 0.0])
    assert with_cost.to_dict()["conditions_counted"] is True


def test_what_ifs_and_weights_move_the_points_of_a_pie() -> None:
    assert solve("pie").to_dict()["points"]["nash"]["worth"] == {"left": 50.0, "right": 50.0}
    better = solve("pie", ["left_falls_back"]).to_dict()
    assert better["disagreement"]["left"] == 30.0
    assert better["points"]["nash"]["worth"] == {"left": 65.0, "right": 35.0}
    weighted = solve("pie", weights={"left": 3.0}).to_dict()
    assert weighted["points"]["nash"]["worth"] == {"left": 75.0, "right": 25.0}
    with pytest.raises(ValueError, match="expected weights of left, right"):
        solve("pie", weights={"middle": 1.0})


@pytest.mark.parametrize("name", ["pie", "labour-dispute", "ukraine-2025-03"])
@pytest.mark.parametrize("convention", list(CONVENTIONS))
def test_every_scenario_is_solved_and_told_without_nan(name: str, convention: str) -> None:
    solved = solve(name, convention=convention)
    told = json.loads(json.dumps(solved.to_dict(), allow_nan=False))
    assert {"deals", "frontier", "points", "zopa", "convention", "power", "core"} <= set(told)
    assert told["frontier_distinct"] == len(told["frontier"])
    assert sum(entry["deals"] for entry in told["frontier"]) == told["frontier_deals"]
    assert solved.distances(np.flatnonzero(solved.found.efficient).tolist()).frontier == pytest.approx(0.0, abs=1e-9)
    assert told["digest"] == sim.load(name).digest


@needs_reference
def test_the_points_of_published_domains_are_those_that_others_computed() -> None:
    domains = json.loads((REFERENCE / "bargaining_points.json").read_text("utf-8"))["domains"]
    for stated in domains.values():
        domain = genius.read_domain([REFERENCE / stated["folder"]])
        assert [side.name for side in domain.sides] == stated["profiles"]
        found = bargain(domain.utilities(), domain.reserves())
        assert len(found.worth) == stated["deals"]
        assert found.disagreement == pytest.approx(stated["disagreement"], abs=1e-9)
        assert found.ideal == pytest.approx(stated["ideal"], abs=1e-9)
        assert len(found.frontier) == stated["frontier_distinct"]
        rational = distinct(found.worth[found.efficient & found.rational])[0]
        assert len(rational) == stated["frontier_rational_distinct"]
        for name in ("nash", "egalitarian", "kalai_smorodinsky", "utilitarian"):
            assert sorted(found.points[name].worths.tolist()) == [
                pytest.approx(point, abs=1e-9) for point in sorted(stated[name])
            ]


@needs_reference
def test_closed_forms_hold_to_the_step_of_the_grid() -> None:
    rows = json.loads((REFERENCE / "closed_forms.json").read_text("utf-8"))
    linear = rows["nash_linear"]["params"]
    weights = np.array([linear["alpha"], 1 - linear["alpha"]])
    reserve = (linear["d1"], linear["d2"])
    assert at("nash", GRID, 1 - GRID, reserve, weights) == pytest.approx(rows["nash_linear"]["value"], abs=1e-5)
    averse = rows["nash_riskaverse"]
    assert at("nash", GRID ** averse["params"]["rho"], 1 - GRID, (0, 0)) == pytest.approx(averse["value"], abs=1e-5)
    for name in ("kalai_smorodinsky", "utilitarian"):
        assert at(name, np.sqrt(GRID), 1 - GRID, (0, 0)) == pytest.approx(rows[name]["value"], abs=1e-5)
    assert zeuthen(rows["zeuthen"]["params"]["step"]) == pytest.approx(rows["zeuthen"]["value"], abs=2e-4)


def test_a_million_deals_are_solved() -> None:
    rng = np.random.default_rng(11)
    tables_ = rng.random((3, 6, 10))
    worth = np.zeros((1, 3))
    for issue in range(6):
        worth = (worth[:, None, :] + tables_[:, issue, :].T[None]).reshape(-1, 3)
    found = bargain(worth, np.full(3, 0.5))
    assert len(found.worth) == 1_000_000
    best = found.worth[found.points["utilitarian"].deals[0]]
    # The sum is largest where every issue is settled by the option with the largest sum.
    assert best.sum() == pytest.approx(tables_.sum(axis=0).max(axis=1).sum())
    # No deal of the frontier is beaten by any of many others.
    for deal in found.frontier[:40]:
        assert not ((found.worth >= deal + 1e-9).all(axis=1)).any()


def test_every_corner_of_a_cube_is_ordered_rightly() -> None:
    corners = np.array(list(product([0.0, 1.0], repeat=4)))
    assert frontier(corners).tolist() == [False] * 15 + [True]


def test_who_ratifies_is_said_with_how_many_deals_wait_for_it() -> None:
    solved = sim.solve("brexit-trade-2020")
    (one,) = solved.ratified
    waiting = [place for place in range(len(solved.found.worth)) if solved.deal(place)["start"] == "full"]
    assert (one.party, one.deals) == ("ep", len(waiting)) and waiting
    assert solved.to_dict()["ratified"] == [{"party": "ep", "label": one.label, "deals": one.deals}]
    assert "ratified" not in sim.solve("pie").to_dict()
