"""Made-up minds: one offer, one answer; what others reckon from it; what a mind's agenda is and when it reopens."""

from math import exp, pi, sqrt

import numpy as np
import pytest

from sim.rules import state as at
from sim.rules.answers_kept import chance_by_record, keep_answer, open_record, record_on, row_of
from sim.rules.formulas import acceptance, softened_precision
from sim.rules.learning import learn
from sim.rules.minds import agenda_seen
from sim.rules.standing import end_issues
from sim.rules.worth import PUBLIC
from tests import small
from tests.small import needs_compiled

LAMBDA = 0.3
PIE = {
    "issues": {"x": ["no", "some", "more"]},
    "worth": {"a": {"x": [0, 40, 30]}, "b": {"x": [0, 4, 9]}},
}


def _table(consistency: float, **words: object) -> small.Table:
    seat = {"precision": LAMBDA, "consistency": consistency, "tactic": {"kind": "steadfast", "aspiration": 0.5}}
    parties = {"a": {"consistency": consistency}, "b": seat}
    return small.start(small.game(**{**PIE, "parties": parties, "protocol": {"assumed_precision": LAMBDA}, **words}))


@needs_compiled
@pytest.mark.parametrize("consistency", [0.0, 0.4, 1.0])
def test_the_chance_of_a_single_answer_is_the_logit_whatever_the_consistency(consistency: float) -> None:
    table = _table(consistency)
    said = []
    for run in range(4_000):
        small.restart(table, 5, run)
        table.world.aspiration[1] = 0.5
        said.append(table.offer("a", {"x": "some"})["b"])
    chance = 1.0 / (1.0 + exp(-LAMBDA * (4 - 0.5 * 9)))
    assert np.mean(said) == pytest.approx(chance, abs=4 * sqrt(chance * (1 - chance) / len(said)))


@needs_compiled
def test_whose_mind_is_made_up_gives_one_answer_to_one_offer_however_often_it_is_put() -> None:
    table = _table(1.0)
    for run in range(10_000 if small.COMPILED else 20):
        small.restart(table, 6, run)
        said = set()
        for day in range(1, 5):
            table.today(day)
            said.add(table.offer("a", {"x": "some"})["b"])
        assert len(said) == 1, run
        if said == {True}:
            assert table.offer("a", {"x": "more"})["b"], "what it takes at 4 it takes at 9"


def test_with_no_consistency_answers_are_drawn_anew() -> None:
    table = _table(0.0)
    said = set()
    for day in range(1, 29):
        table.today(day)
        said.add(table.offer("a", {"x": "some"})["b"])
        assert table.world.answer[1, at.MADE_UP] == 0.0
    assert said == {True, False}


@needs_compiled
@pytest.mark.parametrize("consistency", [0.3, 0.8, 1.0])
def test_what_others_expect_after_some_answers_is_how_often_it_says_yes(consistency: float) -> None:
    """Aspirations from the grid, offers at random: of those expected to accept with a chance, that share does."""
    table = _table(consistency)
    rng = np.random.default_rng(3)
    for answers in (1, 2, 3, 6):
        expected, said = [], []
        for _ in range(3_000):
            small.restart(table, 1, 0)
            slot = open_record(*table.rules, 1, 1)
            row = row_of(table.rules[0], table.rules[2], 1, slot, PUBLIC)
            aspiration = rng.integers(0, at.GRID) / (at.GRID - 1.0)
            fixed = rng.random() if rng.random() < consistency else None
            for turn in range(answers + 1):
                surplus, ideal = rng.uniform(-3, 12), 10.0
                found = chance_by_record(table.rules[1], table.rules[2], row, 1, surplus, ideal)
                luck = fixed if fixed is not None else rng.random()
                accepts = bool(luck < acceptance(surplus, aspiration, ideal, LAMBDA, 0.0))
                if turn == answers:
                    expected.append(found)
                    said.append(accepts)
                else:
                    _hear(table, row, surplus, ideal, accepts)
        for low in (0.0, 0.25, 0.5, 0.75):
            inside = (np.array(expected) >= low) & (np.array(expected) < low + 0.25)
            if inside.sum() > 100:
                mean = np.array(expected)[inside].mean()
                error = 4.5 * sqrt(max(0.01, mean * (1 - mean)) / inside.sum())
                assert np.array(said)[inside].mean() == pytest.approx(mean, abs=error), (answers, low)


def _hear(table: small.Table, row: int, surplus: float, ideal: float, accepts: bool) -> None:
    """Keep an answer in a record and learn from it, as the public does."""
    belief = table.world.belief[1]
    for point in range(at.GRID):
        soft = acceptance(surplus, point / (at.GRID - 1.0), ideal, LAMBDA, 0.0)
        belief[point] *= keep_answer(table.rules[1], table.rules[2], row, point, 1, soft, 1.0, accepts)
    belief /= belief.sum()


