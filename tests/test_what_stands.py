"""What stands and what does not: several options, `not`, talks adjourned, dates not played, what came before."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.analysis.predicates import evaluate
from sim.game.build import Game, make_game
from sim.game.records import Records, column_names
from sim.rules import state as at
from sim.rules.events import play_events
from sim.rules.ratifying import agree
from sim.rules.situations import holds
from sim.rules.speaking import sessions_today
from sim.runs.ensemble import play
from sim.scenario.asked_words import Predicate
from sim.scenario.checks import problems_in
from sim.scenario.predicate_words import in_words, situation_words
from sim.scenario.situation_word import Situation
from sim.trace.mesa_model import watch
from tests import small

Asked = list[dict[str, Any]]
"""Situations or predicates, as people state them."""

PAY: dict[str, Any] = {
    "issues": {"pay": {"none": {}, "half": {"lag_days": 4}, "full": {"lag_days": 4}}, "aid": ["no", "yes"]},
    "worth": {
        name: {"pay": {"weight": 1, "none": 0, "half": 10, "full": 10}, "aid": {"weight": 1, "no": 0, "yes": 0}}
        for name in "ab"
    },
    "protocol": {"horizon_days": 20, "sessions_per_day": 1},
}
"""Pay that takes four days from agreement to force."""

ASSUMED = {"assumed": "Made up."}
SOME = {"pay": ["half", "full"]}


def at_table(*situations: dict[str, Any], **words: Any) -> small.Table:
    """Return a table that asks for some situations, each by the number of its place."""
    events = {f"e{n}": {"when": asked, "rate": 0, **ASSUMED} for n, asked in enumerate(situations)}
    return small.start(small.game(**{**PAY, **words, "events": events}))


def numbers(table: small.Table) -> list[int]:
    """Return the numbers of the situations that are stated, those under their `not` left out."""
    return [int(number) for number in table.board.when]


def holding(table: small.Table) -> list[bool]:
    return [bool(holds(table.rules[0], table.rules[2], number)) for number in numbers(table)]


def agree_on(table: small.Table, deal: dict[str, str]) -> None:
    """Let both agree on a deal at a session of today."""
    table.look()
    table.world.now[at.PROPOSAL] = table.game.state(deal)
    agree(*table.rules, 1 << table.game.issues.index("pay"), table.mask("a", "b"))


def evening(table: small.Table, number: int) -> None:
    """Play a day on which nobody meets."""
    table.play_day(number)


def test_one_of_several_options_is_enough_and_its_first_day_counts() -> None:
    asked: Asked = [
        {"agreed": SOME},
        {"agreed": SOME, "since_days": 3},
        {"agreed": {"pay": ["full"], "aid": "yes"}},
    ]
    table = at_table(*asked, protocol={"horizon_days": 20, "sessions_per_day": 0})
    assert holding(table) == [False, False, False]
    table.world.stood[table.option("pay", "full"), at.FIRST_AGREED] = 2
    table.world.stood[table.option("pay", "half"), at.FIRST_AGREED] = 5
    for number, wanted in ((2, [True, False, False]), (4, [True, False, False]), (5, [True, True, False])):
        table.today(number)
        assert holding(table) == wanted, number
    table.world.stood[table.option("aid", "yes"), at.FIRST_AGREED] = 5
    assert holding(table) == [True, True, True], "of every issue named one of its options"


@pytest.mark.parametrize("place", [at.EXPIRED, at.WITHDRAWN, at.COLLAPSED, at.FAILED])
def test_several_options_may_have_ended(place: int) -> None:
    word = at.STATUS_NAMES[place]
    table = at_table({word: SOME}, {"not": {word: SOME}})
    assert holding(table) == [False, True]
    table.world.ended[table.option("pay", "full"), place - at.EXPIRED] = 1
    assert holding(table) == [True, False]


def test_what_is_agreed_stands_until_it_fails() -> None:
    asked: Asked = [
        {"stands": SOME},
        {"stands": {"pay": "none"}},
        {"in_force": SOME},
        {"not": {"stands": SOME}},
    ]
    table = at_table(*asked, protocol={"horizon_days": 20, "sessions_per_day": 0})
    assert holding(table) == [False, True, False, True]
    agree_on(table, {"pay": "half"})
    assert holding(table) == [True, False, False, False], "agreed and pending"
    for number in range(1, 6):
        evening(table, number)
    assert table.deal["pay"] == "half" and holding(table) == [True, False, True, False]
    table.put({"pay": "none"})
    assert holding(table) == [False, True, False, True]


def test_what_is_pending_and_fails_stands_no_more() -> None:
    unratified = {**PAY["issues"], "pay": {"none": {}, "half": {"lag_days": 2, "ratification": 0}, "full": {}}}
    table = at_table({"stands": SOME}, {"agreed": SOME}, issues=unratified, protocol={"sessions_per_day": 0})
    agree_on(table, {"pay": "half"})
    found = []
    for number in range(1, 5):
        evening(table, number)
        found.append(holding(table))
    assert found == [[True, True], [True, True], [False, True], [False, True]]


def test_a_not_turns_round_all_that_is_within_it_and_may_hold_another() -> None:
    within = {"agreed": {"pay": "half"}, "in_force": {"aid": "yes"}}
    asked: Asked = [
        within,
        {"not": within},
        {"not": {"not": within}},
        {"in_force": {"aid": "yes"}, "not": within},
    ]
    table = at_table(*asked)
    for agreed, aid in ((False, False), (True, False), (False, True), (True, True)):
        table.put({"aid": "yes" if aid else "no"})
        table.world.stood[table.option("pay", "half"), at.FIRST_AGREED] = 1 if agreed else at.NEVER
        both = agreed and aid
        assert holding(table) == [both, not both, both, aid and not both], (agreed, aid)


def test_a_not_counts_evenings_of_its_own() -> None:
    asked: Asked = [{"in_force": {"aid": "no"}, "not": {"in_force": {"aid": "no"}, "for_days": 3}}]
    table = at_table(*asked, protocol={"sessions_per_day": 0})
    found = []
    for number in range(1, 7):
        table.today(number, 0)
        found.append(holding(table)[0])
        evening(table, number)
    assert found == [True, True, True, False, False, False]


def test_an_event_happens_only_while_nothing_is_agreed() -> None:
    event = {"when": {"not": {"stands": SOME}}, "rate": 1, **ASSUMED}
    table = small.start(small.game(**{**PAY, "protocol": {"sessions_per_day": 0}, "events": {"exit": event}}))
    for number in range(1, 5):
        evening(table, number)
        if number == 2:
            agree_on(table, {"pay": "full"})
    assert table.world.happened[0, 1:5].tolist() == [1, 1, 0, 0]


def test_conduct_that_asks_for_what_is_not_agreed_satisfies_a_condition() -> None:
    when = {"when": {"aid": "yes"}, "require_conduct": {"not": {"stands": SOME}}}
    demand = {"party": "a", **when, "firmness": 1, **ASSUMED}
    table = small.start(small.game(**{**PAY, "protocol": {"sessions_per_day": 0}, "conditions": {"first": demand}}))
    satisfied = []
    for number in range(1, 4):
        table.today(number, 0)
        play_events(*table.rules)
        satisfied.append(int(table.world.now[at.CONDUCT]))
        if number == 2:
            agree_on(table, {"pay": "full"})
    assert satisfied == [1, 1, 0]


# Talks adjourned.


def held(events: dict[str, Any], days: int = 9, **words: Any) -> list[int]:
    """Return how many sessions are held on each day beside what happens; nobody ever agrees."""
    protocol = {"horizon_days": 12, "sessions_per_day": 1, "session_dates": [small.day(3)]}
    table = small.start(small.game(**{**PAY, "protocol": protocol, "events": events, **words}))
    counts = []
    for number in range(1, days + 1):
        table.today(number, 0)
        play_events(*table.rules)
        counts.append(int(sessions_today(*table.rules)))
        table.world.now[at.SESSION] = 0
    return counts


def test_no_session_is_held_while_an_event_adjourns_the_talks() -> None:
    event = {"on": small.day(3), "days": 2, "adjourns": True, **ASSUMED}
    assert held({}) == [1, 1, 2, 1, 1, 1, 1, 1, 1]
    assert held({"recess": event}) == [1, 1, 0, 0, 1, 1, 1, 1, 1], "neither dated nor other"
    again = {**event, "on": small.day(4)}
    assert held({"recess": event, "longer": again}) == [1, 1, 0, 0, 0, 1, 1, 1, 1]
    del event["days"]
    assert held({"recess": event}) == [1, 1, 0, 0, 0, 0, 0, 0, 0], "to the end where no days are stated"


def test_talks_may_open_on_a_date() -> None:
    before = {"on": small.day(1), "days": 4, "adjourns": True, **ASSUMED}
    assert held({"not_yet": before})[:6] == [0, 0, 0, 0, 1, 1]


def test_an_adjournment_under_way_on_day_0_keeps_its_days() -> None:
    event = {"rate": 0, "days": 5, "adjourns": True, **ASSUMED}
    start: dict[str, Any] = {"start": {"events": {"recess": small.day(-1)}, **ASSUMED}}
    assert held({"recess": event}, **start)[:5] == [0, 0, 0, 1, 1]


def test_a_deadline_may_adjourn_the_talks_from_the_morning_after_and_concerns_everybody() -> None:
    deadline = {"on": small.day(3), "unless": SOME, "adjourns": True, "days": 2, **ASSUMED}
    game = small.game(**{**PAY, "deadlines": {"round": deadline}})
    assert int(game.board.deadline_about[0]) == 0b11
    table, counts = small.start(game), []
    table.world.worth[:, [table.option("pay", "half"), table.option("pay", "full")]] = -10
    for number in range(1, 8):
        evening(table, number)
        counts.append(int(table.world.now[at.SESSIONS_HELD]))
    assert counts == [1, 2, 3, 3, 3, 4, 5]
    assert [one for one in problems_in(game.scenario.stated())[1] if "brings nothing" in one.found] == []


def test_a_watched_run_says_that_the_talks_are_adjourned() -> None:
    events = {"recess": {"on": small.day(2), "days": 1, "adjourns": True, **ASSUMED}}
    told = watch(small.scenario(**{**PAY, "events": events}))
    assert "Event: recess; the talks are adjourned." in told.to_text() and not told.days[1].sessions


# Deadlines put off to days that are not played.


def put_off(**prolong: Any) -> small.Table:
    """Return talks of twenty days that cannot agree, after all days, with a deadline on day 10."""
    move = {"days": 11, "within_days": 3, **prolong}
    deadline = {"on": small.day(10), "unless": SOME, "no_deal": {"a": -4, "b": -6}, "prolong": move, **ASSUMED}
    parties = {"a": {"tactic": {"kind": "deadline", "from": 1, "to": 0, "last_days": 5}}, "b": {}}
    table = small.start(small.game(**{**PAY, "parties": parties, "deadlines": {"date": deadline}}))
    table.world.worth[:, [table.option("pay", "half"), table.option("pay", "full")]] = -10
    for number in range(1, 21):
        evening(table, number)
    return table


def test_a_deadline_put_off_beyond_the_last_day_comes_no_more() -> None:
    table = put_off(beyond=True)
    moved = table.world.deadline_days[0].tolist()
    assert moved == [at.NEVER, at.NEVER, 8, 1], "neither passed nor met, put off on day 8, once"
    assert int(table.world.deadline_due[0]) == 21 and table.world.no_deal.tolist() == [0, 0]
    assert put_off().world.deadline_days[0].tolist() == [10, at.NEVER, at.NEVER, 0], "without the word it stays"


def test_what_lies_beyond_the_last_day_is_foreseen_by_who_thinks_that_far() -> None:
    table = put_off(beyond=True)
    patience = float(table.case.patience[0])
    assert table.world.foreseen[0, 0] == pytest.approx(1 - (21 - 20 + 1) / patience)
    assert table.world.aspiration[0] == 0.0, "and the last day is the deadline of the tactic"


def test_a_day_that_is_not_played_is_called_so() -> None:
    deadline = {"on": small.day(10), "unless": SOME, "no_deal": {"a": -4, "b": -6}, **ASSUMED}
    move = {"prolong": {"days": 11, "within_days": 3, "beyond": True}}
    bad = {name: {"pay": {"weight": 1, "none": 90, "half": 0, "full": 0}} for name in "ab"}
    told = watch(small.scenario(**{**PAY, "worth": bad, "deadlines": {"date": {**deadline, **move}}}))
    assert "It is now on day 21, which is not played." in told.to_text()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"days": 10}, False),
        ({"days": 11}, True),
        ({"days": 11, "beyond": True}, False),
        ({"days": 5, "times": 2}, False),
        ({"days": 5, "times": 3}, True),
        ({"days": "5 to 11"}, True),
    ],
)
def test_a_deadline_that_would_be_put_off_too_far_is_told(said: dict[str, Any], told: bool) -> None:
    deadline = {"on": small.day(10), "unless": SOME, "no_deal": {"a": -4}, "prolong": said, **ASSUMED}
    found = problems_in(small.stated(**{**PAY, "deadlines": {"date": deadline}}))[1]
    assert [".".join(map(str, one.path)) for one in found if "past the last day" in one.found] == (
        ["deadlines.date.prolong.days"] if told else []
    )


# What is asked of a run.


def asking(*predicates: dict[str, Any], **words: Any) -> Game:
    """Return a game that keeps what these predicates ask."""
    outcomes = {f"o{number}": {"when": predicate} for number, predicate in enumerate(predicates)}
    return make_game(small.scenario(**{**PAY, **words, "outcomes": {**outcomes, "rest": {"otherwise": True}}}))


def records(game: Game, *runs: Mapping[str, float]) -> Records:
    """Return records of runs of which only so much is said."""
    names = list(column_names(game))
    rows = np.full((len(runs), len(names)), np.nan)
    rows[:, names.index("state")] = 0
    for place, said in enumerate(runs):
        for name, value in said.items():
            rows[place, names.index(name)] = value
    return Records(game, rows)


def since(predicate: dict[str, Any], *runs: Mapping[str, float]) -> list[float | bool]:
    """Return for each run the day since which a predicate holds, True without a day, False where it does not."""
    game = asking(predicate)
    found = evaluate(game, records(game, *runs), Predicate.model_validate(predicate))
    pairs = zip(found.holds.tolist(), found.day.tolist(), strict=True)
    return [False if not so else True if np.isnan(day) else day for so, day in pairs]


def test_of_several_options_the_first_day_counts() -> None:
    half, full, aid = "agreed.pay.half", "agreed.pay.full", "agreed.aid.yes"
    assert since({"agreed": SOME}, {half: 7}, {full: 5}, {half: 7, full: 5}, {}) == [7, 5, 5, False]
    assert since({"agreed": {**SOME, "aid": "yes"}}, {half: 7}, {full: 5, aid: 9}) == [False, 9]
    assert since({"agreed": SOME, "by": small.day(6)}, {half: 7}, {half: 7, full: 5}) == [False, 5]
    same: Asked = [{"any": [{"agreed": {"pay": "half"}}, {"agreed": {"pay": "full"}}]}, {"agreed": SOME}]
    drawn = [{half: a, full: b} for a in (np.nan, 3.0, 8.0) for b in (np.nan, 3.0, 8.0)]
    assert since(same[0], *drawn) == since(same[1], *drawn)


def test_of_several_allegations_one_that_is_soon_enough_counts() -> None:
    issues = {**PAY["issues"], "pay": {"none": {}, "half": {"truce": {}}, "full": {"truce": {}}}}
    predicate = {"alleged": SOME, "within_days": 3}
    game = asking(predicate, issues=issues)
    runs = records(
        game,
        {"alleged.pay.half": 4, "alleged_after.pay.half": 9, "alleged.pay.full": 7, "alleged_after.pay.full": 2},
        {"alleged.pay.half": 4, "alleged_after.pay.half": 9},
    )
    found = evaluate(game, runs, Predicate.model_validate(predicate))
    assert (found.holds.tolist(), found.day[0]) == ([True, False], 7)


def test_before_is_on_an_earlier_day_or_without_the_other() -> None:
    asked = {"agreed": {"aid": "yes"}, "before": {"agreed": SOME}}
    aid, half = "agreed.aid.yes", "agreed.pay.half"
    runs = [{aid: 4}, {aid: 4, half: 5}, {aid: 5, half: 5}, {aid: 6, half: 5}, {half: 5}]
    assert since(asked, *runs) == [4, 4, False, False, False]
    assert since({"agreed": {"aid": "yes"}, "before": {"not": {"agreed": SOME}}}, *runs) == [False, 4, 5, 6, False]
    asked = {"all": [{"agreed": {"aid": "yes"}}, {"not": {"failed": SOME}}], "before": {"agreed": SOME}}
    assert since(asked, *runs) == [4, 4, False, False, False], "dated by what has a day"


def test_what_is_asked_to_be_earlier_and_has_no_day_is_not() -> None:
    asked = {"not": {"agreed": {"aid": "yes"}}, "before": {"agreed": SOME}}
    assert since(asked, {"agreed.pay.half": 5}, {}) == [False, True]


def test_what_stands_on_a_day_is_in_force_or_agreed_and_pending_on_it() -> None:
    days = (1, 3, 8, 14)
    asked: Asked = [{"stands": SOME, "on": small.day(day)} for day in days]
    truce = {"half": {"lag_days": 4, "ratification": 0.5}, "full": {"lag_days": 2, "term_days": 3}}
    words: dict[str, Any] = {
        "issues": {**PAY["issues"], "pay": {"none": {}, **truce}},
        "parties": {"a": {"precision": 0.2}, "b": {"precision": 0.2}},
        "protocol": {"horizon_days": 20, "sessions_per_day": 0.3},
    }
    game = asking(*asked, **words)
    found = Records(game, play(game, small.nothing_uncertain(40), 3).records)
    stood = [evaluate(game, found, Predicate.model_validate(one)).holds.tolist() for one in asked]
    for run in range(40):
        told = watch(game.scenario, seed=3, run=run).days
        for day, so in zip(days, stood, strict=True):
            one = told[day - 1]
            coming = {issue: waiting.option for issue, waiting in one.pending.items()}
            assert so[run] == ({**one.in_force, **coming}["pay"] != "none"), (run, day)
    shares = np.mean(stood, axis=1)
    assert shares.min() > 0 and shares.max() < 1
    assert "reached.pay=full|half.stands.on_day_3" in list(column_names(game))


def test_a_refusal_over_a_red_line_is_told_apart() -> None:
    predicates: Asked = [
        {"vetoed": "anything", "party": "b", "at_least": 2},
        {"vetoed": SOME},
        {"refused": SOME},
    ]
    no_pay = {"party": "b", "refuses": SOME, "firmness": 1, **ASSUMED}
    game = asking(*predicates, conditions={"never": no_pay})
    table = small.start(game)
    for number, deal in enumerate(({"pay": "half"}, {"aid": "yes"}, {"pay": "full"}), 1):
        table.today(number)
        assert table.offer("a", {"pay": "none", "aid": "no", **deal})["b"] == (number == 2)
    counted = {tally.name: int(table.world.tally[place, at.HOW_OFTEN]) for place, tally in enumerate(game.tallies)}
    assert counted == {
        "vetoed.by=b.at_least_2.to_day_20": 2,
        "vetoed.pay=full|half.to_day_20": 2,
        "refused.pay=full|half.to_day_20": 2,
    }
    assert [int(day) for day in table.world.tally[:, at.OVER]] == [3, 1, 1]


def test_a_refusal_that_only_haggles_is_no_veto() -> None:
    bluff = {"party": "b", "refuses": SOME, "firmness": 0, "backdown_cost": 90, **ASSUMED}
    game = asking({"vetoed": SOME}, conditions={"bluff": bluff})
    table = small.start(game)
    assert table.offer("a", {"pay": "half", "aid": "no"}) == {"b": False}
    assert int(table.world.tally[0, at.HOW_OFTEN]) == 0


def test_they_are_told_in_words() -> None:
    stated = small.scenario(**PAY)
    situation = {"stands": SOME, "agreed": SOME, "not": {"in_force": {"aid": "yes"}, "for_days": 2}}
    assert situation_words(stated, Situation.model_validate(situation)) == (
        "pay: half or full in force or agreed and pay: half or full was agreed and not (aid: yes in force, for 2 days)"
    )
    asked: list[tuple[dict[str, Any], str]] = [
        ({"stands": SOME, "on": small.day(4)}, "pay: half or full was in force or agreed on 2025-01-05"),
        ({"vetoed": "anything", "party": "a"}, "anything was refused over a red line by a"),
        (
            {"agreed": {"aid": "yes"}, "before": {"agreed": SOME}},
            "aid: yes was agreed and earlier than (pay: half or full was agreed), if that came at all",
        ),
    ]
    for predicate, words in asked:
        assert in_words(stated, Predicate.model_validate(predicate)) == words
