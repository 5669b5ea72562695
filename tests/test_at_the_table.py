"""Any table: deadlines that are met, pass, are foreseen and put off; parties that leave and come back; situations."""

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.game.build import make_game
from sim.game.records import Records
from sim.kernel.chance import GOING_ON, address, mix, uniform
from sim.rules import state as at
from sim.rules.events import play_events
from sim.rules.going_on import going_on, look_around
from sim.rules.leaving import leave, leave_by_choice, note_red_lines
from sim.rules.putting_off import luck_of_putting_off, worth_of_putting_off
from sim.rules.ratifying import agree
from sim.rules.situations import holds
from sim.rules.speaking import choose_speaker, sessions_today
from sim.rules.tactics import set_aspirations
from sim.rules.worth import price_terms
from sim.runs.ensemble import play
from sim.scenario.checks import problems_in
from sim.trace.mesa_model import NegotiationModel, watch
from tests import small

PIE: dict[str, Any] = {
    "issues": {"pie": ["none", "half"]},
    "worth": {"a": {"pie": [0, 10]}, "b": {"pie": [0, 10]}},
    "protocol": {"horizon_days": 20, "sessions_per_day": 1},
    "parties": {"a": {"precision": 0.5}, "b": {"precision": 0.5}},
}
CUT_OFF: dict[str, Any] = {
    "label": "the grant lapses",
    "on": small.day(10),
    "unless": {"pie": "half"},
    "no_deal": {"a": -4, "b": -6},
    "assumed": "Made up.",
}


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


def with_deadline(**changes: Any) -> dict[str, Any]:
    """Return the pie with a deadline; a change to nothing takes a word away."""
    stated = {key: value for key, value in {**CUT_OFF, **changes}.items() if value is not None}
    return {**PIE, "deadlines": {"cut_off": stated}}


def days(game: Any, runs: int = 400, seed: int = 3) -> Records:
    """Return the records of runs in which no number is uncertain."""
    return Records(game, play(game, small.nothing_uncertain(runs), seed).records)


def test_a_deadline_passes_on_its_evening_and_brings_its_points_the_morning_after() -> None:
    table = small.start(small.game(**with_deadline()))
    table.world.worth[:, table.option("pie", "half")] = -20
    for number in range(1, 13):
        table.play_day(number)
        assert table.world.deadline_days[0, at.PASSED] == (at.NEVER if number < 10 else 10), number
        assert table.world.no_deal[table.party("b")] == (0.0 if number <= 10 else -6.0), number
    assert table.world.first_event[0] == 10


@pytest.mark.parametrize("signed", [True, False])
def test_a_deadline_is_met_by_what_is_in_force_or_pending(signed: bool) -> None:
    words = with_deadline()
    words["issues"] = {"pie": {"none": {}, "half": {} if signed else {"lag_days": 9}}}
    words["worth"] = {
        "a": {"pie": {"weight": 1, "none": 0, "half": 10}},
        "b": {"pie": {"weight": 1, "none": 0, "half": 10}},
    }
    table = small.start(small.game(**words))
    table.today(9, 0)
    table.play_day(9)
    table.play_day(10)
    assert table.world.deadline_days[0, at.MET] == 10
    assert table.world.deadline_days[0, at.PASSED] == at.NEVER


def test_what_a_deadline_brings_is_foreseen_for_the_part_of_patience_beyond_it() -> None:
    """On day 5 six days are left before it begins, of 60 that matter: 0.9 of six points."""
    table = small.start(small.game(**with_deadline()))
    for number, share in ((5, 1 - 6 / 60), (10, 1 - 1 / 60), (1, 1 - 10 / 60)):
        table.today(number)
        table.look()
        assert table.value({"pie": "none"}, "b") == pytest.approx(-6 * share)
        assert table.value({"pie": "half"}, "b") == pytest.approx(10.0)
        assert table.surplus({"pie": "half"}, "b") == pytest.approx(10 + 6 * share)


def test_effects_that_end_are_foreseen_for_the_days_that_they_last() -> None:
    table = small.start(small.game(**with_deadline(days=12)))
    table.today(5)
    table.look()
    assert table.value({"pie": "none"}, "b") == pytest.approx(-6 * (18 / 60 - 6 / 60))


