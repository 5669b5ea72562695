"""One table for all theories: it says what each says, and counts who agrees with the runs."""

import numpy as np
import pytest

import sim
from sim.lenses.agreement import BARGAINING, CHALLENGE, SPATIAL, STABLE, agreement, endings, nearest
from sim.lenses.bargaining import solve
from sim.lenses.stability import stability

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


def test_it_counts_who_expects_what_the_runs_end_in() -> None:
    ensemble = sim.run(LABOUR, runs=200, seed=3)
    found = endings(ensemble.state_by_day(), ensemble.runs)
    agreed = agreement(LABOUR, found=found)
    for issue, one in found.items():
        shares = {option: days[-1] for option, days in ensemble.days_in_force(issue).items()}
        assert shares[one.option] == max(shares.values()) == one.share
        assert one.low < one.share < one.high or one.share in (0, 1)
        expecting = sum(one.option in lens.options.get(issue, ()) for lens in agreed.expectations)
        assert agreed.agreeing(issue) == expecting
        assert sum(agreed.counts(issue).values()) == sum(len(lens.options[issue]) for lens in agreed.expectations)
    assert agreement(LABOUR).agreeing(next(iter(found))) is None
    assert set(agreed.to_dict()) == {"scenario", "lenses", "simulation", "issues"}


def test_a_place_belongs_to_the_option_nearest_to_it() -> None:
    scenario = sim.load("pie")
    (issue,) = scenario.issues
    options = list(scenario.issues[issue].options)
    places = np.linspace(0, 100, len(options))
    assert [nearest(scenario, issue, float(place)) for place in places] == options
    assert nearest(scenario, issue, -5) == options[0]


def test_a_scenario_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(sim.ScenarioError):
        agreement("nothing")
