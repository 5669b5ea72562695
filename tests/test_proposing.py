"""Step 6: what principals, backers and mediators put on the table."""

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.rules import state as at
from sim.rules.ideals import best_hope
from sim.rules.proposing import best_scored
from sim.rules.walking import survey
from sim.rules.worth import PUBLIC, price_terms
from tests import small
from tests.drawn import GAMES, random_tables
from tests.oracle import NEAR, Oracle, logistic

PIE: dict[str, Any] = {
    "issues": {"share": ["none", "s20", "s40", "s60", "s80"]},
    "worth": {"a": {"share": [0, 20, 40, 60, 80]}, "b": {"share": [0, 80, 60, 40, 20]}},
    "protocol": {"assumed_precision": 0.1},
}


def test_a_principal_proposes_what_maximises_chance_times_gain() -> None:
    """Expected to hold out for half of 80, b accepts 20, 40, 60, 80 with logistic(4), (2), (0), (-2)."""
    table = small.start(small.game(**PIE))
    assert table.propose("a") == {"share": "s40"}
    assert [table.ideal(party, "share") for party in "ab"] == pytest.approx([80, 80])
    for share, chance in (("s20", logistic(4.0)), ("s40", logistic(2.0)), ("s60", 0.5), ("s80", logistic(-2.0))):
        gain = float(share[1:])
        assert [table.score({"share": share}, column) for column in (0, 1)] == pytest.approx([chance * gain] * 2)
    for expected, share in ((0.0, "s80"), (0.25, "s60"), (0.75, "s40"), (1.0, "s20")):
        table.world.expected[1] = expected
        assert table.propose("a") == {"share": share}


def test_a_principal_proposes_nothing_below_what_it_holds_out_for() -> None:
    table = small.start(small.game(**PIE))
    table.world.expected[1] = 1.0
    for aspiration, share in ((0.25, "s20"), (0.26, "s40"), (0.5, "s40"), (0.51, "s60"), (0.75, "s60"), (1.0, "s80")):
        table.world.aspiration[0] = aspiration
        assert table.propose("a") == {"share": share}


def test_nobody_proposes_what_gains_it_nothing() -> None:
    table = small.start(small.game(**PIE))
    table.put({"share": "s80"}, "a", "b")
    assert table.propose("a") is None
    assert table.propose("b") is None, "a would lose by every other split"


def test_a_settled_pie_is_not_divided_again_even_if_acceptance_by_mistake_is_likely() -> None:
    seats = {name: {"precision": 0.01} for name in "ab"}
    table = small.start(small.game(**{**PIE, "parties": seats, "protocol": {"assumed_precision": 0.001}}))
    for share in ("s20", "s40", "s60", "s80"):
        table.put({"share": share}, "a", "b")
        assert table.propose("a") is None
        assert table.propose("b") is None


def test_a_proposal_needs_only_those_whom_it_concerns() -> None:
    table = small.start(
        small.game(
            issues={"x": ["no", "yes"]},
            worth={"a": {"x": [0, 10]}, "b": {"x": [90, 0]}, "c": {"x": [0, 5]}},
            parties={"a": {}, "b": {}, "c": {}},
            controlled_by={"x": ["a", "c"]},
        )
    )
    assert table.propose("a") == {"x": "yes"}
    assert table.world.now[at.CONSENT] == table.mask("a", "c")
    assert table.propose("b") is None


CONDITIONED: dict[str, Any] = {
    "issues": {"x": ["no", "half", "full"]},
    "worth": {"a": {"x": [0, 20, 40]}, "b": {"x": [0, 30, 50]}},
    "parties": {"a": {}, "b": {}, "m": {"role": "mediator"}},
    "protocol": {"assumed_precision": 1, "floor": 0.2},
}


def _condition(owner: str, firmness: float) -> dict[str, Any]:
    stated = {"party": owner, "when": {"x": "full"}, "require": {"x": "no"}}
    return {"no_full": {**stated, "firmness": firmness, "backdown_cost": 2}}


