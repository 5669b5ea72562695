"""Step 7: who is asked, what they say, and what a deal or a failure leaves behind."""

import subprocess
import sys
from itertools import combinations
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.kernel.chance import ANSWER, SESSIONS_A_DAY, uniform
from sim.rules import state as at
from sim.rules.answering import conclude
from tests import small
from tests.drawn import GAMES, random_tables
from tests.oracle import Oracle, accepts, logistic

THREE: dict[str, Any] = {
    "issues": {"x": ["no", "yes"], "y": ["no", "yes"]},
    "worth": {"a": {"x": [0, 10], "y": [0, 4]}, "b": {"x": [0, 6], "y": [5, 0]}, "k": {"x": [0, 1], "y": [0, 2]}},
    "parties": {"a": {}, "b": {}, "k": {"role": "backer"}, "m": {"role": "mediator"}},
    "controlled_by": {"x": ["a", "b"], "y": ["b", "k"]},
}
X = {"x": "yes", "y": "no"}
Y = {"x": "no", "y": "yes"}
BOTH = {"x": "yes", "y": "yes"}


def test_those_answer_whose_consent_is_needed_but_not_the_proposer() -> None:
    table = small.start(small.game(**THREE))
    assert set(table.offer("a", X)) == {"b"}
    assert set(table.offer("m", X)) == {"a", "b"}
    assert set(table.offer("k", X)) == {"a", "b"}
    assert set(table.offer("k", BOTH)) == {"a", "b"}
    assert set(table.offer("m", BOTH)) == {"a", "b", "k"}


def test_a_signatory_is_asked_before_what_it_signed_is_undone() -> None:
    table = small.start(small.game(**THREE))
    table.put(X, "a", "b", "k")
    assert set(table.offer("a", {"x": "no", "y": "no"})) == {"b", "k"}
    assert set(table.offer("a", BOTH)) == {"b", "k"}


def test_a_best_response_takes_exactly_what_it_holds_out_for_and_nothing_less() -> None:
    worth = {"a": {"x": [0, 8, 16, 32]}, "b": {"x": [0, 8, 16, 32]}}
    table = small.start(small.game(issues={"x": ["no", "some", "half", "all"]}, worth=worth))
    table.world.aspiration[1] = 0.5
    assert table.offer("a", {"x": "half"}) == {"b": True}
    assert table.world.answer[1, :3] == pytest.approx([16, 16, 1])
    assert table.offer("a", {"x": "some"}) == {"b": False}
    table.world.aspiration[1] = 0.0
    assert table.offer("a", {"x": "some"}) == {"b": True}


def test_the_chance_is_logistic_in_the_surplus_over_what_is_held_out_for() -> None:
    table = small.start(small.game(**{**THREE, "parties": {**THREE["parties"], "b": {"precision": 0.3}}}))
    table.world.aspiration[1] = 0.5
    table.offer("a", X)
    assert table.world.answer[1, :3] == pytest.approx([6, 3, 1 / (1 + exp(-0.3 * 3))])
    table.offer("a", BOTH)
    assert table.world.answer[1, :3] == pytest.approx([1, 3, 1 / (1 + exp(0.3 * 2))])


def test_answers_come_out_as_often_as_their_chance_says_and_by_their_own_luck() -> None:
    table = small.start(small.game(**{**THREE, "parties": {**THREE["parties"], "b": {"precision": 0.2}}}))
    said = []
    for run in range(1500):
        small.restart(table, 4, run)
        table.today(3, 2)
        said.append(table.offer("a", X)["b"])
        luck = uniform(4, run, 3 * SESSIONS_A_DAY + 2, ANSWER, int(table.board.luck_party[1]))
        assert table.world.answer[1, 3] == luck
        assert said[-1] == (luck < 1 / (1 + exp(-0.2 * 6)))
    share = 1 / (1 + exp(-0.2 * 6))
    assert np.mean(said) == pytest.approx(share, abs=4 * 0.5 / np.sqrt(len(said)))


