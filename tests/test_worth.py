"""Steps 3 to 5: values, surpluses, time pricing, agendas, consent and ideals."""

from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats
from sim.rules import state as at
from sim.rules.walking import survey
from sim.rules.worth import PUBLIC, pledge_price, price_terms, value_of
from tests import small
from tests.drawn import GAMES, random_tables
from tests.oracle import Oracle

# Worths are points: a wants calm at 30, b at 10; pay is pure transfer.
TRUCE: dict[str, Any] = {
    "issues": {
        "calm": {"war": {}, "truce": {"settles": 0.6, "binds": ["a", "b"]}},
        "pay": ["none", "low", "high"],
    },
    "worth": {"a": {"calm": [0, 30], "pay": [0, 20, 40]}, "b": {"calm": [0, 10], "pay": [50, 35, 5]}},
    "parties": {"a": {"no_deal": 5}, "b": {"no_deal": -10}},
}


def test_a_value_is_the_worth_of_its_options_and_what_is_left_of_the_no_deal_value() -> None:
    table = small.start(small.game(**TRUCE))
    table.look()
    truce, war = {"calm": "truce", "pay": "low"}, {"calm": "war", "pay": "none"}
    assert [table.value(truce, party) for party in "ab"] == pytest.approx([30 + 20 + 0.4 * 5, 10 + 35 + 0.4 * -10])
    assert [table.value(war, party) for party in "ab"] == pytest.approx([5, 50 - 10])


def test_worths_are_full_marks_shared_by_weight() -> None:
    worth = {"a": {"total": 80, "x": {"weight": 3, "no": 10, "yes": 60}, "y": {"weight": 1, "no": 0, "yes": 100}}}
    table = small.start(small.game(issues={"x": ["no", "yes"], "y": ["no", "yes"]}, worth=worth))
    assert table.world.worth[0] == pytest.approx([6.0, 36.0, 0.0, 20.0])
    assert table.world.worth[1] == pytest.approx([0.0] * 4)


def test_who_gives_no_issue_any_weight_values_nothing() -> None:
    table = small.start(small.game(**TRUCE))
    table.case.weight[0] = 0.0
    small.restart(table, 1, 0)
    assert not table.world.worth[0].any()
    assert table.world.worth[1].any()


def test_a_surplus_is_counted_over_the_deal_in_force() -> None:
    table = small.start(small.game(**TRUCE))
    table.put({"pay": "low"}, "a", "b")
    table.look()
    assert table.surplus({"calm": "truce", "pay": "low"}, "a") == pytest.approx(30 - 0.6 * 5)
    assert table.surplus({"calm": "truce", "pay": "high"}, "b") == pytest.approx(10 - 30 + 0.6 * 10)
    assert table.surplus({"calm": "war", "pay": "low"}, "a") == 0.0


def test_the_largest_share_settled_counts_not_the_sum() -> None:
    issues = {"x": {"no": {}, "yes": {"settles": 0.5}}, "y": {"no": {}, "yes": {"settles": 0.3}}}
    table = small.start(small.game(issues=issues, parties={"a": {"no_deal": 100}, "b": {}}))
    table.look()
    assert table.value({"x": "yes", "y": "yes"}, "a") == pytest.approx(50)
    assert table.value({"x": "no", "y": "yes"}, "a") == pytest.approx(70)


def test_exposure_counts_as_far_as_one_distrusts_those_bound() -> None:
    seats = {"a": {"trust": {"b": {"initial": 0.2}, "c": {"initial": 0.8}}}, "b": {}, "c": {}}
    table = small.start(
        small.game(
            issues={"x": {"no": {}, "yes": {"binds": ["a", "b", "c"]}, "alone": {"binds": ["a"]}}},
            parties=seats,
            exposures={
                "far": {"party": "a", "option": {"x": "yes"}, "points": 12},
                "own": {"party": "a", "option": {"x": "alone"}, "points": 12},
            },
        )
    )
    table.look()
    assert table.surplus({"x": "yes"}, "a") == pytest.approx(-12 * (1 - 0.5))
    assert table.surplus({"x": "alone"}, "a") == 0.0
    assert table.surplus({"x": "yes"}, "b") == 0.0