def test_an_impatient_party_sees_a_deadline_later() -> None:
    words = with_deadline()
    words["parties"] = {"a": {"precision": 0.5, "patience_days": 4}, "b": {"precision": 0.5}}
    table = small.start(small.game(**words))
    table.today(5)
    table.look()
    assert table.value({"pie": "none"}, "a") == 0.0
    table.today(8)
    table.look()
    assert table.value({"pie": "none"}, "a") == pytest.approx(-4 * (1 - 3 / 4))


def test_what_a_deadline_forces_and_the_worth_that_it_moves_are_foreseen() -> None:
    words = {
        "issues": {"pie": ["none", "half"], "strike": ["off", "on"]},
        "worth": {"a": {"pie": [0, 10], "strike": [0, -3]}, "b": {"pie": [0, 10], "strike": [0, 0]}},
        "parties": PIE["parties"],
        "deadlines": {
            "ballot": {
                "on": small.day(10),
                "unless": {"pie": "half"},
                "force": {"strike": "on"},
                "worth": {"a": {"strike": {"on": -2, "off": 5}}},
                "assumed": "Made up.",
            }
        },
    }
    words["worth"] = {
        "a": {"total": 200, "pie": {"weight": 1, "none": 0, "half": 10}, "strike": {"weight": 1, "off": 3, "on": 0}},
        "b": {"total": 200, "pie": {"weight": 1, "none": 0, "half": 10}, "strike": {"weight": 1, "off": 0, "on": 0}},
    }
    table = small.start(small.game(**words))
    table.today(10)
    table.look()
    share = 1 - 1 / 60
    assert table.value({}, "a") == pytest.approx(3 + share * (0 - 2 - 3)), "strike on, two points worse"
    assert table.value({"pie": "half"}, "a") == pytest.approx(13)


@pytest.mark.skipif(not small.COMPILED, reason="thousands of runs")
def test_a_deadline_moves_agreement_before_it_by_what_the_logit_says() -> None:
    """One session on the day of the deadline, b answers: logistic(precision times (10 + 6 (1 - 1/60) - 12))."""
    words = with_deadline(on=small.day(2))
    words["worth"] = {"a": {"pie": [0, 10]}, "b": {"pie": [12, 10]}}
    words["protocol"] = {"horizon_days": 2, "sessions_per_day": 0, "session_dates": [small.day(2)], "speaks": {"a": 1}}
    words["parties"] = {"a": {"precision": "exact"}, "b": {"precision": 0.5, "no_deal": 0}}
    game = small.game(**words)
    runs = 4000
    share = float(np.mean(np.isfinite(days(game, runs).first_deal)))
    chance = logistic(0.5 * (10 - 12 + 6 * (1 - 1 / 60)))
    assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / runs)
    words.pop("deadlines")
    assert not np.isfinite(days(small.game(**words), 50).first_deal).any(), "without it b would lose, and nobody asks"


def test_the_deadline_tactic_gives_way_before_the_next_one_that_concerns_the_party() -> None:
    words = with_deadline(no_deal={"b": -6})
    tactic = {"kind": "deadline", "from": 0.8, "to": 0.2, "last_days": 4}
    words["parties"] = {name: {"precision": 0.5, "tactic": tactic} for name in ("a", "b")}
    words["protocol"] = {"horizon_days": 20, "sessions_per_day": 0}
    table = small.start(small.game(**words))
    for number, a, b in ((5, 0.8, 0.8), (8, 0.8, 0.5), (10, 0.8, 0.2), (18, 0.5, 0.5)):
        if number == 18:
            table.world.deadline_days[0, at.PASSED] = 10
        table.today(number)
        set_aspirations(*table.rules, table.outside)
        assert table.world.aspiration == pytest.approx([a, b]), number


def test_the_time_tactic_concedes_in_days_of_its_own() -> None:
    tactic = {"kind": "time", "from": 1, "to": 0, "days": 10}
    table = small.start(
        small.game(**{**PIE, "parties": {"a": {"tactic": tactic}, "b": {"tactic": {"kind": "time", "from": 1}}}})
    )
    table.today(5)
    set_aspirations(*table.rules, table.outside)
    assert table.world.aspiration == pytest.approx([0.5, 1 - 5 / 60])