def test_a_suspected_red_line_lowers_the_chance_and_can_unmake_a_proposal() -> None:
    table = small.start(small.game(**CONDITIONED, conditions=_condition("b", 0.9)))
    table.world.expected[:] = 0.0
    assert table.propose("a") == {"x": "half"}
    full = table.game.state({"x": "full"})
    assert table.world.score[full] == pytest.approx([40 * 0.1, 40.0])
    assert table.world.now[at.UNMADE] == full
    assert table.world.credit[0].tolist() == [0.0, 1.0], "one proposal was not made because of it"
    table.world.suspected[0] = 0.1
    assert table.propose("a") == {"x": "full"}


def test_an_unmade_proposal_is_credited_only_to_conditions_that_lowered_its_chance() -> None:
    """Not to one of a party that is not asked, nor to one that nobody takes for a red line any more."""
    line = _condition("b", 0.9)["no_full"]
    conditions = {"asked": line, "unasked": {**line, "party": "k"}, "bluff": {**line, "firmness": 0}}
    seats = {**CONDITIONED["parties"], "k": {"role": "backer"}}
    table = small.start(small.game(**{**CONDITIONED, "parties": seats}, conditions=conditions))
    table.world.expected[:] = 0.0
    assert table.propose("a") == {"x": "half"}
    assert table.world.now[at.UNMADE] == table.game.state({"x": "full"})
    assert table.world.credit[:, 1].tolist() == [1.0, 0.0, 0.0]


def test_an_unmade_proposal_is_credited_only_to_conditions_that_it_would_break() -> None:
    """The last of three stands in the way; the others are as suspected and about something else."""
    line, other = _condition("b", 0.9)["no_full"], {"when": {"x": "half"}, "require": {"x": "no"}}
    conditions = {"one": {**line, **other}, "two": {**line, **other}, "three": line}
    table = small.start(small.game(**CONDITIONED, conditions=conditions))
    table.world.expected[:] = 0.0
    table.world.suspected[:2] = 0.2
    assert table.propose("a") == {"x": "half"}
    assert table.world.now[at.UNMADE] == table.game.state({"x": "full"})
    assert table.world.credit[:, 1].tolist() == [0.0, 0.0, 1.0]


def test_a_pledge_too_cheap_to_break_does_not_make_a_loss_bearable() -> None:
    """a has pledged x and would pay 1, or 4.5, for refusing it, but loses 5 by it: b has nothing to propose."""
    issues = {"x": ["no", "yes"]}
    worth = {"a": {"x": [5, 0]}, "b": {"x": [0, 20]}}
    for cost, proposed in ((1, None), (4.5, None), (6, {"x": "yes"})):
        pledges = {"said": {"party": "a", "option": {"x": "yes"}, "backdown_cost": cost}}
        table = small.start(small.game(issues=issues, worth=worth, pledges=pledges))
        assert table.propose("b") == proposed


def test_nobody_proposes_what_breaks_a_red_line_of_its_own() -> None:
    table = small.start(small.game(**CONDITIONED, conditions=_condition("a", 0.5)))
    table.world.red[0] = True
    assert table.propose("a") == {"x": "half"}
    table.world.red[0] = False
    assert table.propose("a") == {"x": "full"}
    table.put({"x": "full"}, "a", "b")
    table.world.red[0] = True
    table.look()
    assert not table.world.set_vetoes.any(), "what is broken already is not newly broken"


def test_a_mediator_stays_silent_where_suspicion_brings_all_below_its_floor() -> None:
    table = small.start(small.game(**CONDITIONED, conditions=_condition("b", 0.9)))
    table.world.expected[:] = 0.0
    assert table.propose("m") == {"x": "half"}
    table.world.barred[table.option("x", "half")] = True
    assert table.propose("m") is None
    table.world.suspected[0] = 0.75
    assert table.propose("m") == {"x": "full"}


def test_a_chance_exactly_at_the_floor_is_enough_for_a_mediator() -> None:
    table = small.start(small.game(**CONDITIONED, conditions=_condition("b", 0.9)))
    table.world.barred[table.option("x", "half")] = True
    table.world.suspected[0] = 0.5
    assert table.propose("m") == {"x": "full"}
    chance = 0.5 * float(table.world.chance[table.game.state({"x": "full"})])
    table.case.protocol[at.FLOOR] = chance
    assert table.propose("m") == {"x": "full"}
    table.case.protocol[at.FLOOR] = np.nextafter(chance, 1.0)
    assert table.propose("m") is None


