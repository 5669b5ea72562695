"""Steps 9 and 10: breaches, what each side makes of them, and the end of truces."""

from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.records import Records
from sim.kernel.chance import COLLAPSE, SESSIONS_A_DAY, address, uniform
from sim.rules import state as at
from sim.rules.compliance import breach_rate, collapse_hazard, collapse_truces, keep_truces, set_trust
from sim.runs.ensemble import play
from tests import small

BOUND = {"binds": ["a", "b"]}


def _stated(horizon: int = 30, parties: dict[str, Any] | None = None, **truce: Any) -> dict[str, Any]:
    """A truce that both want from the first session on and that nobody would leave."""
    return {
        "issues": {"calm": {"war": {}, "truce": {**BOUND, "settles": 1, "withdrawal_cost": 1000, "truce": truce}}},
        "worth": {"a": {"calm": [0, 50]}, "b": {"calm": [0, 50]}},
        "parties": parties or {"a": {}, "b": {}},
        "protocol": {"horizon_days": horizon},
    }


def _truce(seed: int = 1, horizon: int = 30, parties: dict[str, Any] | None = None, **truce: Any) -> small.Table:
    table = small.start(small.game(**_stated(horizon, parties, **truce)), seed=seed)
    table.put({"calm": "truce"}, "a", "b")
    return table


def test_breaches_are_counted_only_under_a_truce_in_force_and_only_of_those_bound() -> None:
    table = small.start(small.game(**_stated(parties={"a": {}, "b": {}, "c": {}}, rate=30)))
    keep_truces(*table.rules)
    assert not table.world.breaches.any()
    table.put({"calm": "truce"}, "a", "b")
    keep_truces(*table.rules)
    assert (table.world.breaches[0, :2] > 0).all()
    assert table.world.breaches[0, 2] == table.world.perceived[0, 2] == 0


def test_the_rate_of_breaches_adds_ones_own_past_and_the_mean_of_the_others() -> None:
    excited = {"rate": 0.5, "branching": 0.3, "retaliation": 0.4}
    table = small.start(
        small.game(
            issues={"calm": {"war": {}, "truce": {"binds": ["a", "b", "c"], "truce": excited}}},
            parties={"a": {}, "b": {}, "c": {}, "d": {}},
        )
    )
    table.world.heat[0] = [1.0, 2.0, 4.0, 100.0]
    rates = [breach_rate(*table.rules, 0, party) for party in range(3)]
    assert rates == pytest.approx([0.5 + 0.3 + 0.4 * 3, 0.5 + 0.6 + 0.4 * 2.5, 0.5 + 1.2 + 0.4 * 1.5])


def test_retaliation_can_be_switched_off_and_misreading_too() -> None:
    stated = _stated(rate=0.5, branching=0.3, retaliation=0.4, misread=1)
    stated["protocol"]["features"] = {"retaliation": False, "misread": False}
    table = small.start(small.game(**stated))
    table.put({"calm": "truce"}, "a", "b")
    table.world.heat[0] = [1.0, 2.0]
    assert [breach_rate(*table.rules, 0, party) for party in range(2)] == pytest.approx([0.8, 1.1])
    keep_truces(*table.rules)
    assert table.world.perceived[0, 0] == table.world.breaches[0, 1]


def test_breaches_fade_with_the_memory_and_a_new_truce_starts_afresh() -> None:
    table = _truce(rate=3, memory_days=4)
    table.today(1, 0)
    keep_truces(*table.rules)
    first = table.world.breaches[0].copy()
    assert table.world.heat[0] == pytest.approx(first / 4)
    table.today(2, 0)
    keep_truces(*table.rules)
    assert table.world.heat[0] == pytest.approx(0.75 * first / 4 + table.world.breaches[0] / 4)
    table.put({"calm": "war"})
    table.put({"calm": "truce"}, "a", "b")
    assert not table.world.heat.any()
    assert not table.world.ledger.any()
    assert not table.world.logged.any()