def test_talks_end_with_a_deadline_that_ends_them() -> None:
    table = small.start(small.game(**with_deadline(no_deal=None, ends_talks=True, on=small.day(3))))
    held = []
    for number in range(1, 7):
        table.world.worth[:, table.option("pie", "half")] = -10
        table.play_day(number)
        held.append(int(table.world.now[at.SESSIONS_HELD]))
    assert held == [1, 2, 3, 3, 3, 3]


PROLONG = {"days": 5, "times": 2, "within_days": 3}


def test_putting_off_is_worth_what_going_on_is_worth_beside_what_the_deadline_brings() -> None:
    table = small.start(small.game(**with_deadline(prolong=PROLONG)))
    table.today(9)
    table.world.now[at.HIDDEN] = 1
    table.world.now[at.SPEAKER] = table.party("a")
    price_terms(*table.rules, 9)
    look_around(*table.rules, table.party("a"))
    a, b = table.party("a"), table.party("b")
    hope = logistic(0.5 * (10 - 0.5 * 10)) * 10
    assert going_on(*table.rules, a, a) == pytest.approx(hope)
    assert worth_of_putting_off(*table.rules, 0, a, a) == pytest.approx(hope + 4)
    assert worth_of_putting_off(*table.rules, 0, b, a) == pytest.approx(hope + 6)
    assert table.world.now[at.SPEAKER] == a, "and who speaks is as before"


def test_a_motion_is_answered_by_one_number_a_prolongation_and_moves_the_deadline() -> None:
    words = with_deadline(prolong={**PROLONG, "pause_days": 2})
    table = small.start(small.game(**words), seed=5)
    table.world.worth[:, table.option("pie", "half")] = -20
    sessions = []
    for number in range(1, 20):
        table.play_day(number)
        sessions.append(int(table.world.now[at.SESSIONS_HELD]))
    moved = int(table.world.deadline_days[0, at.TIMES_PUT_OFF])
    who = mix(int(table.board.luck_party[1]), address("deadline", "cut_off"))
    assert luck_of_putting_off(table.rules[0], table.rules[2], 0, 1) == uniform(5, 0, moved, GOING_ON, who)
    assert moved == 2 and int(table.world.deadline_days[0, at.PUT_OFF_FIRST]) == 8
    assert int(table.world.deadline_due[0]) == 20
    assert sessions[7:11] == [8, 8, 8, 9], "adjourned on the two days that follow"


def test_no_motion_beyond_the_horizon_or_without_those_who_must_agree() -> None:
    words = with_deadline(prolong={"days": 11, "within_days": 10})
    table = small.start(small.game(**words))
    table.world.worth[:, table.option("pie", "half")] = -20
    for number in range(1, 12):
        table.play_day(number)
    assert int(table.world.deadline_days[0, at.TIMES_PUT_OFF]) == 0
    assert int(table.world.deadline_days[0, at.PASSED]) == 10


AWAY: dict[str, Any] = {
    **PIE,
    "parties": {
        "a": {"precision": 0.5},
        "b": {"precision": 0.5, "walk_out": {"cost": 2, "no_deal": {"b": 9, "a": -3}}},
    },
}


@pytest.mark.parametrize(("points", "leaves"), [(8.5, True), (8.4, False)])
def test_a_party_leaves_where_being_away_is_worth_more_than_what_it_hopes(points: float, leaves: bool) -> None:
    """It hopes for logistic(0.5 (10 - 5)) 7 = 6.47 where the half is worth 7 to it; leaving costs 2."""
    words = {**AWAY, "worth": {"a": {"pie": [0, 10]}, "b": {"pie": [0, 7]}}}
    table = small.start(small.game(**words))
    table.case.absence[1, 1] = points
    table.today(1)
    hope = logistic(0.5 * (10 - 0.5 * 10)) * 7
    price_terms(*table.rules, 1)
    leave_by_choice(*table.rules)
    assert bool(table.world.now[at.OUT] & table.mask("b")) == leaves == (points - 2 > hope)


