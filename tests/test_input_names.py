"""An input is called the same everywhere, and no two inputs of a scenario are called alike."""

from collections.abc import Mapping

import pytest

import sim
from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.reports.stated_inputs import stated_inputs
from sim.scenario.documents import bundled
from sim.scenario.input_names import input_name, input_names
from sim.scenario.levers import all_paths
from sim.studies.aims import aim_of
from sim.studies.branches import BranchOrder, table
from sim.studies.responses import uncertain_inputs
from sim.studies.widened_levers import widened_levers
from tests.small import needs_compiled


@pytest.fixture(params=bundled())
def game(request: pytest.FixtureRequest) -> Game:
    return make_game(sim.load(request.param))


def in_discovery(game: Game) -> Mapping[str, str]:
    """Return what axes of boxes are called, among those that are inputs."""
    scenario = game.scenario
    order = BranchOrder(runs=40, seed=1, method="monte_carlo")
    axes, _ = table(scenario, widened_levers(scenario, ()), aim_of(scenario, next(iter(scenario.outcomes))), order)
    paths = {given.path for given in game.inputs}
    return {axis.path: axis.label for axis in axes if axis.path in paths}


def in_the_levers(game: Game) -> Mapping[str, str]:
    return {info.path: info.label for info in all_paths(game.scenario)}


@needs_compiled
def test_an_input_has_one_name_in_sensitivity_discovery_report_app_and_levers(game: Game) -> None:
    names = game.input_names
    assert len(draw(game, 2, 1)[0]) == len(names)
    assert {one.path: one.label for one in uncertain_inputs(game)} == names
    assert {one.path: one.name for one in stated_inputs(game)} == names
    assert in_the_levers(game).items() >= names.items()
    if names:
        found = in_discovery(game)
        assert found and found.items() <= names.items()


def test_no_two_inputs_are_called_alike(game: Game) -> None:
    every = in_the_levers(game)
    assert len(set(every.values())) == len(every)


def test_names_are_made_of_labels_not_of_sentences(game: Game) -> None:
    declared = game.scenario.levers
    helps = {info.path: info.help for info in all_paths(game.scenario) if info.path not in declared and info.help}
    assert [path for path, text in helps.items() if text.rstrip(".") in input_name(game.scenario, path)] == []


def test_a_declared_lever_is_called_by_its_label() -> None:
    scenario = sim.load("pie")
    path, lever = next(iter(scenario.levers.items()))
    assert input_name(scenario, path) == lever.label


def test_names_that_would_be_alike_are_told_apart_by_their_paths() -> None:
    scenario = sim.load("pie")
    levers = {path: lever.model_copy(update={"label": "the same"}) for path, lever in scenario.levers.items()}
    alike = scenario.model_copy(update={"levers": levers})
    assert len(levers) > 1
    assert set(input_names(alike, levers).values()) == {f"the same ({path})" for path in levers}
