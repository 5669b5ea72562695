"""Step 8: what the public learns from answers, and pressure on those who refuse."""

from typing import Any

import numpy as np
import pytest

from sim.rules import state as at
from sim.rules.conditions import newly_broken
from sim.rules.events import play_events, set_no_deal
from sim.rules.learning import learn
from sim.rules.pressure import press
from tests import small
from tests.drawn import GAMES, random_tables
from tests.oracle import Oracle, logistic

GRID = np.linspace(0, 1, 11)

PIE: dict[str, Any] = {
    "issues": {"x": ["no", "low", "high"]},
    "worth": {"a": {"x": [0, 10, 40]}, "b": {"x": [0, 40, 10]}},
    "protocol": {"assumed_precision": 0.2},
}


def test_beliefs_start_uniform_and_suspicion_at_the_stated_firmness() -> None:
    stated = {"party": "b", "when": {"x": "low"}, "require": {"x": "no"}, "firmness": "0.2 to 0.9"}
    table = small.start(small.game(**PIE, conditions={"c": stated}), values=[0.37])
    assert table.world.belief == pytest.approx(np.full((2, 11), 1 / 11))
    assert table.world.expected == pytest.approx([0.5, 0.5])
    assert table.world.suspected[0] == 0.37, "this case's firmness"


def test_a_refusal_makes_high_aspirations_likelier_and_an_acceptance_low_ones() -> None:
    """b gains 10 where it could hope for 40: P(accept | a) = logistic(0.2 (10 - 40 a))."""
    table = small.start(small.game(**PIE))
    chances = np.array([logistic(0.2 * (10 - 40 * a)) for a in GRID])
    for accepted in (False, True):
        small.restart(table, 1, 0)
        table.world.aspiration[1] = 0.0 if accepted else 1.0
        assert table.offer("a", {"x": "high"}) == {"b": accepted}
        learn(*table.rules)
        weighed = chances if accepted else 1 - chances
        assert table.world.belief[1] == pytest.approx(weighed / weighed.sum())
        assert table.world.expected[1] == pytest.approx(float(GRID @ weighed / weighed.sum()))
        assert (table.world.expected[1] < 0.5) == accepted
        assert table.world.belief[0] == pytest.approx(1 / 11), "nothing is learned of who was not asked"


def test_answers_add_up_over_sessions() -> None:
    table = small.start(small.game(**PIE))
    table.world.aspiration[1] = 0.5
    weighed = np.full(11, 1 / 11)
    for deal, gain in (("high", 10), ("high", 10), ("low", 40)):
        table.offer("a", {"x": deal})
        learn(*table.rules)
        chances = np.array([logistic(0.2 * (gain - 40 * a)) for a in GRID])
        weighed = weighed * (chances if deal == "low" else 1 - chances)
        weighed /= weighed.sum()
    assert table.world.belief[1] == pytest.approx(weighed)


CONDITIONS: dict[str, Any] = {
    "first": {"party": "b", "when": {"x": "high"}, "require": {"x": "no"}, "firmness": 0.3, "backdown_cost": 2},
    "second": {"party": "b", "when": {"x": "high"}, "require": {"x": "no"}, "firmness": 0.6, "backdown_cost": 1},
    "aside": {"party": "b", "when": {"x": "low"}, "require": {"x": "no"}, "firmness": 0.5, "backdown_cost": 1},
    "others": {"party": "a", "when": {"x": "high"}, "require": {"x": "no"}, "firmness": 0.5, "backdown_cost": 0},
}


def _conditioned() -> small.Table:
    table = small.start(small.game(**PIE, conditions=CONDITIONS))
    table.world.red[:] = False
    return table


def test_a_refusal_raises_suspicion_by_how_readily_the_party_would_else_have_accepted() -> None:
    """b gains 10 - 3 and is expected to hold out for half of nothing: low breaks one of its conditions too."""
    table = _conditioned()
    table.world.red[1] = True
    assert table.offer("a", {"x": "high"}) == {"b": False}
    learn(*table.rules)
    soft = logistic(0.2 * 7)
    first, second = soft * (1 - 0.6), soft * (1 - 0.3)
    expected = [0.3 / (0.3 + 0.7 * (1 - first)), 0.6 / (0.6 + 0.4 * (1 - second)), 0.5, 0.0]
    assert table.world.suspected == pytest.approx(expected)


def test_an_acceptance_and_a_proposal_clear_what_they_break_of_ones_own() -> None:
    table = _conditioned()
    assert table.offer("a", {"x": "high"}) == {"b": True}
    learn(*table.rules)
    assert table.world.suspected.tolist() == [0.0, 0.0, 0.5, 0.0]


