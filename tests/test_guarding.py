"""Events that touch truces, and options that guard others: less at risk, later lost, less misread."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from sim.rules import state as at
from sim.rules.compliance import breach_rate, collapse_hazard, keep_truces
from sim.rules.events import play_events
from sim.runs.ensemble import play
from sim.scenario.checks import problems_in
from tests import small

TRUCE = {"rate": 0.5, "branching": 0.1, "retaliation": 0.2, "misread": 0.9, "collapse": {"scale_days": 20}}
WATCHED = {"exposure": 0.4, "collapse": 0.5, "misread": 0.1}
CALM: dict[str, Any] = {
    "issues": {
        "calm": {"war": {}, "truce": {"binds": ["a", "b"], "term_days": 30, "truce": TRUCE}},
        "watch": {
            "none": {},
            "monitors": {"guards": {"calm": {"truce": {"exposure": 0.4, "collapse": 0.5, "misread": 0.1}}}},
        },
        "pledge": {"none": {}, "guarantee": {"guards": {"calm": {"truce": {"exposure": 0.5}}}}},
    },
    "worth": {n: {"calm": [0, 30], "watch": [0, 0], "pledge": [0, 0]} for n in "ab"},
    "parties": {"a": {"trust": {"b": {"initial": 0.2}}, "patience_days": 60}, "b": {}},
    "exposures": {"a_open": {"party": "a", "option": {"calm": "truce"}, "points": 20}},
    "protocol": {"sessions_per_day": 0},
}
NOTHING = {"calm": "war", "watch": "none", "pledge": "none"}


@pytest.mark.parametrize(
    ("deal", "left"),
    [
        ({}, 1),
        ({"watch": "monitors"}, 0.4),
        ({"pledge": "guarantee"}, 0.5),
        ({"watch": "monitors", "pledge": "guarantee"}, 0.2),
    ],
)
def test_guards_take_off_their_share_of_what_is_at_risk_and_only_where_it_is(deal: dict[str, str], left: float) -> None:
    """Twenty points at trust 0.2 are 16; half a truce of 60 days counts."""
    table = small.start(small.game(**CALM))
    table.look()
    whole = {**NOTHING, **deal, "calm": "truce"}
    assert table.value(whole, "a") == pytest.approx(15 - 8 * left)
    assert table.surplus(whole, "a") == pytest.approx(15 - 8 * left), "the survey says the same"
    assert table.value({**NOTHING, **deal}, "a") == pytest.approx(0)
    assert table.value(whole, "b") == pytest.approx(15), "who is not exposed gains nothing by it"


def test_hazard_and_misreading_are_multiplied_while_both_are_in_force() -> None:
    table = small.start(small.game(**CALM), seed=2)
    seen, hazards = [], []
    for guard in ("none", "monitors"):
        table.put({**NOTHING, "calm": "truce", "watch": guard}, "a", "b")
        table.world.heat[:] = table.world.ledger[:] = 0
        hazards.append(collapse_hazard(*table.rules, 0))
        table.case.truce[0, at.RATE] = 0
        misread = 0
        for day in range(1, 61):
            table.today(day, 0)
            keep_truces(*table.rules)
            misread += int(table.world.perceived.sum() - table.world.breaches.sum())
        seen.append(misread)
        table.today(1)
    assert hazards[1] == pytest.approx(0.5 * hazards[0])
    assert 90 < seen[0] <= 120 and seen[1] < 30


def test_events_multiply_breaches_and_hazard_for_as_long_and_as_often_as_they_are_under_way() -> None:
    stir = {"rate": 0, "days": 3, "truces": {"calm": {"truce": {"rate": 4, "collapse": 3}}}}
    events = {"spoilers": stir, "calmers": {"on": small.day(9), "truces": {"calm": {"truce": {"rate": 0.5}}}}}
    table = small.start(small.game(**CALM, events=events))
    table.put({**NOTHING, "calm": "truce"}, "a", "b")
    table.world.heat[0] = [1, 2]
    base = collapse_hazard(*table.rules, 0)
    found = []
    for day in range(1, 11):
        table.today(day, 0)
        table.case.rate[0] = 1.0 if day in (2, 3) else 0.0
        play_events(*table.rules)
        table.world.began[0] = day
        found.append((breach_rate(*table.rules, 0, 0), collapse_hazard(*table.rules, 0) / base))
    times = [1, 4, 16, 16, 4, 1, 1, 1, 0.5, 0.5]
    assert [rate for rate, _ in found] == pytest.approx([0.5 * factor + 0.1 + 0.4 for factor in times])
    assert [hazard for _, hazard in found] == pytest.approx([1, 3, 9, 9, 3, 1, 1, 1, 1, 1])


@small.needs_compiled
def test_spoilers_break_truces_sooner_and_monitors_keep_them_longer() -> None:
    held = {}
    spoil = {"spoilers": {"rate": 1, "days": 1, "truces": {"calm": {"truce": {"rate": 3, "collapse": 3}}}}}
    for name, words in {"plain": {}, "spoiled": {"events": spoil}}.items():
        truce = {**CALM["issues"]["calm"]["truce"], "truce": {**TRUCE, "cooling_days": 20}}
        issues = {**CALM["issues"], "calm": {"war": {}, "truce": truce}}
        stated = {**CALM, **words, "issues": issues, "protocol": {"sessions_per_day": 2, "horizon_days": 20}}
        game = small.game(**stated)
        held[name] = play(game, small.nothing_uncertain(400), 3).days_in[1:, 1].sum()
    assert held["spoiled"] < 0.8 * held["plain"]


def test_check_knows_what_guards_and_events_name() -> None:
    touched = {"watch": {"none": {"rate": 2}}, "calm": {"no": {}}}
    wrong = small.stated(**deepcopy(CALM), events={"e": {"rate": 0, "truces": touched}})
    wrong["issues"]["watch"]["options"]["monitors"]["guards"] = {"calm": {"trice": {}}, "watch": {"none": {}}}
    found = {".".join(map(str, p.path)): p.severity for p in problems_in(wrong)[1]}
    assert found["events.e.truces.watch.none"] == "warning"
    for path in ("events.e.truces.calm.no", "issues.watch.options.monitors.guards.calm.trice"):
        assert found[path] == "fault"
    assert found["issues.watch.options.monitors.guards.watch"] == "fault"
    assert np.isfinite(small.start(small.game(**CALM)).world.worth).all()