def test_bonuses_count_where_all_their_parts_are() -> None:
    worth = {
        "a": {
            "total": 200,
            "x": {"weight": 1, "no": 0, "yes": 10},
            "y": {"weight": 1, "no": 0, "yes": 20},
            "bonus": {"both": {"when": {"x": "yes", "y": "yes"}, "points": -4}},
        }
    }
    table = small.start(small.game(issues={"x": ["no", "yes"], "y": ["no", "yes"]}, worth=worth))
    table.look()
    assert table.surplus({"x": "yes", "y": "yes"}, "a") == pytest.approx(26)
    assert table.surplus({"x": "yes"}, "a") == pytest.approx(10)
    assert table.surplus({"x": "yes", "y": "yes"}, "b") == 0.0


def _fixed_term(**protocol: Any) -> small.Table:
    """A truce of 30 days, worth 40 to a over 10 for war, settling half; a waits 60 days, b 20; a note hangs on it."""
    return small.start(
        small.game(
            issues={
                "calm": {"war": {}, "truce": {"term_days": 30, "settles": 0.5, "binds": ["a", "b"]}},
                "note": {"none": {}, "signed": {"linked_to": {"calm": "truce"}}},
            },
            worth={"a": {"calm": [10, 50], "note": [0, 12]}, "b": {"calm": [10, 50], "note": [0, 12]}},
            parties={"a": {"patience_days": 60, "no_deal": 8}, "b": {"patience_days": 20, "no_deal": 8}},
            exposures={"open": {"party": "a", "option": {"calm": "truce"}, "points": 6}},
            protocol=protocol,
        )
    )


def test_a_fixed_term_counts_for_the_share_of_patience_it_lasts() -> None:
    """Worth over the first option, settling and exposure all count half for a, and wholly for b."""
    table = _fixed_term()
    table.look()
    half = 10 + 0.5 * (40 - 0.5 * 6) + (1 - 0.25) * 8
    assert table.value({"calm": "truce"}, "a") == pytest.approx(half)
    assert table.value({"calm": "truce"}, "b") == pytest.approx(50 + 0.5 * 8)


def test_what_is_in_force_counts_for_the_remainder_with_today() -> None:
    table = _fixed_term()
    table.today(3)
    table.put({"calm": "truce"}, "a", "b")
    table.today(13)
    table.look()
    assert table.world.ends[0] == 32, "in force on 30 days, the third to the thirty-second"
    third = 10 + 20 / 60 * (40 - 0.5 * 6) + (1 - 0.5 * 20 / 60) * 8
    assert table.value({"calm": "truce"}, "a") == pytest.approx(third)
    table.today(32)
    table.look()
    last = 10 + 1 / 60 * (40 - 0.5 * 6) + (1 - 0.5 / 60) * 8
    assert table.value({"calm": "truce"}, "a") == pytest.approx(last)


def test_what_is_linked_takes_its_anchors_days() -> None:
    table = _fixed_term()
    table.look()
    both, alone = {"calm": "truce", "note": "signed"}, {"calm": "truce"}
    assert table.surplus(both, "a") - table.surplus(alone, "a") == pytest.approx(12 * 30 / 60)
    table.put(alone, "a", "b")
    table.today(16)
    table.look()
    assert table.surplus(both, "a") == pytest.approx(12 * 15 / 60)


def test_time_is_not_priced_where_it_is_switched_off() -> None:
    table = _fixed_term(features={"time_pricing": False})
    table.look()
    assert table.surplus({"calm": "truce"}, "a") == pytest.approx(40 - 0.5 * 6 - 0.5 * 8)


def test_giving_way_costs_once_and_is_never_refunded() -> None:
    line = {"when": {"x": "yes"}, "require": {"y": "yes"}, "firmness": 0}
    table = small.start(
        small.game(
            issues={"x": ["no", "yes"], "y": ["no", "yes"]},
            worth={"a": {"x": [0, 30], "y": [0, 10]}},
            conditions={
                "first": {"party": "a", **line, "backdown_cost": 4},
                "other": {"party": "b", **line, "backdown_cost": 9},
            },
        )
    )
    table.look()
    assert table.surplus({"x": "yes"}, "a") == pytest.approx(26)
    assert table.surplus({"x": "yes"}, "b") == pytest.approx(-9)
    assert table.surplus({"x": "yes", "y": "yes"}, "a") == pytest.approx(40), "satisfied, so it costs nothing"
    table.put({"x": "yes"}, "a", "b")
    table.look()
    assert table.value(table.deal, "a") == pytest.approx(30), "what giving way cost is sunk"
    assert table.surplus({"x": "yes", "y": "yes"}, "a") == pytest.approx(10)
    assert table.surplus({"x": "no", "y": "no"}, "a") == pytest.approx(-30)