def test_what_is_broken_already_teaches_nothing_about_itself() -> None:
    table = _conditioned()
    table.put({"x": "high"}, "a", "b")
    assert newly_broken(table.rules[0], table.rules[2], table.game.state({"x": "high"})) == 0
    table.offer("a", {"x": "low"})
    learn(*table.rules)
    assert table.world.suspected.tolist() == pytest.approx([0.3, 0.6, table.world.suspected[2], 0.5])
    assert table.world.suspected[2] != 0.5


def test_suspicion_tempers_what_a_refusal_says_about_aspirations() -> None:
    """With b_c near 1 a refusal was to be expected of any aspiration."""
    table = _conditioned()
    table.world.red[1] = True
    table.world.suspected[1] = 1.0
    table.offer("a", {"x": "high"})
    learn(*table.rules)
    assert table.world.belief[1] == pytest.approx(np.full(11, 1 / 11))
    assert table.world.suspected[1] == 1.0
    assert table.world.suspected[0] == pytest.approx(0.3), "the other one explains everything"


def test_a_pledge_keeps_the_answer_from_saying_anything_about_aspirations() -> None:
    pledges = {"said": {"party": "b", "option": {"x": "high"}, "backdown_cost": 3}}
    table = small.start(small.game(**PIE, pledges=pledges, conditions=CONDITIONS))
    table.world.red[:] = [True, False, False, False]
    assert table.offer("a", {"x": "high"}) == {"b": False}
    learn(*table.rules)
    assert table.world.belief[1] == pytest.approx(np.full(11, 1 / 11))
    assert table.world.expected[1] == 0.5
    first = logistic(0.2 * (7 + 3)) * (1 - 0.6)
    assert table.world.suspected[0] == pytest.approx(0.3 / (0.3 + 0.7 * (1 - first)))


def test_a_mediator_that_controls_nothing_reveals_nothing_by_proposing() -> None:
    seats: dict[str, Any] = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    lines = {"line": {"party": "m", "when": {"x": "low"}, "require": {"x": "no"}, "firmness": 0.4}}
    for controllers, left in ((["a", "b"], 0.4), (["a", "b", "m"], 0.0)):
        table = small.start(small.game(**PIE, parties=seats, controlled_by={"x": controllers}, conditions=lines))
        table.offer("m", {"x": "low"})
        learn(*table.rules)
        assert table.world.suspected[0] == left


def test_nothing_is_learned_where_learning_is_switched_off() -> None:
    protocol = {**PIE["protocol"], "features": {"learning": False}}
    table = small.start(small.game(**{**PIE, "protocol": protocol}, conditions=CONDITIONS))
    table.offer("a", {"x": "high"})
    learn(*table.rules)
    assert table.world.suspected.tolist() == [0.3, 0.6, 0.5, 0.5]
    assert table.world.expected.tolist() == [0.5, 0.5]


def test_the_public_learns_without_errors_of_perception() -> None:
    plain = small.start(small.game(**PIE))
    blurred = small.start(small.game(**{**PIE, "protocol": {**PIE["protocol"], "misperception": 9}}))
    for table in (plain, blurred):
        table.propose("a")
        table.offer("a", {"x": "high"})
        learn(*table.rules)
    assert np.array_equal(plain.world.belief, blurred.world.belief)


def test_every_update_in_a_random_game_is_bayes_from_the_beliefs_before_all_answers() -> None:
    compared = refusals = 0
    for number, table in enumerate(random_tables()):
        speaker = table.game.parties[number % len(table.game.parties)]
        for state in np.flatnonzero(table.board.proposable)[number % 4 :: 4]:
            oracle = Oracle(table)
            deal = table.game.deal(int(state))
            if oracle.named(deal) not in oracle.deals or not oracle.agenda(oracle.named(deal)):
                continue
            answers = table.offer(speaker, deal)
            beliefs = {p: oracle.learned(p, oracle.named(deal), said) for p, said in answers.items()}
            lines = dict(zip(table.game.conditions, map(float, table.world.suspected), strict=True))
            for party, said in answers.items():
                lines.update(oracle.suspicion(party, oracle.named(deal), said))
            if speaker in oracle.consent(oracle.named(deal)) or oracle.party(speaker).role != "mediator":
                lines.update(dict.fromkeys(oracle.newly(oracle.named(deal), speaker), 0.0))
            learn(*table.rules)
            if oracle.doubtful:
                continue
            assert table.world.suspected == pytest.approx(list(lines.values()), rel=1e-9, abs=1e-12)
            for party, (belief, mean) in beliefs.items():
                assert table.world.belief[table.party(party)] == pytest.approx(belief, rel=1e-9, abs=1e-12)
                assert table.world.expected[table.party(party)] == pytest.approx(mean, rel=1e-9)
            compared += len(answers)
            refusals += list(answers.values()).count(False)
    assert compared > GAMES
    assert refusals > compared // 4


