"""Deals in time: what leaving costs, how truces cool, age and build trust, and what cannot be reached."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from sim.game.build import make_game
from sim.game.records import Records
from sim.kernel.chance import MISREAD, SESSIONS_A_DAY, mix, uniform
from sim.rules import state as at
from sim.rules.compliance import collapse_hazard, keep_truces
from sim.rules.events import play_events
from sim.rules.formulas import survival_hazard
from sim.rules.standing import end_issues, fall_back
from sim.rules.terms import denounce, denouncers, end_terms
from sim.rules.worth import PUBLIC, price_terms, set_table
from sim.runs.ensemble import play
from sim.scenario.checks import problems_in
from sim.scenario.model import Scenario
from tests import small

# Leaving costs what is left.

PACKAGE: dict[str, Any] = {
    "issues": {
        "calm": {"war": {}, "truce": {"withdrawal_cost": {"a": 5, "b": 1}}},
        "note": {"none": {}, "signed": {"linked_to": {"calm": "truce"}, "withdrawal_cost": {"a": 1, "b": 9}}},
        "pay": {"none": {}, "paid": {}},
    },
    "worth": {
        "a": {"calm": [0, 0], "note": [0, 0], "pay": [8, 0]},
        "b": {"calm": [0, 0], "note": [0, 0], "pay": [0, 0]},
    },
    "protocol": {"sessions_per_day": 0},
}
ALL = {"calm": "truce", "note": "signed", "pay": "paid"}


def _priced(table: small.Table) -> small.Table:
    price_terms(*table.rules, int(table.world.now[at.DAY]))
    set_table(*table.rules, PUBLIC)
    return table


def _leavers(table: small.Table, issue: str) -> int:
    return int(denouncers(*_priced(table).rules, table.game.issues.index(issue)))


@pytest.mark.parametrize(("gain", "leaves"), [(4.9, False), (5.0, False), (5.1, True)])
def test_a_package_is_left_through_no_clause_for_less_than_its_dearest(gain: float, leaves: bool) -> None:
    """Pay costs nothing to leave, but the truce, which comes along, costs a 5 and b 9 through the note."""
    table = small.start(small.game(**PACKAGE))
    table.put(ALL, "a", "b")
    table.world.worth[0, table.option("pay", "none")] = gain
    for issue in ("calm", "pay"):
        assert _leavers(table, issue) == (table.mask("a") if leaves else 0)
    table.world.worth[1, table.option("pay", "none")] = 8.9
    assert not _leavers(table, "pay") & table.mask("b"), "what is linked to it counts"
    table.world.worth[1, table.option("pay", "none")] = 9.1
    assert _leavers(table, "pay") & table.mask("b")


def test_what_was_agreed_alone_is_left_at_its_own_cost() -> None:
    table = small.start(small.game(**PACKAGE))
    table.put({"calm": "truce"}, "a", "b")
    table.put(ALL, "a", "b")
    assert _leavers(table, "pay") == table.mask("a"), "8 points for nothing"
    denounce(*table.rules)
    assert table.deal == {"calm": "truce", "note": "none", "pay": "none"}


def test_everything_of_a_whole_deal_counts_where_only_whole_deals_are_in_force() -> None:
    stated = {**PACKAGE, "protocol": {"sessions_per_day": 0, "status_quo": "outside"}}
    table = small.start(small.game(**stated))
    table.put(ALL, "a", "b")
    table.world.no_deal[:] = [5.1, 8.9]
    assert _leavers(table, "pay") == table.mask("a")


def test_check_names_an_option_that_can_be_left_for_nothing_beside_one_that_cannot() -> None:
    found = _warnings(small.stated(**PACKAGE))
    assert [path for path, said in found.items() if "withdrawal_cost" in said] == ["issues.pay.options.paid"]
    free = {**PACKAGE, "issues": {"calm": ["war", "truce"], "pay": ["none", "paid"]}}
    free["worth"] = {"a": {"calm": [0, 0]}, "b": {"pay": [0, 0]}}
    assert not any("withdrawal_cost" in said for said in _warnings(small.stated(**free)).values())


def _warnings(stated: dict[str, Any]) -> dict[str, str]:
    for party in stated["parties"].values():
        party["no_deal"]["assumed"] = "made"
    problems = problems_in(stated)[1]
    return {".".join(map(str, found.path)): f"{found.found}; {found.expected}; {found.hint}" for found in problems}


# Truces do not flicker.


def _truce(horizon: int = 30, **truce: Any) -> dict[str, Any]:
    calm = {"binds": ["a", "b"], "settles": 1, "withdrawal_cost": 1000, "truce": truce}
    return {
        "issues": {"calm": {"war": {}, "truce": calm, "stronger": {**calm, "truce": {}}, "peace": {}}},
        "worth": {"a": {"calm": [0, 50, 40, 5]}, "b": {"calm": [0, 50, 40, 5]}},
        "protocol": {"horizon_days": horizon},
    }


@pytest.mark.parametrize("how", [at.COLLAPSED, at.WITHDRAWN, at.EXPIRED])
def test_no_truce_of_an_issue_comes_back_before_it_has_cooled(how: int) -> None:
    table = small.start(small.game(**_truce(cooling_days=4)))
    table.put({"calm": "truce"}, "a", "b")
    table.today(6)
    end_issues(*table.rules, 1, how)
    barred = how != at.EXPIRED
    for day in range(6, 13):
        table.today(day)
        if day > 6:
            play_events(*table.rules)
        cool = barred and day <= 10
        assert table.world.barred.tolist() == [False, cool, cool, False], day
        assert table.propose("a") == {"calm": "peace" if cool else "truce"}


def test_a_forced_truce_ends_the_cooling_and_stays() -> None:
    words = {
        **_truce(cooling_days=20),
        "events": {"forced": {"on": small.day(9), "days": 1, "force": {"calm": "truce"}}},
    }
    table = small.start(small.game(**words))
    table.put({"calm": "stronger"}, "a", "b")
    table.case.truce[1, at.COOLING] = 20
    end_issues(*table.rules, 1, at.COLLAPSED)
    for day in range(2, 13):
        table.today(day)
        play_events(*table.rules)
        assert table.deal["calm"] == ("truce" if day >= 9 else "war")
        assert table.world.barred[table.option("calm", "stronger")] == (day <= 9)


def test_the_hazard_is_flat_up_to_the_end_of_the_early_days() -> None:
    table = small.start(small.game(**_truce(horizon=40, collapse={"scale_days": 50, "shape": 0.4, "early_days": 12})))
    table.put({"calm": "truce"}, "a", "b")
    for day in range(1, 31):
        table.today(day)
        found = collapse_hazard(*table.rules, 0)
        assert found == pytest.approx(survival_hazard(float(max(12, day)), 50.0, 0.4), rel=1e-12)


@small.needs_compiled
def test_young_truces_survive_geometrically() -> None:
    """Up to the end of its early days a truce is there after n evenings in (1 - h)^n of runs."""
    runs, early = 6000, 15
    stated = _truce(horizon=16, cooling_days=100, collapse={"scale_days": 40, "shape": 0.5, "early_days": early})
    stated["issues"]["calm"]["options"] = None
    del stated["issues"]["calm"]["options"]
    stated["worth"] = {p: {"calm": [0, 50, 0, 0]} for p in "ab"}
    game = small.game(**stated)
    played = play(game, small.nothing_uncertain(runs), 3)
    hazard = survival_hazard(float(early), 40.0, 0.5)
    for day in range(1, early + 1):
        share = played.days_in[day, 1] / runs
        assert share == pytest.approx((1 - hazard) ** day, abs=4 * 0.5 / np.sqrt(runs)), day
    assert np.isfinite(Records(game, played.records).of("collapsed")[:, 1]).any()


def test_truce_days_are_kept_in_shares_as_reckoned_by_hand_over_ten_days() -> None:
    """Acts are misread with chance 0.6; tolerance 0.4, memory 5 days, ten prior days at 0.5, half-life 20 days."""
    stated = _truce(misread=0.6, tolerance=0.4, memory_days=5)
    trust = {"initial": 0.5, "prior_days": 10, "half_life_days": 20}
    stated["parties"] = {"a": {"trust": {"b": trust}}, "b": {"trust": {"a": trust}}}
    table = small.start(small.game(**stated), seed=3)
    table.put({"calm": "truce"}, "a", "b")
    luck = table.board.luck_option[1], mix(int(table.board.luck_party[0]), int(table.board.luck_party[1]))
    kept = broken = seen = days = 0.0
    before, capped, graded = 0.5, 0, 0
    for day in range(1, 11):
        table.today(day, 0)
        keep_truces(*table.rules)
        breach = uniform(3, 0, day * SESSIONS_A_DAY, MISREAD, mix(int(luck[0]), int(luck[1]))) < 0.6
        seen, days = 0.8 * seen + breach, 0.8 * days + 1
        share = 1 - min(1, seen / days / 0.8)
        graded += 0 < share < 1
        if breach and share > before:
            share, capped = before, capped + 1
        kept, broken = kept * 0.5**0.05 + share, broken * 0.5**0.05 + 1 - share
        after = (5 + kept) / (10 + kept + broken)
        assert table.world.trust[0, 1] == pytest.approx(after, rel=1e-12), day
        before = after
    assert graded >= 5


def test_the_share_is_of_the_pair_and_days_of_alleged_breaches_build_no_trust() -> None:
    names = ["a", "b", "c"]
    calm = {"binds": names, "truce": {"tolerance": 1, "memory_days": 4}}
    table = small.start(small.game(issues={"calm": {"war": {}, "truce": calm}}, parties={name: {} for name in names}))
    table.put({"calm": "truce"}, *names)
    table.case.truce[0, at.RATE] = 0
    for day in range(1, 20):
        table.today(day, 0)
        before = table.world.trust.copy()
        table.case.truce[0, at.MISREAD_CHANCE] = 0.4
        keep_truces(*table.rules)
        alleged = table.world.blame > 0
        assert (table.world.trust[alleged] <= before[alleged] + 1e-12).all()
    sums = table.world.seen_of[0].sum(axis=1)
    assert table.world.ledger[0, :, 0] == pytest.approx(sums), "a ledger adds up what all others did"


# Nothing infeasible is reached.

BANS: dict[str, Any] = {
    "issues": {name: ["no", "yes"] for name in "wxyz"},
    "worth": {"a": {name: [0, 10] for name in "wxyz"}, "b": {name: [0, 10] for name in "wxyz"}},
    "infeasible": {
        "needs_x": {"when": {"x": "no", "y": "yes", "z": "yes"}},
        "needs_z": {"when": {"z": "no", "w": "yes"}},
    },
}
YES = dict.fromkeys("wxyz", "yes")


def _left(table: small.Table, *issues: str) -> set[str]:
    mask = sum(1 << table.game.issues.index(issue) for issue in issues)
    state = int(fall_back(table.rules[0], table.game.state(YES), mask))
    return {issue for issue, option in table.game.deal(state).items() if option == "yes"}


@pytest.mark.parametrize("order", ["wxyz", "zyxw", "yzwx"])
def test_what_cannot_be_without_what_ended_falls_back_too_whatever_the_order(order: str) -> None:
    data = {**BANS, "issues": {name: ["no", "yes"] for name in order}}
    table = small.start(small.game(**data))
    assert _left(table, "x") == set(), "y and z need x, w needs z"
    assert _left(table, "z") == {"x", "y"}
    assert _left(table, "x", "y") == {"z", "w"}, "what ends together is mended together"
    says = {"needs_x": {**BANS["infeasible"]["needs_x"], "gives_way": "y"}, "needs_z": BANS["infeasible"]["needs_z"]}
    table = small.start(small.game(**{**data, "infeasible": says}))
    assert _left(table, "x") == {"z", "w"}


def test_no_end_and_no_event_leads_from_any_state_to_what_is_infeasible() -> None:
    events = {
        "force_y": {"on": small.day(3), "force": {"y": "yes"}},
        "force_w": {"on": small.day(3), "force": {"w": "yes"}},
    }
    table = small.start(small.game(**BANS, events=events))
    bans = [entry["when"] for entry in BANS["infeasible"].values()]
    deals = [dict(zip("wxyz", options, strict=True)) for options in product(["no", "yes"], repeat=4)]
    feasible = [deal for deal in deals if not any(_holds(deal, ban) for ban in bans)]
    for deal in feasible:
        state = table.game.state(deal)
        for mask in range(16):
            assert table.game.deal(int(fall_back(table.rules[0], state, mask))) in feasible
        for event in range(2):
            assert table.game.deal(int(table.board.forced[event, state])) in feasible
    none = table.game.state(dict.fromkeys("wxyz", "no"))
    assert table.board.forced[1, none] == none, "w cannot be without z, so nothing is forced"
    assert table.game.deal(int(table.board.forced[0, none]))["y"] == "yes"


def _holds(deal: dict[str, str], ban: dict[str, str]) -> bool:
    return all(deal[issue] == option for issue, option in ban.items())


def test_what_falls_back_ends_in_the_same_way() -> None:
    table = small.start(small.game(**BANS))
    table.put(YES, "a", "b")
    table.today(4)
    end_issues(*table.rules, 1 << table.game.issues.index("x"), at.WITHDRAWN)
    for issue in "wxyz":
        assert table.world.ended[table.option(issue, "yes")][:3].tolist() == [at.NEVER, 4, at.NEVER]


def test_what_is_carried_does_not_run_out_under_what_needs_it() -> None:
    data: dict[str, Any] = {
        "issues": {
            "energy": {"no": {}, "yes": {"term_days": 5}},
            "fire": {"no": {}, "yes": {"term_days": 8}},
        },
        "worth": {"a": {"energy": [0, 10], "fire": [0, 10]}, "b": {"energy": [0, 10], "fire": [0, 10]}},
        "infeasible": {"both": {"when": {"energy": "no", "fire": "yes"}, "gives_way": "fire", "carried": "energy"}},
    }
    table = small.start(small.game(**data))
    table.put({"energy": "yes", "fire": "yes"}, "a", "b")
    for day in range(1, 9):
        table.today(day, 0)
        assert table.deal == {"energy": "yes", "fire": "yes"}, day
        end_terms(*table.rules)
    assert table.deal == {"energy": "no", "fire": "no"}
    assert table.world.ended[:, 0].tolist() == [at.NEVER, 8, at.NEVER, 8]
    table.put({"energy": "yes", "fire": "yes"}, "a", "b")
    end_issues(*table.rules, 1, at.COLLAPSED)
    assert table.deal == {"energy": "no", "fire": "no"}, "but it can be lost, and the other with it"


def test_check_tells_the_shortest_way_to_what_is_infeasible() -> None:
    events = {"force_w": {"on": small.day(3), "force": {"w": "yes"}}}
    found = _warnings(small.stated(**BANS, events=events))
    assert "agree on x: yes, y: yes, z: yes; then x ends" in found["infeasible.needs_x.when"]
    assert "agree on nothing; then force_w happens" in found["infeasible.needs_z.when"]
    says = {
        name: {**entry, "gives_way": "z" if name == "needs_x" else "w"} for name, entry in BANS["infeasible"].items()
    }
    assert not any("then" in said for said in _warnings(small.stated(**{**BANS, "infeasible": says})).values())


def test_check_warns_of_a_force_that_cannot_take_hold() -> None:
    events = {f"force_{issue}": {"on": small.day(3), "force": {issue: "yes"}} for issue in "wy"}
    found = _warnings(small.stated(**BANS, events=events))
    assert "needs_z" in found["events.force_w.force"]
    assert "events.force_y.force" not in found
    events["force_w"]["force"] = {"w": "yes", "z": "yes"}
    assert "events.force_w.force" not in _warnings(small.stated(**BANS, events=events))


def test_links_that_cannot_be_are_no_way_anywhere() -> None:
    """They are faults, said elsewhere, and looking for ways comes to an end."""
    for linked, anchor in (("no", "yes"), ("yes", "yes"), ("no", "no")):
        data = small.stated(**BANS)
        data["issues"]["x"]["options"][linked] = {"linked_to": {"y": anchor}}
        data["issues"]["y"]["options"]["yes"] = {"linked_to": {"x": "yes"}}
        assert isinstance(_warnings(data), dict)


def test_gives_way_names_issues_of_its_combination() -> None:
    says = {"needs_z": {**BANS["infeasible"]["needs_z"], "gives_way": ["w", "y"]}}
    found = _warnings(small.stated(**{**BANS, "infeasible": says}))
    assert "y" in found["infeasible.needs_z.gives_way.1"]


def test_made_scenarios_read() -> None:
    assert make_game(Scenario.model_validate(small.stated(**BANS))).deals > 1