def test_agendas_and_consent_are_what_a_deal_changes_and_whom_that_concerns() -> None:
    table = small.start(
        small.game(
            issues={"x": ["no", "yes"], "y": ["no", "yes"], "z": ["no", "yes"]},
            parties={"a": {}, "b": {}, "c": {"role": "backer"}},
            controlled_by={"x": ["a"], "y": ["b"], "z": ["c"]},
        )
    )
    table.put({"x": "yes"}, "a", "c")
    table.look()

    def concerned(**deal: str) -> tuple[int, int]:
        state = table.game.state(deal)
        return int(table.world.agenda[state]), int(table.world.consent[state])

    assert concerned(x="yes") == (0, 0)
    assert concerned(x="yes", y="yes") == (0b010, table.mask("b"))
    assert concerned(x="no") == (0b001, table.mask("a", "c")), "c signed x and must agree to undo it"
    assert concerned(x="no", z="yes") == (0b101, table.mask("a", "c"))
    assert concerned(x="yes", y="yes", z="yes") == (0b110, table.mask("b", "c"))


def test_only_deals_on_the_allowed_issues_are_surveyed_and_none_that_are_barred() -> None:
    table = small.start(small.game(issues={"x": ["no", "yes", "more"], "y": ["no", "yes"]}))
    table.world.barred[table.option("x", "more")] = True
    price_terms(*table.rules, 1)
    survey(*table.rules, PUBLIC, 0b01)
    seen = [table.game.deal(state) for state in table.surveyed(0)]
    assert seen == [{"x": "no", "y": "no"}, {"x": "yes", "y": "no"}]


def test_with_the_status_quo_outside_nothing_in_force_is_worth_the_no_deal_value() -> None:
    stated = {**TRUCE, "protocol": {"status_quo": "outside"}}
    table = small.start(small.game(**stated))
    assert table.deal == {}
    table.look()
    nothing = int(table.world.now[at.STATE])
    assert [value_of(*table.rules, nothing, party) for party in range(2)] == pytest.approx([5, -10])
    assert table.surplus({"calm": "war", "pay": "none"}, "b") == pytest.approx(50 + 10), "every deal settles all"
    state = table.game.state({"calm": "war", "pay": "none"})
    assert table.world.agenda[state] == 0b11
    assert table.world.consent[state] == table.mask("a", "b")


def errors_of(table: small.Table) -> Floats:
    """Return by observer, party and option how far worths are misjudged."""
    parties, options = len(table.game.parties), len(table.game.options)
    return table.world.error.reshape(parties, options, -1)[:, :, :parties].transpose(0, 2, 1).copy()


def test_only_others_are_misjudged_and_never_the_first_option() -> None:
    stated = {**TRUCE, "protocol": {"misperception": 5}}
    table, drawn = small.start(small.game(**stated)), []
    for run in range(400):
        small.restart(table, 1, run)
        drawn.append(errors_of(table))
    errors = np.array(drawn)
    firsts = [0, 2]
    assert not errors[:, [0, 1], [0, 1], :].any()
    assert not errors[:, :, :, firsts].any()
    seen = errors[:, [0, 1], [1, 0], :][:, :, [1, 3, 4]].reshape(-1)
    assert np.unique(seen).size == seen.size, "drawn afresh for every run, pair and option"
    assert abs(seen.mean()) < 4 * 5 / np.sqrt(seen.size)
    assert seen.std() == pytest.approx(5, abs=4 * 5 / np.sqrt(2 * seen.size))