def _with_line(owner: str, **words: Any) -> small.Table:
    line = {"party": owner, "when": {"x": "yes"}, "require": {"y": "yes"}, "firmness": 0.5, "backdown_cost": 0}
    return small.start(small.game(**THREE, conditions={"line": line, **words}))


def test_a_red_line_vetoes_whatever_is_gained_and_a_bluff_does_not() -> None:
    table = _with_line("b")
    table.world.red[0] = True
    assert table.offer("a", X) == {"b": False}
    assert table.world.answer[1, 2] == 0.0
    table.world.red[0] = False
    assert table.offer("a", X) == {"b": True}


def test_one_that_is_not_asked_has_no_veto() -> None:
    table = _with_line("k")
    table.world.red[0] = True
    assert table.offer("a", X) == {"b": True}
    assert conclude(*table.rules)
    assert table.deal == X


def test_a_red_line_that_is_broken_already_is_no_reason_to_refuse_more() -> None:
    table = _with_line("b")
    table.put(X)
    table.world.red[0] = True
    table.world.worth[1, table.option("x", "no")] = -50
    assert table.offer("k", {"x": "yes", "y": "no"}) == {}
    more = small.start(
        small.game(
            issues={"x": ["no", "yes", "more"]},
            conditions={
                "line": {"party": "b", "when": {"x": ["yes", "more"]}, "require": {"x": "no"}, "firmness": 0.5}
            },
        )
    )
    more.put({"x": "yes"})
    more.world.red[0] = True
    assert more.offer("a", {"x": "more"}) == {"b": True}


def test_what_one_has_pledged_one_takes_at_the_price_of_refusing_and_haggles_not_over() -> None:
    pledges = {"said": {"party": "b", "option": {"y": "yes"}, "backdown_cost": 6}}
    table = small.start(small.game(**THREE, pledges=pledges))
    table.world.aspiration[1] = 1.0
    assert table.offer("k", Y) == {"b": True}
    assert table.world.answer[1, :3] == pytest.approx([1, 0, 1])
    assert table.offer("k", BOTH) == {"a": True, "b": False}, "a package gets no such effect"
    assert table.world.answer[1, :2] == pytest.approx([1, 6])


def test_a_deal_is_in_force_at_once_with_all_who_consented_as_signatories() -> None:
    table = small.start(small.game(**THREE))
    table.today(4)
    table.offer("k", X)
    assert conclude(*table.rules)
    assert table.deal == X
    assert table.world.signed.tolist() == [table.mask("a", "b", "k"), 0], "its proposer included"
    assert table.world.status.tolist() == [at.IN_FORCE, at.NONE]
    assert table.world.began.tolist() == [4, at.NEVER]
    assert table.world.ends.tolist() == [at.NO_TERM, at.NO_TERM]
    assert table.world.now[at.DEALS_MADE] == 1
    assert table.world.now[at.FIRST_DEAL] == 4
    table.today(6)
    table.world.worth[1, table.option("y", "yes")] = 9
    table.offer("b", BOTH)
    assert conclude(*table.rules)
    assert table.world.signed.tolist() == [table.mask("a", "b", "k"), table.mask("b", "k")]
    assert table.world.began.tolist() == [4, 6], "each issue has its own clock"
    assert table.world.agreement[0] != table.world.agreement[1] > 0
    assert table.world.now[at.FIRST_DEAL] == 4


def test_a_mediator_signs_what_it_controls() -> None:
    table = small.start(small.game(**{**THREE, "controlled_by": {"x": ["a", "m"], "y": ["b"]}}))
    table.offer("m", X)
    assert conclude(*table.rules)
    assert table.world.signed[0] == table.mask("a", "m")


def test_one_refusal_is_enough_to_fail() -> None:
    table = small.start(small.game(**THREE))
    assert table.offer("m", BOTH) == {"a": True, "b": True, "k": True}
    table.world.aspiration[1] = 1.0
    assert table.offer("m", BOTH) == {"a": True, "b": False, "k": True}
    assert not conclude(*table.rules)
    assert table.deal == {"x": "no", "y": "no"}
    assert table.world.now[at.DEALS_MADE] == 0
    assert table.world.now[at.REFUSALS] == 1


