"""Agreed is not in force: lags, ratification by a coin or a party, what is pending, what has become hopeless."""

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.game.records import Records
from sim.kernel.chance import MASK, RATIFY, SESSIONS_A_DAY, mix, uniform
from sim.rules import state as at
from sim.rules.averaging import mean_value
from sim.rules.coming import look_ahead
from sim.rules.events import play_events
from sim.rules.expecting import all_accept
from sim.rules.ideals import set_ideals
from sim.rules.ratifying import agree, settle_due
from sim.rules.standing import end_issues
from sim.rules.terms import denouncers
from sim.rules.worth import PUBLIC, price_terms, set_table
from sim.runs.ensemble import play
from sim.trace.mesa_model import watch
from tests import small


def _stated(**pact: Any) -> dict[str, Any]:
    return {
        "issues": {
            "pact": {"none": {}, "signed": pact},
            "extra": {"none": {}, "more": {"linked_to": {"pact": "signed"}}},
            "pay": {"none": {}, "paid": {}},
        },
        "worth": {
            "a": {"pact": [0, 30], "extra": [0, 4], "pay": [10, 0]},
            "b": {"pact": [0, 20], "extra": [0, 4], "pay": [0, 12]},
        },
        "protocol": {"sessions_per_day": 0, "horizon_days": 40},
    }


SIGNED = {"pact": "signed", "extra": "none", "pay": "none"}
NOTHING = {"pact": "none", "extra": "none", "pay": "none"}


def _agree(table: small.Table, deal: dict[str, str]) -> None:
    """Let all agree to a deal."""
    table.look()
    state = table.game.state(deal)
    table.world.now[at.PROPOSAL] = state
    agree(*table.rules, int(table.world.agenda[state]), int(table.world.consent[state]))


def _dawn(table: small.Table, day: int) -> None:
    table.today(day, 0)
    play_events(*table.rules)
    settle_due(*table.rules)


@pytest.mark.parametrize("lag", [0, 0.4, 0.6, 3, 9])
def test_a_deal_comes_into_force_so_many_days_after_it_was_agreed(lag: float) -> None:
    table = small.start(small.game(**_stated(lag_days=lag, term_days=5)))
    table.today(4)
    _agree(table, SIGNED)
    due = 4 + int(lag + 0.5)
    assert table.world.stood[table.option("pact", "signed"), at.FIRST_AGREED] == 4
    for day in range(5, 15):
        assert (table.deal == SIGNED) == (day - 1 >= due)
        assert table.world.now[at.PENDING] == (day - 1 < due)
        _dawn(table, day)
    assert (table.world.began[0], table.world.ends[0]) == (due, due + 4), "its days are counted from then"
    assert table.world.signed[0] == 3


@small.needs_compiled
@pytest.mark.parametrize("lag", [1, 6])
def test_a_lag_moves_the_date_of_force_and_nothing_else(lag: int) -> None:
    stated = _stated(lag_days=lag)
    stated["protocol"] = {"horizon_days": 40, "sessions_per_day": 0.3, "speaks": "random"}
    stated["parties"] = {name: {"precision": 0.05, "consistency": 0.5} for name in "ab"}
    stated["issues"] = {"pact": stated["issues"]["pact"]}
    stated["worth"] = {"a": {"pact": [0, 30]}, "b": {"pact": [0, 20]}}
    plain = {**stated, "issues": {"pact": ["none", "signed"]}}
    found = []
    for data in (plain, stated):
        game = small.game(**data)
        found.append(Records(game, play(game, small.nothing_uncertain(300), 2).records))
    came, later = (records.reached[:, 1] for records in found)
    agreed = found[1].of("agreed")[:, 1]
    assert np.array_equal(came, agreed, equal_nan=True)
    expected = np.where(came + lag <= 40, came + lag, np.nan)
    assert np.array_equal(later, expected, equal_nan=True)
    for name in ("first_deal", "deals", "refusals"):
        before = (came >= 0) | np.isnan(came)
        assert np.array_equal(found[0].of(name)[before], found[1].of(name)[before], equal_nan=True)
    assert 10 < np.isfinite(came).sum() <= 300


@small.needs_compiled
@pytest.mark.parametrize(("chance", "lag"), [(0.3, 0), (0.3, 2), (0.85, 5)])
def test_ratification_as_a_coin_gives_its_chance(chance: float, lag: int) -> None:
    table = small.start(small.game(**_stated(ratification=chance, lag_days=lag)), seed=4)
    came = []
    for run in range(3000):
        small.restart(table, 4, run)
        _agree(table, SIGNED)
        _dawn(table, 1 + lag) if lag else None
        came.append(table.deal == SIGNED)
        assert table.world.now[at.PENDING] == 0
        failed = int(table.world.ended[1, at.FAILED - at.EXPIRED])
        assert failed == (at.NEVER if came[-1] else 1 + lag)
    assert np.mean(came) == pytest.approx(chance, abs=4 * 0.5 / np.sqrt(3000))