PRESSED: dict[str, Any] = {
    "issues": {"x": ["no", "yes"]},
    "worth": {"a": {"x": [0, 50]}, "b": {"x": [9, 0]}},
    "parties": {"a": {}, "b": {}, "m": {"role": "mediator"}},
    "protocol": {"sessions_per_day": 0},
}


def _pressed(**pressure: Any) -> small.Table:
    push = {"by": "m", "target": "b", "points": 10, "after_refusals": 2, "days": 7, "cost": 3, **pressure}
    return small.start(small.game(**PRESSED, pressures={"push": push}))


def _refuse(table: small.Table, day: int) -> None:
    table.today(day)
    assert table.offer("a", {"x": "yes"}) == {"b": False}
    press(*table.rules)


def _no_deal_values(table: small.Table, days: range) -> list[list[float]]:
    values = []
    for day in days:
        table.today(day, 0)
        play_events(*table.rules)
        set_no_deal(*table.rules)
        values.append([float(x) for x in table.world.no_deal])
    return values


def test_ten_points_of_pressure_for_seven_days_are_ten_points_on_each_of_seven_days() -> None:
    table = _pressed()
    _refuse(table, 3)
    _refuse(table, 3)
    values = np.array(_no_deal_values(table, range(4, 16)))
    assert values[:, 1].tolist() == [-10.0] * 7 + [0.0] * 5
    assert values[:, 2].tolist() == [-3.0] * 7 + [0.0] * 5, "its cost is a like effect on its author"
    assert not values[:, 0].any()
    assert not table.world.drifted.any(), "only the value without effects follows the recursion"


def test_pressure_comes_only_after_enough_refusals_by_its_target_and_then_they_count_anew() -> None:
    table = _pressed()
    _refuse(table, 2)
    assert not table.world.happened.any()
    table.offer("b", {"x": "yes"})
    press(*table.rules)
    assert not table.world.happened.any(), "a was asked, not b"
    _refuse(table, 2)
    assert table.world.happened[0].nonzero()[0].tolist() == [3]
    assert table.world.refused[0] == 0


def test_pressure_is_not_applied_twice_at_a_time() -> None:
    table = _pressed(after_refusals=1, days=4)
    for day in range(1, 12):
        table.today(day, 0)
        play_events(*table.rules)
        _refuse(table, day)
        assert table.world.active[0] <= 1
    starts = table.world.happened[0].nonzero()[0].tolist()
    assert len(starts) > 1
    assert min(np.diff(starts)) >= 4


def test_a_mediator_that_has_left_presses_nobody() -> None:
    table = _pressed(after_refusals=1)
    table.world.now[at.LEFT_DAY] = 1
    _refuse(table, 2)
    assert not table.world.happened.any()


def test_pressure_is_left_out_where_it_is_switched_off() -> None:
    stated = {**PRESSED, "protocol": {"sessions_per_day": 0, "features": {"pressure": False}}}
    push = {"by": "m", "target": "b", "points": 10}
    table = small.start(small.game(**stated, pressures={"push": push}))
    _refuse(table, 2)
    assert not table.world.happened.any()


def test_pressure_is_applied_with_its_chance() -> None:
    table = _pressed(after_refusals=1, chance=0.3)
    applied = []
    for run in range(600):
        small.restart(table, 1, run)
        _refuse(table, 2)
        applied.append(bool(table.world.happened.any()))
    assert np.mean(applied) == pytest.approx(0.3, abs=4 * 0.5 / np.sqrt(600))


def test_pressure_makes_a_bad_deal_the_lesser_evil() -> None:
    """b loses 9 by a deal that settles everything; under ten points of pressure carrying on is worse."""
    stated = {**PRESSED, "issues": {"x": {"no": {}, "yes": {"settles": 1}}}}
    push = {"by": "m", "target": "b", "points": 10, "days": 7}
    table = small.start(small.game(**stated, pressures={"push": push}))
    _refuse(table, 2)
    _no_deal_values(table, range(3, 4))
    assert table.offer("a", {"x": "yes"}) == {"b": True}
