"""A survey that passes over deals beside one that looks at every deal, as it finds them in runs of made scenarios."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.build import make_game
from sim.rules import state as at
from sim.rules.ideals import best_hope
from sim.rules.surveying import survey_all_offers, survey_hopes
from sim.rules.worth import PUBLIC
from sim.scenario.model import Scenario
from sim.trace.mesa_model import NegotiationModel
from tests import small
from tests.deal_scenarios import Stated
from tests.oracle_runs import made
from tests.table_scenarios import table_scenarios

THEMES = ("what a deadline brings", "voted on by dates", "lapsing", "put off")
"""With deadlines that move options and put points on, with what is pending, and what hangs on what."""


EXAMPLES = 6
"""How many scenarios are made of each."""


def _hopes(table: small.Table, parties: Iterable[int]) -> list[int]:
    """Return what some parties may hope for at best as last surveyed, bit by bit."""
    return [int(np.float64(best_hope(*table.rules[::2], party)).view(np.int64)) for party in parties]


def _compare_hopes(count: Counter[str], table: small.Table, seen_by: int) -> None:
    """Compare what parties may hope for, on all issues and on all but one, as a survey of every deal has it."""
    everyone, everything = range(len(table.game.parties)), (1 << len(table.game.issues)) - 1
    for allowed in (everything, *(everything & ~(1 << issue) for issue in range(len(table.game.issues)))):
        survey_all_offers(*table.rules, seen_by, allowed)
        hopes, listed = _hopes(table, everyone), int(table.world.now[at.BEARABLE])
        for some in (everyone, *([party] for party in everyone)):
            survey_hopes(*table.rules, seen_by, allowed, sum(1 << party for party in some))
            assert _hopes(table, some) == [hopes[party] for party in some]
            count["not listed"] += listed - int(table.world.now[at.BEARABLE])
            count["hoped for"] += any(hopes[party] for party in some)


def _compare(count: Counter[str], model: NegotiationModel) -> None:
    """Look at a run as it stands as everybody does; `small.Table.look` compares the two surveys of all deals."""
    table = small.start(model.game)
    for array, kept in zip(table.world, model.world, strict=True):
        array[...] = kept
    for observer in (None, *model.game.parties):
        table.look(observer)
        walk = 0 if table.world.now[at.PENDING] else 1
        found, listed = int(table.world.found[walk, at.LEAVES]), int(table.world.now[at.BEARABLE])
        count["passed over"] += max(0, found - listed)
        count["borne"] += listed
        count["with something pending"] += bool(table.world.now[at.PENDING] and listed)
        count["with a deadline foreseen"] += bool(table.world.now[at.FORESEEN] and listed)
        _compare_hopes(count, table, PUBLIC if observer is None else table.party(observer))


@pytest.mark.parametrize("theme", THEMES)
def test_a_survey_that_passes_over_deals_finds_those_that_can_be_borne_bit_for_bit(theme: str) -> None:
    count: Counter[str] = Counter()

    @made(EXAMPLES)
    @given(table_scenarios(theme), st.integers(0, 10_000))
    def each(stated: Stated, seed: int) -> None:
        for option in (option for issue in stated["issues"].values() for option in issue["options"].values()):
            option.pop("guards", None)  # with guards every deal is looked at
        model = NegotiationModel(make_game(Scenario.model_validate(stated)), seed, 0, explain=False)
        while model.running:
            model.step()
            _compare(count, model)

    each()
    found = ("passed over", "borne", "not listed", "hoped for")
    assert not small.COMPILED or min(count[what] for what in found) > 40, count
    assert not small.COMPILED or theme != "voted on by dates" or count["with something pending"] > 10, count
    assert not small.COMPILED or theme != "what a deadline brings" or count["with a deadline foreseen"] > 10, count


def test_what_a_survey_needs_to_know_of_its_tree_is_what_its_deals_say() -> None:
    issues = {"x": ["no", "yes"], "y": ["no", "some", "all"]}
    deadlines = {"cut_off": {"on": small.day(9), "unless": {"y": "all"}, "bar": {"x": "yes"}}}
    conditions = {
        "one": {"party": "a", "refuses": {"x": "yes"}, "firmness": 0.5},
        "two": {"party": "b", "when": {"x": "yes"}, "require": {"y": "all"}, "firmness": 0.5},
    }
    board = small.game(issues=issues, deadlines=deadlines, conditions=conditions).board
    for node, (above, _, _, leaf, breaks, _, level, terms) in enumerate(board.node.tolist()):
        below = [board.node[n, at.LEAF] for n in range(node, board.node[node, at.SKIP]) if board.node[n, at.LEAF] >= 0]
        met = [bool(board.deadline_met[0, state]) for state in below]
        assert board.terms_met[terms].tolist() == [all(met), any(met)]
        broken = [int(board.broken_set[board.broken[state]]) for state in below]
        assert board.broken_set[breaks] == np.bitwise_and.reduce(broken)
        assert level == (0 if node == 0 else board.node[above, at.LEVEL] + 1)
        assert leaf < 0 or (board.leaf_of[leaf] == node and level == 2)
    first, barred = (int(np.flatnonzero(board.issue == 0)[place]) for place in (0, 1))
    assert board.moved.tolist() == [[0, 0, barred, first]]
