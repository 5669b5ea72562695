"""Bargaining over time: every closed form as published, and every simulation within its own sampling error of it."""

import json
from collections.abc import Callable
from itertools import product
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arrays import Flags, Floats
from sim.lenses.overtime import attrition, beliefs, offers, reputation, truces, walks, war
from sim.rules.formulas import concession_day
from tests import second_ways
from tests.reference import REFERENCE, needs_reference
from tests.small import steady

RUNS = 40_000
EXACT: dict[str, Any] = {"rel": 1e-12, "abs": 1e-12}


def luck(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_giving_way_is_the_rulebooks_own() -> None:
    """Hazards and exhaustion to the bit; the day of a draw as the rule has it, within rounding."""
    demands, rates, stubborn = (0.7, 0.6), (0.1, 0.2), (0.1, 0.2)
    found = reputation.standoff(demands, rates, stubborn)
    for party in (0, 1):
        days = reputation._concedes(found, stubborn, party, 500, luck(7))
        drawn = luck(7).random(500)
        rule = [concession_day(u, stubborn[party], found.hazards[party], found.end) for u in drawn]
        assert days == pytest.approx(np.array(rule), rel=1e-9, abs=1e-9)
    assert found.at_once != (0.0, 0.0)


def near(sample: Floats | Flags, mean: float, errors: float = 4.0) -> bool:
    """Return whether a sample has a mean, within so many standard errors of its own."""
    values = np.asarray(sample, np.float64)
    return bool(abs(values.mean() - mean) <= errors * values.std(ddof=1) / sqrt(len(values)) + 1e-12)


def rows() -> dict[str, Callable[[dict[str, Any]], Any]]:
    """Return how each row of the reference is computed, by name."""
    return {
        "fearon_range": lambda p: war.bargaining_range(p["p"], p["cA"], p["cB"]),
        "fearon_risk_return_offer": lambda p: (
            (found := war.risk_return(p["p"], p["cA"], p["C"])).asks,
            found.war,
        ),
        "rubinstein": lambda p: offers.rubinstein(p["d1"], p["d2"]),
        "rubinstein_limit": lambda p: offers.rubinstein_limit(p["r1"], p["r2"]),
        "stahl_finite": lambda p: [second_ways.stahl_equal(p["delta"], n) for n in p["N"]],
        "war_of_attrition": lambda p: (
            (found := attrition.attrition((p["v1"], p["v2"]), (p["c1"], p["c2"]))).mean_time,
            found.first_wins,
        ),
        "war_of_attrition_private": lambda p: (attrition.PRIVATE_MEAN_TIME, attrition.expected_cost(0.8)),
        "belief_convergence": lambda p: (
            beliefs.drift(p["pH"], p["pL"]),
            beliefs.wald_battles(p["pH"], p["pL"], p["stop"]),
        ),
        "random_walk_war": lambda p: walks.random_walk_war(p["p"], p["i"], p["n"]),
        "ceasefire_grim": lambda p: truces.grim_patience(truces.Payoffs(p["T"], p["R"], p["P"])),
        "ceasefire_grim_noise": lambda p: truces.grim_patience(truces.Payoffs(), p["e"]),
        "ceasefire_survival": lambda p: truces.chance_of_breach(p["e"], p["n"]),
        "baron_ferejohn": lambda p: [offers.baron_ferejohn(n, p["delta"]) for n in p["n"]],
        "powell_inefficiency_condition": lambda p: war.inefficiency_condition(
            (p["M_A"], p["M_B"]), p["M_A_next"], p["B"], p["delta"]
        ),
        "audience_cost": lambda p: [war.audience_cost(p["p"], a, p["C"]) for a in p["a"]],
    }


@needs_reference
@pytest.mark.parametrize("name", rows())
def test_the_reference_rows_are_met_to_twelve_digits(name: str) -> None:
    row = json.loads((REFERENCE / "closed_forms.json").read_text())[name]
    assert rows()[name](row["params"]) == pytest.approx(row["value"], **EXACT)


# Alternating offers.


def test_rubinstein_leaves_the_responder_what_waiting_is_worth() -> None:
    assert offers.rubinstein(0.9, 0.8) == pytest.approx((0.2 / 0.28, 0.08 / 0.28), **EXACT)
    first, rest = offers.rubinstein(0.9, 0.8)
    assert rest == pytest.approx(0.8 * offers.rubinstein(0.8, 0.9)[0], **EXACT)
    assert first + rest == pytest.approx(1, **EXACT)
    assert offers.rubinstein(1.0, 0.5)[0] == 1.0
    assert offers.rubinstein(0.0, 0.5)[0] == 0.5


@steady
@given(st.floats(0, 0.999), st.floats(0, 0.999))
def test_backward_induction_tends_to_rubinstein(d1: float, d2: float) -> None:
    assert offers.stahl(d1, d2, 20_000)[0] == pytest.approx(offers.rubinstein(d1, d2)[0], abs=1e-6)


@steady
@given(st.floats(0, 1), st.integers(1, 60))
def test_backward_induction_is_the_closed_form_with_one_discount_factor(delta: float, rounds: int) -> None:
    assert offers.stahl(delta, delta, rounds)[0] == pytest.approx(second_ways.stahl_equal(delta, rounds), abs=1e-9)


def test_short_rounds_take_away_what_going_first_is_worth() -> None:
    assert offers.rubinstein_limit(0.1, 0.2) == pytest.approx(2 / 3, **EXACT)
    shares = [offers.rubinstein_timed(0.1, 0.2, dt) for dt in (10.0, 1.0, 0.1, 1e-6)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(2 / 3, abs=1e-6)
    assert shares[1] == pytest.approx(offers.rubinstein(exp(-0.1), exp(-0.2))[0], **EXACT)


def test_played_offers_pay_what_theory_says() -> None:
    first, second = offers.play_offers(0.95, 0.9, 0.1, RUNS, luck())
    expected = offers.value_of_erring(0.95 * 0.9, 0.9 * 0.9)
    assert near(first, expected[0])
    assert near(second, expected[1])


def test_nobody_gains_by_another_demand_or_another_threshold() -> None:
    d1, d2 = 0.9, 0.8
    (demand, least), (other, most) = offers.thresholds(d1, d2)
    assert demand == pytest.approx(1 - most, **EXACT)
    assert other == pytest.approx(1 - least, **EXACT)
    # Asking for more is refused and yields what the other leaves a round later.
    assert d1 * (1 - other) < demand
    assert offers.thresholds(d1, d2, 0.1)[0][0] == pytest.approx(demand + 0.1)


def test_a_legislature_pays_a_bare_majority_and_is_fair_beforehand() -> None:
    assert [offers.baron_ferejohn(n, 1.0) for n in (3, 5)] == pytest.approx([2 / 3, 0.6], **EXACT)
    shares = second_ways.play_legislature(5, 0.9, RUNS, luck())
    assert shares.sum(axis=1) == pytest.approx(np.ones(RUNS))
    assert ((shares > 0).sum(axis=1) == 3).all()
    assert all(near(shares[:, one], 0.2) for one in range(5))
    assert shares.max() == pytest.approx(offers.baron_ferejohn(5, 0.9))


# Reputation.

DEMANDS, RATES, STUBBORN = (0.6, 0.7), (0.1, 0.2), (0.1, 0.2)


def test_the_weaker_side_gives_way_at_once_just_so_often_that_both_end_together() -> None:
    found = reputation.standoff(DEMANDS, RATES, STUBBORN)
    assert found.hazards == pytest.approx((0.2 * 0.4 / 0.3, 0.1 * 0.3 / 0.3), **EXACT)
    assert found.weaker == (0 if found.times[0] > found.times[1] else 1)
    assert reputation.reputation(found, STUBBORN, found.end) == pytest.approx((1, 1), **EXACT)
    assert min(found.at_once) == 0 < max(found.at_once)
    before = reputation.reputation(found, STUBBORN, 0.0)
    assert before[found.weaker or 0] > STUBBORN[found.weaker or 0]


@steady
@given(st.floats(0.55, 0.95), st.floats(0.55, 0.95), st.floats(0.05, 0.4), st.floats(0.05, 0.4))
def test_waiting_is_worth_the_same_whenever_one_concedes(a1: float, a2: float, z1: float, z2: float) -> None:
    found = reputation.standoff((a1, a2), (0.1, 0.15), (z1, z2))
    c2, rate2 = found.at_once[1], found.hazards[1]

    def worth(t: float) -> float:
        """Return what the first expects that concedes at t, by summing over when the second does."""
        until = np.linspace(0, t, 4001)
        middle, step = (until[1:] + until[:-1]) / 2, np.diff(until)
        gives = (1 - c2) * rate2 * np.exp(-rate2 * middle)
        still = (1 - c2) * exp(-rate2 * t)
        return float(c2 * a1 + (gives * a1 * np.exp(-0.1 * middle) * step).sum() + still * (1 - a2) * exp(-0.1 * t))

    for part in (0.3, 0.6, 0.99):
        assert worth(part * found.end) == pytest.approx(found.values[0], abs=1e-5)


def test_played_standoffs_end_as_theory_says() -> None:
    found = reputation.standoff(DEMANDS, RATES, STUBBORN)
    ends, who, _ = reputation.play_standoff(DEMANDS, RATES, STUBBORN, RUNS, luck())
    assert near(np.isinf(ends), STUBBORN[0] * STUBBORN[1])
    assert near(ends == 0, sum(found.at_once))
    assert ends[np.isfinite(ends)].max() <= found.end + 1e-9
    for time in (1.0, 3.0):
        alone = [(1 - c) * exp(-rate * time) for c, rate in zip(found.at_once, found.hazards, strict=True)]
        assert near(ends > time, alone[0] * alone[1])
    assert set(np.unique(who)) == {-1, 0, 1}


def test_a_rational_side_gets_its_value_from_play() -> None:
    tiny = (1e-9, 0.2)
    found = reputation.standoff(DEMANDS, RATES, tiny)
    _, _, got = reputation.play_standoff(DEMANDS, RATES, tiny, RUNS, luck(4))
    assert near(got, found.values[0])


# Attrition.


def test_who_values_the_prize_more_loses_more_often() -> None:
    found = attrition.attrition((10, 5), (1, 1))
    assert (found.mean_time, found.first_wins) == pytest.approx((10 / 3, 1 / 3), **EXACT)
    lasted, won, got = attrition.play_attrition((10, 5), (1, 1), RUNS, luck())
    assert near(lasted, found.mean_time)
    assert near(won, found.first_wins)
    # Mixing means that it can expect no more than by giving up at once.
    assert near(got, 0.0)


def test_private_values_burn_half_of_what_there_is() -> None:
    lasted, won = attrition.play_private(RUNS, luck())
    assert near(lasted, 1 / 6)
    assert near(won, 0.5)
    paid, won = attrition.play_private(RUNS, luck(2), 0.8)
    assert near(paid, attrition.expected_cost(0.8))
    assert near(won, 0.8)
    assert attrition.expected_cost(0.8) == pytest.approx(0.32, **EXACT)
    assert attrition.stays_until(0.0) == 0.0
    assert attrition.stays_until(1.0) == float("inf")


@steady
@given(st.floats(0.05, 0.95))
def test_no_type_gains_by_staying_as_long_as_another(value: float) -> None:
    others = np.linspace(0, 0.999, 2_000)
    # Acting as type w wins against lower types and pays their times, or its own: d/dw is (v - w).
    worth = value * others - others**2 / 2
    assert others[worth.argmax()] == pytest.approx(value, abs=1e-3)
    w = others[1:-1]
    costs = w**2 / 2
    times = np.array([attrition.stays_until(v) for v in others])
    paid = (
        np.concatenate([[0.0], np.cumsum((times[1:] + times[:-1]) / 2 * np.diff(others))])[1:-1] + (1 - w) * times[1:-1]
    )
    assert paid == pytest.approx(costs, abs=1e-4)


# War.


def test_there_is_always_a_deal_and_asking_for_more_risks_war() -> None:
    assert war.bargaining_range(0.6, 0.1, 0.15) == pytest.approx((0.5, 0.75), **EXACT)
    found = war.risk_return(0.6, 0.1, 0.4)
    assert (found.asks, found.war) == pytest.approx((0.75, 0.375), **EXACT)
    fought, got = war.play_demand(0.6, 0.1, 0.4, found.asks, RUNS, luck())
    assert near(fought, found.war)
    assert near(got, found.worth)


@steady
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.05, 1))
def test_no_other_demand_is_worth_more(p: float, cost: float, most: float) -> None:
    found = war.risk_return(p, cost, most)
    asked = np.linspace(p, 1, 2_001)
    fights = np.clip((asked - p) / most, 0, 1)
    assert found.worth >= (asked * (1 - fights) + (p - cost) * fights).max() - 1e-12