@pytest.mark.parametrize("settles", [1.0, 0.0])
def test_nobody_walks_out_on_what_it_has_signed_and_what_waits_for_its_day(settles: float) -> None:
    """With nothing left to hope for, b would leave for 9 less 2; what is pending settles all, or nothing."""
    words = {**AWAY, "issues": {"pie": {"none": {}, "half": {"lag_days": 9, "settles": settles}}}}
    words["worth"] = {name: {"pie": {"weight": 1, "none": 0, "half": 10}} for name in ("a", "b")}
    table = small.start(small.game(**words))
    table.today(1)
    table.look()
    table.world.now[at.PROPOSAL] = table.game.state({"pie": "half"})
    agree(*table.rules, 1, table.mask("a", "b"))
    assert table.world.now[at.PENDING] == 1
    table.today(2)
    price_terms(*table.rules, 2)
    leave_by_choice(*table.rules)
    assert bool(table.world.now[at.OUT] & table.mask("b")) == (settles == 0.0)


def test_absence_counts_on_no_deal_values_from_the_next_morning_and_nothing_is_agreed_without_its_consent() -> None:
    table = small.start(small.game(**AWAY))
    table.case.absence[1, 1] = 90
    table.play_day(1)
    assert table.world.now[at.OUT] == table.mask("b")
    assert table.world.no_deal.tolist() == [0.0, 0.0]
    table.play_day(2)
    assert table.world.no_deal.tolist() == [-3.0, 90.0]
    for number in range(3, 10):
        table.play_day(number)
    assert table.deal == {"pie": "none"} and table.world.now[at.DEALS_MADE] == 0


def test_it_comes_back_after_its_days_or_for_a_gesture() -> None:
    words = dict(AWAY)
    words["issues"] = {"pie": ["none", "half"], "door": ["shut", "open"]}
    words["worth"] = {"a": {"pie": [0, 10], "door": [0, 0]}, "b": {"pie": [0, 10], "door": [0, 0]}}
    stated = {"after_red_lines": 1, "returns_after": 5, "returns_for": {"in_force": {"door": "open"}}}
    words["parties"] = {"a": {}, "b": {"walk_out": stated}}
    for opened, back in ((None, 8), (5, 6), (3, 4)):
        table = small.start(small.game(**words))
        table.world.worth[:, table.option("pie", "half")] = -10
        for number in range(1, 12):
            table.today(number)
            if number == 3:
                leave(table.rules[0], table.rules[2], table.mask("b"))
                assert table.world.walked_out[1].tolist() == [3, 1]
            table.play_day(number) if number != 3 else None
            if number == opened:
                table.put({"door": "open"})
            assert bool(table.world.now[at.OUT]) == (3 <= number < back), (opened, number)


def test_red_lines_tabled_again_are_a_grievance_and_suspend_the_talks() -> None:
    words = {
        "issues": {"pie": ["none", "half"], "more": ["none", "some"]},
        "worth": {"a": {"pie": [0, 10], "more": [0, 1]}, "b": {"pie": [0, 10], "more": [0, 1]}},
        "conditions": {"no_half": {"party": "b", "when": {"pie": "half"}, "require": {"more": "some"}, "firmness": 1}},
        "parties": {"a": {}, "b": {"walk_out": {"after_red_lines": 2, "meanwhile": "suspended", "returns_after": 3}}},
        "protocol": {"sessions_per_day": 1, "speaks": {"a": 1}, "horizon_days": 10},
    }
    table = small.start(small.game(**words))
    half = table.game.state({"pie": "half"})
    held = []
    for number in range(1, 8):
        table.today(number, 0)
        play_events(*table.rules)
        if sessions_today(*table.rules):
            table.today(number)
            table.offer("a", {"pie": "half"})
            table.world.now[at.SESSIONS_HELD] += 1
            assert table.world.now[at.PROPOSAL] == half
            note_red_lines(*table.rules)
        held.append(int(table.world.now[at.SESSIONS_HELD]))
    assert held == [1, 2, 2, 2, 3, 4, 4], "out on day 2, back on day 5, out again on day 6"