def test_one_misjudges_anothers_surplus_by_the_errors_and_ones_own_not_at_all() -> None:
    stated = {**TRUCE, "protocol": {"misperception": 5}}
    table = small.start(small.game(**stated))
    deal = {"calm": "truce", "pay": "high"}
    table.look()
    plain = table.surplus(deal, "a"), table.surplus(deal, "b")
    table.look("a")
    error = errors_of(table)[0, 1, [table.option("calm", "truce"), table.option("pay", "high")]].sum()
    assert table.surplus(deal, "a") == plain[0]
    assert table.surplus(deal, "b") == pytest.approx(plain[1] + error)
    assert abs(error) > 0.1


def test_what_is_pledged_is_priced_only_if_nothing_else_is_brought_in() -> None:
    table = small.start(
        small.game(
            issues={"x": ["no", "yes"], "y": ["no", "yes"], "z": ["no", "yes"]},
            pledges={
                "one": {"party": "a", "option": {"x": "yes"}, "backdown_cost": 3},
                "two": {"party": "a", "option": {"y": "yes"}, "backdown_cost": 5},
            },
        )
    )
    table.look()

    def price(party: str, **deal: str) -> float:
        state = table.game.state(deal)
        return pledge_price(*table.rules[:2], state, int(table.world.agenda[state]), table.party(party))

    assert price("a", x="yes") == 3
    assert price("a", x="yes", y="yes") == 8
    assert price("a", x="yes", z="yes") == -1
    assert price("a", z="yes") == -1
    assert price("b", x="yes") == -1
    assert price("a") == -1
    assert table.surplus({"x": "yes"}, "a") == 0.0, "never in V"
    table.put({"x": "yes"}, "a", "b")
    table.look()
    assert price("a", x="yes", y="yes") == 5, "x is no longer brought in"


def test_every_survey_of_a_random_game_is_what_the_rulebook_says() -> None:
    for number, table in enumerate(random_tables()):
        oracle = Oracle(table)
        for observer in (None, table.game.parties[number % len(table.game.parties)]):
            table.look(observer)
            seen = set(table.surveyed())
            assert seen == {oracle.state(deal) for deal in oracle.deals}
            for deal in oracle.deals:
                state = oracle.state(deal)
                agenda = sum(1 << table.game.issues.index(issue) for issue in oracle.agenda(deal))
                assert table.world.agenda[state] == agenda
                assert table.world.consent[state] == table.mask(*oracle.consent(deal))
                for number, party in enumerate(table.game.parties):
                    value, surplus = oracle.value(party, deal, observer), oracle.surplus(party, deal, observer)
                    assert value_of(*table.rules, state, number) == pytest.approx(value, abs=1e-9)
                    assert table.world.surplus[state, number] == pytest.approx(surplus, abs=1e-9)


def test_the_ideals_of_a_random_game_are_what_brute_force_finds() -> None:
    compared = 0
    for number, table in enumerate(random_tables()):
        oracle = Oracle(table)
        speaker = table.game.parties[number % len(table.game.parties)]
        table.propose(speaker)
        for deal in oracle.deals:
            expected = [oracle.ideal(party, deal, speaker) for party in table.game.parties]
            found = [table.ideal(party, *oracle.agenda(deal)) for party in table.game.parties]
            if not oracle.doubtful:
                assert found == pytest.approx(expected, abs=1e-9)
                compared += max(expected) > 0.0
    assert compared > GAMES


def test_who_is_not_touched_by_a_deal_gains_and_loses_exactly_nothing() -> None:
    """Not even by rounding: a surplus of -1e-16 would make it a loser whose deal nobody may propose."""
    lots = np.random.default_rng(1)
    for _ in range(30):
        price, extra, no_deal = (round(float(x), 1) for x in lots.uniform(0.1, 40, 3))
        bonus = {"so": {"when": {"x": ["no", "yes"]}, "points": extra}}
        table = small.start(
            small.game(
                issues={"x": ["no", "yes"], "y": ["no", "yes"]},
                worth={"a": {"x": {"weight": 1, "no": price, "yes": 2 * price}, "bonus": bonus}, "b": {"y": [0, 50]}},
                parties={"a": {"no_deal": no_deal}, "b": {}},
            )
        )
        for standing in ({"x": "no"}, {"x": "yes"}):
            table.put(standing)
            table.look()
            assert table.surplus({**standing, "y": "yes"}, "a") == 0.0
            proposal = table.propose("b")
            assert proposal is not None and proposal["y"] == "yes"