def test_a_falling_power_fights_if_the_fall_is_large_enough() -> None:
    steep, flat = war.preventive_war(0.8, 0.2, 0.1, 0.9), war.preventive_war(0.8, 0.79, 0.1, 0.9)
    assert steep.fights
    assert not flat.fights
    edge = war.preventive_war(0.8, steep.threshold, 0.1, 0.9)
    assert edge.war == pytest.approx(edge.peace, **EXACT)
    assert near(war.play_shifts(0.8, 0.1, 0.9, RUNS, luck()), war.chance_of_preventive_war(0.8, 0.1, 0.9))
    assert war.inefficiency_condition((2, 6), 5, 10, 0.9) == pytest.approx((2.5, 2), **EXACT)


def test_threats_made_in_public_are_meant_more_often() -> None:
    assert [war.audience_cost(0.4, a, 1.0) for a in (0, 0.2, 5)] == pytest.approx([0.4, 0.6, 1.0], **EXACT)
    assert near(second_ways.play_threats(0.4, 0.2, 1.0, RUNS, luck()), 0.6)


# Beliefs.


def test_walds_mean_is_too_short_and_the_exact_one_is_what_is_played() -> None:
    assert beliefs.drift(0.7, 0.4) == pytest.approx(0.1837868973868122, **EXACT)
    wald = beliefs.wald_battles(0.7, 0.4, 0.95)
    assert wald == pytest.approx(14.418846604023193, **EXACT)
    mean, right = beliefs.exact_battles(0.7, 0.4, 0.95)
    assert 15.5 < mean < 16.5
    assert right > 0.95
    battles, believed = second_ways.play_battles(0.7, 0.4, 0.95, RUNS, luck())
    assert near(battles, mean)
    assert near(believed, right)
    assert battles.mean() > wald


