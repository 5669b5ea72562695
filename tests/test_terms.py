"""Step 11: terms, renewals, links and denunciations."""

from typing import Any

import numpy as np
import pytest

from sim.game.build import make_game
from sim.rules import state as at
from sim.rules.standing import agreed, fall_back
from sim.rules.terms import all_gain_by_renewal, denounce, denouncers, end_terms, red_line_on
from sim.rules.worth import PUBLIC, price_terms, set_table
from sim.scenario.model import Scenario
from tests import small
from tests.drawn import GAMES, random_tables
from tests.oracle import Oracle

# A truce of ten days that both gain by; a note hangs on it; pay has a life of its own.
STATED: dict[str, Any] = {
    "issues": {
        "calm": {"war": {}, "truce": {"term_days": 10, "binds": ["a", "b"], "withdrawal_cost": 5}},
        "note": {"none": {}, "signed": {"linked_to": {"calm": "truce"}}},
        "pay": {"none": {}, "paid": {"withdrawal_cost": 2}},
    },
    "worth": {
        "a": {"calm": [0, 30], "note": [0, 5], "pay": [10, 0]},
        "b": {"calm": [0, 30], "note": [0, 5], "pay": [0, 20]},
    },
    "protocol": {"horizon_days": 60, "sessions_per_day": 0},
}
TRUCE = {"calm": "truce", "note": "none", "pay": "none"}
NOTE = {"calm": "truce", "note": "signed", "pay": "none"}
PAID = {"calm": "war", "note": "none", "pay": "paid"}
ALL = {"calm": "truce", "note": "signed", "pay": "paid"}
NOTHING = {"calm": "war", "note": "none", "pay": "none"}


def _table(renewal: float = 0, outside: bool = False, **words: Any) -> small.Table:
    truce = {**STATED["issues"]["calm"]["truce"], "renewal": renewal}
    stated = {**STATED, "issues": {**STATED["issues"], "calm": {"war": {}, "truce": truce}}, **words}
    if outside:
        stated["protocol"] = {**stated["protocol"], "status_quo": "outside"}
    return small.start(small.game(**stated))


def _last_day(table: small.Table, first: int, last: int) -> int:
    """Return the first day after which the truce is no longer in force."""
    for day in range(first, last + 1):
        table.today(day, 0)
        end_terms(*table.rules)
        if table.deal.get("calm") != "truce":
            return day
    return 0


def test_a_term_of_ten_days_ends_on_the_tenth() -> None:
    table = _table()
    table.today(4)
    table.put(TRUCE, "a", "b")
    assert _last_day(table, 4, 30) == 13
    assert table.world.status[0] == at.EXPIRED
    assert table.world.ended[table.option("calm", "truce"), :3].tolist() == [13, at.NEVER, at.NEVER]
    assert table.world.renewed[table.option("calm", "truce"), :2].tolist() == [at.NEVER, 13], "its term was completed"
    assert table.world.began[0] == at.NEVER
    assert table.world.signed[0] == 0


def test_a_term_takes_what_is_linked_to_it_and_leaves_the_rest_of_the_deal() -> None:
    table = _table()
    table.today(4)
    table.put(ALL, "a", "b")
    assert table.world.ends.tolist() == [13, 13, at.NO_TERM], "a linked option shares the clock of its anchor"
    _last_day(table, 4, 30)
    assert table.deal == PAID
    assert table.world.status.tolist() == [at.EXPIRED, at.EXPIRED, at.IN_FORCE]


def test_what_is_linked_later_still_ends_with_its_anchor() -> None:
    table = _table()
    table.today(4)
    table.put(TRUCE, "a", "b")
    table.today(9)
    table.put(NOTE, "a", "b")
    assert table.world.ends.tolist()[:2] == [13, 13]
    assert _last_day(table, 9, 30) == 13
    assert table.deal == NOTHING


def test_renewal_gives_a_full_new_term_as_often_as_its_chance() -> None:
    table = _table(renewal=0.4)
    renewed = []
    for run in range(800):
        small.restart(table, 1, run)
        table.put(TRUCE, "a", "b")
        table.today(10, 0)
        end_terms(*table.rules)
        renewed.append(table.deal == TRUCE)
        assert table.world.ends[0] == (20 if renewed[-1] else at.NO_TERM)
        assert table.world.renewed[table.option("calm", "truce"), :2].tolist() == [10 if renewed[-1] else at.NEVER, 10]
    assert np.mean(renewed) == pytest.approx(0.4, abs=4 * 0.5 / np.sqrt(800))