def test_failed_sessions_cost_the_mediator_its_patience_and_deals_do_not() -> None:
    table = small.start(small.game(**THREE, protocol={"mediator_patience": 2}))
    table.today(5)
    table.offer("m", X)
    conclude(*table.rules)
    assert table.world.failures_left[0] == 2
    table.world.now[at.PROPOSAL] = at.NEVER
    conclude(*table.rules)
    assert (table.world.failures_left[0], table.world.now[at.LEFT_DAY]) == (1, at.NEVER), "no proposal is a failure too"
    table.today(9)
    conclude(*table.rules)
    assert table.world.now[at.LEFT_DAY] == 9
    table.today(10)
    conclude(*table.rules)
    assert table.world.now[at.LEFT_DAY] == 9


def test_every_answer_in_a_random_game_has_the_chance_the_rulebook_says() -> None:
    compared = 0
    for number, table in enumerate(random_tables()):
        oracle = Oracle(table)
        for deal in oracle.deals[number % 3 :: 3]:
            if oracle.agenda(deal):
                speaker = table.game.parties[number % len(table.game.parties)]
                answers = table.offer(speaker, dict(zip(oracle.issues, deal or (), strict=True)))
                assert set(answers) == oracle.consent(deal) - {speaker}
                compared += len(answers) * _said_by_rule(table, oracle, answers)
    assert compared > GAMES


def _said_by_rule(table: small.Table, oracle: Oracle, answers: dict[str, bool]) -> bool:
    assert table.proposal is not None
    deal = oracle.named(table.proposal)
    for party, accepted in answers.items():
        chance = oracle.answer_chance(party, deal)
        surplus, held, found, luck = table.world.answer[table.party(party)][:4]
        if oracle.doubtful:
            return False
        assert found == pytest.approx(chance, abs=1e-9)
        assert surplus == pytest.approx(oracle.stake(party, deal, party), abs=1e-9)
        assert held == pytest.approx(oracle.held_out(party, deal, oracle.aspiration(party), party), abs=1e-9)
        assert accepted == (luck < found)
    return True


def _blamed(table: small.Table, oracle: Oracle, party: str, deal: tuple[str, ...]) -> dict[str, float]:
    """Return the credit of each condition for one refusal: its share in the minimal sets that would have decided it."""
    newly = sorted(oracle.newly(deal, party))
    luck = float(table.world.answer[table.party(party), 3])
    held = oracle.held_out(party, deal, oracle.aspiration(party), party)
    precision = table.case.precision[table.party(party)]

    def decides(removed: tuple[str, ...]) -> bool:
        if any(oracle.red(c) for c in newly if c not in removed):
            return False
        relief = sum(table.case.backdown[table.game.conditions.index(c)] for c in removed)
        return luck < accepts(oracle.stake(party, deal, party) + relief - held, precision)

    sets = [set(part) for size in range(1, len(newly) + 1) for part in combinations(newly, size) if decides(part)]
    minimal = [part for part in sets if not any(other < part for other in sets)]
    return {c: sum(1 / (len(part) * len(minimal)) for part in minimal if c in part) for c in newly}


def test_a_refusal_is_credited_to_its_minimal_decisive_sets() -> None:
    credited = 0
    for number, table in enumerate(random_tables()):
        oracle = Oracle(table)
        for deal in oracle.deals:
            table.world.credit[:] = 0.0
            assert deal is not None
            speaker = "m" if "m" in table.game.parties else "a"
            answers = table.offer(speaker, dict(zip(oracle.issues, deal, strict=True)))
            expected = dict.fromkeys(table.game.conditions, 0.0)
            for party, accepted in answers.items():
                expected.update({} if accepted else _blamed(table, oracle, party, deal))
            if oracle.doubtful:
                break
            assert table.world.credit[:, 0] == pytest.approx(list(expected.values()), abs=1e-9), number
            credited += sum(expected.values()) > 0.0
    assert credited > GAMES // 20