def test_parties_enter_when_their_situation_holds_and_events_move_them() -> None:
    words = {
        **PIE,
        "parties": {"a": {}, "b": {"enters": {"happened": "truce"}}},
        "events": {
            "truce": {"on": small.day(3), "assumed": "Made up."},
            "scandal": {"on": small.day(5), "leaves": ["b"], "assumed": "Made up."},
            "envoy": {"on": small.day(7), "brings_back": ["b"], "assumed": "Made up."},
        },
    }
    table = small.start(small.game(**words))
    out = []
    for number in range(1, 9):
        table.today(number, 0)
        play_events(*table.rules)
        out.append(bool(table.world.now[at.OUT]))
    assert out == [True, True, True, False, True, True, False, False]
    assert table.world.walked_out[1].tolist() == [5, 1], "who has not entered has not left"


def test_who_is_out_is_passed_over_when_speakers_are_chosen() -> None:
    for speaks in ("alternating", "random", {"a": 1, "b": 3, "c": 2}):
        words = {
            "issues": {"pie": ["none", "half"]},
            "worth": {name: {"pie": [0, 10]} for name in "abc"},
            "parties": {"a": {}, "b": {"walk_out": {"after_red_lines": 1}}, "c": {}},
            "protocol": {"speaks": speaks, "horizon_days": 10},
        }
        table = small.start(small.game(**words))
        table.today(1)
        table.world.now[at.OUT] = table.mask("b")
        for session in range(1, 7):
            table.today(1, session)
            assert choose_speaker(*table.rules) != table.party("b")
        table.world.now[at.OUT] = table.mask("a", "b", "c")
        assert choose_speaker(*table.rules) == at.NEVER


EVENTS: dict[str, Any] = {
    **PIE,
    "protocol": {"horizon_days": 12, "sessions_per_day": 0},
    "events": {
        "trouble": {"on": small.day(4), "days": 3, "force": {"pie": "half"}, "assumed": "Made up."},
        "answer": {"when": {"in_force": {"pie": "half"}}, "no_deal": {"a": -1}, "days": 1, "assumed": "Made up."},
        "later": {"when": {"happened": "trouble", "since_days": 2}, "once": True, "assumed": "Made up."},
        "calm": {"when": {"not_in_force": {"pie": "half"}, "for_days": 3}, "from": small.day(6), "assumed": "Made up."},
    },
}


def test_events_happen_when_their_situation_comes_to_hold() -> None:
    table = small.start(small.game(**EVENTS))
    happened: dict[str, list[int]] = {name: [] for name in EVENTS["events"]}
    for number in range(1, 13):
        table.play_day(number)
        if number == 8:
            table.put({"pie": "none"})
        if number == 9:
            table.put({"pie": "half"})
        for place, name in enumerate(happened):
            if table.world.happened[place, number]:
                happened[name].append(number)
    assert happened == {"trouble": [4], "answer": [4, 10], "later": [6], "calm": []}


def test_a_situation_counts_evenings_and_first_days() -> None:
    words = dict(EVENTS)
    table = small.start(small.game(**words))
    for number in range(1, 5):
        table.play_day(number)
    table.today(5, 0)
    assert not holds(table.rules[0], table.rules[2], 2), "three evenings without, then one with"
    assert not holds(table.rules[0], table.rules[2], 1), "one day ago"
    table.today(6, 0)
    assert holds(table.rules[0], table.rules[2], 1)


def test_an_event_under_way_on_day_0_keeps_its_days() -> None:
    words = {
        **PIE,
        "protocol": {"horizon_days": 12, "sessions_per_day": 0},
        "events": {
            "embargo": {
                "rate": 0,
                "days": 10,
                "no_deal": {"a": -5},
                "worth": {"b": {"pie": {"half": 3}}},
                "assumed": "Made up.",
            }
        },
        "start": {"events": {"embargo": small.day(-4)}, "assumed": "Made up."},
    }
    table = small.start(small.game(**words))
    for number in range(1, 8):
        table.play_day(number)
        under_way = number <= 5
        assert table.world.no_deal[0] == (-5.0 if under_way else 0.0), number
        assert table.world.worth[1, table.option("pie", "half")] == (13.0 if under_way else 10.0), number
    assert table.world.first_event[0] == at.NEVER