def test_a_mediator_proposes_nothing_that_is_ruled_out_even_without_a_floor() -> None:
    table = small.start(small.game(**CONDITIONED, conditions=_condition("b", 0.9)))
    table.world.barred[table.option("x", "half")] = True
    table.case.protocol[at.FLOOR] = 0.0
    table.world.suspected[0] = 1.0
    assert table.propose("m") is None
    assert table.world.now[at.UNMADE] == table.game.state({"x": "full"}), "were no red line suspected, it would"


def test_a_mediator_weighs_surpluses_by_kappa_and_never_trades_a_loss() -> None:
    issues = {"x": ["none", "left", "even", "right", "mad"]}
    worth = {"a": {"x": [0, 60, 35, 10, 90]}, "b": {"x": [20, 30, 55, 80, 19]}}
    seats = {"a": {}, "b": {}, "m": {"role": "mediator"}}

    def chosen(**weights: float) -> dict[str, str] | None:
        protocol = {"mediator_weights": weights, "assumed_precision": 1000}
        table = small.start(small.game(issues=issues, worth=worth, parties=seats, protocol=protocol))
        table.world.expected[:] = 0.0
        return table.propose("m")

    assert chosen() == {"x": "even"}, "35 x 35 beats 60 x 10 and 10 x 60"
    assert chosen(a=3) == {"x": "left"}, "60^3 x 10 > 35^3 x 35; a loss of b is no price"
    assert chosen(b=3) == {"x": "right"}


def test_a_mediator_takes_the_better_of_two_even_deals_however_little_better() -> None:
    """Equal gains make the product as large as its bound, so that a bound too low would pass over the better deal."""
    seats = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    for gains in ([10, 10.01], [10.01, 10]):
        worth = {name: {"x": [0, *gains]} for name in "ab"}
        table = small.start(small.game(issues={"x": ["none", "one", "two"]}, worth=worth, parties=seats))
        assert table.propose("m") == {"x": "one" if gains[0] > gains[1] else "two"}


def test_a_bound_on_a_mediators_product_is_no_lower_for_fewer_parties() -> None:
    seats = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    worth = {"a": {"x": [0, 10.3], "y": [0, 10]}, "b": {"x": [0, 0], "y": [0, 10]}}
    stated = {"issues": {"x": ["no", "yes"], "y": ["no", "yes"]}, "worth": worth, "parties": seats}
    rules = {"infeasible": {"both": {"when": {"x": "yes", "y": "yes"}}}}
    table = small.start(small.game(**stated, **rules, controlled_by={"x": ["a"], "y": ["a", "b"]}))
    assert table.propose("m") == {"x": "yes", "y": "no"}, "10.3 alone beats 10 and 10"


def test_a_mediators_product_is_a_mean_so_that_asking_more_parties_is_no_virtue() -> None:
    seats = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    worth = {"a": {"x": [0, 10], "y": [0, 9]}, "b": {"x": [0, 0], "y": [0, 9]}}
    stated = {"issues": {"x": ["no", "yes"], "y": ["no", "yes"]}, "worth": worth, "parties": seats}
    rules = {"infeasible": {"both": {"when": {"x": "yes", "y": "yes"}}}, "protocol": {"assumed_precision": 1000}}
    table = small.start(small.game(**stated, **rules, controlled_by={"x": ["a"], "y": ["a", "b"]}))
    table.world.expected[:] = 0.0
    assert table.propose("m") == {"x": "yes", "y": "no"}, "a gets 10 of 10, rather than 9 of 10 with b's 9 of 9"
    assert table.score({"x": "yes"}) == pytest.approx(0.0, abs=1e-12)
    assert table.world.top[0, :3].tolist() == [10.0, 9.0, 0.0]
    table.world.barred[table.option("x", "yes")] = True
    assert table.propose("m") == {"x": "no", "y": "yes"}
    assert table.score({"y": "yes"}) == pytest.approx(0.0, abs=1e-12), "each gets all that it could by now"