@small.needs_compiled
@pytest.mark.parametrize(
    ("rate", "branching", "retaliation", "memory"),
    [(0.4, 0.0, 0.0, 14), (0.3, 0.3, 0.3, 5), (0.2, 0.1, 0.6, 3), (0.2, 0.6, 0.1, 20)],
)
def test_between_equal_sides_breaches_average_rate_over_what_is_not_excited(
    rate: float, branching: float, retaliation: float, memory: float
) -> None:
    """Mean rate / (1 - branching - retaliation); clustering widens the error by 1 / (1 - both)."""
    table = _truce(horizon=3600, rate=rate, branching=branching, retaliation=retaliation, memory_days=memory)
    total, days = np.zeros(2), 0
    for run in range(4):
        small.restart(table, 1, run)
        table.put({"calm": "truce"}, "a", "b")
        for day in range(1, 3600):
            table.today(day, 0)
            keep_truces(*table.rules)
            if day > 200:
                total += table.world.breaches[0]
                days += 1
    left = 1.0 - branching - retaliation
    mean = rate / left
    error = 4.0 * np.sqrt(mean / (2 * days)) / left
    assert total.sum() / (2 * days) == pytest.approx(mean, abs=error)
    assert total[0] / days == pytest.approx(total[1] / days, abs=3 * error)


@small.steady
@given(
    st.integers(2, 5),
    st.floats(0.0, 0.99),
    st.floats(0.0, 1.0),
    st.floats(1.0, 1000.0),
    st.lists(st.floats(0.0, 50.0), min_size=5, max_size=5),
)
def test_retaliation_cannot_explode(sides: int, both: float, own: float, memory: float, heat: list[float]) -> None:
    """Whatever the sides remember, a day's expected memory shrinks: the spectral radius is 1 - (1 - b - r) / memory."""
    branching, retaliation = both * own, both * (1.0 - own)
    names = [f"p{n}" for n in range(sides)]
    truce = {"branching": branching, "retaliation": retaliation, "memory_days": memory}
    table = small.start(
        small.game(
            issues={"calm": {"war": {}, "truce": {"binds": names, "truce": truce}}},
            parties={name: {} for name in names},
        )
    )
    step = np.zeros((sides, sides))
    for source in range(sides):
        table.world.heat[0] = 0.0
        table.world.heat[0, source] = 1.0
        rates = np.array([breach_rate(*table.rules, 0, party) for party in range(sides)])
        step[:, source] = rates / memory + (1.0 - 1.0 / memory) * table.world.heat[0]
    radius = float(np.abs(np.linalg.eigvals(step)).max())
    assert radius == pytest.approx(1.0 - (1.0 - branching - retaliation) / memory, abs=1e-9)
    assert radius < 1.0
    start = np.array(heat[:sides])
    assert (step @ start).max() <= max(start.max(), 0.0) + 1e-9


def test_a_breach_is_seen_by_the_other_side_and_a_misread_act_adds_one() -> None:
    table = _truce(rate=2, misread=0)
    keep_truces(*table.rules)
    assert table.world.perceived[0].tolist() == table.world.breaches[0][::-1].tolist()
    table = _truce(rate=2, misread=1)
    keep_truces(*table.rules)
    assert table.world.perceived[0].tolist() == (table.world.breaches[0][::-1] + 1).tolist()


def test_acts_are_misread_by_the_luck_of_their_day() -> None:
    table = _truce(rate=0, misread=0.5)
    seen = []
    for day in range(1, 25):
        table.today(day, 0)
        keep_truces(*table.rules)
        seen.append(table.world.perceived[0].tolist())
    assert {tuple(day) for day in seen} == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_each_side_keeps_its_own_ledger_and_the_two_differ() -> None:
    table = _truce(rate=1, misread=0.5, memory_days=7)
    seen = []
    for day in range(1, 25):
        table.today(day, 0)
        keep_truces(*table.rules)
        seen.append(table.world.perceived[0].copy())
    weights = (1 - 1 / 7) ** np.arange(len(seen))[::-1]
    ledger = table.world.ledger[0, :, 0] / table.world.ledger[0, :, 1]
    assert ledger == pytest.approx((weights @ np.array(seen)) / weights.sum())
    assert ledger[0] != ledger[1]
    assert table.world.logged[0].tolist() == np.sum(seen, axis=0).tolist()