@pytest.mark.skipif(not small.COMPILED, reason="hundreds of runs")
def test_a_walk_out_for_good_is_as_if_its_issues_were_closed() -> None:
    """Where it signed nothing and never speaks."""
    words = {
        "issues": {"pie": ["none", "half"], "side": ["none", "some", "more"]},
        "worth": {
            "a": {"pie": [0, 10], "side": [0, 4, 6]},
            "b": {"pie": [0, 10], "side": [0, 3, 1]},
            "c": {"pie": [0, 2], "side": [0, 3, 5]},
        },
        "parties": {name: {"precision": 0.3} for name in "abc"},
        "controlled_by": {"pie": ["a", "b"], "side": ["a", "c"]},
        "protocol": {"speaks": {"a": 1, "c": 1}, "sessions_per_day": 0.5, "horizon_days": 40, "misperception": 2},
    }
    leaving = {"on": small.day(2), "leaves": ["b"], "assumed": "Made up."}
    closing = {"on": small.day(2), "bar": {"pie": "half"}, "assumed": "Made up."}
    gone = small.game(**words, events={"scandal": leaving})
    closed = small.game(**words, events={"scandal": closing})
    one, other = (play(game, small.nothing_uncertain(600), 11) for game in (gone, closed))
    early = np.isfinite(Records(gone, one.records).of("agreed")[:, gone.options.index(("pie", "half"))])
    early |= np.isfinite(Records(closed, other.records).of("agreed")[:, gone.options.index(("pie", "half"))])
    assert 100 < np.count_nonzero(~early) < 590
    for column in ("state", "first_deal", "sessions", "proposals", "refusals", "deals"):
        left, right = (Records(g, r.records).of(column)[~early] for g, r in ((gone, one), (closed, other)))
        assert np.array_equal(left, right, equal_nan=True), column


TABLE: dict[str, Any] = {
    "issues": {"pie": ["none", "half"], "side": ["none", "some", "more"]},
    "worth": {
        "a": {"pie": [0, 8], "side": [0, 4, 6]},
        "b": {"pie": [0, 6], "side": [9, 3, 1]},
        "c": {"pie": [0, 2], "side": [0, 3, 5]},
    },
    "conditions": {"no_more": {"party": "b", "when": {"side": "more"}, "require": {"pie": "none"}, "firmness": 0.7}},
    "parties": {
        "a": {"precision": 0.3, "tactic": {"kind": "deadline", "from": 0.9, "last_days": 5}},
        "b": {
            "precision": 0.3,
            "consistency": 0.5,
            "walk_out": {
                "cost": 1,
                "no_deal": {"b": 2, "a": -2},
                "after_red_lines": 1,
                "returns_after": 6,
                "meanwhile": "rest",
            },
        },
        "c": {"precision": 0.3, "enters": {"happened": "opening"}},
    },
    "protocol": {"sessions_per_day": 1, "horizon_days": 40, "misperception": 2},
    "events": {
        "opening": {"on": small.day(4), "assumed": "Made up."},
        "strike": {
            "rate": 0.2,
            "when": {"happened": "cut_off"},
            "once": True,
            "days": 5,
            "no_deal": {"a": -3},
            "assumed": "Made up.",
        },
    },
    "deadlines": {
        "cut_off": {
            "on": small.day(18),
            "unless": {"pie": "half", "side": "more"},
            "no_deal": {"a": -4, "c": -2},
            "prolong": {"days": 6, "times": 2, "within_days": 5, "pause_days": 2, "consents": ["a", "c"]},
            "assumed": "Made up.",
        },
        "last": {
            "after": {"happened": "cut_off"},
            "in_days": 9,
            "unless": {"side": ["some", "more"]},
            "ends_talks": True,
            "worth": {"a": {"side": {"some": -3}}},
            "assumed": "Made up.",
        },
    },
}


def test_a_watched_run_with_the_new_words_is_the_ensembles() -> None:
    scenario = small.scenario(**TABLE)
    game = make_game(scenario)
    runs = 40 if small.COMPILED else 3
    played = play(game, small.nothing_uncertain(runs), 5)
    for run in range(min(runs, 12)):
        model = NegotiationModel(scenario, run_seed=5, run=run)
        while model.running:
            model.step()
        np.testing.assert_array_equal(model.record(), played.records[run])