def test_a_mediator_that_controls_an_issue_must_gain_and_get_what_it_holds_out_for() -> None:
    seats = {"a": {}, "b": {}, "m": {"role": "mediator"}}
    worth = {"a": {"x": [0, 30, 20, 10]}, "b": {"x": [0, 30, 20, 10]}, "m": {"x": [10, 0, 20, 30]}}
    stated = {"issues": {"x": ["no", "one", "two", "three"]}, "worth": worth, "parties": seats}
    assert small.start(small.game(**stated)).propose("m") == {"x": "one"}
    table = small.start(small.game(**stated, controlled_by={"x": ["a", "b", "m"]}))
    assert table.propose("m") == {"x": "two"}, "20 x 20 x 10 beats 10 x 10 x 20, and one is a loss"
    assert table.world.now[at.CONSENT] == table.mask("a", "b", "m")
    table.world.aspiration[2] = 0.8
    assert table.propose("m") == {"x": "three"}


def test_ties_are_broken_by_lot_and_by_no_order() -> None:
    worth = {name: {"x": [0, 9, 9]} for name in "ab"}
    table = small.start(small.game(issues={"x": ["no", "one", "two"], "y": ["no", "yes"]}, worth=worth))
    chosen = []
    for run in range(200):
        small.restart(table, 1, run)
        chosen.append(str(table.propose("a")))
    counts = [chosen.count(deal) for deal in sorted(set(chosen))]
    assert len(counts) == 4, "x one or two, with y yes or no"
    assert min(counts) > 25
    small.restart(table, 1, 7)
    assert str(table.propose("a")) == chosen[7]


def test_scores_a_billionth_apart_are_tied_and_a_millionth_apart_are_not() -> None:
    def chosen(edge: float) -> set[str]:
        worth = {"a": {"x": [0, 9, 9 + edge]}, "b": {"x": [0, 90, 90]}}
        issues, protocol = {"x": ["no", "one", "two"]}, {"assumed_precision": 5}
        table = small.start(small.game(issues=issues, worth=worth, protocol=protocol))
        found = set()
        for run in range(40):
            small.restart(table, 1, run)
            found.add(str(table.propose("a")))
        return found

    assert len(chosen(1e-10)) == 2
    assert chosen(1e-6) == {"{'x': 'two'}"}


def test_nothing_is_chosen_where_nothing_has_a_score() -> None:
    table = small.start(small.game(**PIE))
    table.look()
    table.world.score[:] = -np.inf
    assert best_scored(table.rules[0], table.rules[2], 0, 1e-9) == at.NEVER


def test_a_pledged_option_is_haggled_over_by_nobody() -> None:
    """b pledged x: it is expected to take it at 0 - 1 + 4 points, and a package with y in it is nothing special."""
    issues = {"x": ["no", "yes"], "y": ["no", "yes"]}
    worth = {"a": {"x": [0, 20], "y": [0, 8]}, "b": {"x": [1, 0], "y": [0, 8]}}
    pledges = {"said": {"party": "b", "option": {"x": "yes"}, "backdown_cost": 4}}
    table = small.start(small.game(issues=issues, worth=worth, pledges=pledges, protocol={"assumed_precision": 0.5}))
    table.world.expected[1] = 1.0
    table.propose("a")
    x = table.game.state({"x": "yes"})
    assert table.world.score[x, 0] == pytest.approx(20 * logistic(0.5 * 3))
    both = table.game.state({"x": "yes", "y": "yes"})
    assert [table.ideal(party, "x", "y") for party in "ab"] == pytest.approx([28, 8])
    assert table.world.score[both, 0] == pytest.approx(28 * logistic(0.5 * (7 - 8)))
    unpledged = small.start(small.game(issues=issues, worth=worth))
    unpledged.propose("a")
    assert unpledged.score({"x": "yes"}) == -np.inf, "without the pledge b would lose a point"


def test_who_pledged_something_may_propose_it_whatever_it_holds_out_for() -> None:
    worth = {"a": {"x": [0, 10, 3]}, "b": {"x": [0, 10, 30]}}
    pledges = {"said": {"party": "a", "option": {"x": "given"}, "backdown_cost": 1}}
    table = small.start(small.game(issues={"x": ["no", "even", "given"]}, worth=worth, pledges=pledges))
    table.world.aspiration[0] = 0.9
    table.world.expected[1] = 0.9
    assert table.propose("a") == {"x": "given"}
    assert table.score({"x": "given"}) == pytest.approx(3 * logistic(0.5 * 3))
    assert table.score({"x": "even"}) == pytest.approx(10 / (1 + exp(0.5 * 17)))