@small.needs_compiled
def test_a_breach_is_alleged_within_n_days_with_one_minus_one_minus_e_to_the_n() -> None:
    """No breaches at all, lawful acts misread with e per day and side; someone alleges with 1 - (1 - e)^(2 n)."""
    e, runs = 0.06, 4000
    game = small.game(**_stated(misread=e, tolerance=5, collapse={"scale_days": 100000}))
    found = Records(game, play(game, small.nothing_uncertain(runs), 5).records)
    after = found.of("alleged_after")[:, 1]
    for days in (1, 3, 10, 20):
        share = ((after >= 1) & (after <= days)).mean()
        assert share == pytest.approx(1 - (1 - e) ** (2 * days), abs=4 * 0.5 / np.sqrt(runs))
    table = _truce(misread=e, tolerance=5)
    first = []
    for run in range(1500):
        small.restart(table, 5, run)
        table.put({"calm": "truce"}, "a", "b")
        for day in range(1, 11):
            table.today(day, 0)
            keep_truces(*table.rules)
        first.append(table.world.logged[0].copy() > 0)
    assert np.mean(first, axis=0) == pytest.approx([1 - (1 - e) ** 10] * 2, abs=4 * 0.5 / np.sqrt(1500)), "per side"


def test_an_allegation_is_dated_from_the_start_of_the_truce() -> None:
    table = small.start(small.game(**_stated(misread=1)))
    table.today(6)
    table.put({"calm": "truce"}, "a", "b")
    keep_truces(*table.rules)
    assert table.world.alleged[1, :2].tolist() == [6, 1]
    table.put({"calm": "war"})
    table.case.truce[0, at.MISREAD_CHANCE] = 0.0
    table.today(9)
    table.put({"calm": "truce"}, "a", "b")
    keep_truces(*table.rules)
    table.case.truce[0, at.MISREAD_CHANCE] = 1.0
    table.today(10)
    keep_truces(*table.rules)
    assert table.world.alleged[1, :2].tolist() == [6, 1], "the first day, and the shortest time"


TRUSTING = {
    "a": {"trust": {"b": {"initial": 0.4, "half_life_days": 20, "prior_days": 10}}},
    "b": {"trust": {"a": {"initial": 0.6, "half_life_days": 50, "prior_days": 5}}},
}


def _kept(days: int, half_life: float) -> float:
    """Return what so many observations in a row count for: yesterday's are worth 2^(-1/half-life) of today's."""
    return float(sum(2.0 ** (-age / half_life) for age in range(days)))


def test_kept_days_build_trust_one_observation_a_day_and_side() -> None:
    table = _truce(parties=TRUSTING)
    for day in range(1, 16):
        table.today(day, 0)
        keep_truces(*table.rules)
    a, b = _kept(15, 20), _kept(15, 50)
    assert table.world.kept[[0, 1], [1, 0]] == pytest.approx([a, b])
    assert table.world.trust[0, 1] == pytest.approx((10 * 0.4 + a) / (10 + a))
    assert table.world.trust[1, 0] == pytest.approx((5 * 0.6 + b) / (5 + b))


def test_many_breaches_on_one_day_are_one_broken_observation() -> None:
    table = _truce(parties=TRUSTING, rate=80, tolerance=3)
    keep_truces(*table.rules)
    assert (table.world.breaches[0] > 20).all()
    assert table.world.broke[[0, 1], [1, 0]].tolist() == [1, 1]
    assert not table.world.kept.any()
    assert table.world.trust[0, 1] == pytest.approx(4 / 11)


def test_a_truce_kept_to_its_tolerance_is_half_kept() -> None:
    for tolerance, kept in ((2, 0.75), (1, 0.5), (0.8, 0.375), (0.5, 0), (0.1, 0)):
        table = _truce(misread=1, tolerance=tolerance)
        table.world.trust[:] = 1
        keep_truces(*table.rules)
        assert table.world.kept[[0, 1], [1, 0]].tolist() == pytest.approx([kept, kept])
        assert table.world.broke[[0, 1], [1, 0]].tolist() == pytest.approx([1 - kept, 1 - kept])


