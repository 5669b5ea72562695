"""One table for all theories: it says what each says, and counts who agrees with the runs."""

import numpy as np
import pytest

import sim
from sim.lenses.agreement import BARGAINING, CHALLENGE, SPATIAL, STABLE, agreement, nearest, simulated
from sim.lenses.bargaining import solve
from sim.lenses.stability import stability
from tests.small import scenario

LABOUR = "labour-dispute"


def test_every_lens_says_what_it_says_alone() -> None:
    agreed = agreement(LABOUR)
    by_lens = {one.lens: one for one in agreed.expectations}
    assert list(by_lens) == [*BARGAINING.values(), *STABLE.values(), *SPATIAL.values(), CHALLENGE]
    nash = solve(LABOUR)
    deals = [nash.deal(int(place)) for place in nash.found.points["nash"].deals]
    assert by_lens["Nash point"].deals == len(deals)
    held = stability(sim.load(LABOUR))
    states = held.equilibria["sequential"]
    assert by_lens["Graph model, sequentially stable"].deals == len(states)
    for issue in agreed.scenario.issues:
        assert set(by_lens["Nash point"].options[issue]) == {deal[issue] for deal in deals}
        assert set(by_lens[STABLE["sequential"]].options[issue]) == {held.deals[s - 1][issue] for s in states}
        assert len(by_lens[CHALLENGE].options[issue]) == 1


def test_a_pie_is_shared_evenly_by_those_who_look_at_gains() -> None:
    agreed = agreement("pie")
    (issue,) = agreed.scenario.issues
    for lens in ("Nash point", "Kalai–Smorodinsky point", "Egalitarian point"):
        (even,) = next(one for one in agreed.expectations if one.lens == lens).options[issue]
        assert list(agreed.scenario.issues[issue].options).index(even) in (10, 11)


def test_it_counts_who_expects_what_most_runs_come_to() -> None:
    ensemble = sim.run(LABOUR, runs=200, seed=3)
    found = simulated(ensemble.records)
    agreed = agreement(LABOUR, found=found)
    for issue, one in found.items():
        shares = {option: days[-1] for option, days in ensemble.days_in_force(issue).items()}
        assert shares[one.last_day.option] == max(shares.values()) == one.last_day.share
        for when, most in (("any_time", one.any_time), ("last_day", one.last_day)):
            assert most.low < most.share < most.high or most.share in (0, 1)
            expecting = sum(most.option in lens.options.get(issue, ()) for lens in agreed.expectations)
            assert agreed.agreeing(issue, when) == expecting
        assert sum(agreed.counts(issue).values()) == sum(len(lens.options[issue]) for lens in agreed.expectations)
    assert agreement(LABOUR).agreeing(next(iter(found))) is None
    assert set(agreed.to_dict()) == {"scenario", "lenses", "simulation", "issues", "notes"}


def test_a_truce_that_most_runs_have_but_not_on_the_last_day_is_what_they_came_to() -> None:
    """Every run agrees on a truce of ten days, and it has run out long before the last one."""
    stated = scenario(
        issues={"truce": {"none": {}, "ten_days": {"term_days": 10, "renewal": 0.0}}},
        worth={"a": {"truce": [0, 50]}, "b": {"truce": [0, 50]}},
        protocol={"horizon_days": 12},
    )
    ensemble = sim.run(stated, runs=100, seed=1)
    found = simulated(ensemble.records)["truce"]
    watched = [sim.watch(stated, run=run, seed=1) for run in range(5)]
    assert all(any("ten_days" in day.in_force.values() for day in run.days) for run in watched)
    assert (found.any_time.option, found.any_time.share, found.stayed) == ("ten_days", 1.0, False)
    told = agreement(stated, found={"truce": found}).to_dict()
    assert told["issues"]["truce"]["agreeing"] == told["issues"]["truce"]["expected"]["ten_days"] > 0


def test_runs_that_never_leave_the_status_quo_came_to_it() -> None:
    stated = scenario(issues={"truce": ["none", "month"]}, worth={"a": {"truce": [50, 0]}, "b": {"truce": [50, 0]}})
    found = simulated(sim.run(stated, runs=50, seed=1).records)["truce"]
    assert found.stayed and found.any_time == found.last_day and found.any_time.share == 1.0


def test_a_place_belongs_to_the_option_nearest_to_it_and_to_both_of_two_as_near() -> None:
    stated = sim.load("pie")
    (issue,) = stated.issues
    options = list(stated.issues[issue].options)
    places = np.linspace(0, 100, len(options))
    assert [nearest(stated, issue, float(place)) for place in places] == [(option,) for option in options]
    assert nearest(stated, issue, -5) == (options[0],)
    assert nearest(stated, issue, float(places[3] + places[4]) / 2) == tuple(options[3:5])
    assert nearest(stated, issue, float(places[2]), float(places[5])) == tuple(options[2:6])


def test_a_lens_that_cannot_look_leaves_the_others_standing_and_is_told() -> None:
    """Twelve issues of two options are too many deals for a graph of moves, and no trouble to the others."""
    options = {f"i{n}": ["none", "some"] for n in range(12)}
    points = {issue: [0, 8] for issue in options}
    agreed = agreement(scenario(issues=options, worth={"a": points, "b": points}))
    assert {one.lens for one in agreed.expectations} == {*BARGAINING.values(), *SPATIAL.values(), CHALLENGE}
    assert agreed.notes == ("Graph model left out: found 4,096 states, expected at most 1,000 for a graph of moves.",)
    assert "Graph model left out" in agreed.table().note


def test_a_scenario_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(sim.ScenarioError):
        agreement("nothing")