def test_the_best_hope_on_one_agenda_is_its_ideal() -> None:
    for number, table in enumerate(random_tables()):
        oracle = Oracle(table)
        for deal in oracle.deals[number % 3 :: 3]:
            issues = sum(1 << table.game.issues.index(issue) for issue in oracle.agenda(deal))
            price_terms(*table.rules, int(table.world.now[at.DAY]))
            survey(*table.rules, PUBLIC, issues)
            hopes = [best_hope(table.rules[0], table.rules[2], seat) for seat in range(len(table.game.parties))]
            ideals = [oracle.ideal(party, deal) for party in table.game.parties]
            assert oracle.doubtful or hopes == pytest.approx(ideals, abs=1e-9)


@pytest.mark.parametrize("role", ["principal", "mediator", "backer"])
def test_every_proposal_in_a_random_game_is_what_brute_force_chooses(role: str) -> None:
    compared = chosen = 0
    for table in random_tables():
        oracle = Oracle(table)
        for speaker, party in table.game.scenario.parties.items():
            if party.role == role:
                proposal = table.propose(speaker)
                best, without = oracle.best(speaker), oracle.best(speaker, suspicion=False)
                if oracle.doubtful:
                    break
                _compare(table, oracle, speaker)
                assert (proposal is None) == (not best)
                assert proposal is None or oracle.named(proposal) in best
                unmade = int(table.world.now[at.UNMADE])
                assert (unmade == at.NEVER) == (not without)
                assert unmade == at.NEVER or oracle.named(table.game.deal(unmade)) in without
                compared += 1
                chosen += proposal is not None
    assert compared > GAMES // 4
    assert compared > chosen > compared // 8


def _compare(table: small.Table, oracle: Oracle, speaker: str) -> None:
    """Compare the scores of all deals; one that cannot come first need not be scored, one that may not be must not."""
    for column, suspicion in enumerate((True, False)):
        scores = oracle.scores(speaker, suspicion)
        best = max(scores.values(), default=-np.inf)
        for deal in oracle.deals:
            found = table.score(oracle.state(deal), column)
            if found > -np.inf or scores.get(deal, -np.inf) > best - NEAR:
                assert found == pytest.approx(scores.get(deal, -np.inf), rel=1e-9, abs=NEAR)


def test_nobody_tables_what_is_worse_for_it_and_no_likelier_than_a_package() -> None:
    """On the larger agenda a holds out for nine tenths of 21, more than the 15 that a sure package brings it.

    Alone it would table x, worth 12 to it and 2 to b, though the package of both is worth 15 to it and 30 to b.
    """
    worth = {"a": {"x": [0, 12, 0], "y": [0, 3, 9]}, "b": {"x": [0, 2, 0], "y": [0, 28, 0]}}
    table = small.start(small.game(issues={"x": ["no", "yes", "odd"], "y": ["no", "yes", "odd"]}, worth=worth))
    table.world.aspiration[0] = 0.9
    assert table.propose("a") == {"x": "yes", "y": "yes"}
    both = table.game.state({"x": "yes", "y": "yes"})
    assert table.world.surplus[both, 0] < 0.9 * table.ideal("a", "x", "y"), "it holds out for more on both"
    alone = table.score({"x": "yes", "y": "no"})
    assert -np.inf < alone < table.score(both)


def test_a_red_line_of_its_own_is_no_better() -> None:
    worth = {"a": {"x": [0, 12, 0], "y": [0, 3, 9]}, "b": {"x": [0, 2, 0], "y": [0, 28, 0]}}
    conditions = {"not_both": {"party": "a", "when": {"y": "yes"}, "require": {"x": "no"}, "firmness": 1}}
    issues = {"x": ["no", "yes", "odd"], "y": ["no", "yes", "odd"]}
    table = small.start(small.game(issues=issues, worth=worth, conditions=conditions))
    table.world.aspiration[0] = 0.9
    assert table.propose("a") != {"x": "yes", "y": "yes"}