def test_evidence_counts_half_after_the_half_life_whether_a_truce_is_in_force_or_not() -> None:
    table = small.start(small.game(**_stated(parties=TRUSTING)))
    table.world.kept[0, 1] = 8.0
    for day in range(1, 21):
        table.today(day, 0)
        keep_truces(*table.rules)
    assert table.world.kept[0, 1] == pytest.approx(4.0)
    assert table.world.trust[0, 1] == pytest.approx((4 + 4) / 14)


def test_trust_stays_as_it_began_where_it_is_switched_off() -> None:
    stated = _stated(parties=TRUSTING, rate=5)
    stated["protocol"]["features"] = {"trust": False}
    table = small.start(small.game(**stated))
    table.put({"calm": "truce"}, "a", "b")
    keep_truces(*table.rules)
    set_trust(*table.rules)
    assert table.world.trust[[0, 1], [1, 0]].tolist() == [0.4, 0.6]


def test_the_hazard_is_weibull_by_age_times_the_strain_of_the_worst_ledger_times_monitoring() -> None:
    table = _truce(collapse={"scale_days": 50, "shape": 0.7, "strain": 0.4}, tolerance=2, monitoring=0.5)
    table.today(9, 0)
    weibull = 1 - exp((8 / 50) ** 0.7 - (9 / 50) ** 0.7)
    assert collapse_hazard(*table.rules, 0) == pytest.approx(0.5 * weibull)
    table.world.ledger[0] = [[1.0, 2.0], [18.0, 3.0]]
    assert collapse_hazard(*table.rules, 0) == pytest.approx(0.5 * weibull * exp(0.4 * (6 / 2 - 1)))
    table.world.ledger[0] = [[1.0, 2.0], [5.0, 3.0]]
    assert collapse_hazard(*table.rules, 0) == pytest.approx(0.5 * weibull), "within tolerance there is no strain"
    table.world.ledger[0, 0, 0] = 1e6
    assert collapse_hazard(*table.rules, 0) == 1.0


def test_the_first_day_of_a_truce_is_of_age_one() -> None:
    table = _truce(collapse={"scale_days": 10, "shape": 1})
    assert collapse_hazard(*table.rules, 0) == pytest.approx(1 - exp(-0.1))


@small.needs_compiled
@pytest.mark.parametrize(("scale", "shape"), [(40.0, 1.0), (60.0, 0.5), (25.0, 2.0)])
def test_truces_survive_as_weibull_says_when_ledgers_have_no_effect(scale: float, shape: float) -> None:
    runs = 3000
    collapse = {"scale_days": scale, "shape": shape, "strain": 0}
    game = small.game(**_stated(horizon=60, rate=3, misread=0.3, collapse=collapse))
    found = Records(game, play(game, small.nothing_uncertain(runs), 11).records)
    ended = found.of("collapsed")[:, 1]
    assert (found.first_deal == 1).all()
    for age in (1, 2, 5, 10, 20, 40, 60):
        alive = 1.0 - ((ended >= 0) & (ended <= age)).mean()
        assert alive == pytest.approx(exp(-((age / scale) ** shape)), abs=4 * 0.5 / np.sqrt(runs))


@small.needs_compiled
def test_monitoring_thins_collapses_by_its_hazard_ratio_under_the_same_luck() -> None:
    """h = 1 - exp(-1/40) each day, halved by monitoring: S(n) = (1 - h/2)^n, and no monitored truce ends earlier."""
    ends = {}
    for ratio in (1.0, 0.5):
        game = small.game(**_stated(horizon=60, collapse={"scale_days": 40}, monitoring=ratio))
        days = Records(game, play(game, small.nothing_uncertain(3000), 3).records).of("collapsed")[:, 1]
        ends[ratio] = np.where(np.isnan(days), np.inf, days)
    assert (ends[0.5] >= ends[1.0]).all()
    h = 1 - exp(-1 / 40)
    for age in (5, 20, 60):
        assert (ends[0.5] > age).mean() == pytest.approx((1 - h / 2) ** age, abs=4 * 0.5 / np.sqrt(3000))


