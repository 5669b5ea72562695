"""Pressure and inducement are about something: what they weigh, on which states, when they come and when they end."""

from math import exp
from typing import Any

import pytest

from sim.rules import state as at
from sim.rules.events import play_events, set_no_deal
from sim.rules.pressure import press
from sim.rules.speaking import choose_speaker, sessions_today
from tests import small

LAMBDA = 0.2
GAME: dict[str, Any] = {
    "issues": {"x": ["no", "yes"], "y": ["no", "yes"]},
    "worth": {"a": {"x": [0, 20], "y": [0, 20]}, "b": {"x": [10, 0], "y": [0, 10]}},
}


def _table(protocol: dict[str, Any] | None = None, **pressure: Any) -> small.Table:
    stated = {"by": "m", "target": "b", "points": 12, "days": 6, "demands": {"x": "yes"}, "cost": 2, **pressure}
    parties = {
        "a": {},
        "b": {"precision": LAMBDA, "patience_days": 10, "tactic": {"kind": "steadfast", "aspiration": 0.5}},
        "m": {"role": "mediator"},
    }
    return small.start(small.game(**GAME, parties=parties, pressures={"on_b": stated}, protocol=protocol or {}))


def _apply(table: small.Table, day: int) -> None:
    """Let the pressure come on a day."""
    table.world.happened[0, day] = 1
    _dawn(table, day)


def _dawn(table: small.Table, day: int) -> None:
    table.today(day)
    play_events(*table.rules)
    set_no_deal(*table.rules)
    table.look()


def _values(table: small.Table) -> list[float]:
    deals = [{"x": x, "y": y} for x in ("no", "yes") for y in ("no", "yes")]
    return [table.value(deal, "b") for deal in deals]


def test_a_pressure_weighs_on_every_state_that_leaves_its_demand_unmet_and_on_no_other() -> None:
    table = _table()
    table.look()
    before = _values(table)
    _apply(table, 3)
    lost = [old - new for old, new in zip(before, _values(table), strict=True)]
    assert lost == pytest.approx([12 * 0.6, 12 * 0.6, 0, 0]), "six of the ten days that matter to b"
    _dawn(table, 7)
    assert [old - new for old, new in zip(before, _values(table), strict=True)] == pytest.approx([2.4, 2.4, 0, 0])
    _dawn(table, 9)
    assert _values(table) == before, "its days are over"


def test_an_inducement_adds_to_the_states_that_meet_its_demand() -> None:
    table = _table(kind="inducement")
    table.look()
    before = _values(table)
    _apply(table, 3)
    assert [new - old for old, new in zip(before, _values(table), strict=True)] == pytest.approx([0, 0, 7.2, 7.2])


def test_acceptance_moves_by_the_change_of_surplus_less_what_is_held_out_for_of_the_change_of_the_ideal() -> None:
    worth = {"a": {"x": [0, 20]}, "b": {"x": [0, 4]}}
    parties = {
        "a": {},
        "b": {"precision": LAMBDA, "tactic": {"kind": "steadfast", "aspiration": 0.5}},
        "m": {"role": "mediator"},
    }
    for ends, share in (("met", 1.0), ("days", 6 / 60)):
        pressure = {"by": "m", "target": "b", "points": 12, "days": 6, "demands": {"x": "yes"}, "ends": ends}
        stated = {"issues": {"x": ["no", "yes"]}, "worth": worth, "pressures": {"on_b": pressure}}
        table = small.start(small.game(**stated, parties=parties))
        for points in (0.0, 12.0 * share):
            if points:
                _apply(table, 3)
            table.world.aspiration[1] = 0.5
            table.offer("a", {"x": "yes"})
            gap = (4 + points) - 0.5 * (4 + points)
            assert table.world.answer[1, at.ODDS] == pytest.approx(1 / (1 + exp(-LAMBDA * gap)))


