"""Steps 1 and 2: events, their effects, and the no-deal value."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.records import Records
from sim.kernel.chance import EVENT, SESSIONS_A_DAY, VOLATILITY, normal, uniform
from sim.rules import state as at
from sim.rules.events import play_events, set_no_deal, settled_share
from sim.runs.ensemble import play
from tests import small

STATED: dict[str, Any] = {
    "issues": {
        "x": {"no": {}, "yes": {"settles": 0.25}, "more": {"settles": 0.7}},
        "y": {"no": {}, "yes": {"settles": 0.4}},
    },
    "worth": {"a": {"x": [0, 10, 20], "y": [0, 5]}, "b": {"x": [0, 10, 20], "y": [0, 5]}},
    "protocol": {"horizon_days": 40, "sessions_per_day": 0},
}


def _table(event: dict[str, Any] | None = None, **words: Any) -> small.Table:
    events = {} if event is None else {"it": event}
    return small.start(small.game(**{**STATED, **words}, events=events))


def _morning(table: small.Table, day: int) -> None:
    table.today(day, 0)
    play_events(*table.rules)
    set_no_deal(*table.rules)


def test_a_scheduled_event_happens_on_its_day_and_lasts_as_long_as_stated() -> None:
    table = _table({"on": small.day(4), "days": 3, "no_deal": {"a": -7, "b": 2}})
    values = []
    for day in range(1, 10):
        _morning(table, day)
        values.append(table.world.no_deal.tolist())
    assert values == [[0, 0]] * 3 + [[-7, 2]] * 3 + [[0, 0]] * 3
    assert table.world.first_event.tolist() == [4]
    assert not table.world.drifted.any(), "effects never enter the recursion"


def test_an_event_without_an_end_lasts_to_the_end() -> None:
    table = _table({"on": small.day(4), "no_deal": {"a": -7}})
    for day in range(1, 40):
        _morning(table, day)
        assert table.world.no_deal[0] == (-7 if day >= 4 else 0)


def test_a_random_event_happens_at_its_own_luck() -> None:
    table = _table({"rate": 0.2, "days": 1})
    for run in range(5):
        small.restart(table, 3, run)
        for day in range(1, 30):
            _morning(table, day)
            luck = uniform(3, run, day * SESSIONS_A_DAY, EVENT, int(table.board.luck_event[0]))
            assert table.world.happened[0, day] == (luck < 0.2)
            assert table.world.active[0] == (luck < 0.2)


@small.needs_compiled
def test_a_random_event_has_happened_by_day_n_with_one_minus_its_absence_on_every_day() -> None:
    runs, rate = 4000, 0.06
    game = small.game(**STATED, events={"exchange": {"rate": rate}})
    first = Records(game, play(game, small.nothing_uncertain(runs), 2).records).of("happened")[:, 0]
    for n in (1, 5, 15, 40):
        share = ((first >= 1) & (first <= n)).mean()
        assert share == pytest.approx(1 - (1 - rate) ** n, abs=4 * 0.5 / np.sqrt(runs))


def test_effects_of_events_that_overlap_add_up() -> None:
    events = {
        "one": {"on": small.day(2), "days": 4, "no_deal": {"a": -3}},
        "two": {"on": small.day(4), "days": 4, "no_deal": {"a": -5}},
    }
    table = small.start(small.game(**STATED, events=events))
    values = []
    for day in range(1, 10):
        _morning(table, day)
        values.append(float(table.world.no_deal[0]))
    assert values == [0, -3, -3, -8, -8, -5, -5, 0, 0]


def test_an_event_moves_the_worth_of_an_option_while_it_lasts() -> None:
    table = _table({"on": small.day(3), "days": 2, "worth": {"a": {"x": {"yes": 6}}, "b": {"y": {"yes": -2}}}})
    gains = []
    for day in range(1, 7):
        _morning(table, day)
        table.look()
        gains.append((table.surplus({"x": "yes"}, "a"), table.surplus({"y": "yes"}, "b")))
    assert np.array(gains) == pytest.approx(np.array([(10, 5)] * 2 + [(16, 3)] * 2 + [(10, 5)] * 2))


def test_an_event_forces_an_option_and_bars_its_alternatives_meanwhile() -> None:
    table = _table({"on": small.day(3), "days": 2, "force": {"x": "yes"}})
    table.put({"x": "more", "y": "yes"}, "a", "b")
    _morning(table, 2)
    assert table.deal == {"x": "more", "y": "yes"}
    _morning(table, 3)
    assert table.deal == {"x": "yes", "y": "yes"}
    assert table.world.signed[0] == 0
    table.look()
    seen = [table.game.deal(state)["x"] for state in table.surveyed()]
    assert set(seen) == {"yes"}
    assert table.propose("a") is None
    _morning(table, 4)
    assert table.propose("a") is None
    _morning(table, 5)
    assert table.deal == {"x": "yes", "y": "yes"}, "what was forced stays when the event is over"
    assert table.propose("a") == {"x": "more", "y": "yes"}


def test_a_forced_option_that_takes_an_anchor_away_takes_what_is_linked_to_it() -> None:
    issues = {"x": ["no", "yes", "more"], "y": {"no": {}, "yes": {"linked_to": {"x": "more"}}}}
    table = _table({"on": small.day(3), "days": 2, "force": {"x": "yes"}}, issues=issues)
    table.put({"x": "more", "y": "yes"}, "a", "b")
    _morning(table, 3)
    assert table.deal == {"x": "yes", "y": "no"}


def test_what_an_event_bars_is_neither_proposed_nor_hoped_for_and_ends_if_in_force() -> None:
    table = _table({"on": small.day(3), "days": 2, "bar": {"x": "more"}})
    assert table.propose("a") == {"x": "more", "y": "yes"}
    table.put({"x": "more"}, "a", "b")
    _morning(table, 3)
    assert table.deal == {"x": "no", "y": "no"}
    assert table.propose("a") == {"x": "yes", "y": "yes"}
    assert table.ideal("a", "x", "y") == pytest.approx(15)
    assert table.ideal("a", "x") == pytest.approx(10)
    _morning(table, 5)
    assert table.propose("a") == {"x": "more", "y": "yes"}


def test_what_is_forced_counts_for_the_next_event_and_what_is_barred_once_all_have_happened() -> None:
    shut = {"when": {"not_in_force": {"x": "yes"}}}
    for how, seen in (("force", 2), ("bar", 3)):
        rule = {"on": small.day(2), how: {"x": "no" if how == "force" else "yes"}}
        events = {"open": {"on": small.day(1), "days": 1, "force": {"x": "yes"}}, "rule": rule, "shut": shut}
        table = small.start(small.game(**STATED, events=events))
        for day in range(1, 4):
            _morning(table, day)
            assert table.deal["x"] == ("yes" if day == 1 else "no")
        assert table.world.first_event.tolist() == [1, 2, seen], how


def test_what_is_barred_on_two_issues_ends_on_one_after_the_other_and_each_end_is_mended() -> None:
    never = {"when": {"x": "no", "y": "yes", "z": "yes"}, "gives_way": "z", "why": "made"}
    for barred, left in (({"x": "yes", "y": "yes"}, "no"), ({"y": "yes"}, "yes")):
        worth = {party: {"x": [0, 10], "y": [0, 5], "z": [0, 5]} for party in ("a", "b")}
        table = small.start(
            small.game(
                issues={issue: ["no", "yes"] for issue in ("x", "y", "z")},
                worth=worth,
                infeasible={"never": never},
                events={"it": {"on": small.day(2), "bar": barred}},
            )
        )
        table.put({"x": "yes", "y": "yes", "z": "yes"}, "a", "b")
        _morning(table, 2)
        assert table.deal["z"] == left


def test_what_an_event_bars_ends_on_any_issue() -> None:
    table = _table({"on": small.day(3), "days": 2, "bar": {"y": "yes"}})
    table.put({"x": "more", "y": "yes"}, "a", "b")
    _morning(table, 3)
    assert table.deal == {"x": "more", "y": "no"}


def test_goodwill_counts_as_so_many_kept_days_among_those_it_is_between() -> None:
    table = _table({"on": small.day(3), "goodwill": 4, "between": ["a", "b"]}, parties={"a": {}, "b": {}, "c": {}})
    _morning(table, 2)
    assert not table.world.kept.any()
    _morning(table, 3)
    expected = np.zeros((3, 3))
    expected[0, 1] = expected[1, 0] = 4
    assert table.world.kept.tolist() == expected.tolist()
    _morning(table, 4)
    assert table.world.kept.tolist() == expected.tolist()


def test_the_no_deal_value_drifts_while_the_dispute_is_open_and_only_as_far_as_it_is() -> None:
    table = _table(parties={"a": {"no_deal": 8, "drift": -6}, "b": {"no_deal": -3, "drift": 3}})
    for day in range(1, 11):
        _morning(table, day)
    assert table.world.no_deal == pytest.approx([8 - 10 * 0.2, -3 + 10 * 0.1])
    table.put({"x": "yes", "y": "yes"}, "a", "b")
    for day in range(11, 21):
        _morning(table, day)
    largest = 0.4
    assert table.world.no_deal == pytest.approx([6 - (1 - largest) * 10 * 0.2, -2 + (1 - largest) * 10 * 0.1])


def test_time_pricing_has_no_part_in_the_drift() -> None:
    issues = {"x": {"no": {}, "yes": {"settles": 0.5, "term_days": 6}}}
    table = _table(issues=issues, worth={}, parties={"a": {"drift": 30, "patience_days": 60}, "b": {}})
    table.put({"x": "yes"}, "a", "b")
    _morning(table, 1)
    assert table.world.no_deal[0] == pytest.approx(0.5)
    assert settled_share(*table.rules[:2], int(table.world.now[at.STATE])) == 0.5


def test_the_no_deal_value_fluctuates_by_its_volatility_from_each_partys_own_luck() -> None:
    table = _table(parties={"a": {"volatility": 2}, "b": {"volatility": 0.5}})
    walked = np.zeros(2)
    for day in range(1, 30):
        _morning(table, day)
        moment = day * SESSIONS_A_DAY
        luck = [normal(1, 0, moment, VOLATILITY, int(who)) for who in table.board.luck_party]
        walked += [2 * luck[0], 0.5 * luck[1]]
        assert table.world.no_deal == pytest.approx(walked)
        table.put({"x": "more"})
    assert np.abs(walked).min() > 0, "a settled dispute still fluctuates"


@small.steady
@given(
    st.floats(-50, 50),
    st.floats(0, 30),
    st.sampled_from([{"x": "yes"}, {"x": "more"}, {"y": "yes"}, {"x": "yes", "y": "yes"}]),
)
def test_a_higher_no_deal_value_raises_no_surplus_of_a_deal_that_settles_more(
    no_deal: float, more: float, deal: dict[str, str]
) -> None:
    table = small.start(SETTLING)
    before = []
    for value in (no_deal, no_deal + more):
        table.world.no_deal[0] = value
        table.look()
        before.append(table.surplus(deal, "a"))
    assert before[1] <= before[0] + 1e-9
    settles = settled_share(*table.rules[:2], table.game.state(deal))
    assert before[0] - before[1] == pytest.approx(settles * more, abs=1e-9)


SETTLING = small.game(**STATED)