def test_a_renewed_truce_ends_when_its_new_term_does() -> None:
    table = _table(renewal=1)
    table.put(NOTE, "a", "b")
    table.today(10, 0)
    end_terms(*table.rules)
    table.case.renewal[:] = 0
    assert _last_day(table, 11, 40) == 20
    assert table.deal == NOTHING


def test_what_is_linked_shares_the_new_clock_too() -> None:
    table = _table(renewal=1)
    table.put(NOTE, "a", "b")
    table.today(10, 0)
    end_terms(*table.rules)
    assert table.deal == NOTE
    assert table.world.ends.tolist()[:2] == [20, 20]


def test_renewal_needs_the_gain_of_every_party_bound_and_of_nobody_else() -> None:
    for party, gain, renewed in (("a", -1.0, False), ("b", -1.0, False), ("c", -1.0, True), ("a", 0.0, False)):
        table = _table(renewal=1, parties={"a": {}, "b": {}, "c": {}})
        table.put(TRUCE, "a", "b", "c")
        table.world.worth[table.party(party), table.option("calm", "truce")] = gain
        table.today(10, 0)
        end_terms(*table.rules)
        assert (table.deal == TRUCE) == renewed


def test_renewal_compares_a_full_new_term_with_none_the_no_deal_value_and_what_is_linked_included() -> None:
    """a: ten days of sixty of 30 points and of the note's 5, less the share 0.4 / 6 of R that the truce settles."""
    truce = {"term_days": 10, "binds": ["a"], "settles": 0.4}
    stated = {**STATED, "issues": {**STATED["issues"], "calm": {"war": {}, "truce": truce}}}
    table = small.start(small.game(**stated))
    table.put(NOTE, "a", "b")
    table.today(10, 0)
    for no_deal, gains in ((87.4, True), (87.6, False)):
        table.world.no_deal[0] = no_deal
        assert all_gain_by_renewal(*table.rules, 0, table.option("calm", "truce")) == gains
    assert table.world.ends[0] == 10, "comparing changes nothing"


def test_each_term_that_ends_has_luck_of_its_own() -> None:
    """With even odds some truces are renewed once and then not; one draw for all days would leave none of these."""
    table = _table(renewal=0.5)
    last_days = set()
    for run in range(40):
        small.restart(table, 1, run)
        table.put(TRUCE, "a", "b")
        last_days.add(_last_day(table, 1, 59))
    assert {10, 20, 30} <= last_days


def test_renewal_counts_the_new_term_from_tomorrow_on() -> None:
    """b: a combination in force is worth 8 whatever the clock says, the truce -18 for a share of ten days in 25."""
    bonus = {"when": {"calm": "truce"}, "points": 8}
    parties = {"a": {}, "b": {"patience_days": 25}}
    stated = small.stated(**{**STATED, "parties": parties})
    stated["worth"]["b"]["bonus"] = {"together": bonus}
    table = small.start(make_game(Scenario.model_validate(stated)))
    table.put(TRUCE, "a", "b")
    table.today(10, 0)
    for points, gains in ((-19.9, True), (-20.1, False)):
        table.world.worth[1, table.option("calm", "truce")] = points
        assert all_gain_by_renewal(*table.rules, 0, table.option("calm", "truce")) == gains


def test_agreeing_again_later_is_a_new_deal_with_a_new_clock() -> None:
    table = _table()
    table.put(TRUCE, "a", "b")
    first = int(table.world.agreement[0])
    _last_day(table, 1, 30)
    table.today(15)
    table.put(TRUCE, "a", "b")
    assert (table.world.began[0], table.world.ends[0]) == (15, 24)
    assert table.world.agreement[0] > first


def test_giving_way_costs_again_when_a_lapsed_deal_is_agreed_again() -> None:
    line = {"party": "b", "when": {"calm": "truce"}, "require": {"pay": "paid"}, "firmness": 0, "backdown_cost": 3}
    table = _table(conditions={"line": line})
    table.look()
    before = table.surplus(TRUCE, "b")
    table.put(TRUCE, "a", "b")
    _last_day(table, 1, 30)
    table.look()
    assert table.surplus(TRUCE, "b") == before


def test_with_the_status_quo_outside_the_deal_ends_when_any_option_ends() -> None:
    table = _table(outside=True)
    table.put(ALL, "a", "b")
    assert _last_day(table, 1, 30) == 10
    assert table.deal == {}
    assert table.world.now[at.STATE] == table.board.rules[at.START]


def test_the_status_quo_has_no_term_that_ends() -> None:
    stated = {**STATED, "issues": {"calm": {"war": {"term_days": 3}, "truce": {}}}, "worth": {}}
    table = small.start(small.game(**stated))
    for day in range(1, 8):
        table.today(day, 0)
        end_terms(*table.rules)
        denounce(*table.rules)
    assert table.deal == {"calm": "war"}
    assert table.world.status[0] == at.NONE


