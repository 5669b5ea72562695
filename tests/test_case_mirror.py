"""Two sides of a case exchanged, with their luck, give every run in mirror: no rule knows which party is which."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.game.records import Records, column_names
from sim.rules.recording import COLUMNS
from sim.runs.ensemble import play
from sim.scenario.documents import bundled, load
from sim.scenario.model import Scenario
from tests import small

RUNS = 200
MADE_UP = Path(__file__).with_name("sheets") / "strait-2001.yaml"
FIVE = ("hollywood-writers-2023", "us-budget-2025", "plastics-2025", "sudan-2025-11", "israel-palestinians-2000")
"""A strike, a budget, a treaty session, a truce and a summit."""
CASES = [str(MADE_UP), *(name for name in ("labour-dispute", *FIVE) if name in bundled())]
PLAYED = ("format", "id", "title", "as_of", "sources", "protocol", "parties", "issues", "worth", "start", "infeasible")
STATED = (
    "conditions",
    "pledges",
    "exposures",
    "ratifiers",
    "pressures",
    "events",
    "deadlines",
    "outcomes",
    "questions",
)


def sides(scenario: Scenario) -> tuple[str, str]:
    """Return the first two parties that negotiate for themselves."""
    first, second, *_ = (name for name, party in scenario.parties.items() if party.role == "principal")
    return first, second


def exchanged(value: Any, names: dict[str, str]) -> Any:
    """Return stated data with two ids exchanged wherever they stand alone."""
    if isinstance(value, dict):
        return {names.get(key, key): exchanged(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [exchanged(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def mirrored(game: Game, names: dict[str, str]) -> Game:
    """Return the game with the entries of two parties exchanged, and their addresses of luck."""
    stated = exchanged(game.scenario.stated(), names)
    for table in ("parties", "worth"):
        stated[table] = {name: stated[table][name] for name in getattr(game.scenario, table)}
    other = make_game(Scenario.model_validate(stated))
    places = [list(game.parties).index(name) for name in names]
    addresses = other.board.luck_party.copy()
    addresses[places] = addresses[places[::-1]]
    return replace(other, board=other.board._replace(luck_party=addresses))


def renamed(columns: list[str], names: dict[str, str]) -> list[str]:
    """Return the names of columns with two parties exchanged in those that are about parties."""
    by_party = {column.name for column in COLUMNS if column.of == "party"}
    return [
        f"{name}.{names.get(about, about)}" if name in by_party else column
        for column in columns
        for name, _, about in [column.partition(".")]
    ]


@small.needs_compiled
@pytest.mark.parametrize("case", CASES)
def test_exchanging_two_sides_of_a_case_mirrors_every_run(case: str) -> None:
    """Readings and what-ifs are left out: they name their values by paths."""
    stated = {key: value for key, value in load(case).stated().items() if key in (*PLAYED, *STATED)}
    game = make_game(Scenario.model_validate(stated))
    first, second = sides(game.scenario)
    names = {first: second, second: first}
    mirror, values = mirrored(game, names), draw(game, RUNS, 3)
    # Inputs are drawn by path, and the paths have changed names.
    paths = [".".join(exchanged(given.path.split("."), names)) for given in game.inputs]
    order = [paths.index(given.path) for given in mirror.inputs]
    one = Records(game, play(game, values, 3).records)
    two = Records(mirror, play(mirror, np.ascontiguousarray(values[:, order]), 3).records)
    columns = list(column_names(game))
    places = [columns.index(name) for name in renamed(columns, names)]
    assert len(set(one.state)) > 1
    differ = [
        name
        for name, left, right in zip(columns, one.rows.T, two.rows[:, places].T, strict=True)
        if not np.array_equal(left, right, equal_nan=True)
    ]
    assert differ == []