def test_a_party_ratifies_by_its_own_answer_on_the_day_which_compares_exactly_with_and_without() -> None:
    stated = _stated(ratification="c", lag_days=3)
    seats = {
        "a": {},
        "b": {},
        "c": {"role": "backer", "precision": 0.5, "tactic": {"kind": "steadfast", "aspiration": 1}},
    }
    stated["worth"]["c"] = {"pact": [4, 3], "extra": [0, 0], "pay": [0, 0]}
    table = small.start(small.game(**stated, parties=seats), seed=6)
    option = table.option("pact", "signed")
    who = mix(int(table.board.luck_party[2]), mix(int(table.board.luck_option[option]), 1) & MASK)
    said = set()
    for run in range(30):
        small.restart(table, 6, run)
        _agree(table, SIGNED)
        _dawn(table, 4)
        luck = uniform(6, run, 4 * SESSIONS_A_DAY, RATIFY, who)
        assert (table.deal == SIGNED) == (luck < 1 / (1 + exp(0.5)))
        said.add(table.deal == SIGNED)
    assert said == {True, False}


def test_speakers_reckon_with_the_ratification_that_they_expect() -> None:
    for by, chance in ((0.4, 0.4), ("c", 1 / (1 + exp(-0.5 * 6)))):
        stated = _stated(ratification=by)
        seats = {"a": {}, "b": {}, "c": {"role": "backer"}}
        stated["worth"]["c"] = {"pact": [0, 6], "extra": [0, 0], "pay": [0, 0]}
        table = small.start(small.game(**stated, parties=seats))
        plain = small.start(
            small.game(
                **{**stated, "issues": {**stated["issues"], "pact": ["none", "signed"]}}
                | {"parties": seats, "worth": stated["worth"]}
            )
        )
        found = []
        for one in (table, plain):
            one.look("a")
            one.world.now[at.SPEAKER] = 0
            set_ideals(one.rules[0], one.rules[2])
            found.append(float(all_accept(*one.rules, one.game.state(SIGNED))))
            assert one.surplus(SIGNED, "b") == pytest.approx(20), "what it is worth once it is in force"
        assert found[0] == pytest.approx(chance * found[1])


def test_what_is_pending_counts_as_the_average_of_with_and_without_and_is_not_open() -> None:
    table = small.start(small.game(**_stated(ratification=0.25, lag_days=9)))
    _agree(table, SIGNED)
    assert table.deal == NOTHING
    table.today(2)
    table.look()
    paid = {**SIGNED, "pay": "paid"}
    listed = [table.game.deal(int(s)) for s in table.world.bearable[: table.world.now[at.BEARABLE]]]
    assert all(deal["pact"] == "signed" and deal["extra"] == "none" for deal in listed), "its issue is not open"
    assert table.surplus(paid, "b") == pytest.approx(12)
    assert table.surplus(paid, "a") == pytest.approx(-10)
    state = table.game.state(NOTHING)
    assert mean_value(*table.rules, state, 0, False) == pytest.approx(10 + 0.25 * 30)
    assert mean_value(*table.rules, int(table.world.now[at.AHEAD]), 0, True) == pytest.approx(10 + 0.25 * 30)
    bonus = {"both": {"when": {"pact": "signed", "pay": "paid"}, "points": 8}}
    stated = _stated(ratification=0.25, lag_days=9)
    weights = {
        issue: {"weight": 1, **dict(zip(table.game.scenario.issues[issue].options, points, strict=True))}
        for issue, points in stated["worth"]["b"].items()
    }
    stated["worth"]["b"] = {"total": 300, "bonus": bonus, **weights}
    table = small.start(small.game(**stated))
    _agree(table, SIGNED)
    table.look()
    assert table.surplus(paid, "b") == pytest.approx(12 + 0.25 * 8), "a bonus counts at its chance"


def test_a_deal_must_be_feasible_with_all_that_is_pending_and_without() -> None:
    infeasible = {"no_pay": {"when": {"pact": "none", "pay": "paid"}, "gives_way": "pay"}}
    stated = _stated(lag_days=5)
    stated["worth"]["a"]["pay"] = [0, 2]
    table = small.start(small.game(**stated, infeasible=infeasible))
    _agree(table, SIGNED)
    table.look()
    listed = [table.game.deal(int(s))["pay"] for s in table.world.bearable[: table.world.now[at.BEARABLE]]]
    assert "paid" not in listed, "nothing that needs what is not in force"
    _dawn(table, 6)
    table.look()
    listed = [table.game.deal(int(s))["pay"] for s in table.world.bearable[: table.world.now[at.BEARABLE]]]
    assert "paid" in listed