def _denounce(table: small.Table, day: int = 3) -> None:
    table.today(day)
    price_terms(*table.rules, day)
    denounce(*table.rules)


def test_an_option_is_denounced_when_leaving_gains_more_than_it_costs() -> None:
    for gain, left in ((1.9, False), (2.0, False), (2.1, True)):
        table = _table()
        table.put(PAID, "a", "b")
        table.world.worth[table.party("a"), table.option("pay", "none")] = gain
        table.world.worth[table.party("a"), table.option("pay", "paid")] = 0
        _denounce(table)
        assert (table.deal == NOTHING) == left
        assert table.world.status[2] == (at.WITHDRAWN if left else at.IN_FORCE)
        assert table.world.ended[table.option("pay", "paid"), 1] == (3 if left else at.NEVER)


def test_a_denunciation_ends_all_that_is_left_of_the_same_deal_and_what_is_linked() -> None:
    """Else a party could keep its gains and drop its concession."""
    table = _table()
    table.put(ALL, "a", "b")
    table.world.worth[table.party("a"), table.option("pay", "none")] = 90
    _denounce(table)
    assert table.deal == NOTHING
    assert table.world.status.tolist() == [at.WITHDRAWN] * 3


def test_a_concession_that_is_paid_for_in_the_same_deal_is_kept() -> None:
    """a pays 10 for a truce worth (30 + 5) x 8/60 today; dropping pay would drop the truce too."""
    table = _table()
    table.case.patience[:] = 10
    table.put(ALL, "a", "b")
    _denounce(table)
    assert table.deal == ALL
    apart = _table()
    apart.case.patience[:] = 10
    apart.put(NOTE, "a", "b")
    apart.put(ALL, "a", "b")
    _denounce(apart)
    assert apart.deal == NOTE, "agreed apart, the concession is dropped and the truce kept"
    assert apart.world.status.tolist() == [at.IN_FORCE, at.IN_FORCE, at.WITHDRAWN]


def test_only_controllers_and_signatories_denounce() -> None:
    for signatory, left in ((False, False), (True, True)):
        table = _table(parties={"a": {}, "b": {}, "k": {"role": "backer"}})
        table.put(PAID, "a", "b", *(["k"] if signatory else []))
        table.world.worth[table.party("a"), table.option("pay", "none")] = 0
        table.world.worth[table.party("k"), table.option("pay", "none")] = 50
        _denounce(table)
        assert (table.deal == NOTHING) == left


def test_a_broken_red_line_is_denounced_whatever_that_costs_on_the_options_that_trigger_it() -> None:
    line = {"party": "b", "when": {"calm": "truce"}, "require": {"pay": "paid"}, "firmness": 0.5}
    for red in (True, False):
        table = _table(conditions={"line": line})
        table.world.red[0] = red
        table.world.worth[table.party("a"), table.option("pay", "none")] = 0
        table.put(PAID, "a", "b")
        table.put(ALL, "a", "b")
        _denounce(table)
        assert table.deal == ALL, "satisfied"
        table.put(NOTE)
        _denounce(table, 4)
        assert table.deal == (NOTHING if red else NOTE)


def test_a_red_line_is_found_on_whichever_issue_triggers_it() -> None:
    """Each line asks for something that the deal does not have."""
    for issue, deal, asked in (("calm", TRUCE, {"pay": "paid"}), ("note", NOTE, {"pay": "paid"}), ("pay", PAID, TRUCE)):
        line = {"party": "b", "when": {issue: deal[issue]}, "require": {k: asked[k] for k in list(asked)[:1]}}
        table = _table(conditions={"line": {**line, "firmness": 1}})
        table.put(deal, "a", "b")
        found = [red_line_on(*table.rules[::2], place, 1) for place in range(3)]
        assert found == [name == issue for name in STATED["issues"]]


def test_an_event_that_breaks_a_red_line_is_answered_at_the_next_session() -> None:
    """Forcing pay away breaks the line that the truce triggers: its owner leaves the truce, not the event's doing."""
    line = {"party": "b", "when": {"calm": "truce"}, "require": {"pay": "paid"}, "firmness": 1}
    events = {"law": {"on": small.day(5), "force": {"pay": "none"}}}
    table = _table(conditions={"line": line}, events=events, protocol={**STATED["protocol"], "sessions_per_day": 1})
    table.world.worth[table.party("a"), table.option("pay", "none")] = 0
    table.put(PAID, "a", "b")
    table.put(ALL, "a", "b")
    for day in (3, 4):
        table.play_day(day)
        assert table.deal == ALL
    table.play_day(5)
    assert table.world.ended[table.option("calm", "truce"), 1] == 5


