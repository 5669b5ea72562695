"""What the ranges imply before any run, held to a full enumeration of cases and deals by name."""

import json
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.game.build import Game, make_game
from sim.game.cases import cases_of
from sim.lenses.worths import worths
from sim.rules.state import START
from sim.scenario.model import Scenario
from tests.drawn import random_scenario
from tests.small import needs_compiled

CASES = 6
MADE = 50


def fits(deal: dict[str, str], pattern: Any) -> bool:
    return all(deal.get(i) in ([o] if isinstance(o, str) else o) for i, o in pattern.items())


def newly_broken(game: Game, deal: dict[str, str], before: dict[str, str]) -> set[str]:
    """Return the conditions that a deal breaks and what is in force does not, by what they say."""
    stated = game.scenario.conditions
    broken = {c: [fits(d, one.when) and not fits(d, one.require) for d in (deal, before)] for c, one in stated.items()}
    return {c for c, (now, then) in broken.items() if now and not then}


def enumerated(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Go through every case and deal one by one; red lines are those that runs of the same seed have recorded."""
    game = make_game(scenario)
    ensemble = sim.run(scenario, CASES, seed)
    rows = ensemble.to_pandas()
    before = game.deal(int(game.board.rules[START]))
    found: dict[str, Any] = {"bears": {}, "gains": {}, "red": {}, "alone": np.zeros(len(game.conditions)), "some": 0}
    for run, values in enumerate(cases_of(game, CASES, seed).values):
        lines = {c for c in game.conditions if rows[f"red_line.{c}"][run] > 0}
        seen, some, alone = worths(game, values), False, set[str]()
        for place, state in enumerate(seen.states):
            if int(state) == int(game.board.rules[START]):
                continue
            deal = game.deal(int(state))
            changed = {i: o for i, o in deal.items() if before.get(i) != o}
            needed = [p for n, p in enumerate(game.parties) if seen.consent[place] >> n & 1]
            pledges = {
                p: {(i, o) for g in scenario.pledges.values() if g.party == p for i, o in g.option.items()}
                for p in needed
            }
            gains = {p: bool(seen.gain[place, n] > 1e-9) for n, p in enumerate(game.parties)}
            willing = all(gains[p] or set(changed.items()) <= pledges[p] for p in needed)
            broken = newly_broken(game, deal, before)
            vetoes = {c for c in broken & lines if scenario.conditions[c].party in needed}
            bears = willing and not vetoes
            some |= bears
            if willing and len(vetoes) == 1:
                alone |= vetoes
            key = tuple(sorted(changed.items()))
            found["bears"].setdefault(key, []).append(bears)
            found["gains"].setdefault(key, []).append(gains)
            found["red"].setdefault(key, []).append({scenario.conditions[c].party for c in broken & lines})
        found["some"] += some
        found["alone"] += [c in alone for c in game.conditions]
    return found


@needs_compiled
@pytest.mark.parametrize("number", range(MADE))
def test_a_preview_is_what_a_full_enumeration_finds(number: int) -> None:
    scenario = Scenario.model_validate(random_scenario(number))
    wanted, found = enumerated(scenario, number), sim.preview(scenario, CASES, number)
    assert found.feasible == len(wanted["bears"])
    assert found.surviving == sum(any(bears) for bears in wanted["bears"].values())
    assert found.some.count == wanted["some"]
    assert [one.alone.count for one in found.conditions] == wanted["alone"].tolist()
    for one in found.deals:
        options = dict(part.split("=") for part in one.id.split(" + "))
        inside = [key for key in wanted["bears"] if set(options.items()) <= set(key)]
        assert one.feasible == bool(inside)
        if not inside:
            continue
        whole = tuple(sorted({**options, **one.besides}.items()))
        assert len(whole) == min(map(len, inside))
        assert one.bearable.count == sum(wanted["bears"][whole])
        assert one.bearable_with.count == sum(
            any(case) for case in zip(*(wanted["bears"][key] for key in inside), strict=True)
        )
        for party in one.gains:
            assert one.gains[party] == pytest.approx(np.mean([case[party] for case in wanted["gains"][whole]]))
            assert one.red_lines[party] == pytest.approx(np.mean([party in case for case in wanted["red"][whole]]))


def test_a_condition_that_no_deal_breaks_is_proved_never_to_bite() -> None:
    data = sim.load("labour-dispute").stated()
    data["conditions"]["idle"] = {
        "party": "union",
        "when": {"hours": "forty"},
        "require": {"hours": "forty"},
        "firmness": 1,
        "assumed": "Made up.",
    }
    found = {one.id: one for one in sim.preview(Scenario.model_validate(data), runs=20).conditions}
    assert (found["idle"].deals, found["idle"].bites, found["idle"].red_line.share) == (0, False, 1.0)
    assert found["pay_before_length"].deals > 0


def test_ranges_that_contradict_a_pledge_are_said_with_their_share() -> None:
    found = sim.preview("labour-dispute", runs=200)
    (line,) = [line for line in found.contradictions if line.startswith("Management has said that it supports")]
    assert line == (
        "Management has said that it supports Job guarantee: for one year, and loses by it in 100 % of cases, in 13 % "
        "even if what going back on its word costs is counted."
    )
    gladly = sim.preview("labour-dispute", runs=50, changes=["worth.management.job_guarantee.one_year=100"])
    assert not any("Management has said" in line for line in gladly.contradictions)


@pytest.mark.parametrize(("cost", "still"), [(0, 100), (1000, 0)])
def test_what_going_back_on_a_word_costs_decides_how_often_one_still_loses(cost: float, still: int) -> None:
    pledge = next(
        name for name, stated in sim.load("labour-dispute").pledges.items() if "job_guarantee" in stated.option
    )
    found = sim.preview("labour-dispute", runs=50, changes=[f"pledges.{pledge}.backdown_cost={cost}"])
    (line,) = [line for line in found.contradictions if line.startswith("Management has said that it supports")]
    assert f"in 100 % of cases, in {still} % even" in line


def test_more_cases_keep_those_before() -> None:
    few, many = sim.preview("labour-dispute", runs=10), sim.preview("labour-dispute", runs=30)
    assert many.some.count >= few.some.count
    assert many.deals[0].bearable.count - few.deals[0].bearable.count in range(21)


def test_the_verb_tells_it_and_a_deal_that_was_asked_for() -> None:
    asked = "wage_rise=four_percent,contract_length=two_years"
    done = CliRunner().invoke(app, ["preview", "labour-dispute", "--runs", "20", "--deal", asked])
    assert done.exit_code == 0
    assert "Wage rise: 4 %; Contract: for two years" in done.stdout
    told = CliRunner().invoke(app, ["preview", "labour-dispute", "--runs", "20", "--deal", asked, "--json"])
    data = json.loads(told.stdout)
    assert {"deals", "parties", "conditions"} <= set(data)
    assert data["deals"][-1]["id"] == "wage_rise=four_percent + contract_length=two_years"
    assert CliRunner().invoke(app, ["preview", "labour-dispute", "--deal", "wage_rise"]).exit_code == 2
    refused = CliRunner().invoke(app, ["preview", "labour-dispute", "--deal", "wage_rise=five_percent"])
    assert refused.exit_code == 2
    assert "There is no option of wage_rise 'five_percent'" in refused.output