def test_the_exact_count_of_battles_is_that_of_listing_every_war() -> None:
    high, low, stop = 0.8, 0.3, 0.8
    bound, up, down = log(4), log(8 / 3), log(2 / 7)
    total, chance_right, left = 0.0, 0.0, 1.0
    for length in range(1, 19):
        for war_ in product((0, 1), repeat=length):
            odds = np.cumsum([up if won else down for won in war_])
            if abs(odds[-1]) >= bound and (np.abs(odds[:-1]) < bound).all():
                chance = high ** sum(war_) * (1 - high) ** (length - sum(war_))
                total, left = total + length * chance, left - chance
                chance_right += chance * (odds[-1] > 0)
        if left < 1e-3:
            break
    mean, right = beliefs.exact_battles(high, low, stop)
    assert total == pytest.approx(mean, abs=40 * left + 1e-9)
    assert chance_right == pytest.approx(right, abs=left + 1e-9)


def test_shared_battles_bring_beliefs_together_and_end_the_war() -> None:
    quarrel = beliefs.Quarrel((0.9, 0.1), 0.7, 0.4, 0.05)
    lengths = beliefs.exact_quarrel(quarrel, 0.7)
    assert lengths.sum() == pytest.approx(1, abs=1e-9)
    assert lengths[0] == 0
    mean = float((np.arange(len(lengths)) * lengths).sum())
    assert near(beliefs.play_quarrels(quarrel, 0.7, RUNS, luck()), mean)
    agreed = beliefs.Quarrel((0.5, 0.5), 0.7, 0.4, 0.05)
    assert beliefs.exact_quarrel(agreed, 0.7)[0] == 1
    dearer = beliefs.Quarrel((0.9, 0.1), 0.7, 0.4, 0.2)
    assert float((np.arange(2001) * beliefs.exact_quarrel(dearer, 0.7)).sum()) < mean
    a, b = quarrel.beliefs(np.array([3.0]), np.array([1.0]))
    odds = 9 * (7 / 4) ** 3 * (3 / 6)
    assert a[0] == pytest.approx(odds / (1 + odds))
    assert b[0] < a[0]