def test_a_red_line_moves_only_options_that_its_owner_controls_or_signed() -> None:
    line = {"party": "k", "when": {"calm": "truce"}, "require": {"pay": "paid"}, "firmness": 1}
    for signatories, left in ((("a", "b"), False), (("a", "b", "k"), True)):
        table = _table(parties={"a": {}, "b": {}, "k": {"role": "backer"}}, conditions={"line": line})
        table.put(TRUCE, *signatories)
        _denounce(table)
        assert (table.deal == NOTHING) == left


def test_others_who_stayed_hold_a_withdrawal_against_those_who_left() -> None:
    table = _table(protocol={**STATED["protocol"], "withdrawal_observations": 4}, parties={"a": {}, "b": {}, "k": {}})
    table.put(PAID, "a", "b")
    table.world.worth[table.party("a"), table.option("pay", "none")] = 50
    _denounce(table)
    expected = np.zeros((3, 3))
    expected[1, 0] = expected[2, 0] = 4
    assert table.world.broke.tolist() == expected.tolist()
    assert table.world.trust[1, 0] == pytest.approx(0.5 * 10 / 14)
    assert table.world.trust[0, 1] == 0.5


def test_two_who_leave_together_hold_nothing_against_each_other() -> None:
    table = _table()
    table.put(PAID, "a", "b")
    table.world.worth[:, table.option("pay", "none")] = 50
    _denounce(table)
    assert table.deal == NOTHING
    assert not table.world.broke.any()


def test_all_decide_on_the_same_state_of_things() -> None:
    """a leaves x and b leaves y, each better off without; neither waits to see what the other does."""
    worth = {"a": {"x": [9, 0]}, "b": {"y": [9, 0]}}
    table = small.start(small.game(issues={"x": ["no", "yes"], "y": ["no", "yes"]}, worth=worth))
    table.put({"x": "yes", "y": "no"}, "a", "b")
    table.put({"x": "yes", "y": "yes"}, "a", "b")
    _denounce(table)
    assert table.deal == {"x": "no", "y": "no"}
    assert table.world.denounced.tolist() == [1, 2]


def test_an_event_pins_what_it_forces() -> None:
    events = {"law": {"on": small.day(2), "days": 5, "force": {"pay": "paid"}}}
    table = _table(events=events)
    table.world.worth[table.party("a"), table.option("pay", "none")] = 50
    for day in range(1, 9):
        table.play_day(day)
        _denounce(table, day)
        assert (table.deal == PAID) == (2 <= day < 7), "until the law lapses nobody can leave it"


def test_what_nobody_agreed_belongs_to_no_deal() -> None:
    table = _table()
    table.put(ALL)
    table.world.worth[table.party("a"), table.option("pay", "none")] = 50
    _denounce(table)
    assert table.deal == NOTE


def test_every_denunciation_in_a_random_game_is_what_the_rulebook_says() -> None:
    found = compared = 0
    for table in random_tables():
        oracle = Oracle(table)
        price_terms(*table.rules, oracle.day)
        set_table(*table.rules, PUBLIC)
        ending: set[str] = set()
        for issue in oracle.issues:
            place = table.game.issues.index(issue)
            assert agreed(table.rules[0], table.rules[2], place) == (issue in oracle.agreed())
            if issue in oracle.agreed():
                leaving = oracle.denouncers(issue)
                if oracle.doubtful:
                    break
                assert denouncers(*table.rules, place) == table.mask(*leaving)
                ending |= oracle.same_deal(issue) if leaving else set()
                compared += 1
        if oracle.doubtful or table.world.barred.any():
            continue
        expected = oracle.without(ending) if ending else oracle.standing
        denounce(*table.rules)
        assert (tuple(table.deal[i] for i in oracle.issues) if table.deal else None) == expected
        found += bool(ending)
    assert compared > GAMES // 2
    assert found > GAMES // 10


def test_falling_back_needs_no_order() -> None:
    for table in random_tables():
        count = len(table.game.issues)
        state = int(table.world.now[at.STATE])
        for issues in range(1, 1 << count):
            one_by_one = {state}
            for order in (range(count), reversed(range(count))):
                here = state
                for issue in order:
                    here = fall_back(table.rules[0], here, issues & (1 << issue))
                one_by_one.add(here)
            assert fall_back(table.rules[0], state, issues) in one_by_one
            assert len(one_by_one - {state}) <= 1
