"""What hangs on what: several anchors, and a first option that lapses with another; conditions of more kinds."""

from typing import Any

import pytest

from sim.game.build import make_game
from sim.rules import state as at
from sim.rules.conditions import newly_broken
from sim.rules.events import play_events
from sim.rules.situations import look_at_conduct
from sim.rules.standing import end_issues
from sim.rules.terms import denounce, denouncers
from sim.rules.worth import PUBLIC, price_terms, set_table
from sim.scenario.model import Scenario
from tests import small


def _linked(**words: Any) -> dict[str, Any]:
    """Return a treaty's protocol, which needs both the treaty and the fund, and they have terms."""
    worth = {"treaty": [0, 9], "fund": [0, 9], "protocol": [0, 9]}
    return {
        "issues": {
            "treaty": {"none": {}, "signed": {"term_days": 20}},
            "fund": {"none": {}, "paid": {"term_days": 8}},
            "protocol": {"none": {}, "added": {"linked_to": {"treaty": "signed", "fund": "paid"}}},
        },
        "worth": {"a": worth, "b": worth},
        "protocol": {"sessions_per_day": 0},
    } | words


WHOLE = {"treaty": "signed", "fund": "paid", "protocol": "added"}


def test_an_option_that_hangs_on_several_is_infeasible_without_all_of_them() -> None:
    table = small.start(small.game(**_linked()))
    deals = [table.game.deal(state) for state in range(len(table.board.option)) if table.board.proposable[state]]
    held = [deal for deal in deals if deal["protocol"] == "added"]
    assert held == [WHOLE] and len(deals) == 5


@pytest.mark.parametrize("ending", [0, 1])
def test_it_ends_with_any_of_them_and_has_the_days_of_the_first_to_end(ending: int) -> None:
    table = small.start(small.game(**_linked()))
    table.put(WHOLE, "a", "b")
    assert list(table.world.ends) == [20, 8, 8]
    price_terms(*table.rules, 1)
    assert table.world.price[table.option("protocol", "added"), 0] == pytest.approx(8 / 60)
    assert denouncers(*table.rules, 2) == 0
    end_issues(*table.rules, 1 << ending, at.WITHDRAWN)
    assert table.deal["protocol"] == "none" and table.world.ended[table.option("protocol", "added"), 1] == 1


def _lapsing(**words: Any) -> dict[str, Any]:
    """Return an old contract that runs as long as the law on which it rests, and what comes in its place."""
    worth = {"law": [5, 0], "contract": [5, 0, 9]}
    return {
        "issues": {
            "law": {"old": {}, "new": {}},
            "contract": {"old": {"lapses_with": {"law": "old"}, "falls_to": "nothing"}, "nothing": {}, "signed": {}},
        },
        "worth": {"a": worth, "b": worth},
        "protocol": {"sessions_per_day": 0},
    } | words


def test_a_first_option_that_lapses_is_feasible_only_beside_what_it_lapses_with() -> None:
    table = small.start(small.game(**_lapsing()))
    deals = [table.game.deal(state) for state in range(len(table.board.option)) if table.board.proposable[state]]
    assert {"law": "new", "contract": "old"} not in deals and len(deals) == 5


def test_where_the_other_is_replaced_something_else_is_in_force_signed_by_nobody() -> None:
    table = small.start(small.game(**_lapsing()))
    table.put({"law": "new", "contract": "nothing"}, "a", "b")
    assert table.world.signed[0] == table.mask("a", "b")
    assert (table.world.signed[1], table.world.agreement[1]) == (0, at.LAPSED)
    assert table.world.status[1] == at.IN_FORCE and table.world.began[1] == 1
    denounce(*table.rules)
    assert table.deal == {"law": "old", "contract": "nothing"}, "the law is left, what has lapsed does not come back"
    assert table.world.endings[1] == 0


def test_where_the_other_is_forced_away_the_issue_falls_to_what_is_stated_and_back_where_it_can() -> None:
    stated = _lapsing(events={"reform": {"on": small.day(3), "force": {"law": "new"}, "days": 2, "assumed": "x"}})
    table = small.start(small.game(**stated))
    table.put({"law": "old", "contract": "signed"}, "a", "b")
    table.today(3, 0)
    play_events(*table.rules)
    assert table.deal == {"law": "new", "contract": "signed"}, "what is agreed does not lapse"
    end_issues(*table.rules, 1 << 1, at.WITHDRAWN)
    assert table.deal == {"law": "new", "contract": "nothing"}
    table.put({"law": "old", "contract": "signed"}, "a", "b")
    end_issues(*table.rules, 1 << 1, at.WITHDRAWN)
    assert table.deal == {"law": "old", "contract": "old"}


def test_nobody_can_leave_what_would_only_fall_to_itself() -> None:
    line = {"line": {"party": "a", "refuses": {"contract": "nothing"}, "firmness": 1}}
    stated = _lapsing(conditions=line, events={"r": {"on": small.day(3), "force": {"law": "new"}, "assumed": "x"}})
    table = small.start(small.game(**stated))
    table.today(3, 0)
    play_events(*table.rules)
    assert table.deal == {"law": "new", "contract": "nothing"}
    denounce(*table.rules)
    assert table.deal == {"law": "new", "contract": "nothing"} and not table.world.denounced.any()


def _conditions(**condition: Any) -> small.Table:
    stated = small.stated(
        issues={"x": ["no", "yes"], "y": ["no", "some", "much"], "z": ["no", "yes"]},
        worth={name: {"x": [0, 9], "y": [0, 5, 9], "z": [0, 1]} for name in "ab"},
        protocol={"sessions_per_day": 0},
        conditions={"line": {"party": "a", "firmness": 0.5, **condition}},
    )
    return small.start(make_game(Scenario.model_validate(stated)))


def _broken(table: small.Table) -> set[tuple[str, str, str]]:
    """Return the deals that newly break the condition."""
    found = set()
    for state in range(len(table.board.option)):
        if newly_broken(table.rules[0], table.rules[2], state):
            deal = table.game.deal(state)
            found.add((deal["x"], deal["y"], deal["z"]))
    return found


def test_what_a_party_refuses_is_broken_by_whatever_matches() -> None:
    refused = _broken(_conditions(refuses={"x": "yes", "y": ["some", "much"]}))
    assert refused == {("yes", y, z) for y in ("some", "much") for z in ("no", "yes")}


def test_any_of_several_combinations_satisfies_a_condition_each_by_all_of_its_issues() -> None:
    broken = _broken(_conditions(when={"x": "yes"}, require=[{"y": "much"}, {"y": "some", "z": "yes"}]))
    assert broken == {("yes", "no", "no"), ("yes", "no", "yes"), ("yes", "some", "no")}


def test_as_long_as_conduct_holds_nothing_breaks_a_condition_and_then_it_is_broken() -> None:
    conduct = {"not_in_force": {"y": "much"}}
    table = _conditions(when={"x": "yes"}, require_conduct=conduct)
    look_at_conduct(table.rules[0], table.rules[2])
    assert _broken(table) == set()
    table.put({"x": "yes", "y": "no", "z": "no"}, "a", "b")
    table.world.red[0] = True
    price_terms(*table.rules, 1)
    set_table(*table.rules, PUBLIC)
    assert denouncers(*table.rules, 0) == 0
    table.put({"x": "yes", "y": "much", "z": "no"}, "a", "b")
    look_at_conduct(table.rules[0], table.rules[2])
    assert denouncers(*table.rules, 0) == table.mask("a"), "the deal in force has come to break a red line"