# Random walks.


def test_small_advantages_decide_long_wars() -> None:
    wins, battles = walks.random_walk_war(0.55, 5, 10)
    assert (wins, battles) == pytest.approx((0.7317174011812814, 23.171740118128113), **EXACT)
    took, lasted = second_ways.play_walks(0.55, 5, 10, RUNS, luck())
    assert near(took, wins)
    assert near(lasted, battles)
    assert walks.random_walk_war(0.5, 3, 10) == pytest.approx((0.3, 21), **EXACT)


@steady
@given(st.floats(0.02, 0.98), st.integers(2, 12), st.data())
def test_walks_solve_the_equations_of_every_fort(p: float, n: int, data: st.DataObject) -> None:
    i = data.draw(st.integers(1, n - 1))
    system = np.eye(n + 1)
    for fort in range(1, n):
        system[fort, fort + 1] -= p
        system[fort, fort - 1] -= 1 - p
    wins = np.linalg.solve(system, np.eye(n + 1)[n])[i]
    lasts = np.linalg.solve(system, np.array([0.0, *[1.0] * (n - 1), 0.0]))[i]
    assert walks.random_walk_war(p, i, n) == pytest.approx((wins, lasts), rel=1e-6, abs=1e-9)


def test_hopeless_and_certain_walks_do_not_overflow() -> None:
    assert walks.random_walk_war(0.01, 1, 5_000)[0] == 0.0
    assert walks.random_walk_war(0.99, 4_999, 5_000)[0] == pytest.approx(1.0)