def test_red_lines_are_looked_at_again_on_the_day() -> None:
    conditions = {"line": {"party": "a", "when": {"pact": "signed"}, "require": {"pay": "none"}, "firmness": 1}}
    for event, comes in ({}, True), ({"paid": {"on": small.day(3), "force": {"pay": "paid"}}}, False):
        table = small.start(small.game(**_stated(lag_days=4), conditions=conditions, events=event))
        _agree(table, SIGNED)
        for day in range(2, 6):
            _dawn(table, day)
        assert (table.deal["pact"] == "signed") == comes
        assert (table.world.status[0] == at.FAILED) == (not comes)


@pytest.mark.parametrize("what", ["barred", "infeasible"])
def test_what_has_become_hopeless_fails_at_once_the_youngest_first(what: str) -> None:
    event = {"bar": {"pact": "signed"}} if what == "barred" else {"force": {"pay": "paid"}}
    infeasible = {"both": {"when": {"pact": "signed", "pay": "paid"}}}
    table = small.start(
        small.game(**_stated(lag_days=9), events={"e": {"on": small.day(3), **event}}, infeasible=infeasible)
    )
    _agree(table, SIGNED)
    endings = int(table.world.endings[0])
    _dawn(table, 2)
    assert table.world.now[at.PENDING] == 1
    _dawn(table, 3)
    assert table.world.now[at.PENDING] == 0
    assert table.world.ended[table.option("pact", "signed"), at.FAILED - at.EXPIRED] == 3
    assert table.world.endings[0] == endings + 1, "minds reopen"
    assert table.world.status[0] == at.FAILED
    assert not table.world.broke.any(), "and nobody has broken a word"


def test_what_is_pending_and_linked_to_something_that_ends_fails_at_once_with_all_of_its_deal() -> None:
    issues = {
        "pact": {"none": {}, "signed": {}},
        "extra": {"none": {}, "more": {"linked_to": {"pact": "signed"}, "lag_days": 6}},
        "pay": {"none": {}, "paid": {}},
    }
    worth = {name: {"pact": [0, 9], "extra": [0, 4], "pay": [0, 4]} for name in "ab"}
    table = small.start(small.game(issues=issues, worth=worth, protocol={"sessions_per_day": 0}))
    table.put(SIGNED, "a", "b")
    _agree(table, {"pact": "signed", "extra": "more", "pay": "paid"})
    table.today(3)
    end_issues(*table.rules, 1, at.COLLAPSED)
    assert table.world.now[at.PENDING] == 0
    assert table.world.ended[table.option("extra", "more"), at.FAILED - at.EXPIRED] == 3
    _dawn(table, 7)
    assert table.deal == NOTHING


def test_a_linked_option_falls_with_the_anchor_that_was_replaced_meanwhile() -> None:
    issues = {
        "pact": {"none": {}, "old": {}, "new": {"lag_days": 4}},
        "extra": {"none": {}, "more": {"linked_to": {"pact": "old"}}},
    }
    worth = {name: {"pact": [0, 5, 9], "extra": [0, 4]} for name in "ab"}
    table = small.start(small.game(issues=issues, worth=worth, protocol={"sessions_per_day": 0}))
    table.put({"pact": "old", "extra": "none"}, "a", "b")
    _agree(table, {"pact": "new", "extra": "none"})
    table.look()
    assert table.world.now[at.BEARABLE] == 0, "it needs what will not be"
    _dawn(table, 5)
    assert table.deal == {"pact": "new", "extra": "none"}


def test_the_old_goes_on_and_may_end_while_the_new_is_pending() -> None:
    issues = {"pact": {"none": {}, "old": {"term_days": 3}, "new": {"lag_days": 6}}}
    table = small.start(small.game(issues=issues, worth={n: {"pact": [0, 5, 9]} for n in "ab"}))
    table.put({"pact": "old"}, "a", "b")
    _agree(table, {"pact": "new"})
    table.today(3)
    end_issues(*table.rules, 1, at.EXPIRED)
    assert table.deal == {"pact": "none"} and table.world.now[at.PENDING] == 1
    _dawn(table, 7)
    assert table.deal == {"pact": "new"}