def test_a_refusal_repeated_teaches_next_to_nothing_of_one_whose_mind_is_made_up() -> None:
    moved = {}
    for consistency in (0.0, 0.9):
        table = _table(consistency)
        means = []
        for day in range(1, 6):
            table.today(day)
            small.restart(table, 1, 0) if day == 1 else None
            table.today(day)
            table.look()
            table.world.now[at.SPEAKER], table.world.now[at.PROPOSAL] = 0, table.game.state({"x": "some"})
            table.world.now[at.CONSENT], table.world.now[at.ACCEPTED] = 0b11, 0
            learn(*table.rules)
            means.append(float(table.world.expected[1]))
        moved[consistency] = means[-1] - means[0]
    assert moved[0.0] > 0.05
    assert 0.0 <= moved[0.9] < moved[0.0] / 3


def test_a_trifle_makes_no_new_agenda_unless_it_is_ones_own() -> None:
    issues = {"x": ["no", "yes"], "y": ["no", "yes"], "z": ["no", "yes"]}
    worth = {"a": {"x": [0, 60], "y": [0, 30], "z": [0, 9]}, "b": {"x": [0, 50], "y": [0, 50], "z": [0, 50]}}
    pledges = {"said": {"party": "a", "option": {"z": "yes"}}}
    for words, expected in (({}, 0b011), ({"pledges": pledges}, 0b111)):
        seats = {"a": {"consistency": 1}, "b": {"consistency": 1}}
        table = small.start(small.game(issues=issues, worth=worth, parties=seats, **words))
        assert agenda_seen(*table.rules, 0b111, 0) == expected
        assert agenda_seen(*table.rules, 0b101, 0) == expected & 0b101
        assert agenda_seen(*table.rules, 0b111, 1) == 0b111, "those as large as the last belong to it"


def test_a_mind_reopens_when_what_was_in_force_on_its_agenda_ends_and_not_when_it_is_replaced() -> None:
    table = _table(1.0)
    table.put({"x": "some"}, "a", "b")
    table.put({"x": "more"}, "a", "b")
    assert table.world.endings.tolist() == [0]
    table.world.now[at.DAY] = 2
    end_issues(*table.rules, 1, at.WITHDRAWN)
    assert table.world.endings.tolist() == [1]


def test_the_record_of_an_agenda_is_void_once_the_mind_has_reopened() -> None:
    table = _table(1.0)
    slot = open_record(*table.rules, 1, 1)
    assert record_on(*table.rules, 1, 1) == slot
    table.world.endings[0] += 1
    assert record_on(*table.rules, 1, 1) == at.NEVER
    assert record_on(*table.rules, 1, 0) == at.NEVER, "nobody has asked a"


def test_the_agenda_answered_longest_ago_makes_room_when_the_memory_is_full() -> None:
    issues = {f"i{n}": ["no", "yes"] for n in range(9)}
    later = dict.fromkeys(issues, "yes")
    conditions = {"all": {"party": "b", "when": later, "require": {"i0": "no"}, "firmness": 0}}
    seats = {"a": {}, "b": {"consistency": 1}}
    worth = {name: {issue: [0, 10] for issue in issues} for name in "ab"}
    table = small.start(small.game(issues=issues, worth=worth, parties=seats, conditions=conditions))
    for agenda in range(1, at.REMEMBERED + 2):
        table.world.now[at.SESSIONS_HELD] = agenda
        open_record(*table.rules, agenda, 1)
    assert table.world.answered.tolist() == [0, at.REMEMBERED]
    assert record_on(*table.rules, 1, 1) == at.NEVER, "the first is forgotten"
    found = {record_on(*table.rules, agenda, 1) for agenda in range(2, at.REMEMBERED + 2)}
    assert found == set(range(at.REMEMBERED)), "each of the others has a place of its own"


def test_a_logit_averaged_over_a_normal_error_is_a_logit_of_less_precision() -> None:
    assert softened_precision(0.5, 0.0, 3.0) == 0.5 == softened_precision(0.5, 2.0, 0.0)
    assert softened_precision(0.5, 4.0, 2.0) == pytest.approx(0.5 / sqrt(1 + pi / 8 * 0.25 * 16 * 2))
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    for gap in (-8.0, -1.0, 0.0, 3.0, 10.0):
        exact = (weights / (1 + np.exp(-0.5 * (gap + 4 * sqrt(2) * nodes)))).sum() / weights.sum()
        assert acceptance(gap, 0.0, 0.0, softened_precision(0.5, 4.0, 2.0), 0.0) == pytest.approx(exact, abs=0.02)