# Truces.


def test_the_shadow_of_the_future_must_be_long_enough() -> None:
    payoffs = truces.Payoffs(5, 3, 1, 0)
    assert truces.grim_patience(payoffs) == pytest.approx(0.5, **EXACT)
    assert truces.grim_patience(payoffs, 0.05) == pytest.approx(0.5 / 0.95, **EXACT)
    for e in (0.0, 0.05, 0.3):
        d = truces.grim_patience(payoffs, e)
        kept, broken = (second_ways.grim_worth(payoffs, d, e, breaks) for breaks in (False, True))
        assert kept == pytest.approx(broken, **EXACT)
    assert near(
        second_ways.play_grim(payoffs, 0.9, 0.05, RUNS, luck()), second_ways.grim_worth(payoffs, 0.9, 0.05, False)
    )


def test_without_noise_grim_gets_what_the_formula_says() -> None:
    payoffs, grim = truces.Payoffs(), truces.CONDUCTS["grim"]
    assert truces.expected_truce(grim, grim, payoffs, 0.9) == pytest.approx((3, 3), **EXACT)
    breaks = truces.CONDUCTS["always_break"]
    worth = second_ways.grim_worth(payoffs, 0.9, 0.0, True)
    assert truces.expected_truce(breaks, grim, payoffs, 0.9)[0] == pytest.approx(worth, **EXACT)


@pytest.mark.parametrize(
    "pair", [("tit_for_tat", "generous"), ("contrite", "contrite"), ("grim", "pavlov"), ("pavlov", "tit_for_tat")]
)
def test_played_truces_pay_what_the_chain_says(pair: tuple[str, str]) -> None:
    one, two = (truces.CONDUCTS[name] for name in pair)
    payoffs, noise = truces.Payoffs(), truces.Noise(0.05, 0.03)
    expected = truces.expected_truce(one, two, payoffs, 0.9, noise)
    paid = truces.play_truces((one, two), payoffs, 0.9, noise, RUNS, luck())
    assert near(paid[:, 0], expected[0])
    assert near(paid[:, 1], expected[1])


PATIENT = 1 - 1e-6


def test_rare_mistakes_ruin_tit_for_tat_and_grim_but_not_those_who_forgive() -> None:
    payoffs, noise = truces.Payoffs(), truces.Noise(1e-3)

    def per_day(name: str) -> float:
        conduct = truces.CONDUCTS[name]
        return truces.expected_truce(conduct, conduct, payoffs, PATIENT, noise)[0]

    # A mistake makes tit-for-tats take turns, the next one makes them fight, and only another one makes peace.
    assert per_day("grim") == pytest.approx(1, abs=0.01)
    assert per_day("tit_for_tat") < 2.3
    for name in ("generous", "contrite", "pavlov"):
        assert per_day(name) > 2.97, name