def test_a_watched_run_tells_who_leaves_what_is_put_off_and_why() -> None:
    told = [watch(small.scenario(**TABLE), seed=5, run=run) for run in range(12 if small.COMPILED else 4)]
    text = "\n".join(str(one) for one in told)
    seen = [day for one in told for day in one.days]
    assert any(session.motion for day in seen for session in day.sessions)
    assert {move.act for day in seen for move in day.table_moves} == {"left", "came back"}
    for words in ("moves to put off the deadline", "leaves the table", "comes back to the table", "Deadline passed"):
        assert words in text, words
    for day in seen:
        for session in day.sessions:
            for answer in session.answers:
                assert sum(reason.points for reason in answer.reasons) == pytest.approx(answer.surplus)


def said(**words: Any) -> list[str]:
    """Return everything that is wrong with a scenario, as path, what was found and how grave it is."""
    found = problems_in(small.stated(**{**PIE, **words}))[1]
    return [f"{problem.severity} {'.'.join(map(str, problem.path))}: {problem.found}" for problem in found]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"events": {"e": {"assumed": "x"}}}, "fault events.e: neither"),
        ({"events": {"e": {"on": small.day(3), "rate": 0.1, "assumed": "x"}}}, "fault events.e: both"),
        (
            {"events": {"e": {"rate": 0.1, "from": small.day(9), "until": small.day(3), "assumed": "x"}}},
            f"fault events.e.until: {small.day(3)}, before {small.day(9)}",
        ),
        ({"events": {"e": {"when": {}, "assumed": "x"}}}, "fault events.e.when: a situation that says nothing"),
        ({"events": {"e": {"when": {"happened": "f"}, "assumed": "x"}}}, "fault events.e.when.happened: the unknown"),
        ({"events": {"e": {"when": {"out": "b", "for_days": 3}, "assumed": "x"}}}, "fault events.e.when.for_days"),
        ({"events": {"e": {"when": {"out": "b", "since_days": 3}, "assumed": "x"}}}, "fault events.e.when.since_days"),
        ({"deadlines": {"d": {"assumed": "x"}}}, "fault deadlines.d: neither"),
        ({"deadlines": {"d": {"on": small.day(3), "in_days": 2, "assumed": "x"}}}, "fault deadlines.d.in_days"),
        (
            {"deadlines": {"d": {"on": small.day(3), "assumed": "x"}}},
            "warning deadlines.d: a deadline that brings nothing",
        ),
        ({"deadlines": {"d": {"on": small.day(99), "assumed": "x"}}}, "fault deadlines.d.on"),
        (
            {
                "deadlines": {
                    "d": {"on": small.day(3), "force": {"pie": "half"}, "bar": {"pie": "half"}, "assumed": "x"}
                }
            },
            "fault deadlines.d.bar.pie: half, which it forces too",
        ),
        (
            {"deadlines": {"d": {"on": small.day(3), "prolong": {"days": 3, "consents": ["z"]}, "assumed": "x"}}},
            "fault deadlines.d.prolong.consents.0: the unknown party",
        ),
        (
            {"parties": {"a": {}, "b": {"walk_out": {"cost": 3}}}},
            "warning parties.b.walk_out: a walk-out without a reason",
        ),
        (
            {"events": {"e": {"on": small.day(3), "leaves": ["b"], "assumed": "x"}}},
            "warning events.e.leaves.0: b, whom nothing brings back",
        ),
        (
            {
                "events": {"e": {"on": small.day(3), "assumed": "x"}},
                "deadlines": {"e": {"on": small.day(3), "ends_talks": True, "assumed": "x"}},
            },
            "fault deadlines.e: e, an event too",
        ),
        (
            {
                "events": {"e": {"rate": 0, "bar": {"pie": "half"}, "assumed": "x"}},
                "start": {
                    "events": {"e": small.day(-1)},
                    "in_force": {"pie": {"option": "half", "since": small.day(0)}},
                    "assumed": "x",
                },
            },
            "warning start.in_force.pie.option: half, which e bars",
        ),
    ],
)
def test_what_is_wrong_with_events_deadlines_and_absences_is_told(words: dict[str, Any], fault: str) -> None:
    assert [one for one in said(**words) if one.startswith(fault)], said(**words)
