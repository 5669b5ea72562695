"""Terms extended by agreement, and variants that keep a clock."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.rules import state as at
from sim.rules.learning import learn
from sim.rules.ratifying import agree
from sim.rules.terms import end_terms
from sim.runs.ensemble import play
from tests import small

CALM: dict[str, Any] = {
    "issues": {
        "calm": {"war": {}, "truce": {"term_days": 10, "extension_days": 6, "binds": ["a", "b"]}},
        "note": {"none": {}, "signed": {"linked_to": {"calm": "truce"}}},
        "pay": {"none": {}, "some": {}, "all": {}},
    },
    "worth": {
        "a": {"calm": [0, 30], "note": [0, 6], "pay": [20, 12, 0]},
        "b": {"calm": [0, 15], "note": [0, 3], "pay": [0, 9, 20]},
    },
    "parties": {"a": {"patience_days": 20}, "b": {"patience_days": 30}},
    "protocol": {"sessions_per_day": 0, "horizon_days": 60},
}
TRUCE = {"calm": "truce", "note": "signed", "pay": "none"}


def _table(day: int = 7, **words: Any) -> small.Table:
    table = small.start(small.game(**{**CALM, **words}))
    table.put(TRUCE, "a", "b")
    table.today(day)
    return table


def _extension(table: small.Table, deal: dict[str, str]) -> int:
    return int(table.board.longer[0, table.game.state(deal)])


def test_an_extension_counts_its_days_for_the_option_and_what_is_linked_to_it() -> None:
    """On day 7 four days are left; six more are 6/20 of 36 points to a and 6/30 of 18 to b."""
    table = _table()
    table.look()
    row = _extension(table, TRUCE)
    assert table.world.surplus[row, :2] == pytest.approx([36 * 6 / 20, 18 * 6 / 30])
    assert table.world.agenda[row] == 1 and table.world.consent[row] == 3
    assert row in table.world.bearable[: table.world.now[at.BEARABLE]]
    for pay, cost, gain in (("some", 8, 9), ("all", 20, 20)):
        both = _extension(table, {**TRUCE, "pay": pay})
        assert table.world.surplus[both, :2] == pytest.approx([10.8 - cost, 3.6 + gain])
        assert table.world.agenda[both] == 5
    assert table.world.ends.tolist() == [10, 10, at.NO_TERM], "looking changes nothing"


def test_patience_bounds_what_more_days_are_worth() -> None:
    table = _table()
    table.case.patience[:2] = [4, 7]
    table.look()
    assert table.world.surplus[_extension(table, TRUCE), :2] == pytest.approx([0, 18 * 3 / 7])


@pytest.mark.parametrize(("day", "there"), [(4, False), (5, True), (10, True)])
def test_only_what_ends_soon_can_be_extended(day: int, there: bool) -> None:
    table = _table(day)
    assert (table.propose("a") == TRUCE) == there
    assert (table.world.now[at.PROPOSAL] == _extension(table, TRUCE)) == there


def test_what_nobody_signed_cannot_be_extended_nor_what_is_barred() -> None:
    table = small.start(small.game(**CALM))
    table.put(TRUCE)
    table.today(7)
    assert table.propose("a") is None
    table = _table()
    table.world.barred[table.option("calm", "truce")] = True
    table.propose("a")
    assert table.world.now[at.PROPOSAL] != _extension(table, TRUCE)


def test_an_extension_agreed_adds_its_days_and_nothing_else() -> None:
    table = _table()
    before = {name: getattr(table.world, name).copy() for name in ("began", "agreement", "status", "signed")}
    assert table.propose("a") == TRUCE
    assert table.answers() == {"b": True}
    learn(*table.rules)
    agree(*table.rules, 1, 3)
    assert table.deal == TRUCE
    assert table.world.ends.tolist() == [16, 16, at.NO_TERM], "what is linked to it goes along"
    assert all((getattr(table.world, name) == held).all() for name, held in before.items())
    assert table.world.renewed[table.option("calm", "truce")].tolist() == [at.NEVER, at.NEVER, 7]
    for day in range(7, 17):
        table.today(day, 0)
        end_terms(*table.rules)
        assert (table.deal == TRUCE) == (day < 16)
    assert table.world.renewed[table.option("calm", "truce"), at.TERM_REACHED] == 10, "it held for its term"


def test_what_is_changed_beside_an_extension_joins_its_agreement() -> None:
    table = _table()
    table.look()
    table.world.now[at.PROPOSAL] = _extension(table, {**TRUCE, "pay": "some"})
    agree(*table.rules, 5, 3)
    assert table.deal == {**TRUCE, "pay": "some"}
    assert table.world.agreement[2] == table.world.agreement[0] > 0
    assert table.world.ends.tolist() == [16, 16, at.NO_TERM]


def test_an_extension_enters_ideals_and_is_haggled_over_though_pledged() -> None:
    pledge = {"b_calm": {"party": "b", "option": {"calm": "truce"}, "backdown_cost": 9}}
    table = _table(pledges=pledge)
    assert table.propose("a") == TRUCE
    assert table.ideal("b", "calm") == pytest.approx(3.6)
    assert table.ideal("a", "calm") == pytest.approx(10.8)
    table.world.aspiration[1] = 0.5
    table.answers()
    assert table.world.answer[1, : at.HELD_OUT + 1] == pytest.approx([3.6, 1.8])


def test_what_is_changed_beside_an_extension_must_be_feasible_without_what_is_pending() -> None:
    issues = {
        "pact": {"none": {}, "new": {"lag_days": 5}},
        "extra": {"none": {}, "more": {"linked_to": {"pact": "new"}}},
        "calm": CALM["issues"]["calm"],
    }
    worth = {name: {"pact": [0, 9], "extra": [0, 9], "calm": [0, 30]} for name in "ab"}
    table = small.start(small.game(issues=issues, worth=worth, protocol={"sessions_per_day": 0}))
    table.put({"pact": "none", "extra": "none", "calm": "truce"}, "a", "b")
    table.today(6)
    table.look()
    table.world.now[at.PROPOSAL] = table.game.state({"pact": "new", "extra": "none", "calm": "truce"})
    agree(*table.rules, 1, 3)
    table.look()
    listed = [int(state) for state in table.world.bearable[: table.world.now[at.BEARABLE]]]
    assert [table.game.deal(state) for state in listed] == [{"pact": "new", "extra": "none", "calm": "truce"}]
    assert table.board.extends[listed[0]] == 2


# Variants.


def _pie(term: float, variants: bool, patience: tuple[float, float], start: float = 0.4) -> dict[str, Any]:
    shares: dict[str, dict[str, Any]] = {f"s{n}": {"term_days": term} for n in range(1, 10)}
    for name in list(shares)[1:] if variants else ():
        shares[name]["variant_of"] = "s1"
    seats = {
        name: {"patience_days": days, "tactic": {"kind": "steadfast", "aspiration": start}}
        for name, days in zip("ab", patience, strict=True)
    }
    return {
        "issues": {"pie": {"none": {}, **shares}},
        "worth": {"a": {"pie": [0, *range(10, 100, 10)]}, "b": {"pie": [0, *range(90, 0, -10)]}},
        "parties": seats,
        "protocol": {"horizon_days": 60, "sessions_per_day": 1, "assumed_precision": 1000},
    }


def test_a_variant_keeps_first_and_last_day_and_a_truce_its_memory() -> None:
    truce = {"binds": ["a", "b"], "term_days": 10, "truce": {"rate": 3}}
    calm = {"war": {}, "wide": truce, "narrow": {**truce, "variant_of": "wide"}, "other": truce}
    table = small.start(
        small.game(issues={"calm": calm}, worth={"a": {"calm": [0, 9, 9, 9]}, "b": {"calm": [0, 9, 9, 9]}})
    )
    table.put({"calm": "wide"}, "a", "b")
    table.world.heat[0], table.world.logged[0] = [1.5, 2.5], [3, 4]
    table.world.ledger[0], table.world.seen_of[0, 0, 1] = 2.0, 1.0
    table.today(4)
    table.look()
    assert table.surplus({"calm": "narrow"}, "a") == pytest.approx(0), "no more days for another name"
    assert table.surplus({"calm": "other"}, "a") == pytest.approx(9 * 3 / 60)
    table.put({"calm": "narrow"}, "a", "b")
    assert (table.world.began[0], table.world.ends[0]) == (1, 10)
    assert table.world.heat[1].tolist() == [1.5, 2.5] and table.world.logged[1].tolist() == [3, 4]
    assert (table.world.ledger[1] == 2).all() and table.world.seen_of[1, 0, 1] == 1
    table.put({"calm": "other"}, "a", "b")
    assert (table.world.began[0], table.world.ends[0], table.world.heat[2].tolist()) == (4, 13, [0, 0])


@small.needs_compiled
@pytest.mark.parametrize("term", [5, 12])
def test_a_more_patient_party_never_does_worse_in_the_pie_with_terms(term: float) -> None:
    """Exact answers, known precision, steadfast tactics, no-deal values of 0: a's mean worth a day by its patience."""
    means = []
    for patience in (4, 8, 16, 30, 60, 120):
        game = small.game(**_pie(term, True, (patience, 20)))
        played = play(game, small.nothing_uncertain(60), 5)
        worth = np.array([0, *range(0, 100, 10)])[1:]
        means.append(float((played.days_in[1:] / 60 @ worth).mean()))
    assert all(after >= before - 1e-9 for before, after in pairwise(means)), means
    assert means[0] > 0


@small.needs_compiled
def test_a_settled_pie_is_not_divided_again_for_the_sake_of_a_fresh_term() -> None:
    divided = {}
    for variants in (True, False):
        game = small.game(**_pie(10, variants, (20, 40)))
        played = play(game, small.nothing_uncertain(40), 5)
        divided[variants] = float(played.records[:, 6].mean())
    assert divided[True] <= 7, "once a term of ten days in sixty"
    assert divided[False] > divided[True]
