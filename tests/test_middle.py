"""A run may start in the middle, be kept as it stands, and take another course from a day on."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.verbs import app
from sim.game.build import make_game
from sim.game.cases import draw
from sim.rules import state as at
from sim.rules.compliance import keep_truces
from sim.rules.terms import end_terms
from sim.runs.ensemble import play
from sim.scenario.checks import problems_in
from sim.scenario.model import Scenario
from sim.trace.mesa_model import NegotiationModel, watch
from tests import small
from tests.rich import rich

SEEN = {"a": {"b": {"kept": 6, "broken": 2}}}


def _since(days: int) -> str:
    return (small.AS_OF - timedelta(days)).isoformat()


def _stated(since: int = 5, **words: Any) -> dict[str, Any]:
    truce = {"term_days": 10, "binds": ["a", "b"], "truce": {"rate": 0.5, "branching": 0.2, "memory_days": 5}}
    begun = {"option": "truce", "since": _since(since), "signed_by": ["a", "b"], "deal": "first"}
    start = {
        "in_force": {"calm": {**begun, "breaches": {"a": 2, "b": 0.5}}, "note": {**begun, "option": "signed"}},
        "observed": SEEN,
    }
    return {
        "issues": {
            "calm": {"war": {}, "truce": truce},
            "note": {"none": {}, "signed": {"linked_to": {"calm": "truce"}}},
            "pay": {"none": {}, "paid": {}},
        },
        "worth": {
            "a": {"calm": [0, 30], "note": [0, 3], "pay": [0, 1]},
            "b": {"calm": [0, 30], "note": [0, 3], "pay": [0, 1]},
        },
        "protocol": {"sessions_per_day": 0, "horizon_days": 30},
        "parties": {"a": {}, "b": {}, "m": {"role": "mediator"}},
        "start": start,
        **words,
    }


def test_the_truce_has_held_for_six_days() -> None:
    table = small.start(small.game(**_stated()))
    assert table.deal == {"calm": "truce", "note": "signed", "pay": "none"}
    assert table.world.began[:2].tolist() == [-5, -5] and table.world.status[:2].tolist() == [at.IN_FORCE] * 2
    assert table.world.ends.tolist() == [4, 4, at.NO_TERM], "a linked option has its anchor's days"
    assert table.world.signed.tolist() == [3, 3, 0]
    assert table.world.agreement[0] == table.world.agreement[1] == 1
    assert table.world.now[at.AHEAD] == table.world.now[at.STATE]
    table.look()
    assert table.world.price[table.option("calm", "truce"), 0] == pytest.approx(4 / 60)
    for day in range(1, 5):
        table.today(day, 0)
        assert table.deal["calm"] == "truce"
        end_terms(*table.rules)
    assert table.deal == {"calm": "war", "note": "none", "pay": "none"}


def test_ledgers_and_memories_are_as_if_all_days_had_had_the_mean() -> None:
    table = small.start(small.game(**_stated()))
    fade = 0.8
    seen, days, heat = np.zeros(2), 0.0, np.zeros(2)
    for _ in range(6):
        seen, days = fade * seen + [0.5, 2], fade * days + 1
        heat = fade * heat + (1 - fade) * np.array([2, 0.5])
    assert table.world.ledger[0, :2, at.BREACHES_SEEN] == pytest.approx(seen)
    assert table.world.ledger[0, :2, at.DAYS_WEIGHED] == pytest.approx([days, days])
    assert table.world.heat[0, :2] == pytest.approx(heat)
    assert table.world.seen_of[0, 0, 1] == pytest.approx(seen[0])
    assert table.world.logged[0, :2].tolist() == [3, 12]


def test_observations_count_in_trust_and_fade() -> None:
    table = small.start(small.game(**_stated()))
    assert table.world.trust[0, 1] == pytest.approx((5 + 6) / (10 + 8))
    assert table.world.trust[1, 0] == 0.5
    table.put({"calm": "war", "note": "none", "pay": "none"})
    keep_truces(*table.rules)
    fade = 0.5 ** (1 / 60)
    assert table.world.trust[0, 1] == pytest.approx((5 + 6 * fade) / (10 + 8 * fade))


def test_a_pressure_under_way_runs_out_when_its_days_are_over() -> None:
    pressed = {"by": "m", "target": "b", "points": 4, "days": 5, "demands": {"pay": "paid"}, "ends": "days"}
    stated = _stated(pressures={"p": pressed, "q": pressed})
    stated["start"]["pressures"] = {"p": _since(2)}
    table = small.start(small.game(**stated))
    active = []
    for day in range(1, 6):
        table.play_day(day)
        active.append(table.world.active.tolist())
    assert active == [[1, 0], [1, 0], [0, 0], [0, 0], [0, 0]]


def test_without_a_start_nothing_has_happened() -> None:
    plain, empty = _stated(), _stated()
    del plain["start"]
    empty["start"] = {}
    one, two = (small.start(small.game(**words)) for words in (plain, empty))
    for name in one.world._fields:
        assert np.array_equal(getattr(one.world, name), getattr(two.world, name)), name


FAULTS = {
    "issue": ({"in_force": {"calmer": {"option": "truce", "since": "2024-12-30"}}}, "calmer"),
    "option": ({"in_force": {"calm": {"option": "truth", "since": "2024-12-30"}}}, "truth"),
    "later": ({"in_force": {"calm": {"option": "truce", "since": "2025-01-05"}}}, "after as_of"),
    "over": ({"in_force": {"calm": {"option": "truce", "since": "2024-12-01"}}}, "run out"),
    "signatory": ({"in_force": {"calm": {"option": "truce", "since": "2024-12-30", "signed_by": ["z"]}}}, "z"),
    "anchor": ({"in_force": {"note": {"option": "signed", "since": "2024-12-30"}}}, "to which it is linked"),
    "pressure": ({"pressures": {"push": "2024-12-30"}}, "push"),
    "observer": ({"observed": {"z": {"a": {"kept": 1}}}}, "z"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_under_way_is_found(fault: str) -> None:
    start, says = FAULTS[fault]
    found = [p for p in problems_in(small.stated(**{**_stated(), "start": start}))[1] if p.severity == "fault"]
    assert [p for p in found if p.path[:1] == ("start",) and says in p.found], found


# A run continued.

WORDS: dict[str, Any] = {"mediator_patience": 40}


def _model(scenario: Scenario, run: int, **words: Any) -> NegotiationModel:
    return NegotiationModel(scenario, run_seed=7, run=run, **words)


def _sound(stated: dict[str, Any]) -> Scenario:
    """Return a scenario that can be changed: its no-deal values say on what they rest."""
    for party in stated["parties"].values():
        party["no_deal"]["assumed"] = "made"
    stated["worth"] = {**{name: {} for name in stated["parties"]}, **stated["worth"]}
    return Scenario.model_validate(stated)


def _to_the_end(model: NegotiationModel) -> NegotiationModel:
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("day", [1, 6, 17])
def test_a_run_continued_from_its_snapshot_is_the_run_bit_for_bit(day: int) -> None:
    scenario = _sound(rich(**WORDS))
    for run in range(5 if small.COMPILED else 1):
        whole, begun = _model(scenario, run), _model(scenario, run)
        for _ in range(day):
            begun.step()
        held = begun.snapshot()
        _to_the_end(begun)
        resumed = _to_the_end(_model(scenario, run, resume=held))
        _to_the_end(whole)
        for name in whole.world._fields:
            for other in (begun, resumed):
                assert np.array_equal(getattr(whole.world, name), getattr(other.world, name), equal_nan=True), name
        assert np.array_equal(whole.record(), resumed.record(), equal_nan=True)
        assert resumed.outcome == whole.outcome


def test_a_what_if_from_a_day_leaves_the_days_before_and_changes_the_days_after() -> None:
    scenario = _sound(rich(**WORDS))
    base = watch(scenario, 7, 2)
    change = {"conditions.no_aid.firmness": 0, "parties.b.precision": 3, "worth.a.fire.truce": 90}
    later = watch(scenario, 7, 2, [change], from_day=9)
    assert later.days[:8] == base.days[:8]
    assert later.days[8:] != base.days[8:]
    assert [day.day for day in later.days] == list(range(1, len(base.days) + 1))
    assert watch(scenario, 7, 2, [], from_day=9).days == base.days


def test_a_what_if_from_the_first_day_is_the_what_if_where_nothing_was_drawn_from_it() -> None:
    change = {"parties.a.patience_days": 25, "protocol.floor": 0.01}
    scenario = _sound(rich(**WORDS))
    assert watch(scenario, 7, 1, [change], from_day=1).days == watch(scenario, 7, 1, [change]).days


def test_minds_that_may_be_made_up_from_a_day_on_see_agendas_as_they_would_have() -> None:
    stated = rich(**WORDS)
    stated["parties"]["b"]["consistency"] = 0
    base, always = _sound(stated), {**stated["parties"]["b"], "consistency": 0.8}
    stated["parties"]["b"] = always
    whole, model = _model(_sound(stated), 4), _model(base, 4)
    for _ in range(6):
        model.step()
    later = _model(base, 4, changes=[{"parties.b.consistency": 0.8}], resume=model.snapshot())
    _to_the_end(later), _to_the_end(whole)
    both = (later.world.seen_as[:, 1] != at.NEVER) & (whole.world.seen_as[:, 1] != at.NEVER)
    assert both.any()
    assert (later.world.seen_as[both, 1] == whole.world.seen_as[both, 1]).all()
    assert later.world.answered[1] > 0


def test_worths_keep_what_events_have_added() -> None:
    event = {"e": {"on": small.day(2), "worth": {"a": {"pay": {"paid": 7}}}}}
    scenario = _sound(small.stated(**_stated(events=event)))
    model = _model(scenario, 0)
    for _ in range(3):
        model.step()
    other = _model(scenario, 0, changes=[{"worth.a.pay.paid": 21}], resume=model.snapshot())
    place = model.game.options.index(("pay", "paid"))
    assert model.world.worth[0, place] == pytest.approx(8)
    assert other.world.worth[0, place] == pytest.approx(28)


def test_a_snapshot_fits_only_its_own_run_and_pieces() -> None:
    scenario = _sound(rich(**WORDS))
    model = _model(scenario, 3)
    model.step()
    with pytest.raises(ValueError, match="run 3 of seed 7"):
        _model(scenario, 4, resume=model.snapshot())
    other = Scenario.model_validate(rich(horizon_days=20))
    with pytest.raises(ValueError, match="nothing else"):
        _model(other, 3, resume=model.snapshot())
    with pytest.raises(ValueError, match="day 0 is not played"):
        watch(scenario, 7, 0, from_day=0)


@small.needs_compiled
def test_watched_and_played_runs_that_start_in_the_middle_are_the_same() -> None:
    stated = rich(**WORDS)
    begun = {"option": "truce", "since": _since(4), "signed_by": ["a", "b"], "breaches": {"a": 1, "b": 2}}
    stated["start"] = {"in_force": {"fire": begun}, "observed": SEEN, "pressures": {"on_b": _since(0)}}
    game = make_game(Scenario.model_validate(stated))
    values = draw(game, 30, 7)
    rows = play(game, values, 7).records
    for run in range(30):
        model = _to_the_end(NegotiationModel(game, run_seed=7, run=run))
        assert np.array_equal(model.record(), rows[run], equal_nan=True), run


def test_a_day_that_is_not_played_is_told_in_a_line() -> None:
    done = CliRunner().invoke(app, ["watch", "pie", "--from-day", "99"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["The run: day 99 is not played: the first is 1, the last 40."]