def test_only_refusals_of_what_is_demanded_count() -> None:
    table = _table(after_refusals=5)
    for deal, count in (({"y": "yes"}, 0), ({"x": "yes"}, 1), ({"x": "yes", "y": "yes"}, 2), ({"y": "yes"}, 2)):
        table.look()
        table.world.now[at.SPEAKER], table.world.now[at.PROPOSAL] = 2, table.game.state(deal)
        table.world.now[at.CONSENT], table.world.now[at.ACCEPTED] = table.mask("a", "b"), table.mask("a")
        press(*table.rules)
        assert table.world.refused.tolist() == [count], deal
    table.put({"x": "yes"}, "a", "b")
    table.look()
    table.world.now[at.PROPOSAL] = table.game.state({"x": "yes", "y": "yes"})
    press(*table.rules)
    assert table.world.refused.tolist() == [2], "what is met is demanded no more"


def test_what_lasts_until_it_is_met_ends_for_good_in_the_morning_after() -> None:
    table = _table(ends="met")
    _apply(table, 3)
    assert table.world.active.tolist() == [1]
    _dawn(table, 29)
    assert table.world.active.tolist() == [1], "no days of its own"
    table.put({"x": "yes"}, "a", "b")
    _dawn(table, 30)
    assert table.world.active.tolist() == [0]


def test_complying_and_then_leaving_brings_a_pressure_back_while_it_lasts() -> None:
    table = _table()
    _apply(table, 3)
    table.put({"x": "yes"}, "a", "b")
    _dawn(table, 4)
    assert table.world.active.tolist() == [1]
    assert table.surplus({"x": "no"}, "b") == pytest.approx(10 - 12 * 0.5), "leaving gains 10 and brings back 6"


def test_a_threat_weighs_with_its_chance_and_not_once_its_author_is_gone() -> None:
    table = _table(threat=0.25)
    table.look()
    assert table.surplus({"x": "yes"}, "b") == pytest.approx(-10 + 0.25 * 12 * 0.6)
    table.world.now[at.LEFT_DAY] = 1
    table.look()
    assert table.value({"x": "yes"}, "b") - table.value({"x": "no"}, "b") == pytest.approx(-10)


def test_an_author_pays_while_it_presses_or_rewards() -> None:
    for kind in ("pressure", "inducement"):
        table = _table(kind=kind)
        _dawn(table, 2)
        assert table.world.no_deal[2] == 0
        _apply(table, 3)
        assert table.world.no_deal[2] == -2
        assert table.world.no_deal[1] == 0, "what names a demand is not on the no-deal value"


def test_a_pressure_without_a_demand_is_on_the_no_deal_value_met_or_not() -> None:
    table = _table(demands=None)
    _apply(table, 3)
    assert table.world.no_deal[1] == -12
    assert table.world.sway.tolist() == [[0.0] * table.world.sway.shape[1]]


def test_with_the_mechanism_off_nothing_is_pressed_or_threatened() -> None:
    table = _table({"features": {"pressure": False}}, threat=1)
    table.look()
    assert table.surplus({"x": "yes"}, "b") == -10


def test_a_mediator_that_is_gone_speaks_signs_and_meets_no_more() -> None:
    protocol = {
        "speaks": "mediated",
        "sessions_per_day": 3,
        "sessions_alone": 0,
        "session_dates": [small.day(2), small.day(3)],
        "mediator_gone_from": small.day(3),
    }
    parties = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    worth = {"a": {"x": [0, 20], "y": [0, 20]}, "b": {"x": [0, 5], "y": [0, 10]}}
    stated: dict[str, Any] = {**GAME, "worth": worth}
    table = small.start(small.game(**stated, parties=parties, controlled_by={"y": ["a", "b", "m"]}, protocol=protocol))
    table.today(2, 0)
    play_events(*table.rules)
    assert sessions_today(*table.rules) == 4
    table.today(3, 0)
    play_events(*table.rules)
    assert table.world.now[at.LEFT_DAY] == 3
    assert sessions_today(*table.rules) == 0, "neither dated ones nor others"
    assert table.game.parties[choose_speaker(*table.rules)] in {"a", "b"}
    table.world.expected[:] = 0
    assert table.propose("a") == {"x": "yes", "y": "no"}, "y would need the mediator's name"
    assert table.ideal("a", "x", "y") == 20