def test_a_refusal_is_shared_by_hand() -> None:
    """b gains 6 by x, less what giving way costs: 4 and 5 in two bluffs, and a third condition that is free."""
    common = {"party": "b", "when": {"x": "yes"}, "require": {"y": "yes"}, "firmness": 0.5}

    def credit(red: bool, first: float, second: float) -> list[float]:
        table = _with_line("b", first={**common, "backdown_cost": first}, second={**common, "backdown_cost": second})
        table.world.red[:] = [red, False, False]
        assert table.offer("a", X) == {"b": False}
        return [float(share) for share in table.world.credit[:, 0]]

    assert credit(False, 4, 5) == pytest.approx([0, 0.5, 0.5]), "either alone decides it"
    assert credit(False, 7, 8) == pytest.approx([0, 0.5, 0.5]), "only both together do"
    assert credit(False, 1, 8) == pytest.approx([0, 0, 1])
    assert credit(True, 1, 2) == pytest.approx([1, 0, 0])
    assert credit(True, 4, 5) == pytest.approx([0.5, 0.25, 0.25]), "the red line with either"
    assert credit(True, 7, 8) == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_a_refusal_that_no_condition_explains_is_credited_to_none() -> None:
    table = _with_line("b")
    table.world.aspiration[1] = 1.0
    table.world.red[0] = True
    table.world.worth[1, table.option("x", "yes")] = -1
    assert table.offer("a", X) == {"b": False}
    assert table.world.credit[0, 0] == 0


def test_a_refusal_is_credited_only_where_the_same_luck_would_have_accepted() -> None:
    """b answers by chance: what it would gain without the condition raises the chance, not the draw."""
    line = {"party": "b", "when": {"x": "yes"}, "require": {"y": "yes"}, "firmness": 0.5, "backdown_cost": 3}
    issues = {"x": ["no", "yes"], "y": ["no", "yes"]}
    worth = {"a": {"x": [0, 5], "y": [0, 0]}, "b": {"x": [0, 2], "y": [0, 0]}}
    seats = {"a": {}, "b": {"precision": 0.5}}
    table = small.start(small.game(issues=issues, worth=worth, parties=seats, conditions={"line": line}))
    credits = set()
    for run in range(40):
        small.restart(table, 1, run)
        table.world.red[0] = False
        if not table.offer("a", {"x": "yes"})["b"]:
            draw, credit = float(table.world.answer[1, 3]), float(table.world.credit[0, 0])
            assert credit == (1.0 if draw < logistic(0.5 * 2) else 0.0)
            credits.add(credit)
    assert credits == {0.0, 1.0}


MANY = """
import sys
from tests import small

def refuse(count):
    stated = {"party": "b", "require": {"y": "yes"}, "firmness": 0}
    conditions = {f"c{n}": {**stated, "when": {"z": "yes"}} for n in range(count)}
    conditions["last"] = {**stated, "when": {"x": "yes"}, "backdown_cost": 1}
    issues = {"x": ["no", "yes"], "y": ["no", "yes"], "z": ["no", "yes"]}
    table = small.start(small.game(issues=issues, conditions=conditions))
    assert table.offer("a", {"x": "yes"}) == {"b": False}
    assert table.world.credit[:, 0].tolist() == [0.0] * count + [1.0]

refuse(2)
print("ready", flush=True)
refuse(61)
"""


@small.needs_compiled
def test_the_number_of_conditions_in_a_scenario_does_not_multiply_the_work_of_one_refusal() -> None:
    """Up to 62 conditions are allowed; a refusal that one of them decides must not try 2^62 sets."""
    root = Path(__file__).parents[1]
    program = [sys.executable, "-c", MANY]
    with subprocess.Popen(program, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        ready = run.stdout.readline()
        try:
            _, errors = run.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            run.kill()
            pytest.fail("one refusal with 62 conditions in the scenario took more than five seconds")
    assert (ready, run.returncode) == ("ready\n", 0), errors