def test_leaving_looks_at_what_is_pending() -> None:
    """a would rather be without pay, unless the pact comes that needs it."""
    infeasible = {"unpaid": {"when": {"pact": "signed", "pay": "none"}, "gives_way": "pact"}}
    table = small.start(small.game(**_stated(ratification=0.8, lag_days=5), infeasible=infeasible))
    table.put({**NOTHING, "pay": "paid"}, "a", "b")
    price_terms(*table.rules, 1)
    set_table(*table.rules, PUBLIC)
    assert denouncers(*table.rules, 2) == 1
    _agree(table, {**SIGNED, "pay": "paid"})
    price_terms(*table.rules, 1)
    set_table(*table.rules, PUBLIC)
    assert denouncers(*table.rules, 2) == 0


def test_what_failed_in_the_morning_can_be_proposed_again_as_anything_else() -> None:
    """Whatever was surveyed while it was pending."""
    table = small.start(small.game(**_stated(ratification=1e-6, lag_days=2)))
    table.propose("a")
    for day, session in ((1, 1), (2, 1), (3, 1)):
        _dawn(table, day) if day > 1 else None
        table.today(day, session)
        before = {name: getattr(table.world, name).copy() for name in ("agenda", "consent")}
        table.propose("a")
        fresh = small.start(small.game(**_stated(ratification=1e-6, lag_days=2)))
        fresh.propose("a")
        if day == 3:
            assert table.proposal == fresh.proposal
            listed = table.world.bearable[: table.world.now[at.BEARABLE]]
            for name in before:
                assert (getattr(table.world, name)[listed] == getattr(fresh.world, name)[listed]).all()
        if day == 1:
            table.answers()
            agree(*table.rules, int(table.world.agenda[table.world.now[at.PROPOSAL]]), 3)
            assert table.world.now[at.PENDING] == 1


def test_a_watched_run_tells_what_is_pending_when_it_is_due_and_what_fails() -> None:
    stated = _stated(ratification=0.5, lag_days=4)
    stated["protocol"] = {"horizon_days": 12, "session_dates": [small.day(2)], "sessions_per_day": 0}
    stated["worth"] = {name: {"pact": [0, 30], "extra": [5, 0], "pay": [5, 0]} for name in "ab"}
    ends = set()
    for run in range(8):
        told = watch(small.scenario(**stated), 3, run)
        text = str(told)
        assert "Agreed; in force from day 6, if it is ratified (50 %)." in text
        assert "Agreed and pending: pact: signed, due on day 6." in text
        assert [day.day for day in told.days if day.pending] == [2, 3, 4, 5]
        (move,) = [move for day in told.days for move in day.moves]
        assert (move.how, move.before, move.after) in {("due", "none", "signed"), ("failed", "signed", "none")}
        came = "as agreed before, comes into force" in text
        assert came == (told.deal["pact"] == "signed") == ("comes to nothing" not in text)
        ends.add(came)
    assert ends == {True, False}


def test_what_an_event_has_brought_meanwhile_is_not_said_to_come_to_nothing() -> None:
    stated = _stated(lag_days=4)
    stated["protocol"] = {"horizon_days": 12, "session_dates": [small.day(2)], "sessions_per_day": 0}
    stated["worth"] = {name: {"pact": [0, 30], "extra": [5, 0], "pay": [0, 30]} for name in "ab"}
    stated["events"] = {"paid": {"on": small.day(3), "days": 1, "force": {"pay": "paid"}}}
    told = watch(small.scenario(**stated), 3, 0)
    text = str(told)
    assert (told.deal["pact"], told.deal["pay"]) == ("signed", "paid")
    assert "pay: paid, which was agreed, is in force already." in text
    assert "comes to nothing" not in text


def test_refusing_to_ratify_costs_trust_only_where_that_is_stated() -> None:
    for counts in (0, 7):
        stated = _stated(ratification="c", lag_days=1)
        stated["protocol"]["failure_observations"] = counts
        stated["worth"]["c"] = {"pact": [9, 0], "extra": [0, 0], "pay": [0, 0]}
        table = small.start(small.game(**stated, parties={"a": {}, "b": {}, "c": {"role": "backer"}}))
        _agree(table, SIGNED)
        _dawn(table, 2)
        assert table.deal == NOTHING
        assert table.world.broke[:, 2].tolist() == [counts, counts, 0]
        assert table.world.broke[:, :2].sum() == 0


def test_a_whole_deal_waits_where_only_whole_deals_count() -> None:
    stated = _stated(lag_days=3)
    stated["protocol"]["status_quo"] = "outside"
    table = small.start(small.game(**stated))
    _agree(table, SIGNED)
    assert table.deal == {}
    table.look()
    assert table.world.now[at.BEARABLE] == 0
    _dawn(table, 4)
    assert table.deal == SIGNED
    look_ahead(table.rules[0], table.rules[2])
    assert table.world.now[at.AHEAD] == table.world.now[at.STATE]