def test_symmetric_mistakes_give_tit_for_tat_the_mean_of_the_four_payoffs() -> None:
    # With mistakes of both kinds at one rate the four pairs of acts are equally likely (Molander 1985).
    e = 0.01
    rule = truces.Conduct(np.array([1 - e, e]), truces.CONDUCTS["tit_for_tat"].then)
    found = truces.expected_truce(rule, rule, truces.Payoffs(), PATIENT)
    assert found[0] == pytest.approx((5 + 3 + 1 + 0) / 4, abs=1e-3)


def test_contrition_mends_mistakes_but_not_misreading() -> None:
    rule, payoffs = truces.CONDUCTS["contrite"], truces.Payoffs()
    by_mistake = truces.expected_truce(rule, rule, payoffs, PATIENT, truces.Noise(error=0.01))[0]
    misread = truces.expected_truce(rule, rule, payoffs, PATIENT, truces.Noise(misread=0.01))[0]
    assert by_mistake > 2.9 > misread


def test_the_most_generosity_is_not_exploited() -> None:
    payoffs = truces.Payoffs()
    g = truces.best_generosity(payoffs)
    assert g == pytest.approx(1 / 3, **EXACT)
    breaks = truces.CONDUCTS["always_break"]
    assert truces.expected_truce(breaks, truces.generous(g), payoffs, PATIENT)[0] < 3
    assert truces.expected_truce(breaks, truces.generous(0.6), payoffs, PATIENT)[0] > 3


def test_months_of_truce_see_a_breach_sooner_or_later() -> None:
    assert truces.chance_of_breach(0.01, 30) == pytest.approx(0.2602996266117198, **EXACT)
    assert near(second_ways.play_breaches(0.01, 30, RUNS, luck()) > 0, truces.chance_of_breach(0.01, 30))


# Doors.


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: offers.rubinstein(1, 1), "two discount factors of 1"),
        (lambda: offers.rubinstein(1.2, 0.5), "discount factor 1.2"),
        (lambda: offers.stahl(0.5, 0.5, 0), "rounds 0"),
        (lambda: offers.rubinstein_limit(0, 1), "rate 0"),
        (lambda: offers.rubinstein_timed(1, 1, 0), "time of a round 0"),
        (lambda: offers.baron_ferejohn(4, 0.5), "an odd number"),
        (lambda: reputation.standoff((0.3, 0.4), RATES, STUBBORN), "0.7 in all"),
        (lambda: reputation.standoff((0.6, 1.0), RATES, STUBBORN), "demand 1"),
        (lambda: attrition.attrition((0, 1), (1, 1)), "value or cost 0"),
        (lambda: attrition.stays_until(1.5), "value 1.5"),
        (lambda: war.bargaining_range(0.5, -1, 0), "cost -1"),
        (lambda: war.risk_return(0.5, 0.1, 0), "largest cost 0"),
        (lambda: war.preventive_war(0.5, 0.5, 0.1, 1), "discount factor 1"),
        (lambda: beliefs.drift(0.4, 0.7), "strong to be larger"),
        (lambda: beliefs.wald_battles(0.7, 0.4, 0.5), "confidence 0.5"),
        (lambda: beliefs.Quarrel((0.5, 1.0), 0.7, 0.4, 0.1), "prior 1"),
        (lambda: walks.random_walk_war(0.5, 10, 10), "10 of 10 forts"),
        (lambda: truces.Payoffs(3, 5, 1, 0), "T > R > P > S"),
        (lambda: truces.Noise(2), "error 2"),
        (lambda: truces.grim_patience(truces.Payoffs(), 1), "false alarm 1"),
        (lambda: truces.generous(-1), "generosity -1"),
        (lambda: truces.expected_truce(truces.contrite(), truces.contrite(), truces.Payoffs(), 1), "discount factor 1"),
        (lambda: truces.chance_of_breach(0.5, 0), "days 0"),
    ],
)
def test_numbers_that_cannot_be_used_are_named(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