def test_a_collapse_reverts_the_truce_with_what_is_linked_and_costs_trust() -> None:
    stated = _stated(parties=TRUSTING, collapse={"scale_days": 0.01})
    stated["issues"]["swap"] = {"no": {}, "yes": {"linked_to": {"calm": "truce"}}}
    stated["issues"]["pay"] = ["no", "yes"]
    stated["protocol"]["collapse_observations"] = 3
    table = small.start(small.game(**stated))
    table.put({"calm": "truce", "swap": "yes", "pay": "yes"}, "a", "b")
    table.today(4, 0)
    collapse_truces(*table.rules)
    assert table.deal == {"calm": "war", "swap": "no", "pay": "yes"}, "a collapse leaves the rest of the deal"
    assert table.world.status.tolist() == [at.COLLAPSED, at.COLLAPSED, at.IN_FORCE]
    assert table.world.ended[table.option("calm", "truce"), :3].tolist() == [at.NEVER, at.NEVER, 4]
    assert table.world.broke[[0, 1], [1, 0]].tolist() == [3, 3]
    assert table.world.trust[0, 1] == pytest.approx(4 / 13)
    assert table.world.trust[1, 0] == pytest.approx(3 / 8)


def test_an_option_that_expired_before_can_still_collapse() -> None:
    table = _truce(collapse={"scale_days": 0.01})
    truce = table.option("calm", "truce")
    table.world.ended[truce, :3] = [2, 3, at.NEVER]
    table.today(7, 0)
    collapse_truces(*table.rules)
    assert table.world.ended[truce, :3].tolist() == [2, 3, 7]
    table.put({"calm": "truce"}, "a", "b")
    table.today(9, 0)
    collapse_truces(*table.rules)
    assert table.deal == {"calm": "war"}
    assert table.world.ended[truce, :3].tolist() == [2, 3, 7], "the first time counts"


def test_a_truce_collapses_by_the_luck_of_its_own_day() -> None:
    """The number at (seed, run, sessions a day x day, collapse, option)."""
    collapsed = []
    for run in range(40):
        table = _truce(collapse={"scale_days": 15, "shape": 1})
        table.world.now[at.RUN] = run
        table.today(5, 0)
        luck = uniform(1, run, 5 * SESSIONS_A_DAY, COLLAPSE, address("option", "calm", "truce"))
        collapsed.append(luck < collapse_hazard(*table.rules, 0))
        collapse_truces(*table.rules)
        assert table.deal == {"calm": "war" if collapsed[-1] else "truce"}
    assert 0 < sum(collapsed) < 40


def test_a_collapse_is_not_a_breach_and_a_breach_no_collapse() -> None:
    table = _truce(rate=50, collapse={"scale_days": 100000})
    for day in range(1, 20):
        table.today(day, 0)
        keep_truces(*table.rules)
        collapse_truces(*table.rules)
    assert table.deal == {"calm": "truce"}
    table = _truce(rate=0, collapse={"scale_days": 0.01})
    keep_truces(*table.rules)
    collapse_truces(*table.rules)
    assert table.deal == {"calm": "war"}
    assert not table.world.logged.any()


def test_more_trust_never_raises_the_days_hazard_of_a_truce_in_force() -> None:
    hazards = []
    for initial in (0.0, 0.3, 1.0):
        seats = {"a": {"trust": {"b": {"initial": initial}}}, "b": {"trust": {"a": {"initial": initial}}}}
        collapse = {"scale_days": 30, "shape": 0.6, "strain": 0.5}
        table = _truce(parties=seats, rate=1, misread=0.4, collapse=collapse, tolerance=0.5)
        row = []
        for day in range(1, 25):
            table.today(day, 0)
            keep_truces(*table.rules)
            row.append(collapse_hazard(*table.rules, 0))
        hazards.append(row)
    assert (np.diff(hazards, axis=0) <= 0).all()
