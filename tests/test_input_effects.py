"""An input that moves nothing says so: proved where structure tells, counted at both ends of its range otherwise."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.runs.ensemble import play
from sim.scenario.model import Scenario
from sim.studies.effects_of_inputs import InputEffects
from sim.studies.one_at_a_time import with_column
from tests.small import needs_compiled

RUNS = 40


def idle_condition() -> Scenario:
    """A scenario with a condition that no deal breaks, and a mechanism that is switched off."""
    data = sim.load("labour-dispute").stated()
    data["conditions"]["idle"] = {
        "party": "union",
        "when": {"hours": "forty"},
        "require": {"hours": "forty"},
        "firmness": "0.2 to 0.8",
        "assumed": "Made up.",
    }
    data["protocol"]["features"] = {"backdown": False}
    return Scenario.model_validate(data)


@pytest.fixture(scope="module")
def found() -> InputEffects:
    return sim.input_effects(idle_condition(), RUNS)


@needs_compiled
def test_a_condition_that_no_deal_breaks_is_proved_to_move_nothing(found: InputEffects) -> None:
    one = next(one for one in found.effects if one.path == "conditions.idle.firmness")
    assert (one.idle, one.of, str(one)) == (True, 0, "moves nothing: no deal breaks this condition")


@needs_compiled
def test_what_would_be_read_by_a_mechanism_that_is_off_is_proved_to_move_nothing(found: InputEffects) -> None:
    proofs = {one.path: one.proof for one in found.effects}
    assert proofs["conditions.calm_for_pay.backdown_cost"] == "what would read it is switched off"


@needs_compiled
def test_every_input_that_moves_nothing_leaves_what_happens_as_it_is_at_both_ends(found: InputEffects) -> None:
    """Played anew, those proved to move nothing included: outcomes and days in force are the same, run by run."""
    game, base = found.base.game, found.base
    places = {given.path: place for place, given in enumerate(game.inputs)}
    idle = [one for one in found.idle if one.kind == "input"]
    assert idle
    for one in idle:
        ends = [play(game, with_column(base.values, places[one.path], end), base.seed) for end in (one.low, one.high)]
        assert np.array_equal(ends[0].days_in, ends[1].days_in), one.path


@needs_compiled
def test_what_moves_is_counted_and_changes_what_happens(found: InputEffects) -> None:
    strongest = max(found.effects, key=lambda one: one.moved)
    assert strongest.moved > RUNS // 2
    assert all(0 <= one.switched <= one.moved <= one.of for one in found.effects)
    assert str(strongest) == f"moves {strongest.moved} of {RUNS} runs"


@needs_compiled
def test_certain_levers_are_moved_too() -> None:
    effects = sim.input_effects("pie", RUNS)
    assert {one.kind for one in effects.effects} == {"lever"}
    fallback = next(one for one in effects.effects if one.path == "parties.left.no_deal.value")
    assert (fallback.low, fallback.high) == (0.0, 100.0)
    assert fallback.switched == RUNS


def test_the_verb_says_it_beside_every_lever() -> None:
    told = CliRunner().invoke(app, ["levers", "pie", "--runs", "10", "--json"])
    rows = {row["path"]: row for row in json.loads(told.stdout)["levers"]}
    assert rows["parties.left.no_deal.value"]["moves"]["switched"] == 10
    assert rows["protocol.horizon_days"]["moves"] is None
    words = CliRunner().invoke(app, ["levers", "pie", "--runs", "10"])
    assert "moves 10 of 10 runs" in words.stdout
    assert "moves" not in json.loads(CliRunner().invoke(app, ["levers", "pie", "--json"]).stdout)["levers"][0]
